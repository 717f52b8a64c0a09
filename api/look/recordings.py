"""Texts that somebody has spoken, for the browser chat: no cookie, no script, nothing fetched before she plays it.

The address changes with the file, so browsers may keep it a year. A recording says what the page says to everybody.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from api.look.static_files import YEAR
from locales import recordings


@cache
def edition(path: Path) -> str:
    """A digest of one file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def sources(language: str, name: str) -> list[tuple[str, str]]:
    """Address and media type of each file of a recording: the smaller first, then what every iPhone plays."""
    found = [(recordings.find(language, name, suffix), kind) for suffix, kind in recordings.MEDIA_TYPES.items()]
    return [(f"/voice/{language}/{path.name}?v={edition(path)}", kind) for path, kind in found if path is not None]


async def serve(request: Request) -> Response:
    """One file, or the part of it that was asked for, which iPhones insist on; or 404."""
    path = recordings.files().get("{language}/{name}".format(**request.path_params))
    if path is None:
        raise HTTPException(404)
    keep = YEAR if request.query_params.get("v") == edition(path) else "no-cache"
    media_type = recordings.MEDIA_TYPES[path.suffix].partition(";")[0]
    return FileResponse(path, media_type=media_type, headers={"Cache-Control": keep})


routes: list[BaseRoute] = [Route("/voice/{language}/{name}", serve, name="voice")]
