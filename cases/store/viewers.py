"""Who is looking: a person of a party with her keys open, for the length of one request."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from sqlmodel import col, select

from cases.rules.errors import ApprovalAwaited, NotSignedIn, PassphraseAgain, SecondStepMissing
from cases.rules.vocabulary import Language, PartyKind, StaffRole
from cases.store.lockboxes import HolderKeys, party_holder
from cases.store.tables import Login, Party, PartyPublicKey, Staff, StaffPartyKey
from cases.store.unit import Unit
from cases.vault import party_keys, staff_keys
from cases.vault.sealing import DoesNotOpen, Where, open_under

IDLE = dt.timedelta(minutes=30)
PASSPHRASE_FRESH = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Viewer:
    """A signed-in person. The operator has no party and no keys, so no case opens to her.

    Nor to somebody who waits for approval: until then she has a party's name, but not its id.
    """

    staff_id: str
    login_id: str
    alias: str
    role: StaffRole
    language: Language
    party_id: str = ""
    party_en: str = ""
    party_km: str = ""
    party_kind: PartyKind | None = None
    keys: HolderKeys = field(default_factory=lambda: HolderKeys("", {}), repr=False)
    party_keys: dict[int, party_keys.PartyKey] = field(default_factory=dict, repr=False)
    own_key: bytes = field(default=b"", repr=False)  # her own private half
    approved: bool = True
    second_step: bool = False  # whether she has set one up
    passphrase_at: dt.datetime | None = None  # when she last typed it on this device

    @property
    def actor(self) -> str:
        return f"staff:{self.staff_id}"


def login_where(login_id: str) -> Where:
    """Where a staff key sealed to a login stands."""
    return Where("logins", "sealed_key", login_id)


async def viewer_of(unit: Unit, cookie: str) -> Viewer:
    """The person behind a login cookie, with her party's keys opened.

    Raises:
        NotSignedIn: no such login, ended, idle for too long, or its person was suspended or removed.
    """
    login_id, wrapping = staff_keys.secret_parts(cookie)
    login = await unit.session.get(Login, login_id)
    if login is None or login.expires_at <= unit.now or login.seen_at + IDLE <= unit.now:
        raise NotSignedIn
    staff = await unit.session.get(Staff, login.staff_id)
    if staff is None or staff.removed_at is not None or staff.suspended_at is not None:
        raise NotSignedIn
    try:
        private = open_under(wrapping, login_where(login_id), login.sealed_key)
    except DoesNotOpen:
        raise NotSignedIn from None
    viewer = await _with_keys(unit, staff, login_id, private)
    return replace(
        viewer, own_key=private, second_step=staff.sealed_totp is not None, passphrase_at=login.passphrase_at
    )


async def full_viewer_of(unit: Unit, cookie: str) -> Viewer:
    """The person behind a login cookie who may go everywhere that is hers.

    Raises:
        NotSignedIn: as `viewer_of`.
        SecondStepMissing: she has to set up her second step before anything else.
        ApprovalAwaited: she has joined, and no lead has approved her yet.
    """
    viewer = await viewer_of(unit, cookie)
    if not viewer.second_step:
        raise SecondStepMissing
    if not viewer.approved:
        raise ApprovalAwaited
    return viewer


def fresh_passphrase(unit: Unit, viewer: Viewer) -> None:
    """The guard of acts on keys and of exports. Raises PassphraseAgain when she typed it over ten minutes ago."""
    if viewer.passphrase_at is None or viewer.passphrase_at + PASSPHRASE_FRESH <= unit.now:
        raise PassphraseAgain


async def _with_keys(unit: Unit, staff: Staff, login_id: str, private: bytes) -> Viewer:
    party = await unit.session.get(Party, staff.party_id) if staff.party_id else None
    viewer = Viewer(
        staff.id,
        login_id,
        staff.alias,
        staff.role,
        staff.language,
        party_en=party.name_en if party else "",
        party_km=party.name_km if party else "",
        approved=staff.party_id is None or staff.approved_at is not None,
    )
    if party is None or not viewer.approved:
        return viewer
    opened = await _opened(unit, party, staff, private)
    keys = HolderKeys(party_holder(party.id), {generation: key.box for generation, key in opened.items()})
    return replace(viewer, party_id=party.id, party_kind=party.kind, keys=keys, party_keys=opened)


async def _opened(unit: Unit, party: Party, staff: Staff, private: bytes) -> dict[int, party_keys.PartyKey]:
    """Every generation of the party's key: what is sealed to her, and from there each one before."""
    sealed = (
        await unit.session.exec(
            select(StaffPartyKey).where(StaffPartyKey.staff_id == staff.id, StaffPartyKey.party_id == party.id)
        )
    ).all()
    opened = {
        row.generation: party_keys.open_halves(private, party.id, row.generation, row.sealed_key) for row in sealed
    }
    if max(opened, default=1) == 1:
        return opened
    publics = (
        await unit.session.exec(
            select(PartyPublicKey)
            .where(PartyPublicKey.party_id == party.id, col(PartyPublicKey.generation) <= max(opened))
            .order_by(col(PartyPublicKey.generation).desc())
        )
    ).all()
    for public in publics:
        key, before = opened.get(public.generation), public.generation - 1
        if key is not None and public.sealed_before is not None and before not in opened:
            opened[before] = party_keys.open_halves(key.box, party.id, before, public.sealed_before)
    return opened
