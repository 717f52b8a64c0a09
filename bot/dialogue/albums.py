"""Pictures that she sent together arrive one by one: each is kept, and they are answered as one."""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b

from bot.dialogue.effects import Turn
from bot.dialogue.model import Answer


def once(answer: Answer, turn: Turn) -> Turn:
    """The turn without words, where the picture before it in the same album was answered with the very same."""
    said = f"{answer.album} {_digest(turn)}" if answer.album else ""
    prompts = () if said and said == turn.conversation.album else turn.prompts
    return replace(turn, conversation=replace(turn.conversation, album=said), prompts=prompts)


def _digest(turn: Turn) -> str:
    return blake2b(repr(turn.prompts).encode(), digest_size=8).hexdigest()
