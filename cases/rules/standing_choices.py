"""What a worker can say of a recipient in advance, and what that covers.

Her standing word spares her a question, never the look: what would go is shown to her, and she has a day to stop it.
What can harm her most (membership, health, witnesses, recordings, photos, her conversation) is asked each time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from types import MappingProxyType

from cases.rules.vocabulary import Part, PartyKind, StandingChoice

STANDS_FOR = dt.timedelta(days=60)
TIME_TO_STOP = dt.timedelta(hours=24)

_WITHOUT_NAME = frozenset({Part.WHAT_HAPPENED, Part.EMPLOYMENT, Part.OUTCOME})
COVERED: Mapping[StandingChoice, frozenset[Part]] = MappingProxyType(
    {
        StandingChoice.EACH_TIME: frozenset(),
        StandingChoice.WITHOUT_NAME: _WITHOUT_NAME,
        StandingChoice.WITH_NAME: _WITHOUT_NAME | {Part.IDENTITY, Part.CONTACT},
    }
)
_C = StandingChoice
# The counter takes no complaint without a name; a buyer may show a name to management, so it is asked each time.
OFFERED: Mapping[PartyKind, tuple[StandingChoice, ...]] = MappingProxyType(
    {
        PartyKind.MINISTRY: (_C.EACH_TIME, _C.WITH_NAME),
        PartyKind.ARBITRATION: (_C.EACH_TIME, _C.WITH_NAME),
        PartyKind.BUYER: (_C.EACH_TIME, _C.WITHOUT_NAME),
    }
)


def offered_to(kind: PartyKind) -> tuple[StandingChoice, ...]:
    """What she can say in advance of a recipient of this kind."""
    return OFFERED.get(kind, tuple(StandingChoice))


def covers(choice: StandingChoice, parts: Collection[str]) -> bool:
    """Whether a word in advance covers all of these parts."""
    return bool(parts) and set(parts) <= {part.value for part in COVERED[choice]}
