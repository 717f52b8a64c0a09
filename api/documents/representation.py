"""The representation letter: one page of official Khmer, and behind that of several the list of who gives the right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import locales
from api.documents.complaint import block, khmer, names_of, people_of, province_of, row, sheet_words
from api.documents.typesetting import as_pdf
from cases.rules.vocabulary import Language

WORDS = ("title", "principals", "to", "sign-principal", "sign-representative", "list")
OF_HERSELF = 4  # lines of her block: without when she began and what she earns
RIGHTS = ("attend", "inform", "receive")
OF_REPRESENTATIVE = (("name", "position"), ("identity", "phone"))


def given_for(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the template is given, out of the letter that was kept."""
    people, said = people_of(content), content["representative"]
    several = "many" if len(people) > 1 else "one"
    hers = {"name": said["name"], "position": said["position"], "identity": said["id_number"]}
    hers["phone"] = locales.phone(said["phone"])
    params = {"factory": content["factory"] or "." * 40, "province": province_of(content) or "." * 20}
    return {
        "words": sheet_words() | {word: _word(word) for word in WORDS},
        "opening": _word(f"opening.{several}"),
        "principal": block(people[0])[:OF_HERSELF],
        "at": khmer(locales.text(Language.KHMER, f"document.representation.at.{several}", params)),
        "representative": [
            [{"name": names_of(name), "value": khmer(hers[name])} for name in line] for line in OF_REPRESENTATIVE
        ],
        "rights": [
            {"number": khmer(str(number)), "words": _word(f"{right}.{several}")}
            for number, right in enumerate(RIGHTS, start=1)
        ],
        "limit": _word(f"limit.{several}"),
        "signer": people[0].name,
        "representative_name": said["name"],
        "workers": [row(number, one) for number, one in enumerate(people, start=1)] if len(people) > 1 else [],
    }


def representation(content: Mapping[str, Any]) -> bytes:
    """The letter as PDF."""
    return as_pdf("representation", given_for(content))


def _word(word: str) -> str:
    return locales.text(Language.KHMER, f"document.representation.{word}")
