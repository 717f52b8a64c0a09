"""May another organisation take over your case? The question holds at any step, and all of it stands in its buttons.

Yes takes a second tap that names the organisation. A yes can be taken back until the case has gone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.dialogue.effects import AnswerHandover
from bot.dialogue.model import Param, Prompt
from bot.dialogue.queries import HandoverAsked, HandoverQuestion
from bot.dialogue.screen import Outcome, Rows, Scene, button, checked, of_case, rows, say, short
from cases.rules.vocabulary import ConsentStatus

STANDING = (ConsentStatus.ASKED, ConsentStatus.GIVEN)


def _asked(scene: Scene, handover_id: str) -> HandoverQuestion | None:
    found: HandoverQuestion | None = scene.ask(HandoverAsked(handover_id))
    return found


def new_lead(question: HandoverQuestion) -> Param:
    return {"en": question.party_en, "km": question.party_km}


def old_lead(question: HandoverQuestion) -> Param:
    return {"en": question.lead_en, "km": question.lead_km}


def handover(scene: Scene, value: str) -> Outcome:
    """Who would get her case, who checked that it is really them, and what changes; or what she has said."""
    question = _asked(scene, value)
    if question is None or question.status not in STANDING:
        return _not_open(scene, question)
    if question.status is ConsentStatus.GIVEN:
        return Outcome(scene.conversation, (_said_yes(question),), screen=False)
    party, lead = new_lead(question), old_lead(question)
    yes = rows(button(f"handover_yes:{question.id}", "handover.yes"))
    no = button(f"handover_no:{question.id}", "handover.no")
    rest: Rows = rows(no, button(f"handover_later:{question.id}", "consent.later"), wide=2)
    who = say("handover", party=party, lead=lead, checked=checked(question.standing))
    means = say("handover.means", yes + rest, party=party, lead=lead)
    return Outcome(scene.conversation, (*of_case(scene.conversation, question.of), who, means), screen=False)


def _said_yes(question: HandoverQuestion) -> Prompt:
    key = "handover.said_paper" if question.on_paper else "handover.said_yes"
    change = rows(
        button(f"handover_no:{question.id}", "handover.changed"),
        button(f"handover_later:{question.id}", "handover.stays"),
    )
    return say(key, change, party=new_lead(question), lead=old_lead(question))


def handover_yes(scene: Scene, value: str) -> Outcome:
    """The first tap; the second names the organisation."""
    question = _asked(scene, value)
    if question is None or question.status is not ConsentStatus.ASKED:
        return _not_open(scene, question)
    party = new_lead(question)
    sure = rows(
        button(f"handover_sure:{question.id}", "handover.sure", party=short(party)),
        button(f"handover:{question.id}", "handover.back"),
    )
    really = say("handover.really", sure, party=party, lead=old_lead(question))
    return Outcome(scene.conversation, (*of_case(scene.conversation, question.of), really), screen=False)


def handover_sure(scene: Scene, value: str) -> Outcome:
    question = _asked(scene, value)
    if question is None or question.status is not ConsentStatus.ASKED:
        return _not_open(scene, question)
    effect = AnswerHandover(question.id, True, scene.conversation.language)
    said = say("handover.given", party=new_lead(question), lead=old_lead(question))
    return Outcome(scene.conversation, (said,), (effect,))


def handover_no(scene: Scene, value: str) -> Outcome:
    """No, or no longer yes."""
    question = _asked(scene, value)
    if question is None or question.status not in STANDING:
        return _not_open(scene, question)
    effect = AnswerHandover(question.id, False, scene.conversation.language)
    return Outcome(scene.conversation, (say("handover.declined", lead=old_lead(question)),), (effect,))


def handover_later(scene: Scene, value: str) -> Outcome:
    """What she has said stands; a question that waits stays open and stands in /status."""
    question = _asked(scene, value)
    key = "handover.kept" if question is not None and question.status is ConsentStatus.GIVEN else "ask_later"
    return Outcome(replace(scene.conversation, talk=None), (say(key),))


def _not_open(scene: Scene, question: HandoverQuestion | None) -> Outcome:
    answered = question is not None and question.status in (ConsentStatus.GIVEN, ConsentStatus.DECLINED)
    return Outcome(scene.conversation, (say("consent.answered" if answered else "ask_gone"),))


HANDOVER_TAPS: dict[str, Callable[[Scene, str], Outcome]] = {
    "handover": handover,
    "handover_yes": handover_yes,
    "handover_sure": handover_sure,
    "handover_no": handover_no,
    "handover_later": handover_later,
}
DECIDING = frozenset({"handover_sure", "handover_no", "handover_later"})
