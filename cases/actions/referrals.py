"""A track as its recipient moves it, or the lead in the place of a party off the platform; she is told each step."""

from __future__ import annotations

import datetime as dt

from sqlmodel import col, select

from cases.actions import consents
from cases.actions.telling import checked
from cases.actions.tracks import actor_on, leave_line, referral_of
from cases.actions.triage import lead_only
from cases.rules.errors import BadInput
from cases.rules.facts import STATUTORY, WITHOUT_RESULT, Fact, Step
from cases.rules.vocabulary import Conclusion, PartyKind, RejectionReason
from cases.rules.workflow import Act, Actor, decide, track_table
from cases.store import clocks, lockboxes
from cases.store.clock import cambodian_day
from cases.store.door import Access
from cases.store.tables import DisputeStep, Party, Referral
from cases.store.unit import Unit

LONGEST_HOLD = dt.timedelta(days=30)


async def receive_referral(
    unit: Unit,
    access: Access,
    reference: str | None = None,
    filing_number: str = "",
    filed_on: dt.date | None = None,
    *,
    collective: bool = False,
) -> None:
    """The recipient has it. For a party off the platform: filed there, with its number and date.

    With the ministry that date starts the limits of an individual dispute, or of a `collective` one.
    """
    referral = await referral_of(unit, access, reference)
    actor, entered = await actor_on(unit, access, referral)
    first = referral.status is not decide(track_table(referral.forum), referral.status, Act.RECEIVE, actor)
    referral.status = decide(track_table(referral.forum), referral.status, Act.RECEIVE, actor)
    if entered:
        if filed_on is None:
            raise BadInput("date_missing", field="filed_on")
        if filed_on > cambodian_day(unit.now):
            raise BadInput("date_future", field="filed_on")
        referral.filed_on = filed_on
        referral.filing_generation, referral.sealed = await lockboxes.post(
            unit,
            referral.work_box,
            Referral.__tablename__,
            referral.id,
            {"number": checked(filing_number, "filing_number")},
        )
        await _filed(unit, access, referral, filed_on, collective=collective)
    elif not first:
        return
    await leave_line(unit, access, referral, "referral_received", entered, told="referral_received" if first else "")


async def _filed(unit: Unit, access: Access, referral: Referral, on: dt.date, *, collective: bool) -> None:
    party = await unit.session.get_one(Party, referral.party_id)
    if party.kind in STATUTORY:
        step = Step.FILED_COLLECTIVE if collective else Step.FILED_INDIVIDUAL
        await clocks.happened(unit, access.case, step, referral.id, on=on)


async def accept_referral(unit: Unit, access: Access, reference: str | None = None) -> None:
    """The recipient takes it on."""
    referral = await _decided(unit, access, reference, Act.ACCEPT)
    referral.answered_at = unit.now
    await clocks.happened(unit, access.case, Fact.REFERRAL_ANSWERED, referral.id)
    _, entered = await actor_on(unit, access, referral)
    await leave_line(unit, access, referral, "referral_accepted", entered, told="referral_accepted")


async def reject_referral(unit: Unit, access: Access, reason: RejectionReason, reference: str | None = None) -> None:
    """The recipient cannot take it, with a reason that she is told; what it was shown opens to it no longer."""
    referral = await _decided(unit, access, reference, Act.REJECT)
    referral.answered_at, referral.rejection = unit.now, reason
    await consents.end_disclosures(unit, referral)
    await _nothing_asked(unit, access, referral)
    await clocks.happened(unit, access.case, Fact.TRACK_OVER, referral.id)
    _, entered = await actor_on(unit, access, referral)
    await leave_line(
        unit,
        access,
        referral,
        "referral_rejected",
        entered | {"reason": reason.value},
        told="referral_rejected",
        reason={"label": f"rejection_reason.{reason.value}"},
    )


async def start_referral(unit: Unit, access: Access, reference: str | None = None) -> None:
    """Work on it has begun."""
    referral = await _decided(unit, access, reference, Act.START)
    _, entered = await actor_on(unit, access, referral)
    await leave_line(unit, access, referral, "referral_started", entered)


async def hold_referral(unit: Unit, access: Access, until: dt.date, reference: str | None = None) -> None:
    """Pause until a day, at most 30 days ahead. A pause never stops a clock of law."""
    today = cambodian_day(unit.now)
    if not today < until <= today + LONGEST_HOLD:
        raise BadInput("hold_until", field="until", most=LONGEST_HOLD.days)
    referral = await _decided(unit, access, reference, Act.HOLD)
    referral.held_until = until
    _, entered = await actor_on(unit, access, referral)
    await leave_line(unit, access, referral, "referral_held", entered | {"until": until.isoformat()})


async def resume_referral(unit: Unit, access: Access, reference: str | None = None) -> None:
    """The pause is over."""
    referral = await _decided(unit, access, reference, Act.RESUME)
    referral.held_until = None
    _, entered = await actor_on(unit, access, referral)
    await leave_line(unit, access, referral, "referral_resumed", entered)


async def conclude_referral(unit: Unit, access: Access, conclusion: Conclusion, reference: str | None = None) -> None:
    """The track has ended with a result. Nothing changes in any other track."""
    referral = await _decided(unit, access, reference, Act.CONCLUDE)
    referral.concluded_at, referral.conclusion = unit.now, conclusion
    await _nothing_asked(unit, access, referral)
    await clocks.happened(unit, access.case, Fact.TRACK_OVER, referral.id)
    if conclusion in WITHOUT_RESULT:
        await _court_may_follow(unit, access, referral)
    _, entered = await actor_on(unit, access, referral)
    await leave_line(
        unit,
        access,
        referral,
        "referral_concluded",
        entered | {"conclusion": conclusion.value},
        told="referral_concluded",
        reason={"label": f"conclusion.{conclusion.value}"},
    )


async def _court_may_follow(unit: Unit, access: Access, referral: Referral) -> None:
    """No result before the inspector: her time to go to court runs, from today unless its day was entered already."""
    party = await unit.session.get_one(Party, referral.party_id)
    entered = select(DisputeStep.id).where(
        DisputeStep.referral_id == referral.id,
        DisputeStep.step == Step.NOT_CONCILIATED,
        col(DisputeStep.cancelled_at).is_(None),
    )
    if party.kind is PartyKind.MINISTRY and (await unit.session.exec(entered.limit(1))).first() is None:
        await clocks.happened(unit, access.case, Step.NOT_CONCILIATED, referral.id)


async def revoke_referral(unit: Unit, access: Access, reference: str | None = None) -> None:
    """The lead takes it back before the recipient received it."""
    lead_only(access)
    referral = await referral_of(unit, access, reference)
    referral.status = decide(track_table(referral.forum), referral.status, Act.REVOKE, Actor.LEAD)
    await consents.end_disclosures(unit, referral)
    await _nothing_asked(unit, access, referral)
    await clocks.happened(unit, access.case, Fact.TRACK_OVER, referral.id)
    await leave_line(unit, access, referral, "referral_revoked", {}, told="referral_revoked")


async def _nothing_asked(unit: Unit, access: Access, referral: Referral) -> None:
    """The track is over: what was still asked of her for it is not any more."""
    await consents.stop_asking(unit, referral)
    await unit.session.flush()
    await consents.settle_waiting(unit, access.case)


async def _decided(unit: Unit, access: Access, reference: str | None, act: Act) -> Referral:
    referral = await referral_of(unit, access, reference)
    actor, _ = await actor_on(unit, access, referral)
    referral.status = decide(track_table(referral.forum), referral.status, act, actor)
    return referral
