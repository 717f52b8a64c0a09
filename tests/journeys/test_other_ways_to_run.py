"""The same program as several processes on PostgreSQL, behind a webhook, and without a bot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.journeys.conftest import SignIn
from tests.journeys.people import Worker
from tests.journeys.server import TOKEN, Server, over_a_copy
from tests.support.phone import Control

STORY = "គេមិនបើកប្រាក់ខែពីរខែហើយ"
WORDS = "យើងបានអានហើយ។ សូមរង់ចាំយើងបន្តិច។"
HOOK = "/telegram/updates"


def filed_and_answered(server: Server, she: Worker, at_desk: SignIn) -> None:
    """She files; the officer reads it and writes; it arrives."""
    she.tells(server.site_code(), "pay", STORY)
    number = she.files()
    desk = at_desk(server, "Dara")
    assert [item["text"] for item in desk.case(number)["story"]] == [STORY]
    desk.does(number, "write", text=WORDS)
    she.reads(WORDS)


@pytest.fixture
def three_processes(empty_postgres_url: str, bot_api: Control, tmp_path: Path) -> Iterator[Server]:
    """Pages, jobs and bot apart, over one database on PostgreSQL."""
    settings = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API": bot_api.base_url, "DATABASE_URL": empty_postgres_url}
    server = Server(tmp_path, settings | {"DEMO_NOW": ""})
    try:
        yield server.start("web").start("jobs").start("bot")
    finally:
        server.stop()


def test_pages_jobs_and_bot_are_three_processes_on_postgres(
    three_processes: Server, bot_api: Control, at_desk: SignIn
) -> None:
    """The bot files, the pages show it, the jobs bring the officer's words; all three stop when told."""
    filed_and_answered(three_processes, Worker(bot_api, 301), at_desk)
    assert bot_api.violations() == []
    _, jobs, bot = three_processes.stop()
    assert (jobs, bot) == (0, 0)
    three_processes.kept_quiet(STORY, WORDS)


@pytest.fixture
def hooked(furnished: Path, bot_api: Control, tmp_path: Path) -> Iterator[Server]:
    """A server with a public address: Telegram comes to it."""
    with over_a_copy(furnished, tmp_path, TELEGRAM_TOKEN=TOKEN, TELEGRAM_API=bot_api.base_url) as server:
        yield server.start(PUBLIC_URL=server.base_url)


def test_with_a_public_address_telegram_posts_the_updates(hooked: Server, bot_api: Control, at_desk: SignIn) -> None:
    """Nothing is polled; each update is answered once, though it may be posted twice; a stranger is refused."""
    she = Worker(bot_api, 302)
    filed_and_answered(hooked, she, at_desk)
    said = she.texts()
    bot_api.repeat(3)
    stranger = {"update_id": 1, "message": {"text": "x"}}
    for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "0" * 64}):
        assert httpx2.post(hooked.base_url + HOOK, json=stranger, headers=headers).status_code == 403
    assert she.texts() == said
    assert "getUpdates" not in {entry["method"] for entry in bot_api.log()}
    assert bot_api.violations() == []


def test_several_processes_on_sqlite_are_refused_in_a_sentence(furnished: Path, tmp_path: Path) -> None:
    """One file cannot be shared safely: the program says so and what to do."""
    with over_a_copy(furnished, tmp_path) as server:
        with pytest.raises(AssertionError, match="did not start"):
            server.start("web")
        assert "PostgreSQL" in server.log()
        server.kept_quiet()
