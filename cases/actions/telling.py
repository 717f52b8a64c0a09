"""Words between her and whoever leads her case, and the notices that Samleng sends by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import col, select

from cases.rules import retention
from cases.rules.contact_hours import cannot_wait
from cases.rules.errors import BadInput, NotNow, NotThere
from cases.rules.facts import Fact
from cases.rules.reading import says_nothing
from cases.rules.vocabulary import ClosingReason, GivenBy
from cases.store import announcing, clocks, events, lockboxes
from cases.store.clock import cambodian_day
from cases.store.door import Access
from cases.store.story import complainants_of
from cases.store.tables import Case, Complainant, Correspondent, Party, ThreadMessage, new_id
from cases.store.unit import Unit

LONGEST_MESSAGE = 3000


async def tell(
    unit: Unit,
    complainant: Complainant,
    notice: str,
    params: Mapping[str, Any] | None = None,
    *,
    staff_id: str | None = None,
    chat: bool = True,
) -> ThreadMessage:
    """Post a notice to her thread and, where she has a linked chat and it is for it, into its outbox.

    `notice` is a key of `bot.dialogue.notices`; `params` its placeholders.
    """
    said = dict(params or {})
    message_id = new_id()
    generation, sealed = await lockboxes.post(
        unit, complainant.thread_box, ThreadMessage.__tablename__, message_id, {"params": said}
    )
    message = ThreadMessage(
        id=message_id,
        case_id=complainant.case_id,
        complainant_id=complainant.id,
        staff_id=staff_id,
        notice=notice,
        generation=generation,
        sealed=sealed,
        at=unit.next_moment(),
    )
    if chat and complainant.correspondent_id:
        case = await unit.session.get_one(Case, complainant.case_id)
        at_once = cannot_wait(notice, said, case.urgency, cambodian_day(unit.now))
        content = {"notice": notice, "params": said} | await _of_which(unit, complainant, case)
        message.outbox_id = await _into_chat(unit, complainant.correspondent_id, content, at_once=at_once)
    unit.session.add(message)
    return message


async def say_to_chat(unit: Unit, correspondent_id: str, notice: str, params: Mapping[str, Any]) -> None:
    """A notice that is of no case into the outbox of a chat that takes it."""
    await _into_chat(unit, correspondent_id, {"notice": notice, "params": params})


async def _of_which(unit: Unit, complainant: Complainant, case: Case) -> dict[str, Any]:
    """Which case a notice is of, where the same chat hears of others too."""
    another = (
        select(Complainant.id)
        .join(Case, col(Case.id) == col(Complainant.case_id))
        .where(
            Complainant.correspondent_id == complainant.correspondent_id,
            Complainant.id != complainant.id,
            col(Complainant.left_at).is_(None),
            col(Case.closing_reason).is_distinct_from(ClosingReason.WITHDRAWN),
        )
    )
    if (await unit.session.exec(another.limit(1))).first() is None:
        return {}
    day = cambodian_day(case.filed_at).isoformat()
    return {"of": {"complainant_id": complainant.id, "number": case.number, "filed_on": day}}


async def _into_chat(
    unit: Unit, correspondent_id: str, content: Mapping[str, Any], *, at_once: bool = False
) -> str | None:
    """Held for a chat that takes it: a number there in her hours, until she opens it. Its id in the outbox."""
    correspondent = await unit.session.get(Correspondent, correspondent_id)
    if correspondent is None or correspondent.unreachable_at is not None:
        return None
    return await announcing.hold(unit, correspondent, content, at_once=at_once)


def word_of(complainant: Complainant) -> GivenBy:
    """How a word counts that came by her receipt or chat."""
    return GivenBy.OFFICE_NUMBERS if complainant.receipt_by_office else GivenBy.OWN_CHANNEL


async def tell_all(unit: Unit, case: Case, notice: str, params: Mapping[str, Any] | None = None) -> None:
    """The same notice to every complainant of a case."""
    for complainant in await complainants_of(unit, case):
        await tell(unit, complainant, notice, params)


async def tell_closed(unit: Unit, case: Case, note: str = "") -> None:
    """Each worker learns why her case was closed, what the officer says to that, and until when it is kept."""
    assert case.closing_reason is not None
    until = retention.kept_until(case.closing_reason, case.closed_at or unit.now, case.entered_at)
    params: dict[str, Any] = {
        "party": await party_names(unit, case.lead_party_id),
        "reason": {"label": f"closing_reason.{case.closing_reason.value}"},
        "note": note,
        "until": {"date": cambodian_day(until).isoformat()},
    }
    await tell_all(unit, case, "case_closed", params)


async def party_names(unit: Unit, party_id: str) -> dict[str, str]:
    """A party's name as a placeholder: `{"en": ..., "km": ...}`."""
    party = await unit.session.get(Party, party_id)
    if party is None:
        raise NotThere
    return {"en": party.name_en, "km": party.name_km}


