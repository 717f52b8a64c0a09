"""Texts that somebody has spoken: below such a message stands a loudspeaker, and a tap on it sends the recording.

A recording is named after its text: the step (`story`, `q_union_what`) or, where a step has other words for some, those
(`story.quiet`). Which recordings there are is given to the conversation; without one there is the text alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.dialogue.model import Button, Prompt
from bot.dialogue.screen import Outcome, Scene, button, rows, say
from cases.rules.questions import questions
from cases.rules.vocabulary import Channel

BUTTON = "aloud:"
# What a step says to some in other words. Neither the words of another channel nor of another path will do.
OTHER_WORDS = (
    "language.change",
    "danger.browser",
    "danger.help",
    "issue.browser",
    "issue.at",
    "issue.at.browser",
    "story.browser",
    "story.quiet",
    "story.quiet.browser",
    "who.nobody",
    "factory_pick.nothing",
    "work_pick.nothing",
    "again.at",
    "home.nothing",
    "home.withdrawn",
    "home.several",
    "which_case.open",
    "withdraw.others",
    "erase.others",
    "menu",
)
# What a page says before the conversation begins, in the order in which it stands there.
PAGES = {
    "site": ("page.site.title", "page.site.promise", "page.site.phone"),
    "front": ("page.front.title", "page.front.promise"),
}


def name_of(key: str) -> str:
    """What a text's recording is called: `question.union_what` -> `q_union_what`, `dialogue.story` -> `story`."""
    family, _, name = key.partition(".")
    return {"question": f"q_{name}", "dialogue": name}.get(family, "")


def keys_of(name: str) -> tuple[str, ...]:
    """The text, or the texts one after the other, that a recording says."""
    return PAGES.get(name) or (f"question.{name.removeprefix('q_')}" if name.startswith("q_") else f"dialogue.{name}",)


def recordable(steps: Iterable[str]) -> frozenset[str]:
    """Every name that a recording may have, given the steps: their texts, cards that cannot wait, first pages."""
    cards = {f"card.{card}" for question in questions() for card in question.cards.values()}
    return frozenset(steps) | frozenset(OTHER_WORDS) | frozenset(PAGES) | cards


def is_loudspeaker(one: Button) -> bool:
    return one.data.startswith(BUTTON)


def offered(scene: Scene, prompts: tuple[Prompt, ...]) -> tuple[Prompt, ...]:
    """The same prompts, each that can be listened to with a loudspeaker above its other buttons."""
    here = scene.recorded.get(scene.conversation.language, frozenset())
    return tuple(_with_loudspeaker(one) if name_of(one.key) in here else one for one in prompts) if here else prompts


def _with_loudspeaker(prompt: Prompt) -> Prompt:
    """What is gone in a few minutes gets none: the recording would stay."""
    if prompt.voice or prompt.fleeting:
        return prompt
    return replace(prompt, buttons=rows(button(BUTTON + name_of(prompt.key), "aloud")) + prompt.buttons)


def tap(scene: Scene, value: str) -> Outcome:
    """The recording, in the language of now, also of a screen that she has left. Without one, where she is.

    A page plays by itself; there only the tap of a page from before comes here.
    """
    conversation = scene.conversation
    if conversation.channel is Channel.BROWSER:
        return Outcome(conversation)
    if value not in scene.recorded.get(conversation.language, frozenset()):
        return Outcome(conversation, (say("aloud.gone"),))
    return Outcome(conversation, (replace(say("aloud.unheard"), voice=value),), screen=False)
