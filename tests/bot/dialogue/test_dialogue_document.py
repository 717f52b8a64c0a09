"""docs/dialogue.md is what the script says."""

from __future__ import annotations

from bot.dialogue import describe
from bot.dialogue.script import STEPS


def test_the_page_is_not_stale() -> None:
    """`python -m bot.dialogue.describe` writes it anew."""
    assert describe.FILE.read_text(encoding="utf-8") == describe.document()


def test_every_arrow_leads_to_a_step() -> None:
    """No step of the diagram is invented."""
    assert {target for step in STEPS.values() for target in step.leads_to} <= STEPS.keys()


def test_every_step_stands_in_the_page() -> None:
    """Also each question."""
    page = describe.document()
    assert [name for name in STEPS if f"| `{name}` |" not in page] == []
