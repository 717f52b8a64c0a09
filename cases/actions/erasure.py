"""Erasing: what was told can never be opened again, by anybody. Figures and the chained timeline stay.

Every sealed half of every lockbox of the case is deleted, and so are her receipt, the link to her chat, previews, and
the rows of files, which the sweep then takes from the disk. The ciphertext that stays opens for nobody. Of one worker
among several what is hers alone goes the same way; the story is everybody's, so there her own lines go as rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from cases.actions.telling import locked
from cases.actions.watching import forget_words
from cases.rules import retention
from cases.rules.vocabulary import ClosingReason, ConsentStatus
from cases.store import events, lockboxes, outbox, questions_left
from cases.store.factories import factory_of
from cases.store.story import everyone_of
from cases.store.tables import (
    Agreement,
    Case,
    Complainant,
    Consent,
    DisclosedFile,
    Disclosure,
    EstimateSheet,
    Evidence,
    HandoverConsent,
    HeatReading,
    JoinRequest,
    Letter,
    LinkedCase,
    Lockbox,
    LockboxKey,
    MinistryCall,
    Preview,
    RemedyPhoto,
    StoryEntry,
    WitnessedWord,
)
from cases.store.unit import Store, Unit

SYSTEM = "system"
AT_ONCE = 100
ON_PAPER = (Consent, HandoverConsent, WitnessedWord, Agreement, RemedyPhoto)  # what stands beside a file


async def erase_case(unit: Unit, case: Case) -> None:
    """Erase a case, which the caller has locked. Twice is once.

    Its lockboxes are written to the log of erasures right before the unit commits.
    """
    if case.erased_at is not None:
        return
    boxes = (await unit.session.exec(select(Lockbox.box).where(Lockbox.case_id == case.id).distinct())).all()
    halves = (await unit.session.exec(select(LockboxKey).where(col(LockboxKey.box).in_(boxes)))).all()
    people = await everyone_of(unit, case)
    consents = select(Consent.id).where(col(Consent.complainant_id).in_([person.id for person in people]))
    previews = (await unit.session.exec(select(Preview).where(col(Preview.consent_id).in_(consents)))).all()
    links = (await unit.session.exec(select(LinkedCase).where(LinkedCase.case_id == case.id))).all()
    asked = (await unit.session.exec(select(JoinRequest).where(JoinRequest.case_id == case.id))).all()
    await _delete(unit, [*halves, *previews, *links, *asked])
    await _delete_files(unit, await _files_of(unit, case))
    await _let_go(unit, people)
    case.erased_at = unit.now
    unit.session.add(case)
    await events.append(unit, case, "erased", SYSTEM)
    unit.before_commit.append(partial(unit.keys.erasures.append, boxes))


async def erase_worker(unit: Unit, case: Case, person: Complainant) -> None:
    """Erase what is hers alone of a locked case that goes on for others. Twice is once.

    Her name, thread, receipt and chat; her words, readings and files in the story; the covered words and previews of
    her consents; every version that had parts of hers, and what every such letter says. Her lockboxes are written to
    the log of erasures, so that a backup brings back none of it either.
    """
    if person.erased_at is not None or case.erased_at is not None:
        return
    versions = await _versions_with(unit, person)
    boxes = {person.identity_box, person.thread_box, *(version.box for version in versions)}
    halves = (await unit.session.exec(select(LockboxKey).where(col(LockboxKey.box).in_(boxes)))).all()
    told = (await unit.session.exec(select(StoryEntry).where(StoryEntry.complainant_id == person.id))).all()
    calls = (await unit.session.exec(select(MinistryCall).where(MinistryCall.complainant_id == person.id))).all()
    asked = (await unit.session.exec(select(JoinRequest).where(JoinRequest.complainant_id == person.id))).all()
    sheets = (await unit.session.exec(select(EstimateSheet).where(EstimateSheet.complainant_id == person.id))).all()
    readings = (await unit.session.exec(select(HeatReading).where(HeatReading.complainant_id == person.id))).all()
    consents = (await unit.session.exec(select(Consent).where(Consent.complainant_id == person.id))).all()
    hers = [consent.id for consent in consents]
    previews = (await unit.session.exec(select(Preview).where(col(Preview.consent_id).in_(hers)))).all()
    for consent in consents:
        consent.sealed = None
        unit.session.add(consent)
    await _blank_letters(unit, case, consents)
    await _delete_files(unit, await _files_of(unit, case, person))
    await _delete(unit, [*halves, *previews, *told, *readings, *calls, *asked, *sheets])
    await forget_words(unit, case, person)
    if person.joined_at is None:
        await _blank_card(unit, case)
    await _let_go(unit, [person])
    person.sealed, person.sealed_details, person.sealed_safe_word = None, None, None
    person.erased_at = unit.now
    unit.session.add(person)
    await events.append(unit, case, "worker_erased", SYSTEM)
    unit.before_commit.append(partial(unit.keys.erasures.append, sorted(boxes)))


async def _delete(unit: Unit, rows: Sequence[SQLModel]) -> None:
    for row in rows:
        await unit.session.delete(row)
    await unit.session.flush()


async def _versions_with(unit: Unit, person: Complainant) -> Sequence[Disclosure]:
    """Every version that went on her word, whatever of others went with it: it has ended already."""
    about = select(Consent.referral_id).where(Consent.complainant_id == person.id)
    hers = set((await unit.session.exec(select(Consent.id).where(Consent.complainant_id == person.id))).all())
    rows = await unit.session.exec(select(Disclosure).where(col(Disclosure.referral_id).in_(about)))
    return [row for row in rows.all() if hers & set(row.consents)]


async def _blank_letters(unit: Unit, case: Case, consents: Sequence[Consent]) -> None:
    """A letter that went on her word stands no more; from now on it says whose word that was and nothing else."""
    about = [consent.referral_id for consent in consents]
    letters = await unit.session.exec(
        select(Letter).where(Letter.case_id == case.id, col(Letter.referral_id).in_(about))
    )
    for letter in letters.all():
        hers = [consent.id for consent in consents if _stood(consent, letter)]
        if hers:
            letter.generation, letter.sealed = await lockboxes.post(
                unit, case.story_box, Letter.__tablename__, letter.id, {"consents": hers}
            )
            unit.session.add(letter)


def _stood(consent: Consent, letter: Letter) -> bool:
    """Whether her word stood for this letter's recipient when it was written."""
    if consent.referral_id != letter.referral_id or consent.status is ConsentStatus.DECLINED:
        return False
    given, withdrawn = consent.answered_at, consent.withdrawn_at
    return given is not None and given <= letter.made_at and (withdrawn is None or letter.made_at <= withdrawn)


