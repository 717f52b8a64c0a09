"""/forget: this chat is let go. What stays is said first, and that her two numbers alone lead back afterwards."""

from __future__ import annotations

from bot.dialogue import renewal, several, visit
from bot.dialogue.conversation import Conversation, Filed
from bot.dialogue.conversation import new as new_conversation
from bot.dialogue.effects import ForgetChat
from bot.dialogue.model import Prompt
from bot.dialogue.screen import Outcome, Row, Scene, Step, back, button, goto, rows, say
from cases.rules.case_numbers import shown
from cases.rules.vocabulary import Channel


def ask(scene: Scene) -> Outcome:
    """The first tap; a case opened by its number is left, since it was never linked."""
    conversation = visit.left(scene.conversation)
    if conversation.channel is Channel.BROWSER:
        return Outcome(conversation, (say("forget.browser"),), screen=conversation.visit is None)
    return Outcome(goto(conversation, "forget"))


def draw(scene: Scene) -> tuple[Prompt, ...]:
    """Without her numbers nobody finds the case again: they are offered before the chat goes."""
    filed = scene.conversation.filed
    last = rows(button("forget:yes"), button("forget:no"))
    if filed is None:
        return (say("forget.draft", last),)
    open_cases = scene.conversation.open_cases
    if len(open_cases) > 1:
        return (say("forget.several", (*(_numbers_of(case) for case in open_cases), *last)),)
    return (say("forget", (*_numbers(scene), *last)),)


def _numbers(scene: Scene) -> tuple[Row, ...]:
    return rows(button("forget:receipt")) if scene.filed.digits else rows(button("forget:renew"))


def _numbers_of(case: Filed) -> Row:
    what = "receipt" if case.digits else "renew"
    return (button(f"forget:{what}.{case.complainant_id}", f"forget.{what}.of", number=shown(case.case_number)),)


def tap(scene: Scene, value: str) -> Outcome:
    conversation = scene.conversation
    if value == "no":
        return Outcome(back(conversation, "home"))
    what, _, complainant_id = value.partition(".")
    if complainant_id:
        conversation = several.at_hand(conversation, complainant_id)
    if what == "receipt":
        return Outcome(goto(conversation, "receipt"))
    if what == "renew":
        return renewal.ask(scene.at(conversation))
    return gone(scene)


def gone(scene: Scene) -> Outcome:
    """Everything that is kept of this chat goes with this very answer."""
    conversation = scene.conversation
    fresh: Conversation = new_conversation(conversation.channel, conversation.public_url, conversation.language)
    had_case = conversation.filed is not None
    return Outcome(fresh, (say("forgotten" if had_case else "forgotten.draft"),), (ForgetChat(),), screen=False)


def again(scene: Scene, value: str) -> Outcome | None:
    """The second half of a double tap: the chat is a stranger's already, and is let go once more."""
    conversation = scene.conversation
    begun = conversation.draft is not None and conversation.draft.tells_something
    nothing = not conversation.own_cases() and not begun and conversation.step != "forget"
    return gone(scene) if value == "yes" and nothing else None


STEPS = (Step("forget", draw, tap, leads_to=("receipt", "renew")),)
