"""Which factory she means by whatever she calls it: Khmer sign, nickname, brand, road, English written as it is heard.

Likeness is measured by rapidfuzz over keys of our own: its default processor would take the vowels out of Khmer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter

from rapidfuzz import fuzz, process

from cases.rules.factory_names import WHOLE, Key, keys_of, pieces, province_in
from cases.rules.vocabulary import Province

MOST = 5  # candidates that she is shown
GOOD_ENOUGH = 62.0
AROUND = 84.0  # likeness from which on words of hers are taken for a brand or a road
# Out of a hundred, as every likeness is.
SOUND, BONES = 0.55, 0.45  # shares of the likeness by ear
SAME_NUMBER, OTHER_NUMBER, NO_NUMBER = 6.0, 18.0, 4.0
ELSEWHERE = 12.0  # in another province than the one that she chose: people at its border say the next one
BESIDE, DOUBT = 8.0, 5.0  # a brand or road of the factory stands beside the name; then it is hardly of the name
ALONE, HARDLY, TOGETHER = 75.0, 64.0, 12.0  # nothing but a brand or road; with other words; for one more


@dataclass(frozen=True)
class Known:
    """What the register knows of a factory, as far as finding it goes."""

    id: str
    province: Province
    names: tuple[str, ...]
    around: tuple[str, ...]  # brands and roads


class _Column:
    """Keys to compare with, beside what each stands for; a look at all of them is one call."""

    def __init__(self, rows: Iterable[tuple[str, Key]]) -> None:
        self.rows = list(rows)
        self._forms = [[form(key) for _, key in self.rows] for form in FORMS]

    def near(self, asked: Key) -> Iterator[tuple[str, float]]:
        """(what, likeness) of whatever comes near enough to be compared closely."""
        found: set[int] = set()
        for (form, least), choices in zip(FORMS.items(), self._forms, strict=True):
            hits = process.extract(form(asked), choices, scorer=fuzz.ratio, score_cutoff=least, limit=None)
            found.update(index for _, _, index in hits)
        for index in found:
            what, key = self.rows[index]
            yield what, _likeness(asked, key)


# By what a name is shortlisted, and from which likeness on: below all three it cannot come near.
FORMS: Mapping[Callable[[Key], str], float] = {
    attrgetter("spelled"): 62.0,
    attrgetter("sound"): 60.0,
    attrgetter("bones"): 70.0,
}


class Register:
    """Every factory, made ready for comparing: slow to make for a whole country, quick to ask."""

    def __init__(self, known: Iterable[Known]) -> None:
        self.factories = tuple(known)
        self.names = _Column((one.id, key) for one in self.factories for name in one.names for key in keys_of(name))
        around = {name for one in self.factories for name in one.around}
        self.around = _Column((name, key) for name in around for key in keys_of(name) if key.counts == WHOLE)


def best_matches(typed: str, register: Register, province: Province | None = None) -> list[str]:
    """Ids of the factories that she most likely means, best first, at most `MOST`."""
    around, rest = _around(typed, register)
    likeness: dict[str, float] = {}
    for words, doubt in ((rest, 0.0), (typed, DOUBT if around else 0.0)):
        for key in keys_of(words):
            for factory_id, score in register.names.near(key):
                likeness[factory_id] = max(likeness.get(factory_id, 0.0), score - doubt)
    where = province or province_in(typed)
    near: list[tuple[float, str]] = []
    for one in register.factories:
        beside = len(around.intersection(one.around))
        score = likeness.get(one.id, 0.0) + beside * BESIDE
        if beside:
            score = max(score, (ALONE if not rest else HARDLY) + (beside - 1) * TOGETHER)
        if where is not None and one.province is not where:
            score -= ELSEWHERE
        if score >= GOOD_ENOUGH:
            near.append((-score, one.id))
    return [factory_id for _, factory_id in sorted(near)[:MOST]]


def _around(typed: str, register: Register) -> tuple[frozenset[str], str]:
    """Brands and roads of the register that stand in her words, and the words without them."""
    found = pieces(typed)
    named: set[str] = set()
    taken: set[int] = set()
    for size in (3, 2, 1):
        for start in range(len(found) - size + 1):
            span = range(start, start + size)
            here = set() if taken.intersection(span) else _alike(" ".join(found[start : start + size]), register)
            if here:
                named |= here
                taken.update(span)
    return frozenset(named), " ".join(piece for at, piece in enumerate(found) if at not in taken)


def _alike(words: str, register: Register) -> set[str]:
    asked = (key for key in keys_of(words) if key.counts == WHOLE)
    return {name for key in asked for name, likeness in register.around.near(key) if likeness >= AROUND}


def _likeness(asked: Key, known: Key) -> float:
    same = fuzz.ratio(asked.spelled, known.spelled)
    by_ear = SOUND * fuzz.ratio(asked.sound, known.sound) + BONES * fuzz.ratio(asked.bones, known.bones)
    alike = by_ear if asked.sound and known.sound else 0.0
    return max(same, alike) * min(asked.counts, known.counts) / WHOLE + _number(asked.digits, known.digits)


def _number(asked: str, known: str) -> float:
    if asked == known:
        return SAME_NUMBER if asked else 0.0
    return -OTHER_NUMBER if asked and known else -NO_NUMBER
