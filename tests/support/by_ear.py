"""Names of factories as workers write them, with the factory that each means: how often it is among the first five.

The register is a test register: its names are made up, in the style of real ones, and so are its signs and brands.
The queries were written before the matching was, by one hand and not by workers. Every second one is held back:
nothing may be tuned to it.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cases.actions.register import FactoryLine, read_factories
from cases.rules.vocabulary import Province
from cases.store.factory_search import Known, Register, best_matches

HERE = Path(__file__).parents[1] / "cases" / "store" / "factories"
HALVES = ("tuned", "held")
COUNTRY = 2_000  # factories, about as many as there are in Cambodia


@dataclass(frozen=True)
class Query:
    half: str
    words: str
    province: Province | None
    factory: str
    kind: str


def lines() -> list[FactoryLine]:
    """The test register, read as an operator's file is."""
    return read_factories((HERE / "register.csv").read_bytes())


def register() -> list[Known]:
    """The same, as it is searched; a factory's id is its name."""
    return [
        Known(
            line.name,
            line.province,
            tuple(filter(None, (line.name, line.khmer_sign, *line.nicknames))),
            (*line.brands, *line.roads),
        )
        for line in lines()
    ]


def queries() -> list[Query]:
    """Every query with the factory that it means."""
    with (HERE / "queries.csv").open(encoding="utf-8") as file:
        return [
            Query(row["half"], row["query"], _province(row["province"]), row["factory"], row["kind"])
            for row in csv.DictReader(file)
        ]


def _province(name: str) -> Province | None:
    return Province(name.lower().replace(" ", "_")) if name else None


# ------------------------------------------------------------------------------------------ made harder
def english_alone(known: Sequence[Known]) -> list[Known]:
    """As most registers are: no sign, no nickname."""
    return [replace(one, names=one.names[:1]) for one in known]


def crowded(known: Sequence[Known], size: int = COUNTRY) -> list[Known]:
    """Among as many others as the country has, whose names are put together from the words of these."""
    chance = random.Random(7)
    words = [one.names[0].split() for one in known]
    names = {one.id.casefold() for one in known}
    found = list(known)
    while len(found) < size:
        first, second = chance.choice(words), chance.choice(words)
        name = " ".join((*first[:1], *second[1:]))
        if name.casefold() not in names:
            names.add(name.casefold())
            like = chance.choice(known)
            found.append(Known(name, like.province, (name,), like.around))
    return found


def mistyped(query: Query) -> Query:
    """With one sign left out and two neighbours swapped, as on a small keyboard."""
    chance = random.Random(query.words)
    signs = list(query.words)
    if len(signs) > 3:
        at = chance.randrange(1, len(signs) - 1)
        signs[at], signs[at + 1] = signs[at + 1], signs[at]
        del signs[chance.randrange(1, len(signs))]
    return replace(query, words="".join(signs))


def no_province(query: Query) -> Query:
    """She does not say where."""
    return replace(query, province=None)


# ----------------------------------------------------------------------------------------------- the figure
def share_found(asked: Sequence[Query], known: Register) -> float:
    """How many in a hundred stand among the candidates."""
    found = sum(query.factory in best_matches(query.words, known, query.province) for query in asked)
    return round(100 * found / len(asked), 1)


@dataclass(frozen=True)
class Figure:
    """One way of asking: how many queries of each half, and the share found of each."""

    how: str
    asked: dict[str, int]
    found: dict[str, float]

    def __str__(self) -> str:
        halves = (f"{self.found[half]:5.1f} % of {self.asked[half]} {half}" for half in HALVES)
        return f"{self.how:<44}" + ", ".join(halves)


def as_she_asks() -> Iterator[Figure]:
    """As she asks; then three ways in which it is harder, each by itself."""
    everything, known = queries(), register()
    told = [query for query in everything if query.kind not in ("sign", "nickname")]
    yield _figure("as she asks", everything, known)
    yield _figure("no province told", list(map(no_province, everything)), known)
    yield _figure("two typing mistakes in each", list(map(mistyped, everything)), known)
    yield _figure("a register with English names alone", told, english_alone(known))


def figures() -> Iterator[Figure]:
    """The same, and among as many factories as the country has."""
    yield from as_she_asks()
    yield _figure(f"among {COUNTRY:,} factories", queries(), crowded(register()))


def _figure(how: str, asked: Sequence[Query], known: Sequence[Known]) -> Figure:
    ready = Register(known)
    halves = {half: [query for query in asked if query.half == half] for half in HALVES}
    return Figure(
        how,
        {half: len(ones) for half, ones in halves.items()},
        {half: share_found(ones, ready) for half, ones in halves.items()},
    )


def misses(half: str, change: Callable[[Query], Query] = lambda query: query) -> Iterator[tuple[Query, list[str]]]:
    """What is not found, with what is offered instead; for whoever tunes, of the tuned half."""
    known = Register(register())
    for query in map(change, queries()):
        offered = best_matches(query.words, known, query.province)
        if query.half == half and query.factory not in offered:
            yield query, offered


if __name__ == "__main__":
    for figure in figures():
        print(figure)
