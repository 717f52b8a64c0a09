"""Her word on paper or by voice on its way in: the file is cleaned, sealed and stored before the act."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from pydantic import Field

from api.acts.bodies import LONGEST_PAPER, MOST_PARTS, Id, SeenBody
from api.acts.verb import Verb
from bot.dialogue.model import StoryItem
from bot.intake import Stored, take_in
from cases.actions import handovers, paper_consents
from cases.actions.papers import Paper
from cases.rules.errors import BadInput
from cases.store.door import Access
from cases.store.unit import Store, Unit


class ConsentPaper(SeenBody):
    """She said yes on paper, or in a recording. It counts once somebody else of the party has confirmed it."""

    consent_id: Id = Field(description="Whose word it is: the id of one of the track's `consents`")
    parts: list[str] = Field(max_length=MOST_PARTS, description="The parts that she said yes to")
    photo: str = Field(
        min_length=1, max_length=LONGEST_PAPER, description="The signed paper (image or PDF) or the recording, base64"
    )


class SecondConsent(SeenBody):
    """A colleague has entered her word, and you have seen or heard it too: from now on it is her yes."""

    consent_id: Id = Field(description="Whose word it is: the id of one of the track's `consents`")


class HandOverPaper(SeenBody):
    """She said yes on paper. It counts once somebody else of the party has confirmed it."""

    consent_id: Id = Field(description="Whose word it is: the id of one of the hand-over's `consents`")
    photo: str = Field(min_length=1, max_length=LONGEST_PAPER, description="The signed paper: an image or PDF, base64")


async def stored_file(store: Store, encoded: str) -> tuple[Stored, StoryItem]:
    """Clean, seal and store one file, outside any transaction; without its row the sweep deletes it again.

    Raises:
        BadInput: it is nothing that can be read.
    """
    try:
        content = base64.b64decode(encoded, validate=True)
    except ValueError:  # letters of no base64 at all, or base64 that ends too early
        raise BadInput("unreadable", field="photo") from None
    answer, stored = await take_in(store, content)
    if stored is None or answer.evidence is None:
        raise BadInput(answer.text, field="photo")
    return stored, answer.evidence


async def stored_paper(store: Store, encoded: str) -> Paper:
    """The same as a paper whose row is still to come. Raises BadInput."""
    stored, item = await stored_file(store, encoded)
    return Paper(stored.evidence_id, stored.kind, stored.size, item.file_key, item.media_type)


@dataclass(frozen=True)
class Entered:
    """An answer whose photo or recording is stored already."""

    consent_id: str
    parts: tuple[str, ...]
    paper: Paper


async def take_paper(store: Store, body: HandOverPaper | ConsentPaper) -> Entered:
    """The file of an answer, stored."""
    parts = tuple(body.parts) if isinstance(body, ConsentPaper) else ()
    return Entered(body.consent_id, parts, await stored_paper(store, body.photo))


async def enter_handover(unit: Unit, access: Access, entered: Entered) -> None:
    """Her yes to another lead joins the case, and waits for a second pair of eyes."""
    await handovers.enter_paper_answer(unit, access, entered.consent_id, entered.paper)


async def enter_consent(unit: Unit, access: Access, entered: Entered) -> None:
    """Her yes to a recipient joins the case, and waits for a second pair of eyes."""
    await paper_consents.enter_consent(unit, access, entered.consent_id, entered.parts, entered.paper)


async def second_consent(unit: Unit, access: Access, body: SecondConsent) -> None:
    """Her yes to a recipient is confirmed."""
    await paper_consents.second_consent(unit, access, body.consent_id)


VERBS = (
    Verb("consent-paper", ConsentPaper, enter_consent, before=take_paper),
    Verb("second-consent", SecondConsent, second_consent),
    Verb("hand-over-paper", HandOverPaper, enter_handover, before=take_paper),
)
