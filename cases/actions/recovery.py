"""A new recovery code for somebody who lost the first before typing it. Her passphrase opens the key once more."""

from __future__ import annotations

from dataclasses import dataclass

from cases.actions.parties import recovery_where
from cases.actions.sessions import unlock
from cases.rules.errors import NotNow, NotThere
from cases.store.tables import Staff
from cases.store.unit import Unit
from cases.store.viewers import Viewer
from cases.vault import staff_keys
from cases.vault.staff_keys import Wrapped


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
    """The new code takes the old one's place, which opens nothing from now on.

    Raises:
        NotNow: the old code was typed already; it is kept on paper and stays.
    """
    staff = await unit.session.get(Staff, viewer.staff_id)
    if staff is None:
        raise NotThere
    if staff.recovery_typed_at is not None:
        raise NotNow
    staff.recovery_salt, staff.recovery_auth = new.wrapped.salt, new.wrapped.auth
    staff.sealed_key_recovery = new.wrapped.key
    unit.session.add(staff)
