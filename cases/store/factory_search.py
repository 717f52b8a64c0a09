"""Finding a factory by whatever she calls it: English name, Khmer sign, nickname, brand, spelled as heard."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from anyascii import anyascii
from rapidfuzz import fuzz, process
from sqlmodel import select

from cases.rules.vocabulary import Province
from cases.store.tables import Factory
from cases.store.unit import Unit

MOST = 6
GOOD_ENOUGH = 68.0
# Words that stand in nearly every name and tell nothing.
COMMON = frozenset(
    {"co", "ltd", "company", "cambodia", "garment", "garments", "factory", "industry", "industrial", "group"}
    | {"international", "the", "and", "រោងចក្រ", "ក្រុមហ៊ុន", "កាត់ដេរ", "កម្ពុជា"}
)
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def folded(name: str) -> str:
    """A name for comparing: NFC, small letters, no invisible characters, punctuation or common words."""
    plain = unicodedata.normalize("NFC", name).translate(INVISIBLE).casefold()
    letters = "".join(c if c.isalnum() or unicodedata.category(c).startswith("M") else " " for c in plain)
    words = [word for word in letters.split() if word not in COMMON]
    return " ".join(words or letters.split())


def sounded(name: str) -> str:
    """The same in Latin letters, so that Khmer and English spellings meet."""
    return " ".join(anyascii(folded(name)).lower().split())


def best_matches(words: str, names: Sequence[tuple[str, str]]) -> list[str]:
    """Ids of the factories whose names come nearest, best first. `names` are (factory id, one of its names)."""
    wanted, heard = folded(words), sounded(words)
    if not wanted:
        return []
    scores: dict[str, float] = {}
    for asked, said in ((wanted, folded), (heard, sounded)):
        choices = [said(name) for _, name in names]
        for _, score, index in process.extract(asked, choices, scorer=fuzz.WRatio, limit=MOST * 4):
            factory_id = names[index][0]
            scores[factory_id] = max(scores.get(factory_id, 0.0), score)
    near = sorted((-score, factory_id) for factory_id, score in scores.items() if score >= GOOD_ENOUGH)
    return [factory_id for _, factory_id in near[:MOST]]


async def find_factories(unit: Unit, words: str, province: str = "") -> list[Factory]:
    """At most six factories that go by this name, best first; `province` may be empty."""
    query = select(Factory)
    if province:
        query = query.where(Factory.province == Province(province))
    known = {factory.id: factory for factory in (await unit.session.exec(query)).all()}
    names = [
        (factory.id, name)
        for factory in known.values()
        for name in (factory.name, factory.khmer_sign, *factory.nicknames, *factory.brands)
        if name
    ]
    return [known[factory_id] for factory_id in best_matches(words, names)]
