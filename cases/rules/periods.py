"""Which cases somebody wants figures of: those filed, or closed, from one month to another."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from cases.rules.errors import BadInput

MONTH = re.compile(r"(19|20|21)\d\d-(0[1-9]|1[0-2])")


class CountedBy(StrEnum):
    """What has to be in the period: the filing of a case, or its closing (of a referral: its conclusion)."""

    FILED = "filed"
    CLOSED = "closed"


@dataclass(frozen=True)
class Period:
    """Both months are in it; an empty one is open to that side."""

    by: CountedBy = CountedBy.FILED
    since: str = ""  # "2024-11"
    until: str = ""

    @property
    def is_all(self) -> bool:
        """Whether every case is in it. By closing only closed ones are, whatever the months."""
        return self.by is CountedBy.FILED and not self.since and not self.until

    @property
    def first_day(self) -> dt.date | None:
        return dt.date.fromisoformat(f"{self.since}-01") if self.since else None

    @property
    def day_after(self) -> dt.date | None:
        """The first day that is not in it any more."""
        if not self.until:
            return None
        inside = dt.date.fromisoformat(f"{self.until}-28") + dt.timedelta(days=4)
        return inside.replace(day=1)

    @property
    def scope(self) -> dict[str, str]:
        """What figures over it say of themselves."""
        return {"by": self.by.value, "from": self.since, "until": self.until}


def read_period(by: str, since: str, until: str) -> Period:
    """A period as it was asked for.

    Raises:
        BadInput: not a month, or the last before the first.
    """
    if not all(MONTH.fullmatch(month) for month in (since, until) if month):
        raise BadInput("period", field="from" if since and not MONTH.fullmatch(since) else "until")
    if by not in set(CountedBy) or (since and until and until < since):
        raise BadInput("period", field="until")
    return Period(CountedBy(by), since, until)
