"""The recovery sheet: one A4 page with a person's code in groups and as a square, Khmer first. Nothing is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final, Literal

import typst

import locales
from cases.rules.vocabulary import Language
from qr.codes import check_code, code_svg
from qr.posters import FONTS

_FOLDER: Final = Path(__file__).parent
_WORDS: Final = ("title", "what", "keep", "never", "new", "alias", "party", "code", "scan")
_PPI: Final = 150.0


def recovery_sheet(code: str, alias: str, party_km: str, party_en: str) -> bytes:
    """The sheet as PDF. Its square was read back before it is returned. Takes a good part of a second.

    Args:
        party_km: name of her organisation; "" for the operator, who has none.

    Raises:
        WrongCode: the square does not say the code.
    """
    given = {
        **{str(language): _words(language) for language in Language},
        "code": code,
        "square": code_svg(code),
        "alias": alias,
        "party": {"km": party_km, "en": party_en},
    }
    inputs = {"given": json.dumps(given, ensure_ascii=False)}
    check_code(_compiled("png", inputs), code)
    return _compiled("pdf", inputs)


def _words(language: Language) -> dict[str, str]:
    return {word: locales.text(language, f"desk.sheet.{word}") for word in _WORDS}


def _compiled(output: Literal["pdf", "png"], inputs: dict[str, str]) -> bytes:
    made = typst.compile(
        _FOLDER / "recovery_sheet.typ",
        format=output,
        ppi=_PPI,
        root=_FOLDER,
        font_paths=FONTS,
        ignore_system_fonts=True,
        sys_inputs=inputs,
    )
    if not isinstance(made, bytes):
        raise TypeError("the sheet does not fit on one page")
    return made
