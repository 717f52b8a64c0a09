"""What goes to a recipient: frozen, versioned, built from the consents that stand in this very transaction.

A version holds, for each complainant, the parts that she gave, exactly as she saw them. Its manifest, a list of the
parts with a salted digest each, lies sealed inside; the digest of the manifest stands in the row. Nothing in a version
is equal to anything that another recipient holds.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from cases.actions.consents import close_previews
from cases.actions.telling import party_names, tell
from cases.actions.tracks import referral_of
from cases.actions.triage import lead_only
from cases.rules.errors import NotNow, NotThere
from cases.rules.facts import Fact
from cases.rules.vocabulary import ConsentStatus, Relation
from cases.rules.workflow import RUNNING, Act, Actor, decide, track_table
from cases.store import clocks, events, lockboxes
from cases.store.door import Access
from cases.store.lockboxes import HolderKeys, holder_of_party
from cases.store.masks import masks_of
from cases.store.sharing import EVIDENCE, Parts, collect
from cases.store.story import complainants_of
from cases.store.tables import (
    Case,
    CaseHolder,
    Complainant,
    Consent,
    DisclosedFile,
    Disclosure,
    Party,
    Preview,
    Referral,
    new_id,
)
from cases.store.unit import Unit

FILE = "file:"


async def send_referral(unit: Unit, access: Access, reference: str | None) -> Referral:
    """Build a version from what every complainant gave and let the recipient in; later ones follow the same way.

    Raises:
        NotNow: no consent is standing, a part changed since she saw it, or nothing is new since the last version.
    """
    lead_only(access)
    case = access.case
    referral = await referral_of(unit, access, reference)
    status = decide(track_table(referral.forum), referral.status, Act.SEND, Actor.LEAD)
    given = await given_consents(unit, referral)
    if not given:
        raise await _why_none(unit, referral)
    last = await newest_version(unit, referral)
    if last is not None and {consent.id for consent in given} == set(last.consents):
        raise NotNow("nothing_new")
    shared = await _agreed(unit, access.viewer.keys, case, given)
    party = await unit.session.get(Party, referral.party_id)
    if party is None:
        raise NotThere
    holders = [await holder_of_party(unit, case.lead_party_id)]
    if party.on_platform:
        holders.append(await holder_of_party(unit, party.id))
    first = referral.status not in RUNNING
    referral.status, referral.parts = status, list(shared.items)
    referral.version += 1
    if first:
        referral.sent_at = unit.now
        referral.work_box = await lockboxes.make_box(unit, "work", case.id, holders)
    number = await _freeze(unit, case, referral, given, shared, holders)
    await close_previews(unit, [consent.id for consent in given])
    unit.session.add(referral)
    if party.on_platform:
        await _let_in(unit, case, referral)
    await unit.session.flush()
    await clocks.happened(unit, case, Fact.DISCLOSED if first else Fact.DISCLOSED_MORE, referral.id)
    kind, data = ("referral_sent", {}) if first else ("referral_sent_more", {"number": number})
    await events.append(
        unit, case, kind, access.viewer.actor, {"parts": referral.parts} | data, referral_id=referral.id
    )
    before = set(last.consents) if last else set()
    fresh = {consent.complainant_id for consent in given if consent.id not in before}
    told = "referral_sent" if party.on_platform else "referral_carried"
    for complainant in await complainants_of(unit, case):
        if complainant.id in fresh:  # nothing went of a colleague who said no, or went before
            await tell(unit, complainant, told, {"party": await party_names(unit, party.id)})
    return referral


async def given_consents(unit: Unit, referral: Referral) -> list[Consent]:
    """What was given, may go now, and is neither taken back nor over, oldest first, as it stands behind the lock."""
    rows = await unit.session.exec(
        select(Consent)
        .where(
            Consent.referral_id == referral.id,
            Consent.status == ConsentStatus.GIVEN,
            col(Consent.expires_at) > unit.now,
            sa.or_(col(Consent.sendable_at).is_(None), col(Consent.sendable_at) <= unit.now),
        )
        .order_by(col(Consent.answered_at), col(Consent.id))
        .execution_options(populate_existing=True)
    )
    return list(rows.all())


async def _why_none(unit: Unit, referral: Referral) -> NotNow:
    """Nothing was given; or it was in advance, and she may still stop it for some hours."""
    waits = select(sa.func.min(Consent.sendable_at)).where(
        Consent.referral_id == referral.id, Consent.status == ConsentStatus.GIVEN, col(Consent.sendable_at) > unit.now
    )
    sendable_at: dt.datetime | None = (await unit.session.exec(waits)).one()
    if sendable_at is None:
        return NotNow("consent_missing")
    return NotNow("consent_can_be_stopped", hours=-((unit.now - sendable_at) // dt.timedelta(hours=1)))


async def newest_version(unit: Unit, referral: Referral) -> Disclosure | None:
    """The newest version that has not ended."""
    rows = await unit.session.exec(
        select(Disclosure)
        .where(Disclosure.referral_id == referral.id, col(Disclosure.ended_at).is_(None))
        .order_by(col(Disclosure.number).desc())
        .limit(1)
    )
    return rows.first()


async def _let_in(unit: Unit, case: Case, referral: Referral) -> None:
    """The recipient's own line to the case, once."""
    there = select(CaseHolder.id).where(CaseHolder.referral_id == referral.id).limit(1)
    if (await unit.session.exec(there)).first() is not None:
        return
    unit.session.add(
        CaseHolder(
            case_id=case.id,
            party_id=referral.party_id,
            relation=Relation.RECIPIENT,
            reference=referral.reference,
            referral_id=referral.id,
            listed_at=unit.now,
        )
    )


