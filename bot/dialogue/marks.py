"""A question's buttons carry which case they ask about: an old one never answers the same question of another case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.dialogue.conversation import Conversation
from bot.dialogue.model import Button, Prompt

SIGN = "@"
LENGTH = 6  # characters of the complainant's random id: enough to tell a few cases apart


def marked(conversation: Conversation, prompts: Sequence[Prompt]) -> tuple[Prompt, ...]:
    """The same prompts; the buttons of the step that she is at are of the case at hand and of no other."""
    mark = _mark(conversation)
    return tuple(
        replace(one, buttons=tuple(tuple(_marked(conversation, mark, b) for b in row) for row in one.buttons))
        for one in prompts
    )


def _marked(conversation: Conversation, mark: str, button: Button) -> Button:
    return replace(button, data=button.data + mark) if button.data.startswith(f"{conversation.step}:") else button


def is_of_another(conversation: Conversation, data: str) -> bool:
    """Was this button of a case that is not at hand? One without a mark is of none, or of before there were marks."""
    return SIGN in data and not data.endswith(_mark(conversation))


def unmarked(data: str) -> str:
    return data.partition(SIGN)[0]


def _mark(conversation: Conversation) -> str:
    return f"{SIGN}{conversation.filed.complainant_id[-LENGTH:]}" if conversation.filed else SIGN
