"""A file on its way in: fetched, cleaned and sealed on disk before any transaction begins.

The row that keeps the sweep away is written with the answer itself; a crash in between leaves a file without a
row, which the sweep deletes after a day, and the update comes again.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from bot.dialogue.model import Answer, AnswerKind, StoryItem
from cases.evidence.accept import MAX_FILES, MAX_TOTAL, Accepted, accept
from cases.rules.errors import BadInput
from cases.rules.vocabulary import StoryKind
from cases.store.tables import new_id
from cases.store.unit import Store

# One thread of its own: what waits for it takes no other work's place, and one file alone is unpacked in memory.
UNPACKING = ThreadPoolExecutor(1, "unpacking")


@dataclass(frozen=True)
class Stored:
    """A file on disk that still needs its row."""

    evidence_id: str
    kind: StoryKind
    size: int
    digest: str = ""  # SHA-256 of what was sent: tells another file from the same one sent again


def refusal_before_fetch(store: Store, kind: StoryKind | None, so_far: tuple[int, int]) -> str:
    """Why a file is not even fetched: a key below `dialogue.refused.`, or "" when it is."""
    files, size = so_far
    if files >= MAX_FILES or size >= MAX_TOTAL:
        return "too_many"
    if kind is StoryKind.VIDEO and store.files.is_filling_up():
        return "disk_full"
    return ""


async def take_in(
    store: Store, content: bytes, caption: str = "", kind: StoryKind | None = None
) -> tuple[Answer, Stored | None]:
    """Clean and store a file; the answer for the conversation, and what needs a row."""
    try:
        accepted = await _one_at_a_time(partial(accept, content, caption_kind=kind))
    except BadInput as problem:
        return Answer(AnswerKind.REFUSED, problem.code), None
    if accepted.kind is StoryKind.VIDEO and store.files.is_filling_up():
        return Answer(AnswerKind.REFUSED, "disk_full"), None
    evidence_id = new_id()
    key, size = await asyncio.to_thread(store.files.store, evidence_id, accepted.content)
    return Answer(AnswerKind.EVIDENCE, caption, _item(accepted, evidence_id, key, caption)), Stored(
        evidence_id, accepted.kind, size, hashlib.sha256(content).hexdigest()
    )


async def _one_at_a_time(work: Callable[[], Accepted]) -> Accepted:
    return await asyncio.get_running_loop().run_in_executor(UNPACKING, work)


def _item(accepted: Accepted, evidence_id: str, key: bytes, caption: str) -> StoryItem:
    return StoryItem(
        kind=accepted.kind,
        text=caption,
        evidence_id=evidence_id,
        file_key=base64.b64encode(key).decode(),
        media_type=accepted.media_type,
        seconds=accepted.seconds,
    )
