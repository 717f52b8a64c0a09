"""What time alone brings about: questions run out, drafts end, daily keys are destroyed, files without a row go."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlmodel import col, select

from cases.actions.consents import settle_waiting
from cases.rules.vocabulary import ClosingReason, ConsentStatus, ReferralStatus, RemedyStatus
from cases.rules.workflow import REFERRAL, REMEDY, Act, Actor, decide
from cases.store import events
from cases.store.clock import cambodian_day
from cases.store.story import complainants_of
from cases.store.tables import (
    Case,
    Consent,
    Conversation,
    DisclosedFile,
    Evidence,
    Lockbox,
    LockboxKey,
    Login,
    OnceKey,
    OutboxMessage,
    Referral,
    Remedy,
    TelegramUpdate,
)
from cases.store.unit import Store, Unit

UNANSWERED = dt.timedelta(days=14)
KEPT = dt.timedelta(days=7)
ERASED_AFTER = dt.timedelta(days=7)
FILE_AGE = dt.timedelta(hours=24)
SYSTEM = "system"


async def run_out(unit: Unit) -> None:
    """Consents that nobody answered expire with their referral; remedies she did not answer stay unconfirmed."""
    consents = (
        await unit.session.exec(
            select(Consent).where(Consent.status == ConsentStatus.ASKED, col(Consent.expires_at) <= unit.now).limit(100)
        )
    ).all()
    for consent in consents:
        consent.status = ConsentStatus.EXPIRED
        unit.session.add(consent)
        await unit.session.flush()
        referral = await unit.session.get(Referral, consent.referral_id)
        if referral is not None and referral.status is ReferralStatus.ASKED:
            referral.status = decide(REFERRAL, referral.status, Act.EXPIRE, Actor.SYSTEM)
            unit.session.add(referral)
            await unit.session.flush()
            await _system_event(unit, referral.case_id, "referral_expired", {"referral": referral.id})
    remedies = (
        await unit.session.exec(
            select(Remedy)
            .where(Remedy.status == RemedyStatus.DELIVERED, col(Remedy.asked_at) <= unit.now - UNANSWERED)
            .limit(100)
        )
    ).all()
    for remedy in remedies:
        remedy.status = decide(REMEDY, remedy.status, Act.LAPSE, Actor.SYSTEM)
        unit.session.add(remedy)
        await unit.session.flush()
        await _system_event(unit, remedy.case_id, "remedy_unconfirmed", {"remedy": remedy.id}, remedy.referral_id)


async def _system_event(
    unit: Unit, case_id: str, kind: str, data: dict[str, str], referral_id: str | None = None
) -> None:
    case = (await unit.session.exec(select(Case).where(Case.id == case_id).with_for_update())).one()
    await settle_waiting(unit, case)
    await events.append(unit, case, kind, SYSTEM, data, referral_id=referral_id)


async def resume_held(unit: Unit) -> None:
    """A pause that has reached its day is over."""
    rows = (
        await unit.session.exec(
            select(Referral).where(
                Referral.status == ReferralStatus.ON_HOLD, col(Referral.held_until) <= cambodian_day(unit.now)
            )
        )
    ).all()
    for referral in rows:
        referral.status = decide(REFERRAL, referral.status, Act.RESUME, Actor.SYSTEM)
        referral.held_until = None
        unit.session.add(referral)
        await _system_event(unit, referral.case_id, "referral_resumed", {}, referral.id)


async def forget(unit: Unit) -> None:
    """Delete what was meant to be short-lived: ended drafts, old logins, update ids and idempotency keys."""
    over = (
        await unit.session.exec(select(Conversation.id).where(col(Conversation.expires_at) <= unit.now).limit(500))
    ).all()
    if over:
        await unit.session.exec(
            sa.delete(Evidence).where(col(Evidence.conversation_id).in_(over), col(Evidence.case_id).is_(None))
        )
        await unit.session.exec(sa.delete(Conversation).where(col(Conversation.id).in_(over)))
    await unit.session.exec(sa.delete(OutboxMessage).where(col(OutboxMessage.sent_at) <= unit.now - KEPT))
    await unit.session.exec(sa.delete(Login).where(col(Login.expires_at) <= unit.now))
    await unit.session.exec(sa.delete(TelegramUpdate).where(col(TelegramUpdate.at) <= unit.now - KEPT))
    await unit.session.exec(sa.delete(OnceKey).where(col(OnceKey.at) <= unit.now - KEPT))


async def erase_withdrawn(unit: Unit) -> None:
    """Seven days after she withdrew, what she told can never be opened again: every sealed half is deleted.

    Figures and the chained timeline stay; files lose their rows, and the sweep takes them.
    """
    rows = (
        await unit.session.exec(
            select(Case)
            .where(
                Case.closing_reason == ClosingReason.WITHDRAWN,
                col(Case.closed_at) <= unit.now - ERASED_AFTER,
                col(Case.erased_at).is_(None),
            )
            .limit(50)
        )
    ).all()
    for case in rows:
        boxes = select(Lockbox.box).where(Lockbox.case_id == case.id)
        await unit.session.exec(sa.delete(LockboxKey).where(col(LockboxKey.box).in_(boxes)))
        await _delete_files(unit, case)
        for complainant in await complainants_of(unit, case):
            complainant.receipt_lookup, complainant.receipt_public = None, None
            complainant.receipt_wrapped, complainant.correspondent_id = None, None
            unit.session.add(complainant)
        case.erased_at = unit.now
        unit.session.add(case)
        await events.append(unit, case, "erased", SYSTEM)


async def _delete_files(unit: Unit, case: Case) -> None:
    files = select(Evidence.id).where(Evidence.case_id == case.id)
    await unit.session.exec(sa.delete(DisclosedFile).where(col(DisclosedFile.evidence_id).in_(files)))
    await unit.session.exec(sa.delete(Evidence).where(col(Evidence.case_id) == case.id))


async def sweep_files(store: Store) -> int:
    """Delete stored files over 24 hours old that no row knows; returns how many."""
    old = store.files.stored_before((dt.datetime.now(dt.UTC) - FILE_AGE).timestamp())
    async with store.reading() as unit:
        known = set((await unit.session.exec(select(Evidence.id))).all()) if old else set()
    gone = [evidence_id for evidence_id in old if evidence_id not in known]
    for evidence_id in gone:
        store.files.delete(evidence_id)
    return len(gone)
