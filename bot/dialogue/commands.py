"""Words after a slash: where her case stands, withdraw, cancel, language, forget; they hold at any step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.dialogue import (
    after,
    forgetting,
    hiding,
    number,
    standing_words,
    status,
    visit,
)
from bot.dialogue.screen import (
    Outcome,
    Scene,
    goto,
    say,
)


def overview(scene: Scene, value: str) -> Outcome:
    """Where her case stands, or what she has allowed, asked from anywhere; the screen where she was stays open."""
    if scene.conversation.filed is None:
        return Outcome(scene.conversation, (say("status.none"),))
    if value == "standing":
        return standing_words.ask(scene)
    told = status.told(scene) if value == "status" else after.consents(scene)
    return Outcome(scene.conversation, told, screen=scene.conversation.step != "home")


def _withdraw(scene: Scene) -> Outcome:
    filed = scene.conversation.filed
    if scene.conversation.draft is not None:
        return Outcome(scene.conversation, (say("withdraw.draft"),))
    if filed is None or filed.withdrawn:
        return Outcome(scene.conversation, (say("status.none"),))
    return Outcome(goto(scene.conversation, "withdraw"))


def _cancel(scene: Scene) -> Outcome:
    conversation = scene.conversation
    if conversation.talk is not None:
        return Outcome(replace(conversation, talk=None), (say("ask_later"),))
    if conversation.visit is not None:
        return visit.leave(scene)
    if conversation.draft is None:
        return Outcome(conversation, (say("nothing_to_cancel"),))
    return Outcome(conversation if conversation.step == "ended" else goto(conversation, "cancel"))


def _help(scene: Scene) -> Outcome:
    return Outcome(scene.conversation, (say("help"),))


def _language(scene: Scene) -> Outcome:
    return Outcome(goto(scene.conversation, "language"))


def unknown(scene: Scene) -> Outcome:
    """A word that is no command."""
    return Outcome(scene.conversation, (say("unknown_command"), say("help")))


COMMANDS: dict[str, Callable[[Scene], Outcome]] = {
    "hide": lambda scene: hiding.tap(scene, "hide"),
    "number": number.ask,
    "status": lambda scene: overview(scene, "status"),
    "consent": lambda scene: overview(scene, "consents"),
    "withdraw": _withdraw,
    "forget": forgetting.ask,
    "help": _help,
    "language": _language,
    "cancel": _cancel,
}
