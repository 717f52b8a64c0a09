"""She withdrew and wants it gone now: what that means, and then it cannot be undone."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue import visit
from bot.dialogue.conversation import Conversation, Draft
from bot.dialogue.effects import EraseCase
from bot.dialogue.model import Prompt
from bot.dialogue.queries import CaseState, StatusReport
from bot.dialogue.screen import Outcome, Scene, Step, back, button, goto, rows, say
from cases.rules.case_numbers import shown


def ask(scene: Scene) -> Outcome:
    return Outcome(goto(scene.conversation, "erase"))


def draw(scene: Scene) -> tuple[Prompt, ...]:
    yes = button(f"erase:{scene.filed.complainant_id}", "erase.yes")  # of this case: an old yes erases no other
    choices = rows(yes, button("erase:no"))
    report: StatusReport = scene.ask(CaseState(scene.filed.complainant_id))
    return (say("erase.others" if report.others else "erase", choices, number=shown(scene.filed.case_number)),)


def tap(scene: Scene, value: str) -> Outcome:
    if value == "no":
        return Outcome(back(scene.conversation, "home"))
    effect = EraseCase(scene.filed.complainant_id)
    return Outcome(_without(scene.conversation), (say("erased"),), (effect,))


def _without(conversation: Conversation) -> Conversation:
    """The conversation without the case that is no more; with no other case she can begin anew."""
    left, gone = visit.left(conversation), conversation.filed
    kept = [one for one in left.own_cases() if gone is None or one.complainant_id != gone.complainant_id]
    newest = left.filed if left.filed in kept else (kept[-1] if kept else None)
    still = replace(left, filed=newest, earlier=tuple(one for one in kept if one is not newest))
    if still.draft is not None:
        return still
    if newest is None:
        return replace(still, draft=Draft(), step="ended", stack=())
    return replace(still, step="home", stack=())


STEPS = (Step("erase", draw, tap, leads_to=("home", "ended")),)
