"""The routes of the JSON API. Each act on a case is one documented route, made from the table of verbs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request, Response

from api.acts.bodies import Body
from api.acts.verb import Verb, number_of
from api.body_limits import LARGEST_PAPER
from api.context import Secret, SettingsDep, SignedIn, StoreDep
from api.files import file_answer
from api.letters import letter_answer
from api.oversight import MOST_LINES, who_declared, who_looked
from api.own_figures import own_figures
from api.routers import take_in
from api.sessions import claimed, hand_out, hand_out_device, sign_in, sign_out, take_back
from api.v1 import showing, showing_case
from api.v1.asking import IdempotencyKey, Number, not_stored, problems
from api.v1.bfc_list import router as bfc_list_router
from api.v1.bursts import router as bursts_router
from api.v1.case_shapes import LeadCase, LetterList, RecipientCase
from api.v1.colleagues import router as colleagues_router
from api.v1.estimates import router as estimates_router
from api.v1.health import readiness
from api.v1.heat import router as heat_router
from api.v1.importing import router as importing_router
from api.v1.papers import router as papers_router
from api.v1.picc import router as picc_router
from api.v1.picc import with_photos as picc_photos_router
from api.v1.register import router as register_router
from api.v1.reminders import router as reminders_router
from api.v1.shapes import (
    Carried,
    CaseList,
    ConflictList,
    FiguresShape,
    Health,
    Parties,
    ReadList,
    SignIn,
    WorklistCounts,
)
from api.v1.walking_in import router as walking_in_router
from api.v1.work import router as work_router
from api.verbs import VERBS, carry_out, note_look, open_and_view
from cases.actions.letters import letters_of
from cases.actions.parties import referable_parties
from cases.rules.errors import BadInput
from cases.rules.periods import CountedBy, read_period
from cases.rules.vocabulary import CaseStatus, ReferralStatus, Relation, Worklist
from cases.store.door import case_for
from cases.store.lists import list_cases, work_on
from cases.store.worklists import counts

LARGEST_BODY = 256 * 1024  # bytes; the longest minutes in Khmer, every letter escaped, stay well below
STATUS_WORDS = {word.value for word in CaseStatus} | {word.value for word in ReferralStatus}
v1 = APIRouter(prefix="/api/v1", max_body_size=LARGEST_BODY)
with_files = APIRouter(prefix="/api/v1", max_body_size=LARGEST_PAPER)  # acts that bring a photo
health = APIRouter(tags=["health"])


# ------------------------------------------------------------------------------------------------ session
@v1.post("/session", status_code=204, tags=["session"], summary="Sign in", responses=problems(400, 401, 413, 422, 429))
async def post_session(request: Request, store: StoreDep, settings: SettingsDep, body: SignIn) -> Response:
    """Sets the cookie that every other request carries, and one by which this device is known from now on.

    An unknown account, a wrong passphrase and a wrong or used code answer alike. After five failures in a row there
    is a wait, whether the account exists or not; `Retry-After` says how many seconds.
    """
    opened = await sign_in(store, claimed(request, settings, body.account, body.passphrase, body.code or ""))
    response = Response(status_code=204, headers={"Cache-Control": "no-store"})
    hand_out(response, settings, opened.login)
    hand_out_device(response, settings, opened.device)
    return response


@v1.delete("/session", status_code=204, tags=["session"], summary="Sign out", responses=problems(401))
async def delete_session(store: StoreDep, settings: SettingsDep, secret: Secret) -> Response:
    """Ends the login and takes the cookie away."""
    await sign_out(store, secret)
    response = Response(status_code=204, headers={"Cache-Control": "no-store"})
    take_back(response, settings)
    return response


# -------------------------------------------------------------------------------------------------- cases
@v1.get("/cases", tags=["cases"], summary="Your cases, last touched first", responses=problems(401, 403, 422))
async def get_cases(
    store: StoreDep,
    viewer: SignedIn,
    response: Response,
    relation: Annotated[Relation | None, Query(description="Only led cases, or only received referrals")] = None,
    status: Annotated[
        list[str] | None, Query(description="Only these statuses: of led cases, of received referrals; repeatable")
    ] = None,
    burst: Annotated[str, Query(max_length=64, description="Only what waits in this burst of filings")] = "",
    overdue: Annotated[bool, Query(description="Only where an answer did not come in time")] = False,
    worklist: Annotated[
        Worklist | None,
        Query(description="One list of what is to be done, what runs out first on top; takes no filter"),
    ] = None,
    after: Annotated[str, Query(max_length=200, description="The mark that the page before ended with")] = "",
) -> CaseList:
    """A page of 50. For a recipient, number and status are those of its own referral."""
    not_stored(response)
    statuses = status or []
    unknown = next((word for word in statuses if word not in STATUS_WORDS), None)
    if unknown is not None:
        raise BadInput("unknown_word", field="status", words=", ".join(sorted(STATUS_WORDS)))
    mark = showing.unpacked(after)
    async with store.reading() as unit:
        if worklist is not None:
            return showing.page(await work_on(unit, viewer, worklist, mark))
        found = await list_cases(unit, viewer, relation, statuses=statuses, burst=burst, overdue=overdue, after=mark)
    return showing.page(found)


@v1.get("/worklists", tags=["cases"], summary="How much is to be done", responses=problems(401, 403))
async def get_worklists(store: StoreDep, viewer: SignedIn, response: Response) -> WorklistCounts:
    """A count for each list, up to 99; 100 stands for more."""
    not_stored(response)
    async with store.reading() as unit:
        return WorklistCounts(counts=await counts(unit, viewer))


@v1.get("/cases/{number}", tags=["cases"], summary="One case, or one referral", responses=problems(401, 403, 404, 422))
async def get_case(store: StoreDep, viewer: SignedIn, response: Response, number: Number) -> LeadCase | RecipientCase:
    """The lead sees everything, and its first look puts a new case in review. A recipient sees its own referral."""
    not_stored(response)
    return showing_case.case(await open_and_view(store, viewer, number))


@v1.get(
    "/cases/{number}/files/{file_id}",
    tags=["cases"],
    summary="One file, whole or one range of it",
    response_class=Response,
    responses={
        **problems(401, 403, 404, 416, 422),
        200: {"description": "The file", "content": {"application/octet-stream": {}}},
        206: {"description": "The range asked for", "content": {"application/octet-stream": {}}},
    },
)
async def get_file(
    store: StoreDep,
    viewer: SignedIn,
    number: Number,
    file_id: Annotated[str, Path(max_length=64, description="The file's id, as the case shows it")],
    wanted: Annotated[str, Header(alias="Range", description="A single range, such as `bytes=0-65535`")] = "",
) -> Response:
    """Always as an attachment that no browser runs as a page."""
    return await file_answer(store, viewer, number, file_id, wanted)


@v1.get(
    "/cases/{number}/letters",
    tags=["cases"],
    summary="The letters that were made of a case, newest first; none for a recipient",
    responses=problems(401, 403, 404, 422),
)
async def get_letters(store: StoreDep, viewer: SignedIn, response: Response, number: Number) -> LetterList:
    """Which, when and by whom, without what they say. The look is written down."""
    not_stored(response)
    typed = number_of(number)
    await note_look(store, viewer, typed)
    async with store.reading() as unit:
        return showing_case.letters(await letters_of(unit, await case_for(unit, viewer, typed)))


@v1.get(
    "/cases/{number}/letters/{letter_id}",
    tags=["cases"],
    summary="A letter to the ministry as PDF, as it was written",
    response_class=Response,
    responses={
        **problems(401, 403, 404, 409, 422),
        200: {"description": "The letter", "content": {"application/pdf": {}}},
    },
)
async def get_letter(
    store: StoreDep,
    viewer: SignedIn,
    number: Number,
    letter_id: Annotated[str, Path(max_length=64, description="The letter's id")],
) -> Response:
    """Refused once somebody took back the word that it was written on. The look is written down."""
    return await letter_answer(store, viewer, number, letter_id)


@v1.get(
    "/cases/{number}/reads",
    tags=["cases"],
    summary="Who opened a case, for leads of the party that leads it",
    responses=problems(401, 403, 404, 422),
)
async def get_reads(
    store: StoreDep,
    viewer: SignedIn,
    response: Response,
    number: Number,
    before: Annotated[int, Query(ge=0, le=MOST_LINES, description="The mark that the page before ended with")] = 0,
) -> ReadList:
    """Aliases of colleagues; of a recipient's people only the organisation."""
    not_stored(response)
    async with store.reading() as unit:
        return showing.reads(await who_looked(unit, viewer, number_of(number), before))


