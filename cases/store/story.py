"""The story of a case and who tells it, read with the lead's keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from cases.rules.issues import is_quiet
from cases.rules.vocabulary import StoryKind
from cases.store import lockboxes
from cases.store.lockboxes import HolderKeys
from cases.store.tables import Case, Complainant, StoryEntry
from cases.store.unit import Unit

TELLING = ("id_number", "address")
DETAILS = ("id_number", "born", "address", "position")  # what an officer writes down of her for the ministry


@dataclass(frozen=True)
class FileToOpen:
    """A stored file with the key that opens it; `evidence_id` is never shown to a recipient."""

    evidence_id: str
    key: str
    media_type: str
    kind: StoryKind


async def story_of(unit: Unit, keys: HolderKeys, case: Case) -> list[tuple[StoryEntry, dict[str, Any]]]:
    """The story, opened, in the order it was told. Raises NotThere for keys that do not hold it."""
    entries = (
        await unit.session.exec(
            select(StoryEntry).where(StoryEntry.case_id == case.id).order_by(col(StoryEntry.at), col(StoryEntry.id))
        )
    ).all()
    return [
        (
            entry,
            await lockboxes.open_post(
                unit, keys, case.story_box, entry.generation, StoryEntry.__tablename__, entry.id, entry.sealed
            ),
        )
        for entry in entries
    ]


async def card_of(unit: Unit, keys: HolderKeys, case: Case) -> dict[str, Any]:
    """What lists say of a case. On the quiet path no word of hers stands in one: somebody may look over a shoulder."""
    card: dict[str, Any] = await lockboxes.open_post(
        unit, keys, case.card_box, case.card_generation, Case.__tablename__, case.id, case.sealed
    )
    return card | {"words": ""} if is_quiet(case.issue) else card


async def everyone_of(unit: Unit, case: Case) -> list[Complainant]:
    """Every worker who is or was in a case, in the order in which they joined: her place here is her number."""
    query = (
        select(Complainant)
        .where(Complainant.case_id == case.id)
        .order_by(col(Complainant.joined_at).asc().nulls_first(), col(Complainant.id))
    )
    return list((await unit.session.exec(query)).all())


async def complainants_of(unit: Unit, case: Case) -> list[Complainant]:
    """Every worker who is in a case: nobody else is asked, told or counted."""
    return [one for one in await everyone_of(unit, case) if one.left_at is None]


async def identity_of(unit: Unit, keys: HolderKeys, complainant: Complainant) -> dict[str, str]:
    """`{"name": ..., "phone": ...}`, empty when she gave none."""
    if complainant.sealed is None:
        return {}
    opened: dict[str, str] = await lockboxes.open_post(
        unit,
        keys,
        complainant.identity_box,
        complainant.identity_generation,
        Complainant.__tablename__,
        complainant.id,
        complainant.sealed,
    )
    return opened


async def who_she_is(unit: Unit, keys: HolderKeys, complainant: Complainant) -> list[str]:
    """What tells of whom a text is, wherever it stands: her name, numbers and address, as far as they are known."""
    details = await details_of(unit, keys, complainant)
    known = [*(await identity_of(unit, keys, complainant)).values(), *(details.get(name, "") for name in TELLING)]
    return [value for value in known if value]


async def safe_word_of(unit: Unit, keys: HolderKeys, case: Case, complainant: Complainant) -> str:
    """The word that she agreed with her officer; "" for none."""
    if complainant.sealed_safe_word is None:
        return ""
    opened: dict[str, str] = await lockboxes.open_post(
        unit,
        keys,
        case.story_box,
        complainant.safe_word_generation,
        Complainant.__tablename__,
        complainant.id,
        complainant.sealed_safe_word,
        "sealed_safe_word",
    )
    return opened["word"]


async def details_of(unit: Unit, keys: HolderKeys, complainant: Complainant) -> dict[str, str]:
    """Those of `DETAILS` that an officer wrote down."""
    if complainant.sealed_details is None:
        return {}
    opened: dict[str, str] = await lockboxes.open_post(
        unit,
        keys,
        complainant.identity_box,
        complainant.details_generation,
        Complainant.__tablename__,
        complainant.id,
        complainant.sealed_details,
        "sealed_details",
    )
    return {name: words for name, words in opened.items() if words}
