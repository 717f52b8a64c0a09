"""How much of a request is held in memory: a limit for each address, and a shared room for large uploads.

Bytes are counted as they arrive, whatever was announced, so nothing of a body can grow past its limit. A body of
more than `LARGE` waits for its place in the room; one that stalls there gives its place up.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Mapping
from typing import Final, NoReturn

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import Busy, TooLarge
from api.refusals import refused_at_the_door
from cases.rules.errors import SamlengError

KIB: Final = 1024
MIB: Final = 1024 * KIB
LARGEST_UPLOAD: Final = 32 * MIB
"""One file of 20 MB with words, or several photos."""

LIMITS: Final[Mapping[str, int]] = {"/chat": LARGEST_UPLOAD, "/receipt": LARGEST_UPLOAD}
LARGEST_PAPER: Final = 13 * MIB
"""The photo of a signed paper, with base64 and all."""

PAPERS: Final = (
    "/hand-over-paper",
    "/consent-paper",
    "/agreement-signed",
    "/remedy-paper",
    "/add-spot-photo",
    "/deliver-remedy",
    "/add-photo",
    "/desk/import",
    "/api/v1/import",
    "/desk/walk-in",
    "/api/v1/cases",
)
LARGEST_UPDATE: Final = 2 * MIB  # of the Bot API
LARGEST_BODY: Final = 512 * KIB  # everything else
LARGE: Final = MIB
ROOM: Final = 40 * MIB
"""Bytes of large bodies that a process holds at the same time: one upload of the largest kind and some photos."""

WAITS: Final = 60.0  # seconds for a place in the room
STALLED: Final = 30.0  # seconds without a byte
SLOWEST: Final = 600.0  # seconds for a whole body
GRACE: Final = 20.0  # seconds until a body must have come at the pace of a poor line
PACE: Final = 8 * KIB  # bytes a second: a place in the room is not kept by a byte now and then
DROPPED_AT_MOST: Final = 256 * MIB  # read and forgotten, because browsers show no answer before they have sent all


class Room:
    """Bytes that are shared out, first come first served."""

    def __init__(self, size: int) -> None:
        self.free = size
        self._waiting: deque[tuple[int, asyncio.Future[None]]] = deque()

    async def take(self, size: int) -> None:
        """Wait until `size` bytes are free and take them."""
        if not self._waiting and size <= self.free:
            self.free -= size
            return
        place = (size, asyncio.get_running_loop().create_future())
        self._waiting.append(place)
        try:
            await place[1]
        except asyncio.CancelledError:
            if place in self._waiting:
                self._waiting.remove(place)
                self.give(0)
            else:  # it was let in at the very moment
                self.give(size)
            raise

    def give(self, size: int) -> None:
        """Give bytes back and let in whoever now fits."""
        self.free += size
        while self._waiting and self._waiting[0][0] <= self.free:
            taken, place = self._waiting.popleft()
            self.free -= taken
            if not place.done():
                place.set_result(None)


class BodyLimits:
    """Pure ASGI middleware. What cannot be taken is answered here, whatever the application says about it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.room = Room(ROOM)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = _Body(scope, receive, self.room)
        started = False

        async def send_unless_refused(message: Message) -> None:
            nonlocal started
            if body.problem is None or started:
                started = True
                await send(message)

        try:
            if body.announced > body.limit:
                body.problem = _too_large(body.limit)
            else:
                await self.app(scope, body.receive, send_unless_refused)
        except Exception:
            if body.problem is None:
                raise
        finally:
            body.leave()
        if body.problem is not None and not started:
            await body.drop_the_rest()
            await refused_at_the_door(Request(scope, receive), body.problem)(scope, receive, send)


def limit_of(path: str) -> int:
    """Bytes that this address takes."""
    if path.startswith("/telegram/"):
        return LARGEST_UPDATE
    return LARGEST_PAPER if path.endswith(PAPERS) else LIMITS.get(path, LARGEST_BODY)


def _too_large(limit: int) -> TooLarge:
    return TooLarge("upload_too_large" if limit == LARGEST_UPLOAD else None)


def _announced(scope: Scope) -> int:
    said = Headers(scope=scope).get("content-length", "")
    return int(said) if said.isascii() and said.isdigit() else 0


class _Body:
    """One request's body on its way in."""

    def __init__(self, scope: Scope, receive: Receive, room: Room) -> None:
        self.limit, self.announced = limit_of(scope["path"]), _announced(scope)
        self.problem: SamlengError | None = None
        self._receive, self._room = receive, room
        self._counted, self._held, self._whole = 0, 0, False
        self._since = asyncio.get_running_loop().time()

    async def receive(self) -> Message:
        """The next part, counted. Raises HTTPException, which no route takes for something else."""
        if self.announced > LARGE:
            await self._hold(self.announced)
        message = await self._next()
        if self._counted > self.limit:
            self._refuse(_too_large(self.limit))
        if self._counted > LARGE:
            await self._hold(self.limit)
        return message

    async def _next(self) -> Message:
        if not self._held or self._whole:
            return self._count(await self._receive())
        try:
            async with asyncio.timeout(min(STALLED, self._left(), self._left_at_pace())):
                return self._count(await self._receive())
        except TimeoutError:
            self._refuse(Busy("upload_slow"))

    def _left(self) -> float:
        """Seconds left for the whole body."""
        return self._since + SLOWEST - asyncio.get_running_loop().time()

    def _left_at_pace(self) -> float:
        """Seconds until the pace is too slow."""
        return self._since + GRACE + self._counted / PACE - asyncio.get_running_loop().time()

    def _count(self, message: Message) -> Message:
        self._counted += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        return message

    async def _hold(self, size: int) -> None:
        if self._held:
            return
        try:
            async with asyncio.timeout(WAITS):
                await self._room.take(size)
        except TimeoutError:
            self._refuse(Busy("uploads_busy"))
        self._held = size
        self._since = asyncio.get_running_loop().time()

    def _refuse(self, problem: SamlengError) -> NoReturn:
        self.problem = problem
        raise HTTPException(413 if isinstance(problem, TooLarge) else 503)

    def leave(self) -> None:
        """Nothing of the body is held any longer."""
        held, self._held = self._held, 0
        self._room.give(held)

    async def drop_the_rest(self) -> None:
        """Read on without keeping anything, within reason."""
        if self.announced > DROPPED_AT_MOST:
            return
        with contextlib.suppress(TimeoutError):
            while not self._whole and self._counted <= DROPPED_AT_MOST:
                async with asyncio.timeout(min(STALLED, self._left())):
                    self._count(await self._receive())
