"""Letters to BFC and to buyers."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.acts.bodies import Day, Id, SeenBody, TrackBody
from api.acts.verb import Verb, reference_of
from cases.actions import party_letters
from cases.actions.party_letters import LONGEST_WORDS, Words
from cases.actions.telling import LONGEST_MESSAGE
from cases.rules.vocabulary import Language
from cases.store.door import Access
from cases.store.unit import Unit


class WriteLetter(TrackBody):
    """Write a letter to BFC or a buyer from what was given for it; a buyer's waits for a lead's approval."""

    language: Annotated[Language, Field(strict=False)] = Field(
        default=Language.ENGLISH, description="The letter's language; to a buyer English alone"
    )
    told: str = Field(max_length=LONGEST_WORDS, description="What happened, in the letter's language")
    asked: str = Field(max_length=LONGEST_WORDS, description="What is asked, in the letter's language")
    reply_by: Day | None = Field(default=None, description="Until when an answer is asked for")
    quoted: bool = Field(default=False, description="Whether the workers' own words follow, as they were given")


class LetterBody(SeenBody):
    """An act on one letter."""

    letter_id: Id = Field(description="The letter's id")


class ApproveLetter(LetterBody):
    """Let a colleague's letter to a buyer go out; until then it is printed as a draft."""


class LetterSent(LetterBody):
    """Keep that a letter went out; the worker is told to whom."""

    on: Day = Field(description="The day")


class KeepAnswer(LetterBody):
    """Keep what came back to a letter; the worker hears that something came, not what."""

    on: Day = Field(description="The day it came")
    words: str = Field(max_length=LONGEST_MESSAGE, description="What it says; sealed, the lead's people read it")


async def _write(unit: Unit, access: Access, body: WriteLetter) -> str:
    words = Words(body.language, body.told, body.asked, body.reply_by, body.quoted)
    return (await party_letters.write_letter(unit, access, reference_of(body.reference), words)).id


async def _approve(unit: Unit, access: Access, body: ApproveLetter) -> None:
    await party_letters.approve_letter(unit, access, body.letter_id)


async def _sent(unit: Unit, access: Access, body: LetterSent) -> None:
    await party_letters.letter_sent(unit, access, body.letter_id, body.on)


async def _answer(unit: Unit, access: Access, body: KeepAnswer) -> str:
    return (await party_letters.keep_answer(unit, access, body.letter_id, body.on, body.words)).id


VERBS = (
    Verb("write-letter", WriteLetter, _write),
    Verb("approve-letter", ApproveLetter, _approve),
    Verb("letter-sent", LetterSent, _sent),
    Verb("keep-answer", KeepAnswer, _answer),
)
