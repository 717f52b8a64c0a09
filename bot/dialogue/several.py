"""Words and files that go to a case; where she has several, they wait until she has said which.

She says it once and then writes in that case: until the harmless menu lies over it, until she was silent for half an
hour, or until something comes unasked, which may be of another case: then even a question on the screen, or the story
that she is telling anew, does not take her words before she has said so. Nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.dialogue import before, ministry, spoken, visit
from bot.dialogue.conversation import Conversation, Filed
from bot.dialogue.effects import AddToStory, Effect, WriteToCase
from bot.dialogue.interview import answered_with
from bot.dialogue.model import Button, Prompt, StoryItem
from bot.dialogue.screen import (
    Outcome,
    Rows,
    Scene,
    Step,
    back,
    button,
    counted,
    goto,
    pieces,
    rows,
    say,
    tail,
    text_item,
    title_of,
    with_story,
    worded,
)
from bot.dialogue.start import begin_again
from cases.rules.questions import by_id

MOST_HELD = 30  # pieces that wait for her to say whose they are


# ------------------------------------------------------------------------------------------------- for the case
def passed_on(scene: Scene, text: str) -> Outcome:
    """Words that answer nothing on the screen go to whoever leads the case, and she is told so."""
    return _for_a_case(scene, [text_item(piece) for piece in pieces(text)])


def sent(scene: Scene, item: StoryItem) -> Outcome:
    """A voice note, picture or paper: her answer where something is asked, else one more piece of the filed case."""
    if scene.filed.withdrawn:
        return added(scene, item)
    question = by_id().get(scene.conversation.step.removeprefix("q_"))
    if question is not None:
        return answered_with(scene, question, item)
    return spoken.answered(scene, item) or added(scene, item)


def added(scene: Scene, item: StoryItem) -> Outcome:
    """It joins the filed case at once, whatever is asked meanwhile."""
    return _for_a_case(scene, [item])


def is_unsure(conversation: Conversation) -> bool:
    """Something came unasked: what she says now may be the answer to it, whatever is on the screen."""
    return conversation.unasked and conversation.has_a_choice


def _for_a_case(scene: Scene, items: Sequence[StoryItem]) -> Outcome:
    conversation = scene.conversation
    if not conversation.open_cases and not is_unsure(conversation):
        return _nobody_receives(scene)
    case = _addressee(scene)
    if case is not None:
        return Outcome(conversation, (_taken(conversation, case, items),), _given(case, items))
    if len(conversation.held) + len(items) > MOST_HELD:
        return Outcome(goto(conversation, "which_case"), (say("which_case.first"),))
    held = replace(conversation, held=(*conversation.held, *items))
    return Outcome(goto(held, "which_case"))


def is_full(before: Conversation, passed: Outcome) -> bool:
    """Could nothing more wait for her to say which case it is for?"""
    return passed.conversation.step == "which_case" and passed.conversation.held == before.held


def _addressee(scene: Scene) -> Filed | None:
    """The case that words of now are for; None where she must say so first."""
    conversation, about = scene.conversation, ministry.about(scene)
    if is_unsure(conversation):
        return None
    if len(conversation.open_cases) > 1 and about is None and conversation.writing_in != scene.filed.complainant_id:
        return None
    wanted = about or scene.filed.complainant_id
    return next((case for case in conversation.open_cases if case.complainant_id == wanted), None)


def _given(case: Filed, items: Sequence[StoryItem]) -> tuple[Effect, ...]:
    return tuple(
        AddToStory(case.complainant_id, item) if item.evidence_id else WriteToCase(case.complainant_id, item.text)
        for item in items
    )


def _taken(conversation: Conversation, case: Filed, items: Sequence[StoryItem]) -> Prompt:
    """That it went on its way; with several cases, which one it went to."""
    key = "passed_on" if any(not item.evidence_id for item in items) else "added"
    return say(f"{key}.to", title=title_of(case)) if len(conversation.cases) > 1 else say(key)


def _nobody_receives(scene: Scene) -> Outcome:
    """Her case is withdrawn: nothing is kept of what she sends now, and she can begin a new one."""
    said = say("withdrawn.nobody", rows(button("home:new"), button("home:status")))
    at_home = scene.conversation.step == "home"
    return Outcome(scene.conversation, (said,), screen=not at_home)


# --------------------------------------------------------------------------------------------------- which one
def door(conversation: Conversation) -> Rows:
    """Its place in the menu, where there is another case to go to."""
    others = any(case is not conversation.filed for case in conversation.open_cases)
    return rows(button("home:cases")) if others else ()


def ask(scene: Scene) -> Outcome:
    return Outcome(goto(scene.conversation, "which_case"))


def heading(conversation: Conversation) -> tuple[Prompt, ...]:
    """Which of several cases the screen below is about, where the screen does not say it itself."""
    named = conversation.step in ("home", "which_case") or conversation.draft is not None
    if named or conversation.filed is None or len(conversation.open_cases) < 2:
        return ()
    return (say("writing_in", title=title_of(conversation.filed)),)


def draw_which(scene: Scene) -> tuple[Prompt, ...]:
    conversation = scene.conversation
    choices = rows(*(_choice(case) for case in conversation.addressees))
    if not conversation.held:
        return (say("which_case.open", choices + tail(conversation)),)
    new = button("which_case:new", "which_case.draft" if conversation.draft else "")
    others = rows(*(() if conversation.visit else (new,)), button("which_case:drop"))
    return (say("which_case", choices + others, told=counted(conversation.held)),)


def _choice(case: Filed) -> Button:
    return worded(f"which_case:{case.complainant_id}", title_of(case))


def tap_which(scene: Scene, value: str) -> Outcome:
    """Her word: what waits goes there, becomes a new story, or goes nowhere."""
    conversation = scene.conversation
    held, clear = conversation.held, replace(conversation, held=(), unasked=False)
    if value == "drop":
        return Outcome(_left(clear), (say("which_case.dropped"),))
    if value == "new":
        return _told_anew(scene.at(clear), held)
    case = next(case for case in conversation.addressees if case.complainant_id == value)
    chosen = at_hand(clear, value)
    said = (_taken(chosen, case, held),) if held else ()
    return Outcome(chosen, said, _given(case, held))


def _told_anew(scene: Scene, held: Sequence[StoryItem]) -> Outcome:
    """It belongs to the story that she is telling, or begins one."""
    if scene.conversation.draft is None:
        return Outcome(begin_again(scene).with_draft(story=tuple(held)), (say("which_case.begun"),))
    *first, last = held
    for item in first:
        scene = scene.at(with_story(scene.conversation, item))
    return before.told(scene.at(_left(scene.conversation)), last)


def _left(conversation: Conversation) -> Conversation:
    """Where she was when she was asked."""
    return back(conversation, before.next_open(conversation) if conversation.draft else "home")


def at_hand(conversation: Conversation, complainant_id: str) -> Conversation:
    """She writes in this case from now on. What was open of another one is left; its questions wait in the menu.

    A story that she is telling anew stays open.
    """
    if all(case.complainant_id != complainant_id for case in conversation.cases):
        conversation = visit.left(conversation)
    cases, here = conversation.cases, replace(conversation, writing_in=complainant_id, unasked=False)
    chosen = next(case for case in cases if case.complainant_id == complainant_id)
    if chosen is conversation.filed and here.draft is None:
        return back(here, "home") if here.step == "which_case" else here
    others = tuple(case for case in reversed(cases) if case is not chosen)
    here = replace(here, filed=chosen, earlier=others, ministry=None, heat=None)
    return _left(here) if here.draft is not None else replace(here, picked=(), ticked=(), step="home", stack=())


def answer_in(scene: Scene, value: str) -> Outcome:
    """The button below an officer's words: her answer goes to the case that they were of."""
    conversation = scene.conversation
    if conversation.draft is not None or conversation.visit is not None:
        return Outcome(conversation, (say("case.not_now"),))
    case = next((case for case in conversation.cases if case.complainant_id == value), None)
    if case is None:
        return Outcome(conversation, (say("ask_gone"),))
    if case.withdrawn:
        return Outcome(conversation, (say("withdrawn.nobody", rows(button("home:status"))),))
    said = say("case.now", title=title_of(case))
    return Outcome(at_hand(conversation, value), (said,), screen=False)


def undecided(conversation: Conversation) -> Conversation:
    """Words that wait are asked about before her menu comes: they must not be forgotten behind it."""
    waits = bool(conversation.held) and conversation.visit is None and conversation.draft is None
    return replace(conversation, step="which_case") if waits and conversation.step == "home" else conversation


CASE_TAPS: dict[str, Callable[[Scene, str], Outcome]] = {"case": answer_in}
STEPS = (
    Step(
        "which_case",
        draw_which,
        tap_which,
        numbered=True,
        hears="more for the same case",
        leads_to=("home", "danger"),
    ),
)