async def _blank_card(unit: Unit, case: Case) -> None:
    """The card says her first words; from now on it says the factory alone."""
    factory = await factory_of(unit, case.factory_id)
    said = {"factory": factory.name if factory else "", "words": "", "kinds": [], "for_woman": False}
    case.card_generation, case.sealed = await lockboxes.post(unit, case.card_box, Case.__tablename__, case.id, said)
    unit.session.add(case)


_OFFICERS = sa.exists().where(col(RemedyPhoto.evidence_id) == col(Evidence.id), col(RemedyPhoto.hers).is_(False))


async def _files_of(unit: Unit, case: Case, person: Complainant | None = None) -> Sequence[Evidence]:
    """The files of a case, or what one of its workers sent; those of before say nobody and are whose it was then.

    The signed copy of an agreement is everybody's, what an officer added to a remedy nobody's own: both stay while the
    case goes on. A paper that she signed among others has her name on it, so it goes with her; the words on it were
    counted.
    """
    files = select(Evidence).where(Evidence.case_id == case.id)
    if person is not None:
        agreed = select(Agreement.evidence_id).where(
            Agreement.case_id == case.id, col(Agreement.evidence_id).is_not(None)
        )
        files = files.where(col(Evidence.id).not_in(agreed))
        signed = await unit.session.exec(select(WitnessedWord).where(WitnessedWord.case_id == case.id))
        papers = [word.evidence_id for word in signed.all() if person.id in word.complainants]
        whose = [col(Evidence.complainant_id) == person.id, col(Evidence.id).in_(papers)]
        whose += [sa.and_(col(Evidence.complainant_id).is_(None), ~_OFFICERS)] if person.joined_at is None else []
        files = files.where(sa.or_(*whose))
    return (await unit.session.exec(files)).all()


async def _delete_files(unit: Unit, files: Sequence[Evidence]) -> None:
    """The rows of files, and what points at them; the sweep takes the files themselves."""
    known = [file.id for file in files]
    disclosed = (await unit.session.exec(select(DisclosedFile).where(col(DisclosedFile.evidence_id).in_(known)))).all()
    for kind in ON_PAPER:
        for paper in (await unit.session.exec(select(kind).where(col(kind.evidence_id).in_(known)))).all():
            paper.evidence_id = None
            unit.session.add(paper)
    await _delete(unit, disclosed)
    await _delete(unit, files)


