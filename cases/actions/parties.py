"""Parties and their people: a party is added, its lead invited, its key made, its recovery code typed; then it is open.

Slow hashing happens in `prepare_person`, before the transaction.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select

from cases.rules.errors import BadInput, NotAllowed, NotNow, NotThere
from cases.rules.vocabulary import Language, PartyKind, StaffRole
from cases.store.tables import (
    Invitation,
    KeyConfirmation,
    Party,
    PartyPublicKey,
    Staff,
    StaffPartyKey,
    new_id,
)
from cases.store.unit import Unit
from cases.store.viewers import Viewer
from cases.vault import party_keys, staff_keys
from cases.vault.party_keys import PartyKey, PartyPublic
from cases.vault.sealing import Where, open_under, seal_under
from cases.vault.staff_keys import Wrapped

INVITED_FOR = dt.timedelta(hours=24)
SHORTEST_PASSPHRASE = 12
NOT_PEOPLE = frozenset({"system", "worker", "complainant", "samleng"})  # the timeline's own words
ALIAS = re.compile(r"[^\W_][\w .'-]{1,39}")


async def add_party(
    unit: Unit,
    slug: str,
    name_en: str,
    name_km: str,
    kind: PartyKind,
    *,
    on_platform: bool = True,
    parent: str | None = None,
) -> Party:
    """A new organisation. On the platform it cannot be chosen before its lead has opened it.

    Raises:
        BadInput: the short name is taken or malformed, a name is missing, or the parent is unknown.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,39}", slug):
        raise BadInput("slug", field="slug")
    if not name_en.strip() or not name_km.strip():
        raise BadInput("empty", field="name")
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
    )
    unit.session.add(party)
    await unit.session.flush()
    return party


async def party_by_slug(unit: Unit, slug: str) -> Party | None:
    """The party of a short name, or None."""
    return (await unit.session.exec(select(Party).where(Party.slug == slug))).first()


async def invite_first_lead(unit: Unit, slug: str) -> str:
    """The operator invites a party's first lead; returns the one-time secret of the link.

    Raises:
        BadInput: no such party, or one off the platform.
        NotNow: the party has a key already; then its own lead invites.
    """
    party = await party_by_slug(unit, slug)
    if party is None or not party.on_platform:
        raise BadInput("party_unknown", field="party")
    if party.generation:
        raise NotNow("party_has_lead")
    return await _invite(unit, party, StaffRole.LEAD, None)


async def invite(unit: Unit, viewer: Viewer, role: StaffRole) -> str:
    """A lead invites an officer, mediator or lead of her party; returns the one-time secret of the link."""
    if viewer.role is not StaffRole.LEAD:
        raise NotAllowed
    if role is StaffRole.OPERATOR:
        raise BadInput("role", field="role")
    party = await unit.session.get(Party, viewer.party_id)
    if party is None or party.opened_at is None:
        raise NotNow("party_not_open")
    return await _invite(unit, party, role, viewer.party_keys)


async def _invite(unit: Unit, party: Party, role: StaffRole, keys: dict[int, PartyKey] | None) -> str:
    secret = staff_keys.new_secret()
    link_id, wrapping = staff_keys.secret_parts(secret)
    content = {g: {"b": key.box.hex(), "s": key.sign.hex()} for g, key in (keys or {}).items()}
    sealed = seal_under(wrapping, _invitation_where(link_id), json.dumps(content).encode()) if keys else None
    unit.session.add(
        Invitation(
            id=link_id,
            party_id=party.id,
            role=role,
            sealed_party_keys=sealed,
            created_at=unit.now,
            expires_at=unit.now + INVITED_FOR,
        )
    )
    return secret


def _invitation_where(link_id: str) -> Where:
    return Where(Invitation.__tablename__, "sealed_party_keys", link_id)


async def invitation_of(unit: Unit, secret: str) -> tuple[Invitation, Party]:
    """The invitation behind a link. Raises NotThere when it was used, ran out, or never was."""
    link_id, _ = staff_keys.secret_parts(secret)
    invitation = await unit.session.get(Invitation, link_id)
    if invitation is None or invitation.used_at is not None or invitation.expires_at <= unit.now:
        raise NotThere("invitation_over")
    party = await unit.session.get(Party, invitation.party_id)
    if party is None:
        raise NotThere("invitation_over")
    return invitation, party


