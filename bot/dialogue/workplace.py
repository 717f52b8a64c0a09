"""Where she works, asked after sending when she had not told it. Every answer goes to the filed case."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from bot.dialogue.conversation import Conversation
from bot.dialogue.effects import SetFactory
from bot.dialogue.factory import LONGEST_NAME, PROVINCES
from bot.dialogue.model import Prompt
from bot.dialogue.queries import FactoryChoice, FindFactories
from bot.dialogue.screen import (
    Outcome,
    Scene,
    Step,
    button,
    factory_name,
    goto,
    labelled,
    rows,
    say,
    short,
    tail,
    unwind,
    worded,
)
from cases.rules import reading
from cases.rules.issues import first_question
from cases.rules.vocabulary import Issue


def draw_province(scene: Scene) -> tuple[Prompt, ...]:
    choices = rows(*(labelled(f"work_province:{one.value}", f"province.{one.value}") for one in PROVINCES), wide=2)
    unknown = rows(button("work_province:unknown", "province.unknown"))
    return (say("work_province", choices + unknown + tail(scene.conversation, skip="button.not_now", stop=True)),)


def tap_province(scene: Scene, value: str) -> Outcome:
    if value in ("skip", "stop"):
        return _left(scene, value)
    province = "" if value == "unknown" else value
    return Outcome(goto(scene.conversation.with_filed(province=province), "work_name"))


def draw_name(scene: Scene) -> tuple[Prompt, ...]:
    return (say("work_name", tail(scene.conversation, skip="button.not_now", stop=True)),)


def hear(scene: Scene, text: str) -> Outcome | None:
    """A short line here is what she calls the factory; anything longer is a message to whoever leads the case."""
    words = reading.clean(text)
    if not words or len(words) > LONGEST_NAME or "\n" in words:
        return None
    found: tuple[FactoryChoice, ...] = scene.ask(FindFactories(scene.filed.province, words))
    return Outcome(goto(replace(scene.conversation, candidates=tuple(found), typed=words), "work_pick"))


def draw_pick(scene: Scene) -> tuple[Prompt, ...]:
    found, typed = scene.conversation.candidates, scene.conversation.typed
    choices = rows(*(worded(f"work_pick:{one.id}", factory_name(one)) for one in found))
    mine = rows(button("work_pick:mine", "factory_pick.mine", typed=short(typed)))
    key = "work_pick" if found else "work_pick.nothing"
    return (say(key, choices + mine + tail(scene.conversation, skip="button.not_now", stop=True), typed=typed),)


def tap_pick(scene: Scene, value: str) -> Outcome:
    if value in ("skip", "stop"):
        return _left(scene, value)
    who, conversation = scene.filed.complainant_id, scene.conversation
    picked = next((one for one in conversation.candidates if one.id == value), None)
    if picked:
        effect = SetFactory(who, picked.id, "", picked.province)
    else:
        effect = SetFactory(who, "", conversation.typed, scene.filed.province)
    return Outcome(_onward(conversation, scene.filed.issue), (say("work_told"),), (effect,))


def _left(scene: Scene, value: str) -> Outcome:
    """Not now, or no more questions: a province that she has told is kept."""
    conversation, province = scene.conversation, scene.filed.province
    effects = (SetFactory(scene.filed.complainant_id, "", "", province),) if province else ()
    if value == "skip":
        return Outcome(_onward(conversation, scene.filed.issue), (), effects)
    waiting = conversation.with_filed(next_question="work_province", province="")
    return Outcome(unwind(waiting, "home"), (say("questions_stopped"),), effects)


def _onward(conversation: Conversation, issue: Issue) -> Conversation:
    """To the first question of the issue; there is no way back, the factory has been told."""
    step = f"q_{first_question(issue).id}"
    told = replace(conversation.with_filed(next_question=step, province=""), candidates=(), typed="")
    return unwind(told, step)


_work = partial(Step, hear=hear, of_case=True, hears="the name she uses for the factory")
_QUESTIONS = tuple(f"q_{first_question(issue).id}" for issue in Issue)
STEPS = (
    _work("work_province", draw_province, tap_province, leads_to=("work_name", "work_pick", *_QUESTIONS)),
    _work("work_name", draw_name, _left, leads_to=("work_pick", *_QUESTIONS)),
    _work("work_pick", draw_pick, tap_pick, leads_to=_QUESTIONS),
)
