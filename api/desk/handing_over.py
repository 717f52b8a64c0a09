"""The photo of a paper, or a recording, on its way in by a form of the desk."""

from __future__ import annotations

import base64

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from api.forms import MOST_FIELDS, refuse_bad_characters
from cases.evidence.accept import MAX_FILE

PAPERS = frozenset(
    {"hand-over-paper", "consent-paper", "agreement-signed", "remedy-paper", "deliver-remedy", "add-photo"}
)


async def form_with_paper(request: Request) -> FormData:
    """A posted form whose photo, read into memory as far as the limit of its address allows, stands in it as base64.

    Raises:
        BadInput: signs that no database takes.
    """
    async with request.form(max_files=1, max_fields=MOST_FIELDS) as form:
        refuse_bad_characters(form)
        fields: list[tuple[str, str | UploadFile]] = [
            (name, value) for name, value in form.multi_items() if isinstance(value, str)
        ]
        photo = form.get("photo")
        if isinstance(photo, UploadFile):
            content = await photo.read(MAX_FILE + 1)
            fields.append(("photo", base64.b64encode(content).decode()))
    return FormData(fields)
