"""Who is looking: a person of a party with her keys open, for the length of one request."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlmodel import select

from cases.rules.errors import NotSignedIn
from cases.rules.vocabulary import Language, PartyKind, StaffRole
from cases.store.lockboxes import HolderKeys, party_holder
from cases.store.tables import Login, Party, Staff, StaffPartyKey
from cases.store.unit import Unit
from cases.vault import party_keys, staff_keys
from cases.vault.sealing import DoesNotOpen, Where, open_under

IDLE = dt.timedelta(minutes=30)


@dataclass(frozen=True)
class Viewer:
    """A signed-in person. The operator has no party and no keys, so no case opens to her."""

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

    @property
    def actor(self) -> str:
        return f"staff:{self.staff_id}"


def login_where(login_id: str) -> Where:
    """Where a staff key sealed to a login stands."""
    return Where("logins", "sealed_key", login_id)


async def viewer_of(unit: Unit, cookie: str) -> Viewer:
    """The person behind a login cookie, with her party's keys opened.

    Raises:
        NotSignedIn: no such login, ended, idle for too long, or its person was removed.
    """
    login_id, wrapping = staff_keys.secret_parts(cookie)
    login = await unit.session.get(Login, login_id)
    if login is None or login.expires_at <= unit.now or login.seen_at + IDLE <= unit.now:
        raise NotSignedIn
    staff = await unit.session.get(Staff, login.staff_id)
    if staff is None or staff.removed_at is not None:
        raise NotSignedIn
    try:
        private = open_under(wrapping, login_where(login_id), login.sealed_key)
    except DoesNotOpen:
        raise NotSignedIn from None
    return await _with_keys(unit, staff, login_id, private)


async def _with_keys(unit: Unit, staff: Staff, login_id: str, private: bytes) -> Viewer:
    party = await unit.session.get(Party, staff.party_id) if staff.party_id else None
    if party is None:
        return Viewer(staff.id, login_id, staff.alias, staff.role, staff.language)
    sealed = (await unit.session.exec(select(StaffPartyKey).where(StaffPartyKey.staff_id == staff.id))).all()
    opened = {
        row.generation: party_keys.open_as_staff(private, row.party_id, row.generation, row.sealed_key)
        for row in sealed
        if row.party_id == party.id
    }
    keys = HolderKeys(party_holder(party.id), {generation: key.box for generation, key in opened.items()})
    return Viewer(
        staff.id,
        login_id,
        staff.alias,
        staff.role,
        staff.language,
        party.id,
        party.name_en,
        party.name_km,
        party.kind,
        keys,
        opened,
    )
