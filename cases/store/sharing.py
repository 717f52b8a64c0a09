"""What of a case could be shared: by part and by complainant, read with the lead's keys.

A part's content is a list of items as JSON: `{"text": ...}`, `{"question": ..., "values": [...]}`, `{"name": ...}`,
`{"phone": ...}`, `{"detail": ..., "text": ...}`, `{"said": "her" | "us", "text": ...}`, `{"remedy": ...}` or
`{"evidence": id, "kind": ..., "text": caption, ...}` or `{"reading": place, "celsius": ..., "humidity": ..., ...}`.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlmodel import col, select

from cases.rules import masking
from cases.rules.money import from_minor
from cases.rules.questions import by_id
from cases.rules.vocabulary import Asked, Part, RemedyStatus
from cases.rules.workers import is_small
from cases.store import lockboxes
from cases.store.heat_views import READING, item_of, readings_of
from cases.store.lockboxes import HolderKeys
from cases.store.story import DETAILS, complainants_of, details_of, identity_of, story_of
from cases.store.tables import Case, Complainant, Remedy, StoryEntry, ThreadMessage
from cases.store.unit import Unit
from cases.vault.hashing import keyed_digest

EVIDENCE = "evidence:"
SECRET = ("file_key", "answers")  # of a piece of evidence: no recipient is sent these
HER_VOICE = frozenset({Asked.NAME, Asked.PHONE})  # said to whoever leads the case alone: no part of what can be shared
WORKERS = ("women", "men", "not_recorded")
# Her work belongs to what is told of her work; the rest says who she is.
PART_OF_DETAIL = dict.fromkeys(DETAILS, Part.IDENTITY) | {"position": Part.EMPLOYMENT}
OWN_WORDS = ("", "message")  # hers, and an officer's; other notices were written by Samleng
REACHED = (
    RemedyStatus.AGREED,
    RemedyStatus.DELIVERED,
    RemedyStatus.CONFIRMED,
    RemedyStatus.DISPUTED,
    RemedyStatus.UNCONFIRMED,
)


@dataclass(frozen=True)
class Parts:
    """Items by part, and the keys of the files that stand behind `evidence:<id>`."""

    items: Mapping[str, list[dict[str, Any]]]
    file_keys: Mapping[str, str] = field(default_factory=dict, repr=False)

    def digest(self, unit: Unit, part: str) -> bytes:
        """What tells whether a part is still what she saw."""
        content = json.dumps(self.items.get(part, []), sort_keys=True, ensure_ascii=False)
        return keyed_digest(unit.keys.install("previews"), f"{part}|{content}".encode())

    def covered(self, words: Sequence[str]) -> Parts:
        """The same with these words covered."""
        return replace(self, items={part: masking.covered(items, words) for part, items in self.items.items()})

    def as_of(self, moment: dt.datetime) -> Parts:
        """The same without what was measured later: whoever said yes goes on measuring."""
        return replace(self, items={part: _measured_until(items, moment) for part, items in self.items.items()})


def _measured_until(items: Sequence[dict[str, Any]], moment: dt.datetime) -> list[dict[str, Any]]:
    return [item for item in items if READING not in item or dt.datetime.fromisoformat(item["told_at"]) <= moment]


async def collect(unit: Unit, keys: HolderKeys, case: Case, complainant: Complainant | None = None) -> Parts:
    """Everything in a case that could be shared, by part; of each question the latest answer alone.

    Args:
        complainant: only what she told, and what nobody in particular did; nothing of another worker in the case.
    """
    items: dict[str, list[dict[str, Any]]] = defaultdict(list)
    file_keys: dict[str, str] = {}
    story = [(entry, content) for entry, content in await story_of(unit, keys, case) if _is_of(entry, complainant)]
    last = {_asked(entry, content): entry.id for entry, content in story}
    for entry, content in story:
        if "question" in content and last[_asked(entry, content)] != entry.id:
            continue
        if content.get("answers") in HER_VOICE:
            continue
        if "evidence" in content:
            file_keys[content["evidence"]] = content["file_key"]
        for part, item in _by_part(content):
            items[part].append(item | {"kind": entry.kind.value})
    items[Part.WHAT_HAPPENED.value] += [
        item_of(reading)
        for reading in reversed(await readings_of(unit, keys, case))
        if complainant is None or reading.complainant_id in ("", complainant.id)
    ]
    for person in [complainant] if complainant else await complainants_of(unit, case):
        identity = await identity_of(unit, keys, person)
        if identity.get("name"):
            items[Part.IDENTITY.value].append({"name": identity["name"]})
        for detail, words in (await details_of(unit, keys, person)).items():
            items[PART_OF_DETAIL[detail].value].append({"detail": detail, "text": words})
        if identity.get("phone"):
            items[Part.CONTACT.value].append({"phone": identity["phone"]})
        items[Part.CONVERSATION.value] += await _conversation(unit, keys, person)
    items[Part.OUTCOME.value] += await _outcome(unit, case)
    return Parts({part: found for part, found in items.items() if found}, file_keys)


def _is_of(entry: StoryEntry, complainant: Complainant | None) -> bool:
    return complainant is None or entry.complainant_id in (None, complainant.id)


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


async def _conversation(unit: Unit, keys: HolderKeys, person: Complainant) -> list[dict[str, Any]]:
    """What she and the officers of her lead wrote to each other, oldest first."""
    rows = await unit.session.exec(
        select(ThreadMessage)
        .where(ThreadMessage.complainant_id == person.id, col(ThreadMessage.notice).in_(OWN_WORDS))
        .order_by(col(ThreadMessage.at), col(ThreadMessage.id))
    )
    said = []
    for row in rows.all():
        content = await lockboxes.open_post(
            unit, keys, person.thread_box, row.generation, ThreadMessage.__tablename__, row.id, row.sealed
        )
        text = content.get("text") or content.get("params", {}).get("text", "")
        said.append({"said": "us" if row.notice else "her", "text": text})
    return said


async def _outcome(unit: Unit, case: Case) -> list[dict[str, Any]]:
    """What was agreed so far, and how far each of it has come."""
    rows = await unit.session.exec(
        select(Remedy)
        .where(Remedy.case_id == case.id, col(Remedy.status).in_(REACHED))
        .order_by(col(Remedy.proposed_at), col(Remedy.id))
    )
    return [_remedy(row) for row in rows.all()]


def _remedy(row: Remedy) -> dict[str, Any]:
    """What goes of a remedy; one or two women, men or others are left out, as they may tell who they are."""
    money = {}
    if row.currency:
        money = {"currency": row.currency.value, "amount": str(from_minor(row.currency, row.amount))}
    return {
        "remedy": row.kind.value,
        "stage": row.status.value,
        **{name: count for name in WORKERS if not is_small(count := getattr(row, name))},
    } | money
