"""/start: `<site code>_<language><shared flag>` decoded, and a beginning that loses nothing there already is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.dialogue.before import next_open
from bot.dialogue.conversation import Conversation, Draft
from bot.dialogue.factory import with_factory
from bot.dialogue.model import Prompt
from bot.dialogue.queries import FactoryChoice, SiteFactory
from bot.dialogue.screen import Outcome, Scene, Step, back, button, factory_name, goto, rows, say, tail
from cases.rules.vocabulary import Language

SHARED = {"s": True, "o": False}
LINK = re.compile(r"(?P<code>[A-Za-z0-9-]*)(?:_(?P<language>km|en)?(?P<shared>[so])?)?")


@dataclass(frozen=True)
class StartLink:
    """What the page behind the code has already asked; None or "" where it has not."""

    site_code: str = ""
    language: Language | None = None
    shared_phone: bool | None = None


def decode(payload: str) -> StartLink:
    """`abc123_kms` is Khmer on a shared phone, `_eno` English and only hers.

    What follows the code and cannot be read is left out; nonsense is an empty link. Codes have small letters.
    """
    given = payload.strip().lower()
    match = LINK.fullmatch(given) or LINK.fullmatch(given.partition("_")[0])
    if match is None:
        return StartLink()
    language = match["language"]
    return StartLink(
        match["code"],
        Language(language) if language else None,
        SHARED.get(match["shared"] or ""),
    )


def encode(link: StartLink) -> str:
    """The payload that `decode` reads back."""
    shared = "" if link.shared_phone is None else "s" if link.shared_phone else "o"
    tail = f"{link.language or ''}{shared}"
    return f"{link.site_code}_{tail}" if tail else link.site_code


def start(scene: Scene, payload: str) -> Outcome:
    """/start, or the page behind a code: begins, or offers the scanned factory without losing what there is."""
    link = decode(payload)
    factory: FactoryChoice | None = scene.ask(SiteFactory(link.site_code)) if link.site_code else None
    said = (say("start.unknown_code"),) if link.site_code and factory is None else ()
    conversation = scene.conversation
    if conversation.draft is None:
        return _start_after_filing(conversation, link, factory, said)
    if replace(conversation.draft, site_code="", factory=None, province="") == Draft() and not conversation.filed:
        return _start_fresh(scene, link, factory, said)
    if factory is None or factory == conversation.draft.factory:
        return Outcome(conversation, said)
    offered = replace(conversation, offered=factory, offered_code=link.site_code)
    return Outcome(goto(offered, "offer"), said)


def _start_fresh(scene: Scene, link: StartLink, factory: FactoryChoice | None, said: tuple[Prompt, ...]) -> Outcome:
    conversation = replace(scene.conversation, stack=(), step="language")
    if link.language:
        conversation = replace(conversation, language=link.language, language_known=True)
    if link.shared_phone is not None:
        conversation = conversation.with_draft(shared_phone=link.shared_phone)
    if factory:
        conversation = with_factory(conversation, factory, link.site_code)
    return Outcome(replace(conversation, step=next_open(conversation)), said)


def _start_after_filing(
    conversation: Conversation, link: StartLink, factory: FactoryChoice | None, said: tuple[Prompt, ...]
) -> Outcome:
    offered = replace(conversation, offered=factory, offered_code=link.site_code if factory else "")
    return Outcome(goto(offered, "again"), said)


def begin_again(scene: Scene) -> Conversation:
    """A new draft beside the case that is there, about the factory whose code was scanned, if one was."""
    conversation = replace(scene.conversation, draft=Draft(), stack=(), offered=None, offered_code="")
    if scene.conversation.offered:
        conversation = with_factory(conversation, scene.conversation.offered, scene.conversation.offered_code)
    return replace(conversation, step=next_open(conversation))


def draw_offer(scene: Scene) -> tuple[Prompt, ...]:
    assert scene.conversation.offered is not None
    name = factory_name(scene.conversation.offered)
    choices = rows(button("offer:new"), button("offer:keep"))
    return (say("offer", choices + tail(scene.conversation), factory=name),)


def tap_offer(scene: Scene, value: str) -> Outcome:
    conversation = back(scene.conversation, next_open(scene.conversation))
    if value == "new" and conversation.offered:
        conversation = with_factory(conversation, conversation.offered, conversation.offered_code)
    return Outcome(replace(conversation, offered=None, offered_code=""))


STEPS = (Step("offer", draw_offer, tap_offer, before_sending=True, leads_to=("issue",)),)
