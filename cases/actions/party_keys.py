"""A party's key: made, renewed, given to its people, and vouched for by other parties.

Each person holds the newest generation, sealed to her own key together with the party's signature over that key. Each
generation holds the private halves of the one before.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import col, select

from cases.rules.errors import ChangedMeanwhile, NotAllowed, NotNow, NotThere
from cases.rules.roles import Permission, require
from cases.rules.standing import Standing
from cases.rules.vocabulary import StaffRole
from cases.store import party_events
from cases.store.party_events import PartyLine, key_digest, locked_party
from cases.store.tables import KeyConfirmation, Party, PartyEvent, PartyPublicKey, Staff, StaffPartyKey
from cases.store.unit import Unit
from cases.store.viewers import Viewer
from cases.vault import party_keys
from cases.vault.fingerprints import Spoken, as_text, fingerprint
from cases.vault.party_keys import PartyKey, PartyPublic


# ------------------------------------------------------------------------------------------- made and given
async def make_first_key(unit: Unit, party: Party, lead: Staff) -> PartyKey:
    """The first lead makes her party's key and holds it."""
    public, key = party_keys.new_party_key()
    row = PartyPublicKey(
        party_id=party.id, generation=1, box_public=public.box, sign_public=public.sign, made_at=unit.now
    )
    await _new_generation(unit, party, row, f"staff:{lead.id}")
    await give_key(unit, party, lead, key)
    return key


async def _new_generation(unit: Unit, party: Party, row: PartyPublicKey, actor: str) -> None:
    party.generation = row.generation
    unit.session.add_all([party, row])
    await party_events.append(unit, party, PartyLine.KEY_MADE, actor, generation=row.generation, key=key_digest(row))


async def give_key(unit: Unit, party: Party, staff: Staff, key: PartyKey) -> None:
    """Seal the newest generation to a person, and sign that her public key is hers; what she held before goes."""
    await unit.session.exec(sa.delete(StaffPartyKey).where(col(StaffPartyKey.staff_id) == staff.id))
    said = _holder_statement(party.id, party.generation, staff)
    unit.session.add(
        StaffPartyKey(
            staff_id=staff.id,
            party_id=party.id,
            generation=party.generation,
            sealed_key=party_keys.seal_halves(staff.public_key, party.id, party.generation, key),
            signature=party_keys.sign(key, said),
        )
    )
    await unit.session.flush()


def _holder_statement(party_id: str, generation: int, staff: Staff) -> bytes:
    return party_keys.statement(
        says="holds the key of", party=party_id, generation=generation, staff=staff.id, key=staff.public_key.hex()
    )


async def is_same_person(unit: Unit, viewer: Viewer, staff: Staff) -> bool:
    """Whether a person's public key is the one that a lead approved: signed by a generation that the viewer holds.

    The viewer's own needs no signature: her login has just opened its private half.

    Whoever can write the database could put a key of his own there and wait for the next generation.
    """
    if staff.id == viewer.staff_id:
        return staff.public_key == party_keys.box_public_of(viewer.own_key)
    query = select(StaffPartyKey).where(StaffPartyKey.staff_id == staff.id, StaffPartyKey.party_id == viewer.party_id)
    row = (await unit.session.exec(query)).first()
    key = viewer.party_keys.get(row.generation) if row else None
    if row is None or key is None or row.signature is None:
        return False
    said = _holder_statement(row.party_id, row.generation, staff)
    return party_keys.is_signed(party_keys.public_of(key), said, row.signature)


def newest_key(viewer: Viewer, party: Party) -> PartyKey:
    """The newest generation as the viewer holds it. Raises ChangedMeanwhile when another lead has just renewed it."""
    key = viewer.party_keys.get(party.generation)
    if key is None:
        raise ChangedMeanwhile
    return key


async def renew_key(unit: Unit, party: Party, viewer: Viewer) -> None:
    """A new generation, signed by the last, for everybody who is active now. The party is locked.

    A person whose public key is not the one that was approved is not given it: she waits for approval again.

    Raises:
        NotNow: no lead would be left who holds it.
    """
    last = newest_key(viewer, party)
    active = [staff for staff in await people_of(unit, party.id) if is_active(staff)]
    known = {staff.id: await is_same_person(unit, viewer, staff) for staff in active}
    if not any(known[staff.id] and staff.role is StaffRole.LEAD for staff in active):
        raise NotNow("last_lead")
    public, key = party_keys.new_party_key()
    row = PartyPublicKey(
        party_id=party.id,
        generation=party.generation + 1,
        box_public=public.box,
        sign_public=public.sign,
        sealed_before=party_keys.seal_halves(public.box, party.id, party.generation, last),
        made_at=unit.now,
    )
    row.signed_by_last = party_keys.sign(last, _renewal_statement(row))
    await _new_generation(unit, party, row, viewer.actor)
    for staff in active:
        if known[staff.id]:
            await give_key(unit, party, staff, key)
        else:
            await lapse(unit, party, staff, viewer)


async def lapse(unit: Unit, party: Party, staff: Staff, viewer: Viewer) -> None:
    """Her approval holds no more: her key is not the one that a lead heard over the phone."""
    staff.approved_at = None
    unit.session.add(staff)
    await unit.session.exec(sa.delete(StaffPartyKey).where(col(StaffPartyKey.staff_id) == staff.id))
    await party_events.append(unit, party, PartyLine.APPROVAL_LAPSED, viewer.actor, staff=staff.id)


async def has_lapsed(unit: Unit, party: Party, staff: Staff) -> bool:
    """Whether she was approved before, and is not any more."""
    query = select(PartyEvent.data).where(
        PartyEvent.party_id == party.id, PartyEvent.kind == PartyLine.APPROVAL_LAPSED.value
    )
    return any(data.get("staff") == staff.id for data in (await unit.session.exec(query)).all())


