"""docs/workflow.md is what the tables say."""

from __future__ import annotations

import re

from cases.rules import describe
from cases.rules.vocabulary import CaseStatus, ClosingReason, HandoverStatus, ReferralStatus, RemedyStatus
from cases.rules.workflow import CASE, DIRECT, HANDOVER, REFERRAL, REMEDY


def test_the_workflow_page_is_not_stale() -> None:
    """`python -m cases.rules.describe` writes it anew."""
    assert describe.FILE.read_text(encoding="utf-8") == describe.document()


def test_every_row_of_the_tables_stands_in_the_page() -> None:
    """Each (status, act) of each table is found again in the row of its act, with its target and its actors."""
    chapters = [chapter for chapter in describe.document().split("\n## ") if "stateDiagram" in chapter]
    for chapter, table in zip(chapters, (CASE, REFERRAL, DIRECT, HANDOVER, REMEDY), strict=True):
        rows = re.findall(r"^\| (\w+) \| ([\w, ]+) \| (\w+) \| ([\w, ]+) \|$", chapter, re.MULTILINE)
        said = {
            (status, act, source_to, whose)
            for act, statuses, source_to, whose in rows
            for status in statuses.split(", ")
        }
        for (status, act), step in table.items():
            target = "stays" if step.to is status else step.to.value
            found = [whose for at, name, to, whose in said if (at, name, to) == (status, act, target)]
            assert {word for whose in found for word in whose.split(", ")} == {actor.value for actor in step.actors}


def test_every_status_is_drawn() -> None:
    """No status is left out of its drawing, and each one is reached from the first."""
    for words in (CaseStatus, ReferralStatus, HandoverStatus, RemedyStatus):
        page = describe.document()
        assert [word for word in words if not re.search(rf"--> {word.value}\b", page)] == []


def test_every_closing_reason_says_what_blocks_it() -> None:
    """A new reason needs its sentence."""
    assert describe.BLOCKED.keys() == set(ClosingReason)
