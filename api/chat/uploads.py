"""Files that come with a form: capped while they are read, then cleaned and stored."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartParser

from api.body_limits import LARGEST_UPLOAD
from bot.dialogue.model import Answer, AnswerKind
from bot.intake import refusal_before_fetch, take_in
from bot.runner import Heard
from cases.evidence.accept import MAX_FILE
from cases.store.unit import Store

# A file that is taken never touches the disk before it is sealed: the form keeps it in memory.
MultiPartParser.spool_max_size = LARGEST_UPLOAD


async def heard_from(store: Store, form: FormData, so_far: tuple[int, int], caption: str = "") -> list[Heard]:
    """Every file of the form as an answer.

    The first that is taken carries the words that came with it; where none is, they come first, on their own.
    """
    heard: list[Heard] = []
    files, size = so_far
    for upload in _uploads(form):
        refused = refusal_before_fetch(store, None, (files, size))
        content = b"" if refused else await upload.read(MAX_FILE + 1)
        if len(content) > MAX_FILE:
            refused = "too_big"
        if refused:
            heard.append(Heard(Answer(AnswerKind.REFUSED, refused)))
            continue
        answer, stored = await take_in(store, content, caption)
        heard.append(Heard(answer, stored))
        if stored is not None:
            caption, files, size = "", files + 1, size + stored.size
    return [Heard(Answer(AnswerKind.TEXT, caption)), *heard] if caption else heard


def _uploads(form: FormData) -> Sequence[UploadFile]:
    found = [value for value in form.getlist("files") if isinstance(value, UploadFile)]
    return [upload for upload in found if upload.filename or upload.size]
