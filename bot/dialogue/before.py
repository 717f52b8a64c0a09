"""The screens before anything is sent, from the language to the story. Each says that nothing was sent."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from bot.dialogue import advice, hiding
from bot.dialogue.conversation import Conversation, Draft
from bot.dialogue.model import Button, Prompt, StoryItem
from bot.dialogue.queries import MintReceipt
from bot.dialogue.screen import (
    Outcome,
    Rows,
    Scene,
    Step,
    back,
    button,
    by_channel,
    factory_name,
    goto,
    labelled,
    rows,
    say,
    tail,
    with_story,
)
from cases.rules.issues import is_quiet, issue_rules
from cases.rules.vocabulary import Channel, Issue, Language

WHOLE_STORY = 40  # characters; fewer may be a word that was not meant as the story


def next_open(conversation: Conversation) -> str:
    """The first step before sending that still needs her answer."""
    draft = conversation.draft or Draft()
    answered = (
        ("language", conversation.language_known),
        ("phone", draft.shared_phone is not None),
        ("danger", draft.danger is not None),
        ("issue", draft.issue is not None),
        ("story", _is_told(draft)),
        ("who", draft.lead is not None),
    )
    return next((step for step, done in answered if not done), "send")


def _is_told(draft: Draft) -> bool:
    """Is there a story? A few words typed at another question count once she was asked for the story itself."""
    whole = any(item.evidence_id or len(item.text) >= WHOLE_STORY for item in draft.story)
    return whole or (draft.story_asked and bool(draft.story))


def onward(scene: Scene, conversation: Conversation) -> Conversation:
    """On to the next open step. The receipt is minted when [Send] first comes into sight."""
    step = next_open(conversation)
    if step == "send" and conversation.draft and conversation.draft.minted is None:
        conversation = conversation.with_draft(minted=scene.ask(MintReceipt()))
    return goto(conversation, step)


# ------------------------------------------------------------------------------- language, phone, danger
def draw_language(scene: Scene) -> tuple[Prompt, ...]:
    choices = rows(button("language:km"), button("language:en"), wide=2)
    if scene.conversation.draft is None:
        return (say("language.change", choices + tail(scene.conversation)),)
    number = rows(button("language:number"))
    return (say("language", choices + number + tail(scene.conversation)),)


def speak(scene: Scene, value: str) -> Outcome:
    """The other language from a page's own switch, at any step: the same screen in it."""
    if value not in set(Language):
        return Outcome(scene.conversation)
    if scene.conversation.step == "language":
        return tap_language(scene, value)
    return Outcome(replace(scene.conversation, language=Language(value), language_known=True))


def tap_language(scene: Scene, value: str) -> Outcome:
    if value == "number":
        return Outcome(goto(scene.conversation, "number"))
    conversation = replace(scene.conversation, language=Language(value), language_known=True)
    if conversation.stack or conversation.draft is None:
        return Outcome(back(conversation, "home"))
    return Outcome(onward(scene, conversation))


def draw_phone(scene: Scene) -> tuple[Prompt, ...]:
    choices = rows(button("phone:only_me"), button("phone:others"))
    return (say("phone", choices + tail(scene.conversation)),)


def tap_phone(scene: Scene, value: str) -> Outcome:
    conversation = scene.conversation.with_draft(shared_phone=value == "others")
    if value == "others" and conversation.channel is Channel.TELEGRAM and conversation.public_url:
        there = scene.at(replace(conversation, step="door"))
        return hiding.to_the_browser(scene.at(conversation), *draw_door(there))
    return Outcome(onward(scene, conversation))


def draw_door(scene: Scene) -> tuple[Prompt, ...]:
    code = scene.draft.site_code
    address = f"{scene.conversation.public_url}/{f'q/{code}' if code else 'chat'}"
    choices = rows(button(address, "door.open"), button("door:here"))
    return (say("door", choices + tail(scene.conversation)),)


def tap_door(scene: Scene, value: str) -> Outcome:
    return Outcome(onward(scene, scene.conversation))


def draw_danger(scene: Scene) -> tuple[Prompt, ...]:
    key = "danger" if scene.conversation.channel is Channel.TELEGRAM else "danger.browser"
    choices = rows(button("danger:no"), button("danger:yes")) + hiding.hide_button(scene.conversation)
    return (say(key, choices + tail(scene.conversation)),)


def tap_danger(scene: Scene, value: str) -> Outcome:
    conversation = scene.conversation.with_draft(danger=value == "yes")
    said = (say("danger.help"),) if value == "yes" else ()
    return Outcome(onward(scene, conversation), said)


# ----------------------------------------------------------------------------------------- issue, factory
def draw_issue(scene: Scene) -> tuple[Prompt, ...]:
    draft = scene.draft
    issues = _issues("issue", first=True) + rows(button("issue:more"))
    known = factory_name(draft.factory) if draft.factory else draft.factory_words
    if not known:
        key = by_channel(scene.conversation, "issue")
        return (say(key, issues + rows(button("issue:factory")) + tail(scene.conversation)),)
    change = rows(button("issue:factory", "issue.other_factory"))
    key = by_channel(scene.conversation, "issue.at")
    return (say(key, issues + change + tail(scene.conversation), factory=known),)


