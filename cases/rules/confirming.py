"""Whether a remedy came true for several workers: each says so for herself, and nobody speaks for another."""

from __future__ import annotations

from dataclasses import dataclass

from cases.rules.workflow import Act


@dataclass(frozen=True)
class Words:
    """How many of those who were asked, and are in the case still, have said what."""

    asked: int = 0
    yes: int = 0
    no: int = 0

    @property
    def open(self) -> int:
        return self.asked - self.yes - self.no


def outcome(words: Words, *, over: bool) -> Act | None:
    """What the words add up to; None while it waits for more of them.

    One no disputes it at once: the lead has to look, whatever the others say. It is confirmed when everybody has said
    yes, or when the time to answer is over and all who answered did. Where nobody answered in time, it lapses.
    """
    if words.no:
        return Act.DISPUTE
    if words.yes and (over or not words.open):
        return Act.CONFIRM
    return Act.LAPSE if over else None
