"""The one table of acts on a case. JSON and desk both read it, so neither can do what the other cannot.

One act is one transaction: who is asking, whether this very request was carried out before, the one door, the
version that was seen, the act, and what came of it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from api import bodies, handing_over, papers
from cases.actions import (
    asking,
    conflicts,
    direct,
    disclosing,
    meetings,
    reading,
    receipts,
    referrals,
    remedies,
    sessions,
    telling,
    triage,
    verifying,
)
from cases.actions.direct import Notice
from cases.actions.meetings import Minutes
from cases.actions.remedies import Amount
from cases.rules import case_numbers
from cases.rules.errors import BadInput, NotThere
from cases.rules.money import parse
from cases.rules.workers import Workers
from cases.store.door import Access, case_for
from cases.store.once import done_before, finish
from cases.store.unit import Store, Unit
from cases.store.viewers import Viewer, full_viewer_of
from cases.store.views import CaseView, view_case

# The model is the verb's own; the table pairs them, which a type cannot say.
Act = Callable[[Unit, Access, Any], Awaitable[str | None]]


@dataclass(frozen=True)
class Verb:
    """One act. `act` returns what it made: a referral's reference, or the id of a meeting or remedy."""

    name: str
    body: type[bodies.Body]
    act: Act
    closes_door: bool = False  # afterwards the case is not there for whoever did it
    before: Callable[[Store, Any], Awaitable[Any]] | None = None  # files: outside the transaction; `act` gets it

    @property
    def checks_version(self) -> bool:
        """Whether the request must name the version that was seen."""
        return issubclass(self.body, bodies.SeenBody)

    @property
    def summary(self) -> str:
        return (self.body.__doc__ or "").strip()


@dataclass(frozen=True)
class Done:
    """What came of a request. `repeated`: this very request had been carried out before, and was not again.

    `version` is None where the act closed the case to whoever did it: there is nothing to go on with.
    """

    result: str | None
    version: int | None
    repeated: bool


# ------------------------------------------------------------------------------------------------ the case
async def _write(unit: Unit, access: Access, body: bodies.Write) -> None:
    await verifying.refuse_contact(unit, access, body.text)
    await telling.write_to_worker(unit, access, body.text)


async def _correct(unit: Unit, access: Access, body: bodies.Correct) -> None:
    await triage.correct(unit, access, body.issue, body.urgency, body.factory_id, body.language)


async def _verify_complainant(unit: Unit, access: Access, body: bodies.VerifyComplainant) -> None:
    await verifying.verify_complainant(unit, access, body.complainant, body.by)


async def _activate(unit: Unit, access: Access, _body: bodies.Activate) -> None:
    await triage.activate(unit, access)


async def _close(unit: Unit, access: Access, body: bodies.Close) -> None:
    await verifying.refuse_contact(unit, access, body.note, "note")
    await triage.close(unit, access, body.reason, body.note)


async def _reopen(unit: Unit, access: Access, _body: bodies.Reopen) -> None:
    await triage.reopen(unit, access)


async def _declare_conflict(unit: Unit, access: Access, body: bodies.DeclareConflict) -> None:
    await conflicts.declare_conflict(unit, access, body.reason)


async def _lift_conflict(unit: Unit, access: Access, body: bodies.LiftConflict) -> None:
    await conflicts.lift_conflict(unit, access, body.conflict_id)


# ------------------------------------------------------------------------------------------------- tracks
def _reference(typed: str | None) -> str | None:
    """A reference in any grouping. Raises NotThere when it cannot be one."""
    if not typed:
        return None
    return number_of(typed)


async def _propose_referral(unit: Unit, access: Access, body: bodies.ProposeReferral) -> str:
    return (await asking.propose_referral(unit, access, body.party_id, body.parts, body.cover)).reference


async def _negotiate(unit: Unit, access: Access, body: bodies.Negotiate) -> str:
    return (await asking.negotiate(unit, access, body.forum, body.parts, body.cover)).reference


async def _notify_employer(unit: Unit, access: Access, body: bodies.NotifyEmployer) -> str:
    notice = Notice(body.told_on, body.by, body.parts, body.words)
    return (await direct.notify_employer(unit, access, _reference(body.reference), notice)).id


async def _ask_parts(unit: Unit, access: Access, body: bodies.AskParts) -> None:
    await asking.ask_parts(unit, access, _reference(body.reference), body.parts, body.cover)


async def _send_referral(unit: Unit, access: Access, body: bodies.SendReferral) -> None:
    await disclosing.send_referral(unit, access, _reference(body.reference))


