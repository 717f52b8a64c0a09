"""Signing in and out over HTTP, for JSON and desk alike, and the cookie that carries the login's secret."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from api.settings import Settings
from cases.actions import sessions
from cases.rules.device_labels import device_label
from cases.rules.errors import NotSignedIn
from cases.store.attempts import SIGN_IN, claim, succeeded
from cases.store.unit import Store
from cases.store.viewers import Viewer, viewer_of
from cases.vault.staff_keys import new_secret

LIFETIME = int(sessions.SIGNED_IN_FOR.total_seconds())
DEVICE_LIFETIME = int(sessions.DEVICE_KNOWN_FOR.total_seconds())
DEVICE_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class Claimed:
    """Who somebody says she is, and from which device."""

    account: str
    passphrase: str
    code: str
    device_secret: str  # "" where this device never signed in
    device: str  # what it calls itself


@dataclass(frozen=True)
class Opened:
    """A new login's secret, and the secret by which the device is known from now on."""

    login: str
    device: str


def is_https(settings: Settings) -> bool:
    """Whether the world reaches this installation over https."""
    return settings.public_url.startswith("https://")


def cookie_name(settings: Settings) -> str:
    """`__Host-` binds the cookie to this host and to https; plain http (a first try, a test) cannot have it."""
    return "__Host-samleng" if is_https(settings) else "samleng"


def device_cookie_name(settings: Settings) -> str:
    """The long-lived cookie of a device that signed in before."""
    return f"{cookie_name(settings)}-device"


def secret_in(request: Request, settings: Settings) -> str:
    """The login's secret. Raises NotSignedIn without one."""
    secret = request.cookies.get(cookie_name(settings), "")
    if not secret:
        raise NotSignedIn
    return secret


def claimed(request: Request, settings: Settings, account: str, passphrase: str, code: str) -> Claimed:
    """What a request to sign in says."""
    secret = request.cookies.get(device_cookie_name(settings), "")
    known = secret if DEVICE_SECRET.fullmatch(secret) else ""
    return Claimed(account, passphrase, code, known, device_label(request.headers.get("user-agent", "")))


async def sign_in(store: Store, claim_of: Claimed) -> Opened:
    """A new login. The try is counted first; the passphrase is hashed in a fair queue, outside any transaction.

    Raises:
        TooMany: too many tries failed; the same for an account that does not exist, and for a right passphrase.
        NotSignedIn: unknown account, wrong passphrase, wrong or used code, after the same work: which is not told.
    """
    async with store.writing() as unit:
        staff = await sessions.account_of(unit, claim_of.account)
        tries, known = await sessions.attempts_of(unit, claim_of.account, staff, claim_of.device_secret)
        await claim(unit, tries, SIGN_IN)
    work = (staff, claim_of.passphrase, claim_of.code, store.phone_time())
    unlocked = await store.sign_ins.run_for(tries, known, sessions.check, *work)
    device = claim_of.device_secret or new_secret()
    async with store.writing() as unit:
        await sessions.still_as_checked(unit, staff)
        login = await sessions.sign_in(unit, unlocked, claim_of.device)
        await sessions.know_device(unit, unlocked.staff_id, device)
        await succeeded(unit, tries)
    return Opened(login, device)


async def type_again(store: Store, viewer: Viewer, passphrase: str) -> None:
    """Her passphrase once more, on a device that is signed in. Wrong ones are counted for this login alone.

    Raises:
        TooMany: too many were wrong.
        NotSignedIn: it is wrong.
    """
    tries = f"again:{viewer.login_id}"
    async with store.writing() as unit:
        staff = await sessions.person(unit, viewer.staff_id)
        await claim(unit, tries, SIGN_IN)
    await store.sign_ins.run_for(tries, True, sessions.unlock, staff, passphrase)
    async with store.writing() as unit:
        await sessions.typed_again(unit, viewer)
        await succeeded(unit, tries)


async def sign_out(store: Store, secret: str) -> None:
    """End a login; one that has ended already is no error."""
    async with store.writing() as unit:
        try:
            viewer = await viewer_of(unit, secret)
        except NotSignedIn:
            return
        await sessions.sign_out(unit, viewer)


def hand_out(response: Response, settings: Settings, secret: str) -> None:
    """Put the login's cookie on an answer."""
    _put(response, settings, cookie_name(settings), secret, LIFETIME)


def hand_out_device(response: Response, settings: Settings, secret: str) -> None:
    """Put the cookie on an answer by which this device is known from now on. It opens nothing."""
    _put(response, settings, device_cookie_name(settings), secret, DEVICE_LIFETIME)


def _put(response: Response, settings: Settings, name: str, secret: str, lifetime: int) -> None:
    response.set_cookie(
        name, secret, max_age=lifetime, path="/", secure=is_https(settings), httponly=True, samesite="strict"
    )


def take_back(response: Response, settings: Settings) -> None:
    """Take the login's cookie away."""
    response.delete_cookie(cookie_name(settings), path="/", secure=is_https(settings), httponly=True, samesite="strict")
