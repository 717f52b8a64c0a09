"""Notices every request and connection that starts while a unit of work is open.

What is raised into a library may be swallowed there and tried again, so starts are also written down; the fixture
that uses this fails the test in the end.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from cases.store.unit import is_open

STARTS: tuple[tuple[Any, str], ...] = (
    (httpx.AsyncHTTPTransport, "handle_async_request"),
    (httpx.HTTPTransport, "handle_request"),
    (asyncio.BaseEventLoop, "create_connection"),
    (asyncio.BaseEventLoop, "create_datagram_endpoint"),
    (asyncio.SelectorEventLoop, "create_unix_connection"),
    (socket.socket, "connect"),
)


class NetworkInside(AssertionError):
    """A network call was started inside a unit of work."""


@contextlib.contextmanager
def watched() -> Iterator[list[str]]:
    """Inside the block each start within a unit of work raises, and stands in the list that is given."""
    started: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in STARTS:
            patch.setattr(owner, name, _guarded(getattr(owner, name), f"{owner.__name__}.{name}", started))
        yield started


def _guarded(real: Callable[..., Any], name: str, started: list[str]) -> Callable[..., Any]:
    def start(*args: Any, **kwargs: Any) -> Any:
        if is_open():
            started.append(name)
            raise NetworkInside(f"{name} inside a unit of work")
        return real(*args, **kwargs)

    return start
