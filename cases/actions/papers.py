"""A word that she gave on paper or by voice: the photo or recording joins her story, and somebody else looks at it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from cases.actions.filing import keep_evidence
from cases.rules.errors import BadInput
from cases.rules.vocabulary import StoryKind
from cases.store import lockboxes
from cases.store.tables import Case, StoryEntry, new_id
from cases.store.unit import Unit

PAPERS = frozenset({StoryKind.PHOTO, StoryKind.DOCUMENT})
PAPERS_AND_VOICE = PAPERS | {StoryKind.VOICE}


@dataclass(frozen=True)
class Paper:
    """The photo of her paper, or her recorded word: stored and sealed on disk, its row and its place still to come."""

    evidence_id: str
    kind: StoryKind
    size: int
    file_key: str  # base64
    media_type: str


async def keep_paper(unit: Unit, case: Case, paper: Paper, complainant_id: str, kinds: Collection[StoryKind]) -> None:
    """It stands in her story from now on, sealed like everything that she tells.

    Raises:
        BadInput: a file of another kind.
    """
    if paper.kind not in kinds:
        raise BadInput("paper_kind", field="photo")
    await keep_evidence(
        unit,
        paper.evidence_id,
        paper.kind,
        paper.size,
        conversation_id=None,
        case_id=case.id,
        complainant_id=complainant_id,
    )
    entry_id = new_id()
    content = {
        "text": "",
        "evidence": paper.evidence_id,
        "file_key": paper.file_key,
        "media_type": paper.media_type,
        "seconds": 0,
    }
    generation, sealed = await lockboxes.post(unit, case.story_box, StoryEntry.__tablename__, entry_id, content)
    unit.session.add(
        StoryEntry(
            id=entry_id,
            case_id=case.id,
            complainant_id=complainant_id,
            kind=paper.kind,
            generation=generation,
            sealed=sealed,
            at=unit.next_moment(),
        )
    )
