"""The text of an agreement: written out of what was agreed on a track, printed for signing, and back as a photo.

No worker's name is kept in it. It is put in while it is printed, of those alone who gave theirs for this track.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from cases.actions.disclosing import given_consents
from cases.actions.filing import keep_evidence
from cases.actions.papers import PAPERS, Paper
from cases.actions.telling import not_withdrawn, party_names
from cases.actions.tracks import recipient_names, referral_of, tell_concerned
from cases.rules import masking
from cases.rules.errors import BadInput, NotNow
from cases.rules.money import from_minor
from cases.rules.reading import says_nothing
from cases.rules.vocabulary import Part, RemedyStatus, Surrender
from cases.rules.workflow import OUT
from cases.store import events, lockboxes
from cases.store.agreement_views import agreement_of
from cases.store.clock import cambodian_day
from cases.store.door import Access
from cases.store.factories import factory_of
from cases.store.story import complainants_of, identity_of, who_she_is
from cases.store.tables import Agreement, Complainant, Evidence, Party, Referral, Remedy, new_id
from cases.store.track_views import disclosed_to
from cases.store.unit import Unit

LONGEST = {"place": 300, "employer": 300, "present": 1000, "terms": 3000, "if_not_kept": 1500}
AGREED = (RemedyStatus.AGREED, RemedyStatus.DELIVERED, RemedyStatus.DISPUTED, RemedyStatus.CONFIRMED)


@dataclass(frozen=True)
class Text:
    """What an officer writes; the remedies are taken over as they stand.

    Attributes:
        takes: what the agreement takes away from her, as far as the officer was asked and answered.
        warned: she has read the warning about that.
    """

    on: dt.date
    place: str
    employer: str
    takes: Sequence[Surrender]
    present: str = ""
    terms: str = ""
    if_not_kept: str = ""
    warned: bool = False


async def write_agreement(unit: Unit, access: Access, text: Text, reference: str | None = None) -> Agreement:
    """Write the agreement on a track out of every remedy that was agreed there. The workers concerned are told.

    Raises:
        BadInput: a day that is too far away, no place or employer, words that are too long; a name that was not given
            for this track; the question what it takes away was not answered, or the warning was not read.
        NotNow: nothing was agreed, the track was never sent or was taken back, or she withdrew.
    """
    not_withdrawn(access.case)
    referral = await referral_of(unit, access, reference)
    if not referral.work_box or referral.status in OUT:
        raise NotNow
    takes = _answered(text)
    _check(unit, text)
    await _refuse_names_not_given(unit, access, referral, text)
    things = await _things(unit, access, referral)
    if not things:
        raise NotNow("nothing_agreed")
    agreement_id = new_id()
    content = {
        "on": text.on.isoformat(),
        **{name: getattr(text, name).strip() for name in LONGEST},
        "factory": await _factory(unit, access),
        "lead": await party_names(unit, access.case.lead_party_id),
        "party": {} if referral.forum else await party_names(unit, referral.party_id),
        "things": things,
        "takes": [one.value for one in takes],
    }
    generation, sealed = await lockboxes.post(unit, referral.work_box, Agreement.__tablename__, agreement_id, content)
    agreement = Agreement(
        id=agreement_id,
        case_id=access.case.id,
        referral_id=referral.id,
        generation=generation,
        sealed=sealed,
        by_staff_id=access.viewer.staff_id,
        at=unit.next_moment(),
    )
    unit.session.add(agreement)
    lost = " ".join(one.value for one in takes if one is not Surrender.NOTHING)
    told = {"party": await recipient_names(unit, referral), "takes": lost}
    await tell_concerned(unit, access.case, referral, "agreement_written", told)
    await _line(unit, access, referral, agreement, "agreement_written")
    return agreement


def _answered(text: Text) -> list[Surrender]:
    """What it takes away. Raises BadInput while the officer has not answered, or not read the warning."""
    takes = list(dict.fromkeys(text.takes))
    if not takes or (Surrender.NOTHING in takes and len(takes) > 1):
        raise BadInput("surrender_missing", field="takes")
    if takes != [Surrender.NOTHING] and not text.warned:
        raise BadInput("surrender_warning", field="warned")
    return takes


def _check(unit: Unit, text: Text) -> None:
    if abs(text.on - cambodian_day(unit.now)) > dt.timedelta(days=366):
        raise BadInput("date_far", field="on")
    for name, most in LONGEST.items():
        if len(getattr(text, name)) > most:
            raise BadInput("too_long", field=name, most=most)
    for name in ("place", "employer"):
        if says_nothing(getattr(text, name)):
            raise BadInput("empty", field=name)


async def _refuse_names_not_given(unit: Unit, access: Access, referral: Referral, text: Text) -> None:
    """What the lead writes says of nobody who she is unless she gave that for this track. Raises BadInput."""
    if not access.is_lead:
        return
    named = {one.complainant_id for one in await given_consents(unit, referral) if Part.IDENTITY.value in one.parts}
    hidden = [
        value
        for person in await complainants_of(unit, access.case)
        if person.id not in named
        for value in await who_she_is(unit, access.viewer.keys, person)
    ]
    for name in LONGEST:
        if len(masking.unfound([{"text": getattr(text, name)}], hidden)) < len(hidden):
            raise BadInput("letter_says_hidden", field=name)


async def _factory(unit: Unit, access: Access) -> dict[str, str]:
    factory = await factory_of(unit, access.case.factory_id)
    if factory is None:
        return {"en": "", "km": ""}
    return {"en": factory.name, "km": factory.khmer_sign or factory.name}


async def _things(unit: Unit, access: Access, referral: Referral) -> list[dict[str, Any]]:
    rows = await unit.session.exec(
        select(Remedy)
        .where(Remedy.referral_id == referral.id, col(Remedy.status).in_(AGREED))
        .order_by(col(Remedy.proposed_at), col(Remedy.id))
    )
    return [await _thing(unit, access, referral, row) for row in rows.all()]


async def _thing(unit: Unit, access: Access, referral: Referral, row: Remedy) -> dict[str, Any]:
    details = {"text": ""}
    if row.sealed:
        details = await lockboxes.open_post(
            unit, access.viewer.keys, referral.work_box, row.generation, Remedy.__tablename__, row.id, row.sealed
        )
    return {
        "remedy": row.id,
        "kind": row.kind.value,
        "women": row.women,
        "men": row.men,
        "not_recorded": row.not_recorded,
        "currency": row.currency.value if row.currency else "",
        "amount": str(from_minor(row.currency, row.amount)) if row.currency else "",
        "due_on": row.due_on.isoformat() if row.due_on else "",
        "details": details["text"],
    }


async def keep_signed(unit: Unit, access: Access, agreement_id: str, signed_on: dt.date, paper: Paper) -> None:
    """The signed copy came back. A better photo may replace it; the file before is swept away.

    Raises:
        NotThere: no such agreement on a track of this viewer.
        BadInput: a day to come, or neither a photo nor a document.
        NotNow: names stand on it that the recipient of this track was not given.
    """
    not_withdrawn(access.case)
    row, referral = await agreement_of(unit, access, agreement_id)
    if signed_on > cambodian_day(unit.now):
        raise BadInput("date_future", field="signed_on")
    if paper.kind not in PAPERS:
        raise BadInput("paper_kind", field="photo")
    if access.is_lead and await _shows_names_not_given(unit, referral):
        raise NotNow("identity_not_given")
    await keep_evidence(unit, paper.evidence_id, paper.kind, paper.size, conversation_id=None, case_id=access.case.id)
    content = {"file_key": paper.file_key, "media_type": paper.media_type}
    row.copy_generation, row.sealed_copy = await lockboxes.post(
        unit, referral.work_box, Agreement.__tablename__, row.id, content, column="sealed_copy"
    )
    before = row.evidence_id
    row.signed_on, row.evidence_id = signed_on, paper.evidence_id
    unit.session.add(row)
    await unit.session.flush()
    if before:
        await unit.session.delete(await unit.session.get_one(Evidence, before))
    await _line(unit, access, referral, row, "agreement_signed", {"on": signed_on.isoformat()})


async def _shows_names_not_given(unit: Unit, referral: Referral) -> bool:
    """Whether a recipient on the platform would read names on the paper that nobody gave it."""
    party = await unit.session.get_one(Party, referral.party_id)
    if referral.forum or not party.on_platform:
        return False
    return any(Part.IDENTITY.value not in consent.parts for consent in await given_consents(unit, referral))


async def names_on(unit: Unit, access: Access, referral: Referral) -> list[str]:
    """Names of workers that may stand on this track's papers: of those who gave theirs for it, and who still do."""
    if not referral.forum:
        shared = await disclosed_to(unit, access.viewer.keys, referral)
        return [str(item["name"]) for item in shared.get(Part.IDENTITY.value, ()) if item.get("name")]
    found = []
    for consent in await given_consents(unit, referral):
        if Part.IDENTITY.value in consent.parts:
            person = await unit.session.get_one(Complainant, consent.complainant_id)
            found.append((await identity_of(unit, access.viewer.keys, person)).get("name", ""))
    return [name for name in found if name]


async def _line(
    unit: Unit,
    access: Access,
    referral: Referral,
    agreement: Agreement,
    kind: str,
    data: dict[str, Any] | None = None,
) -> None:
    referral.version += 1
    unit.session.add_all([referral, agreement])
    said = {"agreement": agreement.id} | (data or {})
    await events.append(unit, access.case, kind, access.viewer.actor, said, referral_id=referral.id)
