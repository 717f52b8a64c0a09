"""Whether anybody makes trouble for a worker since the employer was told, and what was done about it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.acts.bodies import SeenBody
from api.acts.verb import Verb
from cases.actions import watching
from cases.actions.telling import LONGEST_MESSAGE
from cases.rules.vocabulary import Trouble
from cases.store.door import Access
from cases.store.unit import Unit


class KeepTrouble(SeenBody):
    """Enter what a worker told you; it answers her last open question, or counts as said unasked. She learns of it."""

    said: Annotated[Trouble, Field(strict=False)] = Field(description="What she said")
    complainant: int = Field(default=1, ge=1, le=1000, description="Which complainant of the case, counted from 1")


class HandleTrouble(SeenBody):
    """Keep what was done about all that waits; whoever told it learns that it was seen, not these words."""

    words: str = Field(max_length=LONGEST_MESSAGE, description="What was done; sealed to the story")


async def _keep(unit: Unit, access: Access, body: KeepTrouble) -> str:
    return (await watching.keep_trouble(unit, access, body.complainant, body.said)).id


async def _handle(unit: Unit, access: Access, body: HandleTrouble) -> None:
    await watching.handle_trouble(unit, access, body.words)


VERBS = (Verb("keep-trouble", KeepTrouble, _keep), Verb("handle-trouble", HandleTrouble, _handle))
