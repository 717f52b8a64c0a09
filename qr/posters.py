"""Posters for a wall and cards for a pocket, Khmer first, the same on every machine.

Fonts and templates lie beside this file and texts in `poster.po`. A sheet carries no factory name, so that
whoever is seen looking at it has looked at nothing; the short address and the small mark tell it from others.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import typst
from anyascii import anyascii

import locales
from cases.rules.vocabulary import Language
from locales.wrapping import solid
from qr.codes import check_code, code_svg
from qr.site_links import page_address, short_address

Kind = Literal["a4", "card"]

_FOLDER: Final = Path(__file__).parent
FONTS: Final = [_FOLDER / "fonts" / "battambang", _FOLDER / "fonts" / "source-sans-3"]
_TEMPLATES: Final[dict[Kind, str]] = {"a4": "poster.typ", "card": "cards.typ"}
_CODES_ON_SHEET: Final[dict[Kind, int]] = {"a4": 1, "card": 10}
_WORDS: Final = [
    "name",
    "headline",
    "invitation",
    "promise",
    "scan",
    "type",
    "bot",
    "telegram",
    "never_ask",
    "card",
    "free",
]
_PPI: Final = 200.0


@dataclass(frozen=True)
class Site:
    """One code at one place: `placement` such as gate or dormitory, `number` tells two of them apart.

    `factory` names the file only; it is not printed.
    """

    code: str
    factory: str
    placement: str
    number: str = ""


@dataclass(frozen=True)
class Printed:
    """One A4 sheet, as PDF for the printer and as PNG (200 dpi) for a screen."""

    pdf: bytes
    png: bytes


def poster(site: Site, kind: Kind, *, public_url: str, bot_name: str = "") -> Printed:
    """One sheet: `a4` is a poster, `card` ten cards with cut marks. The code was read back before it is returned.

    `public_url` is where workers reach this server; without `bot_name` Telegram is not mentioned.

    Raises:
        WrongCode: the picture does not lead to this site's page.
    """
    address = page_address(public_url, site.code)
    given = {
        **{str(language): _words(language) for language in Language},
        "code": code_svg(address),
        "address": short_address(public_url, site.code),
        "bot": f"@{bot_name.lstrip('@')}" if bot_name else "",
        "mark": _mark(site),
    }
    inputs = {"given": solid(json.dumps(given, ensure_ascii=False))}
    png = _compiled(kind, "png", inputs)
    check_code(png, address, times=_CODES_ON_SHEET[kind])
    return Printed(_compiled(kind, "pdf", inputs), png)


def print_sheets(
    sites: Iterable[Site],
    folder: Path,
    *,
    public_url: str,
    bot_name: str = "",
    kinds: Iterable[Kind] = ("a4", "card"),
) -> list[Path]:
    """Writes `<factory>-<placement>-<kind>.pdf` and `.png` for every site, and gives back their paths in order.

    A file appears whole or not at all; one of the same name, from an earlier printing, is replaced. Two sites of
    one call never share a name: the second gets `-2`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kinds = tuple(kinds)
    names: set[str] = set()
    written: list[Path] = []
    for site in sites:
        name = _free(_slug(site.factory, site.placement, site.number), names)
        for kind in kinds:
            printed = poster(site, kind, public_url=public_url, bot_name=bot_name)
            for suffix, content in (("pdf", printed.pdf), ("png", printed.png)):
                path = folder / f"{name}-{kind}.{suffix}"
                _write_whole(path, content)
                written.append(path)
    return written


def _words(language: Language) -> dict[str, str]:
    return {word: locales.text(language, f"poster.{word}") for word in _WORDS}


def _mark(site: Site) -> str:
    """The small line by which a person finds the sheet that must come down: `ទ្វាររោងចក្រ · gate 3`."""
    key = f"poster.placement.{site.placement}"
    known = key in locales.catalog(Language.KHMER)
    shown = [locales.text(language, key) for language in Language] if known else [site.placement]
    return f"{' · '.join(shown)} {site.number}".strip()


def _compiled(kind: Kind, output: Literal["pdf", "png"], inputs: dict[str, str]) -> bytes:
    made = typst.compile(
        _FOLDER / _TEMPLATES[kind],
        format=output,
        ppi=_PPI,
        root=_FOLDER,
        font_paths=FONTS,
        ignore_system_fonts=True,
        sys_inputs=inputs,
    )
    if not isinstance(made, bytes):
        raise TypeError(f"{_TEMPLATES[kind]} does not fit on one page")
    return made


def _slug(*parts: str) -> str:
    return "-".join(re.sub(r"[^a-z0-9]+", "-", anyascii(part).lower()).strip("-") or "x" for part in parts if part)


def _free(name: str, taken: set[str]) -> str:
    """The name, or the name with the first number that makes it new; and it is taken now."""
    wanted, count = name, 1
    while name in taken:
        count += 1
        name = f"{wanted}-{count}"
    taken.add(name)
    return name


def _write_whole(path: Path, content: bytes) -> None:
    """A printer that looks at the folder never meets half a file."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
