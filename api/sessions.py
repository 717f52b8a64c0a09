"""Signing in and out over HTTP, for JSON and desk alike, and the cookie that carries the login's secret."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api.settings import Settings
from cases.actions import sessions
from cases.rules.errors import NotSignedIn
from cases.store.unit import Store
from cases.store.viewers import viewer_of

LIFETIME = int(sessions.SIGNED_IN_FOR.total_seconds())


def is_https(settings: Settings) -> bool:
    """Whether the world reaches this installation over https."""
    return settings.public_url.startswith("https://")


def cookie_name(settings: Settings) -> str:
    """`__Host-` binds the cookie to this host and to https; plain http (a first try, a test) cannot have it."""
    return "__Host-samleng" if is_https(settings) else "samleng"


def secret_in(request: Request, settings: Settings) -> str:
    """The login's secret. Raises NotSignedIn without one."""
    secret = request.cookies.get(cookie_name(settings), "")
    if not secret:
        raise NotSignedIn
    return secret


async def sign_in(store: Store, account: str, passphrase: str) -> str:
    """A new login's secret. The passphrase is hashed in the one queue of this process, outside any transaction.

    Raises:
        NotSignedIn: unknown account or wrong passphrase, after the same work: which of them is not told.
    """
    async with store.reading() as unit:
        staff = await sessions.account_of(unit, account)
    unlocked = await store.sign_ins.run(sessions.unlock, staff, passphrase)
    async with store.writing() as unit:
        return await sessions.sign_in(unit, unlocked)


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
    response.set_cookie(
        cookie_name(settings),
        secret,
        max_age=LIFETIME,
        path="/",
        secure=is_https(settings),
        httponly=True,
        samesite="strict",
    )


def take_back(response: Response, settings: Settings) -> None:
    """Take the login's cookie away."""
    response.delete_cookie(cookie_name(settings), path="/", secure=is_https(settings), httponly=True, samesite="strict")