async def _let_go(unit: Unit, people: Sequence[Complainant]) -> None:
    """Receipts open nothing any more, no chat is linked, and what was on its way there says nothing."""
    chats = {person.correspondent_id for person in people if person.correspondent_id}
    for person in people:
        person.receipt_lookup, person.receipt_public, person.receipt_wrapped = None, None, None
        person.correspondent_id = None
        unit.session.add(person)
    await unit.session.flush()
    await questions_left.forget(unit, [person.id for person in people])
    still = set(
        (
            await unit.session.exec(
                select(Complainant.correspondent_id).where(col(Complainant.correspondent_id).in_(chats)).distinct()
            )
        ).all()
    )
    for chat in sorted(chats):
        await outbox.empty(unit, chat, drop=chat not in still)


# --------------------------------------------------------------------------------------------- retention
@dataclass(frozen=True)
class Due:
    """A closed case whose content is kept no longer. Ids and dates only."""

    case_id: str
    reason: ClosingReason
    closed_at: dt.datetime
    kept_until: dt.datetime


async def due(unit: Unit, limit: int | None = None) -> list[Due]:
    """What is to be erased by now, longest due first."""
    reasons = [
        sa.and_(
            col(Case.closing_reason) == reason,
            col(Case.closed_at) <= rule.closed_before(unit.now),
            sa.or_(col(Case.entered_at).is_(None), col(Case.entered_at) <= rule.closed_before(unit.now)),
        )
        for reason, rule in retention.rules().items()
    ]
    rows = await unit.session.exec(
        select(Case)
        .where(sa.or_(*reasons), col(Case.erased_at).is_(None))
        .order_by(col(Case.closed_at), col(Case.id))
        .limit(limit)
    )
    found = []
    for case in rows.all():
        assert case.closing_reason is not None
        assert case.closed_at is not None
        until = retention.kept_until(case.closing_reason, case.closed_at, case.entered_at)
        found.append(Due(case.id, case.closing_reason, case.closed_at, until))
    return found


def _is_due(case: Case, now: dt.datetime) -> bool:
    if case.closing_reason is None or case.closed_at is None:
        return False
    return retention.kept_until(case.closing_reason, case.closed_at, case.entered_at) <= now


async def erase_due(store: Store, limit: int = AT_ONCE) -> int:
    """Erase what is kept no longer, a case or a worker who left one a transaction; returns how many.

    Each is looked at again under its lock: one that was reopened meanwhile has no retention.

    Raises:
        ExceptionGroup: some could not be erased; all others were.
    """
    async with store.reading() as unit:
        cases = [one.case_id for one in await due(unit, limit)]
        people = await _people_due(unit, limit)
    erased, failed = 0, []
    for work in [partial(_erase_if_due, store, one) for one in cases] + [
        partial(_erase_worker_if_due, store, *one) for one in people
    ]:
        try:
            erased += await work()
        except Exception as error:  # whatever it is, it must not keep the promise to the others waiting
            failed.append(error)
    if failed:
        raise ExceptionGroup("cases that could not be erased", failed)
    return erased


async def _erase_if_due(store: Store, case_id: str) -> bool:
    async with store.writing() as unit:
        case = await locked(unit, case_id)
        if case.erased_at is not None or not _is_due(case, unit.now):
            return False
        await erase_case(unit, case)
    return True


async def _people_due(unit: Unit, limit: int) -> list[tuple[str, str]]:
    """(case, worker) of those who left a case that others keep, as long ago as a withdrawn case is kept."""
    over = retention.rules()[ClosingReason.WITHDRAWN].closed_before(unit.now)
    rows = await unit.session.exec(
        select(Complainant.case_id, Complainant.id)
        .join(Case, col(Case.id) == col(Complainant.case_id))
        .where(col(Complainant.left_at) <= over, col(Complainant.erased_at).is_(None), col(Case.erased_at).is_(None))
        .order_by(col(Complainant.left_at), col(Complainant.id))
        .limit(limit)
    )
    return list(rows.all())


async def _erase_worker_if_due(store: Store, case_id: str, complainant_id: str) -> bool:
    async with store.writing() as unit:
        case = await locked(unit, case_id)
        person = await unit.session.get_one(Complainant, complainant_id, populate_existing=True)
        if case.erased_at is not None or person.erased_at is not None:
            return False
        await erase_worker(unit, case, person)
    return True
