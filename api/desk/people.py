"""The people of a party: invited, approved, suspended, removed; its log; and whose keys it has checked. For leads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from sqlmodel import col, select
from starlette.requests import Request
from starlette.responses import Response

from api.context import Secret, StoreDep
from api.desk.reader import Reader, desk_page, go, language_of, name_of
from api.forms import form_without_files
from api.links import join_link
from api.oversight import MOST_LINES
from cases.actions import names, owning, people
from cases.actions.joining import end_invitations, invite, open_invitations
from cases.actions.party_keys import confirm_key, is_active, people_of, standing_of, words_of, words_of_party
from cases.rules.errors import BadInput, NotThere
from cases.rules.roles import Permission, require
from cases.rules.standing import Standing
from cases.rules.vocabulary import Language, StaffRole
from cases.store.party_events import PAGE, lines_of
from cases.store.tables import KeyConfirmation, Party, PartyEvent, PartyPublicKey, Staff
from cases.store.unit import Store, Unit
from cases.store.viewers import Viewer, fresh_passphrase, full_viewer_of
from cases.vault.fingerprints import Spoken, as_text

router = APIRouter()
INVITED = (StaffRole.OFFICER, StaffRole.MEDIATOR, StaffRole.LEAD)
Act = Callable[[Unit, Viewer, str], Awaitable[None]]
# What a lead does with one person by one press. Approving carries the words that were compared, and has its own route.
ACTS: Mapping[str, Act] = {
    "reject": people.reject,
    "suspend": people.suspend,
    "resume": people.resume,
    "remove": people.remove,
}
WITH_KEYS = frozenset({"resume", "remove"})  # give or renew a key: the passphrase must be fresh


@dataclass(frozen=True)
class PersonShown:
    """Somebody of the party, as its lead sees her."""

    staff: Staff
    name: str
    spoken: tuple[Spoken, ...]
    seen: str  # the words, as the form carries them back
    is_self: bool
    may_go: bool  # not the last active lead


@dataclass(frozen=True)
class KeyShown:
    """Another party's present key, as two people read it to each other."""

    party: Party
    name: str
    spoken: tuple[Spoken, ...]
    seen: str
    standing: Standing
    confirmed_by_us: bool


@router.get("/desk/people")
async def people_page(request: Request, reader: Reader, store: StoreDep) -> Response:
    """Who is in the party, and the keys of the others."""
    require(reader.role, Permission.SEE_PEOPLE)
    return await _page(request, store, reader)


@router.post("/desk/people/invite")
async def invites(request: Request, reader: Reader, secret: Secret, store: StoreDep) -> Response:
    """A one-time link, shown once and never kept."""
    require(reader.role, Permission.INVITE_PEOPLE)
    form = await form_without_files(request)
    chosen = str(form.get("role", ""))
    if chosen not in {role.value for role in INVITED}:
        raise BadInput("role", field="role")
    role = StaffRole(chosen)
    async with store.writing() as unit:
        viewer = await full_viewer_of(unit, secret)
        if role is StaffRole.LEAD:
            fresh_passphrase(unit, viewer)
        link = await invite(unit, viewer, role)
    return await _page(request, store, reader, link=join_link(request, link), invited=role)


@router.post("/desk/people/end-invitations")
async def ends_invitations(request: Request, reader: Reader, secret: Secret, store: StoreDep) -> Response:
    """A link went to the wrong person, or was made twice: none that is open lets anybody in."""
    require(reader.role, Permission.INVITE_PEOPLE)
    async with store.writing() as unit:
        await end_invitations(unit, await full_viewer_of(unit, secret))
    return go(request, "/desk/people#invite")


@router.get("/desk/people/invite")
@router.get("/desk/people/reassign")
@router.get("/desk/people/confirm")
@router.get("/desk/people/approve")
async def back(request: Request) -> Response:
    """The address of a form that was answered with a page, opened again: the people."""
    return go(request, "/desk/people")


@router.post("/desk/people/confirm")
async def confirms(request: Request, reader: Reader, secret: Secret, store: StoreDep) -> Response:
    """She read the words over the phone; her party's key signs that."""
    require(reader.role, Permission.CONFIRM_KEYS)
    form = await form_without_files(request)
    _read_over_the_phone(form.get("read"))
    async with store.writing() as unit:
        viewer = await full_viewer_of(unit, secret)
        fresh_passphrase(unit, viewer)
        await confirm_key(unit, viewer, str(form.get("party_id", "")), str(form.get("seen", "")))
    return go(request, "/desk/people#keys")


@router.post("/desk/people/approve")
async def approves(request: Request, reader: Reader, secret: Secret, store: StoreDep) -> Response:
    """She heard the words from the person herself: the person holds the party's key from now on."""
    require(reader.role, Permission.APPROVE_PEOPLE)
    form = await form_without_files(request)
    _read_over_the_phone(form.get("read"))
    async with store.writing() as unit:
        viewer = await full_viewer_of(unit, secret)
        fresh_passphrase(unit, viewer)
        await people.approve(unit, viewer, str(form.get("staff_id", "")), str(form.get("seen", "")))
    return go(request, "/desk/people#people")


def _read_over_the_phone(ticked: object) -> None:
    if ticked != "yes":
        raise BadInput("words_not_read", field="read")


