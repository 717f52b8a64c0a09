"""A pack's counts, held against management that keeps every pack and tries every small history."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import product

import pytest

from cases.rules.errors import BadInput
from cases.rules.picc import (
    Age,
    Candidate,
    Counted,
    Promised,
    age,
    checked_words,
    counted_now,
    issue_theme,
    months_after,
    next_due,
    promise_state,
    theme_lines,
)
from cases.rules.vocabulary import Issue, RemedyStatus

FIRST = dt.date(2024, 11, 4)
PACKS = (FIRST, dt.date(2025, 1, 4), dt.date(2025, 3, 4))
Shown = tuple[tuple[str, int | None, Age | None], ...]


def candidates(*counts: tuple[Issue, int]) -> list[Candidate]:
    return [
        Candidate(f"{issue}-{n}", issue, None, frozenset({f"{issue}-{n}"}))
        for issue, many in counts
        for n in range(many)
    ]


def shown(lines: Iterable[tuple[str, int | None, Age | None]]) -> Shown:
    return tuple(lines)


# ------------------------------------------------------------------------------------------- one pack
def test_a_theme_is_named_from_three_cases_of_three_people_on() -> None:
    """Two cases are no theme, nor are three of one worker who wrote three times."""
    assert set(counted_now(candidates((Issue.HEAT, 3), (Issue.PAY, 2)))) == {issue_theme(Issue.HEAT)}
    alone = [Candidate(str(n), Issue.HEAT, None, frozenset({"one phone"})) for n in range(3)]
    assert counted_now(alone) == {}


def test_a_critical_issue_takes_its_cases_out_of_the_issue() -> None:
    """No case stands in two lines, so no line can be taken from another."""
    fire = [Candidate(f"f{n}", Issue.HEAT, 14, frozenset({f"f{n}"})) for n in range(3)]
    found = counted_now([*fire, *candidates((Issue.HEAT, 3))])
    assert {theme: len(cases) for theme, cases in found.items()} == {"critical_issue.14": 3, "issue.heat": 3}
    assert set(counted_now([*fire[:2], *candidates((Issue.HEAT, 1))])) == {"issue.heat"}


def test_small_themes_are_counted_together_only_where_none_of_them_follows() -> None:
    """Every table of up to four cases an issue, of five: what was left unnamed may be none of it, whatever is shown."""
    five = list(Issue)[:5]  # all issues are treated alike
    possible: dict[Shown, list[tuple[int, ...]]] = defaultdict(list)
    for counts in product(range(5), repeat=len(five)):
        found = counted_now(candidates(*zip(five, counts, strict=True)), len(five))
        possible[shown((theme, len(cases), None) for theme, cases in sorted(found.items()))].append(counts)
    for said, tables in possible.items():
        for place, issue in enumerate(five):
            values = {table[place] for table in tables}
            named = issue_theme(issue) in {theme for theme, _, _ in said}
            assert named or 0 in values, (said, issue)
            assert not values <= {1, 2}, (said, issue)


# ------------------------------------------------------------------------------------------ many packs
def history(filed: Sequence[int], closed: Sequence[int]) -> Shown | None:
    """The lines of one theme in packs one after the other; None where more would close than were counted.

    Args:
        filed: how many before each pack.
        closed: how many of those that earlier packs counted closed before each, the oldest first.
    """
    waiting: list[Candidate] = []
    counted: list[Counted] = []
    said: list[tuple[str, int | None, Age | None]] = []
    for turn, today in enumerate(PACKS):
        if closed[turn] > len(counted):
            return None
        counted = counted[closed[turn] :]
        waiting += [Candidate(f"{turn}-{n}", Issue.HEAT, None, frozenset({f"{turn}-{n}"})) for n in range(filed[turn])]
        lines = theme_lines(waiting, counted, today)
        said += [(str(turn), line.count, line.oldest) for line in lines]
        if any(line.cases for line in lines):
            counted += [Counted(issue_theme(Issue.HEAT), months_after(today, -1)) for _ in waiting]
            waiting = []
    return tuple(said)


def test_no_packs_one_after_the_other_tell_of_one_or_two() -> None:
    """Whoever keeps three packs cannot tell that one or two were filed between two of them, or one or two closed."""
    possible: dict[Shown, list[tuple[tuple[int, ...], tuple[int, ...]]]] = defaultdict(list)
    for filed in product(range(7), repeat=len(PACKS)):
        for closed in product((0,), range(7), range(7)):
            said = history(filed, closed)
            if said is not None and all((count or 0) <= 4 for _, count, _ in said):  # beyond, the search has edges
                possible[said].append((filed, closed))
    assert len(possible) > 20
    for said, found in possible.items():
        for kind, turn in product((0, 1), range(len(PACKS))):
            values = {one[kind][turn] for one in found}
            assert not values <= {1, 2}, (said, kind, turn, values)


def test_a_case_is_counted_once_however_many_packs_there_are() -> None:
    """One more filing than last time shows nothing, and waits for two others."""
    assert history((3, 1, 0), (0, 0, 0)) == history((3, 0, 0), (0, 0, 0)) == history((3, 2, 0), (0, 0, 0))
    assert ("2", 3, Age.TWO_TO_SIX) in history((3, 1, 2), (0, 0, 0))


# -------------------------------------------------------------------------------------- days and states
def test_ages_and_the_next_pack_go_by_calendar_months() -> None:
    assert [age(day, FIRST) for day in (FIRST, dt.date(2024, 9, 4), dt.date(2024, 5, 4))] == list(Age)
    assert next_due(dt.date(2024, 12, 31), FIRST) == dt.date(2025, 2, 28)
    assert next_due(None, FIRST) == FIRST


def test_a_promise_is_as_far_as_the_one_furthest_behind() -> None:
    """And a worker's no is not the committee's to know: it is not done, that is all."""
    late = dt.date(2024, 11, 1)
    assert promise_state([RemedyStatus.CONFIRMED, RemedyStatus.DELIVERED], None, FIRST) is Promised.DONE
    assert promise_state([RemedyStatus.DISPUTED], None, FIRST) is Promised.PROMISED
    assert promise_state([RemedyStatus.AGREED], late, FIRST) is Promised.OVERDUE


# ------------------------------------------------------------------------------------------------ words
@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Ask 012 345 678", "picc_number"),
        ("ករណី ៤៨២ ១៧៧ ៣៦១", "picc_number"),
        ("Fans at line B12, night shift", "picc_line_and_shift"),
        ("កង្ហារនៅខ្សែទី៤ វេនយប់", "picc_line_and_shift"),
        ("Ask 012\u200b345_678", "picc_number"),
        ("As Sok Dany told us", "picc_name"),
        ("As Da\u200bny and Ｄａｎｙ told us", "picc_name"),
        ("តាមចាន់\u200bធូ", "picc_name"),
        ("dany says so", "picc_name"),
        ("តាមអ្នកស្រីចាន់ធូប្រាប់", "picc_name"),
        ("x" * 301, "too_long"),
    ],
)
def test_words_that_point_at_somebody_are_refused(words: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        checked_words(words, ["Sok Dany", "ចាន់ធូ"], "what")
    assert refused.value.code == code


def test_words_about_a_place_pass() -> None:
    assert checked_words(" Six fans,  hall 2, line 4 ", ["Sok Dany", "Li"], "what") == "Six fans, hall 2, line 4"
