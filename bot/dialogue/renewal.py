"""Somebody has her number: new ones in the chat that is linked to the case, or where else she can get them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.dialogue.effects import RenewReceipt
from bot.dialogue.model import Prompt
from bot.dialogue.queries import CaseState, ChatLinked, MintRenewal, Renewal, StatusReport
from bot.dialogue.screen import Outcome, Scene, Step, back, button, goto, rows, say
from cases.rules.case_numbers import shown

RECEIPT_SHOWN = dt.timedelta(hours=72)


def ask(scene: Scene) -> Outcome:
    """Whoever merely holds the number may be who took it: a new one comes in her own chat or at the office."""
    if scene.conversation.visit is None and scene.ask(ChatLinked(scene.filed.complainant_id)):
        return Outcome(goto(scene.conversation, "renew"))
    report: StatusReport = scene.ask(CaseState(scene.filed.complainant_id))
    lead = {"en": report.lead_en, "km": report.lead_km}
    return Outcome(scene.conversation, (say("renew.where", lead=lead),))


def draw(scene: Scene) -> tuple[Prompt, ...]:
    choices = rows(button("renew:yes"), button("renew:no"))
    return (say("renew", choices, number=shown(scene.filed.case_number)),)


def tap(scene: Scene, value: str) -> Outcome:
    if value == "no":
        return Outcome(back(scene.conversation, "home"))
    renewal: Renewal = scene.ask(MintRenewal(scene.filed.complainant_id))
    until = (scene.now + RECEIPT_SHOWN).isoformat()
    new = scene.conversation.with_filed(digits=renewal.digits, digits_until=until)
    effect = RenewReceipt(scene.filed.complainant_id, renewal)
    return Outcome(replace(new, step="receipt", stack=()), (say("renew.done"),), (effect,))


STEPS = (Step("renew", draw, tap, of_case=True, leads_to=("receipt", "home")),)
