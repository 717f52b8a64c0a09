"""The whole conversation as one table: step -> screen. `step` takes an answer, `show` draws the current screen.

Both are pure and either finish or say what they need to know first. A tap counts when the current screen
offers it, or when it belongs to a question that holds at any step (consent, remedy, a piece of the story).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from bot.dialogue import (
    advice,
    after,
    albums,
    aloud,
    asks,
    before,
    commands,
    common_case,
    erasing,
    factory,
    forgetting,
    handover,
    heat,
    hiding,
    interview,
    marks,
    menu,
    ministry,
    number,
    remedies,
    renewal,
    sending,
    several,
    standing_words,
    start,
    status,
    trouble,
    visit,
    workplace,
)
from bot.dialogue.conversation import Conversation
from bot.dialogue.effects import Turn
from bot.dialogue.model import Answer, AnswerKind, Button, Prompt
from bot.dialogue.queries import Given, Need
from bot.dialogue.screen import (
    Outcome,
    Recorded,
    Scene,
    Step,
    Unanswered,
    back,
    button,
    by_channel,
    cambodian_day,
    goto,
    refusal,
    say,
    text_item,
)
from cases.rules import reading
from cases.rules.errors import BadInput

STEPS: dict[str, Step] = {
    step.id: step
    for step in (
        *before.STEPS,
        *sending.STEPS,
        *factory.STEPS,
        *start.STEPS,
        *number.STEPS,
        *after.STEPS,
        *several.STEPS,
        *visit.STEPS,
        *renewal.STEPS,
        *forgetting.STEPS,
        *erasing.STEPS,
        *ministry.STEPS,
        *heat.STEPS,
        *workplace.STEPS,
        *interview.STEPS,
    )
}
ANYTIME: dict[str, Callable[[Scene, str], Outcome]] = {
    **asks.CONSENT_TAPS,
    **standing_words.STANDING_TAPS,
    **remedies.REMEDY_TAPS,
    **handover.HANDOVER_TAPS,
    **common_case.COMMON_TAPS,
    **trouble.TROUBLE_TAPS,
    **several.CASE_TAPS,
    "remedy_later": asks.later,
    "aloud": aloud.tap,
    "chat": hiding.tap,
    "advice": advice.tap,
    "put_by": menu.put_by,
    "speak": before.speak,
    "menu": lambda scene, value: menu.TAPS.get(value, menu.shown)(scene),
    "open": lambda scene, value: Outcome(scene.conversation),
}
# Taps that decide something: the second half of a double tap is answered with nothing.
DECIDING = (
    frozenset({"consent_sure", "consent_no", "consent_end_sure", "consent_later"})
    | {"remedy_right", "remedy_no_word", "remedy_later", "open", "put_by", "chat"}
    | handover.DECIDING
    | common_case.DECIDING
    | trouble.DECIDING
    | standing_words.DECIDING
)
REFUSALS = frozenset(
    {
        "too_big",
        "too_long",
        "type_not_accepted",
        "too_many",
        "disk_full",
        "unreadable",
        "picture_too_large",
        "download_failed",
    }
)

LONGEST_VALUE = 20  # characters: longer words are no try at a day or a sum, but about it
Labels = Callable[[Button], tuple[str, ...]]
NOTHING_RECORDED: Recorded = {}


def no_labels(button: Button) -> tuple[str, ...]:
    """Without catalogs a typed label is only text."""
    return ()


def step(
    conversation: Conversation,
    answer: Answer,
    now: dt.datetime,
    given: Given,
    labels: Labels = no_labels,
    recorded: Recorded = NOTHING_RECORDED,
) -> Turn | Need:
    """One answer taken: where she is now, what is said to her, what is to be done.

    `now` has a time zone. `labels` gives a button's label in every language, so that a typed label counts
    as a tap (`bot.rendering.labels`). `recorded` are the texts that can be listened to. A silent double tap gives a
    turn without prompts.
    """
    current = _settled(after.forget_old_receipts(conversation, now))
    covered = menu.covers(current, now)
    today, moment = cambodian_day(now).isoformat(), now.isoformat()
    writing_in = "" if covered or menu.was_silent(current, now) else current.writing_in
    here = replace(current, day=today, heard_at=moment, covered=covered, writing_in=writing_in)
    scene = Scene(here, given, now, recorded)
    try:
        if covered:
            outcome = menu.behind(scene, answer, labels)
        else:
            outcome = visit.closed(scene) or ANSWERS[answer.kind](visit.kept_open(scene), answer, labels)
        tapped = answer.text if answer.kind is AnswerKind.BUTTON else ""
        reached = _settled(replace(outcome.conversation, last_tap=tapped))
        screen = _draw(scene.at(reached)) if outcome.screen else ()
    except Unanswered as missing:
        return Need(missing.query)
    said = aloud.offered(scene.at(reached), outcome.said)
    return albums.once(answer, Turn(reached, _marked(reached, (*said, *screen)), outcome.effects))


def show(conversation: Conversation, given: Given, recorded: Recorded = NOTHING_RECORDED) -> tuple[Prompt, ...] | Need:
    """The current screen once more, as a reloaded page needs it. Changes nothing."""
    try:
        here = _settled(conversation)
        return _marked(here, _draw(Scene(here, given, _last_heard(conversation), recorded)))
    except Unanswered as missing:
        return Need(missing.query)


def _marked(conversation: Conversation, prompts: tuple[Prompt, ...]) -> tuple[Prompt, ...]:
    return marks.marked(conversation, prompts) if STEPS[conversation.step].of_case else prompts


def _last_heard(conversation: Conversation) -> dt.datetime:
    """The time that a redrawn screen takes for now: that of her last word, so that it offers what stood there."""
    if conversation.heard_at:
        return dt.datetime.fromisoformat(conversation.heard_at)
    known = dt.date.fromisoformat(conversation.day) if conversation.day else dt.date(2024, 1, 1)
    return dt.datetime.combine(known, dt.time(5), dt.UTC)


def _draw(scene: Scene) -> tuple[Prompt, ...]:
    drawn = menu.draw(scene) if scene.conversation.covered else STEPS[scene.conversation.step].draw(scene)
    return aloud.offered(scene, drawn)


def _settled(conversation: Conversation) -> Conversation:
    """A conversation whose step exists and fits what is known, whatever an older version or a detour left."""
    conversation = several.undecided(conversation)
    name, drafting = conversation.step, conversation.draft is not None
    known = name in STEPS and all(one in STEPS for one in conversation.stack)
    if known and _fits(conversation):
        return conversation
    reached = before.next_open(conversation) if drafting else "home"
    return several.undecided(replace(conversation, step=reached, stack=(), picked=()))


def _fits(conversation: Conversation) -> bool:
    name = conversation.step
    if name in ("language", "number", "forget"):
        return True
    if name == "which_case" and conversation.held:
        return True
    if name == "receipt":
        return bool(conversation.filed and conversation.filed.digits)
    if name == "renew":
        return conversation.filed is not None
    if STEPS[name].before_sending != (conversation.draft is not None):
        return False
    if name == "send":
        return before.next_open(conversation) == "send" and bool(conversation.draft and conversation.draft.minted)
    if name == "offer":
        return conversation.offered is not None
    return name == "home" or conversation.draft is not None or conversation.filed is not None


# -------------------------------------------------------------------------------------------------- buttons
def _tap(scene: Scene, answer: Answer, labels: Labels) -> Outcome:
    data, conversation = marks.unmarked(answer.text), scene.conversation
    name, _, value = data.partition(":")
    twice = answer.text == conversation.last_tap
    if marks.is_of_another(conversation, answer.text):
        return Outcome(conversation, screen=False) if twice else Outcome(conversation, (say("stale"),))
    if name in ANYTIME:
        if twice and name in DECIDING:
            return Outcome(conversation, screen=False)
        return ANYTIME[name](scene, value)
    on_screen = scene.at(replace(conversation, unasked=False))  # whoever taps there is back in what it is about
    if name == "story" and value in _story_values(conversation):
        return _story_tap(on_screen, value, twice)
    if _offered(scene, data):
        return _take(on_screen, name, value)
    if data == "home:cases" and conversation.draft is None and several.door(conversation):
        return several.ask(scene)
    if data in ("home:status", "home:consents", "home:standing"):
        return commands.overview(scene, value)
    if data == "home:new" and conversation.draft is None and conversation.filed and conversation.filed.withdrawn:
        return _anew(scene)
    if name == "forget" and (outcome := forgetting.again(scene, value)):
        return outcome
    if twice:
        return Outcome(conversation, screen=False)
    return Outcome(conversation, (say("stale"),))


def _story_values(conversation: Conversation) -> tuple[str, ...]:
    """What holds below a piece of the story at any step before sending."""
    story = conversation.draft.story if conversation.draft else ()
    return ("done", "more", before.remove_last(story)) if story else ()


def _story_tap(scene: Scene, value: str, twice: bool) -> Outcome:
    """[Done] below an old piece of the story, tapped twice, would only repeat the next screen."""
    if twice and value == "done":
        return Outcome(scene.conversation, screen=False)
    return before.tap_story(scene, value)


def _anew(scene: Scene) -> Outcome:
    """What is offered at any step below "nobody receives this": a new story, or the one that she was telling."""
    outside = _outside(scene)
    return Outcome(outside.conversation if outside.conversation.draft else start.begin_again(outside))


def _offered(scene: Scene, data: str) -> bool:
    name, _, value = data.partition(":")
    current = STEPS[scene.conversation.step]
    if name == current.id and current.also and current.also(scene, value):
        return True
    return any(button.data == data for button in _buttons(scene))


def _buttons(scene: Scene) -> tuple[Button, ...]:
    """What can be tapped on the current screen, in reading order."""
    return tuple(
        button
        for prompt in _draw(scene)
        for row in prompt.buttons
        for button in row
        if not button.data.startswith(("https://", "http://"))
    )


def _take(scene: Scene, name: str, value: str) -> Outcome:
    conversation = scene.conversation
    if name in ANYTIME:
        return ANYTIME[name](scene, value)
    if value == "back":
        return Outcome(back(conversation, before.next_open(conversation) if conversation.draft else "home"))
    if value == "cancel":
        return Outcome(goto(conversation, "cancel"))
    return STEPS[name].tap(scene, value)


# ----------------------------------------------------------------------------------------- words and files
def _text(scene: Scene, answer: Answer, labels: Labels) -> Outcome:
    text = reading.clean(answer.text)
    if not text:
        return _unsupported(scene, answer, labels)
    unsure = several.is_unsure(scene.conversation)
    heard = number.typed(scene, text)
    if heard is None and not unsure:
        heard = trouble.hear(scene, text) or remedies.hear(scene, text)
    if heard is not None:
        return heard
    if scene.conversation.filed is not None and status.is_asked(text):
        return commands.overview(scene, "status")
    if unsure:
        return several.passed_on(scene, text)
    tapped = _typed_label(scene, text, labels)
    if tapped is not None:
        return _take(scene, *tapped.data.split(":", 1))
    hear = STEPS[scene.conversation.step].hear
    try:
        outcome = hear(scene, text) if hear else None
    except BadInput as error:
        return _unreadable(scene, text, error)
    if outcome is not None:
        return outcome
    return before.told(scene, text_item(text)) if scene.conversation.draft else several.passed_on(scene, text)


def _unreadable(scene: Scene, text: str, error: BadInput) -> Outcome:
    """What is wrong with it. Words without a digit are no mistyped day or number: they are kept for her officer.

    For a year of the Buddhist era there is a button that takes what she means.
    """
    asked = refusal(error)
    if "meant" in error.data:
        data = f"{scene.conversation.step}:{error.data['meant']}"
        asked = replace(asked, buttons=((button(data, "button.year_meant", year=str(error.data["year"])),),))
    if not reading.are_words(text):
        return Outcome(scene.conversation, (asked,))
    kept = several.sent(scene, text_item(text))
    if len(text) > LONGEST_VALUE:
        return kept
    return replace(kept, said=(asked, *(replace(one, buttons=()) for one in kept.said)), screen=True)


def _typed_label(scene: Scene, text: str, labels: Labels) -> Button | None:
    """The button whose label she typed, in either language; or whose number, where buttons may be counted."""
    buttons, folded = _buttons(scene), reading.fold(text)
    for one in buttons:
        if any(folded == reading.fold(label) for label in labels(one)):
            return one
    if STEPS[scene.conversation.step].numbered and folded.isascii() and folded.isdigit():
        position, buttons = int(folded[:4]), tuple(one for one in buttons if not aloud.is_loudspeaker(one))
        return buttons[position - 1] if 1 <= position <= len(buttons) else None
    return None


def _evidence(scene: Scene, answer: Answer, labels: Labels) -> Outcome:
    assert answer.evidence is not None
    item = replace(answer.evidence, text=reading.clean(answer.text or answer.evidence.text))
    if several.is_unsure(scene.conversation):
        return several.added(scene, item)
    heard = trouble.sent(scene, item) or remedies.sent(scene, item)
    if heard is not None:
        return heard
    return before.told(scene, item) if scene.conversation.draft else several.sent(scene, item)


def _refused(scene: Scene, answer: Answer, labels: Labels) -> Outcome:
    reason = answer.text if answer.text in REFUSALS else "unreadable"
    return Outcome(scene.conversation, (Prompt(f"refused.{reason}"),))


def _edited(scene: Scene, answer: Answer, labels: Labels) -> Outcome:
    return Outcome(scene.conversation, (say("edited"),))


def _unsupported(scene: Scene, answer: Answer, labels: Labels) -> Outcome:
    return Outcome(scene.conversation, (say(by_channel(scene.conversation, "unsupported")),))


def _start(scene: Scene, answer: Answer, labels: Labels) -> Outcome:
    if menu.is_bare(scene.conversation, answer.text):
        return menu.shown(scene)
    return start.start(_outside(scene), answer.text)


def _outside(scene: Scene) -> Scene:
    """Whoever begins anew has left the case that she opened by its number."""
    return scene.at(visit.left(scene.conversation))


# ------------------------------------------------------------------------------------------------- commands
def _command(scene: Scene, answer: Answer, labels: Labels) -> Outcome:
    word = reading.fold(answer.text).lstrip("/")
    return COMMANDS.get(word, commands.unknown)(scene)


COMMANDS: dict[str, Callable[[Scene], Outcome]] = {
    "start": lambda scene: _start(scene, Answer(AnswerKind.START), no_labels),
    **commands.COMMANDS,
}

ANSWERS: dict[AnswerKind, Callable[[Scene, Answer, Labels], Outcome]] = {
    AnswerKind.START: _start,
    AnswerKind.BUTTON: _tap,
    AnswerKind.TEXT: _text,
    AnswerKind.EVIDENCE: _evidence,
    AnswerKind.REFUSED: _refused,
    AnswerKind.COMMAND: _command,
    AnswerKind.EDITED: _edited,
    AnswerKind.UNSUPPORTED: _unsupported,
}
