"""Tracks: one more party is brought in with her consent, sees its disclosure and nothing else, and reports back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlmodel import col, select

from cases.actions import consents
from cases.actions.telling import checked, party_names, tell, tell_all
from cases.actions.triage import lead_only
from cases.rules.case_numbers import new_number
from cases.rules.errors import BadInput, NotNow, NotThere
from cases.rules.vocabulary import (
    CaseStatus,
    Conclusion,
    ConsentStatus,
    RejectionReason,
    Relation,
)
from cases.rules.workflow import LIVE, REFERRAL, Act, Actor, decide
from cases.store import clocks, events, lockboxes
from cases.store.clock import cambodian_day
from cases.store.door import Access
from cases.store.lockboxes import holder_of_party
from cases.store.story import EVIDENCE, Parts, collect, complainants_of
from cases.store.tables import (
    Case,
    CaseHolder,
    Consent,
    DisclosedFile,
    Disclosure,
    Exclusion,
    Party,
    Preview,
    Referral,
    new_id,
)
from cases.store.unit import Unit

LONGEST_HOLD = dt.timedelta(days=30)


async def propose_referral(unit: Unit, access: Access, party_id: str, parts: Sequence[str]) -> Referral:
    """Propose one more party and ask every complainant, with a preview of each part.

    Raises:
        NotNow: the case is not active, the party is not open, excluded, the lead itself, or asked already.
        BadInput: a part that the case does not have.
    """
    lead_only(access)
    case = access.case
    if case.status not in (CaseStatus.ACTIVE, CaseStatus.AWAITING_WORKER):
        raise NotNow(act="propose", status=case.status.value)
    party = await _may_receive(unit, case, party_id)
    found = await collect(unit, access.viewer.keys, case)
    wanted = list(dict.fromkeys(parts))
    missing = [part for part in wanted if not found.items.get(part)]
    if missing or not wanted:
        raise BadInput("part_empty", field="parts", parts=missing)
    referral = Referral(
        case_id=case.id, party_id=party.id, reference=await _new_reference(unit), parts=wanted, asked_at=unit.now
    )
    unit.session.add(referral)
    await unit.session.flush()
    await consents.wait_for_worker(unit, case, Actor.LEAD)
    await events.append(
        unit, case, "referral_asked", access.viewer.actor, {"referral": referral.id, "party": party.id, "parts": wanted}
    )
    for complainant in await complainants_of(unit, case):
        consent = await consents.ask(unit, complainant, referral, found)
        await tell(
            unit, complainant, "consent_ask", {"consent_id": consent.id, "party": await party_names(unit, party.id)}
        )
    return referral


async def _may_receive(unit: Unit, case: Case, party_id: str) -> Party:
    party = await unit.session.get(Party, party_id)
    if party is None or (party.on_platform and party.opened_at is None):
        raise NotNow("party_not_open")
    if party.id == case.lead_party_id:
        raise NotNow("party_is_lead")
    excluded = (
        await unit.session.exec(
            select(Exclusion.id).where(Exclusion.case_id == case.id, Exclusion.party_id == party.id)
        )
    ).first()
    if excluded is not None:
        raise NotNow("party_excluded")
    running = (
        await unit.session.exec(
            select(Referral.id).where(
                Referral.case_id == case.id, Referral.party_id == party.id, col(Referral.status).in_(LIVE)
            )
        )
    ).first()
    if running is not None:
        raise NotNow("party_asked_already")
    return party


async def _new_reference(unit: Unit) -> str:
    """A reference that neither a referral nor a case number uses yet."""
    while True:
        reference = new_number()
        used = (await unit.session.exec(select(CaseHolder.id).where(CaseHolder.reference == reference))).first()
        if used is None:
            return reference


async def referral_of(unit: Unit, access: Access, reference: str | None) -> Referral:
    """The track that an act is about: a recipient's own, or one of the lead's by its reference. Raises NotThere."""
    if access.referral is not None:
        if reference not in (None, "", access.referral.reference):
            raise NotThere
        return access.referral
    found = (
        await unit.session.exec(
            select(Referral).where(Referral.case_id == access.case.id, Referral.reference == (reference or ""))
        )
    ).first()
    if found is None:
        raise NotThere
    return found


async def actor_on(unit: Unit, access: Access, referral: Referral) -> tuple[Actor, dict[str, Any]]:
    """Whose act it is. For a party off the platform the lead's officer acts in its place, marked "entered by"."""
    party = await unit.session.get(Party, referral.party_id)
    if access.is_lead and party is not None and not party.on_platform:
        return Actor.RECIPIENT, {"entered_by_lead": True}
    return access.actor, {}


