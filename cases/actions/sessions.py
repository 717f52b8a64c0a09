"""Signing in and out. Hashing happens in `unlock` and `check`, before the transaction and outside the event loop."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select

from cases.actions.accounts import passphrase_where
from cases.actions.second_steps import use_step
from cases.rules.errors import NotAllowed, NotSignedIn, NotThere
from cases.rules.vocabulary import StaffRole
from cases.store import party_events
from cases.store.party_events import PartyLine, locked_party
from cases.store.tables import KnownDevice, Login, Staff
from cases.store.unit import Unit
from cases.store.viewers import IDLE, Viewer, login_where
from cases.vault import hashing, staff_keys, totp
from cases.vault.sealing import DoesNotOpen, Where, open_post, post, seal_under
from cases.vault.staff_keys import Wrapped

SIGNED_IN_FOR = dt.timedelta(hours=12)
SEEN_STEP = dt.timedelta(minutes=1)
DEVICE_KNOWN_FOR = dt.timedelta(days=400)  # no browser keeps a cookie longer


@dataclass(frozen=True)
class Unlocked:
    """A person whose passphrase was right, with her key, and the step of the code that she typed."""

    staff_id: str
    private: bytes
    step: int | None = None


def account_name(typed: str) -> str:
    """An account as it is kept: small letters, single spaces."""
    return " ".join(typed.split()).casefold()


async def account_of(unit: Unit, account: str) -> Staff | None:
    """The person behind an account name, or None."""
    return (await unit.session.exec(select(Staff).where(Staff.account == account_name(account)))).first()


def unlock(staff: Staff | None, passphrase: str) -> Unlocked:
    """Check a passphrase. Slow, and equally slow for an account that does not exist.

    Raises:
        NotSignedIn: wrong passphrase, unknown, suspended or removed account: which of them is not told.
    """
    if staff is None or staff.removed_at is not None or staff.suspended_at is not None:
        hashing.stretch(passphrase, bytes(hashing.SALT_BYTES), hashing.PASSPHRASE_COST)
        raise NotSignedIn("sign_in_failed")
    wrapped = Wrapped(staff.passphrase_salt, staff.passphrase_auth, staff.sealed_key)
    private = staff_keys.unwrap(passphrase, wrapped, passphrase_where(staff.id))
    if private is None:
        raise NotSignedIn("sign_in_failed")
    return Unlocked(staff.id, private)


def check(staff: Staff | None, passphrase: str, code: str, moment: float) -> Unlocked:
    """Check passphrase and code together: the work is the same whichever of them is wrong.

    Args:
        moment: Unix time, as her phone counts it.

    Raises:
        NotSignedIn: as `unlock`, or the code is wrong or missing.
    """
    try:
        unlocked = unlock(staff, passphrase)
    except NotSignedIn:
        totp.step_of(None, code, moment)
        raise
    assert staff is not None
    if staff.sealed_totp is None:
        totp.step_of(None, code, moment)
        return unlocked
    secret = totp.open_secret(unlocked.private, staff.id, staff.sealed_totp)
    step = totp.step_of(secret, code, moment)
    if step is None:
        raise NotSignedIn("sign_in_failed")
    return Unlocked(unlocked.staff_id, unlocked.private, step)


async def person(unit: Unit, staff_id: str) -> Staff | None:
    """The person of an id, as she stands now."""
    return await unit.session.get(Staff, staff_id, populate_existing=True)


async def still_as_checked(unit: Unit, staff: Staff | None) -> None:
    """Between the check and the login nothing changed that the check relied on. Raises NotSignedIn."""
    now = await unit.session.get(Staff, staff.id, populate_existing=True) if staff else None
    if staff is None or now is None or _relied_on(now) != _relied_on(staff):
        raise NotSignedIn("sign_in_failed")


def _relied_on(staff: Staff) -> tuple[object, ...]:
    return staff.passphrase_auth, staff.sealed_totp, staff.suspended_at, staff.removed_at


async def sign_in(unit: Unit, unlocked: Unlocked, device: str = "") -> str:
    """A new login; returns the cookie's secret, which alone opens her key.

    Args:
        device: what the device calls itself; kept sealed to her own key.

    Raises:
        NotSignedIn: her code was used already.
    """
    if unlocked.step is not None and not await use_step(unit, unlocked.staff_id, unlocked.step):
        raise NotSignedIn("sign_in_failed")
    staff = await unit.session.get(Staff, unlocked.staff_id)
    if staff is None:
        raise NotSignedIn("sign_in_failed")
    secret = staff_keys.new_secret()
    login_id, wrapping = staff_keys.secret_parts(secret)
    unit.session.add(
        Login(
            id=login_id,
            staff_id=unlocked.staff_id,
            sealed_key=seal_under(wrapping, login_where(login_id), unlocked.private),
            sealed_device=post(staff.public_key, _device_where(login_id), device.encode()) if device else None,
            created_at=unit.now,
            seen_at=unit.now,
            passphrase_at=unit.now,
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


async def typed_again(unit: Unit, viewer: Viewer) -> None:
    """Her passphrase was typed again on this device, and was right: acts on keys are open for ten minutes."""
    login = await unit.session.get(Login, viewer.login_id)
    if login is None:
        raise NotSignedIn
    login.passphrase_at = unit.now
    unit.session.add(login)


# ------------------------------------------------------------------------------------------------ devices
@dataclass(frozen=True)
class Device:
    """One login that could be used now, as its owner sees it."""

    login_id: str
    name: str  # "" where the device did not say
    first_seen: dt.datetime
    last_seen: dt.datetime
    is_this: bool


def _device_where(login_id: str) -> Where:
    return Where("logins", "sealed_device", login_id)


def _device_name(viewer: Viewer, login: Login) -> str:
    if login.sealed_device is None:
        return ""
    try:
        return open_post(viewer.own_key, _device_where(login.id), login.sealed_device).decode()
    except DoesNotOpen:
        return ""


async def own_devices(unit: Unit, viewer: Viewer) -> list[Device]:
    """Where she is signed in, this device first, then the last seen."""
    logins = (
        await unit.session.exec(
            select(Login)
            .where(
                Login.staff_id == viewer.staff_id,
                col(Login.expires_at) > unit.now,
                col(Login.seen_at) > unit.now - IDLE,
            )
            .order_by(col(Login.seen_at).desc())
        )
    ).all()
    devices = [
        Device(row.id, _device_name(viewer, row), row.created_at, row.seen_at, row.id == viewer.login_id)
        for row in logins
    ]
    return sorted(devices, key=lambda device: not device.is_this)


async def end_login(unit: Unit, viewer: Viewer, login_id: str) -> None:
    """End one of her own logins; one that has ended already, or is somebody else's, is no error and ends nothing."""
    await unit.session.exec(sa.delete(Login).where(col(Login.id) == login_id, col(Login.staff_id) == viewer.staff_id))


