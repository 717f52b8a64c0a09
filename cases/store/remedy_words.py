"""Who was asked whether a remedy came true, the word of each that stands, and who spoke for others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlmodel import col, select

from cases.rules.by_whom import by_whom
from cases.rules.confirming import Words
from cases.rules.vocabulary import ConsentStatus
from cases.rules.workers import Workers
from cases.store.tables import Complainant, Consent, Remedy, RemedyAnswer, RepresentedWord
from cases.store.unit import Unit


async def asked_about(unit: Unit, remedy: Remedy) -> set[str]:
    """The workers in the case who were in it when it was asked; who joined later has nothing to say about it.

    Nor has who had said no to its track by then.
    """
    query = select(Complainant.id).where(
        Complainant.case_id == remedy.case_id,
        col(Complainant.left_at).is_(None),
        sa.or_(col(Complainant.joined_at).is_(None), col(Complainant.joined_at) <= remedy.asked_at),
    )
    return set((await unit.session.exec(query)).all()) - await refused_track(unit, remedy, before=remedy.asked_at)


async def refused_track(unit: Unit, remedy: Remedy, before: dt.datetime | None = None) -> set[str]:
    """Who said no to the track of a remedy and has not said yes: what her colleagues reached there is not hers.

    Args:
        before: her no came before this moment; None for any.
    """
    if remedy.referral_id is None:
        return set()
    answers = select(Consent.complainant_id, Consent.status, Consent.answered_at)
    rows = (await unit.session.exec(answers.where(Consent.referral_id == remedy.referral_id))).all()
    said_yes = {who for who, status, _ in rows if status not in (ConsentStatus.ASKED, ConsentStatus.DECLINED)}
    return {
        who
        for who, status, at in rows
        if status is ConsentStatus.DECLINED and (before is None or at is None or at < before)
    } - said_yes


async def standing_answers(unit: Unit, remedy: Remedy) -> Mapping[str, RemedyAnswer]:
    """By worker her last word since it was asked, of those who are in the case still."""
    if remedy.asked_at is None:
        return {}
    asked = await asked_about(unit, remedy)
    rows = await unit.session.exec(
        select(RemedyAnswer)
        .where(RemedyAnswer.remedy_id == remedy.id, col(RemedyAnswer.at) >= remedy.asked_at)
        .order_by(col(RemedyAnswer.at), col(RemedyAnswer.id))
    )
    return {row.complainant_id: row for row in rows.all() if row.complainant_id in asked}


async def next_word_at(unit: Unit, remedy: Remedy) -> dt.datetime:
    """The moment of a question or a word about it: now, and after all before, so that their order is kept."""
    said = select(sa.func.max(RemedyAnswer.at)).where(RemedyAnswer.remedy_id == remedy.id)
    joined = select(sa.func.max(Complainant.joined_at)).where(Complainant.case_id == remedy.case_id)
    before: list[dt.datetime | None] = [(await unit.session.exec(query)).one() for query in (said, joined)]
    return max([unit.now, *(one + dt.timedelta(microseconds=1) for one in (*before, remedy.asked_at) if one)])


async def words_on(unit: Unit, remedy: Remedy) -> Words:
    """How many were asked, and what they have said; nobody where it was never asked."""
    if remedy.asked_at is None:
        return Words()
    said = [row.confirmed for row in (await standing_answers(unit, remedy)).values()]
    return Words(len(await asked_about(unit, remedy)), sum(said), len(said) - sum(said))


async def agreed_for(unit: Unit, remedy: Remedy) -> int:
    """For how many workers it was agreed; where no number was, for those in the case."""
    agreed = Workers(remedy.women, remedy.men, remedy.not_recorded).total
    return agreed or (await words_on(unit, remedy)).asked


async def words_for_others(unit: Unit, remedy: Remedy) -> Sequence[RepresentedWord]:
    """What those whom workers elected say of this delivery."""
    if remedy.asked_at is None:
        return []
    query = select(RepresentedWord).where(
        RepresentedWord.remedy_id == remedy.id,
        RepresentedWord.since == remedy.asked_at,
        col(RepresentedWord.replaced_at).is_(None),
    )
    return (await unit.session.exec(query.order_by(col(RepresentedWord.at), col(RepresentedWord.id)))).all()


async def count_by_whom(unit: Unit, remedy: Remedy) -> None:
    """Write down by whom it is confirmed, as the words stand now."""
    await unit.session.flush()
    named = sum(word.workers for word in await words_for_others(unit, remedy) if word.confirmed)
    found = by_whom(await agreed_for(unit, remedy), (await words_on(unit, remedy)).yes, named)
    remedy.by_individuals, remedy.by_representative = found.individuals, found.representative
    remedy.by_nobody = found.nobody
    unit.session.add(remedy)
