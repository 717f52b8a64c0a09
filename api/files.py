"""A stored file as an answer: opened for this viewer, whole or one range of it, and harmless to a browser."""

from __future__ import annotations

import asyncio
import base64
import re
from urllib.parse import quote

from starlette.responses import Response

from api.acts.verb import number_of
from api.verbs import note_look
from cases.rules.errors import NotThere
from cases.store.door import case_for
from cases.store.unit import Store
from cases.store.viewers import Viewer
from cases.store.views import file_for

# Evidence comes from strangers: a browser saves or plays it, and never runs it as a page of ours.
HARMLESS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
    "Accept-Ranges": "bytes",
}
EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "video/mp4": "mp4",
    "video/webm": "webm",
    "video/3gpp": "3gp",
    "application/pdf": "pdf",
}


async def file_answer(store: Store, viewer: Viewer, number: str, file_id: str, wanted: str = "") -> Response:
    """A file of a case, by the id that this viewer knows it by; `wanted` is the Range header.

    Raises:
        NotThere: no such file for this viewer.
    """
    typed = number_of(number)
    await note_look(store, viewer, typed)
    async with store.reading() as unit:
        access = await case_for(unit, viewer, typed)
        found = await file_for(unit, access, file_id)
    try:
        content = await asyncio.to_thread(store.files.open, found.evidence_id, base64.b64decode(found.key))
    except FileNotFoundError:
        raise NotThere("file_gone") from None
    name = f"{found.kind.value}-{file_id[:8]}.{EXTENSIONS.get(found.media_type, 'bin')}"
    headers = HARMLESS | {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return ranged(content, found.media_type, headers, wanted)


def ranged(content: bytes, media_type: str, headers: dict[str, str], wanted: str) -> Response:
    """The whole, or the one range that was asked for. Several ranges, or what is no range, get the whole."""
    span = one_range(wanted, len(content))
    if span is None:
        return Response(content, 200, headers, media_type)
    start, end = span
    if start >= end:
        return Response(b"", 416, headers | {"Content-Range": f"bytes */{len(content)}"}, media_type)
    place = {"Content-Range": f"bytes {start}-{end - 1}/{len(content)}"}
    return Response(content[start:end], 206, headers | place, media_type)


def one_range(wanted: str, size: int) -> tuple[int, int] | None:
    """(start, end after the last byte) of a single range; start >= end when nothing of it exists; None: the whole."""
    found = re.fullmatch(r"bytes=(\d{0,15})-(\d{0,15})", wanted.strip(), re.ASCII)
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        return max(0, size - int(found[2])), size if int(found[2]) else 0
    start = int(found[1])
    if not found[2]:
        return start, size
    return (start, min(int(found[2]) + 1, size)) if int(found[2]) >= start else None
