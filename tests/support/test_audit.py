"""The audit of dependencies fails on what is known, and says what it could not look up."""

from __future__ import annotations

from tests.support.audit import judge


def test_a_known_vulnerability_is_named_with_the_version_that_mends_it() -> None:
    """Who reads the line knows what to lock."""
    answer = [
        {"name": "safe", "version": "1", "vulns": []},
        {"name": "leaky", "version": "2", "vulns": [{"id": "CVE-1", "fix_versions": ["2.1"]}]},
        {"name": "odd", "version": "3", "vulns": [{"id": "CVE-2", "fix_versions": []}]},
    ]
    assert judge(answer) == (
        ["leaky 2: CVE-1, fixed in 2.1", "odd 3: CVE-2, fixed in no version yet"],
        3,
        0,
    )


def test_what_could_not_be_looked_up_is_counted_apart() -> None:
    """Silence of the database is not a clean bill."""
    assert judge([{"name": "unknown", "skip_reason": "not found"}]) == ([], 0, 1)
