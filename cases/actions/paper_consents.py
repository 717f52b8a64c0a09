"""Her yes on paper or by voice, for a worker without a channel of her own: entered by one officer, seen by another.

It counts for one recipient and the parts that it names, like a yes of her own hand. She is told, and can take it back.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from cases.actions.consents import answered
from cases.actions.papers import PAPERS_AND_VOICE, Paper, keep_paper
from cases.actions.telling import tell
from cases.actions.tracks import recipient_names
from cases.actions.triage import lead_only
from cases.rules.errors import BadInput, NotAllowed, NotNow, NotThere
from cases.rules.roles import Permission, require
from cases.rules.vocabulary import ConsentStatus, GivenBy, StoryKind
from cases.store import events
from cases.store.door import Access
from cases.store.tables import Complainant, Consent, Evidence, Preview, Referral
from cases.store.unit import Unit
from cases.vault.hashing import keyed_digest

WORDING = "paper_1"


async def enter_consent(unit: Unit, access: Access, consent_id: str, parts: Sequence[str], paper: Paper) -> None:
    """An officer enters what a paper or recording says. A better one may be entered until somebody else has seen it.

    Raises:
        BadInput: no photo, document or recording, no part, or one that was not asked for.
        NotNow: she has answered already, or it is over.
    """
    require(access.viewer.role, Permission.ACT_ON_CASES)
    consent, referral = await asked_of(unit, access, consent_id)
    if not parts or not set(parts) <= set(consent.parts):
        raise BadInput("parts", field="parts")
    await keep_paper(unit, access.case, paper, consent.complainant_id, PAPERS_AND_VOICE)
    consent.evidence_id, consent.entered_by_staff_id = paper.evidence_id, access.viewer.staff_id
    consent.entered_parts = [part for part in consent.parts if part in parts]
    consent.wording, consent.language = WORDING, access.case.language
    consent.wording_digest = await _digest(unit, access, consent, referral)
    unit.session.add(consent)
    await unit.session.flush()
    data = {"consent": consent.id, "parts": consent.entered_parts}
    # Not a line of the track: how she gives her word, and what she is asked for, is not the recipient's to know.
    await events.append(unit, access.case, "consent_paper_entered", access.viewer.actor, data)


async def _digest(unit: Unit, access: Access, consent: Consent, referral: Referral) -> str:
    """Of what the printed form says: its language and wording, the recipient, and each part exactly as it would go."""
    previews = select(Preview.part, Preview.digest).where(Preview.consent_id == consent.id).order_by(col(Preview.part))
    parts = [f"{part}|{digest.hex()}" for part, digest in (await unit.session.exec(previews)).all()]
    names = sorted((await recipient_names(unit, referral)).values())
    said = "\0".join([access.case.language.value, WORDING, *names, *parts])
    return keyed_digest(unit.keys.install("wording"), said.encode()).hex()


async def second_consent(unit: Unit, access: Access, consent_id: str) -> None:
    """Somebody else of the party has seen or heard it: from now on it is her yes, and she is told.

    Raises:
        NotNow: nothing was entered, she has answered otherwise, or it is over.
        NotAllowed: whoever entered it cannot confirm it too.
    """
    require(access.viewer.role, Permission.SECOND_PAPER)
    consent, referral = await asked_of(unit, access, consent_id)
    if consent.entered_by_staff_id is None:
        raise NotNow("paper_missing")
    if consent.entered_by_staff_id == access.viewer.staff_id:
        raise NotAllowed("paper_same_person")
    evidence = await unit.session.get_one(Evidence, consent.evidence_id)
    given_by = GivenBy.VOICE if evidence.kind is StoryKind.VOICE else GivenBy.PAPER
    consent.seconded_by_staff_id = access.viewer.staff_id
    await answered(unit, access.case, referral, consent, consent.entered_parts, given_by, access.viewer.actor)
    complainant = await unit.session.get_one(Complainant, consent.complainant_id)
    await tell(unit, complainant, "consent_paper", {"party": await recipient_names(unit, referral)})


async def asked_of(unit: Unit, access: Access, consent_id: str) -> tuple[Consent, Referral]:
    """A word of a case that its lead still waits for. Raises NotThere, or NotNow when it is not asked any more."""
    lead_only(access)
    consent = await unit.session.get(Consent, consent_id, populate_existing=True)
    referral = await unit.session.get(Referral, consent.referral_id, populate_existing=True) if consent else None
    if consent is None or referral is None or referral.case_id != access.case.id:
        raise NotThere
    if consent.status is not ConsentStatus.ASKED or consent.expires_at <= unit.now:
        raise NotNow("consent_answered")
    return consent, referral
