"""Real names of a party's people, sealed to the party: its own leads read them, nobody else."""

from __future__ import annotations

from cases.rules.errors import BadInput
from cases.store.tables import Party, PartyPublicKey, Staff
from cases.store.unit import Unit
from cases.store.viewers import Viewer
from cases.vault.sealing import DoesNotOpen, Where, open_post, post

LONGEST_NAME = 100


def clean_name(typed: str) -> str:
    """A name as it is kept. Raises BadInput when there is none, or no name is that long."""
    name = " ".join(typed.split())
    if not name:
        raise BadInput("empty", field="name")
    if len(name) > LONGEST_NAME:
        raise BadInput("too_long", field="name", most=LONGEST_NAME)
    return name


async def seal_name(unit: Unit, staff: Staff, name: str) -> None:
    """Seal a person's name to the newest generation of her party's key; nothing where no name is given."""
    party = await unit.session.get(Party, staff.party_id) if name else None
    key = await unit.session.get(PartyPublicKey, (party.id, party.generation)) if party else None
    if key is None:
        return
    staff.name_generation = key.generation
    staff.sealed_name = post(key.box_public, _where(staff), name.encode())
    unit.session.add(staff)
    await unit.session.flush()


def name_of(viewer: Viewer, staff: Staff) -> str:
    """A person's real name as her own party's key opens it; "" where there is none, or it does not open."""
    key = viewer.party_keys.get(staff.name_generation)
    if staff.sealed_name is None or key is None or staff.party_id != viewer.party_id:
        return ""
    try:
        return open_post(key.box, _where(staff), staff.sealed_name).decode()
    except DoesNotOpen:
        return ""


def _where(staff: Staff) -> Where:
    return Where("staff", "sealed_name", staff.id, staff.name_generation)
