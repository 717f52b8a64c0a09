"""She withdraws: alone she ends the case, among others she leaves it to them. Then what is hers is erased."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from cases.actions.consents import (
    close_previews,
    end_disclosures,
    end_referral,
    end_without_words,
    settle_waiting,
)
from cases.actions.erasure import erase_case, erase_worker
from cases.actions.remedies import settle_remedy, told_on
from cases.actions.telling import actor_of, own
from cases.rules.errors import NotNow
from cases.rules.facts import Fact
from cases.rules.vocabulary import ClosingReason, ConsentStatus, RemedyStatus
from cases.rules.workflow import CASE, OUT, Act, Actor, decide, track_table
from cases.store import clocks, events, handovers
from cases.store.standing_consents import end_standing_words
from cases.store.story import complainants_of
from cases.store.tables import Case, Complainant, Consent, Referral, Remedy
from cases.store.unit import Unit

SYSTEM = "system"


async def withdraw_case(unit: Unit, complainant_id: str) -> None:
    """She withdraws. Sharing of what is hers stops at once. Twice is once.

    While others are in the case she leaves it, and it goes on for them; with the last one it closes as withdrawn. A
    case that was closed otherwise is withdrawn too: what she told is hers to erase.
    """
    complainant, case = await own(unit, complainant_id)
    if complainant.left_at is not None or case.closing_reason is ClosingReason.WITHDRAWN:
        return
    stood = await _take_back(unit, complainant)
    if [one.id for one in await complainants_of(unit, case)] == [complainant.id]:
        await _close(unit, case, complainant)
    else:
        await _leave(unit, case, complainant, stood)


async def _take_back(unit: Unit, complainant: Complainant) -> list[Consent]:
    """Every word of hers that is waited for or stands; returns those that stood."""
    rows = await unit.session.exec(
        select(Consent)
        .where(
            Consent.complainant_id == complainant.id,
            col(Consent.status).in_((ConsentStatus.ASKED, ConsentStatus.GIVEN)),
        )
        .order_by(col(Consent.asked_at), col(Consent.id))
        .execution_options(populate_existing=True)
    )
    consents = rows.all()
    stood = [consent for consent in consents if consent.status is ConsentStatus.GIVEN]
    for consent in consents:
        consent.status, consent.withdrawn_at = ConsentStatus.WITHDRAWN, unit.now
        unit.session.add(consent)
    await end_standing_words(unit, [complainant.id])
    await close_previews(unit, [consent.id for consent in consents])
    await unit.session.flush()
    return stood


async def _close(unit: Unit, case: Case, complainant: Complainant) -> None:
    """The last one goes: every track ends, and the case with them. Who was out of it before is not told."""
    of_case = select(Referral).where(Referral.case_id == case.id, col(Referral.status).not_in(OUT))
    referrals = (await unit.session.exec(of_case)).all()
    for referral in referrals:
        await end_disclosures(unit, referral)
        if (referral.status, Act.WITHDRAW) in track_table(referral.forum):
            await end_referral(unit, case, referral)
    await handovers.end_open(unit, case, Act.WITHDRAW, Actor.WORKER)
    case.status = decide(CASE, case.status, Act.WITHDRAW, Actor.WORKER)
    case.closed_at, case.closing_reason = unit.now, ClosingReason.WITHDRAWN
    await clocks.happened(unit, case, Fact.CLOSED)
    for referral in referrals:
        await events.append(unit, case, "withdrawn", actor_of(complainant), referral_id=referral.id)
    await events.append(unit, case, "withdrawn", actor_of(complainant))


async def _leave(unit: Unit, case: Case, complainant: Complainant, stood: Sequence[Consent]) -> None:
    """Others stay: what went on her word ends, nothing waits for her any more, and the case is theirs."""
    complainant.left_at = unit.now
    unit.session.add(complainant)
    await handovers.leave_open(unit, case, complainant.id)
    for referral in await _asked_about(unit, complainant):
        hers = [consent.id for consent in stood if consent.referral_id == referral.id]
        for consent_id in hers:
            await end_disclosures(unit, referral, consent_id)
        await end_without_words(unit, case, referral)
        if hers:
            await events.append(unit, case, "consent_withdrawn", actor_of(complainant), referral_id=referral.id)
    await unit.session.flush()
    await _without_her(unit, case, complainant)
    await events.append(unit, case, "worker_left", actor_of(complainant))
    await settle_waiting(unit, case)


async def _without_her(unit: Unit, case: Case, complainant: Complainant) -> None:
    """What was waiting for her word alone is settled by the words of the others."""
    delivered = select(Remedy).where(Remedy.case_id == case.id, Remedy.status == RemedyStatus.DELIVERED)
    rows = await unit.session.exec(delivered.order_by(col(Remedy.id)).execution_options(populate_existing=True))
    for remedy in rows.all():
        if await settle_remedy(unit, remedy) is not None:
            data = {"remedy": remedy.id}
            track = await told_on(unit, remedy)
            await events.append(unit, case, "remedy_confirmed", SYSTEM, data, referral_id=track)


async def _asked_about(unit: Unit, complainant: Complainant) -> Sequence[Referral]:
    """The tracks about which she was asked, the oldest first."""
    hers = select(Consent.referral_id).where(Consent.complainant_id == complainant.id)
    rows = await unit.session.exec(
        select(Referral)
        .where(col(Referral.id).in_(hers))
        .order_by(col(Referral.asked_at), col(Referral.id))
        .execution_options(populate_existing=True)
    )
    return rows.all()


async def erase_now(unit: Unit, complainant_id: str) -> None:
    """What she withdrew can never be opened again from now on; anonymous figures stay. Twice is once.

    Of a case that goes on for others, what is hers alone is erased.

    Raises:
        NotNow: she has not withdrawn.
    """
    complainant, case = await own(unit, complainant_id)
    if case.closing_reason is ClosingReason.WITHDRAWN:
        await erase_case(unit, case)
    elif complainant.left_at is not None:
        await erase_worker(unit, case, complainant)
    else:
        raise NotNow("not_withdrawn")