@dataclass(frozen=True)
class Person:
    """A person about to join: her key pair wrapped under passphrase and recovery code. Made outside transactions."""

    staff_id: str
    alias: str
    public: bytes
    private: bytes
    by_passphrase: Wrapped
    by_recovery: Wrapped
    recovery_code: str


def prepare_person(alias: str, passphrase: str) -> Person:
    """Make a person's keys. Slow: hashes twice.

    Raises:
        BadInput: an alias or passphrase that cannot be taken.
    """
    alias = " ".join(alias.split())
    if not ALIAS.fullmatch(alias) or alias.casefold() in NOT_PEOPLE:
        raise BadInput("alias", field="alias")
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise BadInput("passphrase_short", field="passphrase", least=SHORTEST_PASSPHRASE)
    staff_id = new_id()
    public, private = staff_keys.new_staff_key()
    code = staff_keys.new_recovery_code()
    return Person(
        staff_id,
        alias,
        public,
        private,
        staff_keys.wrap(passphrase, private, passphrase_where(staff_id)),
        staff_keys.wrap(code, private, recovery_where(staff_id)),
        code,
    )


def passphrase_where(staff_id: str) -> Where:
    """Where a key wrapped under a passphrase stands."""
    return Where("staff", "sealed_key", staff_id)


def recovery_where(staff_id: str) -> Where:
    """Where a key wrapped under a recovery code stands."""
    return Where("staff", "sealed_key_recovery", staff_id)


async def join(unit: Unit, secret: str, person: Person, language: Language) -> Staff:
    """She accepts an invitation. The first lead makes the party's key; everybody else is given it by the link.

    Raises:
        NotThere: the link is over.
        BadInput: the alias is taken.
        NotNow: another first lead was faster.
    """
    invitation, party = await invitation_of(unit, secret)
    invitation.used_at = unit.now
    unit.session.add(invitation)
    staff = await add_staff(unit, person, invitation.role, language, party.id)
    if invitation.sealed_party_keys is None:
        if party.generation:
            raise NotNow("party_has_lead")
        keys = {1: await _first_key(unit, party)}
    else:
        link_id, wrapping = staff_keys.secret_parts(secret)
        content = json.loads(open_under(wrapping, _invitation_where(link_id), invitation.sealed_party_keys))
        keys = {int(g): PartyKey(bytes.fromhex(k["b"]), bytes.fromhex(k["s"])) for g, k in content.items()}
        invitation.sealed_party_keys = None  # an old link opens nothing
    for generation, key in keys.items():
        sealed = party_keys.seal_to_staff(person.public, party.id, generation, key)
        unit.session.add(StaffPartyKey(staff_id=staff.id, party_id=party.id, generation=generation, sealed_key=sealed))
    return staff


async def add_staff(unit: Unit, person: Person, role: StaffRole, language: Language, party_id: str | None) -> Staff:
    """A person with her account. Raises BadInput when the alias is taken."""
    account = person.alias.casefold()
    if (await unit.session.exec(select(Staff.id).where(Staff.account == account))).first() is not None:
        raise BadInput("taken", field="alias")
    staff = Staff(
        id=person.staff_id,
        party_id=party_id,
        account=account,
        alias=person.alias,
        role=role,
        language=language,
        public_key=person.public,
        passphrase_salt=person.by_passphrase.salt,
        passphrase_auth=person.by_passphrase.auth,
        sealed_key=person.by_passphrase.key,
        recovery_salt=person.by_recovery.salt,
        recovery_auth=person.by_recovery.auth,
        sealed_key_recovery=person.by_recovery.key,
        created_at=unit.now,
    )
    unit.session.add(staff)
    await unit.session.flush()
    return staff


async def _first_key(unit: Unit, party: Party) -> PartyKey:
    public, key = party_keys.new_party_key()
    party.generation = 1
    unit.session.add_all(
        [party, PartyPublicKey(party_id=party.id, generation=1, box_public=public.box, sign_public=public.sign)]
    )
    await unit.session.flush()
    return key