async def send_referral(unit: Unit, access: Access, reference: str | None) -> Referral:
    """Build the disclosure from the consented parts and let the recipient in.

    Raises:
        NotNow: no consent is standing, or a part changed since she saw its preview.
    """
    lead_only(access)
    case = access.case
    referral = await referral_of(unit, access, reference)
    status = decide(REFERRAL, referral.status, Act.SEND, Actor.LEAD)
    given = [
        consent
        for consent in (await unit.session.exec(select(Consent).where(Consent.referral_id == referral.id))).all()
        if consent.status is ConsentStatus.GIVEN and consent.expires_at > unit.now
    ]
    if not given:
        raise NotNow("consent_missing")
    allowed = [part for part in referral.parts if any(part in consent.parts for consent in given)]
    found = await collect(unit, access.viewer.keys, case)
    await _unchanged(unit, given, allowed, found)
    party = await unit.session.get(Party, referral.party_id)
    if party is None:
        raise NotThere
    holders = [await holder_of_party(unit, case.lead_party_id)]
    if party.on_platform:
        holders.append(await holder_of_party(unit, party.id))
    referral.status, referral.sent_at, referral.parts = status, unit.now, allowed
    referral.version += 1
    referral.work_box = await lockboxes.make_box(unit, "work", case.id, holders)
    await _disclose(unit, case, referral, found, holders)
    unit.session.add(referral)
    if party.on_platform:
        unit.session.add(
            CaseHolder(
                case_id=case.id,
                party_id=party.id,
                relation=Relation.RECIPIENT,
                reference=referral.reference,
                referral_id=referral.id,
                listed_at=unit.now,
            )
        )
    await unit.session.flush()
    await clocks.start(unit, case, "referral_answer", referral.id)
    await events.append(unit, case, "referral_sent", access.viewer.actor, {"parts": allowed}, referral_id=referral.id)
    await tell_all(unit, case, "referral_sent", {"party": await party_names(unit, party.id)})
    return referral


async def _unchanged(unit: Unit, given: Sequence[Consent], allowed: Sequence[str], found: Parts) -> None:
    ids = [consent.id for consent in given]
    previews = (await unit.session.exec(select(Preview).where(col(Preview.consent_id).in_(ids)))).all()
    seen = {(preview.part, preview.digest) for preview in previews}
    changed = [part for part in allowed if (part, found.digest(unit, part)) not in seen]
    if changed:
        raise NotNow("part_changed", parts=changed)


async def _disclose(
    unit: Unit, case: Case, referral: Referral, found: Parts, holders: Sequence[lockboxes.Holder]
) -> None:
    box = await lockboxes.make_box(unit, "disclosure", case.id, holders)
    disclosure = Disclosure(referral_id=referral.id, number=1, box=box, parts=referral.parts, sealed=b"", at=unit.now)
    files = []
    content: dict[str, list[dict[str, Any]]] = {}
    for part in referral.parts:
        shared = [dict(item) for item in found.items[part]]
        for item in shared:
            evidence_id = item.pop("evidence", None)
            if evidence_id:
                file_id = new_id()
                item["file"] = file_id
                _, sealed = await lockboxes.post(
                    unit, box, DisclosedFile.__tablename__, file_id, {"file_key": found.file_keys[evidence_id]}
                )
                files.append(
                    DisclosedFile(id=file_id, disclosure_id=disclosure.id, evidence_id=evidence_id, sealed=sealed)
                )
        content[f"file:{len(content) + 1}" if part.startswith(EVIDENCE) else part] = shared
    disclosure.generation, disclosure.sealed = await lockboxes.post(
        unit, box, Disclosure.__tablename__, disclosure.id, {"parts": content, "at": unit.now.isoformat()}
    )
    unit.session.add(disclosure)
    await unit.session.flush()
    unit.session.add_all(files)


