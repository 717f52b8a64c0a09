"""What she says to a step of the conversation, and what it says to her.

`step(conversation, answer, now, given)` returns a `Turn` (`effects.py`: what to say, what to do, where she is now)
or a `Need` (`queries.py`: a question that only the runner can answer; it asks again with the result in `given`).
Everything here and there is a value and can be stored as JSON, so a channel, a crash or another process goes on where
she was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cases.rules.vocabulary import StoryKind

# A catalog placeholder's value, as JSON: text or a number, {"en": ..., "km": ...}, {"label": "status.active"},
# {"date": "2024-11-04"}, {"money": ["USD", "6000.00"]}, {"key": "dialogue.closed.spam", "params": {...}} (another
# text of the catalogs) or {"join": [...]} (several of these in a row). `locales` renders it in the reader's language.
Param = str | int | Mapping[str, Any]


# ------------------------------------------------------------------------------------------------- in
class AnswerKind(StrEnum):
    START = "start"  # text: what followed /start, or the site code of the page; may be empty
    BUTTON = "button"  # text: "<step>:<value>"
    TEXT = "text"
    EVIDENCE = "evidence"  # evidence: the stored piece; text: its caption
    REFUSED = "refused"  # a file that could not be taken; text: the reason, a key below `refused.`
    COMMAND = "command"  # text: the word after the slash, without arguments
    EDITED = "edited"  # she edited an earlier message; text: the new text
    UNSUPPORTED = "unsupported"  # a sticker, a poll, a location


@dataclass(frozen=True)
class StoryItem:
    """One piece of the story. Evidence is already stored and sealed; `file_key` (base64) opens it."""

    kind: StoryKind
    text: str = ""
    evidence_id: str = ""
    file_key: str = ""
    media_type: str = ""
    seconds: int = 0


@dataclass(frozen=True)
class Answer:
    kind: AnswerKind
    text: str = ""
    evidence: StoryItem | None = None
    album: str = ""  # of a picture that she sent together with others: what tells theirs from another's


# ------------------------------------------------------------------------------------------------- out
@dataclass(frozen=True)
class Button:
    """`data` is "<step>:<value>" (at most 64 bytes) or an https address. The label is a key, or words as they are."""

    data: str
    key: str = ""
    params: Mapping[str, Param] = field(default_factory=dict)


@dataclass(frozen=True)
class Prompt:
    """One message to her: a catalog key with its placeholders, and rows of buttons below it."""

    key: str
    params: Mapping[str, Param] = field(default_factory=dict)
    buttons: tuple[tuple[Button, ...], ...] = ()
    fleeting: bool = False  # in a chat it deletes itself after a few minutes
    voice: str = ""  # the recording that is sent in place of the words; where there is none, the words
