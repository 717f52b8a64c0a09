"""Servers for journeys: furnished once, then copied, since making the demonstration's people hashes slowly."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journeys.people import AtDesk
from tests.journeys.server import TOKEN, Server, over_a_copy
from tests.support import bot_api as bot_api_server
from tests.support.phone import Control

SignIn = Callable[[Server, str], AtDesk]


@pytest.fixture(scope="module")
def at_desk() -> Iterator[SignIn]:
    """Signs a demonstration account in: `at_desk(server, "Dara")`. Once a server: each code takes half a minute."""
    signed_in: dict[tuple[str, str], AtDesk] = {}
    with contextlib.ExitStack() as closing:

        def sign_in(server: Server, account: str) -> AtDesk:
            key = (server.base_url, account)
            if key not in signed_in or not signed_in[key].is_signed_in():
                signed_in[key] = AtDesk(server, account)
                closing.callback(signed_in[key].client.close)
            return signed_in[key]

        yield sign_in


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a demonstration that was made once and stopped."""
    folder = tmp_path_factory.mktemp("furnished")
    server = Server(folder).start()
    server.world()
    server.stop()
    return folder


@pytest.fixture(scope="module")
def telegram() -> Iterator[Control]:
    """A Bot API server that the tests of one module share."""
    with bot_api_server.running() as control:
        yield control


@pytest.fixture(scope="module")
def server(furnished: Path, telegram: Control, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server with the bot on, shared by the tests of one module."""
    folder = tmp_path_factory.mktemp("server")
    with over_a_copy(furnished, folder, TELEGRAM_TOKEN=TOKEN, TELEGRAM_API=telegram.base_url) as made:
        yield made.start()


@pytest.fixture
def own_server(furnished: Path, bot_api: Control, tmp_path: Path) -> Iterator[Server]:
    """A running server of one test alone, which may kill it. Its clock is the real one and so never goes back."""
    settings = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API": bot_api.base_url, "DEMO_NOW": ""}
    with over_a_copy(furnished, tmp_path, **settings) as made:
        yield made.start()
