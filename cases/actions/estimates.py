"""What a worker may be owed: facts that an officer enters for it, and whether she is shown a range.

The estimate is the lead's own. It is computed when somebody looks and stands nowhere; only the range that she is shown
is kept, sealed to her thread, until it is taken back.
"""

from __future__ import annotations

from collections.abc import Mapping

from cases.actions.telling import not_withdrawn, party_names, say_to_chat, tell
from cases.actions.verifying import complainant_at
from cases.rules.errors import NotNow
from cases.rules.told_facts import CURRENCY, read
from cases.store import events, lockboxes
from cases.store.clock import cambodian_day
from cases.store.door import Access
from cases.store.estimate_views import SHOWN, estimates_here, estimates_of, sheet_of
from cases.store.tables import Complainant, EstimateSheet
from cases.store.unit import Unit


async def keep_facts(unit: Unit, access: Access, number: int, entered: Mapping[str, str]) -> None:
    """Keep what an officer knows of a worker's work, in place of what was entered before; sealed to the story.

    What she was shown stays as it is until it is shown anew.

    Raises:
        NotThere, NotNow: not this viewer's to estimate, or the case was withdrawn.
        BadInput: no such worker, or a fact that cannot be read.
    """
    person = await _worker(unit, access, number)
    facts = {name: text.strip() for name, text in entered.items() if text.strip()}
    read(facts, cambodian_day(unit.now))
    sheet = await _sheet(unit, access, person)
    sheet.generation, sheet.sealed = await lockboxes.post(
        unit, access.case.story_box, EstimateSheet.__tablename__, sheet.id, facts
    )
    unit.session.add(sheet)
    known = sorted(facts.keys() - {CURRENCY})
    await events.append(unit, access.case, "estimate_facts_kept", access.viewer.actor, {"facts": len(known)})


async def show_estimate(unit: Unit, access: Access, number: int) -> None:
    """She may see the range, behind her number and once in her chat. Shown again, it is computed anew.

    Raises:
        NotThere, NotNow: not this viewer's to estimate, the case was withdrawn, or there is no sum with an end.
        BadInput: no such worker.
    """
    person = await _worker(unit, access, number)
    found = next(one.found for one in await estimates_of(unit, access) if one.complainant.id == person.id)
    left = found.left
    if not found.says_something or left.high is None:
        raise NotNow("estimate_without_sum")
    money = {"low": [found.currency.value, str(left.low)], "high": [found.currency.value, str(left.high)]}
    said = {
        "currency": found.currency.value,
        "low": str(left.low),
        "high": str(left.high),
        "more": bool(found.unsaid),
        "day": found.as_of.isoformat(),
    }
    sheet = await _sheet(unit, access, person)
    sheet.shown_generation, sheet.sealed_shown = await lockboxes.post(
        unit, person.thread_box, EstimateSheet.__tablename__, sheet.id, said, SHOWN
    )
    sheet.shown_at = unit.now
    unit.session.add(sheet)
    party = {"party": await party_names(unit, access.case.lead_party_id)}
    await tell(unit, person, "estimate_there", party, chat=False)  # her thread says that it is there, and no sum
    if person.correspondent_id:
        sums = {name: {"money": value} for name, value in money.items()}
        await say_to_chat(unit, person.correspondent_id, "estimate", party | sums)
    await events.append(unit, access.case, "estimate_shown", access.viewer.actor)


async def take_back_estimate(unit: Unit, access: Access, number: int) -> None:
    """What she was shown is gone from behind her number, and she is told that it does not count.

    Raises:
        NotThere, NotNow: not this viewer's to estimate, or nothing is shown.
        BadInput: no such worker.
    """
    person = await _worker(unit, access, number)
    sheet = await sheet_of(unit, person)
    if sheet is None or sheet.sealed_shown is None:
        raise NotNow("estimate_not_shown")
    sheet.sealed_shown, sheet.shown_at = None, None
    unit.session.add(sheet)
    await tell(unit, person, "estimate_taken_back", {"party": await party_names(unit, access.case.lead_party_id)})
    await events.append(unit, access.case, "estimate_taken_back", access.viewer.actor)


async def _worker(unit: Unit, access: Access, number: int) -> Complainant:
    estimates_here(access)
    not_withdrawn(access.case)
    return await complainant_at(unit, access, number)


async def _sheet(unit: Unit, access: Access, person: Complainant) -> EstimateSheet:
    """Her sheet, marked with who works on it now; a new one where there is none."""
    sheet = await sheet_of(unit, person) or EstimateSheet(
        case_id=access.case.id, complainant_id=person.id, by_staff_id=access.viewer.staff_id, at=unit.now
    )
    sheet.by_staff_id, sheet.at = access.viewer.staff_id, unit.now
    return sheet
