"""What time reminds of: her, of a question or a draft that waits; the leads of both sides, of an answer not given."""

from __future__ import annotations

import datetime as dt

from sqlmodel import col, select

from cases.actions.remedies import told_on
from cases.actions.telling import locked, say_to_chat, tell
from cases.actions.tracks import recipient_names
from cases.rules.vocabulary import ClockKind, ConsentStatus
from cases.rules.workflow import LIVE
from cases.store import clocks, events
from cases.store.clock import cambodian_day
from cases.store.tables import Clock, Complainant, Consent, Conversation, Referral, Remedy
from cases.store.unit import Unit

REMINDED_AFTER = (dt.timedelta(days=2), dt.timedelta(days=5))
SYSTEM = "system"
AT_ONCE = 100


async def remind(unit: Unit) -> None:
    """Remind each worker who was asked and has not answered, twice before the question runs out.

    What fell due while nothing ran is made up by one reminder, not by two.
    """
    for times, age in reversed(list(enumerate(REMINDED_AFTER))):
        due = (
            select(Consent.id, Referral.case_id)
            .join(Referral, col(Referral.id) == col(Consent.referral_id))
            .where(
                Consent.status == ConsentStatus.ASKED,
                col(Referral.status).in_(LIVE),
                col(Consent.reminded) <= times,
                col(Consent.asked_at) <= unit.now - age,
                col(Consent.expires_at) > unit.now,
            )
            .order_by(Referral.case_id)
            .limit(AT_ONCE)
        )
        for consent_id, case_id in (await unit.session.exec(due)).all():
            await _remind(unit, case_id, consent_id, times)


async def _remind(unit: Unit, case_id: str, consent_id: str, times: int) -> None:
    case = await locked(unit, case_id)
    consent = await unit.session.get_one(Consent, consent_id, populate_existing=True)
    if consent.status is not ConsentStatus.ASKED or consent.reminded > times:
        return
    consent.reminded = times + 1
    unit.session.add(consent)
    referral = await unit.session.get_one(Referral, consent.referral_id)
    complainant = await unit.session.get_one(Complainant, consent.complainant_id)
    params = {"consent_id": consent.id, "party": await recipient_names(unit, referral)}
    await tell(unit, complainant, "consent_reminder", params)
    await events.append(unit, case, "consent_reminded", SYSTEM, {"consent": consent.id})


async def remind_of_drafts(unit: Unit) -> None:
    """Who told something and fell silent is told once that it has not gone to anybody, and until when it is kept."""
    due = (
        select(Conversation)
        .where(col(Conversation.remind_at) <= unit.now, col(Conversation.expires_at) > unit.now)
        .order_by(col(Conversation.id))
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    for conversation in (await unit.session.exec(due)).all():
        conversation.remind_at = None
        unit.session.add(conversation)
        if conversation.correspondent_id:
            until = cambodian_day(conversation.expires_at).isoformat()
            await say_to_chat(unit, conversation.correspondent_id, "not_sent", {"date": {"date": until}})


async def escalate(unit: Unit) -> None:
    """What somebody here had to do in time and did not is brought before the leads, once; an answer, of both sides."""
    due = (
        select(Clock.id, Clock.case_id)
        .where(
            Clock.kind == ClockKind.DUTY,
            col(Clock.met_at).is_(None),
            col(Clock.escalated_at).is_(None),
            col(Clock.due_at) <= unit.now,
        )
        .order_by(Clock.case_id)
        .limit(AT_ONCE)
    )
    for clock_id, case_id in (await unit.session.exec(due)).all():
        case = await locked(unit, case_id)
        clock = await unit.session.get_one(Clock, clock_id, populate_existing=True)
        if clock.met_at is None and clock.escalated_at is None:
            clock.escalated_at = unit.now
            unit.session.add(clock)
            if clock.remedy_id:
                remedy = await unit.session.get_one(Remedy, clock.remedy_id)
                kind, track = "remedy_overdue", await told_on(unit, remedy)
            else:
                shared = clock.rule in clocks.SHARED
                kind, track = ("referral_overdue", clock.referral_id) if shared else ("duty_overdue", None)
            await events.append(unit, case, kind, SYSTEM, {"rule": clock.rule}, referral_id=track)
