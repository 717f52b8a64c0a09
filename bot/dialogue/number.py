"""Her two numbers typed into a conversation: the case opens here, or she is told kindly why not and what else to do."""

from __future__ import annotations

from bot.dialogue import status, visit
from bot.dialogue.before import next_open
from bot.dialogue.conversation import Conversation
from bot.dialogue.model import Prompt
from bot.dialogue.queries import CaseOpened, NumberRefused, OpenByNumber
from bot.dialogue.screen import Outcome, Rows, Scene, Step, back, button, goto, rows, say
from cases.rules.receipt_numbers import is_meant, read_digits


def ask(scene: Scene) -> Outcome:
    """She has numbers and wants to type them."""
    return Outcome(goto(scene.conversation, "number"))


def draw_number(scene: Scene) -> tuple[Prompt, ...]:
    return (say("number", _way_back()),)


def _way_back() -> Rows:
    return rows(button("number:not_now"))


def tap_number(scene: Scene, value: str) -> Outcome:
    return Outcome(_before(scene.conversation))


def _before(conversation: Conversation) -> Conversation:
    """Where she was when she was asked for the numbers."""
    return back(conversation, next_open(conversation) if conversation.draft else "home")


def hear_number(scene: Scene, text: str) -> Outcome:
    """Whatever is typed here and is no number at all is asked for again."""
    return Outcome(scene.conversation, (Prompt("error.receipt_mistyped"),))


def typed(scene: Scene, text: str) -> Outcome | None:
    """Sixteen digits and nothing else open a case from any step; None for any other words.

    They never join a story or a message: nobody but her needs to see them. A mistyped digit costs no try.
    """
    digits = read_digits(text) if is_meant(text) else None
    if digits is None:
        return _mistyped(scene) if is_meant(text) else None
    found: CaseOpened | NumberRefused = scene.ask(OpenByNumber(digits))
    if isinstance(found, NumberRefused):
        return _refused(scene, found)
    at_step = scene.conversation if scene.conversation.step != "number" else _before(scene.conversation)
    conversation = visit.entered(at_step, found, scene.now)
    state = status.told(scene.at(conversation))
    return Outcome(conversation, (say("visit.opened"), *visit.messages(found), *state))


def _mistyped(scene: Scene) -> Outcome:
    return Outcome(scene.conversation, (Prompt("error.receipt_mistyped"), say("number.meant_otherwise")))


def _refused(scene: Scene, refused: NumberRefused) -> Outcome:
    if refused.minutes:
        return Outcome(scene.conversation, (say("number.wait", minutes=refused.minutes),))
    return Outcome(scene.conversation, (say("number.unknown"),))


STEPS = (Step("number", draw_number, tap_number, hear_number, hears="her two numbers", leads_to=("home",)),)
