"""What she may see of her own case, by her linked chat or her receipt. The story itself is not among it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select

from cases.rules.errors import NotThere
from cases.rules.vocabulary import CaseStatus, ClosingReason, ConsentStatus, ReferralStatus, RemedyStatus
from cases.rules.workflow import ASKED_ABOUT, LIVE
from cases.store import lockboxes
from cases.store.follow_ups import open_follow_up
from cases.store.lockboxes import HolderKeys
from cases.store.remedy_words import asked_about, standing_answers
from cases.store.story import complainants_of
from cases.store.tables import Case, Complainant, Consent, Party, Referral, Remedy, ThreadMessage
from cases.store.unit import Unit
from cases.store.views import Said, thread_of


@dataclass(frozen=True)
class OwnCase:
    """Where her case stands, and what waits for her."""

    case: Case
    lead: Party
    tracks: tuple[tuple[Referral, Party], ...]
    consents: tuple[tuple[Consent, Referral, Party], ...]
    remedies_asked: tuple[Remedy, ...]
    others: bool = False  # whether it goes on without her
    left: bool = False  # she withdrew, and it does

    @property
    def status(self) -> CaseStatus:
        """Where it stands for her: who left it, for her it is closed."""
        return CaseStatus.CLOSED if self.left else self.case.status

    @property
    def closing_reason(self) -> ClosingReason | None:
        return ClosingReason.WITHDRAWN if self.left else self.case.closing_reason

    @property
    def withdrawn(self) -> bool:
        return self.closing_reason is ClosingReason.WITHDRAWN

    @property
    def consents_asked(self) -> tuple[Consent, ...]:
        return tuple(consent for consent, _, _ in self.consents if consent.status is ConsentStatus.ASKED)


async def own_case(unit: Unit, complainant_id: str) -> OwnCase:
    """Raises NotThere when there is no such complainant any more."""
    complainant = await unit.session.get(Complainant, complainant_id)
    case = await unit.session.get(Case, complainant.case_id) if complainant else None
    lead = await unit.session.get(Party, case.lead_party_id) if case else None
    if complainant is None or case is None or lead is None:
        raise NotThere
    others = any(one.id != complainant_id for one in await complainants_of(unit, case))
    if complainant.left_at is not None:
        return OwnCase(case, lead, (), (), (), others, left=True)
    consents = (
        await unit.session.exec(
            select(Consent, Referral, Party)
            .join(Referral, col(Referral.id) == col(Consent.referral_id))
            .join(Party, col(Party.id) == col(Referral.party_id))
            .where(Consent.complainant_id == complainant_id)
            .order_by(col(Consent.asked_at))
        )
    ).all()
    remedies = (
        await unit.session.exec(
            select(Remedy)
            .where(Remedy.case_id == case.id, col(Remedy.status).in_(ASKED_ABOUT))
            .order_by(col(Remedy.proposed_at))
        )
    ).all()
    tracks = {
        referral.id: (referral, party)  # once, however often she was asked
        for consent, referral, party in consents
        if _is_hers(consent, referral)
    }
    over = case.closing_reason is ClosingReason.WITHDRAWN  # whoever withdrew is asked nothing any more
    waiting = [remedy for remedy in remedies if not over and await is_asked(unit, remedy, complainant_id)]
    return OwnCase(case, lead, tuple(tracks.values()), tuple(consents), tuple(waiting), others)


def is_carried(referral: Referral, party: Party) -> bool:
    """Whether it went as far as the program goes: an officer brings it to a party that is not on the platform."""
    return referral.status is ReferralStatus.SENT and not party.on_platform


def _is_hers(consent: Consent, referral: Referral) -> bool:
    """Whether a track is one for her: a running one that she said yes to, or one that is over and she did not decline.

    On her colleague's yes alone nothing of hers goes.
    """
    if referral.status not in LIVE:
        return ConsentStatus.DECLINED is not consent.status and referral.status is not ReferralStatus.DECLINED
    ran_out = consent.status is ConsentStatus.EXPIRED and consent.answered_at is not None
    return consent.status is ConsentStatus.GIVEN or ran_out


async def own_consent(unit: Unit, complainant_id: str, consent_id: str) -> tuple[Consent, Referral, Party]:
    """One consent that she was asked for. Raises NotThere."""
    found = (
        await unit.session.exec(
            select(Consent, Referral, Party)
            .join(Referral, col(Referral.id) == col(Consent.referral_id))
            .join(Party, col(Party.id) == col(Referral.party_id))
            .where(Consent.id == consent_id, Consent.complainant_id == complainant_id)
        )
    ).first()
    if found is None:
        raise NotThere
    return found


async def is_asked(unit: Unit, remedy: Remedy, complainant_id: str) -> bool:
    """Whether her word on it is waited for, and not only that of others: for the first time, or asked again."""
    if remedy.status not in ASKED_ABOUT or complainant_id not in await asked_about(unit, remedy):
        return False
    if await open_follow_up(unit, remedy, complainant_id) is not None:
        return True
    return remedy.status is RemedyStatus.DELIVERED and complainant_id not in await standing_answers(unit, remedy)


async def own_remedy(unit: Unit, complainant_id: str, remedy_id: str) -> Remedy:
    """One remedy of a case that she is in and has not withdrawn. Raises NotThere."""
    reason = col(Case.closing_reason)
    found = (
        await unit.session.exec(
            select(Remedy)
            .join(Complainant, col(Complainant.case_id) == col(Remedy.case_id))
            .join(Case, col(Case.id) == col(Remedy.case_id))
            .where(
                Remedy.id == remedy_id,
                Complainant.id == complainant_id,
                col(Complainant.left_at).is_(None),
                sa.or_(reason.is_(None), reason != ClosingReason.WITHDRAWN),
            )
        )
    ).first()
    if found is None:
        raise NotThere
    return found


async def by_receipt(unit: Unit, lookup: str) -> Complainant:
    """The complainant whose receipt this is. Raises NotThere."""
    found = (await unit.session.exec(select(Complainant).where(Complainant.receipt_lookup == lookup))).first()
    if found is None:
        raise NotThere("receipt_unknown")
    return found


@dataclass(frozen=True)
class OwnThread:
    """Her thread as her receipt opens it; `unopened` messages wait until the lead next opens the case."""

    lines: tuple[Said, ...]
    unopened: int


async def own_thread(unit: Unit, keys: HolderKeys, complainant: Complainant) -> OwnThread:
    """Every message of her thread that opens to this receipt, oldest first."""
    waiting = await lockboxes.unopened(unit, keys, complainant.thread_box)
    rows = (
        await unit.session.exec(select(ThreadMessage.generation).where(ThreadMessage.complainant_id == complainant.id))
    ).all()
    lines = await thread_of(unit, keys, complainant, without=waiting)
    return OwnThread(tuple(lines), sum(generation in waiting for generation in rows))
