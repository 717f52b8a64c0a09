"""When she is asked again whether it still holds: some days after she was first asked, each time once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

# Days after she was asked, each with the day on which that question is too late: then the next one takes its place.
ROUNDS: Mapping[int, int] = MappingProxyType({3: 30, 30: 90, 90: 180})


def round_due(since: dt.datetime, now: dt.datetime) -> int | None:
    """The one question that is due now; what fell due before it and was missed is not made up.

    Args:
        since: when she was first asked about this delivery.
    """
    return next((day for day, over in ROUNDS.items() if days_after(since, day) <= now < days_after(since, over)), None)


def days_after(since: dt.datetime, days: int) -> dt.datetime:
    """The same hour so many days later."""
    return since + dt.timedelta(days=days)
