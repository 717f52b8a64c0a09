"""What the lead party does with a case: open, correct, take on, close, reopen."""

from __future__ import annotations

from sqlmodel import col, select

from cases.actions.merging import add_alias
from cases.actions.telling import party_names, tell_all, tell_closed
from cases.rules import closing
from cases.rules.errors import BadInput, NotNow, NotThere
from cases.rules.facts import Fact
from cases.rules.vocabulary import CaseStatus, ClosingReason, Issue, Language, Province, Urgency
from cases.rules.workflow import CASE, OWED, Act, Actor, decide
from cases.store import clocks, events, handovers
from cases.store.door import Access
from cases.store.factories import factory_of
from cases.store.tables import Case, Referral, Remedy
from cases.store.unit import Unit

LONGEST_NOTE = 1000


def lead_only(access: Access) -> None:
    """Acts of the lead do not exist for a recipient."""
    if not access.is_lead:
        raise NotThere


async def open_case(unit: Unit, access: Access) -> None:
    """An officer opens it for the first time: it is in review, and she learns that somebody reads."""
    lead_only(access)
    case = access.case
    if case.status is not CaseStatus.RECEIVED:
        return
    case.status = decide(CASE, case.status, Act.OPEN, Actor.LEAD)
    await clocks.happened(unit, case, Fact.READ)
    await events.append(unit, case, "opened", access.viewer.actor)
    await tell_all(unit, case, "case_in_review", {"party": await party_names(unit, case.lead_party_id)})


async def correct(
    unit: Unit,
    access: Access,
    issue: Issue | None = None,
    urgency: Urgency | None = None,
    factory_id: str | None = None,
    language: Language | None = None,
    also_called: str = "",
) -> None:
    """Put right what the first answers got wrong. What is None stays.

    `also_called` joins the register as a name of the case's factory.
    """
    lead_only(access)
    case = access.case
    case.status = decide(CASE, case.status, Act.CORRECT, Actor.LEAD)
    wanted = {"issue": issue, "urgency": urgency, "language": language}
    changed = {name: value for name, value in wanted.items() if value is not None and getattr(case, name) is not value}
    for name, value in changed.items():
        setattr(case, name, value)
    data = {name: value.value for name, value in changed.items()}
    if factory_id is not None and factory_id != case.factory_id:
        factory = await factory_of(unit, factory_id)
        if factory is None:
            raise BadInput("factory_unknown", field="factory_id")
        case.factory_id, case.province = factory.id, Province(factory.province)
        data["factory"] = factory.id
    if also_called.strip():
        await _called(unit, access, also_called)
    if data:
        await events.append(unit, case, "corrected", access.viewer.actor, data)


async def _called(unit: Unit, access: Access, name: str) -> None:
    """What she calls the factory of the case, so that the next one who calls it so finds it."""
    factory = await factory_of(unit, access.case.factory_id)
    if factory is None:
        raise BadInput("alias_without_factory", field="also_called")
    await add_alias(unit, access.viewer, factory.id, name)


async def activate(unit: Unit, access: Access) -> None:
    """The party takes the case on."""
    lead_only(access)
    case = access.case
    if case.status is CaseStatus.RECEIVED:
        await open_case(unit, access)
    case.status = decide(CASE, case.status, Act.ACTIVATE, Actor.LEAD)
    await clocks.happened(unit, case, Fact.ANSWERED)
    await events.append(unit, case, "activated", access.viewer.actor)
    await tell_all(unit, case, "case_active", {"party": await party_names(unit, case.lead_party_id)})


async def standing_of(unit: Unit, case: Case) -> closing.Standing:
    """Where everything in a case stands, for the closing rules."""
    referrals = (await unit.session.exec(select(Referral).where(Referral.case_id == case.id))).all()
    remedies = (await unit.session.exec(select(Remedy).where(Remedy.case_id == case.id))).all()
    return closing.Standing(
        referrals=[referral.status for referral in referrals],
        remedies=[remedy.status for remedy in remedies],
        open_duties=await clocks.open_duties(unit, case),
        disclosed=any(referral.sent_at is not None for referral in referrals),
    )


async def close(unit: Unit, access: Access, reason: ClosingReason, note: str = "") -> None:
    """Close with a reason that she is told; `note` are the officer's words to her.

    Raises:
        NotNow: something still stands in the way; `blockers` names it.
    """
    lead_only(access)
    case = access.case
    if reason is ClosingReason.WITHDRAWN:
        raise BadInput("only_she_withdraws", field="reason")
    if len(note) > LONGEST_NOTE:
        raise BadInput("too_long", field="note", most=LONGEST_NOTE)
    status = decide(CASE, case.status, closing.act_for(reason), Actor.LEAD)
    found = closing.blockers(reason, await standing_of(unit, case))
    if found:
        raise NotNow("closing_blocked", blockers=list(found))
    await handovers.end_open(unit, case, Act.REVOKE, Actor.LEAD)
    case.status, case.closed_at, case.closing_reason = status, unit.now, reason
    await clocks.happened(unit, case, Fact.CLOSED)
    await events.append(unit, case, "closed", access.viewer.actor, {"reason": reason.value})
    await tell_closed(unit, case, note.strip())


async def reopen(unit: Unit, access: Access) -> None:
    """A closed case goes on. What she withdrew stays withdrawn: reopening it would stop its erasure.

    Raises:
        NotNow: it is not closed, or she withdrew it.
    """
    lead_only(access)
    case = access.case
    if case.closing_reason is ClosingReason.WITHDRAWN:
        raise NotNow(act=Act.REOPEN.value, status=ClosingReason.WITHDRAWN.value)
    await goes_on(unit, case, Actor.LEAD, access.viewer.actor)


async def goes_on(unit: Unit, case: Case, by: Actor, who: str) -> None:
    """A closed case is open again: what is still owed runs to its day as before, and everybody is told."""
    case.status = decide(CASE, case.status, Act.REOPEN, by)
    case.closed_at, case.closing_reason = None, None
    unit.session.add(case)
    owed = select(Remedy).where(Remedy.case_id == case.id, col(Remedy.status).in_(OWED))
    for remedy in (await unit.session.exec(owed)).all():
        await clocks.happened(unit, case, Fact.REOPENED, remedy.referral_id, remedy=remedy)
    await events.append(unit, case, "reopened", who)
    await tell_all(unit, case, "case_reopened", {"party": await party_names(unit, case.lead_party_id)})
