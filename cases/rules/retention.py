"""How long the content of a closed case is kept. The rules are rows of `data/retention.toml`, one a closing reason."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from cases.rules.clocks import DATA, BadRule, Certainty
from cases.rules.vocabulary import ClosingReason

FIELDS = {"reason": str, "days": int, "source": str, "certainty": str}


@dataclass(frozen=True)
class RetentionRule:
    """Content of a case that was closed for `reason` is erased `days` days after closing."""

    reason: ClosingReason
    days: int
    source: str
    certainty: Certainty

    def until(self, closed_at: dt.datetime) -> dt.datetime:
        """The moment from which on a case that was closed then is erased."""
        return closed_at + dt.timedelta(days=self.days)

    def closed_before(self, now: dt.datetime) -> dt.datetime:
        """Cases closed at this moment or earlier are due now."""
        return now - dt.timedelta(days=self.days)


def load(text: str) -> Mapping[ClosingReason, RetentionRule]:
    """Read and validate the rows of a retention file.

    Raises:
        BadRule: a row lacks a field or has a wrong one, a reason has two rows, or none: that never means "for ever".
    """
    found: dict[ClosingReason, RetentionRule] = {}
    for row in tomllib.loads(text).get("retention", []):
        try:
            rule = _rule(row)
        except (KeyError, ValueError) as error:
            raise BadRule(f"retention {row.get('reason', '?')}: {error}") from error
        if rule.reason in found:
            raise BadRule(f"retention {rule.reason.value}: two rows")
        found[rule.reason] = rule
    missing = [reason.value for reason in ClosingReason if reason not in found]
    if missing:
        raise BadRule(f"retention: no row for {', '.join(missing)}")
    return found


def _rule(row: Mapping[str, Any]) -> RetentionRule:
    unknown = row.keys() - FIELDS.keys()
    wrong = [field for field, kind in FIELDS.items() if field in row and type(row[field]) is not kind]
    if unknown or wrong:
        raise ValueError(f"unknown fields {sorted(unknown)}, wrong types {wrong}")
    rule = RetentionRule(ClosingReason(row["reason"]), row["days"], row["source"], Certainty(row["certainty"]))
    if not rule.source.strip() or rule.days < 1:
        raise ValueError("needs a source and at least one day")
    return rule


@cache
def rules() -> Mapping[ClosingReason, RetentionRule]:
    """All rows of the retention file, read once."""
    return load((DATA / "retention.toml").read_text(encoding="utf-8"))


def kept_until(reason: ClosingReason, closed_at: dt.datetime, entered_at: dt.datetime | None = None) -> dt.datetime:
    """Until when the content of a closed case is kept; one of before, from the day on which it was entered."""
    return rules()[reason].until(max(closed_at, entered_at or closed_at))
