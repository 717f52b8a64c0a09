"""Has what was agreed come true? Asked fact by fact, as data for each kind of remedy; only her word confirms it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.dialogue.conversation import RemedyTalk
from bot.dialogue.effects import AddToStory, AnswerRemedy, WriteToCase
from bot.dialogue.model import Button, Param, Prompt, StoryItem
from bot.dialogue.queries import RemedyAsked, RemedyQuestion
from bot.dialogue.screen import Outcome, Scene, button, labelled, of_case, pieces, refusal, rows, say, text_item
from cases.rules import reading
from cases.rules.errors import BadInput
from cases.rules.particulars import named
from cases.rules.vocabulary import Asked, RemedyKind, RemedyStatus

YES, NO, PART, NOT_SAID = "yes", "no", "part", "not_said"
SUMS = frozenset({"received", "amount"})  # facts about a sum that several workers may share
ANSWERED = frozenset({RemedyStatus.CONFIRMED, RemedyStatus.DISPUTED})
UNASKED = "–"  # stands for the answer to what was not asked, since an earlier one said it
OPEN = frozenset({RemedyStatus.AGREED, RemedyStatus.DELIVERED, RemedyStatus.UNCONFIRMED})


@dataclass(frozen=True)
class Fact:
    """One thing to ask: a choice, or a typed count or amount when `reads` says so."""

    id: str
    values: tuple[str, ...] = (YES, NO)
    reads: str = ""  # "", "count" or "money"
    unless_no: str = ""  # not asked when this earlier fact is "no"


RECEIVED = (Fact("received", (YES, PART, NO)), Fact("amount", (), "money", unless_no="received"))
FACTS: dict[RemedyKind, tuple[Fact, ...]] = {
    RemedyKind.REINSTATEMENT: (
        Fact("back_at_work"),
        Fact("women", (), "count", unless_no="back_at_work"),
        Fact("men", (), "count", unless_no="back_at_work"),
        Fact("same_job_and_pay", unless_no="back_at_work"),
    ),
    RemedyKind.BACK_PAY: RECEIVED,
    RemedyKind.COMPENSATION: RECEIVED,
    RemedyKind.OTHER_ENTITLEMENT: RECEIVED,
    RemedyKind.CONTRACT_CONVERSION: (Fact("new_contract"), Fact("has_copy", unless_no="new_contract")),
    RemedyKind.WORKPLACE_IMPROVEMENT: (Fact("done", (YES, PART, NO)), Fact("still_working", unless_no="done")),
    RemedyKind.UNION_RECOGNITION: (Fact("recognised"), Fact("free_to_meet", unless_no="recognised")),
    RemedyKind.AGREEMENT: (Fact("signed"), Fact("kept", (YES, PART, NO), unless_no="signed")),
    RemedyKind.APOLOGY: (Fact("apologised"),),
}
KEPT_MONEY = (Fact("kept_money", (YES, PART, NO)), Fact("amount", (), "money", unless_no="kept_money"))
AGAIN: dict[RemedyKind, tuple[Fact, ...]] = {
    RemedyKind.REINSTATEMENT: (Fact("still_at_work"), Fact("same_pay", unless_no="still_at_work")),
    RemedyKind.BACK_PAY: KEPT_MONEY,
    RemedyKind.COMPENSATION: KEPT_MONEY,
    RemedyKind.OTHER_ENTITLEMENT: KEPT_MONEY,
    RemedyKind.CONTRACT_CONVERSION: (Fact("still_contract"),),
    RemedyKind.WORKPLACE_IMPROVEMENT: (Fact("still_working"),),
    RemedyKind.UNION_RECOGNITION: (Fact("still_recognised"), Fact("free_to_meet", unless_no="still_recognised")),
    RemedyKind.AGREEMENT: (Fact("kept", (YES, PART, NO)),),
}
HOLDS = (Fact("still_holds"),)  # of what has no questions of its own


def facts_of(question: RemedyQuestion) -> tuple[Fact, ...]:
    """What she is asked: whether it came true; once she has said so, whether it still holds."""
    return AGAIN.get(question.kind, HOLDS) if question.again else FACTS[question.kind]


def facts_said(kind: RemedyKind, facts: Mapping[str, str]) -> tuple[Fact, ...]:
    """Which of the two these answers are to: the first fact of each is always answered."""
    return FACTS[kind] if not facts or FACTS[kind][0].id in facts else AGAIN.get(kind, HOLDS)


def is_asked(question: RemedyQuestion, fact: Fact, facts: Mapping[str, str]) -> bool:
    """Not after a "no" that says it already; how many, only where several are meant, and women or men among them."""
    if facts.get(fact.unless_no) == NO:
        return False
    if fact.reads != "count":
        return True
    meant = {"women": question.women, "men": question.men}
    several = (sum(meant.values()) + question.not_recorded or question.concerned) > 1
    return several and (meant[fact.id] > 0 or not any(meant.values()))


def as_agreed(question: RemedyQuestion, facts: Mapping[str, str]) -> bool:
    """Do her facts add up to what was agreed? A count or amount that she did not say does not speak against it."""
    choices = [fact.id for fact in facts_of(question) if not fact.reads]
    return all(facts.get(name) == YES for name in choices) and _enough(question, facts)


def _enough(question: RemedyQuestion, facts: Mapping[str, str]) -> bool:
    counts = {"women": question.women, "men": question.men}
    said = {name: facts[name] for name in counts if facts.get(name, NOT_SAID) != NOT_SAID}
    if any(int(value) < counts[name] for name, value in said.items()):
        return False
    if question.currency is None or not question.amount or facts.get("amount", NOT_SAID) == NOT_SAID:
        return True
    return facts.get("currency") == question.currency and Decimal(facts["amount"]) >= Decimal(question.amount)


# --------------------------------------------------------------------------------------------------- screens
def _asked(scene: Scene, remedy_id: str) -> RemedyQuestion | None:
    found: RemedyQuestion | None = scene.ask(RemedyAsked(remedy_id))
    return found if found and (found.waits or found.status in OPEN) else None


def _talk(scene: Scene, question: RemedyQuestion) -> RemedyTalk | None:
    """What she has answered to this question, and not to the one before it."""
    talk = scene.conversation.talk
    return talk if talk and (talk.remedy_id, talk.again) == (question.id, question.again) else None


def _gone(scene: Scene, remedy_id: str) -> Outcome:
    """Nothing is asked of her: to what she has answered she may still write that it is not so any more."""
    found: RemedyQuestion | None = scene.ask(RemedyAsked(remedy_id))
    answered = found is not None and found.status in ANSWERED
    return Outcome(replace(scene.conversation, talk=None), (say("remedy.answered" if answered else "ask_gone"),))


def _screen(scene: Scene, talk: RemedyTalk, said: tuple[Prompt, ...] = ()) -> Outcome:
    """The open fact, or what she said when all are answered."""
    question = _asked(scene, talk.remedy_id)
    if question is None:
        return _gone(scene, talk.remedy_id)
    facts = facts_of(question)
    conversation = replace(scene.conversation, talk=talk)
    prompt = _ask(question, talk, facts[talk.position]) if talk.position < len(facts) else _summary(question, talk)
    return Outcome(conversation, (*said, prompt), screen=False)


def _ask(question: RemedyQuestion, talk: RemedyTalk, fact: Fact) -> Prompt:
    prefix = f"fact:{talk.remedy_id}.{_place(talk)}"
    values = rows(*(labelled(f"{prefix}.{value}", f"told.{value}") for value in fact.values), wide=3)
    skip = rows(labelled(f"{prefix}.{NOT_SAID}", f"told.{NOT_SAID}")) if fact.reads else ()
    below = values + skip + rows(_later(talk.remedy_id))
    return say(fact_key(question, fact), below, workers=together(question), **_agreed(question))


def fact_key(question: RemedyQuestion, fact: Fact) -> str:
    """Which sentence asks: of a sum for several together; of heads where nobody said how many women and men."""
    if fact.id in SUMS and together(question):
        return f"fact.{fact.id}.all"
    if fact.reads == "count" and not question.women + question.men:
        return f"fact.{fact.id}.open"
    return f"fact.{fact.id}"


def _place(talk: RemedyTalk) -> str:
    """Which fact a button answers: one of the first time is none of a later one."""
    return f"again{talk.position}" if talk.again else str(talk.position)


def together(question: RemedyQuestion) -> int:
    """For how many workers together a sum was agreed; 0 when it is for her alone."""
    workers = question.women + question.men + question.not_recorded or question.concerned
    return workers if question.currency is not None and workers > 1 else 0


def _later(remedy_id: str) -> Button:
    return button(f"remedy_later:{remedy_id}", "consent.later")


def _agreed(question: RemedyQuestion) -> dict[str, Param]:
    """What was agreed, for the sentences that name it."""
    amount: Param = {"label": "not_told"}
    if question.currency and question.amount:
        amount = {"money": [question.currency.value, question.amount]}
    return {"agreed_women": question.women, "agreed_men": question.men, "agreed_amount": amount}


def _summary(question: RemedyQuestion, talk: RemedyTalk) -> Prompt:
    """What she said; [Right] is offered only when that is what was agreed, else it goes out as not fulfilled."""
    agreed = as_agreed(question, talk.facts)
    yes = "remedy.holds" if question.again else "remedy.right"
    right = rows(button(f"remedy_right:{question.id}", yes)) if agreed else ()
    no = "remedy.no_longer" if question.again else "remedy.not_done"
    dispute = rows(button(f"remedy_dispute:{question.id}", "remedy.dispute" if agreed else no))
    rest = rows(button(f"remedy_again:{question.id}", "remedy.again"), _later(question.id), wide=2)
    return say(summary_key(question.kind, talk.facts), right + dispute + rest, **_said(question, talk.facts))


def summary_key(kind: RemedyKind, facts: Mapping[str, str]) -> str:
    """Which sentence says what she answered: without women and men where she was asked for neither."""
    asked = facts_said(kind, facts)
    if asked is not FACTS[kind]:
        return f"remedy.{asked[0].id}"
    uncounted = kind is RemedyKind.REINSTATEMENT and not facts.keys() & {"women", "men"}
    return f"remedy.{kind.value}.alone" if uncounted else f"remedy.{kind.value}"


def _said(question: RemedyQuestion, facts: Mapping[str, str]) -> dict[str, Param]:
    shown: dict[str, Param] = {}
    for fact in facts_of(question):
        value = facts.get(fact.id)
        if value is None:
            shown[fact.id] = UNASKED
        elif value in (YES, NO, PART, NOT_SAID):
            shown[fact.id] = {"label": f"told.{value}"}
        else:
            shown[fact.id] = int_or_money(fact, facts)
    return shown


def int_or_money(fact: Fact, facts: Mapping[str, str]) -> Param:
    return {"money": [facts["currency"], facts["amount"]]} if fact.reads == "money" else int(facts[fact.id])


# ---------------------------------------------------------------------------------------------------- taps
def remedy(scene: Scene, value: str) -> Outcome:
    """What was agreed, then the first fact."""
    question = _asked(scene, value)
    if question is None:
        return _gone(scene, value)
    asked = "remedy.ask_again" if question.again else "remedy.ask"
    intro = say(asked, kind=named(question.kind, question.improvement))
    named_case = of_case(scene.conversation, question.of)
    return _screen(scene, RemedyTalk(value, again=question.again), (*named_case, intro))


def fact(scene: Scene, value: str) -> Outcome:
    """One answer; an old button of another fact only shows where she is."""
    remedy_id, _, rest = value.partition(".")
    position, _, said = rest.partition(".")
    question = _asked(scene, remedy_id)
    if question is None:
        return _gone(scene, remedy_id)
    talk = _talk(scene, question)
    if talk is None:
        return remedy(scene, remedy_id)
    facts = facts_of(question)
    current = _place(talk) == position and talk.position < len(facts)
    allowed = (*facts[talk.position].values, NOT_SAID) if current else ()
    return _noted(scene, question, talk, {facts[talk.position].id: said}) if said in allowed else _screen(scene, talk)


def _noted(scene: Scene, question: RemedyQuestion, talk: RemedyTalk, said: Mapping[str, str]) -> Outcome:
    facts = {**talk.facts, **said}
    asked = facts_of(question)
    position = talk.position + 1
    while position < len(asked) and not is_asked(question, asked[position], facts):
        position += 1
    return _screen(scene, replace(talk, position=position, facts=facts))


def right(scene: Scene, value: str) -> Outcome:
    question = _asked(scene, value)
    if question is None:
        return _gone(scene, value)
    talk = _talk(scene, question)
    if talk is None or talk.position < len(facts_of(question)):
        return remedy(scene, value) if talk is None else _screen(scene, talk)
    if not as_agreed(question, talk.facts):
        return _screen(scene, talk)
    effect = AnswerRemedy(value, True, talk.facts)
    said = say("remedy.still_so" if question.again else "remedy.confirmed")
    return Outcome(replace(scene.conversation, talk=None), (said,), (effect,))


def dispute(scene: Scene, value: str) -> Outcome:
    """She may say why in a word, or skip that; either way it goes out as not fulfilled."""
    question = _asked(scene, value)
    if question is None:
        return _gone(scene, value)
    talk = _talk(scene, question)
    if talk is None:
        return remedy(scene, value)
    waiting = replace(scene.conversation, talk=replace(talk, comment=True))
    skip = rows(button(f"remedy_no_word:{value}", "button.skip"))
    return Outcome(waiting, (say("remedy.why", skip),), screen=False)


def no_word(scene: Scene, value: str) -> Outcome:
    talk = scene.conversation.talk
    if talk is None or talk.remedy_id != value or not talk.comment:
        return remedy(scene, value)
    return _disputed(scene, talk, "")


def _disputed(scene: Scene, talk: RemedyTalk, comment: str) -> Outcome:
    """What is too long for a comment follows as a message to the case."""
    first, *rest = pieces(comment)
    filed = scene.conversation.filed
    more = tuple(WriteToCase(filed.complainant_id, piece) for piece in rest) if filed else ()
    effect = AnswerRemedy(talk.remedy_id, False, talk.facts, first)
    said = say("remedy.over" if talk.again else "remedy.disputed")
    return Outcome(replace(scene.conversation, talk=None), (said,), (effect, *more))


def hear(scene: Scene, text: str) -> Outcome | None:
    """Typed text while a fact wants a count or an amount, or while she may say why."""
    talk = scene.conversation.talk
    if talk is None:
        return None
    if talk.comment:
        return _disputed(scene, talk, text)
    question = _asked(scene, talk.remedy_id)
    if question is None:
        return None
    facts = facts_of(question)
    open_fact = facts[talk.position] if talk.position < len(facts) else None
    if open_fact is None or not open_fact.reads:
        return None
    try:
        return _noted(scene, question, talk, _read(open_fact, text))
    except BadInput as error:
        kept = sent(scene, text_item(text)) if reading.are_words(text) else None
        return replace(kept, said=(refusal(error), *kept.said)) if kept else _screen(scene, talk, (refusal(error),))


def sent(scene: Scene, item: StoryItem) -> Outcome | None:
    """The same said aloud: why something is not right, which then goes out, or how much, which may be typed too."""
    talk = scene.conversation.talk
    question = _asked(scene, talk.remedy_id) if talk else None
    if talk is None or question is None or not (talk.comment or _wants_words(question, talk)):
        return None
    kept = AddToStory(question.of, item, Asked.REMEDY)
    outcome = _disputed(scene, talk, "") if talk.comment else _screen(scene, talk, (say("answer_kept.number"),))
    return replace(outcome, effects=(kept, *outcome.effects))


def _wants_words(question: RemedyQuestion, talk: RemedyTalk) -> bool:
    facts = facts_of(question)
    return talk.position < len(facts) and bool(facts[talk.position].reads)


def _read(open_fact: Fact, text: str) -> Mapping[str, str]:
    if open_fact.reads == "count":
        return {open_fact.id: str(reading.number(text))}
    currency, amount = reading.money(text)
    return {"amount": str(amount), "currency": currency.value}


REMEDY_TAPS: dict[str, Callable[[Scene, str], Outcome]] = {
    "remedy": remedy,
    "fact": fact,
    "remedy_right": right,
    "remedy_dispute": dispute,
    "remedy_no_word": no_word,
    "remedy_again": remedy,
}