def _renewal_statement(key: PartyPublicKey) -> bytes:
    return party_keys.statement(
        says="this is the next key of",
        party=key.party_id,
        generation=key.generation,
        box=key.box_public.hex(),
        sign=key.sign_public.hex(),
    )


# -------------------------------------------------------------------------------------------------- people
def is_active(staff: Staff) -> bool:
    """Approved, and neither suspended nor removed."""
    return staff.approved_at is not None and staff.suspended_at is None and staff.removed_at is None


async def people_of(unit: Unit, party_id: str) -> list[Staff]:
    """Everybody who ever joined a party, in order of joining, read afresh."""
    query = select(Staff).where(Staff.party_id == party_id).order_by(col(Staff.created_at), col(Staff.id))
    return list((await unit.session.exec(query.execution_options(populate_existing=True))).all())


# --------------------------------------------------------------------------------------- vouched for by others
def words_of(key: PartyPublicKey) -> tuple[Spoken, ...]:
    """A generation's fingerprint, as leads read it to each other."""
    return fingerprint(key.party_id, key.box_public, key.sign_public)


async def words_of_party(unit: Unit, party_id: str) -> tuple[Spoken, ...]:
    """The fingerprint of a party's newest key; empty where it has none."""
    party = await unit.session.get(Party, party_id)
    key = await unit.session.get(PartyPublicKey, (party_id, party.generation)) if party else None
    return words_of(key) if key else ()


async def confirm_key(unit: Unit, viewer: Viewer, party_id: str, seen: str) -> None:
    """A lead vouches with her party's key for another party's key, after the words were read over the phone.

    Args:
        seen: the words that she compared, in order.

    Raises:
        NotAllowed: not a lead, or it is her own party.
        ChangedMeanwhile: the key is another by now.
    """
    require(viewer.role, Permission.CONFIRM_KEYS)
    if viewer.party_id == party_id:
        raise NotAllowed
    own = await locked_party(unit, viewer.party_id)
    party = await unit.session.get(Party, party_id, populate_existing=True)
    public = await unit.session.get(PartyPublicKey, (party_id, party.generation)) if party else None
    if own is None or party is None or public is None:
        raise NotThere
    if as_text(words_of(public)) != seen:
        raise ChangedMeanwhile
    if await unit.session.get(KeyConfirmation, (party_id, party.generation, own.id)) is not None:
        return
    unit.session.add(
        KeyConfirmation(
            party_id=party_id,
            generation=party.generation,
            by_party_id=own.id,
            by_generation=own.generation,
            signature=party_keys.sign(newest_key(viewer, own), confirmation_statement(party, public)),
            at=unit.now,
        )
    )
    await party_events.append(
        unit, own, PartyLine.KEY_CONFIRMED, viewer.actor, of_party=party_id, generation=party.generation
    )


def confirmation_statement(party: Party, public: PartyPublicKey) -> bytes:
    """What a lead signs when she vouches for another party's key: that it is the one of the organisation so named."""
    return party_keys.statement(
        says="this is the key of",
        party=party.id,
        name_en=party.name_en,
        name_km=party.name_km,
        kind=party.kind.value,
        generation=public.generation,
        box=public.box_public.hex(),
        sign=public.sign_public.hex(),
    )


async def standing_of(unit: Unit, party: Party) -> Standing:
    """By how many other organisations the party's present key was checked, or else one that it follows from."""
    if not party.on_platform:
        return Standing(carried=True)
    checked = await checked_by(unit, party)
    public = await unit.session.get(PartyPublicKey, (party.id, party.generation))
    while not checked and public is not None and public.generation > 1:
        before = await unit.session.get(PartyPublicKey, (party.id, public.generation - 1))
        if before is None or not _follows(public, before):
            return Standing(0)
        if earlier := await _confirmations(unit, party, before):
            return Standing(0, earlier)
        public = before
    return Standing(checked)


def _follows(public: PartyPublicKey, before: PartyPublicKey) -> bool:
    signer = PartyPublic(before.box_public, before.sign_public)
    return party_keys.is_signed(signer, _renewal_statement(public), public.signed_by_last or b"")


async def checked_by(unit: Unit, party: Party) -> int:
    """By how many other organisations the party's present key was checked; unsigned rows do not count."""
    public = await unit.session.get(PartyPublicKey, (party.id, party.generation))
    return await _confirmations(unit, party, public) if public is not None else 0


async def _confirmations(unit: Unit, party: Party, public: PartyPublicKey) -> int:
    query = select(KeyConfirmation).where(
        KeyConfirmation.party_id == public.party_id, KeyConfirmation.generation == public.generation
    )
    rows = (await unit.session.exec(query)).all()
    return sum([await _vouches(unit, row, confirmation_statement(party, public)) for row in rows])


async def _vouches(unit: Unit, row: KeyConfirmation, statement: bytes) -> bool:
    """By a key that its party has or had: no row beyond the newest generation, or beside its line, counts."""
    party = await unit.session.get(Party, row.by_party_id)
    signer = await unit.session.get(PartyPublicKey, (row.by_party_id, row.by_generation))
    if party is None or signer is None or row.by_party_id == row.party_id or row.by_generation > party.generation:
        return False
    if not await _leads_to_newest(unit, party, signer):
        return False
    return party_keys.is_signed(PartyPublic(signer.box_public, signer.sign_public), statement, row.signature)


async def _leads_to_newest(unit: Unit, party: Party, public: PartyPublicKey) -> bool:
    """Whether the party's present key follows from this one, generation by generation."""
    while public.generation < party.generation:
        after = await unit.session.get(PartyPublicKey, (party.id, public.generation + 1))
        if after is None or not _follows(after, public):
            return False
        public = after
    return True
