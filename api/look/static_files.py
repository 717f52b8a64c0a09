"""Style, script and font files under an address that changes with their content, so browsers may keep them a year."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

FOLDER = Path(__file__).parent / "static"
YEAR = "public, max-age=31536000, immutable"
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}


@cache
def edition() -> str:
    """A digest over all static files. One for all, so that a sheet can name its font relatively."""
    digest = hashlib.sha256()
    for name in sorted(files()):
        digest.update(name.encode() + b"\0" + files()[name].read_bytes())
    return digest.hexdigest()[:12]


@cache
def files() -> dict[str, Path]:
    """Every file by its address below the edition. Nothing outside this table is ever opened."""
    return {path.relative_to(FOLDER).as_posix(): path for path in FOLDER.rglob("*") if path.suffix in MEDIA_TYPES}


def static(name: str) -> str:
    """The address of a static file. Raises KeyError for a name that does not exist."""
    files()[name]
    return f"/static/{edition()}/{name}"


async def serve(request: Request) -> Response:
    """One static file, or 404."""
    path = files().get(request.path_params["name"])
    if path is None:
        raise HTTPException(404)
    # An old page may still ask for the last edition during an upgrade: it gets today's file, unkept.
    keep = YEAR if request.path_params["edition"] == edition() else "no-cache"
    return FileResponse(path, media_type=MEDIA_TYPES[path.suffix], headers={"Cache-Control": keep})


routes: list[BaseRoute] = [Route("/static/{edition}/{name:path}", serve, name="static")]
