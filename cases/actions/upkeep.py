"""What time alone brings about: questions run out, drafts end, daily keys are destroyed, files without a row go."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlmodel import col, select

from cases.actions.consents import close_previews, end_disclosures, end_without_words, settle_waiting
from cases.actions.remedies import settle_remedy, told_on
from cases.actions.telling import locked
from cases.rules.vocabulary import ConsentStatus, ReferralStatus, RemedyStatus
from cases.rules.workflow import Act, Actor, decide, track_table
from cases.store import events, outbox
from cases.store.attempts import forget_attempts
from cases.store.clock import cambodian_day
from cases.store.tables import (
    Case,
    ChatMessage,
    Complainant,
    Consent,
    Conversation,
    Correspondent,
    Evidence,
    Invitation,
    KnownDevice,
    Login,
    OnceKey,
    OutboxMessage,
    OutboxQueue,
    QuestionsLeft,
    Referral,
    Remedy,
    TelegramUpdate,
)
from cases.store.unit import Store, Unit

UNANSWERED = dt.timedelta(days=14)
KEPT = dt.timedelta(days=7)
FILE_AGE = dt.timedelta(hours=24)
STRANGER = dt.timedelta(hours=1)
SYSTEM = "system"
AT_ONCE = 100


async def run_out(unit: Unit) -> None:
    """Consents that nobody answered expire with their referral; remedies she did not answer stay unconfirmed.

    What she gave for a year ends after it. Each row is read again under its case's lock: her word of now counts.
    """
    asked = select(Consent.id, Referral.case_id).join(Referral, col(Referral.id) == col(Consent.referral_id))
    over = col(Consent.expires_at) <= unit.now
    for status, expire in ((ConsentStatus.ASKED, _unanswered), (ConsentStatus.GIVEN, _no_longer_given)):
        found = await unit.session.exec(
            asked.where(Consent.status == status, over).order_by(Referral.case_id).limit(AT_ONCE)
        )
        for consent_id, case_id in found.all():
            case = await locked(unit, case_id)
            consent = await unit.session.get_one(Consent, consent_id, populate_existing=True)
            if consent.status is status:
                await expire(unit, case, consent)
    remedies = await unit.session.exec(
        select(Remedy.id, Remedy.case_id)
        .where(Remedy.status == RemedyStatus.DELIVERED, col(Remedy.asked_at) <= unit.now - UNANSWERED)
        .order_by(Remedy.case_id)
        .limit(AT_ONCE)
    )
    for remedy_id, case_id in remedies.all():
        case = await locked(unit, case_id)
        remedy = await unit.session.get_one(Remedy, remedy_id, populate_existing=True)
        if remedy.status is RemedyStatus.DELIVERED:
            act = await settle_remedy(unit, remedy, over=True)
            kind = "remedy_confirmed" if act is Act.CONFIRM else "remedy_unconfirmed"
            await _system_event(unit, case, kind, {"remedy": remedy.id}, await told_on(unit, remedy))


async def _unanswered(unit: Unit, case: Case, consent: Consent) -> None:
    consent.status = ConsentStatus.EXPIRED
    unit.session.add(consent)
    await close_previews(unit, [consent.id])
    referral = await unit.session.get_one(Referral, consent.referral_id, populate_existing=True)
    await end_without_words(unit, case, referral)
    await settle_waiting(unit, case)


async def _no_longer_given(unit: Unit, case: Case, consent: Consent) -> None:
    consent.status = ConsentStatus.EXPIRED
    unit.session.add(consent)
    referral = await unit.session.get_one(Referral, consent.referral_id, populate_existing=True)
    await end_disclosures(unit, referral, consent.id)
    referral.version += 1
    unit.session.add(referral)
    await _system_event(unit, case, "consent_expired", {"consent": consent.id}, referral.id)
    await end_without_words(unit, case, referral)


async def _system_event(
    unit: Unit, case: Case, kind: str, data: dict[str, str], referral_id: str | None = None
) -> None:
    await unit.session.flush()
    await settle_waiting(unit, case)
    await events.append(unit, case, kind, SYSTEM, data, referral_id=referral_id)


async def resume_held(unit: Unit) -> None:
    """A pause that has reached its day is over."""
    held = await unit.session.exec(
        select(Referral.id, Referral.case_id)
        .where(Referral.status == ReferralStatus.ON_HOLD, col(Referral.held_until) <= cambodian_day(unit.now))
        .order_by(Referral.case_id)
    )
    for referral_id, case_id in held.all():
        case = await locked(unit, case_id)
        referral = await unit.session.get_one(Referral, referral_id, populate_existing=True)
        if referral.status is ReferralStatus.ON_HOLD:
            referral.status = decide(track_table(referral.forum), referral.status, Act.RESUME, Actor.SYSTEM)
            referral.held_until = None
            referral.version += 1
            unit.session.add(referral)
            await _system_event(unit, case, "referral_resumed", {}, referral.id)


async def forget(unit: Unit) -> None:
    """Delete what was meant to be short-lived: ended drafts, invitations, logins, update ids, idempotency keys."""
    over = (
        await unit.session.exec(select(Conversation.id).where(col(Conversation.expires_at) <= unit.now).limit(500))
    ).all()
    if over:
        await unit.session.exec(
            sa.delete(Evidence).where(col(Evidence.conversation_id).in_(over), col(Evidence.case_id).is_(None))
        )
        await unit.session.exec(sa.delete(Conversation).where(col(Conversation.id).in_(over)))
    await unit.session.exec(sa.delete(OutboxMessage).where(col(OutboxMessage.sent_at) <= unit.now - KEPT))
    await unit.session.exec(sa.delete(Invitation).where(col(Invitation.expires_at) <= unit.now))
    await unit.session.exec(sa.delete(Login).where(col(Login.expires_at) <= unit.now))
    await unit.session.exec(sa.delete(KnownDevice).where(col(KnownDevice.expires_at) <= unit.now))
    await unit.session.exec(sa.delete(QuestionsLeft).where(col(QuestionsLeft.expires_at) <= unit.now))
    await forget_attempts(unit)
    await unit.session.exec(sa.delete(TelegramUpdate).where(col(TelegramUpdate.at) <= unit.now - KEPT))
    await unit.session.exec(sa.delete(OnceKey).where(col(OnceKey.at) <= unit.now - KEPT))


async def forget_strangers(unit: Unit) -> None:
    """Delete chats that belong to no case and have no draft: whoever wrote once and left is not kept."""
    belongs = (
        sa.exists().where(col(holds.correspondent_id) == col(Correspondent.id))
        for holds in (Complainant, Conversation, ChatMessage)
    )
    waits = sa.exists().where(col(OutboxMessage.correspondent_id) == col(Correspondent.id), outbox.unsent())
    strangers = select(Correspondent.id).where(
        col(Correspondent.created_at) <= unit.now - STRANGER, *(~one for one in belongs), ~waits
    )
    found = (await unit.session.exec(strangers.limit(500))).all()
    for table in (OutboxMessage, OutboxQueue):
        await unit.session.exec(sa.delete(table).where(col(table.correspondent_id).in_(found)))
    await unit.session.exec(sa.delete(Correspondent).where(col(Correspondent.id).in_(found)))


async def sweep_files(store: Store) -> int:
    """Delete stored files over 24 hours old that no row knows; returns how many."""
    old = store.files.stored_before((dt.datetime.now(dt.UTC) - FILE_AGE).timestamp())
    async with store.reading() as unit:
        known = set((await unit.session.exec(select(Evidence.id))).all()) if old else set()
    gone = [evidence_id for evidence_id in old if evidence_id not in known]
    for evidence_id in gone:
        store.files.delete(evidence_id)
    return len(gone)