def _issues(step: str, *, first: bool) -> Rows:
    """The frequent ones on the first screen, the rest behind [Others]."""
    shown = [rule.id for rule in issue_rules().values() if rule.first is first]
    return rows(*(labelled(f"{step}:{issue.value}", f"issue.{issue.value}") for issue in shown), wide=2)


def tap_issue(scene: Scene, value: str) -> Outcome:
    """What to do in danger is said before anything is asked."""
    if value == "factory":
        return Outcome(goto(scene.conversation, "province"))
    if value == "more":
        return Outcome(goto(scene.conversation, "issue_more"))
    issue = Issue(value)
    return Outcome(onward(scene, scene.conversation.with_draft(issue=issue)), advice.now(scene.draft, issue))


def draw_issue_more(scene: Scene) -> tuple[Prompt, ...]:
    return (say("issue_more", _issues("issue_more", first=False) + tail(scene.conversation)),)


# -------------------------------------------------------------------------------------------------- story
def draw_story(scene: Scene) -> tuple[Prompt, ...]:
    story = scene.draft.story
    done = rows(button("story:done"), _remove_last(story)) if story else ()
    key = "story.quiet" if is_quiet(scene.draft.issue) else "story"
    return (say(by_channel(scene.conversation, key), done + tail(scene.conversation)),)


def tap_story(scene: Scene, value: str) -> Outcome:
    """[Done], [More] and [Remove last] stand below every piece of the story and hold at any step before sending."""
    conversation = scene.conversation
    if value == "done":
        at_story = conversation.step == "story"
        return Outcome(onward(scene, conversation.with_draft(story_asked=True) if at_story else conversation))
    if value == "more":
        return Outcome(conversation, (say(by_channel(conversation, "story.more_now")),), screen=False)
    return Outcome(conversation.with_draft(story=scene.draft.story[:-1]), (say("story.removed"),))


def _remove_last(story: tuple[StoryItem, ...]) -> Button:
    """The button says how many pieces there were, so that an old one or a second tap removes nothing more."""
    return button(f"story:{remove_last(story)}", "story.remove")


def remove_last(story: tuple[StoryItem, ...]) -> str:
    """The value of the button that takes away the last piece of just this story."""
    return f"remove.{len(story)}"


def told(scene: Scene, item: StoryItem) -> Outcome:
    """A piece of the story, at whatever step before sending it comes. It is kept at once."""
    conversation = with_story(scene.conversation, item)
    if not conversation.language_known:
        return Outcome(conversation, (say("story.kept_first"),))
    choices = rows(button("story:done"), button("story:more"), wide=2) + rows(_remove_last(_story(conversation)))
    answer = say("story.kept", choices)
    return Outcome(conversation, (answer,), screen=False)


def _story(conversation: Conversation) -> tuple[StoryItem, ...]:
    return conversation.draft.story if conversation.draft else ()


# ------------------------------------------------------------------------------------------------- cancel
def draw_cancel(scene: Scene) -> tuple[Prompt, ...]:
    key = "cancel.beside" if scene.conversation.filed else "cancel"
    return (say(key, rows(button("cancel:yes"), button("cancel:no"))),)


def tap_cancel(scene: Scene, value: str) -> Outcome:
    conversation = scene.conversation
    if value == "no":
        return Outcome(back(conversation, next_open(conversation)))
    clean = replace(conversation, stack=(), candidates=(), typed="", offered=None, offered_code="")
    if conversation.filed:
        return Outcome(replace(clean, draft=None, step="home"), (say("cancelled.beside"),))
    return Outcome(replace(clean, draft=Draft(), step="ended"), (say("cancelled"),))


def draw_ended(scene: Scene) -> tuple[Prompt, ...]:
    return (say("ended", rows(button("ended:again"))),)


def tap_ended(scene: Scene, value: str) -> Outcome:
    return Outcome(onward(scene, replace(scene.conversation, stack=())))


_before = partial(Step, before_sending=True)
STEPS = (
    _before("language", draw_language, tap_language, numbered=True, leads_to=("phone", "number")),
    _before("phone", draw_phone, tap_phone, numbered=True, leads_to=("door", "danger")),
    _before("door", draw_door, tap_door, leads_to=("danger",)),
    _before("danger", draw_danger, tap_danger, numbered=True, leads_to=("issue",)),
    _before("issue", draw_issue, tap_issue, numbered=True, leads_to=("issue_more", "province", "story")),
    _before("issue_more", draw_issue_more, tap_issue, numbered=True, leads_to=("story",)),
    _before("story", draw_story, tap_story, leads_to=("who",)),
    _before("cancel", draw_cancel, tap_cancel, leads_to=("ended", "home")),
    _before("ended", draw_ended, tap_ended, leads_to=("language", "phone")),
)
