"""What every act on a track shares: which one it is, whose act it is, and the line it leaves."""

from __future__ import annotations

from typing import Any

from sqlmodel import col, select

from cases.actions.telling import party_names, tell, tell_all
from cases.rules.errors import NotThere
from cases.rules.vocabulary import ConsentStatus
from cases.rules.workflow import Actor
from cases.store import events
from cases.store.door import Access
from cases.store.story import complainants_of
from cases.store.tables import Case, Complainant, Consent, Party, Referral
from cases.store.unit import Unit


async def referral_of(unit: Unit, access: Access, reference: str | None) -> Referral:
    """The track that an act is about: a recipient's own, or one of the lead's by its reference. Raises NotThere."""
    if access.referral is not None:
        if reference and reference != access.referral.reference:
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
    if referral.forum:
        return Actor.LEAD, {}
    party = await unit.session.get(Party, referral.party_id)
    if access.is_lead and party is not None and not party.on_platform:
        return Actor.RECIPIENT, {"entered_by_lead": True}
    return access.actor, {}


async def recipient_names(unit: Unit, referral: Referral) -> dict[str, str]:
    """Whom a track leads to, as a placeholder: the party, or management where the lead negotiates itself."""
    if referral.forum:
        return {"label": f"forum.{referral.forum.value}"}
    return await party_names(unit, referral.party_id)


async def leave_line(
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
        params: dict[str, Any] = {"party": await recipient_names(unit, referral)}
        await tell_concerned(unit, access.case, referral, told, params | ({"reason": reason} if reason else {}))


async def concerned(unit: Unit, case: Case, referral: Referral) -> list[Complainant]:
    """Whoever gave her word for a track or let it run out: not who said no, or took hers back."""
    hers = select(Consent.complainant_id).where(
        Consent.referral_id == referral.id,
        col(Consent.status).in_((ConsentStatus.GIVEN, ConsentStatus.EXPIRED)),
    )
    found = set((await unit.session.exec(hers)).all())
    return [one for one in await complainants_of(unit, case) if one.id in found]


async def tell_concerned(unit: Unit, case: Case, referral: Referral, notice: str, params: dict[str, Any]) -> None:
    """Tell whom a track concerns: it is no news to anybody else."""
    for complainant in await concerned(unit, case, referral):
        await tell(unit, complainant, notice, params)


async def tell_of_date(unit: Unit, case: Case, referral_id: str | None, notice: str, params: dict[str, Any]) -> None:
    """Tell of a date of a track whom the track concerns, of a date of the case itself everybody."""
    if referral_id is None:
        await tell_all(unit, case, notice, params)
        return
    referral = await unit.session.get_one(Referral, referral_id, populate_existing=True)
    await tell_concerned(unit, case, referral, notice, params)