async def end_other_logins(unit: Unit, viewer: Viewer) -> None:
    """End all her logins but this one."""
    await unit.session.exec(
        sa.delete(Login).where(col(Login.staff_id) == viewer.staff_id, col(Login.id) != viewer.login_id)
    )


async def end_all_logins(unit: Unit, viewer: Viewer, staff_id: str) -> None:
    """A lead ends every login of a person of her party, whose devices are strangers from now on.

    Raises:
        NotAllowed: not a lead.
        NotThere: nobody of her party.
    """
    if viewer.role is not StaffRole.LEAD:
        raise NotAllowed
    party = await locked_party(unit, viewer.party_id)
    staff = await unit.session.get(Staff, staff_id)
    if party is None or staff is None or staff.party_id != party.id:
        raise NotThere
    await party_events.append(unit, party, PartyLine.DEVICES_ENDED, viewer.actor, staff=staff.id)
    await unit.session.exec(sa.delete(Login).where(col(Login.staff_id) == staff_id))
    await unit.session.exec(sa.delete(KnownDevice).where(col(KnownDevice.staff_id) == staff_id))


# ----------------------------------------------------------------------------------------- known devices
def _known_id(device_secret: str, staff_id: str) -> str:
    """One browser may be several people's: each has a row of her own, and no two rows tell that they share it."""
    _, wrapping = staff_keys.secret_parts(device_secret)
    return hashing.keyed_digest(wrapping, staff_id.encode()).hex()


async def attempts_of(unit: Unit, account: str, staff: Staff | None, device_secret: str) -> tuple[str, bool]:
    """(under which name a try to sign in is counted, whether this device signed in to that account before).

    A device that did has a count of its own, so the wrong guesses of strangers do not make it wait.
    """
    known_id = _known_id(device_secret, staff.id if staff else "")
    known = await unit.session.get(KnownDevice, known_id)
    if device_secret and staff is not None and known is not None and known.expires_at > unit.now:
        return f"sign-in:device:{known_id}", True
    return f"sign-in:{account_name(account)}", False


async def know_device(unit: Unit, staff_id: str, device_secret: str) -> None:
    """She signed in on this device: it stays known."""
    known_id, expires_at = _known_id(device_secret, staff_id), unit.now + DEVICE_KNOWN_FOR
    known = await unit.session.get(KnownDevice, known_id)
    if known is None:
        known = KnownDevice(id=known_id, staff_id=staff_id, expires_at=expires_at)
    known.expires_at = expires_at
    unit.session.add(known)