async def receive_referral(
    unit: Unit, access: Access, reference: str | None = None, filing_number: str = "", filed_on: dt.date | None = None
) -> None:
    """The recipient has it. For a party off the platform: filed there, with its number and date."""
    referral = await referral_of(unit, access, reference)
    actor, entered = await actor_on(unit, access, referral)
    first = referral.status is not decide(REFERRAL, referral.status, Act.RECEIVE, actor)
    referral.status = decide(REFERRAL, referral.status, Act.RECEIVE, actor)
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
    elif not first:
        return
    await _step(unit, access, referral, "referral_received", entered, told="referral_received" if first else "")


async def accept_referral(unit: Unit, access: Access, reference: str | None = None) -> None:
    """The recipient takes it on."""
    referral = await _decided(unit, access, reference, Act.ACCEPT)
    referral.answered_at = unit.now
    await clocks.meet(unit, "referral_answer", referral.id)
    _, entered = await actor_on(unit, access, referral)
    await _step(unit, access, referral, "referral_accepted", entered, told="referral_accepted")


async def reject_referral(unit: Unit, access: Access, reason: RejectionReason, reference: str | None = None) -> None:
    """The recipient cannot take it, with a reason that she is told."""
    referral = await _decided(unit, access, reference, Act.REJECT)
    referral.answered_at, referral.rejection = unit.now, reason
    await clocks.meet(unit, "referral_answer", referral.id)
    _, entered = await actor_on(unit, access, referral)
    await _step(
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
    await _step(unit, access, referral, "referral_started", entered)


async def hold_referral(unit: Unit, access: Access, until: dt.date, reference: str | None = None) -> None:
    """Pause until a day, at most 30 days ahead. A pause never stops a clock of law."""
    today = cambodian_day(unit.now)
    if not today < until <= today + LONGEST_HOLD:
        raise BadInput("hold_until", field="until", most=LONGEST_HOLD.days)
    referral = await _decided(unit, access, reference, Act.HOLD)
    referral.held_until = until
    _, entered = await actor_on(unit, access, referral)
    await _step(unit, access, referral, "referral_held", entered | {"until": until.isoformat()})


async def resume_referral(unit: Unit, access: Access, reference: str | None = None) -> None:
    """The pause is over."""
    referral = await _decided(unit, access, reference, Act.RESUME)
    referral.held_until = None
    _, entered = await actor_on(unit, access, referral)
    await _step(unit, access, referral, "referral_resumed", entered)


async def conclude_referral(unit: Unit, access: Access, conclusion: Conclusion, reference: str | None = None) -> None:
    """The track has ended with a result. Nothing changes in any other track."""
    referral = await _decided(unit, access, reference, Act.CONCLUDE)
    referral.concluded_at, referral.conclusion = unit.now, conclusion
    await clocks.meet(unit, "referral_answer", referral.id)
    _, entered = await actor_on(unit, access, referral)
    await _step(
        unit,
        access,
        referral,
        "referral_concluded",
        entered | {"conclusion": conclusion.value},
        told="referral_concluded",
        reason={"label": f"conclusion.{conclusion.value}"},
    )


async def revoke_referral(unit: Unit, access: Access, reference: str | None = None) -> None:
    """The lead takes it back before the recipient received it."""
    lead_only(access)
    referral = await referral_of(unit, access, reference)
    referral.status = decide(REFERRAL, referral.status, Act.REVOKE, Actor.LEAD)
    await consents.end_disclosures(unit, referral)
    await consents.stop_asking(unit, referral)
    await clocks.meet(unit, "referral_answer", referral.id)
    await _step(unit, access, referral, "referral_revoked", {})
    await consents.settle_waiting(unit, access.case)


async def _decided(unit: Unit, access: Access, reference: str | None, act: Act) -> Referral:
    referral = await referral_of(unit, access, reference)
    actor, _ = await actor_on(unit, access, referral)
    referral.status = decide(REFERRAL, referral.status, act, actor)
    return referral


async def _step(
    unit: Unit,
    access: Access,
    referral: Referral,
    kind: str,
    data: dict[str, Any],
    *,
    told: str = "",
    reason: dict[str, str] | None = None,
) -> None:
    """Every step of a track: its version, its line in the timeline, and what she is told."""
    referral.version += 1
    unit.session.add(referral)
    await events.append(unit, access.case, kind, access.viewer.actor, data, referral_id=referral.id)
    if told:
        params: dict[str, Any] = {"party": await party_names(unit, referral.party_id)}
        await tell_all(unit, access.case, told, params | ({"reason": reason} if reason else {}))
