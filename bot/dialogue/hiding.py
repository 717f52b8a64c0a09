"""What concerns the chat itself: its messages deleted, now, by themselves or not at all; when it may be written to."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.conversation import Conversation
from bot.dialogue.effects import HideChat, KeepMessages, SetHours
from bot.dialogue.model import Prompt
from bot.dialogue.queries import ChatLinked
from bot.dialogue.screen import Outcome, Rows, Scene, button, goto, labelled, rows, say
from cases.rules.vocabulary import Channel, ContactHours

HOURS = {f"hours.{hours.value}": hours for hours in ContactHours}


def buttons(conversation: Conversation) -> Rows:
    """Below her menu, in a chat: hide now, and what becomes of the messages otherwise."""
    return rows(button("chat:hide"), button("chat:ask"), wide=2) if _in_chat(conversation) else ()


def hide_button(conversation: Conversation) -> Rows:
    """The one button, where there is a chat that can be emptied."""
    return rows(button("chat:hide")) if _in_chat(conversation) else ()


def told_once(scene: Scene) -> Outcome:
    """After sending: that messages go by themselves unless she would rather keep them, and when we write.

    It is said once, since she may have chosen otherwise by her next case; that nothing comes at all of this one, on the
    quiet path or a phone that others look at, is said of each.
    """
    conversation = scene.conversation
    if not _in_chat(conversation):
        return Outcome(conversation)
    told = (say("chat.told", rows(button("chat:hide"), button("chat:keep"), wide=2)),)
    first = () if conversation.chat_told else told
    if not scene.ask(ChatLinked(scene.filed.complainant_id)):
        return Outcome(replace(conversation, chat_told=True), (*first, say("chat.told.quiet")))
    hours = () if conversation.hours_told else (say("chat.told.hours", rows(button("chat:hours"))),)
    return Outcome(replace(conversation, chat_told=True, hours_told=True), (*first, *hours))


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
        case "hours":
            offered = (labelled(f"chat:{data}", f"contact_hours.{hours.value}") for data, hours in HOURS.items())
            return Outcome(conversation, (say("chat.hours.ask", rows(*offered)),), screen=False)
    if value in HOURS:
        return Outcome(conversation, (_hours_kept(HOURS[value]),), (SetHours(HOURS[value]),), screen=False)
    choices = rows(button("chat:hours"), button("chat:sweep"), button("chat:keep"))
    return Outcome(conversation, (say("chat", choices),), screen=False)


def _hours_kept(hours: ContactHours) -> Prompt:
    if hours is ContactHours.NEVER:
        return say("chat.hours.never", rows(button("chat:hours")))
    return say("chat.hours.kept", rows(button("chat:hours")), hours={"label": f"contact_hours.{hours.value}"})


def hidden(scene: Scene) -> Outcome:
    """All goes; one last message says what cannot be deleted and how the chat itself goes, and goes too."""
    last = replace(say("hidden", rows(button("chat:bare"))), fleeting=True)
    return Outcome(replace(scene.conversation, covered=True), (last,), (HideChat(),), screen=False)


def to_the_browser(scene: Scene, door: Prompt) -> Outcome:
    """Others look at this phone: what stands in the chat goes, and for a few minutes only the way to the page stays."""
    conversation = replace(goto(scene.conversation, "door"), covered=True)
    return Outcome(conversation, (replace(door, fleeting=True),), (HideChat(),), screen=False)
