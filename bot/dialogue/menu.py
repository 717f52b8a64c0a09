"""What the bot shows to whoever holds the phone: wages, holidays, and a plain word that leads to her own matter.

It covers a chat from the first look on, after hiding, and after half an hour of silence; what lies behind it waits
where she left it. The page behind a code leads past it. A browser page needs no cover: it is closed or left.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from bot.dialogue import aloud, before, forgetting, hiding, number, several, visit
from bot.dialogue.conversation import Conversation, Draft
from bot.dialogue.model import Answer, AnswerKind, Button, Param, Prompt
from bot.dialogue.screen import Outcome, Scene, button, pieces, rows, say, text_item, with_story
from bot.dialogue.start import StartLink, decode, start
from cases.rules import reading, work_facts
from cases.rules.clocks import Certainty
from cases.rules.vocabulary import Channel, Language
from cases.rules.work_facts import Holiday

SILENCE = dt.timedelta(minutes=30)
MOST_WORDS = 20_000  # characters that wait for her; what is typed beyond that is not kept
HOLIDAYS_SHOWN = 20

Labels = Callable[[Button], tuple[str, ...]]


def covers(conversation: Conversation, now: dt.datetime) -> bool:
    """Does the menu lie over the conversation? An older version's conversation tells nothing of her last word."""
    return conversation.channel is Channel.TELEGRAM and (conversation.covered or was_silent(conversation, now))


def was_silent(conversation: Conversation, now: dt.datetime) -> bool:
    """Has she said nothing for half an hour?"""
    last = conversation.heard_at
    return bool(last and now - dt.datetime.fromisoformat(last) >= SILENCE)


def is_bare(conversation: Conversation, payload: str) -> bool:
    """Was the bot opened without a link in it? Then nobody scanned a code, and the menu comes."""
    return conversation.channel is Channel.TELEGRAM and decode(payload) == StartLink()


def draw(scene: Scene) -> tuple[Prompt, ...]:
    other = Language.ENGLISH if scene.conversation.language is Language.KHMER else Language.KHMER
    facts = rows(button("menu:wages"), button("menu:holidays"), button("menu:mine"))
    last = rows(button("chat:hide", "menu.clear"), button("menu:language", f"language.{other.value}"), wide=2)
    return (say("menu", facts + last),)


def shown(scene: Scene) -> Outcome:
    """The menu, over wherever she was."""
    return Outcome(replace(scene.conversation, covered=True))


def behind(scene: Scene, answer: Answer, labels: Labels) -> Outcome:
    """An answer while the menu is shown. Nothing of what she told is shown, and nothing that comes is lost."""
    match answer.kind:
        case AnswerKind.START:
            return _started(scene, answer.text)
        case AnswerKind.BUTTON:
            return _tapped(scene, answer.text)
        case AnswerKind.TEXT:
            return _typed(scene, reading.clean(answer.text), labels)
        case AnswerKind.COMMAND:
            word = reading.fold(answer.text).lstrip("/")
            return {"hide": hiding.hidden, "language": _language}.get(word, shown)(scene)
        case AnswerKind.EVIDENCE:
            return _sent(scene, answer)
    return shown(scene)


def _started(scene: Scene, payload: str) -> Outcome:
    """A code leads straight on, but not past what she has told: scanning one is open to everybody."""
    if is_bare(scene.conversation, payload):
        return shown(scene)
    inside = visit.left(scene.conversation)  # whoever begins anew has left the case that she opened by its number
    outcome = start(scene.at(replace(inside, covered=False)), payload)
    told = scene.conversation.own_cases() or (scene.conversation.draft and scene.conversation.draft.story)
    return Outcome(replace(outcome.conversation, covered=True)) if told else outcome


def _tapped(scene: Scene, data: str) -> Outcome:
    name, _, value = data.partition(":")
    if name == "open" or (data == "door:here" and scene.conversation.step == "door"):
        return enter(scene) if name == "open" else before.tap_door(_uncovered(scene), value)
    if name == "chat":
        return hiding.tap(scene, value)
    if name == "aloud" and value == "menu":  # what lies behind the menu is read to nobody
        return aloud.tap(scene, value)
    if name == "forget":
        return forgetting.again(scene, value) or shown(scene)
    return TAPS.get(value, shown)(scene) if name == "menu" else shown(scene)


def _typed(scene: Scene, text: str, labels: Labels) -> Outcome:
    """A label, her two numbers, or words that wait until she comes in."""
    if (opened := number.typed(_uncovered(scene), text)) is not None:
        inside = opened.conversation.visit is not None and opened.conversation.visit != scene.conversation.visit
        return opened if inside else replace(opened, conversation=replace(opened.conversation, covered=True))
    folded = reading.fold(text)
    for one in (one for prompt in draw(scene) for row in prompt.buttons for one in row):
        if folded and any(folded == reading.fold(label) for label in labels(one)):
            return _tapped(scene, one.data)
    return shown(scene.at(_kept(scene.conversation, text)))


