"""Conversations as tables, what she does and the keys that she is answered with; and one that is sent already."""

from __future__ import annotations

from bot.dialogue.marks import unmarked
from bot.dialogue.model import Answer
from cases.rules.issues import asked_about
from cases.rules.vocabulary import Issue
from tests.support.dialogue_world import (
    CCAWDU,
    Talk,
    World,
    chosen,
    drawn,
    file,
    start,
    tap,
)

Line = tuple[Answer, list[str]]


def play(talk: Talk, lines: list[Line]) -> Talk:
    """Say each line; every answer has the keys that the line expects, and can be drawn in both languages."""
    for said, expected in lines:
        assert talk.keys(said) == expected, said
        for prompt in talk.sent:
            drawn(prompt)
    return talk


def d(*names: str) -> list[str]:
    """Keys of the conversation's own texts."""
    return [f"dialogue.{name}" for name in names]


def offered(talk: Talk) -> list[str]:
    """The data of every button that was just shown, without the mark of a case."""
    return [unmarked(button.data) for prompt in talk.sent for row in prompt.buttons for button in row]


def filed_talk(issue: Issue = Issue.DISMISSAL, world: World | None = None) -> Talk:
    """A conversation that has just been filed and whose receipt is kept; she is at home."""
    lines = [start("abc123_kmo"), tap("danger:no"), *chosen(issue), file(), tap("story:done")]
    first = asked_about(issue)[0]
    lines += [tap(f"who:{CCAWDU.id}"), tap("send:go"), tap("receipt:have"), tap(f"q_{first.id}:stop")]
    talk = Talk(world=world or World())
    for line in lines:
        talk.say(line)
    talk.effects.clear()
    assert talk.state.step == "home"
    return talk
