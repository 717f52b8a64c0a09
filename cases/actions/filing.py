"""She files, and adds to what she filed. The story is sealed to the party that she chose, and to no other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from cases.actions.telling import actor_of, own, staying
from cases.rules.errors import BadInput, NotNow, NotThere
from cases.rules.facts import Fact
from cases.rules.issues import issue_rules
from cases.rules.questions import by_id
from cases.rules.vocabulary import (
    LEAD_KINDS,
    Asked,
    CameBy,
    Gender,
    Issue,
    Language,
    Province,
    Relation,
    Source,
    StoryKind,
    Urgency,
)
from cases.store import clocks, events, lockboxes
from cases.store.bursts import burst_of_filing
from cases.store.clock import cambodian_day
from cases.store.factories import factory_of
from cases.store.lockboxes import Holder, holder_of_party, make_box
from cases.store.tables import (
    Case,
    CaseHolder,
    Complainant,
    Evidence,
    Exclusion,
    Factory,
    Party,
    StoryEntry,
    new_id,
)
from cases.store.unit import Unit

CARD_WORDS = 160
SEVERITY = tuple(Urgency)  # from calm to danger
MOST_CONCERNED = 100_000
FILED = {Source.WORKER: "filed", Source.OFFICER: "filed_for_her", Source.IMPORT: "imported"}


@dataclass(frozen=True)
class Piece:
    """One piece of a story as told: words, or evidence with its caption and the key of its file."""

    kind: StoryKind
    text: str = ""
    evidence_id: str = ""
    file_key: str = ""
    media_type: str = ""
    seconds: int = 0


@dataclass(frozen=True)
class Filing:
    """What she sends: everything that one transaction turns into a case."""

    case_id: str
    number: str
    complainant_id: str
    receipt_lookup: str | None  # None: no receipt until an officer gives her one
    receipt_public: bytes | None
    receipt_wrapped: bytes | None
    language: Language
    issue: Issue
    danger: bool
    lead_party_id: str
    excluded_party_ids: tuple[str, ...]
    factory_id: str
    factory_words: str
    province: str
    story: tuple[Piece, ...]
    correspondent_id: str | None
    site_code: str = ""
    for_woman: bool = False  # she asked for a woman to read it
    source: Source = Source.WORKER
    actor: str = ""  # who entered it, where she did not herself
    came_by: CameBy | None = None
    gender: Gender = Gender.NOT_SAID
    filed_at: dt.datetime | None = None  # of a case of before
    import_key: str | None = None


async def file_case(unit: Unit, filing: Filing) -> Case:
    """Make the case with its lockboxes, complainant, story and first event. The same filing twice is one case.

    Raises:
        NotNow: the chosen party is not open, or she excluded it herself.
    """
    known = await unit.session.get(Case, filing.case_id)
    if known is not None:
        return known
    lead = await _open_lead(unit, filing)
    filed_at = filing.filed_at or unit.now
    factory = await factory_of(unit, filing.factory_id)
    receipt = Holder(lockboxes.receipt_holder(filing.complainant_id), 1, filing.receipt_public)
    story_box, card_box, identity_box = [
        await make_box(unit, kind, filing.case_id, [lead]) for kind in ("story", "card", "identity")
    ]
    thread_box = await make_box(unit, "thread", filing.case_id, [lead, receipt])
    generation, card = await lockboxes.post(unit, card_box, Case.__tablename__, filing.case_id, _card(filing, factory))
    case = Case(
        id=filing.case_id,
        number=filing.number,
        issue=filing.issue,
        urgency=_urgency(filing),
        factory_id=factory.id if factory else None,
        province=factory.province if factory else (Province(filing.province) if filing.province else None),
        site_code=filing.site_code,
        burst_id=await burst_of_filing(unit, filing.lead_party_id, filing.site_code, filing.correspondent_id)
        if filing.source is Source.WORKER
        else None,
        lead_party_id=filing.lead_party_id,
        language=filing.language,
        source=filing.source,
        entered_at=None if filing.source is Source.WORKER else unit.now,
        import_key=filing.import_key,
        filed_at=filed_at,
        filed_month=f"{cambodian_day(filed_at):%Y-%m}",
        touched_at=unit.now,
        story_box=story_box,
        card_box=card_box,
        card_generation=generation,
        sealed=card,
        head=events.FIRST,
    )
    unit.session.add(case)
    await unit.session.flush()
    complainant = Complainant(
        id=filing.complainant_id,
        case_id=case.id,
        correspondent_id=filing.correspondent_id,
        gender=filing.gender,
        receipt_handed_over=filing.source is Source.OFFICER,
        receipt_by_office=filing.source is Source.OFFICER,
        receipt_lookup=filing.receipt_lookup,
        receipt_public=filing.receipt_public,
        receipt_wrapped=filing.receipt_wrapped,
        thread_box=thread_box,
        identity_box=identity_box,
    )
    unit.session.add_all(
        [
            complainant,
            CaseHolder(
                case_id=case.id,
                party_id=filing.lead_party_id,
                relation=Relation.LEAD,
                reference=case.number,
                listed_at=unit.now,
            ),
            *(Exclusion(case_id=case.id, party_id=party_id) for party_id in filing.excluded_party_ids),
        ]
    )
    await unit.session.flush()
    for piece in filing.story:
        await add_entry(unit, case, complainant, piece_content(piece), piece.kind)
    await _adopt_evidence(unit, complainant, [piece.evidence_id for piece in filing.story if piece.evidence_id])
    actor = filing.actor or actor_of(complainant)
    came_by = {"came_by": filing.came_by.value} if filing.came_by else {}
    if filing.source is Source.WORKER:
        await clocks.happened(unit, case, Fact.FILED_IN_DANGER if filing.danger else Fact.FILED)
    await events.append(unit, case, FILED[filing.source], actor, {"pieces": len(filing.story)} | came_by)
    return case


def _urgency(filing: Filing) -> Urgency:
    """Danger goes before all; else what the issue is from the start. A case of before is over, or waits no longer."""
    if filing.danger:
        return Urgency.DANGER
    return Urgency.NORMAL if filing.source is Source.IMPORT else issue_rules()[filing.issue].urgency


async def _open_lead(unit: Unit, filing: Filing) -> Holder:
    party = await unit.session.get(Party, filing.lead_party_id)
    if party is None or party.opened_at is None or party.kind not in LEAD_KINDS:
        raise NotNow("party_not_open")
    if party.id in filing.excluded_party_ids:
        raise NotNow("party_excluded")
    return await holder_of_party(unit, party.id)


def _card(filing: Filing, factory: Factory | None) -> dict[str, Any]:
    words = " ".join(piece.text for piece in filing.story if piece.kind is StoryKind.TEXT)
    return {
        "factory": factory.name if factory else filing.factory_words,
        "words": words[:CARD_WORDS],
        "kinds": [piece.kind.value for piece in filing.story],
        "for_woman": filing.for_woman,
    }


def piece_content(piece: Piece) -> dict[str, Any]:
    """What of a piece is sealed into the story."""
    content: dict[str, Any] = {"text": piece.text}
    if piece.evidence_id:
        content |= {
            "evidence": piece.evidence_id,
            "file_key": piece.file_key,
            "media_type": piece.media_type,
            "seconds": piece.seconds,
        }
    return content


async def add_entry(unit: Unit, case: Case, complainant: Complainant, content: dict[str, Any], kind: StoryKind) -> None:
    """One more entry of hers in the story."""
    entry_id = new_id()
    generation, sealed = await lockboxes.post(unit, case.story_box, StoryEntry.__tablename__, entry_id, content)
    entry = StoryEntry(
        id=entry_id,
        case_id=case.id,
        complainant_id=complainant.id,
        kind=kind,
        generation=generation,
        sealed=sealed,
        at=unit.next_moment(),
    )
    unit.session.add(entry)


async def _adopt_evidence(unit: Unit, complainant: Complainant, evidence_ids: Sequence[str]) -> None:
    """Files of the draft become hers, and files of the case."""
    if evidence_ids:
        for file in (await unit.session.exec(select(Evidence).where(col(Evidence.id).in_(evidence_ids)))).all():
            file.case_id, file.complainant_id, file.conversation_id = complainant.case_id, complainant.id, None
            unit.session.add(file)


async def keep_evidence(
    unit: Unit,
    evidence_id: str,
    kind: StoryKind,
    size: int,
    *,
    conversation_id: str | None,
    case_id: str | None = None,
    complainant_id: str | None = None,
) -> None:
    """Record a file that was just stored, so that the sweep leaves it alone."""
    unit.session.add(
        Evidence(
            id=evidence_id,
            conversation_id=conversation_id,
            case_id=case_id,
            complainant_id=complainant_id,
            kind=kind,
            size=size,
            at=unit.now,
        )
    )
    await unit.session.flush()


async def evidence_so_far(unit: Unit, conversation_id: str) -> tuple[int, int]:
    """(files, padded bytes) that this conversation has stored and not yet filed."""
    row = await unit.session.exec(
        select(sa.func.count(), sa.func.coalesce(sa.func.sum(col(Evidence.size)), 0)).where(
            Evidence.conversation_id == conversation_id
        )
    )
    count, size = row.one()
    return int(count), int(size)


async def evidence_of_case(unit: Unit, case_id: str) -> int:
    """Padded bytes that a filed case has stored."""
    wanted = select(sa.func.coalesce(sa.func.sum(col(Evidence.size)), 0)).where(Evidence.case_id == case_id)
    return int((await unit.session.exec(wanted)).one())


async def add_to_story(unit: Unit, complainant_id: str, piece: Piece, question: str = "") -> None:
    """A further piece of evidence, or words, for a filed case. Raises NotNow for a withdrawn one.

    Args:
        question: which of the questions the piece answers, or an `Asked`. It stays evidence, shared piece by piece.
    """
    complainant, case = await staying(unit, complainant_id)
    assert not question or question in by_id() or question in set(Asked)
    answers = {"answers": str(question)} if question else {}
    await add_entry(unit, case, complainant, piece_content(piece) | answers, piece.kind)
    await _adopt_evidence(unit, complainant, [piece.evidence_id] if piece.evidence_id else [])
    await events.append(unit, case, "story_added", actor_of(complainant), {"kind": piece.kind.value})


async def answer_fact(unit: Unit, complainant_id: str, question: str, values: Sequence[str]) -> None:
    """An answer to one of the questions that make a case stronger; a later answer stands beside the earlier.

    An answer that cannot wait (somebody is down, the doors are locked) makes the case urgent at once.
    """
    complainant, case = await staying(unit, complainant_id)
    words = by_id()[question].urgency
    case.urgency = max((case.urgency, *(words[value] for value in values if value in words)), key=SEVERITY.index)
    content = {"question": question, "values": list(values)}
    await add_entry(unit, case, complainant, content, StoryKind.TEXT)
    await events.append(unit, case, "fact_added", actor_of(complainant), {"question": question})


async def set_factory(unit: Unit, complainant_id: str, factory_id: str, words: str, province: str) -> None:
    """Where she works, told after sending. What the case says already stays; her own words join the story.

    Raises:
        NotThere: no such factory.
    """
    complainant, case = await staying(unit, complainant_id)
    factory = await factory_of(unit, factory_id)
    if factory_id and factory is None:
        raise NotThere
    if factory is not None and case.factory_id is None:
        case.factory_id, case.province = factory.id, factory.province
    elif factory is None and case.province is None and province:
        case.province = Province(province)
    told = words.strip()
    if told:
        await add_entry(unit, case, complainant, {"text": told}, StoryKind.TEXT)
    known = {"known": factory is not None}
    await events.append(unit, case, "factory_told", actor_of(complainant), known)


async def set_headcount(unit: Unit, complainant_id: str, women: int, men: int) -> None:
    """How many women and men the case concerns."""
    if not (0 <= women <= MOST_CONCERNED and 0 <= men <= MOST_CONCERNED):
        raise BadInput("headcount", field="women")
    complainant, case = await staying(unit, complainant_id)
    case.women, case.men = women, men
    await events.append(unit, case, "headcount", actor_of(complainant), {"women": women, "men": men})


async def set_identity(unit: Unit, complainant_id: str, name: str, phone: str, actor: str = "") -> None:
    """Her name and phone, sealed to the lead; an empty name takes it back. `actor`: who wrote it down for her."""
    complainant, case = await staying(unit, complainant_id)
    generation, sealed = await lockboxes.post(
        unit, complainant.identity_box, Complainant.__tablename__, complainant.id, {"name": name, "phone": phone}
    )
    complainant.identity_generation, complainant.sealed = generation, sealed if name or phone else None
    unit.session.add(complainant)
    await events.append(unit, case, "identity", actor or actor_of(complainant), {"named": bool(name)})


async def keep_receipt(unit: Unit, complainant_id: str) -> None:
    """She has written the receipt down."""
    complainant, case = await own(unit, complainant_id)
    await events.append(unit, case, "receipt_kept", actor_of(complainant))


async def withdraw_from_draft(unit: Unit, evidence_ids: Sequence[str]) -> None:
    """She cancelled before sending: the rows of her files go, and the sweep takes the files."""
    if evidence_ids:
        await unit.session.exec(
            sa.delete(Evidence).where(col(Evidence.id).in_(evidence_ids), col(Evidence.case_id).is_(None))
        )
