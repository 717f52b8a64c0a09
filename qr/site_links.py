"""A site code and the two addresses that carry it. Encoding and decoding stand side by side on purpose.

The page behind a code is `<public url>/q/<site code>`. The door to Telegram is
`https://t.me/<bot>?start=<site code>_<language><s|o>`: what the page asked is not asked again. `s` says that
others look at this phone too, `o` that only she does; each part may be missing.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Final

from cases.rules.vocabulary import Language

ALPHABET: Final = "23456789abcdefghijkmnpqrstuvwxyz"
"""32 characters that nobody mixes up when typing from a poster: no 0 and o, no 1 and l."""

CODE_LENGTH: Final = 10
MAX_PAYLOAD: Final = 64
"""What Telegram carries behind `?start=`, in characters of [A-Za-z0-9_-]."""

_PAYLOAD = re.compile(r"(?P<code>[A-Za-z0-9-]*)(?:_(?P<language>km|en)?(?P<shared>[so])?)?")
_SHARED: Final = {"s": True, "o": False}


@dataclass(frozen=True)
class Start:
    """What a link told: "" and None where it did not."""

    site_code: str = ""
    language: Language | None = None
    shared: bool | None = None


def new_site_code() -> str:
    """A code that nobody can guess (50 random bits) and that says nothing about its factory."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def page_address(public_url: str, site_code: str) -> str:
    """The address inside the printed code."""
    return f"{public_url.rstrip('/')}/q/{site_code}"


def short_address(public_url: str, site_code: str) -> str:
    """The same address as a person types it, without the scheme."""
    return re.sub(r"^https?://", "", page_address(public_url, site_code))


def telegram_address(bot_name: str, site_code: str, language: str = "", shared: bool | None = None) -> str:
    """The link that opens the bot with this code; `bot_name` with or without @.

    Raises:
        ValueError: the payload is longer than Telegram carries or has other characters.
    """
    tail = f"{language}{'' if shared is None else 's' if shared else 'o'}"
    payload = f"{site_code}_{tail}" if tail else site_code
    if len(payload) > MAX_PAYLOAD or not _PAYLOAD.fullmatch(payload):
        raise ValueError("this site code does not fit into a Telegram link")
    return f"https://t.me/{bot_name.lstrip('@')}?start={payload}"


def decode_start(payload: str) -> Start:
    """The reverse of `telegram_address`. Nonsense is an empty start, never an error.

    What follows the code and cannot be read is left out. Codes have small letters, however they are typed.
    """
    given = payload.strip().lower()
    match = _PAYLOAD.fullmatch(given) or _PAYLOAD.fullmatch(given.partition("_")[0])
    if match is None or len(payload) > MAX_PAYLOAD:
        return Start()
    language = match["language"]
    return Start(match["code"], Language(language) if language else None, _SHARED.get(match["shared"] or ""))