async def _receive_referral(unit: Unit, access: Access, body: bodies.ReceiveReferral) -> None:
    await referrals.receive_referral(unit, access, _reference(body.reference), body.filing_number, body.filed_on)


async def _accept_referral(unit: Unit, access: Access, body: bodies.AcceptReferral) -> None:
    await referrals.accept_referral(unit, access, _reference(body.reference))


async def _reject_referral(unit: Unit, access: Access, body: bodies.RejectReferral) -> None:
    await referrals.reject_referral(unit, access, body.reason, _reference(body.reference))


async def _start_referral(unit: Unit, access: Access, body: bodies.StartReferral) -> None:
    await referrals.start_referral(unit, access, _reference(body.reference))


async def _hold_referral(unit: Unit, access: Access, body: bodies.HoldReferral) -> None:
    await referrals.hold_referral(unit, access, body.until, _reference(body.reference))


async def _resume_referral(unit: Unit, access: Access, body: bodies.ResumeReferral) -> None:
    await referrals.resume_referral(unit, access, _reference(body.reference))


async def _conclude_referral(unit: Unit, access: Access, body: bodies.ConcludeReferral) -> None:
    await referrals.conclude_referral(unit, access, body.conclusion, _reference(body.reference))


async def _revoke_referral(unit: Unit, access: Access, body: bodies.RevokeReferral) -> None:
    await referrals.revoke_referral(unit, access, _reference(body.reference))


async def _log_meeting(unit: Unit, access: Access, body: bodies.LogMeeting) -> str:
    minutes = Minutes(body.place, body.present, body.offers, body.notes)
    meeting = await meetings.log_meeting(unit, access, body.held_on, minutes, body.next_on, _reference(body.reference))
    return meeting.id


# ------------------------------------------------------------------------------------------------ remedies
async def _propose_remedy(unit: Unit, access: Access, body: bodies.ProposeRemedy) -> str:
    if body.amount is not None and body.currency is None:
        raise BadInput("currency_missing", field="currency")
    amount = Amount(body.currency, parse(body.amount)) if body.amount is not None and body.currency else None
    workers = Workers(body.women, body.men, body.not_recorded)
    remedy = await remedies.propose_remedy(
        unit, access, body.kind, workers, amount, body.due_on, body.details, _reference(body.reference)
    )
    return remedy.id


async def _agree_remedy(unit: Unit, access: Access, body: bodies.AgreeRemedy) -> None:
    await remedies.agree_remedy(unit, access, body.remedy_id, body.agreed_on)


async def _deliver_remedy(unit: Unit, access: Access, body: bodies.DeliverRemedy) -> None:
    heads = (body.women, body.men, body.not_recorded)
    workers = Workers(*(n or 0 for n in heads)) if any(n is not None for n in heads) else None
    amount = parse(body.amount) if body.amount is not None else None
    await remedies.deliver_remedy(unit, access, body.remedy_id, body.delivered_on, workers, amount, whole=body.whole)


async def _drop_remedy(unit: Unit, access: Access, body: bodies.DropRemedy) -> None:
    await remedies.drop_remedy(unit, access, body.remedy_id)


VERBS: Mapping[str, Verb] = MappingProxyType(
    {
        verb.name: verb
        for verb in (
            Verb("write", bodies.Write, _write),
            Verb("correct", bodies.Correct, _correct),
            Verb("verify-complainant", bodies.VerifyComplainant, _verify_complainant),
            Verb("activate", bodies.Activate, _activate),
            Verb("close", bodies.Close, _close),
            Verb("reopen", bodies.Reopen, _reopen),
            Verb("declare-conflict", bodies.DeclareConflict, _declare_conflict, closes_door=True),
            Verb("lift-conflict", bodies.LiftConflict, _lift_conflict),
            Verb("propose-referral", bodies.ProposeReferral, _propose_referral),
            Verb("negotiate", bodies.Negotiate, _negotiate),
            Verb("notify-employer", bodies.NotifyEmployer, _notify_employer),
            Verb("ask-parts", bodies.AskParts, _ask_parts),
            Verb("consent-paper", bodies.ConsentPaper, papers.enter_consent, before=papers.take_paper),
            Verb("second-consent", bodies.SecondConsent, papers.second_consent),
            Verb("send-referral", bodies.SendReferral, _send_referral),
            Verb("receive-referral", bodies.ReceiveReferral, _receive_referral),
            Verb("accept-referral", bodies.AcceptReferral, _accept_referral),
            Verb("reject-referral", bodies.RejectReferral, _reject_referral),
            Verb("start-referral", bodies.StartReferral, _start_referral),
            Verb("hold-referral", bodies.HoldReferral, _hold_referral),
            Verb("resume-referral", bodies.ResumeReferral, _resume_referral),
            Verb("conclude-referral", bodies.ConcludeReferral, _conclude_referral),
            Verb("revoke-referral", bodies.RevokeReferral, _revoke_referral),
            Verb("log-meeting", bodies.LogMeeting, _log_meeting),
            Verb("hand-over", bodies.HandOver, handing_over.ask),
            Verb("hand-over-paper", bodies.HandOverPaper, papers.enter_handover, before=papers.take_paper),
            Verb("second-paper", bodies.SecondPaper, handing_over.second_paper),
            Verb("carry-out-hand-over", bodies.CarryOutHandOver, handing_over.carry_out, closes_door=True),
            Verb("revoke-hand-over", bodies.RevokeHandOver, handing_over.revoke),
            Verb("propose-remedy", bodies.ProposeRemedy, _propose_remedy),
            Verb("agree-remedy", bodies.AgreeRemedy, _agree_remedy),
            Verb("deliver-remedy", bodies.DeliverRemedy, _deliver_remedy),
            Verb("drop-remedy", bodies.DropRemedy, _drop_remedy),
        )
    }
)


