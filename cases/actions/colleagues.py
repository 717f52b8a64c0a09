"""A colleague comes to the office and joins a case: with words, receipt and consents of her own, like whoever filed.

What she tells stands in the same story, marked as hers; what others gave is not given by her, and she is asked for
herself. Nothing of the case opens to her receipt but her own thread.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cases.actions.filing import add_entry, set_identity
from cases.actions.triage import lead_only
from cases.actions.walk_in import LONGEST_NAME, LONGEST_WORDS
from cases.rules.errors import BadInput, NotNow
from cases.rules.reading import says_nothing
from cases.rules.roles import Permission, require
from cases.rules.vocabulary import CameBy, Gender, StoryKind
from cases.rules.workflow import OPEN_CASE
from cases.store import events, lockboxes
from cases.store.door import Access
from cases.store.handovers import open_handover
from cases.store.lockboxes import Holder, holder_of_party, make_box
from cases.store.story import everyone_of
from cases.store.tables import Case, Complainant, new_id
from cases.store.unit import Unit
from cases.vault.receipts import Receipt

MOST_WORKERS = 200  # in one case


@dataclass(frozen=True)
class Colleague:
    """Who she is and what she adds; all but how she came may be left out."""

    came_by: CameBy
    gender: Gender = Gender.NOT_SAID
    name: str = ""
    phone: str = ""
    words: str = ""


@dataclass(frozen=True)
class Listed:
    """A worker on a list: her name, and whether a woman or a man as far as it says."""

    name: str
    gender: Gender = Gender.NOT_SAID


async def add_worker(unit: Unit, access: Access, told: Colleague, complainant_id: str, receipt: Receipt) -> Complainant:
    """She is in the case from now on. `receipt` was minted for her id, and an officer has seen it.

    Raises:
        NotThere: not the lead.
        NotNow: the case is closed, or is being handed on: she was not asked about that.
        BadInput: words or names that are too long, or more workers than a case holds.
    """
    await _may_join(unit, access)
    case = access.case
    if len(told.words) > LONGEST_WORDS:
        raise BadInput("too_long", field="words", most=LONGEST_WORDS)
    if max(len(told.name), len(told.phone)) > LONGEST_NAME:
        raise BadInput("too_long", field="name", most=LONGEST_NAME)
    by_office = {"gender": told.gender, "receipt_handed_over": True, "receipt_by_office": True}
    person = await let_in(unit, case, complainant_id, receipt, **by_office)
    await _tell(unit, access, person, told)
    await events.append(unit, case, "worker_joined", access.viewer.actor, {"came_by": told.came_by.value})
    return person


async def _may_join(unit: Unit, access: Access) -> None:
    lead_only(access)
    require(access.viewer.role, Permission.FILE_FOR_WORKERS)
    if access.case.status not in OPEN_CASE:
        raise NotNow(act="add_worker", status=access.case.status.value)
    if await open_handover(unit, access.case) is not None:
        raise NotNow("handover_running")


async def add_listed(unit: Unit, access: Access, listed: Sequence[Listed]) -> int:
    """Everybody on a list that workers signed is in the case; returns how many.

    None of them has numbers yet: an officer gives them to whoever comes. Each is asked for her own consent and word.

    Raises:
        NotThere: not the lead.
        NotNow: the case is closed, or is being handed on.
        BadInput: nobody on the list, a name that is missing or too long, or more workers than a case holds.
    """
    await _may_join(unit, access)
    if not listed:
        raise BadInput("empty", field="workers")
    for one in listed:
        if says_nothing(one.name):
            raise BadInput("empty", field="workers")
        if len(one.name) > LONGEST_NAME:
            raise BadInput("too_long", field="workers", most=LONGEST_NAME)
        person = await let_in(unit, access.case, new_id(), None, gender=one.gender)
        person.identity_generation, person.sealed = await lockboxes.post(
            unit,
            person.identity_box,
            Complainant.__tablename__,
            person.id,
            {"name": one.name.strip(), "phone": ""},
        )
        unit.session.add(person)
    await events.append(unit, access.case, "workers_listed", access.viewer.actor, {"workers": len(listed)})
    return len(listed)


async def let_in(unit: Unit, case: Case, complainant_id: str, receipt: Receipt | None, **known: Any) -> Complainant:
    """One more worker in a locked case, with lockboxes of her own. `known`: what else her row says.

    Raises:
        BadInput: more workers than a case holds.
    """
    people = await everyone_of(unit, case)
    if len(people) >= MOST_WORKERS:
        raise BadInput("too_many_workers", field="name", most=MOST_WORKERS)
    lead = await holder_of_party(unit, case.lead_party_id)
    hers = [Holder(lockboxes.receipt_holder(complainant_id), 1, receipt.public)] if receipt else []
    person = Complainant(
        id=complainant_id,
        case_id=case.id,
        receipt_lookup=receipt.lookup if receipt else None,
        receipt_public=receipt.public if receipt else None,
        receipt_wrapped=receipt.wrapped if receipt else None,
        thread_box=await make_box(unit, "thread", case.id, [lead, *hers]),
        identity_box=await make_box(unit, "identity", case.id, [lead]),
        joined_at=_after(people, unit.now),
        **known,
    )
    unit.session.add(person)
    await unit.session.flush()
    return person


def _after(people: Sequence[Complainant], now: dt.datetime) -> dt.datetime:
    """Now, or right after whoever joined last: her number is her place in this order."""
    return max([now, *(one.joined_at + dt.timedelta(microseconds=1) for one in people if one.joined_at)])


async def _tell(unit: Unit, access: Access, person: Complainant, told: Colleague) -> None:
    words = told.words.strip()
    if not says_nothing(words):
        await add_entry(unit, access.case, person, {"text": words}, StoryKind.TEXT)
    if told.name.strip() or told.phone.strip():
        await set_identity(unit, person.id, told.name.strip(), told.phone.strip(), access.viewer.actor)
