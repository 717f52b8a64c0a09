"""Her word on each recipient: asked with a preview of every part, given or not, taken back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from cases.actions.telling import actor_of, own, tell_all, word_of
from cases.actions.tracks import recipient_names
from cases.rules.ends import ending
from cases.rules.errors import BadInput, NotNow, NotThere
from cases.rules.facts import Fact
from cases.rules.vocabulary import (
    CaseStatus,
    ConsentStatus,
    GivenBy,
    Language,
    RemedyStatus,
)
from cases.rules.workflow import CASE, LIVE, Act, Actor, decide, track_table
from cases.store import clocks, events, handovers, lockboxes
from cases.store.keys_folder import PREVIEW
from cases.store.masks import keep_masks
from cases.store.sharing import Parts
from cases.store.tables import Case, Complainant, Consent, Disclosure, Preview, Referral, Remedy
from cases.store.unit import Unit
from cases.vault.hashing import keyed_digest
from cases.vault.sealing import Where, open_under, seal_under

ASKED_FOR = dt.timedelta(days=14)
GIVEN_FOR = dt.timedelta(days=365)
WORDING = "consent_1"
SYSTEM = "system"


async def ask(
    unit: Unit,
    case: Case,
    complainant: Complainant,
    referral: Referral,
    shown: Parts,
    parts: Sequence[str],
    covered: Sequence[str] = (),
) -> Consent:
    """A consent to ask for, with one preview per part sealed for her eyes.

    Args:
        shown: what she told, with the `covered` words covered already.
    """
    consent = Consent(
        referral_id=referral.id,
        complainant_id=complainant.id,
        parts=list(parts),
        wording=WORDING,
        wording_digest="",
        asked_at=unit.now,
        expires_at=unit.now + ASKED_FOR,
    )
    await keep_masks(unit, case, consent, covered)
    unit.session.add(consent)
    await unit.session.flush()
    name = unit.keys.todays(PREVIEW, unit.now)
    for part in parts:
        preview = Preview(consent_id=consent.id, part=part, digest=shown.digest(unit, part), key_name=name, sealed=b"")
        text = json.dumps(shown.items[part], ensure_ascii=False).encode()
        preview.sealed = seal_under(unit.keys.daily(name), _where(preview.id), text)
        unit.session.add(preview)
    return consent


async def stands_for(
    unit: Unit, complainant: Complainant, referral: Referral, shown: Parts, parts: Sequence[str]
) -> bool:
    """Whether her word stands for every one of these parts, exactly as they are now."""
    rows = await unit.session.exec(
        select(Preview.part, Preview.digest, Consent.parts)
        .join(Consent, col(Consent.id) == col(Preview.consent_id))
        .where(
            Consent.referral_id == referral.id,
            Consent.complainant_id == complainant.id,
            Consent.status == ConsentStatus.GIVEN,
            col(Consent.expires_at) > unit.now,
        )
    )
    given = {(part, digest) for part, digest, allowed in rows.all() if part in allowed}
    return all((part, shown.digest(unit, part)) in given for part in parts)


def _where(preview_id: str) -> Where:
    return Where(Preview.__tablename__, "sealed", preview_id)


async def previews_of(unit: Unit, consent: Consent) -> Mapping[str, list[dict[str, Any]]]:
    """Part by part, exactly what would go."""
    rows = (await unit.session.exec(select(Preview).where(Preview.consent_id == consent.id))).all()
    opened = {
        row.part: json.loads(open_under(unit.keys.daily(row.key_name), _where(row.id), row.sealed))
        for row in rows
        if row.sealed
    }
    return {part: opened[part] for part in consent.parts if part in opened}


async def close_previews(unit: Unit, consent_ids: Sequence[str]) -> None:
    """Nothing is asked any more, so what would go opens no longer; its digest stays, to refuse what changed since."""
    await unit.session.exec(sa.update(Preview).where(col(Preview.consent_id).in_(consent_ids)).values(sealed=b""))


async def answer_consent(
    unit: Unit,
    complainant_id: str,
    consent_id: str,
    *,
    yes: bool,
    parts: Sequence[str] = (),
    language: Language,
    wording_digest: str,
) -> None:
    """Her yes, with the parts that she left in, or her no. The same answer again changes nothing.

    Raises:
        NotThere: not her consent.
        NotNow: it was answered otherwise, withdrawn or ran out.
        BadInput: parts that were not asked for, or a yes to nothing.
    """
    complainant, case = await own(unit, complainant_id)
    consent, referral = await _own_consent(unit, complainant, consent_id)
    wanted = ConsentStatus.GIVEN if yes else ConsentStatus.DECLINED
    if consent.status is wanted:
        return
    if consent.status is not ConsentStatus.ASKED or consent.expires_at <= unit.now:
        raise NotNow("consent_answered")
    if yes and (not parts or not set(parts) <= set(consent.parts)):
        raise BadInput("parts", field="parts")
    consent.language = language
    # Keyed: a bare digest of a phone number would tell the number to whoever tries them all.
    consent.wording_digest = keyed_digest(unit.keys.install("wording"), wording_digest.encode()).hex()
    await answered(unit, case, referral, consent, parts if yes else (), word_of(complainant), actor_of(complainant))


async def answered(
    unit: Unit,
    case: Case,
    referral: Referral,
    consent: Consent,
    parts: Sequence[str],
    given_by: GivenBy,
    actor: str,
) -> None:
    """Her word stands from now on: a yes to these parts, or with none a no."""
    consent.status, consent.answered_at = ConsentStatus.GIVEN if parts else ConsentStatus.DECLINED, unit.now
    consent.given_by = given_by
    if parts:
        consent.parts = [part for part in consent.parts if part in parts]
        consent.expires_at = unit.now + GIVEN_FOR
    unit.session.add(consent)
    await close_previews(unit, [consent.id])
    await unit.session.flush()
    if parts:
        referral.status = decide(track_table(referral.forum), referral.status, Act.CONSENT, Actor.WORKER)
        if referral.forum is None:
            await clocks.happened(unit, case, Fact.AGREED_TO, referral.id)
    referral.version += 1
    unit.session.add(referral)
    kind = "consent_given" if parts else "consent_declined"
    await events.append(
        unit, case, kind, actor, {"consent": consent.id, "parts": consent.parts if parts else [], "by": given_by.value}
    )
    await end_without_words(unit, case, referral)
    await settle_waiting(unit, case)


async def end_without_words(unit: Unit, case: Case, referral: Referral) -> None:
    """End a track on which nobody's word stands and nobody is asked any more; `ends.ending` says how.

    A colleague who was asked or has said yes keeps it alive. Whoever left the case unanswered is not counted. What
    was given for a year and ran out leaves a running track to its recipient: nothing of it opens there any more.
    """
    await unit.session.flush()
    asked = (await unit.session.exec(select(Consent).where(Consent.referral_id == referral.id))).all()
    act = ending([one.status for one in asked if one.status is not ConsentStatus.WITHDRAWN or one.answered_at])
    if act is None or (referral.status, act) not in track_table(referral.forum):
        return
    if act is Act.WITHDRAW:
        await end_referral(unit, case, referral)
        return
    actor = Actor.SYSTEM if act is Act.EXPIRE else Actor.WORKER
    referral.status = decide(track_table(referral.forum), referral.status, act, actor)
    referral.version += 1
    unit.session.add(referral)
    await clocks.happened(unit, case, Fact.TRACK_OVER, referral.id)
    if act is Act.EXPIRE:
        await events.append(unit, case, "referral_expired", SYSTEM, {"referral": referral.id})
        await tell_all(unit, case, "referral_expired", {"party": await recipient_names(unit, referral)})


async def withdraw_consent(unit: Unit, complainant_id: str, consent_id: str) -> None:
    """She takes her word back from a recipient, with all that she gave it on that track: sharing stops at once.

    Every version with her parts ends; what was read already cannot be unread. The track goes on while a colleague's
    word stands or may still come.
    """
    complainant, case = await own(unit, complainant_id)
    consent, referral = await _own_consent(unit, complainant, consent_id)
    if consent.status is ConsentStatus.WITHDRAWN:
        return
    if consent.status is not ConsentStatus.GIVEN:
        raise NotNow("consent_not_given")
    words = await given_to(unit, complainant, referral)
    for word in words:
        word.status, word.withdrawn_at = ConsentStatus.WITHDRAWN, unit.now
        unit.session.add(word)
    await unit.session.flush()
    await close_previews(unit, [word.id for word in words])
    for word in words:
        await end_disclosures(unit, referral, word.id)
    await end_without_words(unit, case, referral)
    for word in words:
        await events.append(
            unit, case, "consent_withdrawn", actor_of(complainant), {"consent": word.id}, referral_id=referral.id
        )
    await settle_waiting(unit, case)


async def given_to(unit: Unit, complainant: Complainant, referral: Referral) -> Sequence[Consent]:
    """All of hers that stands on a track: the first word, and each for more parts."""
    found = select(Consent).where(
        Consent.referral_id == referral.id,
        Consent.complainant_id == complainant.id,
        Consent.status == ConsentStatus.GIVEN,
    )
    return (await unit.session.exec(found.order_by(col(Consent.asked_at)))).all()


async def end_referral(unit: Unit, case: Case, referral: Referral) -> None:
    """The worker's withdrawal ends a track."""
    referral.status = decide(track_table(referral.forum), referral.status, Act.WITHDRAW, Actor.WORKER)
    referral.version += 1
    unit.session.add(referral)
    await stop_asking(unit, referral)
    await clocks.happened(unit, case, Fact.TRACK_OVER, referral.id)


