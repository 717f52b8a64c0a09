"""The printed recovery code: typed once, renewed while it was not, and the way back for who forgot her passphrase.

Slow hashing happens in the functions that are not coroutines, before the transaction.
"""

from __future__ import annotations

from dataclasses import dataclass

from cases.actions.accounts import (
    NewPassphrase,
    by_recovery,
    end_logins,
    passphrase_where,
    recovery_where,
    take_passphrase,
)
from cases.actions.sessions import unlock
from cases.rules.errors import NotSignedIn, NotThere
from cases.store import party_events
from cases.store.party_events import PartyLine, locked_party
from cases.store.tables import Party, Staff
from cases.store.unit import Unit
from cases.store.viewers import Viewer
from cases.vault import hashing, staff_keys
from cases.vault.passphrases import refuse_weak
from cases.vault.staff_keys import Wrapped


def recovery_code_fits(staff: Staff, typed: str) -> bool:
    """Whether the typed recovery code opens her key. Slow."""
    code = staff_keys.read_recovery_code(typed)
    return staff_keys.unwrap(code, by_recovery(staff), recovery_where(staff.id)) is not None


@dataclass(frozen=True)
class NewCode:
    """A recovery code, shown once, and her key wrapped under it."""

    code: str
    wrapped: Wrapped


def new_code(staff: Staff, passphrase: str) -> NewCode:
    """Make a code. Slow: hashes twice; outside transactions.

    Raises:
        NotSignedIn: the passphrase is wrong.
    """
    unlocked = unlock(staff, passphrase)
    code = staff_keys.new_recovery_code()
    return NewCode(code, staff_keys.wrap(code, unlocked.private, recovery_where(staff.id)))


async def replace_code(unit: Unit, viewer: Viewer, new: NewCode) -> None:
    """The new code takes the old one's place, which opens nothing from now on. It waits to be typed like the first."""
    party = await _locked_party_of(unit, viewer.staff_id)
    staff = await unit.session.get(Staff, viewer.staff_id, populate_existing=True)
    if staff is None:
        raise NotThere
    staff.recovery_typed_at = None
    staff.recovery_salt, staff.recovery_auth = new.wrapped.salt, new.wrapped.auth
    staff.sealed_key_recovery = new.wrapped.key
    unit.session.add(staff)
    if party is not None:
        await party_events.append(unit, party, PartyLine.CODE_RENEWED, viewer.actor)


async def _locked_party_of(unit: Unit, staff_id: str) -> Party | None:
    staff = await unit.session.get(Staff, staff_id)
    return await locked_party(unit, staff.party_id) if staff else None


# ------------------------------------------------------------------------------------- a forgotten passphrase
def prepare_recovery(staff: Staff | None, account: str, typed_code: str, passphrase: str) -> NewPassphrase:
    """Open her key with the code from her paper and wrap it under a new passphrase. Slow: always hashes twice.

    Args:
        account: what she typed as her alias, which makes no good passphrase.

    Raises:
        BadInput: the new passphrase cannot be taken, whoever asks.
        NotSignedIn: wrong code, unknown, suspended or removed account: which of them is not told.
    """
    refuse_weak(passphrase, (account,))
    code = staff_keys.read_recovery_code(typed_code)
    private = None
    if staff is None or staff.removed_at is not None or staff.suspended_at is not None:
        hashing.stretch(code, bytes(hashing.SALT_BYTES), hashing.PASSPHRASE_COST)
    else:
        private = staff_keys.unwrap(code, by_recovery(staff), recovery_where(staff.id))
    if staff is None or private is None:
        hashing.stretch(passphrase, bytes(hashing.SALT_BYTES), hashing.PASSPHRASE_COST)
        raise NotSignedIn("recovery_failed")
    wrapped = staff_keys.wrap(passphrase, private, passphrase_where(staff.id))
    return NewPassphrase(staff.id, wrapped, instead_of=staff.passphrase_auth)


async def recover(unit: Unit, new: NewPassphrase, *, phone_gone: bool) -> None:
    """She has a passphrase again, all her logins end, and her next sign-in makes a new recovery code.

    The old code opens her key until the new one is made, so that nothing is lost in between.

    Args:
        phone_gone: her second step went with her phone; she sets it up anew. Codes used up stay used up.

    Raises:
        NotNow: she recovered, or changed her passphrase, elsewhere at the same moment.
    """
    party = await _locked_party_of(unit, new.staff_id)
    staff = await unit.session.get_one(Staff, new.staff_id, populate_existing=True)
    take_passphrase(unit, staff, new)
    staff.recovery_typed_at = None
    if phone_gone:
        staff.sealed_totp = None
    unit.session.add(staff)
    await end_logins(unit, staff.id)
    if party is not None:
        await party_events.append(unit, party, PartyLine.RECOVERED, f"staff:{staff.id}", phone_gone=phone_gone)
