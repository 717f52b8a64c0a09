"""A track and its remedies as somebody may see them: consents, meetings, what was shared, version by version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from sqlmodel import col, select

from cases.rules.by_whom import ByWhom
from cases.rules.confirming import Words
from cases.rules.money import from_minor
from cases.rules.particulars import Particulars, opened
from cases.rules.vocabulary import ConsentStatus, Part, PhotoStage
from cases.store import lockboxes
from cases.store.agreement_views import AgreementView, agreements_of
from cases.store.door import Access
from cases.store.finding_views import FindingView, findings_of
from cases.store.follow_ups import Round, SaidAgain, rounds_of, said_again
from cases.store.lockboxes import HolderKeys
from cases.store.meeting_views import MeetingView, meetings_of
from cases.store.offer_views import OfferView, in_order, offers_of
from cases.store.onward_views import OnwardView, onward_of
from cases.store.reads import READ
from cases.store.remedy_views import DeliveryView, PhotoView, Spot, deliveries_of, photos_of, spots_of
from cases.store.remedy_words import words_on
from cases.store.said_for_others import ForOthers, PaperView, for_others_on, papers_on
from cases.store.sharing import EVIDENCE
from cases.store.story import everyone_of
from cases.store.tables import (
    Case,
    Complainant,
    Consent,
    Disclosure,
    EmployerNotice,
    Event,
    Party,
    Referral,
    Remedy,
    RemedyAnswer,
    Staff,
)
from cases.store.unit import Unit


@dataclass(frozen=True)
class NoticeView:
    """What management was told."""

    row: EmployerNotice
    words: str
    by: str


NOBODY = Words()
NOTHING_MORE = Particulars()


@dataclass(frozen=True)
class RemedyView:
    row: Remedy
    details: str = ""
    answers: Sequence[Mapping[str, Any]] = ()
    particulars: Particulars = NOTHING_MORE
    deliveries: Sequence[DeliveryView] = ()
    photos: Sequence[PhotoView] = ()
    words: Words = NOBODY  # the lead's alone, as is all below: how many were asked, and have said what
    rounds: Sequence[Round] = ()
    again: Sequence[SaidAgain] = ()
    papers: Sequence[PaperView] = ()
    for_others: Sequence[ForOthers] = ()

    @property
    def by_whom(self) -> ByWhom:
        return ByWhom(self.row.by_individuals, self.row.by_representative, self.row.by_nobody)

    def money(self, which: str) -> Decimal | None:
        """`amount`, `delivered_amount` or `confirmed_amount` in the remedy's currency; None when it is not money."""
        return self.in_currency(getattr(self.row, which))

    def in_currency(self, minor: int) -> Decimal | None:
        """A sum in the remedy's currency; None when it is not money."""
        return from_minor(self.row.currency, minor) if self.row.currency else None

    @property
    def proofs(self) -> Sequence[PhotoView]:
        """What proves a delivery, the oldest first."""
        return [photo for photo in self.photos if photo.stage is PhotoStage.PROOF]

    @property
    def spots(self) -> Sequence[Spot]:
        return spots_of(self.photos)


@dataclass(frozen=True)
class Version:
    """One version of what a recipient was shown, with the moment at which its people first opened it."""

    number: int
    parts: Sequence[str]
    at: dt.datetime
    ended_at: dt.datetime | None
    read_at: dt.datetime | None
    consents: frozenset[str]


def parts_told(parts: Sequence[str]) -> list[str]:
    """Names of parts as a recipient may know them: pieces of evidence without the ids that the lead has for them."""
    return list(dict.fromkeys("evidence" if part.startswith(EVIDENCE) else part for part in parts))


