"""How much she may be owed: only what her union chose to show, and never without saying that it is no promise."""

from __future__ import annotations

from collections.abc import Mapping

from bot.dialogue.model import Param, Prompt
from bot.dialogue.queries import CaseState, StatusReport
from bot.dialogue.screen import Outcome, Row, Scene, button, rows, say
from cases.rules.vocabulary import Issue

ASKED_ABOUT = frozenset(
    {Issue.DISMISSAL, Issue.PAY, Issue.UNION, Issue.CONTRACT, Issue.CLOSING, Issue.MATERNITY, Issue.SICK_LEAVE}
)


def door(issue: Issue) -> tuple[Row, ...]:
    """Its place in the menu, where money may be owed."""
    return rows(button("home:owed")) if issue in ASKED_ABOUT else ()


def ask(scene: Scene) -> Outcome:
    """The sum is sealed to her numbers, so a chat shows it when she types them; else whom to ask."""
    report: StatusReport = scene.ask(CaseState(scene.filed.complainant_id))
    party: Param = {"en": report.lead_en, "km": report.lead_km}
    said = say("owed.there" if report.estimated else "owed.none", party=party)
    return Outcome(scene.conversation, (said,), screen=False)


def told(shown: Mapping[str, Param], *, more: bool) -> tuple[Prompt, ...]:
    """What stands behind her numbers."""
    return (say("owed.range", **shown), *((say("owed.more"),) if more else ()))
