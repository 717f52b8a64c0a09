"""What is hidden in public figures cannot be computed: every small quarter is tried, by an attacker who knows the rule.

The attacker has the whole release, and knows how it was made. For each release she looks at every quarter that would
have been published exactly so: a hidden number that is the same in all of them would be known to her.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations_with_replacement, pairwise, product

from hypothesis import assume, given
from hypothesis import strategies as st

from cases.rules.suppression import FEWEST_CASES, FEWEST_WORKERS, Adds, Cell, published, steps

Who = tuple[int, int]  # women and men in one case
OneCase = tuple[int, int, Who]  # its row in the first table, in the second, and who is in it
Rule = Callable[[Sequence[Cell], Adds], list[Cell | None]]
Quarter = tuple[list[Cell], list[Cell], list[Cell]]
ADDS = (Adds.BOTH, Adds.BOTH, Adds.WORKERS)
ALONE = [(1, 0), (0, 1)]
PAIRS = [(2, 0), (1, 1), (0, 2)]
SEARCHED: Sequence[tuple[tuple[int, int], Sequence[Who], int]] = (  # rows of the tables, who can be in a case, cases
    ((3, 1), [*ALONE, *PAIRS], 6),
    ((3, 1), ALONE, 11),
    ((2, 2), [*ALONE, *PAIRS], 4),
    ((3, 2), ALONE, 6),
)


def tables_of(cases: Sequence[OneCase], rows: tuple[int, int]) -> Quarter:
    """Two tables of cases and one of women and men, over the same cases."""
    one, two = (
        [_cell([case[2] for case in cases if case[table] == row]) for row in range(rows[table])] for table in (0, 1)
    )
    people = [Cell(sum(case[2][of] > 0 for case in cases), sum(case[2][of] for case in cases)) for of in (0, 1)]
    return one, two, people


def _cell(who: Sequence[Who]) -> Cell:
    return Cell(len(who), sum(map(sum, who)))


def quarters(rows: tuple[int, int], who: Sequence[Who], most: int) -> Iterator[Quarter]:
    """Every quarter of up to so many cases that has enough in it to be published at all."""
    kinds = list(product(range(rows[0]), range(rows[1]), who))
    for number in range(FEWEST_CASES, most + 1):
        for cases in combinations_with_replacement(kinds, number):
            if sum(sum(case[2]) for case in cases) >= FEWEST_WORKERS:
                yield tables_of(cases, rows)


def read(rule: Rule, quarter: Quarter) -> tuple[object, list[int]]:
    """What is published of a quarter, and the numbers that are not."""
    shown: list[object] = [sum(cell.cases for cell in quarter[0]), sum(cell.workers for cell in quarter[0])]
    hidden: list[int] = []
    for cells, adds in zip(quarter, ADDS, strict=True):
        for cell, told in zip(cells, rule(cells, adds), strict=True):
            # Of women and men the workers alone are published: a case can have both.
            numbers = [cell.workers] if adds is Adds.WORKERS else [cell.workers, cell.cases]
            shown.append(None if told is None else tuple(numbers))
            hidden += numbers if told is None else []
    return tuple(shown), hidden


def possible(rule: Rule, every: Iterator[Quarter]) -> Mapping[object, list[set[int]]]:
    """For each release, what every hidden number of it can be."""
    found: dict[object, list[set[int]]] = {}
    for quarter in every:
        release, hidden = read(rule, quarter)
        for values, number in zip(found.setdefault(release, [set() for _ in hidden]), hidden, strict=True):
            values.add(number)
    return found


def known(releases: Mapping[object, list[set[int]]]) -> list[object]:
    """Releases in which a hidden number can be one thing only."""
    return [release for release, hidden in releases.items() if any(len(values) < 2 for values in hidden)]


def small_alone(cells: Sequence[Cell], _: Adds) -> list[Cell | None]:
    """What a careless author would write."""
    return [None if cell.is_small else cell for cell in cells]


def the_smallest_too(cells: Sequence[Cell], adds: Adds) -> list[Cell | None]:
    """What textbooks say: where one is hidden alone, the smallest of the others goes along."""
    told = small_alone(cells, adds)
    shown = [cell for cell in told if cell is not None]
    if len(told) - len(shown) == 1 and shown:
        told[told.index(min(shown, key=lambda cell: (cell.cases, cell.workers)))] = None
    return told


def test_no_hidden_number_follows_from_all_that_a_release_tells() -> None:
    """Every small quarter: both tables, women and men and the totals taken together, by who knows the rule."""
    for rows, who, most in SEARCHED:
        assert known(possible(published, quarters(rows, who, most))) == []


def test_the_search_computes_what_simpler_rules_give_away() -> None:
    """Hiding the small alone, or the smallest other with it, does not withstand the same attacker."""
    rows, who, most = SEARCHED[1]
    for careless in (small_alone, the_smallest_too):
        assert known(possible(careless, quarters(rows, who, most))) != []


def test_differences_of_two_releases_reveal_no_hidden_number() -> None:
    """Any two quarters after each other: what changed in a row that is hidden in either can be several things.

    A case is in one quarter alone and a release is made from its quarter alone, so any two go together.
    """
    rows, who, most = SEARCHED[1]
    every = list(quarters(rows, who, most))
    releases = possible(published, iter(every))
    numbers = {release: [tuple(sorted(values)) for values in hidden] for release, hidden in releases.items()}
    for before, after in product(numbers.values(), repeat=2):
        for one, two in product(before or [(0,)], after or [(0,)]):
            if len(one) > 1 or len(two) > 1:
                assert len({b - a for a in one for b in two}) > 1


cells = st.tuples(st.integers(0, 12), st.integers(0, 9)).map(lambda n: Cell(n[0], n[0] + n[1] if n[0] else 0))


@given(st.lists(cells, min_size=2, max_size=25))
def test_one_case_more_or_less_in_a_hidden_row_would_read_the_same(table: list[Cell]) -> None:
    """In tables of any size: another table with the same totals, in which this row is different, is published alike."""
    assume(not Cell(sum(cell.cases for cell in table), sum(cell.workers for cell in table)).is_small)
    told = published(table, Adds.BOTH)
    hidden = [index for index, cell in enumerate(told) if cell is None]
    assert all(cell is None or not cell.is_small for cell in told) and len(hidden) != 1
    for index in hidden:
        assert any(
            published(other, Adds.BOTH) == told
            for mate in hidden
            if mate != index
            for other in _moved(table, index, mate)
        )


def _moved(table: Sequence[Cell], one: int, other: int) -> Iterator[list[Cell]]:
    """A case with some of the workers of its row goes over to another row."""
    for giver, taker in ((one, other), (other, one)):
        row = table[giver]
        for workers in range(1, row.workers + 1) if row.cases else ():
            left = Cell(row.cases - 1, row.workers - workers)
            if left.workers >= left.cases and bool(left.workers) is bool(left.cases):
                moved = list(table)
                moved[giver], moved[taker] = left, Cell(table[taker].cases + 1, table[taker].workers + workers)
                yield moved


def test_what_is_within_another_number_tells_nothing_small_by_the_difference() -> None:
    """Agreed, delivered, confirmed: every quarter of up to eight cases of one kind, each reached for one worker or two.

    No two numbers that are shown differ by somebody few, and each that is hidden can be several things.
    """
    found: dict[object, list[set[Cell]]] = {}
    for number in range(FEWEST_CASES, 9):
        for cases in combinations_with_replacement(list(product((1, 2), range(4))), number):
            whole, *parts = [_cell([(who, 0) for who, stage in cases if stage >= least]) for least in range(4)]
            if whole.is_small:
                continue
            told = steps(whole, parts)
            shown = [cell for cell in (whole, *told) if cell is not None]
            assert not any(cell.is_small or cell.leaves_few(before) for before, cell in pairwise(shown))
            hidden = [part for part, one in zip(parts, told, strict=True) if one is None]
            release = (whole, *told)
            for values, cell in zip(found.setdefault(release, [set() for _ in hidden]), hidden, strict=True):
                values.add(cell)
    for values in (values for hidden in found.values() for values in hidden):
        assert len({cell.cases for cell in values}) > 1 and len({cell.workers for cell in values}) > 1
