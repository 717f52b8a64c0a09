"""A case or referral: the page, its files, and every form on it."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from api.acts.verb import number_of
from api.context import Secret, StoreDep
from api.desk.case_page import Failed, case_page
from api.desk.handing_over import PAPERS, form_with_paper
from api.desk.meetings import PLACES, meeting_page
from api.desk.reader import Reader, desk_page, go, language_of
from api.errors import answer_for, blocker, sentence
from api.errors import part as part_named
from api.files import file_answer
from api.forms import body_from_form, form_without_files
from api.verbs import VERBS, Done, carry_out, open_and_view
from cases.rules.errors import AlreadySent, BadInput, ChangedMeanwhile, NotAllowed, NotNow, NotThere, SamlengError
from cases.rules.vocabulary import Language
from cases.store.factories import factory_named, find_factories
from cases.store.unit import Store

router = APIRouter()
SHOWN_IN_PAGE = ("image/", "audio/", "video/")
# Acts whose result stands in a piece of the page of its own, by how they end.
SUBJECTS = {"-trouble": "watch", "-support": "support", "-reading": "heat", "-hearing": "hearings"}


@router.get("/desk/factories")
async def factory_names(request: Request, reader: Reader, store: StoreDep, factory: str = "") -> Response:
    """Names like the one being typed, for the list below the field."""
    async with store.reading() as unit:
        found = await find_factories(unit, factory[:200]) if factory.strip() else []
    return desk_page(request, "factories.html", found=found)


@router.get("/desk/cases/{number}")
async def show(
    request: Request, reader: Reader, store: StoreDep, number: str, done: str = "", at: str = ""
) -> Response:
    """The case for its lead, or the one referral for a recipient. A lead's first look puts a new case in review."""
    view = await open_and_view(store, reader, number)
    return await case_page(request, store, view, done=done if done in VERBS else "", at=at)


@router.get("/desk/cases/{number}/files/{file_id}")
async def file(request: Request, reader: Reader, store: StoreDep, number: str, file_id: str) -> Response:
    """A photo, recording or film to look at in the page; anything else to save."""
    answer = await file_answer(store, reader, number, file_id, request.headers.get("range", ""))
    if (answer.media_type or "").startswith(SHOWN_IN_PAGE):
        answer.headers["Content-Disposition"] = answer.headers["Content-Disposition"].replace("attachment", "inline", 1)
    return answer


@router.get("/desk/cases/{number}/{verb}")
async def back(request: Request, number: str, verb: str) -> Response:
    """The address of a form that was answered with a page, opened again: the case itself."""
    return go(request, f"/desk/cases/{number_of(number)}")


@router.post("/desk/cases/{number}/{verb}")
async def act(request: Request, reader: Reader, secret: Secret, store: StoreDep, number: str, verb: str) -> Response:
    """Carry out one act, once. What cannot be done comes back as the page with everything that was typed."""
    known = VERBS.get(verb)
    if known is None:
        raise NotThere
    form = await (form_with_paper if verb in PAPERS else form_without_files)(request)
    typed = FormData([(name, value) for name, value in form.multi_items() if isinstance(value, str)])
    try:
        key = str(typed.get("form_key", ""))
        body = body_from_form(known, await _with_factory(store, verb, typed))
        done = await carry_out(store, secret, number, known, body, key)
    except (BadInput, NotNow, NotAllowed, ChangedMeanwhile, AlreadySent) as error:
        failed = _failed(language_of(request), verb, typed, error)
        view = await open_and_view(store, reader, number)
        status = answer_for(error)[0]
        if verb in PLACES and typed.get("meeting_id"):
            return meeting_page(request, store, view, str(typed["meeting_id"]), failed=failed, status=status)
        return await case_page(request, store, view, failed=failed, status=status)
    if done.version is None:
        return go(request, f"/desk/gone?done={verb}")
    meeting_id = done.result if verb == "plan-meeting" else typed.get("meeting_id")
    if verb in PLACES and meeting_id:
        place = PLACES[verb]
        return go(request, f"/desk/cases/{number_of(number)}/meetings/{meeting_id}?done={verb}#{place}")
    place = _place(verb, typed, done)
    return go(request, f"/desk/cases/{number_of(number)}?done={verb}&at={place}#{place}")


def _failed(language: Language, verb: str, typed: FormData, error: SamlengError) -> Failed:
    """What to show above the very form that was sent."""
    words = error.data.get("blockers") or error.data.get("parts") or ()
    name = blocker if error.data.get("blockers") else part_named
    more = [name(language, str(word)).label for word in words if word] if isinstance(words, list) else []
    return Failed(form_id(verb, typed), sentence(language, error.code, error.data), typed, tuple(more))


def form_id(verb: str, typed: FormData) -> str:
    """Which form of the page it was: a verb may stand there once per track, remedy or worker."""
    if verb == "propose-remedy":  # a form for each kind
        return "-".join(str(part) for part in (verb, typed.get("reference"), typed.get("kind")) if part)
    about = (
        "offer_id",
        "invitation_id",
        "agreement_id",
        "meeting_id",
        "delivery_id",
        "photo_id",
        "remedy_id",
        "hearing_id",
        "proposal_id",
        "support_id",
        "consent_id",
        "letter_id",
        "step_id",
        "request_id",
        "paper_id",
        "representative_id",
        "case",
        "complainant",
        "reference",
    )
    target = next((typed[name] for name in about if typed.get(name)), "")
    typed_number = verb in ("link-case", "keep-trouble")  # it makes no form of its own
    return f"{verb}-{target}" if target and not typed_number else verb


ABOUT_WORKERS = frozenset(
    {"identity", "agree-safe-word", "verify-complainant", "list-workers"}
    | {"keep-representative", "end-representative"}
)


def _place(verb: str, typed: FormData, done: Done) -> str:
    """The part of the page where the result stands."""
    if verb in ABOUT_WORKERS:
        return "who"
    if verb == "write":
        return "conversation"
    if verb in ("propose-referral", "negotiate"):
        return f"track-{done.result}"
    if verb in ("link-case", "unlink-case", "ask-to-join", "bring-along"):
        return "linked"
    if verb.endswith("hand-over") or verb in ("hand-over-paper", "second-paper"):
        return "handing-over"
    if subject := next((place for ending, place in SUBJECTS.items() if verb.endswith(ending)), ""):
        return subject
    if verb == "write-agreement" or typed.get("agreement_id"):
        return f"agreement-{typed.get('agreement_id') or done.result}"
    if verb.endswith("-remedy") or typed.get("remedy_id") or typed.get("at_remedy"):
        return f"remedy-{typed.get('remedy_id') or typed.get('at_remedy') or done.result}"
    if verb == "write-letter" or typed.get("letter_id"):
        return f"letter-{typed.get('letter_id') or done.result}"
    if typed.get("proposal_id"):
        return f"proposal-{typed['proposal_id']}"
    reference = typed.get("reference")
    return f"track-{reference}" if reference else "content"


async def _with_factory(store: Store, verb: str, typed: FormData) -> FormData:
    """A factory is typed by name; the act takes the id of the one that goes by exactly this name.

    Raises:
        BadInput: no factory of the register goes by it.
    """
    words = str(typed.get("factory", "")).strip()
    if verb != "correct" or not words:
        return typed
    async with store.reading() as unit:
        factory = await factory_named(unit, words)
    if factory is None:
        raise BadInput("factory_unknown", field="factory")
    return FormData([*typed.multi_items(), ("factory_id", factory.id)])