# ---------------------------------------------------------------------------------------- what was agreed to
async def _agreed(unit: Unit, keys: HolderKeys, case: Case, given: Sequence[Consent]) -> Parts:
    """Part by part what each complainant gave; where she gave a part twice, as she saw it last.

    Raises:
        NotNow: a part is not any more what she saw.
    """
    items: dict[str, list[dict[str, Any]]] = defaultdict(list)
    file_keys: dict[str, str] = {}
    for _, hers in await _each(unit, keys, case, given):
        for part, found in hers.items.items():
            items[part] += found
        file_keys |= hers.file_keys
    return Parts({part: items[part] for part in sorted(items)}, file_keys)


async def agreed_by_person(
    unit: Unit, keys: HolderKeys, case: Case, given: Sequence[Consent]
) -> list[tuple[Complainant, Mapping[str, list[dict[str, Any]]]]]:
    """The same, each complainant by herself. Raises NotNow when a part is not any more what she saw."""
    return [(complainant, hers.items) for complainant, hers in await _each(unit, keys, case, given)]


async def _each(unit: Unit, keys: HolderKeys, case: Case, given: Sequence[Consent]) -> list[tuple[Complainant, Parts]]:
    agreed: list[tuple[Complainant, Parts]] = []
    changed: list[str] = []
    for complainant_id, consents in _by_complainant(given).items():
        complainant = await unit.session.get_one(Complainant, complainant_id)
        found = await collect(unit, keys, case, complainant)
        items: dict[str, list[dict[str, Any]]] = {}
        for part, consent in _newest_by_part(consents).items():
            shown = found.as_of(consent.asked_at).covered(await masks_of(unit, keys, case, consent))
            if shown.digest(unit, part) != await _seen(unit, consent, part):
                changed.append(part)
            items[part] = shown.items.get(part, [])
        files = [one for part in items.values() for one in _files(part)]
        agreed.append((complainant, Parts(items, {one: found.file_keys[one] for one in files})))
    if changed:
        raise NotNow("part_changed", parts=sorted(set(changed)))
    return agreed


def _by_complainant(given: Sequence[Consent]) -> Mapping[str, list[Consent]]:
    found: dict[str, list[Consent]] = defaultdict(list)
    for consent in given:
        found[consent.complainant_id].append(consent)
    return found


def _newest_by_part(consents: Sequence[Consent]) -> Mapping[str, Consent]:
    return {part: consent for consent in consents for part in consent.parts}


async def _seen(unit: Unit, consent: Consent, part: str) -> bytes | None:
    query = select(Preview.digest).where(Preview.consent_id == consent.id, Preview.part == part)
    return (await unit.session.exec(query)).first()


def _files(items: Sequence[Mapping[str, Any]]) -> list[str]:
    return [item["evidence"] for item in items if "evidence" in item]


# ----------------------------------------------------------------------------------------------- the version
@dataclass(frozen=True)
class _File:
    """A file as this recipient alone knows it."""

    id: str
    evidence_id: str
    file_key: str


async def _freeze(
    unit: Unit,
    case: Case,
    referral: Referral,
    given: Sequence[Consent],
    shared: Parts,
    holders: Sequence[lockboxes.Holder],
) -> int:
    """Seal a version to its own lockbox; returns its number."""
    box = await lockboxes.make_box(unit, "disclosure", case.id, holders)
    content, files = _content(shared)
    manifest = _manifest(content, files)
    disclosure = Disclosure(
        referral_id=referral.id,
        number=await _next_number(unit, referral),
        box=box,
        parts=referral.parts,
        consents=[consent.id for consent in given],
        manifest=hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).digest(),
        sealed=b"",
        at=unit.now,
    )
    disclosure.generation, disclosure.sealed = await lockboxes.post(
        unit,
        box,
        Disclosure.__tablename__,
        disclosure.id,
        {"parts": content, "at": unit.now.isoformat(), "manifest": manifest},
    )
    unit.session.add(disclosure)
    await unit.session.flush()
    for file in files:
        _, sealed = await lockboxes.post(unit, box, DisclosedFile.__tablename__, file.id, {"file_key": file.file_key})
        unit.session.add(
            DisclosedFile(id=file.id, disclosure_id=disclosure.id, evidence_id=file.evidence_id, sealed=sealed)
        )
    return disclosure.number


async def _next_number(unit: Unit, referral: Referral) -> int:
    last = await unit.session.exec(select(sa.func.max(Disclosure.number)).where(Disclosure.referral_id == referral.id))
    return (last.one() or 0) + 1


def _content(shared: Parts) -> tuple[dict[str, list[dict[str, Any]]], list[_File]]:
    """The parts as they are sealed: every file under an id of this version alone."""
    content: dict[str, list[dict[str, Any]]] = {}
    files: list[_File] = []
    for part, items in shared.items.items():
        frozen = []
        for item in items:
            kept = dict(item)
            evidence_id = kept.pop("evidence", None)
            if evidence_id:
                file = _File(new_id(), evidence_id, shared.file_keys[evidence_id])
                files.append(file)
                kept["file"] = file.id
            frozen.append(kept)
        content[f"{FILE}{len(files)}" if part.startswith(EVIDENCE) else part] = frozen
    return content, files


def _manifest(content: Mapping[str, Any], files: Sequence[_File]) -> dict[str, Any]:
    """A digest for each part, salted: the same words sent to two recipients have nothing in common."""
    salt = secrets.token_hex(16)

    def digest(value: Any) -> str:
        said = json.dumps(value, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(f"{salt}|{said}".encode()).hexdigest()

    return {
        "salt": salt,
        "parts": {name: digest(items) for name, items in content.items()},
        "files": {file.id: digest(file.file_key) for file in files},
    }
