"""Which factory: by province and name, or in her own words. A way off the issue screen and back to it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from bot.dialogue.conversation import Conversation
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
from cases.rules.vocabulary import Province

LONGEST_NAME = 80  # characters; more is not a factory's name but a story
# Where most garment factories are comes first: fewer rows to look through.
BUSY = (
    Province.PHNOM_PENH,
    Province.KANDAL,
    Province.KAMPONG_SPEU,
    Province.TAKEO,
    Province.KAMPONG_CHHNANG,
    Province.KAMPONG_CHAM,
    Province.SVAY_RIENG,
    Province.PREAH_SIHANOUK,
)
PROVINCES = BUSY + tuple(one for one in Province if one not in BUSY)


def draw_province(scene: Scene) -> tuple[Prompt, ...]:
    choices = rows(*(labelled(f"province:{one.value}", f"province.{one.value}") for one in PROVINCES), wide=2)
    unknown = rows(button("province:unknown"))
    return (say("province", choices + unknown + tail(scene.conversation, skip="button.not_now")),)


def tap_province(scene: Scene, value: str) -> Outcome:
    if value == "skip":
        return Outcome(unwind(scene.conversation, "issue"))
    province = "" if value == "unknown" else value
    return Outcome(goto(scene.conversation.with_draft(province=province), "factory_name"))


def draw_factory_name(scene: Scene) -> tuple[Prompt, ...]:
    return (say("factory_name", tail(scene.conversation, skip="button.not_now")),)


def tap_factory_name(scene: Scene, value: str) -> Outcome:
    return Outcome(unwind(scene.conversation, "issue"))


def hear_factory(scene: Scene, text: str) -> Outcome | None:
    """A short text here is what she calls the factory."""
    words = reading.clean(text)
    if not words or len(words) > LONGEST_NAME or "\n" in words:
        return None
    found: tuple[FactoryChoice, ...] = scene.ask(FindFactories(scene.draft.province, words))
    return Outcome(goto(replace(scene.conversation, candidates=tuple(found), typed=words), "factory_pick"))


def with_factory(conversation: Conversation, factory: FactoryChoice, site_code: str = "") -> Conversation:
    """The draft about a factory of the register; an earlier code is kept when none is given."""
    return conversation.with_draft(
        factory=factory, province=factory.province, factory_words="", site_code=site_code or _site_code(conversation)
    )


def _site_code(conversation: Conversation) -> str:
    return conversation.draft.site_code if conversation.draft else ""


def draw_factory_pick(scene: Scene) -> tuple[Prompt, ...]:
    found = scene.conversation.candidates
    choices = rows(*(worded(f"factory_pick:{one.id}", factory_name(one)) for one in found))
    keep = rows(button("factory_pick:mine", typed=short(scene.conversation.typed)))
    key = "factory_pick" if found else "factory_pick.nothing"
    below = choices + keep + tail(scene.conversation, skip="button.not_now")
    return (say(key, below, typed=scene.conversation.typed),)


def tap_factory_pick(scene: Scene, value: str) -> Outcome:
    conversation = scene.conversation
    picked = next((one for one in conversation.candidates if one.id == value), None)
    if picked:
        conversation = with_factory(conversation, picked)
    elif value == "mine":
        conversation = conversation.with_draft(factory=None, factory_words=conversation.typed)
    return Outcome(replace(unwind(conversation, "issue"), candidates=(), typed=""))


_factory = partial(Step, before_sending=True, hear=hear_factory, hears="the name she uses for the factory")
STEPS = (
    _factory("province", draw_province, tap_province, leads_to=("factory_name", "factory_pick", "issue")),
    _factory("factory_name", draw_factory_name, tap_factory_name, leads_to=("factory_pick", "issue")),
    _factory("factory_pick", draw_factory_pick, tap_factory_pick, leads_to=("issue",)),
)
