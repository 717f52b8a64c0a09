"""Cases of before: the empty list to fill in, and the filled one, taken in whole or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from fastapi import APIRouter
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from api.context import Secret, StoreDep
from api.desk.reader import Reader, desk_page, language_of
from api.errors import answer_for, sentence
from api.forms import MOST_FIELDS, refuse_bad_characters
from api.importing import LARGEST, carry_out, reason, template
from cases.actions.importing import Imported
from cases.actions.register import ImportRefused
from cases.rules.errors import BadInput, NotNow, NotThere
from cases.rules.money import from_minor
from cases.rules.roles import Permission, require

router = APIRouter()
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
SHOWN_LINES = 100


@router.get("/desk/import")
async def show(request: Request, reader: Reader) -> Response:
    """What the list must look like, and where it is handed in."""
    require(reader.role, Permission.IMPORT_CASES)
    return _page(request)


@router.get("/desk/import/cases.{kind}")
async def empty_list(request: Request, reader: Reader, kind: str) -> Response:
    """The empty list, in the reader's language."""
    require(reader.role, Permission.IMPORT_CASES)
    if kind not in TYPES:
        raise NotThere
    content = template(language_of(request), kind)
    headers = {"Content-Disposition": f'attachment; filename="cases.{kind}"', "Cache-Control": "no-store"}
    return Response(content, media_type=TYPES[kind], headers=headers)


@router.post("/desk/import")
async def take_in(request: Request, reader: Reader, secret: Secret, store: StoreDep) -> Response:
    """All of it, or nothing and why."""
    require(reader.role, Permission.IMPORT_CASES)
    language = language_of(request)
    try:
        key, content = await _handed_in(request)
        done = await carry_out(store, secret, content, key, language)
    except ImportRefused as refused:
        lines = [(bad.number, reason(language, bad)) for bad in refused.lines]
        return _page(request, problem=sentence(language, refused.code, refused.data), lines=lines, status=422)
    except (BadInput, NotNow) as error:
        said = sentence(language, error.code, error.data)
        return _page(request, problem=said, status=answer_for(error)[0])
    return _page(request, done=done, repeated=done is None)


async def _handed_in(request: Request) -> tuple[str, bytes]:
    async with request.form(max_files=1, max_fields=MOST_FIELDS) as form:
        refuse_bad_characters(form)
        file = form.get("file")
        content = await file.read(LARGEST + 1) if isinstance(file, UploadFile) else b""
        return str(form.get("form_key", "")), content


def _page(
    request: Request,
    *,
    done: Imported | None = None,
    repeated: bool = False,
    problem: str = "",
    lines: Sequence[tuple[int, str]] = (),
    status: int = 200,
) -> Response:
    return desk_page(
        request,
        "import.html",
        status,
        done=done,
        paid=[(currency, from_minor(currency, minor)) for currency, minor in done.compensation.items()] if done else [],
        repeated=repeated,
        problem=problem,
        lines=lines[:SHOWN_LINES],
        more=max(0, len(lines) - SHOWN_LINES),
        form_key=secrets.token_urlsafe(16),
    )
