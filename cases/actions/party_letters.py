"""Letters to BFC and to buyers: the parts that were given for that recipient, and the officer's own words.

A letter to a buyer reaches people who may show it to management. So it waits for a lead's approval, and no word that
was covered, no name and no number that was not given stands in what the officer writes.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from cases.actions.disclosing import agreed_by_person, given_consents
from cases.actions.letters import keep_letter, letter_that_stands, refuse_hidden
from cases.actions.telling import checked, not_withdrawn, party_names
from cases.actions.tracks import leave_line, referral_of, tell_concerned
from cases.actions.triage import lead_only
from cases.rules.errors import BadInput, NotAllowed, NotNow, NotThere
from cases.rules.reading import APPOINTED_WITHIN
from cases.rules.roles import Permission, require
from cases.rules.vocabulary import Language, LetterKind, Part, PartyKind
from cases.rules.workflow import LIVE, RUNNING
from cases.store import events, lockboxes
from cases.store.clock import cambodian_day
from cases.store.door import Access
from cases.store.factories import factory_of
from cases.store.tables import Letter, LetterAnswer, Party, Referral, Staff, new_id
from cases.store.unit import Unit

KINDS: Mapping[PartyKind, LetterKind] = {PartyKind.BFC: LetterKind.BFC, PartyKind.BUYER: LetterKind.BUYER}
LONGEST_WORDS = 1500  # in letters, of each of the two things that an officer writes
SAID = (Part.CONVERSATION.value, Part.IDENTITY.value, Part.CONTACT.value)  # not printed among the facts


@dataclass(frozen=True)
class Words:
    """What the officer writes: what happened and what is asked, in the letter's language.

    `reply_by`: until when an answer is asked for. `quoted`: whether the workers' own words follow.
    """

    language: Language
    told: str
    asked: str
    reply_by: dt.date | None = None
    quoted: bool = False


async def write_letter(unit: Unit, access: Access, reference: str | None, words: Words) -> Letter:
    """Write a letter on a referral to BFC or a buyer; a buyer's waits for approval before it may go.

    Raises:
        NotNow: the track leads to neither, is over, what happened was not given, or a part changed since she saw it.
        BadInput: no words or too many, a buyer's letter that is not in English, a day that is over or more than a year
            away, or words that say what was covered or not given.
    """
    lead_only(access)
    case = access.case
    not_withdrawn(case)
    told, asked = _checked(words.told, "told"), _checked(words.asked, "asked")
    if words.reply_by is not None and words.reply_by < cambodian_day(unit.now):
        raise BadInput("date_past", field="reply_by")
    if words.reply_by is not None and words.reply_by > cambodian_day(unit.now) + APPOINTED_WITHIN:
        raise BadInput("date_far", field="reply_by")
    referral = await referral_of(unit, access, reference)
    party = await unit.session.get_one(Party, referral.party_id)
    kind = KINDS.get(party.kind)
    if kind is None or referral.forum or referral.status not in LIVE:
        raise NotNow("letter_not_to_them")
    if kind is LetterKind.BUYER and words.language is not Language.ENGLISH:
        raise BadInput("letter_in_english", field="language")
    given = await given_consents(unit, referral)
    people = await agreed_by_person(unit, access.viewer.keys, case, given)
    parts = _together([items for _, items in people])
    if Part.WHAT_HAPPENED.value not in parts:
        raise NotNow("parts_not_given", parts=[Part.WHAT_HAPPENED.value])
    await refuse_hidden(unit, access, {"told": told, "asked": asked}, people, given)
    factory = await factory_of(unit, case.factory_id)
    content = {
        "consents": [consent.id for consent in given],
        "from": await party_names(unit, case.lead_party_id),
        "to": await party_names(unit, party.id),
        "reference": referral.reference,
        "factory": factory.name if factory else "",
        "province": case.province.value if case.province else "",
        "issue": case.issue.value,
        "told": told,
        "asked": asked,
        "reply_by": words.reply_by.isoformat() if words.reply_by else "",
        "names": [item["name"] for item in parts.get(Part.IDENTITY.value, [])],
        "parts": {part: items for part, items in parts.items() if part not in SAID},
        "quoted": words.quoted,
    }
    return await keep_letter(unit, access, kind, words.language, content, referral)


async def approve_letter(unit: Unit, access: Access, letter_id: str) -> None:
    """A lead who did not write it says that a letter to a buyer may go.

    Raises:
        NotAllowed: she is no lead, or wrote it herself.
        NotNow: no letter to a buyer, approved already, or somebody took her word back.
        NotThere: no such letter in this case.
    """
    letter = await _letter(unit, access, letter_id)
    require(access.viewer.role, Permission.APPROVE_LETTERS)
    if letter.kind is not LetterKind.BUYER or letter.approved_at is not None:
        raise NotNow("letter_needs_no_approval")
    if letter.by_staff_id == access.viewer.staff_id:
        raise NotAllowed("letter_own")
    letter.approved_by_staff_id, letter.approved_at = access.viewer.staff_id, unit.now
    unit.session.add(letter)
    await events.append(unit, access.case, "letter_approved", access.viewer.actor, {"letter": letter.id})


async def letter_sent(unit: Unit, access: Access, letter_id: str, on: dt.date) -> None:
    """Keep that a letter went out; she is told to whom.

    Raises:
        BadInput: a day to come, or before the letter was written.
        NotNow: not approved, sent already, its referral was not sent, or somebody took her word back.
    """
    letter = await _letter(unit, access, letter_id)
    not_withdrawn(access.case)
    _is_past(unit, on, cambodian_day(letter.made_at), "on")
    if letter.kind is LetterKind.BUYER and letter.approved_at is None:
        raise NotNow("letter_not_approved")
    if letter.sent_on is not None:
        raise NotNow("letter_sent_already")
    referral = await unit.session.get_one(Referral, letter.referral_id)
    if referral.status not in RUNNING:
        raise NotNow("letter_before_referral")
    letter.sent_on = on
    unit.session.add(letter)
    data = {"letter": letter.id, "on": on.isoformat()}
    await leave_line(unit, access, referral, "letter_sent", data, told="letter_sent")


async def keep_answer(unit: Unit, access: Access, letter_id: str, on: dt.date, words: str) -> LetterAnswer:
    """Keep what came back; she hears that something came, not what.

    Raises:
        BadInput: a day to come or before the letter went, no words, or too many.
        NotNow: the letter did not go out yet.
    """
    lead_only(access)
    not_withdrawn(access.case)
    letter = await unit.session.get(Letter, letter_id, populate_existing=True)
    if letter is None or letter.case_id != access.case.id or letter.kind not in KINDS.values():
        raise NotThere
    if letter.sent_on is None:
        raise NotNow("letter_not_sent")
    _is_past(unit, on, letter.sent_on, "on")
    answer_id = new_id()
    generation, sealed = await lockboxes.post(
        unit, access.case.story_box, LetterAnswer.__tablename__, answer_id, {"words": checked(words, "words")}
    )
    answer = LetterAnswer(
        id=answer_id,
        letter_id=letter.id,
        answered_on=on,
        generation=generation,
        sealed=sealed,
        by_staff_id=access.viewer.staff_id,
        at=unit.now,
    )
    unit.session.add(answer)
    referral = await unit.session.get_one(Referral, letter.referral_id)
    data = {"letter": letter.id, "party": referral.party_id, "on": on.isoformat()}
    await events.append(unit, access.case, "letter_answered", access.viewer.actor, data)
    told = {"party": await party_names(unit, referral.party_id)}
    await tell_concerned(unit, access.case, referral, "letter_answered", told)
    return answer


@dataclass(frozen=True)
class LetterLine:
    """A letter to BFC or a buyer as a page of the lead lists it."""

    row: Letter
    by: str
    approved_by: str
    answers: Sequence[tuple[dt.date, str]]  # the day, and what came


async def party_letters_of(unit: Unit, access: Access) -> Mapping[str, Sequence[LetterLine]]:
    """Letters to BFC and buyers, newest first, by the id of their referral; none for a recipient."""
    if not access.is_lead:
        return {}
    wanted = select(Letter).where(Letter.case_id == access.case.id, col(Letter.kind).in_(KINDS.values()))
    rows = (await unit.session.exec(wanted.order_by(col(Letter.made_at).desc(), col(Letter.id)))).all()
    aliases = dict(
        (await unit.session.exec(select(Staff.id, Staff.alias).where(col(Staff.id).in_(_people(rows))))).all()
    )
    found: dict[str, list[LetterLine]] = defaultdict(list)
    for row in rows:
        line = LetterLine(
            row,
            aliases[row.by_staff_id],
            aliases.get(row.approved_by_staff_id or "", ""),
            await _answers(unit, access, row),
        )
        found[row.referral_id or ""].append(line)
    return found


def _people(rows: Sequence[Letter]) -> set[str]:
    return {one for row in rows for one in (row.by_staff_id, row.approved_by_staff_id) if one}


async def _answers(unit: Unit, access: Access, letter: Letter) -> list[tuple[dt.date, str]]:
    rows = await unit.session.exec(
        select(LetterAnswer)
        .where(LetterAnswer.letter_id == letter.id)
        .order_by(col(LetterAnswer.answered_on), col(LetterAnswer.at), col(LetterAnswer.id))
    )
    box, keys = access.case.story_box, access.viewer.keys
    found = []
    for row in rows.all():
        content = await lockboxes.open_post(
            unit, keys, box, row.generation, LetterAnswer.__tablename__, row.id, row.sealed
        )
        found.append((row.answered_on, content["words"]))
    return found


async def _letter(unit: Unit, access: Access, letter_id: str) -> Letter:
    letter, _ = await letter_that_stands(unit, access, letter_id)
    if letter.kind not in KINDS.values():
        raise NotThere
    return letter


def _checked(text: str, field: str) -> str:
    words = checked(text, field)
    if len(words) > LONGEST_WORDS:
        raise BadInput("too_long", field=field, most=LONGEST_WORDS)
    return words


def _is_past(unit: Unit, day: dt.date, since: dt.date, field: str) -> None:
    if day > cambodian_day(unit.now):
        raise BadInput("date_future", field=field)
    if day < since:
        raise BadInput("date_before_letter", field=field)


def _together(each: Sequence[Mapping[str, list[dict[str, Any]]]]) -> dict[str, list[dict[str, Any]]]:
    parts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for items in each:
        for part, found in items.items():
            parts[part] += found
    return parts