def _kept(conversation: Conversation, text: str) -> Conversation:
    """Words of somebody who may not be her: a piece of a story that is not sent, or put by until she says."""
    if not text:
        return conversation
    if conversation.draft is not None:
        return with_story(conversation, text_item(text))
    room = MOST_WORDS - sum(map(len, conversation.put_by))
    return replace(conversation, put_by=(*conversation.put_by, text)) if 0 < len(text) <= room else conversation


def _sent(scene: Scene, answer: Answer) -> Outcome:
    """A voice note as the very first message is the story itself; later a file is taken without a word about it."""
    assert answer.evidence is not None
    item = replace(answer.evidence, text=reading.clean(answer.text or answer.evidence.text))
    conversation = scene.conversation
    if conversation.draft == Draft() and not conversation.language_known and not conversation.own_cases():
        return before.told(_uncovered(scene), item)
    if conversation.draft is not None:
        return Outcome(with_story(conversation, item), (say("menu.received"),))
    if conversation.filed is None:
        return shown(scene)
    taken = several.added(scene, item)
    kept = taken.effects or taken.conversation.held != conversation.held
    return Outcome(taken.conversation, (say("menu.received"),) if kept else (), taken.effects)


# ----------------------------------------------------------------------------------------------- what it offers
def enter(scene: Scene) -> Outcome:
    """To her own matter, where she left it; first what was typed here meanwhile."""
    inside = _uncovered(scene)
    over = visit.closed(inside)
    if over is not None:
        return over
    conversation = inside.conversation
    if conversation.step == "language" and conversation.language_known and not conversation.stack:
        conversation = replace(conversation, step=before.next_open(conversation))  # chosen at the menu already
    kept = conversation.draft is not None and bool(conversation.draft.story) and not conversation.language_known
    first = (say("story.kept_first"),) if kept else ()
    return Outcome(conversation, (*first, *_put_by(conversation), *several.heading(conversation)))


def _put_by(conversation: Conversation) -> tuple[Prompt, ...]:
    if not conversation.put_by:
        return ()
    *first, last = (piece for text in conversation.put_by for piece in pieces(text))
    choices = rows(button("put_by:send"), button("put_by:drop"), wide=2)
    return (*(say("put_by", words=one) for one in first), say("put_by", choices, words=last))


def put_by(scene: Scene, value: str) -> Outcome:
    """What was typed at the menu goes to her case, or nowhere."""
    conversation = replace(scene.conversation, put_by=())
    if not scene.conversation.put_by or conversation.filed is None or value != "send":
        return Outcome(conversation, (say("put_by.dropped"),))
    words = scene.conversation.put_by
    passed = several.passed_on(scene.at(conversation), "\n".join(words))
    if several.is_full(conversation, passed):  # they are asked about again
        return replace(passed, conversation=replace(passed.conversation, put_by=words))
    return passed


def _uncovered(scene: Scene) -> Scene:
    return scene.at(replace(scene.conversation, covered=False))


def _language(scene: Scene) -> Outcome:
    """The menu in the other language; whoever chose one is not asked again."""
    khmer = scene.conversation.language is Language.KHMER
    language = Language.ENGLISH if khmer else Language.KHMER
    return shown(scene.at(replace(scene.conversation, language=language, language_known=True)))


def _wages(scene: Scene) -> Outcome:
    year = scene.today.year
    wage = work_facts.minimum_wage(year)
    if wage is None:
        return Outcome(scene.conversation, (say("wages.unknown", year=str(year)),))
    amount: Param = {"money": ["USD", f"{wage.amount}.00"]}
    source: Param = {"en": wage.source, "km": wage.source_km}
    mark = _mark(wage.certainty)
    return Outcome(scene.conversation, (say("wages", year=str(year), amount=amount, source=source, mark=mark),))


def _holidays(scene: Scene) -> Outcome:
    year = scene.today.year
    coming = work_facts.holidays_after(scene.today)[:HOLIDAYS_SHOWN]
    if not coming:
        return Outcome(scene.conversation, (say("holidays.unknown", year=str(year)),))
    lines: Param = {"lines": [_line(one) for one in coming]}
    unknown = () if work_facts.is_known(year + 1) else (say("holidays.unknown", year=str(year + 1)),)
    return Outcome(scene.conversation, (say("holidays", lines=lines), *unknown))


def _line(holiday: Holiday) -> Param:
    """Days that follow the moon are marked: the year's own list may differ."""
    first: Param = {"date": holiday.first.isoformat()}
    name: Param = {"en": holiday.name, "km": holiday.name_km}
    computed = holiday.certainty is Certainty.MEMORY
    key = "holidays.days" if holiday.days > 1 else "holidays.day"
    last = {"last": {"date": holiday.last.isoformat()}} if holiday.days > 1 else {}
    return _words(key, first=first, name=name, mark="*" if computed else "", **last)


def _mark(certainty: Certainty) -> Param:
    return "" if certainty is Certainty.TEXT else _words("unverified")


def _words(key: str, **params: Param) -> Param:
    return {"key": f"dialogue.{key}", "params": params}


TAPS: dict[str, Callable[[Scene], Outcome]] = {
    "wages": _wages,
    "holidays": _holidays,
    "mine": enter,
    "language": _language,
}
