"""A common case: each worker of a linked case is asked by her own channel whether she joins, and only she decides.

Who says yes is one worker among several there, with a number and consents of her own. Her own case stays as it is, and
whom she shut out of it is shut out of the common one too.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlmodel import col, select

from cases.actions.colleagues import let_in
from cases.actions.filing import add_entry, set_identity
from cases.actions.identities import seal_details
from cases.actions.linking import second_door
from cases.actions.reading import note_look
from cases.actions.telling import actor_of, locked, not_withdrawn, own, party_names, staying, tell, word_of
from cases.actions.triage import lead_only
from cases.rules.errors import NotNow, NotThere
from cases.rules.reading import says_nothing
from cases.rules.vocabulary import ConsentStatus, Language, StoryKind
from cases.rules.workflow import OPEN_CASE
from cases.store import events
from cases.store.conflicts import anybody_can_open
from cases.store.door import Access
from cases.store.handovers import open_handover
from cases.store.join_requests import barred_by, linked_together, own_join, requests_between, status_of
from cases.store.story import complainants_of, details_of, everyone_of, identity_of, story_of
from cases.store.tables import Case, Complainant, Exclusion, JoinRequest, new_id
from cases.store.unit import Unit
from cases.vault.hashing import keyed_digest
from cases.vault.receipts import Receipt

ASKED_FOR = dt.timedelta(days=14)
WORDING = "common_case_1"
BROUGHT = frozenset({"text", "question", "values"})  # of a line of her story


# --------------------------------------------------------------------------------------------------- asking
async def ask_to_join(unit: Unit, access: Access, reference: str) -> int:
    """Ask each worker of a linked case whether she joins this one; returns how many were asked now.

    Who has answered is not asked again, who did not answer in time is.

    Raises:
        BadInput: no such case for this viewer.
        NotNow: this case is closed or being handed on, the two are not linked, a party of this case was excluded
            there, or everybody was asked.
    """
    lead_only(access)
    if access.case.status not in OPEN_CASE:
        raise NotNow(act="ask_to_join", status=access.case.status.value)
    if await open_handover(unit, access.case) is not None:
        raise NotNow("handover_running")
    other = (await second_door(unit, access, reference)).case
    not_withdrawn(other)
    if not await linked_together(unit, other, access.case):
        raise NotNow("not_linked")
    if await barred_by(unit, other, access.case):
        raise NotNow("join_excluded")
    settled = {
        row.complainant_id
        for row in await requests_between(unit, other, access.case)
        if await status_of(unit, row, other, access.case) is not ConsentStatus.EXPIRED
    }
    people = [person for person in await complainants_of(unit, other) if person.id not in settled]
    if not people:
        raise NotNow("join_asked_already")
    for person in people:
        await _ask(unit, access, person)
    await events.append(unit, other, "join_asked", access.viewer.actor, {"workers": len(people)})
    return len(people)


async def _ask(unit: Unit, access: Access, person: Complainant) -> None:
    request = JoinRequest(
        case_id=person.case_id,
        complainant_id=person.id,
        into_case_id=access.case.id,
        joins_as=new_id(),
        wording=WORDING,
        by_staff_id=access.viewer.staff_id,
        asked_at=unit.now,
        expires_at=unit.now + ASKED_FOR,
    )
    unit.session.add(request)
    await unit.session.flush()
    lead = await party_names(unit, access.case.lead_party_id)
    await tell(unit, person, "join_ask", {"party": lead, "request_id": request.id})


# ------------------------------------------------------------------------------------------------- her word
async def join(
    unit: Unit, complainant_id: str, request_id: str, receipt: Receipt, *, language: Language, wording_digest: str
) -> None:
    """She joins. `receipt` was minted for the id that she has there, and she has been shown its numbers.

    Raises:
        NotThere: she was not asked.
        NotNow: she has answered, it ran out, or it cannot be any more; or she withdrew.
    """
    person, case, request = await _answering(unit, complainant_id, request_id)
    common = await unit.session.get_one(Case, request.into_case_id)
    await _answered(unit, person, request, ConsentStatus.GIVEN, language, wording_digest)
    joined = await let_in(unit, common, request.joins_as, receipt, **_known_of(person))
    await _keep_out(unit, case, common)
    if not await anybody_can_open(unit, common):
        raise NotNow("join_over")
    await events.append(unit, case, "join_answered", actor_of(person), {"yes": True})
    await events.append(unit, common, "worker_joined_linked", actor_of(joined))
    await tell(unit, joined, "joined", {"party": await party_names(unit, common.lead_party_id)}, chat=False)


async def decline_to_join(
    unit: Unit, complainant_id: str, request_id: str, *, language: Language, wording_digest: str
) -> None:
    """She does not join, and nothing changes for her. Raises as `join` does."""
    person, case, request = await _answering(unit, complainant_id, request_id)
    await _answered(unit, person, request, ConsentStatus.DECLINED, language, wording_digest)
    await events.append(unit, case, "join_answered", actor_of(person), {"yes": False})


async def _answering(unit: Unit, complainant_id: str, request_id: str) -> tuple[Complainant, Case, JoinRequest]:
    """Both cases locked, in the one order that everybody keeps who waits for two, and the open question."""
    asked = await own_join(unit, complainant_id, request_id)
    for case_id in sorted({asked.row.case_id, asked.row.into_case_id}):
        await locked(unit, case_id)
    person, case = await staying(unit, complainant_id)
    found = await own_join(unit, complainant_id, request_id)
    if found.status is not ConsentStatus.ASKED:
        raise NotNow("join_over")
    return person, case, found.row


async def _answered(
    unit: Unit,
    person: Complainant,
    request: JoinRequest,
    status: ConsentStatus,
    language: Language,
    wording_digest: str,
) -> None:
    request.status, request.language, request.answered_at = status, language, unit.now
    request.given_by = word_of(person)
    request.wording_digest = keyed_digest(unit.keys.install("wording"), wording_digest.encode()).hex()
    unit.session.add(request)
    await unit.session.flush()


def _known_of(person: Complainant) -> dict[str, Any]:
    """What is known of her stays known: her chat, who has seen her, and whether an officer has seen her numbers."""
    kept = ("gender", "correspondent_id", "chat_by_number", "receipt_by_office", "verified_at", "verified_by")
    return {name: getattr(person, name) for name in kept}


async def _keep_out(unit: Unit, case: Case, common: Case) -> None:
    """Whoever may not see her own case does not see her in the common one."""
    rows = await unit.session.exec(select(Exclusion).where(col(Exclusion.case_id).in_((case.id, common.id))))
    found = rows.all()
    known = {(row.party_id, row.staff_id) for row in found if row.case_id == common.id}
    for row in found:
        if row.case_id == case.id and (row.party_id, row.staff_id) not in known:
            unit.session.add(
                Exclusion(case_id=common.id, party_id=row.party_id, staff_id=row.staff_id, declared_at=row.declared_at)
            )
    await unit.session.flush()


# ------------------------------------------------------------------------------------------- bringing along
async def bring_along(unit: Unit, access: Access, request_id: str) -> None:
    """What she told in her own case, and her name, stand in the common one too. Twice is once.

    Her words and answers are sealed anew; her photos and recordings stay in her own case, and so do her readings of
    heat, which a factory's month would count twice.

    Raises:
        NotThere: nobody was asked that in this case.
        BadInput: her own case does not open to this viewer.
        NotNow: she has not said yes, or she has left one of the two.
    """
    lead_only(access)
    request = await unit.session.get(JoinRequest, request_id, populate_existing=True)
    if request is None or request.into_case_id != access.case.id:
        raise NotThere
    if request.status is not ConsentStatus.GIVEN:
        raise NotNow("join_not_given")
    own_case = await unit.session.get_one(Case, request.case_id)
    hers = await second_door(unit, access, own_case.number)
    await unit.session.refresh(request)
    if request.brought_at is not None:
        return
    await note_look(unit, hers)
    person, _ = await own(unit, request.complainant_id)
    joined, _ = await staying(unit, request.joins_as)
    if person.erased_at is not None:
        raise NotNow("case_withdrawn")
    await _bring_words(unit, hers, access, person, joined)
    await _bring_identity(unit, access, person, joined)
    request.brought_at = unit.now
    unit.session.add(request)
    await events.append(unit, hers.case, "join_brought", access.viewer.actor)
    await events.append(unit, access.case, "join_brought", access.viewer.actor)


async def _bring_words(unit: Unit, hers: Access, access: Access, person: Complainant, joined: Complainant) -> None:
    filed_it = (await everyone_of(unit, hers.case))[0].id
    for entry, content in await story_of(unit, access.viewer.keys, hers.case):
        told = {name: value for name, value in content.items() if name in BROUGHT}
        if (entry.complainant_id or filed_it) != person.id or ("question" not in told and says_nothing(told["text"])):
            continue
        await add_entry(unit, access.case, joined, told, StoryKind.TEXT)


async def _bring_identity(unit: Unit, access: Access, person: Complainant, joined: Complainant) -> None:
    identity = await identity_of(unit, access.viewer.keys, person)
    if identity:
        await set_identity(unit, joined.id, identity["name"], identity["phone"], access.viewer.actor)
    details = await details_of(unit, access.viewer.keys, person)
    if details:
        await seal_details(unit, joined, details)
