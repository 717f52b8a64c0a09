"""The recovery sheet: one A4 page with a person's code in groups and as a square, Khmer first. Nothing is kept."""

from __future__ import annotations

from typing import Final

import locales
from api.documents.typesetting import as_pdf, as_pictures
from cases.rules.vocabulary import Language
from qr.codes import check_code, code_svg

_TEMPLATE: Final = "recovery_sheet"
_WORDS: Final = ("title", "what", "keep", "never", "new", "alias", "party", "code", "scan")


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
    (picture,) = as_pictures(_TEMPLATE, given)
    check_code(picture, code)
    return as_pdf(_TEMPLATE, given)


def _words(language: Language) -> dict[str, str]:
    return {word: locales.text(language, f"desk.sheet.{word}") for word in _WORDS}
