"""What the network repeats, drops and delays, and what a power cut interrupts: one case, one answer, nothing lost."""

from __future__ import annotations

import re
import time
from collections import Counter

import pytest

from tests.journeys.conftest import SignIn
from tests.journeys.pages import Browser
from tests.journeys.people import Worker
from tests.journeys.server import Server
from tests.support.phone import Control

STORY = "គេឲ្យខ្ញុំឈប់"
KILLS = 4


@pytest.fixture(scope="module")
def code(server: Server) -> str:
    return server.site_code()


def quiet(she: Worker, seconds: float = 1.0) -> list[str]:
    """What she sees once nothing new has come for a while."""
    seen, since = she.texts(), time.monotonic()
    while time.monotonic() - since < seconds:
        time.sleep(0.05)
        if (now := she.texts()) != seen:
            seen, since = now, time.monotonic()
    return seen


def sends_to(control: Control, user: int) -> list[str | int | None]:
    """What became of every message that the bot tried to send her: None, a status, or "dropped"."""
    return [entry["error"] for entry in control.log() if entry["method"] == "sendMessage" and entry["user"] == user]


# ------------------------------------------------------------------------------------------------- repeats
def test_an_update_delivered_twice_is_answered_once(server: Server, telegram: Control, code: str) -> None:
    """The start, a piece of the story, and Send, each twice with the same update id."""
    she = Worker(telegram, 201)
    she.begins(code)
    telegram.repeat()
    before = quiet(she)
    assert len(before) == 1
    she.play(("danger:no", "issue:"), ("issue:pay", "story:"))
    she.say(STORY, "story:done")
    telegram.repeat()
    she.tap("story:done", "who:")
    she.chooses("C.CAWDU")
    she.files()
    said = quiet(she)
    telegram.repeat()
    assert quiet(she) == said


def test_two_starts_and_a_double_tap_on_send_file_one_case(
    server: Server, telegram: Control, at_desk: SignIn, code: str
) -> None:
    """Impatient fingers: /start twice, Send twice before anything is answered."""
    she, desk = Worker(telegram, 202), at_desk(server, "Dara")
    earlier = {line["number"] for line in desk.cases()}
    for _ in range(2):
        she.phone.post("text", text=f"/start {code}_kmo")
    she.button("danger:no")
    she.play(("danger:no", "issue:"), ("issue:pay", "story:"))
    she.say(STORY, "story:done")
    she.tap("story:done", "who:")
    she.chooses("C.CAWDU")
    for _ in range(3):
        she.phone.post("press", data="send:go")
    she.button("receipt:")
    quiet(she)
    new = {line["number"] for line in desk.cases()} - earlier
    assert new == {she.case_number()}
    story = [item["text"] for item in desk.case(she.case_number())["story"]]
    assert story == [STORY]


# -------------------------------------------------------------------------------------------------- network
def test_busy_and_dropped_connections_only_delay_the_answer(
    server: Server, telegram: Control, at_desk: SignIn, code: str
) -> None:
    """429 is waited out for as long as it says; a dropped send and a 500 are tried again; files are fetched again."""
    she = Worker(telegram, 203)
    telegram.fault("sendMessage", 429, user=203, retry_after=2)
    began = time.monotonic()
    she.begins(code)
    assert time.monotonic() - began >= 2
    telegram.fault("sendMessage", 0, user=203)
    she.tap("danger:no", "issue:")
    telegram.fault("sendMessage", 500, user=203)
    she.tap("issue:pay", "story:")
    telegram.fault("getUpdates", 502)
    she.say(STORY, "story:done")
    telegram.fault("answerCallbackQuery", 500, user=203)
    she.tap("story:done", "who:")
    she.chooses("C.CAWDU")
    number = she.files()
    assert [item["text"] for item in at_desk(server, "Dara").case(number)["story"]] == [STORY]
    assert [error for error in sends_to(telegram, 203) if error] == [429, "dropped", 500]
    asked = Counter(she.texts())
    assert max(asked.values()) == 1


