"""What BFC found, kept issue by issue: by BFC's own people, or by the lead for a BFC off the platform.

A finding looks back at an assessment that is over. Nothing here takes or shows when BFC means to come.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlmodel import col, select

from cases.actions.telling import checked, tell_all
from cases.actions.tracks import actor_on, leave_line, recipient_names, referral_of
from cases.rules.critical_issues import critical_issues
from cases.rules.digits import latin
from cases.rules.errors import BadInput, NotAllowed, NotNow, NotThere
from cases.rules.vocabulary import ClosingReason, FindingResult, PartyKind
from cases.rules.workflow import OBSERVED, Actor
from cases.store import lockboxes
from cases.store.clock import cambodian_day
from cases.store.door import Access
from cases.store.tables import Case, Finding, Party, Referral, new_id
from cases.store.unit import Unit


@dataclass(frozen=True)
class Found:
    """What was found on one critical issue; the note is for lead and recipient."""

    critical_issue: int
    result: FindingResult
    month: str
    published: bool = False
    note: str = ""


async def keep_finding(unit: Unit, access: Access, found: Found, reference: str | None = None) -> Finding:
    """Keep what was found. A newer finding on the same issue counts in place of the earlier one, which stays.

    Raises:
        BadInput: no such issue, no month or one to come, or a note that is too long.
        NotNow: the track does not lead to BFC, or BFC does not have it.
        NotAllowed: it is BFC's to say.
    """
    if found.critical_issue not in critical_issues():
        raise BadInput("critical_issue_unknown", field="critical_issue")
    month = _month(unit, found.month)
    referral = await referral_of(unit, access, reference)
    party = await unit.session.get(Party, referral.party_id)
    if party is None:
        raise NotThere
    if party.kind is not PartyKind.BFC or referral.forum:
        raise NotNow("finding_of_bfc_only")
    if not can_have_findings(access.case, referral, party):
        raise NotNow
    actor, entered = await actor_on(unit, access, referral)
    if actor is not Actor.RECIPIENT:
        raise NotAllowed
    before = await _replaced(unit, referral, found.critical_issue)
    finding = Finding(
        id=new_id(),
        case_id=access.case.id,
        referral_id=referral.id,
        critical_issue=found.critical_issue,
        result=found.result,
        month=month,
        published=found.published,
        entered_by_lead=bool(entered),
        by_staff_id=access.viewer.staff_id,
        at=unit.now,
    )
    if found.note.strip():
        finding.generation, finding.sealed = await lockboxes.post(
            unit, referral.work_box, Finding.__tablename__, finding.id, {"note": checked(found.note, "note")}
        )
    unit.session.add(finding)
    data = {"critical_issue": found.critical_issue, "result": found.result.value}
    await leave_line(unit, access, referral, "finding_kept", entered | data)
    if before is not found.result:
        await _tell(unit, access.case, referral, finding)
    return finding


def can_have_findings(case: Case, referral: Referral, party: Party) -> bool:
    """Whether BFC may have found something on this track: it has the referral, and she has not taken her case back."""
    bfcs = party.kind is PartyKind.BFC and referral.forum is None
    return bfcs and referral.status in OBSERVED and case.closing_reason is not ClosingReason.WITHDRAWN


def _month(unit: Unit, typed: str) -> str:
    month = latin(typed.strip())
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", month, re.ASCII):
        raise BadInput("month_wrong", field="month")
    if month > cambodian_day(unit.now).isoformat()[:7]:
        raise BadInput("month_future", field="month")
    return month


async def _replaced(unit: Unit, referral: Referral, critical_issue: int) -> FindingResult | None:
    """What counted until now; from now on it is an earlier one."""
    counted = (
        await unit.session.exec(
            select(Finding).where(
                Finding.referral_id == referral.id,
                Finding.critical_issue == critical_issue,
                col(Finding.replaced_at).is_(None),
            )
        )
    ).first()
    if counted is None:
        return None
    counted.replaced_at = unit.now
    unit.session.add(counted)
    return counted.result


async def _tell(unit: Unit, case: Case, referral: Referral, finding: Finding) -> None:
    """Which issue in plain words, and what was found; nothing of the note."""
    params = {
        "party": await recipient_names(unit, referral),
        "issue": {"label": critical_issues()[finding.critical_issue].label},
        "finding": {"label": f"finding_result.{finding.result.value}"},
    }
    await tell_all(unit, case, "finding", params)
