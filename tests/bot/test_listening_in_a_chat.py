"""A tap on the loudspeaker sends a voice message, with everything that holds for a message."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import locales
from locales import recordings
from tests.cases.world import World
from tests.support.chat_line import chat_line
from tests.support.phone import Control
from tests.support.spoken import spoken


@pytest.fixture(autouse=True)
def danger_and_issue(tmp_path: Path) -> Iterator[None]:
    with spoken(tmp_path, "danger", "issue"):
        yield


async def test_she_listens_through_faults_and_hiding_takes_the_recording_too(
    sqlite_world: World, bot_api: Control
) -> None:
    """Sent again by the jobs after 429, in its place before what comes later, and gone with the chat."""
    async with chat_line(sqlite_world.store, bot_api) as line:
        await line.say("/start gate_kmo")
        bot_api.fault("sendVoice", 429, retry_after=1, times=1)
        await line.tap("aloud:danger")
        await line.tap("danger:no")
        assert not any(message.get("voice") for message in await line.chat())
        sqlite_world.clock.let_pass(seconds=2)
        await line.jobs()
        voice, then = [message for message in await line.chat() if message["by"] == "bot"][-2:]
        assert voice["voice"]["file_size"] == recordings.files()["km/danger.ogg"].stat().st_size
        assert "aloud:issue" in [button["callback_data"] for row in then["buttons"] for button in row]
        await line.tap("chat:hide")
        assert not any(message.get("voice") for message in await line.chat())
        assert bot_api.violations() == []


async def test_who_lets_nobody_send_her_voice_is_told_so_in_words(
    sqlite_world: World, bot_api: Control, tmp_path: Path
) -> None:
    """And so is she who taps while the file is being replaced."""
    unheard = locales.text("km", "dialogue.aloud.unheard")
    async with chat_line(sqlite_world.store, bot_api) as line:
        await line.say("/start gate_kmo")
        bot_api.fault("sendVoice", 400, times=1)
        assert await line.tap("aloud:danger") == [unheard]
        (tmp_path / "km" / "voice" / "danger.ogg").unlink()
        assert await line.tap("aloud:danger") == [unheard]
