"""Has anybody made trouble for her since the factory was told? One tap holds at any step, as often as it is asked.

After a yes she is told what she can do now, and what she writes or says next goes to whoever leads that case.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.dialogue.conversation import Conversation
from bot.dialogue.effects import AddToStory, AnswerTrouble, WriteToCase
from bot.dialogue.model import Prompt, StoryItem
from bot.dialogue.queries import TroubleAsked, TroubleQuestion
from bot.dialogue.screen import Outcome, Rows, Scene, button, pieces, rows, say
from cases.rules.vocabulary import Trouble

ADVICE: dict[Trouble, tuple[str, ...]] = {
    Trouble.NONE: ("trouble.none",),
    Trouble.YES: ("trouble.yes", "trouble.sign"),
    Trouble.THREATENED: ("trouble.threatened", "trouble.seen_at_once"),
}
LABELS = {
    Trouble.NONE: "trouble.say.none",
    Trouble.YES: "trouble.say.yes",
    Trouble.THREATENED: "trouble.say.threatened",
}


def choices(word_id: str) -> Rows:
    """The three answers, each a single tap."""
    return rows(*(button(f"trouble:{word_id}.{said.value}", label) for said, label in LABELS.items()))


def trouble(scene: Scene, value: str) -> Outcome:
    """Her answer; without one, the question once more."""
    word_id, _, said = value.partition(".")
    question: TroubleQuestion | None = scene.ask(TroubleAsked(word_id))
    if question is None:
        return Outcome(scene.conversation, (say("ask_gone"),))
    if said not in set(Trouble):
        return Outcome(scene.conversation, (say("notice.trouble_ask", choices(word_id)),), screen=False)
    advice: tuple[Prompt, ...] = tuple(say(key) for key in ADVICE[Trouble(said)])
    effects = (AnswerTrouble(word_id, Trouble(said)),)
    if said == Trouble.NONE:
        return Outcome(scene.conversation, advice, effects)
    listening = replace(scene.conversation, telling=question.complainant_id)
    more = say("trouble.more", rows(button("trouble_done:", "trouble.done")))
    return Outcome(listening, (*advice, more), effects, screen=False)


def done(scene: Scene, value: str) -> Outcome:
    return Outcome(replace(scene.conversation, telling=""), (say("trouble.any_time"),))


def _listening(conversation: Conversation) -> str:
    """Whose next words are of trouble: nobody's once that case is left, taken back or no more."""
    open_here = {one.complainant_id for one in conversation.own_cases() if not one.withdrawn}
    return conversation.telling if conversation.telling in open_here else ""


def hear(scene: Scene, text: str) -> Outcome | None:
    """What she writes right after a yes."""
    teller = _listening(scene.conversation)
    if not teller:
        return None
    effects = tuple(WriteToCase(teller, piece) for piece in pieces(text))
    return Outcome(replace(scene.conversation, telling=""), (say("trouble.added"),), effects)


def sent(scene: Scene, item: StoryItem) -> Outcome | None:
    """What she says or shows right after a yes."""
    teller = _listening(scene.conversation)
    if not teller:
        return None
    effects = (AddToStory(teller, item),)
    return Outcome(replace(scene.conversation, telling=""), (say("trouble.added"),), effects)


TROUBLE_TAPS: dict[str, Callable[[Scene, str], Outcome]] = {"trouble": trouble, "trouble_done": done}
DECIDING = frozenset(TROUBLE_TAPS)