@v1.get(
    "/conflicts",
    tags=["cases"],
    summary="Conflicts of interest that your people declared, for leads",
    responses=problems(401, 403),
)
async def get_conflicts(store: StoreDep, viewer: SignedIn, response: Response) -> ConflictList:
    """Only of cases that open to you, and never why."""
    not_stored(response)
    async with store.reading() as unit:
        return showing.conflicts(await who_declared(unit, viewer))


def _carrier(verb: Verb) -> Callable[..., Awaitable[Carried]]:
    """The endpoint of one verb; its body is that verb's own model, so that OpenAPI shows it."""

    async def endpoint(
        store: StoreDep, secret: Secret, response: Response, number: Number, key: IdempotencyKey, body: Body
    ) -> Carried:
        not_stored(response)
        done = await carry_out(store, secret, number, verb, body, key)
        return Carried(result=done.result, version=done.version, repeated=done.repeated)

    endpoint.__annotations__["body"] = verb.body
    endpoint.__doc__ = verb.summary
    return endpoint


for _verb in VERBS.values():
    (with_files if _verb.before else v1).add_api_route(
        f"/cases/{{number}}/{_verb.name}",
        _carrier(_verb),
        methods=["POST"],
        name=_verb.name,
        operation_id=_verb.name,
        tags=["acts"],
        summary=_verb.summary,
        response_model=Carried,
        responses=problems(400, 401, 403, 404, 409, 413, 422),
    )


