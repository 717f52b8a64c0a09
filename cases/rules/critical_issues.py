"""What BFC checks above all: rows of `data/critical_issues.toml`, by BFC's own numbers."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache

from cases.rules.clocks import DATA, BadRule, Certainty


@dataclass(frozen=True)
class CriticalIssue:
    """One issue; its words are `label.critical_issue.<number>`."""

    number: int
    source: str
    certainty: Certainty

    @property
    def label(self) -> str:
        """Its label, as a placeholder names it."""
        return f"critical_issue.{self.number}"


def load(text: str) -> Mapping[int, CriticalIssue]:
    """Read and validate the rows of a file of critical issues.

    Raises:
        BadRule: a row lacks a field, has an unknown one or an empty one, or is not numbered one after the other.
    """
    wanted = {field.name for field in fields(CriticalIssue)}
    found: dict[int, CriticalIssue] = {}
    for row in tomllib.loads(text).get("issue", []):
        number = row.get("number", "?")
        if set(row) != wanted or not all(row.values()) or not isinstance(row["source"], str):
            raise BadRule(f"critical issue {number}: wants exactly {sorted(wanted)}, none of them empty")
        if number != len(found) + 1:
            raise BadRule(f"critical issue {number}: stands where {len(found) + 1} belongs")
        if row["certainty"] not in set(Certainty):
            raise BadRule(f"critical issue {number}: certainty {row['certainty']!r} is unknown")
        found[number] = CriticalIssue(**row | {"certainty": Certainty(row["certainty"])})
    return found


@cache
def critical_issues() -> Mapping[int, CriticalIssue]:
    """The issues by number, in BFC's order."""
    return load((DATA / "critical_issues.toml").read_text(encoding="utf-8"))
