"""The story of a case and its parts: what exactly stands behind each, read with the lead's keys.

A part's content is a list of items as JSON: `{"text": ...}`, `{"question": ..., "values": [...]}`,
`{"name": ...}`, `{"phone": ...}` or `{"evidence": id, "kind": ..., "text": caption, ...}`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import col, select

from cases.rules.questions import by_id
from cases.rules.vocabulary import Part
from cases.store import lockboxes
from cases.store.lockboxes import HolderKeys
from cases.store.tables import Case, Complainant, StoryEntry
from cases.store.unit import Unit
from cases.vault.hashing import keyed_digest

EVIDENCE = "evidence:"
SECRET = ("file_key",)


@dataclass(frozen=True)
class Parts:
    """Items by part, and the keys of the files that stand behind `evidence:<id>`."""

    items: Mapping[str, list[dict[str, Any]]]
    file_keys: Mapping[str, str] = field(default_factory=dict, repr=False)

    def digest(self, unit: Unit, part: str) -> bytes:
        """What tells whether a part is still what she saw."""
        content = json.dumps(self.items.get(part, []), sort_keys=True, ensure_ascii=False)
        return keyed_digest(unit.keys.install("previews"), f"{part}|{content}".encode())


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


async def complainants_of(unit: Unit, case: Case) -> list[Complainant]:
    """Every worker in a case, always in the same order."""
    query = select(Complainant).where(Complainant.case_id == case.id).order_by(Complainant.id)
    return list((await unit.session.exec(query)).all())


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


async def collect(unit: Unit, keys: HolderKeys, case: Case) -> Parts:
    """Everything in a case that could be shared, by part; of each question the latest answer alone."""
    items: dict[str, list[dict[str, Any]]] = defaultdict(list)
    file_keys: dict[str, str] = {}
    story = await story_of(unit, keys, case)
    last = {_asked(entry, content): entry.id for entry, content in story}
    for entry, content in story:
        if "question" in content and last[_asked(entry, content)] != entry.id:
            continue
        if "evidence" in content:
            file_keys[content["evidence"]] = content["file_key"]
        for part, item in _by_part(content):
            items[part].append(item | {"kind": entry.kind.value})
    for complainant in await complainants_of(unit, case):
        identity = await identity_of(unit, keys, complainant)
        if identity.get("name"):
            items[Part.IDENTITY.value].append({"name": identity["name"]})
        if identity.get("phone"):
            items[Part.CONTACT.value].append({"phone": identity["phone"]})
    return Parts(items, file_keys)


def _asked(entry: StoryEntry, content: Mapping[str, Any]) -> tuple[str | None, str]:
    """Whom an answer is of, and to which question."""
    return entry.complainant_id, content.get("question", "")


def _by_part(content: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """One entry of the story as items of the parts it belongs to; an answer may belong to several."""
    shown = {name: value for name, value in content.items() if name not in SECRET}
    if "evidence" in content:
        return [(EVIDENCE + content["evidence"], shown)]
    if "question" not in content:
        return [(Part.WHAT_HAPPENED.value, shown)]
    question = by_id()[content["question"]]
    values: dict[str, list[str]] = defaultdict(list)
    for value in content["values"]:
        values[question.part_of(value).value].append(value)
    return [(part, {"question": question.id, "values": said}) for part, said in values.items()]
