"""How much of a request is taken: by its announced size, by counting, and together with other uploads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from api import body_limits
from api.body_limits import LARGEST_BODY, LARGEST_UPDATE, LARGEST_UPLOAD, MIB, BodyLimits, Room
from api.errors import install_errors
from api.security import Security

HALF_MIB = bytes(512 * 1024)


async def counting(request: Request) -> PlainTextResponse:
    """Reads everything and says how much it was."""
    return PlainTextResponse(str(len(await request.body())))


def client(app: Starlette | None = None) -> httpx2.AsyncClient:
    paths = ("/chat", "/receipt", "/desk/login", "/telegram/updates", "/api/v1/session")
    app = app or Starlette(routes=[Route(path, counting, methods=["POST"]) for path in paths])
    install_errors(app)  # type: ignore[arg-type]
    app.add_middleware(Security)
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://samleng.test")


async def pieces(many: int) -> AsyncIterator[bytes]:
    for _ in range(many):
        yield HALF_MIB


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/chat", LARGEST_UPLOAD),
        ("/receipt", LARGEST_UPLOAD),
        ("/telegram/updates", LARGEST_UPDATE),
        ("/desk/login", LARGEST_BODY),
    ],
)
async def test_each_address_takes_so_much_and_not_a_byte_more(path: str, limit: int) -> None:
    """Announced or not."""
    async with client() as http:
        assert (await http.post(path, content=bytes(limit))).text == str(limit)
        assert (await http.post(path, content=bytes(limit + 1))).status_code == 413
        counted = await http.post(path, content=pieces(limit // len(HALF_MIB) + 1))
    assert counted.status_code == 413


async def test_what_is_too_much_is_said_kindly_in_both_languages_and_as_json_to_programs() -> None:
    """Whatever the route itself would have said of the broken body."""
    async with client() as http:
        page = await http.post("/chat", content=bytes(LARGEST_UPLOAD + 1))
        json = await http.post("/api/v1/session", content=bytes(LARGEST_BODY + 1))
    assert "at most 20 MB" in page.text and "មិនលើស 20 MB" in page.text
    assert page.headers["content-security-policy"]
    assert json.json()["error"]["code"] == "body_too_large"


async def test_of_a_login_with_sixty_large_files_next_to_nothing_is_read() -> None:
    """Nobody signed in is needed for it, so it must be cheap."""
    taken = 0

    async def files() -> AsyncIterator[bytes]:
        nonlocal taken
        for number in range(60):
            yield b'--x\r\nContent-Disposition: form-data; name="f%d"; filename="f"\r\n\r\n' % number
            for _ in range(38):
                taken += len(HALF_MIB)
                yield HALF_MIB

    held = 0

    async def login(request: Request) -> PlainTextResponse:
        nonlocal held
        async for chunk in request.stream():
            held += len(chunk)
        return PlainTextResponse("")

    async with client(Starlette(routes=[Route("/desk/login", login, methods=["POST"])])) as http:
        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        answer = await http.post("/desk/login", content=files(), headers=headers)
    assert answer.status_code == 413
    assert held <= LARGEST_BODY


async def test_large_uploads_share_one_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Photos fit beside each other; a second large file waits, and is told to come again when that takes long."""
    monkeypatch.setattr(body_limits, "WAITS", 0.2)
    go_on = asyncio.Event()

    async def slow(request: Request) -> PlainTextResponse:
        await request.body()
        await go_on.wait()
        return PlainTextResponse("taken")

    async with client(Starlette(routes=[Route("/chat", slow, methods=["POST"])])) as http:
        first = asyncio.create_task(http.post("/chat", content=bytes(30 * MIB)))
        await asyncio.sleep(0.1)
        photo = asyncio.create_task(http.post("/chat", content=bytes(3 * MIB)))
        words = asyncio.create_task(http.post("/chat", content=b"words"))
        await asyncio.sleep(0.1)
        too_many = await http.post("/chat", content=bytes(20 * MIB))
        assert (too_many.status_code, too_many.headers["retry-after"]) == (503, "60")
        assert "wait a minute" in too_many.text and "រង់ចាំមួយនាទី" in too_many.text
        go_on.set()
        assert [(await task).text for task in (first, photo, words)] == ["taken"] * 3
        assert (await http.post("/chat", content=bytes(20 * MIB))).text == "taken"


async def test_an_upload_that_stalls_gives_its_place_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else one silent connection would keep everybody's files out."""
    monkeypatch.setattr(body_limits, "STALLED", 0.1)

    async def stalling() -> AsyncIterator[bytes]:
        for _ in range(4):
            yield HALF_MIB
        await asyncio.sleep(30)
        yield b""

    app = Starlette(routes=[Route("/chat", counting, methods=["POST"])])
    limits = BodyLimits(app)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(limits), base_url="http://samleng.test") as http:
        answer = await http.post("/chat", content=stalling())
    assert answer.status_code == 503
    assert limits.room.free == body_limits.ROOM


async def test_whoever_stops_waiting_leaves_no_gap_in_the_room() -> None:
    """First come, first served; a place that nobody wants any more goes to the next."""
    room = Room(10)
    await room.take(8)
    second, third = asyncio.create_task(room.take(8)), asyncio.create_task(room.take(2))
    await asyncio.sleep(0)
    assert not third.done()
    second.cancel()
    await asyncio.wait([second, third])
    assert room.free == 0
    room.give(10)
    assert room.free == 10
