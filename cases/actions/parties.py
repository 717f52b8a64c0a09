"""Organisations: added by the operator, offered to workers and to each other once they are open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import col, select

from cases.actions.party_keys import standing_of
from cases.rules.errors import BadInput
from cases.rules.standing import Standing
from cases.rules.vocabulary import PartyKind
from cases.store.tables import Invitation, Party
from cases.store.unit import Unit

LONGEST_NAME = 120


async def add_party(
    unit: Unit,
    slug: str,
    name_en: str,
    name_km: str,
    kind: PartyKind,
    *,
    on_platform: bool = True,
    parent: str | None = None,
    trial: bool = False,
) -> Party:
    """A new organisation. On the platform it cannot be chosen before its lead has opened it.

    The cases of one for trying things out are in no public figure.

    Raises:
        BadInput: the short name is taken or malformed, a name is missing, too long or another's, or the parent is
            unknown.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,39}", slug):
        raise BadInput("slug", field="slug")
    if not name_en.strip() or not name_km.strip():
        raise BadInput("empty", field="name")
    if max(len(name_en), len(name_km)) > LONGEST_NAME:
        raise BadInput("too_long", field="name", most=LONGEST_NAME)
    same = select(Party.id).where(sa.or_(col(Party.name_en) == name_en.strip(), col(Party.name_km) == name_km.strip()))
    if (await unit.session.exec(same)).first() is not None:
        raise BadInput("party_name_taken", field="name")
    if await party_by_slug(unit, slug) is not None:
        raise BadInput("taken", field="slug")
    above = await party_by_slug(unit, parent) if parent else None
    if parent and above is None:
        raise BadInput("party_unknown", field="parent")
    party = Party(
        slug=slug,
        name_en=name_en.strip(),
        name_km=name_km.strip(),
        kind=kind,
        on_platform=on_platform,
        parent_id=above.id if above else None,
        trial=trial,
    )
    unit.session.add(party)
    await unit.session.flush()
    return party


async def party_by_slug(unit: Unit, slug: str) -> Party | None:
    """The party of a short name, or None."""
    return (await unit.session.exec(select(Party).where(Party.slug == slug))).first()


class PartyState(StrEnum):
    """How far a party has come."""

    OFF_PLATFORM = "off_platform"
    NEVER_INVITED = "never_invited"
    INVITED = "invited"
    JOINED = "joined"
    OPEN = "open"


@dataclass(frozen=True)
class PartyRow:
    """A party as the operator sees it: nothing of its cases, people or counts."""

    party: Party
    state: PartyState
    parent: Party | None
    standing: Standing


async def all_parties(unit: Unit) -> list[PartyRow]:
    """Every party of the installation, by name."""
    parties = (await unit.session.exec(select(Party).order_by(col(Party.name_en), col(Party.id)))).all()
    waiting = select(Invitation.party_id).where(
        col(Invitation.used_at).is_(None), col(Invitation.expires_at) > unit.now
    )
    invited = set((await unit.session.exec(waiting)).all())
    by_id = {party.id: party for party in parties}
    return [
        PartyRow(
            party,
            _state(party, party.id in invited),
            by_id.get(party.parent_id or ""),
            await standing_of(unit, party),
        )
        for party in parties
    ]


def _state(party: Party, is_invited: bool) -> PartyState:
    if not party.on_platform:
        return PartyState.OFF_PLATFORM
    if party.opened_at is not None:
        return PartyState.OPEN
    if party.generation:
        return PartyState.JOINED
    return PartyState.INVITED if is_invited else PartyState.NEVER_INVITED


async def open_parties(unit: Unit, kinds: frozenset[PartyKind]) -> list[tuple[Party, Standing]]:
    """Open parties of these kinds with how far others vouch for each key; the same order for everybody."""
    parties = (
        await unit.session.exec(select(Party).where(col(Party.opened_at).is_not(None), col(Party.kind).in_(kinds)))
    ).all()
    return [(party, await standing_of(unit, party)) for party in sorted(parties, key=_unions_first)]


async def referable_parties(unit: Unit, own_party_id: str) -> list[tuple[Party, Standing | None]]:
    """To whom a party may refer: every other open one with its key's standing, and those off the platform."""
    rows = await unit.session.exec(
        select(Party).where(
            sa.or_(col(Party.opened_at).is_not(None), col(Party.on_platform).is_(False)), Party.id != own_party_id
        )
    )
    parties = sorted(rows.all(), key=_unions_first)
    return [(party, await standing_of(unit, party) if party.generation else None) for party in parties]


def _unions_first(party: Party) -> tuple[bool, str, str]:
    return party.kind is not PartyKind.UNION, party.kind.value, party.name_en
