"""What a worker may be owed when work ended or was not paid: from facts and dated rules to lines, each a range.

Pure. Where sources disagree, a fact is unknown or somebody disputes it, a line goes from what is due at the least to
what is due at the most, and says why. What cannot be computed says which fact is missing: nothing is silently zero.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from types import MappingProxyType

from cases.rules import estimate_rules, work_facts
from cases.rules.clocks import Certainty
from cases.rules.entitlements import ALWAYS, DUE, OF_CONTRACT, OPEN_ENDED, Because, Due, Line
from cases.rules.estimate_amounts import AMOUNTS, ZERO, At, NoRule
from cases.rules.estimate_facts import Contract, Days, Ending, EndReason, Fact, Span, WorkFacts
from cases.rules.estimate_rules import EstimateRule
from cases.rules.money import DECIMALS
from cases.rules.service import half_year_of, half_years, months_of
from cases.rules.vocabulary import Currency

NOTHING = Span(ZERO, ZERO)
UNSAID = Span(ZERO, None)
SURE = (Certainty.TEXT, Certainty.SECONDARY, Certainty.MEMORY, Certainty.CONTRADICTED)  # from sure to least sure


@dataclass(frozen=True)
class EstimateLine:
    """One thing that may be owed. `span` from nothing without an end: it cannot be said what it comes to."""

    line: Line
    span: Span
    rules: tuple[EstimateRule, ...]
    because: tuple[Because, ...]  # why it may be less, or nothing
    missing: tuple[Fact, ...]  # what would narrow it

    @property
    def certainty(self) -> Certainty:
        """That of its least sure rule; without any nothing is sure."""
        return max((rule.certainty for rule in self.rules), key=SURE.index, default=Certainty.MEMORY)

    @property
    def is_unsaid(self) -> bool:
        return self.span == UNSAID

    @property
    def is_due(self) -> bool:
        return self.span != NOTHING


@dataclass(frozen=True)
class Estimate:
    """All lines, and what they come to by law, before and after what was received."""

    as_of: dt.date
    version: str
    currency: Currency
    lines: tuple[EstimateLine, ...]
    known: Span  # without the lines that cannot be said
    paid: Decimal | None

    @property
    def due(self) -> tuple[EstimateLine, ...]:
        return tuple(line for line in self.lines if line.is_due and not line.is_unsaid)

    @property
    def unsaid(self) -> tuple[EstimateLine, ...]:
        """What is not in the sum, since a fact is missing."""
        return tuple(line for line in self.lines if line.is_unsaid)

    @property
    def not_due(self) -> tuple[EstimateLine, ...]:
        return tuple(line for line in self.lines if not line.is_due)

    @property
    def left(self) -> Span:
        """What is still open, less what she received."""
        paid = self.paid or ZERO
        high = None if self.known.high is None else max(ZERO, self.known.high - paid)
        return Span(max(ZERO, self.known.low - paid), high)

    @property
    def says_something(self) -> bool:
        """Whether there is a sum to show at all."""
        return bool(self.due) and self.left.high is not None and self.left.high > 0

    @property
    def exclusive(self) -> bool:
        """Whether its lines come to more than the sum: not all of them can be due at once."""
        highs = [line.span.high for line in self.due]
        return self.known.high is not None and sum(high for high in highs if high is not None) > self.known.high


# ----------------------------------------------------------------------------------------------- the whole estimate
def estimate(facts: WorkFacts, as_of: dt.date, rows: Sequence[EstimateRule] | None = None) -> Estimate:
    """What may be owed by these facts, computed on a day. `rows`: other rules than those of the file."""
    ended = Days(as_of, as_of) if facts.ending is Ending.STILL_WORKING else facts.ended
    judge = _Judge(facts, ended, as_of, tuple(rows or estimate_rules.rules()))
    worlds = list(judge.worlds())
    amounts = {line: judge.amount(line) for line in Line if any(judge.asks(line, world) for world in worlds)}
    lines = []
    for line, (span, cited, missing) in amounts.items():
        dues = [judge.due(line, world) for world in worlds if judge.asks(line, world)]
        whole = len(dues) == len(worlds)
        low = min([due.least for due in dues] + ([] if whole else [0]))
        found = span.times(low, max(due.most for due in dues))
        nothing = span == NOTHING  # whatever became of the contract, there is none of it
        because = {due.because: None for due in dues if due.because and not nothing}
        if not whole and not nothing:
            because[judge.mixed] = None
        lines.append(EstimateLine(line, found, cited, tuple(because), judge.needed(line, found, missing)))
    known = [
        Span.added(
            span.times(due.least, due.most)
            for line, (span, _, _) in amounts.items()
            if span != UNSAID and judge.asks(line, world)
            for due in (judge.due(line, world),)
        )
        for world in worlds
    ]
    in_order = tuple(sorted(lines, key=lambda one: list(Line).index(one.line)))
    step = Decimal(1).scaleb(-DECIMALS[facts.currency])
    return Estimate(
        as_of,
        estimate_rules.version(),
        facts.currency,
        tuple(_rounded(line, step) for line in in_order),
        _to(Span.hull(known), step),
        facts.paid,
    )


def _to(span: Span, step: Decimal) -> Span:
    high = None if span.high is None else span.high.quantize(step, ROUND_HALF_UP)
    return Span(span.low.quantize(step, ROUND_HALF_UP), high)


def _rounded(line: EstimateLine, step: Decimal) -> EstimateLine:
    return EstimateLine(line.line, _to(line.span, step), line.rules, line.because, line.missing)


World = tuple[Contract, Ending, EndReason]


@dataclass(frozen=True)
class _Judge:
    """Facts and rules, asked line by line."""

    facts: WorkFacts
    ended: Days | None
    as_of: dt.date
    rows: Sequence[EstimateRule]

    def worlds(self) -> Iterable[World]:
        """Every way in which the kind of contract, of ending and its reason may be."""
        facts = self.facts
        contracts = self._contracts()
        endings = (facts.ending,) if facts.ending else tuple(Ending)
        reasons = (facts.reason,) if facts.reason else tuple(EndReason)
        return product(contracts, endings, reasons)

    def _contracts(self) -> Collection[Contract]:
        """A contract with an end that went on for long may have none any more: then both are shown."""
        facts = self.facts
        if facts.contract is Contract.FIXED and self.may_be_long:
            return tuple(Contract)
        return (facts.contract,) if facts.contract else tuple(Contract)

    @property
    def may_be_long(self) -> bool:
        rule = estimate_rules.rule_on("conversion", self.as_of, self.rows)
        if rule is None or self.facts.started is None or self.ended is None:
            return True
        return months_of(self.facts.started.first, self.ended.last) > rule.numbers["months"]

    @property
    def mixed(self) -> Because:
        return Because.CONVERSION if self.facts.contract is Contract.FIXED else Because.CONTRACT

    def asks(self, line: Line, world: World) -> bool:
        """Whether it is a line of such a contract, and of the law of that day."""
        contract, ending, _ = world
        if line is Line.EXTENSION and not (ending is Ending.NOT_RENEWED and not self.facts.notice_days):
            return False
        if line not in ALWAYS and not self._of_its_time(line):
            return False
        if line is Line.BACK_PAY and self._began_after(line):
            return False
        return line in ALWAYS or line in OF_CONTRACT[contract]

    def _of_its_time(self, line: Line) -> bool:
        """Whether the law knew it when work ended."""
        ended = self.ended or Days(self.as_of, self.as_of)
        return any(
            one.name == line.value and one.valid_from <= ended.last and ended.first <= (one.valid_to or dt.date.max)
            for one in self.rows
        )

    def _began_after(self, line: Line) -> bool:
        rule = next((one for one in self.rows if one.name == line.value), None)
        started = self.facts.started
        return rule is not None and started is not None and started.first.year > rule.numbers["last_year"]

    def due(self, line: Line, world: World) -> Due:
        _, ending, reason = world
        return DUE[line](ending, reason) if line in DUE else Due.whole()

    def amount(self, line: Line) -> tuple[Span, tuple[EstimateRule, ...], tuple[Fact, ...]]:
        """What it comes to if it is due in full, by which rules, and which facts it wants that are not known."""
        missing = tuple(fact for fact in OPEN_ENDED[line] if not self._has(fact))
        day = self.ended.last if self.ended else self.as_of
        own = estimate_rules.rule_on(line.value, day, self.rows)
        if line is Line.EXTENSION or own is None or (set(missing) - {Fact.WAGE}) or self._blind(line):
            return UNSAID, (own,) if own else (), missing
        found: list[Decimal] = []
        used: dict[str, EstimateRule] = {own.name: own}
        try:
            for at in self._corners(line, used):
                found += AMOUNTS[line](at)
        except NoRule:
            return UNSAID, (own,), missing
        if not found:
            return UNSAID, (own,), missing
        unending = self._wage_unending(line)
        return Span(min(found), None if unending and max(found) else max(found)), tuple(used.values()), missing

    def _has(self, fact: Fact) -> bool:
        return self.ended is not None if fact is Fact.ENDED else self.facts.has(fact)

    def _blind(self, line: Line) -> bool:
        """The top-up to the minimum wants the very wage, in the currency of the minimum."""
        wage = self.facts.wage
        if line is not Line.MINIMUM_WAGE:
            return False
        return wage is None or wage.low is None or self.facts.currency is not Currency.USD

    def _wage_unending(self, line: Line) -> bool:
        wage = self.facts.wage
        return line is not Line.MINIMUM_WAGE and (wage is None or wage.high is None)

    def _corners(self, line: Line, used: dict[str, EstimateRule]) -> Iterable[At]:
        """The outermost ways in which the uncertain facts may lie."""
        facts, ended = self.facts, self.ended or Days(self.as_of, self.as_of)
        started = facts.started or Days(ended.first, ended.first)
        term = facts.term_ends or Days(ended.last, ended.last)
        notice = (0, 10_000) if facts.notice_days is None else (facts.notice_days,)
        for begun, day, until, given in product(
            {started.first, started.last}, _telling_days(ended), {term.first, term.last}, notice
        ):
            for wage in self._wages(day):
                yield At(begun, day, until, wage, given, facts, self._ruling(day, used))

    def _ruling(self, day: dt.date, used: dict[str, EstimateRule]) -> Callable[[str], EstimateRule]:
        def on(name: str) -> EstimateRule:
            rule = estimate_rules.rule_on(name, day, self.rows)
            if rule is None:
                raise NoRule
            used[name] = rule
            return rule

        return on

    def _wages(self, day: dt.date) -> Collection[Decimal]:
        """The lowest and highest month's wage; below the year's minimum it is that minimum which is due."""
        wage = self.facts.wage
        known = work_facts.minimum_wage(day.year) if self.facts.currency is Currency.USD else None
        least = Decimal(known.amount) if known else None
        low = wage.low if wage else None
        if low is None and least is None:
            raise NoRule
        found = [max(one for one in (low, least) if one is not None)]
        if wage and wage.high is not None:
            found.append(max(wage.high, found[0]))
        return set(found)

    def needed(self, line: Line, span: Span, missing: Sequence[Fact]) -> tuple[Fact, ...]:
        """Which facts would make it more exact; none where it is exact, or not due whatever they are."""
        if span.low == span.high:
            return ()
        more = [fact for fact in (Fact.CONTRACT, Fact.ENDING) if not self.facts.has(fact) and line not in ALWAYS]
        depends = line in DUE and line is not Line.LEAVE and self.facts.ending in (None, Ending.DISMISSED)
        if depends and not self.facts.has(Fact.REASON):
            more.append(Fact.REASON)
        vague = [fact for fact in OPEN_ENDED[line] if fact not in missing and self.facts.is_vague(fact)]
        soft = [fact for fact in NARROWS.get(line, ()) if not self.facts.has(fact)]
        return tuple(dict.fromkeys((*more, *missing, *vague, *soft)))


NARROWS: Mapping[Line, Sequence[Fact]] = MappingProxyType(
    {
        Line.NOTICE: (Fact.NOTICE_DAYS,),
        Line.SENIORITY_PAST: (Fact.UNPAID_HALF_YEARS,),
        Line.BACK_PAY: (Fact.BACK_PAY_PAID,),
        Line.MINIMUM_WAGE: (Fact.SHORT_SINCE,),
    }
)


def _telling_days(ended: Days) -> set[dt.date]:
    """The ends of a span of days, and the days around each half-year's turn in it, where amounts jump."""
    turns = [half_year_of(last) for _, last in half_years(ended.first, ended.last)]
    around = {day for turn in turns for day in (turn - dt.timedelta(days=1), turn)}
    return {ended.first, ended.last, *(day for day in around if ended.first <= day <= ended.last)}
