"""A party's people: approved, rejected, suspended, let in again, removed. Acts of its leads, one at a time.

The same act twice changes nothing the second time. A party always keeps one active lead.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import col

from cases.actions.accounts import end_logins
from cases.actions.calendars import end_calendar_of
from cases.actions.party_keys import (
    give_key,
    has_lapsed,
    is_active,
    is_same_person,
    lapse,
    newest_key,
    people_of,
    renew_key,
)
from cases.rules.errors import ChangedMeanwhile, NotNow, NotSignedIn, NotThere
from cases.rules.roles import Permission, require
from cases.rules.vocabulary import StaffRole
from cases.store import party_events
from cases.store.party_events import PartyLine, locked_party
from cases.store.tables import KnownDevice, Party, Staff, StaffPartyKey
from cases.store.unit import Unit
from cases.store.viewers import Viewer
from cases.vault.fingerprints import PERSON_WORDS, Spoken, as_text, fingerprint


def words_of_person(staff: Staff) -> tuple[Spoken, ...]:
    """Her key as words, to read to her lead before she is approved."""
    return fingerprint(staff.id, staff.public_key, count=PERSON_WORDS)


async def approve(unit: Unit, viewer: Viewer, staff_id: str, seen: str) -> None:
    """A lead heard a person read her words: from now on she holds the party's key.

    Args:
        seen: the words that the lead compared, in order.

    Raises:
        NotNow: she was rejected or removed meanwhile.
        ChangedMeanwhile: her key is not the one that was compared, or the party's key was just renewed.
    """
    party, staff = await _both(unit, viewer, staff_id, Permission.APPROVE_PEOPLE)
    if staff.removed_at is not None:
        raise NotNow("person_removed")
    if staff.approved_at is not None:
        return
    if as_text(words_of_person(staff)) != seen:
        raise ChangedMeanwhile
    key = newest_key(viewer, party)
    staff.approved_at = unit.now
    unit.session.add(staff)
    await give_key(unit, party, staff, key)
    await party_events.append(unit, party, PartyLine.APPROVED, viewer.actor, staff=staff.id, key=staff.public_key.hex())


async def reject(unit: Unit, viewer: Viewer, staff_id: str) -> None:
    """Whoever joined is not whom the lead invited: she is shut out. If she held a key once, it is renewed.

    Raises:
        NotNow: another lead approved her meanwhile.
    """
    party, staff = await _both(unit, viewer, staff_id, Permission.APPROVE_PEOPLE)
    if staff.removed_at is not None:
        return
    if staff.approved_at is not None:
        raise NotNow("person_approved")
    held_a_key = await has_lapsed(unit, party, staff)
    await _shut_out(unit, staff)
    await party_events.append(unit, party, PartyLine.REJECTED, viewer.actor, staff=staff.id)
    if held_a_key:
        await renew_key(unit, party, viewer)


async def suspend(unit: Unit, viewer: Viewer, staff_id: str) -> None:
    """Shut a person out for a while: her logins end at once, and she cannot sign in. The party's key stays.

    Raises:
        NotNow: she is the last active lead, or was removed, or still waits for approval.
    """
    party, staff = await _both(unit, viewer, staff_id, Permission.SUSPEND_PEOPLE)
    if staff.removed_at is not None:
        raise NotNow("person_removed")
    if staff.approved_at is None:
        raise NotNow("person_waits")
    if staff.suspended_at is not None:
        return
    await _not_the_last_lead(unit, party, staff)
    staff.suspended_at = unit.now
    unit.session.add(staff)
    await end_logins(unit, staff.id)
    await end_calendar_of(unit, staff.id)
    await party_events.append(unit, party, PartyLine.SUSPENDED, viewer.actor, staff=staff.id)


async def resume(unit: Unit, viewer: Viewer, staff_id: str) -> None:
    """Let a suspended person in again, with the newest key. If her own key is another by now, she waits for approval.

    Raises:
        NotNow: she was removed meanwhile.
        ChangedMeanwhile: the party's key was just renewed.
    """
    party, staff = await _both(unit, viewer, staff_id, Permission.SUSPEND_PEOPLE)
    if staff.removed_at is not None:
        raise NotNow("person_removed")
    if staff.suspended_at is None:
        return
    key = newest_key(viewer, party)
    staff.suspended_at = None
    unit.session.add(staff)
    await party_events.append(unit, party, PartyLine.RESUMED, viewer.actor, staff=staff.id)
    if await is_same_person(unit, viewer, staff):
        await give_key(unit, party, staff, key)
    else:
        await lapse(unit, party, staff, viewer)


async def remove(unit: Unit, viewer: Viewer, staff_id: str) -> None:
    """Shut a person out for good: her logins end, and the party's key is renewed without her, all at once.

    Her alias stays taken. What she read before is not undone.

    Raises:
        NotNow: she is the last active lead.
        ChangedMeanwhile: another lead has just renewed the party's key.
    """
    party, staff = await _both(unit, viewer, staff_id, Permission.REMOVE_PEOPLE)
    if staff.removed_at is not None:
        return
    await _not_the_last_lead(unit, party, staff)
    held_a_key = staff.approved_at is not None or await has_lapsed(unit, party, staff)
    await _shut_out(unit, staff)
    await party_events.append(unit, party, PartyLine.REMOVED, viewer.actor, staff=staff.id)
    if held_a_key:
        await renew_key(unit, party, viewer)


async def _both(unit: Unit, viewer: Viewer, staff_id: str, permission: Permission) -> tuple[Party, Staff]:
    """The locked party, and one of its people as they stand behind the lock.

    Raises:
        NotSignedIn: another lead has just shut out the viewer herself.
        NotAllowed: not hers to do.
        NotThere: nobody of her party.
    """
    require(viewer.role, permission)
    party = await locked_party(unit, viewer.party_id)
    if party is None:
        raise NotThere
    people = {staff.id: staff for staff in await people_of(unit, party.id)}
    acting, staff = people.get(viewer.staff_id), people.get(staff_id)
    if acting is None or not is_active(acting):
        raise NotSignedIn
    require(acting.role, permission)
    if staff is None:
        raise NotThere
    return party, staff


async def _not_the_last_lead(unit: Unit, party: Party, staff: Staff) -> None:
    others = [
        other
        for other in await people_of(unit, party.id)
        if other.id != staff.id and other.role is StaffRole.LEAD and is_active(other)
    ]
    if staff.role is StaffRole.LEAD and is_active(staff) and not others:
        raise NotNow("last_lead")


async def _shut_out(unit: Unit, staff: Staff) -> None:
    staff.removed_at = unit.now
    unit.session.add(staff)
    await end_logins(unit, staff.id)
    await end_calendar_of(unit, staff.id)
    await unit.session.exec(sa.delete(KnownDevice).where(col(KnownDevice.staff_id) == staff.id))
    await unit.session.exec(sa.delete(StaffPartyKey).where(col(StaffPartyKey.staff_id) == staff.id))
