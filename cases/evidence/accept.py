"""The one way in for a file: type by content, cleaned, in a shape that can be shown.

Slow (a large photo about a second, a long voice note several) and safe to call from threads: run it off the event
loop and outside any transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import filetype  # type: ignore[import-untyped]

from cases.evidence.pictures import FORMATS, clean_photo
from cases.evidence.recordings import DEMUXERS, clean_recording
from cases.rules.errors import BadInput
from cases.rules.vocabulary import StoryKind

MAX_FILE: Final = 20 * 1024 * 1024
"""Bytes of one file as it arrives; what Telegram lets a bot download."""

MAX_FILES: Final = 10
"""Files of one conversation."""

MAX_TOTAL: Final = 100 * 1024 * 1024
"""Bytes of one conversation."""

_PDF: Final = "application/pdf"
_PDF_TAIL: Final = 1024
_BRANDS: Final = {
    b"heix": "image/heic",
    b"mif1": "image/heic",
    b"3gp": "video/3gpp",
    b"iso": "video/mp4",
    b"mp4": "video/mp4",
    b"avc1": "video/mp4",
    b"dash": "video/mp4",
    b"M4V": "video/mp4",
}
"""First letters of an ISO file's main brand, for those that `filetype` does not know."""


@dataclass(frozen=True)
class Accepted:
    """A file that may be sealed and kept.

    `seconds` is 0 where nothing plays; `playable` says that any current browser shows or plays it in place,
    otherwise an officer downloads it.
    """

    kind: StoryKind
    media_type: str
    content: bytes
    seconds: int
    playable: bool


def accept(content: bytes, *, caption_kind: StoryKind | None = None) -> Accepted:
    """A file of a worker, cleaned: photo as JPEG, voice as m4a, video with its streams copied, PDF as it is.

    Args:
        content: the file as it arrived.
        caption_kind: what the channel called it. The content decides; only for VOICE of a file that has picture
            and sound is the sound kept alone.

    A PDF is kept byte for byte: its author, dates and scripts stay in it and are sealed with it. It is to be
    served as a download, never inside a page of ours.

    Raises:
        BadInput: `too_big` (over `MAX_FILE`), `picture_too_large`, `type_not_accepted`, `unreadable` or
            `too_long`; `field` is "file".
    """
    if len(content) > MAX_FILE:
        raise BadInput("too_big", field="file", megabytes=MAX_FILE // (1024 * 1024))
    if not content:
        raise BadInput("unreadable", field="file")
    media_type = type_of(content)
    if media_type in FORMATS:
        return Accepted(StoryKind.PHOTO, "image/jpeg", clean_photo(content, media_type), 0, True)
    if media_type in DEMUXERS:
        clean = clean_recording(content, media_type, sound_only=caption_kind is StoryKind.VOICE)
        return Accepted(clean.kind, clean.media_type, clean.content, clean.seconds, clean.playable)
    if media_type == _PDF:
        return _document(content)
    raise BadInput("type_not_accepted", field="file")


def type_of(content: bytes) -> str:
    """The media type that the first bytes show, or ""."""
    try:
        found = filetype.guess_mime(content[:8192])
    except Exception as error:  # its matchers read lengths out of hostile bytes
        raise BadInput("unreadable", field="file") from error
    if not found and content[4:8] == b"ftyp":
        found = next((kind for brand, kind in _BRANDS.items() if content[8:12].startswith(brand)), "")
    return found or ""


def _document(content: bytes) -> Accepted:
    if b"%%EOF" not in content[-_PDF_TAIL:]:
        raise BadInput("unreadable", field="file")
    return Accepted(StoryKind.DOCUMENT, _PDF, content, 0, False)
