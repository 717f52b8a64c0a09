"""What a route asks for by type: the store, the settings, the login's secret, the person behind it.

All are coroutines, though few wait for anything: for a plain function FastAPI goes to another thread and back.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from api.sessions import secret_in
from api.settings import Settings
from cases.actions import sessions
from cases.rules.errors import ApprovalAwaited, SecondStepMissing
from cases.store.unit import Store
from cases.store.viewers import Viewer, viewer_of


async def _store(request: Request) -> Store:
    store = request.app.state.store
    assert isinstance(store, Store)
    return store


async def _settings(request: Request) -> Settings:
    settings = request.app.state.settings
    assert isinstance(settings, Settings)
    return settings


StoreDep = Annotated[Store, Depends(_store)]
SettingsDep = Annotated[Settings, Depends(_settings)]


async def _secret(request: Request, settings: SettingsDep) -> str:
    return secret_in(request, settings)


Secret = Annotated[str, Depends(_secret)]


async def _entering(request: Request, store: StoreDep, secret: Secret) -> Viewer:
    """The person behind the cookie, with her keys open. The idle time begins anew, written at most once a minute."""
    async with store.reading() as unit:
        viewer = await viewer_of(unit, secret)
        stale = await sessions.needs_touch(unit, viewer)
    request.state.language = viewer.language
    if stale:
        async with store.writing() as unit:
            await sessions.touch(unit, viewer)
    return viewer


# Whoever has a login, second step or not: for the pages on which she sets up what is still missing.
Entering = Annotated[Viewer, Depends(_entering)]


async def _viewer(viewer: Entering) -> Viewer:
    """The person behind the cookie, with a second step and approved. Raises SecondStepMissing, ApprovalAwaited."""
    if not viewer.second_step:
        raise SecondStepMissing
    if not viewer.approved:
        raise ApprovalAwaited
    return viewer


SignedIn = Annotated[Viewer, Depends(_viewer)]
