"""Hiding the chat: every message of it deleted, now, by itself, or not at all if she wants to keep them."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.conversation import Conversation
from bot.dialogue.effects import HideChat, KeepMessages
from bot.dialogue.model import Prompt
from bot.dialogue.screen import Outcome, Rows, Scene, button, goto, rows, say
from cases.rules.vocabulary import Channel


def buttons(conversation: Conversation) -> Rows:
    """Below her menu, in a chat: hide now, and what becomes of the messages otherwise."""
    return rows(button("chat:hide"), button("chat:ask"), wide=2) if _in_chat(conversation) else ()


def hide_button(conversation: Conversation) -> Rows:
    """The one button, where there is a chat that can be emptied."""
    return rows(button("chat:hide")) if _in_chat(conversation) else ()


def told_once(conversation: Conversation) -> tuple[Prompt, ...]:
    """After sending: that messages go by themselves, unless she would rather keep them."""
    if not _in_chat(conversation):
        return ()
    return (say("chat.told", rows(button("chat:hide"), button("chat:keep"), wide=2)),)


def _in_chat(conversation: Conversation) -> bool:
    return conversation.channel is Channel.TELEGRAM


def tap(scene: Scene, value: str) -> Outcome:
    """Whatever concerns the chat itself; it holds at any step, and behind the harmless menu."""
    conversation = scene.conversation
    if not _in_chat(conversation):
        return Outcome(conversation, (say("chat.browser"),))
    match value:
        case "hide":
            return hidden(scene)
        case "bare":
            return Outcome(replace(conversation, covered=True), (), (HideChat(),), screen=False)
        case "keep":
            return Outcome(conversation, (say("chat.kept", rows(button("chat:sweep"))),), (KeepMessages(True),), False)
        case "sweep":
            return Outcome(conversation, (say("chat.swept", rows(button("chat:keep"))),), (KeepMessages(False),), False)
    return Outcome(conversation, (say("chat", rows(button("chat:sweep"), button("chat:keep"))),), screen=False)


def hidden(scene: Scene) -> Outcome:
    """All goes; one last message says what cannot be deleted and how the chat itself goes, and goes too."""
    last = replace(say("hidden", rows(button("chat:bare"))), fleeting=True)
    return Outcome(replace(scene.conversation, covered=True), (last,), (HideChat(),), screen=False)


def to_the_browser(scene: Scene, door: Prompt) -> Outcome:
    """Others look at this phone: what stands in the chat goes, and for a few minutes only the way to the page stays."""
    conversation = replace(goto(scene.conversation, "door"), covered=True)
    return Outcome(conversation, (replace(door, fleeting=True),), (HideChat(),), screen=False)
