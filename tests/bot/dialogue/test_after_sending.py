"""After [Send]: the receipt, messages, commands, another language, and withdrawing."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.dialogue.effects import (
    AnswerRemedy,
    WithdrawCase,
    WriteToCase,
)
from bot.dialogue.model import Answer, AnswerKind
from tests.support.dialogue_talk import d, filed_talk
from tests.support.dialogue_world import (
    CCAWDU,
    NOW,
    REMEDY_ID,
    Talk,
    command,
    drawn,
    start,
    tap,
    text,
)


def test_the_receipt_is_shown_for_72_hours_and_not_longer() -> None:
    """Then its digits are gone from the conversation and she is asked the first question."""
    talk = Talk()
    for line in (start("abc123_eno"), tap("danger:no"), tap("issue:heat"), text("hot"), tap("story:done")):
        talk.say(line)
    talk.say(tap(f"who:{CCAWDU.id}"))
    talk.say(tap("send:go"))
    assert "012 345 678\n090 123 456" in drawn(talk.sent[-1])[1].text
    talk.now = NOW + dt.timedelta(hours=71)
    assert talk.keys(text("hello")) == d("menu")
    assert talk.keys(tap("menu:mine")) == d("put_by", "receipt")
    assert talk.keys(tap("put_by:send")) == d("passed_on", "receipt")
    talk.now = NOW + dt.timedelta(hours=72)
    talk.say(tap("open:"))
    assert talk.keys(command("status"))[-1] == "question.heat_when"
    assert "1234567890123456" not in str(talk.state.to_json())


def test_a_long_message_after_sending_reaches_the_case_whole() -> None:
    """In pieces that the case takes, none of it lost; a long word on a dispute as well."""
    words = "ខ្ញុំ ត្រូវ គេ ធ្វើបាប " * 200
    talk = filed_talk()
    assert talk.keys(text(words)) == d("passed_on", "home")
    told = [one.text for one in talk.effects if isinstance(one, WriteToCase)]
    assert "".join(told).replace(" ", "") == words.replace(" ", "")
    assert max(map(len, told)) <= 2000
    talk.effects.clear()
    for line in (
        tap(f"remedy:{REMEDY_ID}"),
        tap(f"fact:{REMEDY_ID}.0.no"),
        tap(f"remedy_dispute:{REMEDY_ID}"),
        text(words),
    ):
        talk.say(line)
    said = talk.effects[0]
    assert isinstance(said, AnswerRemedy)
    rest = [one.text for one in talk.effects if isinstance(one, WriteToCase)]
    assert (said.comment + "".join(rest)).replace(" ", "") == words.replace(" ", "")


def test_withdrawing_takes_two_taps() -> None:
    """The first says what happens, the second does it."""
    talk = filed_talk()
    assert talk.keys(command("withdraw")) == d("withdraw")
    assert talk.keys(tap("withdraw:no")) == d("home")
    talk.say(tap("home:withdraw"))
    assert talk.keys(tap("withdraw:yes")) == d("withdraw_sure")
    assert talk.keys(tap("withdraw_sure:complainant-1")) == d("withdrawn", "home.withdrawn")
    assert talk.effects == [WithdrawCase("complainant-1")]
    assert talk.keys(command("withdraw")) == d("status.none", "home.withdrawn")


COMMANDS: list[tuple[str, list[str], list[str]]] = [
    ("status", ["status.none"], ["status.received", "status.track", "status.waiting"]),
    ("consent", ["status.none"], ["consents.none"]),
    ("withdraw", ["withdraw.draft"], ["withdraw"]),
    ("help", ["help"], ["help"]),
    ("cancel", [], ["nothing_to_cancel"]),
    ("dance", ["unknown_command", "help"], ["unknown_command", "help"]),
]


@pytest.mark.parametrize(("word", "before", "after"), COMMANDS)
def test_commands_answer_before_and_after_sending(word: str, before: list[str], after: list[str]) -> None:
    """Each says something, and leaves her where she was."""
    talk = Talk()
    talk.say(start("abc123_eno"))
    expected = d(*before, "cancel" if word == "cancel" else "danger")
    assert talk.keys(command(word)) == expected
    talk = filed_talk()
    stays = [] if word in ("status", "consent", "withdraw") else d("home")
    assert talk.keys(command(word)) == d(*after) + stays


def test_the_language_can_be_changed_anywhere() -> None:
    """And she is back where she was."""
    talk = filed_talk()
    assert talk.keys(command("language")) == d("language.change")
    assert talk.keys(text("English")) == d("home")
    assert talk.state.language == "en"


@pytest.mark.parametrize(
    ("said", "key"),
    [
        (Answer(AnswerKind.EDITED, "new words"), "dialogue.edited"),
        (Answer(AnswerKind.UNSUPPORTED), "dialogue.unsupported"),
        (text(" \u200b "), "dialogue.unsupported"),
        (Answer(AnswerKind.REFUSED, "too_big"), "refused.too_big"),
        (Answer(AnswerKind.REFUSED, "type_not_accepted"), "refused.type_not_accepted"),
        (Answer(AnswerKind.REFUSED, "too_many"), "refused.too_many"),
        (Answer(AnswerKind.REFUSED, "disk_full"), "refused.disk_full"),
        (Answer(AnswerKind.REFUSED, "unreadable"), "refused.unreadable"),
        (Answer(AnswerKind.REFUSED, "download_failed"), "refused.download_failed"),
        (Answer(AnswerKind.REFUSED, "something new"), "refused.unreadable"),
    ],
)
def test_what_does_not_fit_is_answered_and_loses_nothing(said: Answer, key: str) -> None:
    """A clear sentence, then the screen where she was."""
    talk = Talk()
    for line in (start("abc123_eno"), tap("danger:no"), tap("issue:pay"), text("no pay")):
        talk.say(line)
    before = talk.state.draft
    assert talk.keys(said) == [key, "dialogue.story"]
    assert talk.state.draft == before
    for prompt in talk.sent:
        drawn(prompt)
