"""Which organisations are offered to a worker does not depend on the code that she scanned.

A list made for a factory would tell whoever scans its code which union has members there.
"""

from __future__ import annotations

import dataclasses

import pytest

from bot.dialogue.model import Answer, Prompt
from bot.dialogue.queries import OpenParties
from cases.rules.vocabulary import StoryKind
from tests.support.dialogue_world import CATU, CCAWDU, MINISTRY, Talk, file, start, tap, text

CODES = ("abc123", "xyz789", "never-printed", "")


def asked(code: str, *answers: Answer) -> tuple[Prompt, ...]:
    """What she is shown after the walk to the question whom to tell, and some answers more."""
    talk = Talk()
    talk.say(start(f"{code}_km" if code else ""))
    if not code:
        talk.say(tap("language:km"))
    walk = (text("តែខ្ញុំ"), text("គ្មានទេ"), text("គេឲ្យឈប់"), file(StoryKind.VOICE, "voice"), tap("story:done"))
    for answer in (*walk, *answers):
        talk.say(answer)
    return talk.sent


@pytest.mark.parametrize(
    "answers",
    [(), (tap("who:not"),), (tap("who:not"), tap(f"not_them:{CATU.id}"), tap("not_them:done"))],
    ids=["whom to tell", "whom not", "whom to tell, one excluded"],
)
def test_the_same_organisations_in_the_same_order_for_every_code(answers: tuple[Answer, ...]) -> None:
    """Of two factories, of an unknown code and without any: the same prompts."""
    shown = [asked(code, *answers) for code in CODES[:2]]
    assert shown[0] == shown[1]
    words = repr(shown[0])
    assert CCAWDU.name_en in words and ("not_them" in words or MINISTRY.id not in words)
    assert asked(CODES[2], *answers) == shown[0]


def test_the_question_for_the_list_names_no_code() -> None:
    """Whoever answers it is not even told where she came from."""
    assert dataclasses.fields(OpenParties()) == ()