def recovery_code_fits(staff: Staff, typed: str) -> bool:
    """Whether the typed recovery code opens her key. Slow."""
    wrapped = Wrapped(staff.recovery_salt, staff.recovery_auth, staff.sealed_key_recovery)
    code = staff_keys.read_recovery_code(typed)
    return staff_keys.unwrap(code, wrapped, recovery_where(staff.id)) is not None


async def open_party(unit: Unit, viewer: Viewer) -> None:
    """Her recovery code was typed once and fits; a lead's party is open from now on."""
    staff = await unit.session.get(Staff, viewer.staff_id)
    party = await unit.session.get(Party, viewer.party_id)
    if staff is None:
        raise NotThere
    staff.recovery_typed_at = staff.recovery_typed_at or unit.now
    unit.session.add(staff)
    if party is not None and staff.role is StaffRole.LEAD and party.opened_at is None:
        party.opened_at = unit.now
        unit.session.add(party)


async def confirm_key(unit: Unit, viewer: Viewer, party_id: str) -> None:
    """A lead vouches with her party's key for another party's key, after the words were read over the phone."""
    if viewer.role is not StaffRole.LEAD or viewer.party_id == party_id:
        raise NotAllowed
    party = await unit.session.get(Party, party_id)
    public = await unit.session.get(PartyPublicKey, (party_id, party.generation)) if party else None
    if party is None or public is None:
        raise NotThere
    generation = max(viewer.party_keys)
    if await unit.session.get(KeyConfirmation, (party_id, party.generation, viewer.party_id)) is not None:
        return
    unit.session.add(
        KeyConfirmation(
            party_id=party_id,
            generation=party.generation,
            by_party_id=viewer.party_id,
            by_generation=generation,
            signature=party_keys.sign(viewer.party_keys[generation], confirmation_statement(party, public)),
            at=unit.now,
        )
    )


def confirmation_statement(party: Party, public: PartyPublicKey) -> bytes:
    """What a lead signs when she vouches for another party's key."""
    return party_keys.statement(
        says="this is the key of",
        party=party.id,
        generation=public.generation,
        box=public.box_public.hex(),
        sign=public.sign_public.hex(),
    )


async def checked_by(unit: Unit, party: Party) -> int:
    """By how many other organisations the party's present key was checked; unsigned rows do not count."""
    public = await unit.session.get(PartyPublicKey, (party.id, party.generation))
    if public is None:
        return 0
    rows = (
        await unit.session.exec(
            select(KeyConfirmation).where(
                KeyConfirmation.party_id == party.id, KeyConfirmation.generation == party.generation
            )
        )
    ).all()
    return sum([await _vouches(unit, row, confirmation_statement(party, public)) for row in rows])


async def _vouches(unit: Unit, row: KeyConfirmation, statement: bytes) -> bool:
    signer = await unit.session.get(PartyPublicKey, (row.by_party_id, row.by_generation))
    if signer is None or row.by_party_id == row.party_id:
        return False
    return party_keys.is_signed(PartyPublic(signer.box_public, signer.sign_public), statement, row.signature)


async def open_parties(unit: Unit, kinds: frozenset[PartyKind]) -> list[tuple[Party, int]]:
    """Open parties of these kinds with the number that checked each key; the same order for everybody."""
    parties = (
        await unit.session.exec(select(Party).where(col(Party.opened_at).is_not(None), col(Party.kind).in_(kinds)))
    ).all()
    return [(party, await checked_by(unit, party)) for party in sorted(parties, key=_unions_first)]


async def referable_parties(unit: Unit, own_party_id: str) -> list[tuple[Party, int | None]]:
    """To whom a party may refer: every other open one with how many checked its key, and those off the platform."""
    rows = await unit.session.exec(
        select(Party).where(
            sa.or_(col(Party.opened_at).is_not(None), col(Party.on_platform).is_(False)), Party.id != own_party_id
        )
    )
    parties = sorted(rows.all(), key=_unions_first)
    return [(party, await checked_by(unit, party) if party.generation else None) for party in parties]


def _unions_first(party: Party) -> tuple[bool, str, str]:
    return party.kind is not PartyKind.UNION, party.kind.value, party.name_en
