"""What workers say of a remedy on a paper that they signed: entered by one officer, seen by another.

For those whom no number or chat leads to. Each name on it is that worker's own word and no other's; a word that she
gave by herself goes before the paper.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from cases.actions.consents import settle_waiting
from cases.actions.papers import PAPERS, Paper, keep_paper
from cases.actions.remedies import add_answer, remedy_of, settle_remedy, told_on
from cases.actions.telling import party_names, tell
from cases.actions.triage import lead_only
from cases.rules.errors import BadInput, NotAllowed, NotNow, NotThere
from cases.rules.number_lists import as_row
from cases.rules.roles import Permission, require
from cases.rules.workflow import ASKED_ABOUT, Act
from cases.store import events
from cases.store.door import Access
from cases.store.remedy_words import asked_about, next_word_at, standing_answers
from cases.store.story import everyone_of
from cases.store.tables import Complainant, Remedy, WitnessedWord, new_id
from cases.store.unit import Unit


async def enter_words(
    unit: Unit, access: Access, remedy_id: str, numbers: Sequence[int], paper: Paper, *, confirmed: bool
) -> WitnessedWord:
    """An officer enters what a paper says. It counts once somebody else of the party has seen it.

    Args:
        numbers: of the workers who signed it, as the case counts them.

    Raises:
        BadInput: no photo or document, or a worker who is not asked about this remedy.
        NotNow: nobody is asked: it was not delivered in whole, or somebody said so.
    """
    lead_only(access)
    require(access.viewer.role, Permission.ACT_ON_CASES)
    remedy = await _asked(unit, access, remedy_id)
    signed = await _who_signed(unit, access, remedy, numbers)
    await keep_paper(unit, access.case, paper, signed[0].id, PAPERS)
    assert remedy.asked_at is not None
    word = WitnessedWord(
        id=new_id(),
        case_id=access.case.id,
        remedy_id=remedy.id,
        since=remedy.asked_at,
        complainants=[person.id for person in signed],
        confirmed=confirmed,
        evidence_id=paper.evidence_id,
        entered_by_staff_id=access.viewer.staff_id,
        at=unit.now,
    )
    unit.session.add(word)
    await unit.session.flush()
    data = {"remedy": remedy.id, "workers": len(signed), "yes": confirmed}
    await events.append(unit, access.case, "remedy_paper_entered", access.viewer.actor, data)
    return word


async def second_words(unit: Unit, access: Access, word_id: str) -> None:
    """Somebody else of the party has seen the paper: from now on it is the word of each who signed it, and she is told.

    Raises:
        NotThere: no such paper in this case.
        NotAllowed: whoever entered it cannot confirm it too.
        NotNow: it counts already, or is about a delivery of before.
    """
    lead_only(access)
    require(access.viewer.role, Permission.SECOND_PAPER)
    word = await unit.session.get(WitnessedWord, word_id, populate_existing=True)
    if word is None or word.case_id != access.case.id:
        raise NotThere
    if word.entered_by_staff_id == access.viewer.staff_id:
        raise NotAllowed("paper_same_person")
    remedy = await _asked(unit, access, word.remedy_id)
    if word.seconded_at is not None or word.since != remedy.asked_at:
        raise NotNow("remedy_paper_over")
    word.seconded_by_staff_id, word.seconded_at = access.viewer.staff_id, unit.now
    unit.session.add(word)
    people = await _without_a_word(unit, remedy, word)
    await _take_down(unit, access, remedy, word, people)
    data = {"remedy": remedy.id, "workers": len(people), "yes": word.confirmed}
    await events.append(unit, access.case, "remedy_paper_counts", access.viewer.actor, data)


async def _asked(unit: Unit, access: Access, remedy_id: str) -> Remedy:
    remedy = await remedy_of(unit, access, remedy_id)
    if remedy.status not in ASKED_ABOUT or remedy.asked_at is None:
        raise NotNow("remedy_not_delivered")
    return remedy


async def _who_signed(unit: Unit, access: Access, remedy: Remedy, numbers: Sequence[int]) -> list[Complainant]:
    """Those workers, each of whom is asked about it. Raises BadInput."""
    asked = await asked_about(unit, remedy)
    people = dict(enumerate(await everyone_of(unit, access.case), 1))
    signed = {number: people[number] for number in numbers if number in people and people[number].id in asked}
    others = sorted(set(numbers) - signed.keys())
    if others or not signed:
        raise BadInput("not_asked_about", field="workers", numbers=as_row(others))
    return list(signed.values())


async def _without_a_word(unit: Unit, remedy: Remedy, word: WitnessedWord) -> Sequence[Complainant]:
    """Those on the paper who are in the case still and have said nothing of this delivery by themselves."""
    said, asked = await standing_answers(unit, remedy), await asked_about(unit, remedy)
    wanted = [one for one in word.complainants if one in asked and one not in said]
    rows = await unit.session.exec(select(Complainant).where(col(Complainant.id).in_(wanted)))
    return sorted(rows.all(), key=lambda person: word.complainants.index(person.id))


async def _take_down(
    unit: Unit, access: Access, remedy: Remedy, word: WitnessedWord, people: Sequence[Complainant]
) -> None:
    """Each word for itself, then what they add up to."""
    at, before = await next_word_at(unit, remedy), remedy.status
    answer = {"label": "told.yes" if word.confirmed else "told.no"}
    party = await party_names(unit, access.case.lead_party_id)
    params = {"party": party, "kind": {"label": f"remedy_kind.{remedy.kind.value}"}, "answer": answer}
    for person in people:
        await add_answer(unit, person, remedy, at, word.confirmed, {}, witness_id=word.id)
        await tell(unit, person, "remedy_paper", params)
    act = await settle_remedy(unit, remedy) if people else None
    await settle_waiting(unit, access.case)
    if act is not None and remedy.status is not before:
        kind = "remedy_confirmed" if act is Act.CONFIRM else "remedy_disputed"
        track = await told_on(unit, remedy)
        await events.append(unit, access.case, kind, access.viewer.actor, {"remedy": remedy.id}, referral_id=track)