@router.get("/desk/people/log")
async def log(
    request: Request, reader: Reader, store: StoreDep, before: Annotated[int, Query(ge=0, le=MOST_LINES)] = 0
) -> Response:
    """What was done with people and keys, newest first."""
    require(reader.role, Permission.SEE_PARTY_LOG)
    async with store.reading() as unit:
        lines = await lines_of(unit, reader.party_id, before)
        aliases = {staff.id: staff.alias for staff in await people_of(unit, reader.party_id)}
        parties = {party.id: name_of(language_of(request), party) for party in await _parties(unit)}
    return desk_page(
        request,
        "party_log.html",
        lines=[_line(line, aliases, parties) for line in lines],
        older=lines[-1].seq if len(lines) == PAGE and lines[-1].seq > 1 else 0,
    )


@router.post("/desk/people/reassign")
async def reassigns(request: Request, reader: Reader, secret: Secret, store: StoreDep) -> Response:
    """One person's open cases are another's work from now on."""
    require(reader.role, Permission.ASSIGN_CASES)
    form = await form_without_files(request)
    async with store.writing() as unit:
        viewer = await full_viewer_of(unit, secret)
        moved, left = await owning.reassign(unit, viewer, str(form.get("person", "")), str(form.get("to", "")))
    return await _page(request, store, reader, reassigned=(moved, left))


@router.post("/desk/people/{act}")
async def acts(request: Request, reader: Reader, secret: Secret, store: StoreDep, act: str) -> Response:
    """One of the acts by one press; pressed twice, it changes nothing the second time."""
    require(reader.role, Permission.SUSPEND_PEOPLE)
    do = ACTS.get(act)
    if do is None:
        raise NotThere
    form = await form_without_files(request)
    async with store.writing() as unit:
        viewer = await full_viewer_of(unit, secret)
        if act in WITH_KEYS:
            fresh_passphrase(unit, viewer)
        await do(unit, viewer, str(form.get("staff_id", "")))
    return go(request, "/desk/people#people")


async def _page(
    request: Request,
    store: Store,
    viewer: Viewer,
    *,
    link: str = "",
    invited: StaffRole | None = None,
    reassigned: tuple[int, int] | None = None,
) -> Response:
    language = language_of(request)
    async with store.reading() as unit:
        staff = await people_of(unit, viewer.party_id)
        own = await unit.session.get(Party, viewer.party_id)
        own_words = await words_of_party(unit, viewer.party_id)
        others = await _others(unit, language, viewer)
        open_links = await open_invitations(unit, viewer)
    leads = [one.id for one in staff if one.role is StaffRole.LEAD and is_active(one)]
    shown = [_person(viewer, one, may_go=leads != [one.id]) for one in staff]
    return desk_page(
        request,
        "people.html",
        waiting=[one for one in shown if one.staff.approved_at is None and one.staff.removed_at is None],
        people=[one for one in shown if one.staff.approved_at is not None or one.staff.removed_at is not None],
        own_name=name_of(language, own),
        own_words=own_words,
        others=others,
        roles=INVITED,
        link=link,
        invited=invited,
        open_links=open_links,
        reassigned=reassigned,
        workers=[(one.account, one.alias) for one in staff if is_active(one)],
        whose=[(one.account, one.alias) for one in staff if one.approved_at is not None or one.removed_at is not None],
    )


def _person(viewer: Viewer, staff: Staff, *, may_go: bool) -> PersonShown:
    spoken = people.words_of_person(staff)
    name = names.name_of(viewer, staff)
    return PersonShown(staff, name, spoken, as_text(spoken), staff.id == viewer.staff_id, may_go)


async def _others(unit: Unit, language: Language, viewer: Viewer) -> list[KeyShown]:
    rows = await unit.session.exec(
        select(Party, PartyPublicKey)
        .join(
            PartyPublicKey,
            (col(PartyPublicKey.party_id) == col(Party.id)) & (col(PartyPublicKey.generation) == col(Party.generation)),
        )
        .where(Party.id != viewer.party_id, col(Party.opened_at).is_not(None))
        .order_by(col(Party.kind), col(Party.name_en))
    )
    return [await _key(unit, language, viewer, party, key) for party, key in rows.all()]


async def _key(unit: Unit, language: Language, viewer: Viewer, party: Party, key: PartyPublicKey) -> KeyShown:
    spoken = words_of(key)
    ours = await unit.session.get(KeyConfirmation, (party.id, party.generation, viewer.party_id))
    standing = await standing_of(unit, party)
    return KeyShown(party, name_of(language, party), spoken, as_text(spoken), standing, ours is not None)


# ---------------------------------------------------------------------------------------------------- the log
@dataclass(frozen=True)
class LineShown:
    """One line of the log: its kind names the sentence, the rest fills it."""

    line: PartyEvent
    who: str  # "" where the server or its operator did it
    whom: str
    party: str
    role: StaffRole | None


def _line(line: PartyEvent, aliases: Mapping[str, str], parties: Mapping[str, str]) -> LineShown:
    kind, _, actor_id = line.actor.partition(":")
    return LineShown(
        line,
        aliases.get(actor_id, "") if kind == "staff" else "",
        aliases.get(str(line.data.get("staff", "")), ""),
        parties.get(str(line.data.get("of_party", "")), ""),
        StaffRole(line.data["role"]) if "role" in line.data else None,
    )


async def _parties(unit: Unit) -> list[Party]:
    return list((await unit.session.exec(select(Party))).all())