def test_who_blocks_the_bot_finds_her_messages_behind_the_receipt(
    server: Server, telegram: Control, at_desk: SignIn, code: str
) -> None:
    """403: tried once and not again; the officer's words wait in her thread, and she is reached again when she is."""
    she, desk = Worker(telegram, 204), at_desk(server, "Dara")
    she.tells(code, "heat", "ក្តៅណាស់")
    number = she.files()
    she.phone.block()
    desk.case(number)
    desk.does(number, "write", text="តើបងសុខសប្បាយទេ?")
    desk.does(number, "write", text="សូមឆ្លើយមក")
    time.sleep(3)
    refused = [error for error in sends_to(telegram, 204) if error]
    assert set(refused) == {403} and len(refused) <= 3
    assert [line["text"] for line in desk.case(number)["thread"] if line["text"]] == ["តើបងសុខសប្បាយទេ?", "សូមឆ្លើយមក"]
    assert desk.case(number)["unreachable_since"] is not None, "the officer is told"
    page = Browser(server.base_url)
    page.open("/receipt")
    page.send(page.form("receipt"), receipt=" ".join(re.findall(r"0\d\d \d{3} \d{3}", she.texts()[-1])))
    assert "តើបងសុខសប្បាយទេ?" in page.text and "សូមឆ្លើយមក" in page.text
    page.client.close()
    she.phone.unblock()
    she.tap("receipt:have", "q_heat_when:")
    assert desk.case(number)["unreachable_since"] is None
    desk.does(number, "write", text="ឥឡូវបងឃើញទេ?")
    she.reads("ឥឡូវបងឃើញទេ?")


# ------------------------------------------------------------------------------------------------- crashes
def test_a_kill_between_any_two_steps_loses_nothing(own_server: Server, bot_api: Control, at_desk: SignIn) -> None:
    """kill -9 at the start, in the story, at the summary and behind the receipt; each time she just goes on."""
    server, she = own_server, Worker(bot_api, 205)
    she.begins(server.site_code())
    server.kill9()
    server.start()
    she.play(("danger:no", "issue:"), ("issue:pay", "story:"))
    she.say(STORY, "story:done")
    server.kill9()
    server.start()
    she.tap("story:done", "who:")
    she.chooses("C.CAWDU")
    server.kill9()
    server.start()
    number = she.files()
    server.kill9()
    server.start()
    she.tap("receipt:have", "q_pay_what:")
    assert [item["text"] for item in at_desk(server, "Dara").case(number)["story"]] == [STORY]
    doubled = [count - 1 for count in Counter(she.texts()).values() if count > 1]
    assert sum(doubled) <= KILLS  # at most the one whose acceptance the killed process had not written down yet
    assert bot_api.violations() == []


@pytest.mark.parametrize("hold", [0, 60], ids=["dropped", "no answer yet"])
def test_a_kill_between_an_update_and_its_answer_answers_after_the_restart(
    own_server: Server, bot_api: Control, at_desk: SignIn, hold: int
) -> None:
    """Send was committed, its answer did not get through: it comes after the restart, and the case exists once."""
    server, she = own_server, Worker(bot_api, 206)
    she.tells(server.site_code(), "pay", STORY)
    bot_api.fault("sendMessage", 0, times=1000, user=206, hold=hold)
    she.phone.post("press", data="send:go")
    deadline = time.monotonic() + 10
    while "dropped" not in sends_to(bot_api, 206):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    server.kill9()
    bot_api.mend()
    she.phone.post("press", data="send:go")
    server.start()
    she.button("receipt:have")
    assert len([text for text in quiet(she) if "លេខរឿងរបស់បង" in text]) == 1
    (line,) = at_desk(server, "Dara").cases()
    assert line["number"] == she.case_number()


def test_what_was_said_while_the_server_was_down_is_kept_once(
    own_server: Server, bot_api: Control, at_desk: SignIn
) -> None:
    """Said in the dark, and killed again as soon as it came up: one piece of the story, answered."""
    server, she = own_server, Worker(bot_api, 207)
    she.begins(server.site_code())
    she.play(("danger:no", "issue:"), ("issue:pay", "story:"))
    server.kill9()
    she.phone.post("text", text=STORY)
    server.start()
    server.kill9()
    server.start()
    she.button("story:done")
    said = quiet(she)
    assert said.count(said[-1]) <= 2  # twice when the kill came between Telegram's yes and our writing it down
    she.tap("story:done", "who:")
    she.chooses("C.CAWDU")
    number = she.files()
    assert [item["text"] for item in at_desk(server, "Dara").case(number)["story"]] == [STORY]
    server.kept_quiet(STORY)
