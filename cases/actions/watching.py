"""Since the employer was told, has anybody made trouble for her? Asked on three days, answered with one tap.

A no is a fact with its day, a yes is somebody's to act on within hours. She may say it unasked, and to an officer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from cases.actions.telling import actor_of, checked, locked, not_withdrawn, party_names, staying, tell
from cases.actions.triage import lead_only
from cases.actions.verifying import complainant_at
from cases.rules import watching
from cases.rules.errors import NotNow, NotThere
from cases.rules.facts import Fact
from cases.rules.vocabulary import Trouble, Urgency
from cases.rules.workflow import OPEN_CASE
from cases.store import clocks, events, lockboxes
from cases.store.clock import CAMBODIA, cambodian_day
from cases.store.door import Access
from cases.store.tables import Case, Complainant, EmployerNotice, Referral, TroubleWord
from cases.store.unit import Unit
from cases.store.watching import BAD, UNWATCHED, is_watched, last_asked, open_questions, told_days, waiting_words

SYSTEM = "system"
AT_ONCE = 100
MADE_UP = dt.timedelta(days=30)  # how long a question is made up for that fell due while nothing ran


# ------------------------------------------------------------------------------------------------ asking
async def ask_about_trouble(unit: Unit) -> None:
    """Ask everybody whose day has come; once for each day, whatever runs twice or stood still."""
    for complainant in (await _due_now(unit))[:AT_ONCE]:
        case = await locked(unit, complainant.case_id)
        await unit.session.refresh(complainant)
        told_on = (await told_days(unit, [case.id]))[case.id]
        day = _day(unit, complainant, told_on, (await last_asked(unit, [complainant.id])).get(complainant.id))
        if day is None or complainant.left_at is not None or case.erased_at or case.closing_reason in UNWATCHED:
            continue
        word = TroubleWord(case_id=case.id, complainant_id=complainant.id, asked_for=day, asked_at=unit.now)
        unit.session.add(word)
        await tell(unit, complainant, "trouble_ask", {"word_id": word.id})
        await events.append(unit, case, "trouble_asked", SYSTEM, {"complainant": complainant.id})


async def _due_now(unit: Unit) -> list[Complainant]:
    """Whose day has come, case by case in one order, so that two processes never wait for each other crosswise."""
    longest = cambodian_day(unit.now) - dt.timedelta(days=max(watching.DAYS)) - MADE_UP
    lately = sa.or_(col(EmployerNotice.told_on) >= longest, col(EmployerNotice.at) >= unit.now - MADE_UP)
    told = (
        select(Referral.case_id).join(EmployerNotice, col(EmployerNotice.referral_id) == col(Referral.id)).where(lately)
    )
    rows = await unit.session.exec(
        select(Complainant)
        .join(Case, col(Case.id) == col(Complainant.case_id))
        .where(col(Case.id).in_(told), is_watched(), col(Complainant.left_at).is_(None))
        .order_by(col(Complainant.case_id), col(Complainant.id))
    )
    people = rows.all()
    told_on = await told_days(unit, {person.case_id for person in people})
    asked = await last_asked(unit, [person.id for person in people])
    return [one for one in people if _day(unit, one, told_on[one.case_id], asked.get(one.id)) is not None]


def _day(unit: Unit, person: Complainant, told_on: Collection[dt.date], asked_for: dt.date | None) -> dt.date | None:
    since = cambodian_day(person.joined_at) if person.joined_at else None
    return watching.question_due(watching.days_of(told_on, since), asked_for, unit.now.astimezone(CAMBODIA))


# ------------------------------------------------------------------------------------------------ answering
async def answer_trouble(unit: Unit, complainant_id: str, word_id: str, said: Trouble) -> None:
    """Her tap. The same twice is once; a graver word later counts beside the first, which stays as it was.

    Raises:
        NotThere: not a question to her.
        NotNow: she withdrew her case.
    """
    complainant, case = await staying(unit, complainant_id)
    word = await unit.session.get(TroubleWord, word_id, populate_existing=True)
    if word is None or word.complainant_id != complainant.id:
        raise NotThere
    if word.said is not None:
        waiting = [one.said for one in await waiting_words(unit, case) if one.complainant_id == complainant.id]
        before = max((word.said, *(one for one in waiting if one)), key=watching.GRAVITY.index)
        if not watching.is_graver(said, before):
            return
        word = TroubleWord(case_id=case.id, complainant_id=complainant.id)
    await _take(unit, case, word, said, actor_of(complainant))
    # What she said herself is no news to her: it stands in her thread, and goes to no chat.
    await tell(unit, complainant, "trouble_told", {"said": {"label": f"trouble.{said.value}"}}, chat=False)


async def keep_trouble(unit: Unit, access: Access, number: int, said: Trouble) -> TroubleWord:
    """An officer enters what a worker told her, on the phone or in a message; the worker learns what was entered.

    It answers the question that she was asked last, if she has not answered it; else it is a word that came unasked.

    Raises:
        BadInput: no worker of that number is in the case.
        NotNow: she withdrew.
    """
    lead_only(access)
    not_withdrawn(access.case)
    complainant = await complainant_at(unit, access, number)
    asked = await open_questions(unit, complainant.id)
    word = asked[0] if asked else TroubleWord(case_id=access.case.id, complainant_id=complainant.id)
    word.entered_by_staff_id = access.viewer.staff_id
    await _take(unit, access.case, word, said, access.viewer.actor)
    params = {
        "party": await party_names(unit, access.case.lead_party_id),
        "said": {"label": f"trouble.{said.value}"},
    }
    await tell(unit, complainant, "trouble_entered", params)
    return word


async def _take(unit: Unit, case: Case, word: TroubleWord, said: Trouble, actor: str) -> None:
    word.said, word.said_at = said, unit.now
    unit.session.add(word)
    data: dict[str, Any] = {"said": said.value}
    if said in BAD:
        raised = _urgency(case, said)
        if raised is not case.urgency:
            case.urgency = raised
            data["urgency"] = raised.value
            unit.session.add(case)
        await clocks.happened(unit, case, Fact.TROUBLE_TOLD)
    await events.append(unit, case, "trouble_told", actor, data)


def _urgency(case: Case, said: Trouble) -> Urgency:
    """A threat is danger; other trouble is urgent at least. What was closed keeps what it had."""
    if case.status not in OPEN_CASE or case.urgency is Urgency.DANGER:
        return case.urgency
    return Urgency.DANGER if said is Trouble.THREATENED else Urgency.URGENT


# ------------------------------------------------------------------------------------------------ acting
async def handle_trouble(unit: Unit, access: Access, words: str) -> None:
    """An officer has done something about it, in her own words; whoever told it learns that it was seen.

    Raises:
        BadInput: no words, or too many.
        NotNow: nothing waits, or somebody has done it.
    """
    lead_only(access)
    not_withdrawn(access.case)
    text = checked(words, "words")
    waiting = await waiting_words(unit, access.case)
    if not waiting:
        raise NotNow("no_trouble_waits")
    for word in waiting:
        word.generation, word.sealed = await lockboxes.post(
            unit, access.case.story_box, TroubleWord.__tablename__, word.id, {"text": text}
        )
        word.handled_at, word.handled_by_staff_id = unit.now, access.viewer.staff_id
        unit.session.add(word)
    await clocks.happened(unit, access.case, Fact.TROUBLE_HANDLED)
    party = await party_names(unit, access.case.lead_party_id)
    for complainant_id in sorted({word.complainant_id for word in waiting}):
        complainant = await unit.session.get_one(Complainant, complainant_id)
        if complainant.left_at is None:
            await tell(unit, complainant, "trouble_seen", {"party": party})
    await events.append(unit, access.case, "trouble_handled", access.viewer.actor)


async def forget_words(unit: Unit, case: Case, complainant: Complainant) -> None:
    """Nothing stays of what one worker said; where nobody else waits, nobody has to act any more."""
    rows = await unit.session.exec(select(TroubleWord).where(TroubleWord.complainant_id == complainant.id))
    for row in rows.all():
        await unit.session.delete(row)
    await unit.session.flush()
    if not await waiting_words(unit, case):
        await clocks.happened(unit, case, Fact.TROUBLE_HANDLED)
