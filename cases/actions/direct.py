"""The lead's own negotiation: what management was told, when, and whether she was named. Only what she gave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from cases.actions.disclosing import given_consents
from cases.actions.telling import checked, tell
from cases.actions.tracks import recipient_names, referral_of
from cases.actions.triage import lead_only
from cases.rules.errors import BadInput, NotNow
from cases.rules.issues import is_quiet
from cases.rules.vocabulary import NoticeBy, Part
from cases.rules.workflow import Act, Actor, decide, track_table
from cases.store import events, lockboxes
from cases.store.clock import cambodian_day
from cases.store.door import Access
from cases.store.lockboxes import holder_of_party
from cases.store.story import complainants_of
from cases.store.tables import Consent, EmployerNotice, new_id
from cases.store.unit import Unit


@dataclass(frozen=True)
class Notice:
    """What management was told: on which day, how, of which parts, and in which words."""

    told_on: dt.date
    by: NoticeBy
    parts: Sequence[str]
    words: str
    she_asked: bool = False  # that she herself wants it told; wanted on the quiet path, beside her consent


async def notify_employer(unit: Unit, access: Access, reference: str | None, notice: Notice) -> EmployerNotice:
    """Record that management was told. The first such notice begins the negotiation; she is told at once.

    Raises:
        NotNow: no consent is standing, a part was told that no complainant gave for it, or on the quiet path
            she did not ask for it.
        BadInput: a day to come, no part, or no words.
    """
    lead_only(access)
    if notice.told_on > cambodian_day(unit.now):
        raise BadInput("date_future", field="told_on")
    if is_quiet(access.case.issue) and not notice.she_asked:
        raise NotNow("quiet_not_asked")
    words = checked(notice.words, "words")
    referral = await referral_of(unit, access, reference)
    status = decide(track_table(referral.forum), referral.status, Act.NOTIFY, Actor.LEAD)
    parts = list(dict.fromkeys(notice.parts))
    standing = await given_consents(unit, referral)
    _given_for(standing, parts)
    if not referral.work_box:
        lead = await holder_of_party(unit, access.case.lead_party_id)
        referral.work_box = await lockboxes.make_box(unit, "work", access.case.id, [lead])
        referral.sent_at = unit.now
    referral.status = status
    referral.version += 1
    notice_id, named = new_id(), Part.IDENTITY.value in parts
    generation, sealed = await lockboxes.post(
        unit, referral.work_box, EmployerNotice.__tablename__, notice_id, {"words": words}
    )
    row = EmployerNotice(
        id=notice_id,
        referral_id=referral.id,
        told_on=notice.told_on,
        by=notice.by,
        named=named,
        parts=parts,
        generation=generation,
        sealed=sealed,
        by_staff_id=access.viewer.staff_id,
        at=unit.now,
    )
    unit.session.add_all([referral, row])
    data = {"told_on": notice.told_on.isoformat(), "by": notice.by.value, "named": named, "parts": parts}
    await events.append(unit, access.case, "employer_notified", access.viewer.actor, data, referral_id=referral.id)
    told = {"party": await recipient_names(unit, referral), "date": {"date": notice.told_on.isoformat()}}
    hers = {consent.complainant_id for consent in standing if Part.IDENTITY.value in consent.parts and named}
    for complainant in await complainants_of(unit, access.case):
        await tell(unit, complainant, "employer_named" if complainant.id in hers else "employer_told", told)
    return row


def _given_for(standing: Sequence[Consent], parts: Sequence[str]) -> None:
    """Every part was given by somebody whose word stands in this very transaction."""
    given = {part for consent in standing for part in consent.parts}
    if not given:
        raise NotNow("consent_missing")
    if not parts:
        raise BadInput("parts", field="parts")
    if missing := [part for part in parts if part not in given]:
        raise NotNow("parts_not_given", parts=missing)
