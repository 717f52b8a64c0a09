"""A word that a worker agreed with her officer: where it stands in a message, somebody else is writing.

It is agreed on the phone or face to face and never shown to her, so that whoever holds her phone does not learn it.
"""

from __future__ import annotations

from cases.actions.telling import not_withdrawn
from cases.actions.triage import lead_only
from cases.actions.verifying import complainant_at
from cases.rules import safe_word
from cases.rules.errors import BadInput
from cases.rules.reading import fold
from cases.store import events, lockboxes
from cases.store.door import Access
from cases.store.tables import Complainant
from cases.store.unit import Unit


async def agree_safe_word(unit: Unit, access: Access, number: int, word: str) -> None:
    """Keep the word agreed with the complainant of this number, counted from 1, for the lead; "" takes it away.

    Raises:
        BadInput: no complainant of that number, or a word that is too short or too long.
        NotNow: she withdrew.
    """
    lead_only(access)
    not_withdrawn(access.case)
    person = await complainant_at(unit, access, number)
    agreed = " ".join(word.split())
    if len(agreed) > safe_word.LONGEST:
        raise BadInput("too_long", field="word", most=safe_word.LONGEST)
    if agreed and len(fold(agreed)) < safe_word.SHORTEST:
        raise BadInput("too_short", field="word", least=safe_word.SHORTEST)
    person.sealed_safe_word = None
    if agreed:
        person.safe_word_generation, person.sealed_safe_word = await lockboxes.post(
            unit, access.case.story_box, Complainant.__tablename__, person.id, {"word": agreed}, "sealed_safe_word"
        )
    unit.session.add(person)
    data = {"complainant": person.id, "agreed": bool(agreed)}
    await events.append(unit, access.case, "safe_word_agreed", access.viewer.actor, data)