# ------------------------------------------------------------------------------------------- carrying out
def number_of(typed: str) -> str:
    """The case number or reference in what was typed, in any grouping. Raises NotThere when it cannot be one."""
    number = case_numbers.read(typed)
    if number is None:
        raise NotThere
    return number


async def carry_out(store: Store, secret: str, number: str, verb: Verb, body: bodies.Body, key: str) -> Done:
    """Carry out one act, once, in one transaction.

    Args:
        secret: the login cookie's, opened in the same transaction: whoever was removed a moment ago does nothing.
        number: case number (lead) or referral reference (recipient), in any grouping.
        key: the idempotency key: at most 64 characters, new for each new act.

    Raises:
        SamlengError: nothing was written.
    """
    typed = number_of(number)
    said = f"{typed}\n{body.model_dump_json()}".encode()
    made = await _made_before(store, secret, typed, verb, body)
    async with store.writing() as unit:
        viewer = await full_viewer_of(unit, secret)
        if await sessions.needs_touch(unit, viewer):
            await sessions.touch(unit, viewer)
        before = await done_before(unit, viewer.actor, verb.name, key, said)
        if before is not None and verb.closes_door:
            return Done(before or None, None, repeated=True)
        if before is not None:
            access = await case_for(unit, viewer, typed)
            return Done(before or None, access.version, repeated=True)
        access = await case_for(unit, viewer, typed, seen=getattr(body, "seen", None))
        result = await verb.act(unit, access, made)
        await finish(unit, viewer.actor, verb.name, key, result or "")
        return Done(result, None if verb.closes_door else access.version, repeated=False)


async def _made_before(store: Store, secret: str, number: str, verb: Verb, body: bodies.Body) -> Any:
    """What an act needs that no transaction waits for, made for those alone to whom the case opens; else the body."""
    if verb.before is None:
        return body
    async with store.reading() as unit:
        await case_for(unit, await full_viewer_of(unit, secret), number)
    return await verb.before(store, body)


async def open_and_view(store: Store, viewer: Viewer, number: str) -> CaseView:
    """Open a case or referral to read it, which is written down first.

    The lead's first look at a new case puts it in review, and she is told.
    """
    typed = number_of(number)
    await note_look(store, viewer, typed)
    await fill_waiting(store, viewer, typed)
    async with store.reading() as unit:
        view = await view_case(unit, await case_for(unit, viewer, typed))
        return await handing_over.with_handing(unit, view)


async def note_look(store: Store, viewer: Viewer, number: str) -> None:
    """Write down that somebody reads, unless she looked within the last quarter of an hour: then nothing is written.

    Raises:
        NotThere: no such case for this viewer.
    """
    async with store.reading() as unit:
        if await reading.is_noted(unit, await case_for(unit, viewer, number)):
            return
    async with store.writing() as unit:
        await reading.note_look(unit, await case_for(unit, viewer, number))


async def fill_waiting(store: Store, viewer: Viewer, number: str) -> None:
    """Give a worker's renewed receipt what was written before it, where some of that waits; else nothing is written."""
    async with store.reading() as unit:
        access = await case_for(unit, viewer, number)
        if not (access.is_lead and await receipts.anything_pending(unit, access.case)):
            return
    async with store.writing() as unit:
        await receipts.fill_pending(unit, await case_for(unit, viewer, number))