@dataclass(frozen=True)
class Track:
    referral: Referral
    party: Party
    consents: Sequence[Consent]
    filing_number: str = ""
    meetings: Sequence[MeetingView] = ()
    offers: Sequence[OfferView] = ()
    agreements: Sequence[AgreementView] = ()
    remedies: Sequence[RemedyView] = ()
    disclosed: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    versions: Sequence[Version] = ()
    notices: Sequence[NoticeView] = ()
    findings: Sequence[FindingView] = ()
    onward: Sequence[OnwardView] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)  # of who entered and confirmed a word on paper

    @property
    def given(self) -> Sequence[str]:
        """The parts that somebody gave and has not taken back."""
        words = [one.parts for one in self.consents if one.status is ConsentStatus.GIVEN]
        return list(dict.fromkeys(part for parts in words for part in parts))

    @property
    def is_asked(self) -> bool:
        """Whether a question about it still waits for a worker."""
        return any(one.status is ConsentStatus.ASKED for one in self.consents)

    @property
    def has_news(self) -> bool:
        """Whether something was given that the newest version does not have yet, or has and should not."""
        given = frozenset(one.id for one in self.consents if one.status is ConsentStatus.GIVEN)
        shown = next((one.consents for one in reversed(self.versions) if one.ended_at is None), frozenset())
        return bool(given) and given != shown


async def track_of(
    unit: Unit, keys: HolderKeys, access: Access, referral: Referral, remedies: Sequence[RemedyView]
) -> Track:
    """One track as this viewer may see it."""
    party = await unit.session.get(Party, referral.party_id)
    assert party is not None
    asked = select(Consent).where(Consent.referral_id == referral.id)
    consents = (await unit.session.exec(asked.order_by(col(Consent.asked_at), col(Consent.id)))).all()
    filing = ""
    if referral.sealed:
        content = await lockboxes.open_post(
            unit,
            keys,
            referral.work_box,
            referral.filing_generation,
            Referral.__tablename__,
            referral.id,
            referral.sealed,
        )
        filing = content["number"]
    meetings = await meetings_of(unit, access, referral)
    return Track(
        referral=referral,
        party=party,
        consents=consents if access.is_lead else (),
        filing_number=filing,
        meetings=meetings,
        offers=[] if access.is_out else in_order(await offers_of(unit, keys, referral), meetings),
        agreements=[] if access.is_out else await agreements_of(unit, keys, referral),
        remedies=[view for view in remedies if view.row.referral_id == referral.id],
        disclosed=await disclosed_to(unit, keys, referral),
        versions=await _versions(unit, referral),
        notices=await _notices(unit, keys, referral),
        findings=await findings_of(unit, keys, referral),
        onward=await onward_of(unit, keys, referral, lead=access.is_lead),
        aliases=await _aliases(unit, consents) if access.is_lead else {},
    )


async def _aliases(unit: Unit, consents: Sequence[Consent]) -> dict[str, str]:
    ids = {one for consent in consents for one in (consent.entered_by_staff_id, consent.seconded_by_staff_id) if one}
    rows = (await unit.session.exec(select(Staff.id, Staff.alias).where(col(Staff.id).in_(ids)))).all() if ids else []
    return dict(rows)


async def _notices(unit: Unit, keys: HolderKeys, referral: Referral) -> list[NoticeView]:
    rows = await unit.session.exec(
        select(EmployerNotice, Staff)
        .join(Staff, col(Staff.id) == col(EmployerNotice.by_staff_id))
        .where(EmployerNotice.referral_id == referral.id)
        .order_by(col(EmployerNotice.told_on), col(EmployerNotice.at))
    )
    found = []
    for row, staff in rows.all():
        said = await lockboxes.open_post(
            unit, keys, referral.work_box, row.generation, EmployerNotice.__tablename__, row.id, row.sealed
        )
        found.append(NoticeView(row, said["words"], staff.alias))
    return found


async def _versions(unit: Unit, referral: Referral) -> list[Version]:
    """Every version, oldest first: the disclosure log of a track."""
    rows = await unit.session.exec(
        select(Disclosure).where(Disclosure.referral_id == referral.id).order_by(col(Disclosure.number))
    )
    looks = select(Event.at).where(Event.referral_id == referral.id, Event.kind == READ).order_by(col(Event.at))
    read = (await unit.session.exec(looks)).all()
    return [
        Version(
            row.number,
            row.parts,
            row.at,
            row.ended_at,
            next((at for at in read if at >= row.at and (row.ended_at is None or at <= row.ended_at)), None),
            frozenset(row.consents),
        )
        for row in rows.all()
    ]


