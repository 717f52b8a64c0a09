"""An officer files for a worker who came to the office, called, or left a paper in the box at her workplace.

The case is the officer's own party's, sealed like any other. She gets a slip with her numbers, which the officer has
seen: she takes numbers of her own at her first look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cases.actions.filing import MOST_CONCERNED, Filing, Piece, file_case, keep_evidence, set_identity
from cases.rules.errors import BadInput
from cases.rules.reading import says_nothing
from cases.rules.roles import Permission, require
from cases.rules.vocabulary import CameBy, Gender, Issue, Language, Province, Source, StoryKind
from cases.store.factories import factory_of
from cases.store.references import unused_reference
from cases.store.tables import Case, Party
from cases.store.unit import Unit
from cases.store.viewers import Viewer
from cases.vault.receipts import Receipt

LONGEST_WORDS = 10_000
LONGEST_NAME = 200


@dataclass(frozen=True)
class File:
    """A file that is stored already, with what seals it into the story."""

    evidence_id: str
    kind: StoryKind
    size: int
    file_key: str
    media_type: str
    seconds: int = 0


@dataclass(frozen=True)
class Told:
    """What she told the officer."""

    came_by: CameBy
    issue: Issue
    danger: bool
    for_woman: bool
    words: str
    factory_id: str
    factory_words: str
    province: Province | None
    gender: Gender
    name: str
    phone: str
    women: int
    men: int
    language: Language
    excluded_party_ids: Sequence[str] = ()
    files: Sequence[File] = ()


@dataclass(frozen=True)
class Slip:
    """Ids and numbers made before the transaction."""

    case_id: str
    complainant_id: str
    receipt: Receipt


async def file_for_her(unit: Unit, viewer: Viewer, told: Told, slip: Slip) -> Case:
    """The case, led by the officer's party.

    Raises:
        BadInput: no words and no file, too many of either, or a factory that is not in the register.
        NotNow: the party leads no cases, or she excluded it.
    """
    require(viewer.role, Permission.FILE_FOR_WORKERS)
    words = told.words.strip()
    if says_nothing(words) and not told.files:
        raise BadInput("empty", field="words")
    if len(words) > LONGEST_WORDS:
        raise BadInput("too_long", field="words", most=LONGEST_WORDS)
    if max(len(told.name), len(told.phone), len(told.factory_words)) > LONGEST_NAME:
        raise BadInput("too_long", field="name", most=LONGEST_NAME)
    if not (0 <= told.women <= MOST_CONCERNED and 0 <= told.men <= MOST_CONCERNED):
        raise BadInput("headcount", field="women")
    if told.factory_id and await factory_of(unit, told.factory_id) is None:
        raise BadInput("factory_unknown", field="factory")
    for party_id in told.excluded_party_ids:
        if await unit.session.get(Party, party_id) is None:
            raise BadInput("party_unknown", field="excluded_party_ids")
    for file in told.files:
        await keep_evidence(unit, file.evidence_id, file.kind, file.size, conversation_id="walk-in")
    case = await file_case(unit, await _filing(unit, viewer, told, slip, words))
    case.women, case.men = told.women, told.men
    unit.session.add(case)
    await unit.session.flush()
    if told.name.strip() or told.phone.strip():
        await set_identity(unit, slip.complainant_id, told.name.strip(), told.phone.strip(), viewer.actor)
    return case


async def _filing(unit: Unit, viewer: Viewer, told: Told, slip: Slip, words: str) -> Filing:
    pieces = [Piece(StoryKind.TEXT, words)] if words else []
    pieces += [
        Piece(file.kind, "", file.evidence_id, file.file_key, file.media_type, file.seconds) for file in told.files
    ]
    if told.factory_words.strip() and not told.factory_id:
        pieces.append(Piece(StoryKind.TEXT, told.factory_words.strip()))
    return Filing(
        case_id=slip.case_id,
        number=await unused_reference(unit),
        complainant_id=slip.complainant_id,
        receipt_lookup=slip.receipt.lookup,
        receipt_public=slip.receipt.public,
        receipt_wrapped=slip.receipt.wrapped,
        language=told.language,
        issue=told.issue,
        danger=told.danger,
        for_woman=told.for_woman,
        lead_party_id=viewer.party_id,
        excluded_party_ids=tuple(dict.fromkeys(told.excluded_party_ids)),
        factory_id=told.factory_id,
        factory_words=told.factory_words,
        province=told.province.value if told.province else "",
        story=tuple(pieces),
        correspondent_id=None,
        source=Source.OFFICER,
        actor=viewer.actor,
        came_by=told.came_by,
        gender=told.gender,
    )
