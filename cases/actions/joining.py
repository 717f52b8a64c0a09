"""How people come in: invited by a one-time link, joined under an alias, and, the first lead, opening her party.

An invitation carries no key. Whoever joins a party that has one waits until a lead has heard her words and approved.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from cases.actions.accounts import Person, add_staff
from cases.actions.names import seal_name
from cases.actions.parties import party_by_slug
from cases.actions.party_keys import is_active, make_first_key
from cases.rules.errors import BadInput, NotNow, NotThere
from cases.rules.roles import Permission, require
from cases.rules.vocabulary import Language, StaffRole
from cases.store import party_events
from cases.store.party_events import PartyLine, locked_party
from cases.store.tables import Invitation, Party, Staff
from cases.store.unit import Unit
from cases.store.viewers import Viewer
from cases.vault import staff_keys

INVITED_FOR = dt.timedelta(hours=24)


# ----------------------------------------------------------------------------------------------- invited
async def invite_first_lead(unit: Unit, slug: str, actor: str = "system") -> str:
    """The operator invites a party's first lead; returns the one-time secret of the link. An earlier link ends.

    Raises:
        BadInput: no such party, or one off the platform.
        NotNow: somebody has joined already; then the party's own lead invites.
    """
    found = await party_by_slug(unit, slug)
    party = await locked_party(unit, found.id) if found else None
    if party is None or not party.on_platform:
        raise BadInput("party_unknown", field="party")
    if party.generation:
        raise NotNow("party_has_lead")
    await unit.session.exec(
        sa.delete(Invitation).where(col(Invitation.party_id) == party.id, col(Invitation.used_at).is_(None))
    )
    return await _invite(unit, party, StaffRole.LEAD, actor)


async def invite(unit: Unit, viewer: Viewer, role: StaffRole) -> str:
    """A lead invites an officer, mediator or lead of her party; returns the one-time secret of the link."""
    require(viewer.role, Permission.INVITE_PEOPLE)
    if role is StaffRole.OPERATOR:
        raise BadInput("role", field="role")
    party = await locked_party(unit, viewer.party_id)
    if party is None or party.opened_at is None:
        raise NotNow("party_not_open")
    return await _invite(unit, party, role, viewer.actor)


async def open_invitations(unit: Unit, viewer: Viewer) -> list[Invitation]:
    """Links of her party that would still let somebody in, the newest first."""
    require(viewer.role, Permission.INVITE_PEOPLE)
    rows = await unit.session.exec(_open(viewer.party_id, unit.now).order_by(col(Invitation.created_at).desc()))
    return list(rows.all())


async def end_invitations(unit: Unit, viewer: Viewer) -> None:
    """No link that is still open lets anybody in any more. Twice is once."""
    require(viewer.role, Permission.INVITE_PEOPLE)
    party = await locked_party(unit, viewer.party_id)
    rows = (await unit.session.exec(_open(viewer.party_id, unit.now))).all()
    if party is None or not rows:
        return
    for row in rows:
        await unit.session.delete(row)
    await party_events.append(unit, party, PartyLine.INVITATIONS_ENDED, viewer.actor, count=len(rows))


def _open(party_id: str, now: dt.datetime) -> SelectOfScalar[Invitation]:
    return select(Invitation).where(
        Invitation.party_id == party_id, col(Invitation.used_at).is_(None), col(Invitation.expires_at) > now
    )


async def _invite(unit: Unit, party: Party, role: StaffRole, actor: str) -> str:
    secret = staff_keys.new_secret()
    link_id, _ = staff_keys.secret_parts(secret)
    unit.session.add(
        Invitation(id=link_id, party_id=party.id, role=role, created_at=unit.now, expires_at=unit.now + INVITED_FOR)
    )
    await party_events.append(unit, party, PartyLine.INVITED, actor, role=role.value)
    return secret


async def invitation_of(unit: Unit, secret: str) -> tuple[Invitation, Party]:
    """The invitation behind a link. Raises NotThere when it was used, ran out, or never was."""
    link_id, _ = staff_keys.secret_parts(secret)
    invitation = await unit.session.get(Invitation, link_id, populate_existing=True)
    if invitation is None or invitation.used_at is not None or invitation.expires_at <= unit.now:
        raise NotThere("invitation_over")
    party = await unit.session.get(Party, invitation.party_id)
    if party is None:
        raise NotThere("invitation_over")
    return invitation, party


# ------------------------------------------------------------------------------------------------ joined
async def join(unit: Unit, secret: str, person: Person, language: Language, name: str = "") -> Staff:
    """She accepts an invitation. The first lead makes the party's key; everybody else waits to be approved.

    Args:
        name: her real name, sealed to the party.

    Raises:
        NotThere: the link is over.
        BadInput: the alias is taken.
        NotNow: another first lead was faster.
    """
    _, party = await invitation_of(unit, secret)
    await locked_party(unit, party.id)
    invitation, _ = await invitation_of(unit, secret)  # again, behind the lock: a second tap finds it used
    is_first = party.generation == 0
    if not is_first and party.opened_at is None:
        raise NotNow("party_has_lead")
    invitation.used_at = unit.now
    unit.session.add(invitation)
    staff = await add_staff(unit, person, invitation.role, language, party.id)
    await party_events.append(
        unit, party, PartyLine.JOINED, f"staff:{staff.id}", role=staff.role.value, key=staff.public_key.hex()
    )
    if is_first:
        staff.approved_at = unit.now
        await make_first_key(unit, party, staff)
    await seal_name(unit, staff, name)
    return staff


# ------------------------------------------------------------------------------------------------ opened
async def open_party(unit: Unit, viewer: Viewer) -> None:
    """Her recovery code was typed once and fits; a lead's party is open from now on."""
    party = await locked_party(unit, viewer.party_id)
    staff = await unit.session.get(Staff, viewer.staff_id, populate_existing=True)
    if staff is None:
        raise NotThere
    staff.recovery_typed_at = staff.recovery_typed_at or unit.now
    unit.session.add(staff)
    if party is not None and staff.role is StaffRole.LEAD and is_active(staff) and party.opened_at is None:
        party.opened_at = unit.now
        await party_events.append(unit, party, PartyLine.OPENED, viewer.actor)
