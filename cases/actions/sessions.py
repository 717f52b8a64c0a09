"""Signing in and out. Hashing happens in `unlock`, before the transaction and outside the event loop."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlmodel import select

from cases.actions.parties import passphrase_where
from cases.rules.errors import NotSignedIn
from cases.store.tables import Login, Staff
from cases.store.unit import Unit
from cases.store.viewers import Viewer, login_where
from cases.vault import hashing, staff_keys
from cases.vault.sealing import seal_under
from cases.vault.staff_keys import Wrapped

SIGNED_IN_FOR = dt.timedelta(hours=12)
SEEN_STEP = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Unlocked:
    """A person whose passphrase was right, with her key."""

    staff_id: str
    private: bytes


async def account_of(unit: Unit, account: str) -> Staff | None:
    """The person behind an account name, or None."""
    return (await unit.session.exec(select(Staff).where(Staff.account == " ".join(account.split()).casefold()))).first()


def unlock(staff: Staff | None, passphrase: str) -> Unlocked:
    """Check a passphrase. Slow, and equally slow for an account that does not exist.

    Raises:
        NotSignedIn: wrong passphrase, unknown or removed account: which of them is not told.
    """
    if staff is None or staff.removed_at is not None:
        hashing.stretch(passphrase, bytes(hashing.SALT_BYTES), hashing.PASSPHRASE_COST)
        raise NotSignedIn("sign_in_failed")
    wrapped = Wrapped(staff.passphrase_salt, staff.passphrase_auth, staff.sealed_key)
    private = staff_keys.unwrap(passphrase, wrapped, passphrase_where(staff.id))
    if private is None:
        raise NotSignedIn("sign_in_failed")
    return Unlocked(staff.id, private)


async def sign_in(unit: Unit, unlocked: Unlocked) -> str:
    """A new login; returns the cookie's secret, which alone opens her key."""
    secret = staff_keys.new_secret()
    login_id, wrapping = staff_keys.secret_parts(secret)
    unit.session.add(
        Login(
            id=login_id,
            staff_id=unlocked.staff_id,
            sealed_key=seal_under(wrapping, login_where(login_id), unlocked.private),
            created_at=unit.now,
            seen_at=unit.now,
            expires_at=unit.now + SIGNED_IN_FOR,
        )
    )
    return secret


async def sign_out(unit: Unit, viewer: Viewer) -> None:
    """End this login."""
    login = await unit.session.get(Login, viewer.login_id)
    if login is not None:
        await unit.session.delete(login)


async def needs_touch(unit: Unit, viewer: Viewer) -> bool:
    """Whether the login was last seen over a minute ago: seldom enough to write it down."""
    login = await unit.session.get(Login, viewer.login_id)
    return login is not None and login.seen_at + SEEN_STEP <= unit.now


async def touch(unit: Unit, viewer: Viewer) -> None:
    """She is here: the idle time begins anew."""
    login = await unit.session.get(Login, viewer.login_id)
    if login is not None:
        login.seen_at = unit.now
        unit.session.add(login)
