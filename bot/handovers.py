"""The question whether another party may lead her case: from the store to the dialogue, and her word back."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import replace

from bot.dialogue.effects import AnswerHandover
from bot.dialogue.queries import HandoverQuestion
from cases.actions import handovers
from cases.actions.party_keys import standing_of
from cases.rules.errors import NotThere
from cases.rules.vocabulary import GivenBy, Language
from cases.store.handovers import OwnHandover, own_handover
from cases.store.unit import Unit


async def asked(unit: Unit, mine: Collection[str], handover_id: str) -> HandoverQuestion | None:
    """The question as it is put to her; None when none of her cases was asked."""
    for complainant_id in mine:
        try:
            found = await own_handover(unit, complainant_id, handover_id)
        except NotThere:
            continue
        return replace(await question_of(unit, found), of=complainant_id)
    return None


async def question_of(unit: Unit, found: OwnHandover) -> HandoverQuestion:
    """Who would lead, who leads, and where her word stands."""
    return HandoverQuestion(
        id=found.handover.id,
        lead_en=found.old.name_en,
        lead_km=found.old.name_km,
        party_en=found.new.name_en,
        party_km=found.new.name_km,
        party_kind=found.new.kind,
        standing=await standing_of(unit, found.new),
        on_paper=found.consent.given_by is GivenBy.PAPER,
        status=found.status,
    )


def wording_digest(language: str, wording: str, question: HandoverQuestion) -> str:
    """What she agreed to, as one digest: language, wording, both parties and who had checked the new one."""
    seen = [language, wording, question.lead_en, question.party_en, str(question.standing)]
    return hashlib.sha256("\0".join(seen).encode()).hexdigest()


async def answer_asked(unit: Unit, mine: Collection[str], effect: AnswerHandover) -> None:
    """Her word, given in a conversation. Raises NotThere when none of her cases was asked."""
    for complainant_id in mine:
        try:
            await own_handover(unit, complainant_id, effect.handover_id)
        except NotThere:
            continue
        await answer(unit, complainant_id, effect.handover_id, yes=effect.yes, language=Language(effect.language))
        return
    raise NotThere


async def answer(unit: Unit, complainant_id: str, handover_id: str, *, yes: bool, language: Language) -> None:
    """Her word on a hand-over of her own case, with what she saw when she gave it."""
    found = await own_handover(unit, complainant_id, handover_id)
    digest = wording_digest(language, found.consent.wording, await question_of(unit, found))
    await handovers.answer_handover(
        unit, complainant_id, handover_id, yes=yes, language=language, wording_digest=digest
    )