# ------------------------------------------------------------------------------------------------ figures
@v1.get("/figures", tags=["figures"], summary="Sums over your own cases", responses=problems(401, 403, 422))
async def get_figures(
    store: StoreDep,
    viewer: SignedIn,
    response: Response,
    by: Annotated[CountedBy, Query(description="What must be in the period; of a referral: its conclusion")] = (
        CountedBy.FILED
    ),
    since: Annotated[str, Query(alias="from", max_length=7, description="First month, such as 2024-01")] = "",
    until: Annotated[str, Query(max_length=7, description="Last month")] = "",
) -> FiguresShape:
    """Exact: amounts are decimal strings, currencies apart."""
    not_stored(response)
    period = read_period(by, since, until)
    async with store.reading() as unit:
        own = await own_figures(unit, viewer, period)
    return showing.figures(own.found, own.export)


@v1.get("/parties", tags=["parties"], summary="To whom a case may be referred", responses=problems(401, 403))
async def get_parties(store: StoreDep, viewer: SignedIn, response: Response) -> Parties:
    """Open parties with the number of organisations that checked their key, and parties off the platform."""
    not_stored(response)
    if not viewer.party_id:
        return Parties(parties=[])
    async with store.reading() as unit:
        found = await referable_parties(unit, viewer.party_id)
    return Parties(parties=[showing.party(row, standing) for row, standing in found])


# ------------------------------------------------------------------------------------------------- health
@health.get("/healthz", summary="Is the process up?")
async def healthz() -> Health:
    """Answers as long as the process can answer at all."""
    return Health(ok=True, checks=[])


@health.get(
    "/readyz",
    summary="Can it work?",
    responses={503: {"model": Health, "description": "Something is wrong; `checks` names it"}},
)
async def readyz(store: StoreDep, settings: SettingsDep, response: Response) -> Health:
    """Database reachable and migrated, and the keys folder this database's own."""
    not_stored(response)
    found = await readiness(store, settings)
    response.status_code = 200 if found.ok else 503
    return found


router = APIRouter()
take_in(
    router,
    v1,
    with_files,
    bursts_router,
    register_router,
    work_router,
    reminders_router,
    papers_router,
    bfc_list_router,
    picc_router,
    picc_photos_router,
    importing_router,
    walking_in_router,
    colleagues_router,
    estimates_router,
    heat_router,
    health,
)