async def disclosed_to(unit: Unit, keys: HolderKeys, referral: Referral) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The newest disclosure's parts, or nothing when it has ended, or a word that it went on is over by now."""
    row = (
        await unit.session.exec(
            select(Disclosure)
            .where(Disclosure.referral_id == referral.id, col(Disclosure.ended_at).is_(None))
            .order_by(col(Disclosure.number).desc())
            .limit(1)
        )
    ).first()
    if row is None or not await _words_stand(unit, row):
        return {}
    content = await lockboxes.open_post(
        unit, keys, row.box, row.generation, Disclosure.__tablename__, row.id, row.sealed
    )
    parts: Mapping[str, Sequence[Mapping[str, Any]]] = content["parts"]
    order = [part.value for part in Part]  # what happened first, files last
    return {
        name: parts[name] for name in sorted(parts, key=lambda one: order.index(one) if one in order else len(order))
    }


async def _words_stand(unit: Unit, row: Disclosure) -> bool:
    """Whether no word that a version went on has run out: the job that ends it may come later than its hour."""
    over = select(Consent.id).where(col(Consent.id).in_(row.consents), col(Consent.expires_at) <= unit.now).limit(1)
    return (await unit.session.exec(over)).first() is None


async def remedies_of(
    unit: Unit, keys: HolderKeys, case: Case, access: Access, referrals: Sequence[Referral]
) -> list[RemedyView]:
    """Every remedy that this viewer may see, oldest first; her answers for the lead alone.

    How far a remedy has come is the lead's alone once the track was taken back.
    """
    if access.is_out:
        return []
    query = select(Remedy).where(Remedy.case_id == case.id).order_by(col(Remedy.proposed_at))
    if access.referral:
        query = query.where(Remedy.referral_id == access.referral.id)
    boxes = {referral.id: referral.work_box for referral in referrals}
    people = await everyone_of(unit, case) if access.is_lead else []
    numbers = {person.id: number for number, person in enumerate(people, 1)}
    found = []
    for row in (await unit.session.exec(query)).all():
        box = boxes[row.referral_id] if row.referral_id else case.story_box
        content: Mapping[str, Any] = {"text": ""}
        if row.sealed:
            content = await lockboxes.open_post(
                unit, keys, box, row.generation, Remedy.__tablename__, row.id, row.sealed
            )
        view = RemedyView(
            row,
            content["text"],
            particulars=opened(content.get("particulars", {}), row.improvement, row.covered),
            deliveries=await deliveries_of(unit, row),
            photos=await photos_of(unit, keys, box, row, lead=access.is_lead),
        )
        if access.is_lead:
            view = await _leads(unit, keys, view, numbers)
        found.append(view)
    return found


async def _leads(unit: Unit, keys: HolderKeys, view: RemedyView, numbers: Mapping[str, int]) -> RemedyView:
    """With everything that was said of it."""
    row = view.row
    return replace(
        view,
        answers=await _answers(unit, keys, row),
        words=await words_on(unit, row),
        rounds=await rounds_of(unit, row),
        again=await said_again(unit, keys, row),
        papers=await papers_on(unit, row, numbers),
        for_others=await for_others_on(unit, row),
    )


async def _answers(unit: Unit, keys: HolderKeys, remedy: Remedy) -> list[Mapping[str, Any]]:
    rows = (
        await unit.session.exec(
            select(RemedyAnswer, Complainant)
            .join(Complainant, col(Complainant.id) == col(RemedyAnswer.complainant_id))
            .where(RemedyAnswer.remedy_id == remedy.id, col(Complainant.erased_at).is_(None))
            .order_by(col(RemedyAnswer.at))
        )
    ).all()
    return [
        await lockboxes.open_post(
            unit, keys, person.thread_box, row.generation, RemedyAnswer.__tablename__, row.id, row.sealed
        )
        | {"confirmed": row.confirmed, "at": row.at, "on_paper": row.witness_id is not None}
        for row, person in rows
    ]