async def end_disclosures(unit: Unit, referral: Referral, consent_id: str = "") -> None:
    """No version opens to the recipient any more, or none that went on this word: its halves are deleted."""
    rows = (
        await unit.session.exec(
            select(Disclosure).where(Disclosure.referral_id == referral.id, col(Disclosure.ended_at).is_(None))
        )
    ).all()
    for row in rows:
        if consent_id and consent_id not in row.consents:
            continue
        row.ended_at = unit.now
        unit.session.add(row)
        await lockboxes.drop_holder(unit, row.box, lockboxes.party_holder(referral.party_id))


async def stop_asking(unit: Unit, referral: Referral) -> None:
    """The referral is over before she answered: nobody waits for her word any more."""
    asked = select(Consent.id).where(Consent.referral_id == referral.id, Consent.status == ConsentStatus.ASKED)
    await close_previews(unit, (await unit.session.exec(asked)).all())
    await unit.session.exec(
        sa.update(Consent)
        .where(col(Consent.referral_id) == referral.id, col(Consent.status) == ConsentStatus.ASKED)
        .values(status=ConsentStatus.EXPIRED)
    )


async def settle_waiting(unit: Unit, case: Case) -> None:
    """Once nothing waits for her any more, the case is active again."""
    if case.status is not CaseStatus.AWAITING_WORKER:
        return
    asked = (
        await unit.session.exec(
            select(Consent.id)
            .join(Referral, col(Consent.referral_id) == col(Referral.id))
            .where(
                Referral.case_id == case.id,
                Consent.status == ConsentStatus.ASKED,
                col(Referral.status).in_(LIVE),
            )
            .limit(1)
        )
    ).first()
    open_remedy = (
        await unit.session.exec(
            select(Remedy.id).where(Remedy.case_id == case.id, Remedy.status == RemedyStatus.DELIVERED).limit(1)
        )
    ).first()
    if asked is None and open_remedy is None and not await handovers.waits_for_her(unit, case):
        case.status = decide(CASE, case.status, Act.WORKER_ANSWERED, Actor.WORKER)
        unit.session.add(case)


async def wait_for_answers(unit: Unit, case: Case, referral: Referral) -> None:
    """The case waits for her, unless every question about a track was answered in advance."""
    asked = select(Consent.id).where(Consent.referral_id == referral.id, Consent.status == ConsentStatus.ASKED).limit(1)
    if (await unit.session.exec(asked)).first() is not None:
        await wait_for_worker(unit, case, Actor.LEAD)


async def wait_for_worker(unit: Unit, case: Case, actor: Actor) -> None:
    """Something was asked of her."""
    if case.status is CaseStatus.ACTIVE:
        case.status = decide(CASE, case.status, Act.ASK_WORKER, actor)
        unit.session.add(case)


async def _own_consent(unit: Unit, complainant: Complainant, consent_id: str) -> tuple[Consent, Referral]:
    consent = await unit.session.get(Consent, consent_id, populate_existing=True)
    if consent is None or consent.complainant_id != complainant.id:
        raise NotThere
    referral = await unit.session.get(Referral, consent.referral_id, populate_existing=True)
    if referral is None:
        raise NotThere
    return consent, referral
