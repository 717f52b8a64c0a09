"""The lines of an estimate: of which contract each is, when it is due, and what it cannot do without."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from cases.rules.estimate_facts import Contract, Ending, EndReason, Fact


class Line(StrEnum):
    """What may be owed; each is the name of its row in `data/estimates.toml`."""

    NOTICE = "notice"
    INDEMNITY = "indemnity"
    SENIORITY = "seniority"
    SENIORITY_PAST = "seniority_past"
    BACK_PAY = "back_pay"
    DAMAGES = "damages"
    DAMAGES_1997 = "damages_1997"
    SEVERANCE = "severance"
    DAMAGES_FIXED = "damages_fixed"
    EXTENSION = "extension"
    UNPAID_WAGES = "unpaid_wages"
    LEAVE = "leave"
    OVERTIME = "overtime"
    OVERTIME_NIGHT = "overtime_night"
    REST_DAYS = "rest_days"
    HOLIDAYS = "holidays"
    MINIMUM_WAGE = "minimum_wage"


class Because(StrEnum):
    """Why something is not due, or perhaps not."""

    RESIGNED = "resigned"
    FORCED = "forced"  # if it is not shown that she was made to resign
    MISCONDUCT = "misconduct"  # if the factory proves it
    MISCONDUCT_TRUE = "misconduct_true"
    NO_WORK = "no_work"  # if the lack of work counts as a valid reason
    CLOSED = "closed"  # sources disagree
    NOT_RENEWED = "not_renewed"
    NOT_SAID = "not_said"  # the sources do not say
    STILL_WORKING = "still_working"
    CONVERSION = "conversion"  # whether the contract still has an end
    CONTRACT = "contract"  # the kind of contract is not known


class Due(NamedTuple):
    """In full (1), not at all (0), or perhaps (0 to 1)."""

    least: int
    most: int
    because: Because | None = None

    @classmethod
    def whole(cls) -> Due:
        return cls(1, 1)

    @classmethod
    def perhaps(cls, because: Because) -> Due:
        return cls(0, 1, because)

    @classmethod
    def none(cls, because: Because) -> Due:
        return cls(0, 0, because)


WHOLE, PERHAPS, NONE = Due.whole(), Due.perhaps, Due.none
DISMISSED = {
    EndReason.NONE: WHOLE,
    EndReason.NO_WORK: WHOLE,
    EndReason.MISCONDUCT: PERHAPS(Because.MISCONDUCT),
    EndReason.MISCONDUCT_TRUE: NONE(Because.MISCONDUCT_TRUE),
}


def _by(reasons: Mapping[EndReason, Due], endings: Mapping[Ending, Due]) -> Callable[[Ending, EndReason], Due]:
    """By the ending, and where she was dismissed by the reason."""

    def due(ending: Ending, reason: EndReason) -> Due:
        return endings[ending] if ending in endings else reasons[reason]

    return due


_ENDED = {
    Ending.RESIGNED: NONE(Because.RESIGNED),
    Ending.MADE_TO_RESIGN: PERHAPS(Because.FORCED),
    Ending.STILL_WORKING: NONE(Because.STILL_WORKING),
}
_CLOSURE = {Ending.CLOSED: PERHAPS(Because.CLOSED)}
_NO_REASON = DISMISSED | {EndReason.NO_WORK: PERHAPS(Because.NO_WORK)}
_SENIORITY = _by(DISMISSED, _ENDED | {Ending.CLOSED: WHOLE})

# When each is due, by how it ended; a line that is not here is due whenever there is something of it.
DUE: Mapping[Line, Callable[[Ending, EndReason], Due]] = MappingProxyType(
    {
        Line.NOTICE: _by(DISMISSED, _ENDED | _CLOSURE),
        Line.INDEMNITY: _SENIORITY,
        Line.SENIORITY: _SENIORITY,
        Line.SENIORITY_PAST: _by(
            DISMISSED | {EndReason.MISCONDUCT_TRUE: PERHAPS(Because.NOT_SAID)},
            {
                Ending.RESIGNED: PERHAPS(Because.NOT_SAID),
                Ending.MADE_TO_RESIGN: PERHAPS(Because.FORCED),
                Ending.CLOSED: WHOLE,
                Ending.STILL_WORKING: WHOLE,
            },
        ),
        Line.BACK_PAY: _SENIORITY,
        Line.DAMAGES: _by(_NO_REASON, _ENDED | _CLOSURE),
        Line.DAMAGES_1997: _by(_NO_REASON, _ENDED | _CLOSURE),
        Line.SEVERANCE: _by(
            DISMISSED,
            {
                Ending.RESIGNED: PERHAPS(Because.NOT_SAID),
                Ending.MADE_TO_RESIGN: PERHAPS(Because.FORCED),
                Ending.NOT_RENEWED: WHOLE,
                Ending.CLOSED: WHOLE,
                Ending.STILL_WORKING: NONE(Because.STILL_WORKING),
            },
        ),
        Line.DAMAGES_FIXED: _by(DISMISSED, _ENDED | _CLOSURE | {Ending.NOT_RENEWED: NONE(Because.NOT_RENEWED)}),
        Line.LEAVE: _by(
            dict.fromkeys(EndReason, WHOLE),
            dict.fromkeys(Ending, WHOLE) | {Ending.STILL_WORKING: NONE(Because.STILL_WORKING)},
        ),
    }
)

OF_CONTRACT: Mapping[Contract, Sequence[Line]] = MappingProxyType(
    {
        Contract.OPEN: (
            Line.NOTICE,
            Line.INDEMNITY,
            Line.SENIORITY,
            Line.SENIORITY_PAST,
            Line.BACK_PAY,
            Line.DAMAGES,
            Line.DAMAGES_1997,
        ),
        Contract.FIXED: (Line.SEVERANCE, Line.DAMAGES_FIXED, Line.EXTENSION),
    }
)
ALWAYS = tuple(line for line in Line if not any(line in lines for lines in OF_CONTRACT.values()))

_SERVICE = (Fact.STARTED, Fact.ENDED, Fact.WAGE)
# Without these nothing can be said of it, but that an unknown wage is at least the minimum.
OPEN_ENDED: Mapping[Line, Sequence[Fact]] = MappingProxyType(
    dict.fromkeys(OF_CONTRACT[Contract.OPEN], _SERVICE)
    | {
        Line.SEVERANCE: _SERVICE,
        Line.DAMAGES_FIXED: (Fact.ENDED, Fact.TERM_ENDS, Fact.WAGE),
        Line.EXTENSION: (),
        Line.UNPAID_WAGES: (Fact.UNPAID_DAYS, Fact.WAGE),
        Line.LEAVE: (Fact.LEAVE_DAYS, Fact.WAGE),
        Line.OVERTIME: (Fact.OVERTIME_HOURS, Fact.WAGE),
        Line.OVERTIME_NIGHT: (Fact.NIGHT_HOURS, Fact.WAGE),
        Line.REST_DAYS: (Fact.REST_DAYS, Fact.WAGE),
        Line.HOLIDAYS: (Fact.HOLIDAYS, Fact.WAGE),
        Line.MINIMUM_WAGE: (Fact.STARTED, Fact.ENDED, Fact.WAGE),
    }
)
