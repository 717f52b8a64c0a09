"""What is said about an issue itself: danger now, before any question; and the card on law, proof and signing."""

from __future__ import annotations

from bot.dialogue.conversation import Conversation, Draft
from bot.dialogue.model import Param, Prompt
from bot.dialogue.screen import Outcome, Rows, Scene, button, rows, say
from cases.rules.clocks import Certainty
from cases.rules.issues import Law, issue_rules
from cases.rules.vocabulary import Channel, Issue


def now(draft: Draft, issue: Issue) -> tuple[Prompt, ...]:
    """What to do and whom to call: where she said that there is danger, and always where there may well be some."""
    rule = issue_rules()[issue]
    if not (rule.always or draft.danger):
        return ()
    calls: Param = {"lines": [_call(call.number) for call in rule.calls]}
    return (say("now", what={"key": f"advice.now.{rule.now}"}, calls=calls),)


def _call(number: str) -> Param:
    return {"key": "dialogue.now.call", "params": {"who": {"key": f"advice.call.{number}"}, "number": number}}


def card(issue: Issue) -> Prompt:
    """The law in three sentences with its source, what to keep, what not to sign."""
    rule = issue_rules()[issue]
    return say(
        "advice",
        issue={"label": f"issue.{issue.value}"},
        law={"lines": [_sentence(law) for law in rule.law]},
        keep={"key": f"advice.keep.{issue.value}"},
        sign={"key": f"advice.sign.{rule.sign}"},
    )


def _sentence(law: Law) -> Param:
    mark: Param = "" if law.certainty is Certainty.TEXT else {"key": "dialogue.unverified"}
    words: Param = {"key": f"advice.law.{law.id}"}
    return {"key": "dialogue.advice.law", "params": {"words": words, "law": {"en": law.en, "km": law.km}, "mark": mark}}


def door(issue: Issue) -> Rows:
    """The button that shows the card, wherever it stands."""
    return rows(button(f"advice:{issue.value}", "advice.show"))


def door_above(conversation: Conversation, issue: Issue) -> Rows:
    """The same above the first question: in a chat alone, on a page it would stand among the answers."""
    return door(issue) if conversation.channel is Channel.TELEGRAM else ()


def tap(scene: Scene, value: str) -> Outcome:
    """The card, at any step; a button of an issue that is no more shows nothing new."""
    known = value in set(Issue)
    return Outcome(scene.conversation, (card(Issue(value)),) if known else (say("stale"),), screen=not known)
