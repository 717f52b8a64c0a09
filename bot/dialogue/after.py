"""The screens after sending: the receipt, who is concerned, her name, and the calm menu where she always ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from bot.dialogue import (
    advice,
    asks,
    erasing,
    forgetting,
    heat,
    hiding,
    ministry,
    owed,
    renewal,
    several,
    spoken,
    standing_words,
    status,
    visit,
)
from bot.dialogue.conversation import Conversation, Filed
from bot.dialogue.effects import KeepReceipt, SetHeadcount, SetIdentity, WithdrawCase
from bot.dialogue.interview import AFTER_QUESTIONS, COUNTS_SHOWN
from bot.dialogue.model import Button, Param, Prompt
from bot.dialogue.queries import CaseState, ConsentQuestion, GivenConsents, StatusReport
from bot.dialogue.screen import (
    Outcome,
    Row,
    Rows,
    Scene,
    Step,
    back,
    button,
    factory_name,
    goto,
    rows,
    say,
    short,
    tail,
    title_of,
)
from bot.dialogue.start import begin_again
from cases.rules import reading
from cases.rules.case_numbers import shown
from cases.rules.digits import two_numbers
from cases.rules.issues import first_question
from cases.rules.vocabulary import Issue

LONGEST_NAME = 120  # characters
MOST_LISTED = 8  # recipients in one message: with all their parts it fits


# ------------------------------------------------------------------------------------------------ receipt
def forget_old_receipts(conversation: Conversation, now: dt.datetime) -> Conversation:
    """Digits that were shown for 72 hours leave the conversation, whether she has them or not."""
    filed = conversation.filed
    earlier = tuple(_forgotten(case, now) for case in conversation.earlier)
    if filed is None:
        return conversation
    changed = replace(conversation, filed=_forgotten(filed, now), earlier=earlier)
    gone = bool(filed.digits) and changed.filed is not None and not changed.filed.digits
    return replace(changed, step=_open_step(filed)) if gone and conversation.step == "receipt" else changed


def _forgotten(filed: Filed, now: dt.datetime) -> Filed:
    past = bool(filed.digits) and now >= dt.datetime.fromisoformat(filed.digits_until)
    return replace(filed, digits="") if past else filed


def receipt(filed: Filed) -> Prompt:
    return numbers_of("receipt", filed, rows(button("receipt:have")))


def numbers_of(key: str, filed: Filed, choices: Rows = ()) -> Prompt:
    """A message with the two numbers of a case."""
    first, second = two_numbers(filed.digits)
    return say(key, choices, number=shown(filed.case_number), first=first, second=second)


def draw_receipt(scene: Scene) -> tuple[Prompt, ...]:
    return (receipt(scene.filed),)


def tap_receipt(scene: Scene, value: str) -> Outcome:
    chat = hiding.told_once(scene)
    conversation = chat.conversation.with_filed(digits="")
    step = _open_step(scene.filed)
    asked = step.startswith(("q_", "work_")) and conversation.draft is None
    begin = (say("questions_begin", advice.door_above(conversation, scene.filed.issue)),) if asked else ()
    said = (say("receipt.kept"), *chat.said, *begin)
    effects = (KeepReceipt(scene.filed.complainant_id),)
    return Outcome(replace(conversation, step=step, stack=()), said, effects)


def _open_step(filed: Filed) -> str:
    return filed.next_question or "home"


# ---------------------------------------------------------------------------------------------- headcount
def _draw_count(scene: Scene) -> tuple[Prompt, ...]:
    step = scene.conversation.step
    counts = rows(*(button(f"{step}:{n}", "words", words=str(n)) for n in COUNTS_SHOWN), wide=3)
    return (say(step, counts + tail(scene.conversation, skip="button.skip", stop=True)),)


def _counted(scene: Scene, count: int) -> Outcome:
    conversation = scene.conversation
    if conversation.step == "women":
        return Outcome(goto(conversation.with_filed(women=count, next_question="men"), "men"))
    effect = SetHeadcount(scene.filed.complainant_id, scene.filed.women, count)
    return Outcome(goto(conversation.with_filed(next_question="name"), "name"), (), (effect,))


def tap_count(scene: Scene, value: str) -> Outcome:
    if value == "stop":
        return _stop(scene.conversation)
    if value == "skip":
        return Outcome(goto(scene.conversation.with_filed(next_question="name"), "name"))
    return _counted(scene, int(value))


def hear_count(scene: Scene, text: str) -> Outcome:
    return _counted(scene, reading.number(text))


def _stop(conversation: Conversation) -> Outcome:
    stopped = conversation.with_filed(next_question=conversation.step)
    return Outcome(replace(stopped, step="home", stack=()), (say("questions_stopped"),))


# ------------------------------------------------------------------------------------------- name and phone
def draw_name(scene: Scene) -> tuple[Prompt, ...]:
    return (say("name", rows(button("name:none")) + tail(scene.conversation, stop=True)),)


def tap_name(scene: Scene, value: str) -> Outcome:
    if value == "stop":
        return _stop(scene.conversation)
    if value == spoken.NAME:
        return Outcome(goto(scene.conversation.with_filed(name="", next_question="phone_number"), "phone_number"))
    return Outcome(_through(scene.conversation), (say("name.without"), _offer()))


def hear_name(scene: Scene, text: str) -> Outcome | None:
    """A short line is her name; anything longer is a message to whoever leads the case."""
    name = reading.clean(text)
    if not name or len(name) > LONGEST_NAME or "\n" in name:
        return None
    named = scene.conversation.with_filed(name=name, next_question="phone_number")
    return Outcome(goto(named, "phone_number"))


def draw_phone_number(scene: Scene) -> tuple[Prompt, ...]:
    return (say("phone_number", rows(button("phone_number:none")) + tail(scene.conversation)),)


def tap_phone_number(scene: Scene, value: str) -> Outcome:
    return _identified(scene, "")


def hear_phone_number(scene: Scene, text: str) -> Outcome:
    return _identified(scene, reading.phone(text))


def _identified(scene: Scene, phone: str) -> Outcome:
    """Typed or not: who said her name and nothing else has nothing typed to keep."""
    name = scene.filed.name
    effects = (SetIdentity(scene.filed.complainant_id, name, phone),) if name or phone else ()
    return Outcome(_through(scene.conversation), (say("name.kept"), _offer()), effects)


def _offer() -> Prompt:
    """After everything is filed and told: she may say in advance who may see it."""
    return say("standing.offer", rows(button("home:standing")))


def _through(conversation: Conversation) -> Conversation:
    return replace(conversation.with_filed(next_question="", name=""), step="home", stack=())


# --------------------------------------------------------------------------------------------------- home
def draw_home(scene: Scene) -> tuple[Prompt, ...]:
    filed, chat = scene.conversation.filed, hiding.buttons(scene.conversation)
    if scene.conversation.visit is not None:
        return visit.draw_menu(scene)
    if filed is None:
        return (say("home.nothing", rows(button("home:new"), button("home:number")) + chat),)
    cases = several.door(scene.conversation)
    if filed.withdrawn:
        gone = rows(button("home:status"), button("home:erase"), button("home:new"), button("home:forget"))
        return (say("home.withdrawn", cases + gone + chat),)
    first: tuple[Row, ...] = cases + (rows(button("home:receipt")) if filed.digits else ())
    more: tuple[Row, ...] = rows(button("home:questions")) if filed.next_question else ()
    menu = rows(button("home:status"), button("home:message"), button("home:evidence"), button("home:consents"))
    last = rows(button("home:ministry")) + rows(button("home:new"), button("home:withdraw"), wide=2)
    keys = rows(button("home:renew"), button("home:forget"), wide=2)
    menu += owed.door(filed.issue) + advice.door(filed.issue) + heat.door(filed)
    choices = first + more + menu + last + keys + chat
    if cases:
        key = "home.several" if scene.conversation.writing_in == filed.complainant_id else "home.several.at"
        return (say(key, choices, title=title_of(filed)),)
    return (say("home", choices, number=shown(filed.case_number)),)


# What else hangs in the menu: each opens rooms of its own.
DOORS: dict[str, Callable[[Scene], Outcome]] = {
    "renew": renewal.ask,
    "forget": forgetting.ask,
    "erase": erasing.ask,
    "cases": several.ask,
    "ministry": ministry.ask,
    "owed": owed.ask,
    "heat": heat.ask,
    "news": visit.news,
    "standing": standing_words.ask,
    "leave": visit.leave,
}


def tap_home(scene: Scene, value: str) -> Outcome:
    conversation = scene.conversation
    if value == "status":
        return Outcome(conversation, status.told(scene), screen=False)
    if value == "consents":
        return Outcome(conversation, consents(scene), screen=False)
    if value in ("message", "evidence"):
        return _writes(scene, value)
    if value == "new":
        return Outcome(begin_again(scene))
    if value in DOORS:
        return DOORS[value](scene)
    step = {"questions": scene.filed.next_question, "receipt": "receipt"}.get(value, value)
    return Outcome(goto(conversation, step))


def _writes(scene: Scene, value: str) -> Outcome:
    """She is about to write or send something; where she has several cases, into the one that the menu names."""
    named = {"title": title_of(scene.filed)} if several.door(scene.conversation) else {}
    said = say(f"home.{value}.to" if named else f"home.{value}.now", **named)
    return Outcome(replace(scene.conversation, writing_in=scene.filed.complainant_id), (said,), screen=False)


def consents(scene: Scene) -> tuple[Prompt, ...]:
    """What she has allowed in all her cases and not taken back, each with a button that takes it back."""
    cases = scene.conversation.cases
    allowed = [one for case in cases for one in _allowed(scene, case)]
    say_in_advance = rows(button("home:standing")) if cases and not scene.filed.withdrawn else ()
    if not allowed:
        return (say("consents.none", say_in_advance),)
    *first, last = (allowed[begin : begin + MOST_LISTED] for begin in range(0, len(allowed), MOST_LISTED))
    return (*(_listed(some) for some in first), _listed(last, say_in_advance))


def _listed(allowed: Sequence[tuple[Param, Button]], more: Rows = ()) -> Prompt:
    lines: Param = {"lines": [line for line, _ in allowed]}
    return say("consents", rows(*(end for _, end in allowed)) + more, allowed=lines)


def _allowed(scene: Scene, case: Filed) -> list[tuple[Param, Button]]:
    """What was given in one case, and the button that takes it back; a case of before is named by its number."""
    given: tuple[ConsentQuestion, ...] = scene.ask(GivenConsents(case.complainant_id))
    words = () if case.withdrawn else standing_words.standing_given(scene, case.complainant_id)
    named = {"number": shown(case.case_number)} if case is not scene.conversation.filed else {}
    earlier = ".earlier" if named else ""
    return [
        *(
            (
                asks.allowed(one),
                button(f"consent_end:{one.id}", f"consents.end{earlier}", party=short(one.party), **named),
            )
            for one in given
        ),
        *(
            (
                standing_words.allowed(one),
                button(f"standing_end:{one.word_id}", f"standing.end_button{earlier}", party=short(one.party), **named),
            )
            for one in words
        ),
    ]


# ------------------------------------------------------------------------------------------------ again
def draw_again(scene: Scene) -> tuple[Prompt, ...]:
    first: tuple[Row, ...] = rows(button("again:receipt")) if scene.filed.digits else ()
    scanned = scene.conversation.offered
    if scanned is None:
        return (say("again", first + rows(button("again:status"), button("again:new"), button("again:on"))),)
    name = factory_name(scanned)
    new = button("again:new", "again.new.at", factory=short(name))
    return (say("again.at", first + rows(button("again:status"), new, button("again:on")), factory=name),)


def tap_again(scene: Scene, value: str) -> Outcome:
    if value == "new":
        return Outcome(begin_again(scene))
    conversation = replace(back(scene.conversation, "home"), offered=None, offered_code="")
    if value == "status":
        return Outcome(conversation, status.told(scene))
    if value == "receipt":
        return Outcome(goto(conversation, "receipt"))
    return Outcome(conversation)


# ---------------------------------------------------------------------------------------------- withdraw
def draw_withdraw(scene: Scene) -> tuple[Prompt, ...]:
    choices = rows(button("withdraw:yes"), button("withdraw:no"))
    key = "withdraw.others" if _among_others(scene) else "withdraw"
    return (say(key, choices, number=shown(scene.filed.case_number)),)


def _among_others(scene: Scene) -> bool:
    """Whether the case would go on without her."""
    report: StatusReport = scene.ask(CaseState(scene.filed.complainant_id))
    return report.others


def tap_withdraw(scene: Scene, value: str) -> Outcome:
    if value == "no":
        return Outcome(back(scene.conversation, "home"))
    return Outcome(goto(scene.conversation, "withdraw_sure"))


def draw_withdraw_sure(scene: Scene) -> tuple[Prompt, ...]:
    yes = button(
        f"withdraw_sure:{scene.filed.complainant_id}", "withdraw_sure.yes", number=shown(scene.filed.case_number)
    )
    choices = rows(yes, button("withdraw_sure:no", "withdraw.no"))
    return (say("withdraw_sure", choices),)


def tap_withdraw_sure(scene: Scene, value: str) -> Outcome:
    if value == "no":
        return Outcome(back(scene.conversation, "home"))
    gone = scene.conversation.with_filed(withdrawn=True, digits="", next_question="", name="")
    effect = WithdrawCase(scene.filed.complainant_id)
    key = "withdrawn.others" if _among_others(scene) else "withdrawn"
    return Outcome(replace(gone, step="home", stack=()), (say(key),), (effect,))


_of_case = partial(Step, of_case=True)
STEPS = (
    _of_case("receipt", draw_receipt, tap_receipt, leads_to=tuple(f"q_{first_question(issue).id}" for issue in Issue)),
    _of_case("women", _draw_count, tap_count, hear_count, hears="a count", leads_to=("men", "name")),
    _of_case("men", _draw_count, tap_count, hear_count, hears="a count", leads_to=("name",)),
    _of_case(
        "name",
        draw_name,
        tap_name,
        hear_name,
        also=lambda scene, value: value == spoken.NAME,
        hears="her name",
        leads_to=("phone_number", "home"),
    ),
    _of_case(
        "phone_number", draw_phone_number, tap_phone_number, hear_phone_number, hears="a phone", leads_to=("home",)
    ),
    Step(
        "home",
        draw_home,
        tap_home,
        hears="a message to the case",
        leads_to=("withdraw", "phone", "number", "renew", "forget", "erase", "news", *ministry.FIRST, *heat.FIRST),
    ),
    Step("again", draw_again, tap_again, leads_to=("home", "phone")),
    Step("withdraw", draw_withdraw, tap_withdraw, leads_to=("withdraw_sure", "home")),
    Step("withdraw_sure", draw_withdraw_sure, tap_withdraw_sure, leads_to=("home",)),
)
assert AFTER_QUESTIONS in {step.id for step in STEPS}
