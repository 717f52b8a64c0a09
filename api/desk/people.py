"""The people of a party, and whose keys it has checked. For leads."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from fastapi import APIRouter
from sqlmodel import col, select
from starlette.requests import Request
from starlette.responses import Response

from api.context import StoreDep
from api.desk.reader import Reader, desk_page, go, language_of, name_of
from api.forms import form_without_files
from cases.actions.parties import checked_by, confirm_key, invite
from cases.rules.errors import BadInput, NotAllowed
from cases.rules.vocabulary import Language, StaffRole
from cases.store.tables import KeyConfirmation, Party, PartyPublicKey, Staff
from cases.store.unit import Store, Unit
from cases.store.viewers import Viewer

router = APIRouter()
INVITED = (StaffRole.OFFICER, StaffRole.MEDIATOR, StaffRole.LEAD)
GROUPS, GROUP_DIGITS = 8, 4


@dataclass(frozen=True)
class KeyShown:
    """Another party's present key, as two people read it to each other."""

    party: Party
    name: str
    fingerprint: str
    checked: int
    confirmed_by_us: bool


def fingerprint(key: PartyPublicKey) -> str:
    """Eight groups of four hex digits over both public halves: `1f3a 90bc ...`."""
    digits = hashlib.blake2b(key.box_public + key.sign_public, digest_size=GROUPS * GROUP_DIGITS // 2).hexdigest()
    return " ".join(digits[i : i + GROUP_DIGITS] for i in range(0, len(digits), GROUP_DIGITS))


def lead_of_a_party(viewer: Viewer) -> None:
    """Raises NotAllowed for anybody else."""
    if viewer.role is not StaffRole.LEAD:
        raise NotAllowed


@router.get("/desk/people")
async def people(request: Request, reader: Reader, store: StoreDep) -> Response:
    """Who is in the party, and the keys of the others."""
    lead_of_a_party(reader)
    return await _page(request, store, reader)


@router.post("/desk/people/invite")
async def invites(request: Request, reader: Reader, store: StoreDep) -> Response:
    """A one-time link, shown once and never kept."""
    lead_of_a_party(reader)
    form = await form_without_files(request)
    chosen = str(form.get("role", ""))
    if chosen not in {role.value for role in INVITED}:
        raise BadInput("role", field="role")
    role = StaffRole(chosen)
    async with store.writing() as unit:
        secret = await invite(unit, reader, role)
    public_url = getattr(request.app.state, "public_url", "") or str(request.base_url).rstrip("/")
    return await _page(request, store, reader, link=f"{public_url}/desk/join/{secret}", invited=role)


@router.post("/desk/people/confirm")
async def confirms(request: Request, reader: Reader, store: StoreDep) -> Response:
    """She read the words over the phone; her party's key signs that."""
    form = await form_without_files(request)
    async with store.writing() as unit:
        await confirm_key(unit, reader, str(form.get("party_id", "")))
    return go(request, "/desk/people#keys")


async def _page(
    request: Request, store: Store, viewer: Viewer, *, link: str = "", invited: StaffRole | None = None
) -> Response:
    language = language_of(request)
    async with store.reading() as unit:
        staff = (
            await unit.session.exec(
                select(Staff).where(Staff.party_id == viewer.party_id).order_by(col(Staff.created_at))
            )
        ).all()
        own = await unit.session.get(Party, viewer.party_id)
        key = await unit.session.get(PartyPublicKey, (own.id, own.generation)) if own else None
        others = await _others(unit, language, viewer)
    return desk_page(
        request,
        "people.html",
        staff=staff,
        own_name=name_of(language, own),
        own_key=fingerprint(key) if key else "",
        others=others,
        roles=INVITED,
        link=link,
        invited=invited,
    )


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
    return [
        KeyShown(
            party,
            name_of(language, party),
            fingerprint(key),
            await checked_by(unit, party),
            await unit.session.get(KeyConfirmation, (party.id, party.generation, viewer.party_id)) is not None,
        )
        for party, key in rows.all()
    ]
