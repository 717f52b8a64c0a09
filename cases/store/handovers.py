"""Hand-overs of a case as they stand: the one that is open, how it ends, and what its lead's page shows of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import col, select

from cases.rules.errors import NotThere
from cases.rules.standing import Standing
from cases.rules.vocabulary import ConsentStatus, HandoverStatus
from cases.rules.workflow import HANDOVER, Act, Actor, decide
from cases.store.tables import Case, Handover, HandoverConsent, Party, Staff
from cases.store.unit import Unit


async def open_handover(unit: Unit, case: Case) -> Handover | None:
    """The hand-over that is being asked for; a case has one at most."""
    query = select(Handover).where(Handover.case_id == case.id, Handover.status == HandoverStatus.ASKED)
    return (await unit.session.exec(query.execution_options(populate_existing=True))).first()


async def consents_to(unit: Unit, handover: Handover) -> list[HandoverConsent]:
    """Every complainant's word on a hand-over."""
    query = select(HandoverConsent).where(HandoverConsent.handover_id == handover.id).order_by(col(HandoverConsent.id))
    return list((await unit.session.exec(query.execution_options(populate_existing=True))).all())


async def waits_for_her(unit: Unit, case: Case) -> bool:
    """Whether somebody has not answered an open hand-over yet."""
    found = await open_handover(unit, case)
    return found is not None and any(
        consent.status is ConsentStatus.ASKED for consent in await consents_to(unit, found)
    )


async def leave_open(unit: Unit, case: Case, complainant_id: str) -> None:
    """A worker leaves the case: her word on the open hand-over counts no more, and it waits for the others alone."""
    handover = await open_handover(unit, case)
    for consent in await consents_to(unit, handover) if handover else ():
        if consent.complainant_id == complainant_id:
            consent.status = ConsentStatus.WITHDRAWN
            unit.session.add(consent)
    await unit.session.flush()


async def end_open(unit: Unit, case: Case, act: Act, actor: Actor) -> Handover | None:
    """End the open hand-over by this act, if there is one: nobody is asked any more."""
    handover = await open_handover(unit, case)
    if handover is None:
        return None
    handover.status, handover.ended_at = decide(HANDOVER, handover.status, act, actor), unit.now
    unit.session.add(handover)
    over = ConsentStatus.WITHDRAWN if act is Act.WITHDRAW else ConsentStatus.EXPIRED
    for consent in await consents_to(unit, handover):
        if consent.status is ConsentStatus.ASKED or (act is Act.WITHDRAW and consent.status is ConsentStatus.GIVEN):
            consent.status = over
            unit.session.add(consent)
    await unit.session.flush()
    return handover


# ------------------------------------------------------------------------------------------------- hers
@dataclass(frozen=True)
class OwnHandover:
    """A hand-over as one complainant is asked about it. `status` is where her own word stands today."""

    handover: Handover
    consent: HandoverConsent
    old: Party
    new: Party
    status: ConsentStatus


async def own_handover(unit: Unit, complainant_id: str, handover_id: str) -> OwnHandover:
    """Raises NotThere when she was not asked about any such hand-over."""
    rows = await unit.session.exec(
        select(Handover, HandoverConsent)
        .join(HandoverConsent, col(HandoverConsent.handover_id) == col(Handover.id))
        .where(Handover.id == handover_id, HandoverConsent.complainant_id == complainant_id)
        .execution_options(populate_existing=True)
    )
    found = rows.first()
    if found is None:
        raise NotThere
    handover, consent = found
    old = await unit.session.get_one(Party, handover.from_party_id)
    new = await unit.session.get_one(Party, handover.to_party_id)
    return OwnHandover(handover, consent, old, new, _standing(unit, handover, consent))


def _standing(unit: Unit, handover: Handover, consent: HandoverConsent) -> ConsentStatus:
    standing = consent.status in (ConsentStatus.ASKED, ConsentStatus.GIVEN)
    over = handover.status is not HandoverStatus.ASKED or consent.expires_at <= unit.now
    return ConsentStatus.EXPIRED if standing and over else consent.status


async def handovers_asked(unit: Unit, complainant_id: str) -> tuple[str, ...]:
    """Ids of the hand-overs that she may still say something about: not answered, or answered yes and not done."""
    rows = await unit.session.exec(
        select(Handover, HandoverConsent)
        .join(HandoverConsent, col(HandoverConsent.handover_id) == col(Handover.id))
        .where(HandoverConsent.complainant_id == complainant_id, Handover.status == HandoverStatus.ASKED)
        .order_by(col(Handover.asked_at))
    )
    open_to_her = (ConsentStatus.ASKED, ConsentStatus.GIVEN)
    return tuple(handover.id for handover, consent in rows.all() if _standing(unit, handover, consent) in open_to_her)


# ------------------------------------------------------------------------------------------- the lead's page
class Kin(StrEnum):
    """How a party stands to the one that leads."""

    PARENT = "parent"
    UNIT = "unit"
    OTHER = "other"


@dataclass(frozen=True)
class Target:
    """A party that the case may be handed to, and how far others vouch for its key."""

    party: Party
    standing: Standing
    kin: Kin


@dataclass(frozen=True)
class Word:
    """One complainant's word, with the aliases of those who entered and confirmed a paper answer."""

    row: HandoverConsent
    entered_by: str = ""
    seconded_by: str = ""


@dataclass(frozen=True)
class HandoverView:
    row: Handover
    old: Party
    new: Party
    by: str  # alias
    words: Sequence[Word]


@dataclass(frozen=True)
class Handing:
    """What the lead sees of handing the case on: the one that is open, earlier ones, and to whom it may go now."""

    open: HandoverView | None
    earlier: Sequence[HandoverView]
    targets: Sequence[Target]
    ready: bool = False  # everybody has said yes

    @property
    def all(self) -> list[HandoverView]:
        return [*self.earlier, *([self.open] if self.open else [])]


async def handovers_of(unit: Unit, case: Case) -> list[HandoverView]:
    """Every hand-over of a case, oldest first."""
    rows = await unit.session.exec(
        select(Handover).where(Handover.case_id == case.id).order_by(col(Handover.asked_at), col(Handover.id))
    )
    return [await _view(unit, row) for row in rows.all()]


async def _view(unit: Unit, row: Handover) -> HandoverView:
    return HandoverView(
        row,
        await unit.session.get_one(Party, row.from_party_id),
        await unit.session.get_one(Party, row.to_party_id),
        await _alias(unit, row.by_staff_id),
        [
            Word(
                consent,
                await _alias(unit, consent.entered_by_staff_id),
                await _alias(unit, consent.seconded_by_staff_id),
            )
            for consent in await consents_to(unit, row)
        ],
    )


async def _alias(unit: Unit, staff_id: str | None) -> str:
    staff = await unit.session.get(Staff, staff_id) if staff_id else None
    return staff.alias if staff else ""