async def write_to_worker(unit: Unit, access: Access, text: str) -> None:
    """An officer of the lead party writes to her; it arrives in her chat and stands in her thread.

    Raises:
        NotNow: she withdrew, and wants to hear nothing more of it.
    """
    words = checked(text)
    if not access.is_lead:
        raise NotThere
    not_withdrawn(access.case)
    party = await party_names(unit, access.case.lead_party_id)
    for complainant in await complainants_of(unit, access.case):
        await tell(unit, complainant, "message", {"party": party, "text": words}, staff_id=access.viewer.staff_id)
    await clocks.happened(unit, access.case, Fact.ANSWERED)
    await events.append(unit, access.case, "message_written", access.viewer.actor)


async def write_to_case(unit: Unit, complainant_id: str, text: str) -> None:
    """She writes to whoever leads her case. A closed case takes her words too.

    Raises:
        NotNow: she withdrew it, and nobody reads it any more.
    """
    complainant, case = await staying(unit, complainant_id)
    message_id = new_id()
    generation, sealed = await lockboxes.post(
        unit, complainant.thread_box, ThreadMessage.__tablename__, message_id, {"text": checked(text)}
    )
    message = ThreadMessage(
        id=message_id,
        case_id=case.id,
        complainant_id=complainant.id,
        generation=generation,
        sealed=sealed,
        at=unit.next_moment(),
    )
    unit.session.add(message)
    await events.append(unit, case, "worker_wrote", actor_of(complainant))


def checked(text: str, field: str = "text") -> str:
    """Words with their outer blanks taken off. Raises BadInput when too long or when nobody would see any."""
    words = text.strip()
    if says_nothing(words):
        raise BadInput("empty", field=field)
    if len(words) > LONGEST_MESSAGE:
        raise BadInput("too_long", field=field, most=LONGEST_MESSAGE)
    return words


async def own(unit: Unit, complainant_id: str) -> tuple[Complainant, Case]:
    """A complainant and her case, for acts of her own. Raises NotThere."""
    complainant = await unit.session.get(Complainant, complainant_id)
    if complainant is None:
        raise NotThere
    case = await locked(unit, complainant.case_id)
    await unit.session.refresh(complainant)  # as it stands behind the lock
    return complainant, case


async def staying(unit: Unit, complainant_id: str) -> tuple[Complainant, Case]:
    """A complainant who has not withdrawn, and her case. Raises NotThere, or NotNow when she has."""
    complainant, case = await own(unit, complainant_id)
    not_withdrawn(case)
    if complainant.left_at is not None:
        raise NotNow("case_withdrawn")
    return complainant, case


async def locked(unit: Unit, case_id: str) -> Case:
    """The case as it stands now that nobody else can change it, whatever this unit has read before."""
    wanted = select(Case).where(Case.id == case_id).with_for_update().execution_options(populate_existing=True)
    return (await unit.session.exec(wanted)).one()


def not_withdrawn(case: Case) -> None:
    """Nothing is added to a case that she took back: nobody would read it. Raises NotNow."""
    if case.closing_reason is ClosingReason.WITHDRAWN:
        raise NotNow("case_withdrawn")


def actor_of(complainant: Complainant) -> str:
    """A complainant as the timeline names her."""
    return f"complainant:{complainant.id}"
