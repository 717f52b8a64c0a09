"""A person's account: alias, her own key pair under a passphrase and a recovery code; made, and its passphrase changed.

Slow hashing happens in `prepare_...`, before the transaction.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select

from cases.rules.errors import BadInput, NotNow, NotSignedIn
from cases.rules.vocabulary import Language, StaffRole
from cases.store import party_events
from cases.store.party_events import PartyLine, locked_party
from cases.store.tables import Login, Staff, new_id
from cases.store.unit import Unit
from cases.store.viewers import Viewer
from cases.vault import staff_keys
from cases.vault.hashing import same
from cases.vault.passphrases import refuse_weak
from cases.vault.sealing import Where
from cases.vault.staff_keys import Wrapped

NOT_PEOPLE = frozenset({"system", "worker", "complainant", "samleng"})  # the timeline's own words
SHORTEST_ALIAS, LONGEST_ALIAS = 2, 40
BETWEEN = frozenset(" .'-_")


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


def is_alias(alias: str) -> bool:
    """Letters of any script with their vowels and signs, and digits; a letter or digit first."""
    if not SHORTEST_ALIAS <= len(alias) <= LONGEST_ALIAS or not alias[0].isalnum():
        return False
    return all(sign.isalnum() or sign in BETWEEN or unicodedata.category(sign) in ("Mn", "Mc") for sign in alias)


def prepare_person(alias: str, passphrase: str, about_her: Sequence[str] = ()) -> Person:
    """Make a person's keys. Slow: hashes twice.

    Args:
        about_her: names of her organisation, which make no good passphrase.

    Raises:
        BadInput: an alias or passphrase that cannot be taken.
    """
    alias = " ".join(unicodedata.normalize("NFKC", alias).split())
    if not is_alias(alias) or alias.casefold() in NOT_PEOPLE:
        raise BadInput("alias", field="alias")
    refuse_weak(passphrase, (alias, *about_her))
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


def by_passphrase(staff: Staff) -> Wrapped:
    """Her key as her passphrase opens it."""
    return Wrapped(staff.passphrase_salt, staff.passphrase_auth, staff.sealed_key)


def by_recovery(staff: Staff) -> Wrapped:
    """Her key as her recovery code opens it."""
    return Wrapped(staff.recovery_salt, staff.recovery_auth, staff.sealed_key_recovery)


async def add_staff(unit: Unit, person: Person, role: StaffRole, language: Language, party_id: str | None) -> Staff:
    """A person with her account. Raises BadInput when the alias is taken, be it by somebody who left."""
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


async def operator_there(unit: Unit) -> bool:
    """Whether this installation has an operator."""
    query = select(Staff.id).where(Staff.role == StaffRole.OPERATOR, col(Staff.removed_at).is_(None)).limit(1)
    return (await unit.session.exec(query)).first() is not None


async def add_operator(unit: Unit, person: Person, language: Language) -> Staff:
    """Who runs the server: of no party, with no party's key, so no case opens to her.

    Raises:
        BadInput: the alias is taken.
        NotNow: there is an operator already.
    """
    if await operator_there(unit):
        raise NotNow("operator_there")
    staff = await add_staff(unit, person, StaffRole.OPERATOR, language, None)
    staff.approved_at = unit.now
    unit.session.add(staff)
    return staff


# ---------------------------------------------------------------------------------------- changing a passphrase
@dataclass(frozen=True)
class NewPassphrase:
    """Her key wrapped under another passphrase, and what stood there when it was unwrapped."""

    staff_id: str
    wrapped: Wrapped
    instead_of: bytes


def prepare_passphrase(staff: Staff, old: str, new: str, about_her: Sequence[str] = ()) -> NewPassphrase:
    """Wrap her key anew. Slow: hashes twice; outside transactions.

    Raises:
        BadInput: the old passphrase is wrong, or the new one cannot be taken; `field` names which.
    """
    refuse_weak(new, (staff.alias, *about_her))
    private = staff_keys.unwrap(old, by_passphrase(staff), passphrase_where(staff.id))
    if private is None:
        raise BadInput("passphrase_wrong", field="old")
    return NewPassphrase(
        staff.id, staff_keys.wrap(new, private, passphrase_where(staff.id)), instead_of=staff.passphrase_auth
    )


async def change_passphrase(unit: Unit, viewer: Viewer, new: NewPassphrase) -> None:
    """One key is wrapped anew; her logins on other devices end.

    Raises:
        NotNow: it was changed on another device at the same moment.
    """
    party = await locked_party(unit, await _party_of(unit, viewer.staff_id))
    staff = await unit.session.get_one(Staff, viewer.staff_id, populate_existing=True)
    take_passphrase(unit, staff, new)
    await end_logins(unit, staff.id, but=viewer.login_id)
    if party is not None:
        await party_events.append(unit, party, PartyLine.REWRAPPED, viewer.actor)


def take_passphrase(unit: Unit, staff: Staff, new: NewPassphrase) -> None:
    """The new wrapping takes the old one's place.

    Raises:
        NotSignedIn: she was suspended or removed meanwhile.
        NotNow: another passphrase stands there than the one that was unwrapped, or whose code was typed.
    """
    if staff.id != new.staff_id or staff.removed_at is not None or staff.suspended_at is not None:
        raise NotSignedIn
    if not same(staff.passphrase_auth, new.instead_of):
        raise NotNow
    staff.passphrase_salt, staff.passphrase_auth = new.wrapped.salt, new.wrapped.auth
    staff.sealed_key = new.wrapped.key
    unit.session.add(staff)


async def _party_of(unit: Unit, staff_id: str) -> str | None:
    return (await unit.session.exec(select(Staff.party_id).where(Staff.id == staff_id))).first()


async def end_logins(unit: Unit, staff_id: str, but: str = "") -> None:
    """End a person's logins, except the one that is named."""
    await unit.session.exec(sa.delete(Login).where(col(Login.staff_id) == staff_id, col(Login.id) != but))
