"""The screens before anything is sent, from the language to the summary. Each says that nothing was sent."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial

from bot.dialogue import advice, hiding, quiet
from bot.dialogue.conversation import Conversation, Draft, Filed
from bot.dialogue.effects import FileCase
from bot.dialogue.model import Button, Prompt, StoryItem
from bot.dialogue.queries import MintReceipt, OpenParties, PartyChoice
from bot.dialogue.screen import (
    Outcome,
    Rows,
    Scene,
    Step,
    back,
    button,
    by_channel,
    checked,
    counted,
    factory_name,
    goto,
    joined,
    labelled,
    party_name,
    rows,
    say,
    short,
    tail,
    unwind,
    with_story,
    worded,
)
from cases.rules import reading
from cases.rules.case_numbers import shown
from cases.rules.issues import first_question, is_quiet, issue_rules
from cases.rules.vocabulary import LEAD_KINDS, Channel, Issue, Language, PartyKind

WORKPLACE = "work_province"  # the first question after sending when no factory was told
RECEIPT_SHOWN = dt.timedelta(hours=72)
FIRST_WORDS = 200
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


# ---------------------------------------------------------------------------------------- who, who not
def draw_who(scene: Scene) -> tuple[Prompt, ...]:
    open_to_her = _possible_leads(scene)
    if not open_to_her:
        return (say("who.nobody", rows(button("who:again"), button("who:not")) + tail(scene.conversation)),)
    choices = rows(*(worded(f"who:{party.id}", party_name(party)) for party in open_to_her))
    more = quiet.by_a_woman(scene.draft) + rows(button("who:help"), button("who:not"))
    known = {"lines": [{"join": [party_name(party), checked(party.standing)]} for party in open_to_her]}
    return (say("who", choices + more + tail(scene.conversation), known=known),)


def _possible_leads(scene: Scene) -> tuple[PartyChoice, ...]:
    excluded = {party.id for party in scene.draft.excluded}
    parties: tuple[PartyChoice, ...] = scene.ask(OpenParties())
    return tuple(party for party in parties if party.kind in LEAD_KINDS and party.id not in excluded)


def tap_who(scene: Scene, value: str) -> Outcome:
    if value == "not":
        return Outcome(goto(scene.conversation, "not_them"))
    if value == "help":
        return Outcome(scene.conversation, _advice(scene))
    if value == "again":
        return Outcome(scene.conversation)
    if value == "woman":
        return Outcome(scene.conversation.with_draft(woman=not scene.draft.woman))
    lead = next(party for party in _possible_leads(scene) if party.id == value)
    return Outcome(onward(scene, scene.conversation.with_draft(lead=lead)))


def _advice(scene: Scene) -> tuple[Prompt, ...]:
    """What each kind of organisation can do for her, with the names of those that are here."""
    parties = _possible_leads(scene)
    kinds = [kind for kind in PartyKind if any(party.kind is kind for party in parties)]
    return tuple(
        say(f"who.help.{kind.value}", names=joined(tuple(party for party in parties if party.kind is kind)))
        for kind in kinds
    )


def draw_not_them(scene: Scene) -> tuple[Prompt, ...]:
    excluded = {party.id for party in scene.draft.excluded}
    choices = rows(
        *(
            button(
                f"not_them:{party.id}", "ticked" if party.id in excluded else "words", words=short(party_name(party))
            )
            for party in scene.ask(OpenParties())
        )
    )
    return (say("not_them", choices + rows(button("not_them:done")) + tail(scene.conversation)),)


def tap_not_them(scene: Scene, value: str) -> Outcome:
    conversation, draft = scene.conversation, scene.draft
    if value == "done":
        return Outcome(unwind(conversation, "who"))
    kept = tuple(party for party in draft.excluded if party.id != value)
    added = tuple(party for party in scene.ask(OpenParties()) if party.id == value) if kept == draft.excluded else ()
    lead = None if draft.lead and any(party.id == draft.lead.id for party in added) else draft.lead
    return Outcome(conversation.with_draft(excluded=kept + added, lead=lead))


# --------------------------------------------------------------------------------------------------- send
def draw_send(scene: Scene) -> tuple[Prompt, ...]:
    draft = scene.draft
    assert draft.lead is not None
    assert draft.issue is not None
    texts = [item.text for item in draft.story if item.text]
    known = factory_name(draft.factory) if draft.factory else draft.factory_words
    changes = rows(button("send:issue"), button("send:story"), button("send:who"), button("send:not"), wide=2)
    return (
        *quiet.before_sending(draft),
        say(
            "send",
            rows(button("send:go")) + changes + tail(scene.conversation),
            issue={"label": f"issue.{draft.issue.value}"},
            factory=known or {"label": "not_told"},
            danger={"label": f"danger.{'yes' if draft.danger else 'no'}"},
            words=_shortened(texts[0]) if texts else {"label": "not_told"},
            lead=party_name(draft.lead),
            checked=checked(draft.lead.standing),
            excluded=joined(draft.excluded),
            told=counted(draft.story),
        ),
    )


def _shortened(text: str) -> str:
    first = " ".join(reading.clean(text).split())
    return first if len(first) <= FIRST_WORDS else first[:FIRST_WORDS] + "…"


def tap_send(scene: Scene, value: str) -> Outcome:
    if value == "go":
        return _file(scene) if _still_open(scene) else _choose_again(scene)
    return Outcome(goto(scene.conversation, {"not": "not_them"}.get(value, value)))


def _still_open(scene: Scene) -> bool:
    """May her choice still be given a case? A party can close between the choice and [Send]."""
    return scene.draft.lead is not None and scene.draft.lead.id in {party.id for party in _possible_leads(scene)}


def _choose_again(scene: Scene) -> Outcome:
    assert scene.draft.lead is not None
    said = (say("who.closed", party=party_name(scene.draft.lead)),)
    return Outcome(unwind(scene.conversation.with_draft(lead=None), "who"), said)


def _file(scene: Scene) -> Outcome:
    conversation, draft = scene.conversation, scene.draft
    minted, lead, issue = draft.minted, draft.lead, draft.issue
    assert minted is not None
    assert lead is not None
    assert issue is not None
    effect = FileCase(
        minted=minted,
        language=conversation.language,
        issue=issue,
        danger=bool(draft.danger),
        shared_phone=bool(draft.shared_phone),
        lead_party_id=lead.id,
        excluded_party_ids=tuple(party.id for party in draft.excluded),
        factory_id=draft.factory.id if draft.factory else "",
        factory_words=draft.factory_words,
        province=draft.province,
        story=draft.story,
        site_code=draft.site_code,
        woman=draft.woman and is_quiet(issue),
    )
    filed = Filed(
        complainant_id=minted.complainant_id,
        case_number=minted.case_number,
        issue=issue,
        digits=minted.digits,
        digits_until=(scene.now + RECEIPT_SHOWN).isoformat(),
        filed_on=scene.today.isoformat(),
        next_question=WORKPLACE if not draft.factory and not draft.factory_words else f"q_{first_question(issue).id}",
    )
    earlier = (*conversation.earlier, conversation.filed) if conversation.filed else conversation.earlier
    after = replace(
        conversation,
        draft=None,
        filed=filed,
        earlier=earlier,
        writing_in=filed.complainant_id,
        step="receipt",
        stack=(),
        ticked=(),
    )
    return Outcome(after, (say("filed", number=shown(minted.case_number), party=party_name(lead)),), (effect,))


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
    # "Try again" is taken although a party may have opened since it was shown.
    _before(
        "who",
        draw_who,
        tap_who,
        also=lambda scene, value: value == "again",
        numbered=True,
        leads_to=("not_them", "send"),
    ),
    _before("not_them", draw_not_them, tap_not_them, leads_to=("who",)),
    _before("send", draw_send, tap_send, leads_to=("issue", "story", "who", "not_them", "receipt")),
    _before("cancel", draw_cancel, tap_cancel, leads_to=("ended", "home")),
    _before("ended", draw_ended, tap_ended, leads_to=("language", "phone")),
)
