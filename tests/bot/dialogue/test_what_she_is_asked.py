"""Consents and remedies in the conversation: asked beside the step where she is, answered in taps, never twice."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.dialogue.effects import (
    AnswerConsent,
    AnswerRemedy,
    WithdrawConsent,
)
from bot.dialogue.remedies import FACTS, facts_of, is_asked
from cases.rules.vocabulary import PartyKind, RemedyKind, RemedyStatus
from tests.support.dialogue_talk import Line, d, filed_talk, play
from tests.support.dialogue_world import (
    CONSENT_ID,
    REMEDY_ID,
    World,
    command,
    consent_question,
    drawn,
    remedy_question,
    tap,
    text,
)


def test_a_consent_is_given_in_two_taps_for_the_parts_left_in() -> None:
    """Part two is taken out; the previews show the rest; the second tap names the organisation."""
    talk = filed_talk()
    assert talk.keys(tap(f"consent:{CONSENT_ID}")) == d("consent.bfc", "consent.parts")
    boxes = [button.data for row in talk.sent[-1].buttons for button in row]
    assert talk.keys(tap(boxes[1])) == d("consent.bfc", "consent.parts")
    assert talk.keys(tap(f"consent_see:{CONSENT_ID}.5"))[-2:] == d("consent.preview.file", "consent.seen")
    for prompt in talk.sent:
        drawn(prompt)
    assert talk.keys(tap(f"consent_yes:{CONSENT_ID}.5")) == d("consent.really")
    assert talk.sent[0].buttons[0][0].params["party"] == {"en": "BFC (ILO)", "km": "BFC (ILO)"}
    assert talk.keys(tap(f"consent_sure:{CONSENT_ID}.5")) == d("consent.given", "home")
    assert talk.keys(tap(f"consent_sure:{CONSENT_ID}.5")) == []
    assert talk.effects == [AnswerConsent(CONSENT_ID, True, ("what_happened", "evidence:e1"), "km")]
    assert talk.keys(tap(f"consent:{CONSENT_ID}")) == d("consent.answered", "home")


@pytest.mark.parametrize("kind", list(PartyKind))
def test_every_kind_of_party_is_introduced_in_both_languages(kind: PartyKind) -> None:
    """What it can and cannot do."""
    talk = filed_talk(world=World(consent=consent_question(kind)))
    assert talk.keys(tap(f"consent:{CONSENT_ID}")) == d(f"consent.{kind.value}", "consent.parts")
    for prompt in talk.sent:
        drawn(prompt)


def test_a_consent_is_declined_put_off_or_taken_back() -> None:
    """No needs one tap, later decides nothing, taking back needs two."""
    talk = filed_talk()
    assert talk.keys(tap(f"consent_later:{CONSENT_ID}")) == d("ask_later", "home")
    assert talk.keys(tap(f"consent_no:{CONSENT_ID}")) == d("consent.declined", "home")
    talk = filed_talk()
    talk.say(tap(f"consent_sure:{CONSENT_ID}.7"))
    assert talk.keys(command("consent")) == d("consents")
    assert talk.keys(tap(f"consent_end:{CONSENT_ID}")) == d("consents.really")
    assert talk.keys(tap(f"consent_end_sure:{CONSENT_ID}")) == d("consents.withdrawn", "home")
    assert talk.effects[-1] == WithdrawConsent(CONSENT_ID)
    assert talk.keys(tap(f"consent_end:{CONSENT_ID}")) == d("consents.ended", "home")
    assert talk.keys(tap(f"consent:{'c' * 32}")) == d("ask_gone", "home")


def test_an_ask_does_not_disturb_the_step_she_is_at() -> None:
    """In the middle of a question she answers a consent, and the question is still there."""
    talk = filed_talk()
    talk.say(tap("home:questions"))
    assert talk.keys(tap(f"consent_no:{CONSENT_ID}"))[-1] == "question.dismissal_day"
    talk.say(tap(f"remedy:{REMEDY_ID}"))
    assert talk.state.step == "q_dismissal_day"
    assert talk.keys(command("cancel")) == [*d("ask_later"), "question.dismissal_day"]


def test_compensation_is_confirmed_only_when_the_whole_sum_came() -> None:
    """The full sum can be confirmed; less goes out as not fulfilled, with a word why."""
    talk = filed_talk()
    lines: list[Line] = [
        (tap(f"remedy:{REMEDY_ID}"), d("remedy.ask", "fact.received.all")),
        (tap(f"fact:{REMEDY_ID}.0.yes"), d("fact.amount.all")),
        (text("many"), ["error.money_unreadable", *d("answer_kept.number", "fact.amount.all")]),
        (text("$៦,០០០.០០"), d("remedy.compensation")),
        (tap(f"remedy_right:{REMEDY_ID}"), d("remedy.confirmed", "home")),
        (tap(f"remedy_right:{REMEDY_ID}"), []),
    ]
    play(talk, lines)
    facts = {"received": "yes", "amount": "6000.00", "currency": "USD"}
    assert talk.effects[-1] == AnswerRemedy(REMEDY_ID, True, facts)
    assert Decimal(facts["amount"]) == Decimal(6000)
    talk = filed_talk()
    for line in (tap(f"remedy:{REMEDY_ID}"), tap(f"fact:{REMEDY_ID}.0.part"), text("2000 ដុល្លារ")):
        talk.say(line)
    offered = [button.data for row in talk.sent[-1].buttons for button in row]
    assert f"remedy_right:{REMEDY_ID}" not in offered
    assert talk.keys(tap(f"remedy_dispute:{REMEDY_ID}")) == d("remedy.why")
    assert talk.keys(text("នៅខ្វះ ៤ពាន់ដុល្លារ")) == d("remedy.disputed", "home")
    (said,) = [one for one in talk.effects if isinstance(one, AnswerRemedy)]
    assert (said.confirmed, said.comment) == (False, "នៅខ្វះ ៤ពាន់ដុល្លារ")


def test_reinstatement_asks_how_many_women_and_men_are_back() -> None:
    """Fewer than agreed cannot be confirmed."""
    for women, confirmed in (("3", True), ("2", False)):
        talk = filed_talk(world=World(remedy=remedy_question(RemedyKind.REINSTATEMENT)))
        for line in (tap(f"remedy:{REMEDY_ID}"), tap(f"fact:{REMEDY_ID}.0.yes"), text(women), text("២")):
            talk.say(line)
        assert talk.keys(tap(f"fact:{REMEDY_ID}.3.yes")) == d("remedy.reinstatement")
        offered = [button.data for row in talk.sent[-1].buttons for button in row]
        assert (f"remedy_right:{REMEDY_ID}" in offered) is confirmed


def test_who_came_back_alone_is_not_asked_how_many() -> None:
    """Nor how many of no men: two taps, and what she said names no numbers."""
    alone = replace(remedy_question(RemedyKind.REINSTATEMENT), women=1, men=0)
    talk = filed_talk(world=World(remedy=alone))
    talk.say(tap(f"remedy:{REMEDY_ID}"))
    assert talk.keys(tap(f"fact:{REMEDY_ID}.0.yes")) == d("fact.same_job_and_pay")
    assert talk.keys(tap(f"fact:{REMEDY_ID}.3.yes")) == d("remedy.reinstatement.alone")
    assert not is_asked(replace(alone, women=4), FACTS[RemedyKind.REINSTATEMENT][2], {})


def test_asked_again_she_answers_by_buttons_and_an_old_button_answers_nothing() -> None:
    """Still at work, the same pay; a button of the first time shows where she is."""
    again = replace(remedy_question(RemedyKind.REINSTATEMENT), status=RemedyStatus.CONFIRMED, waits=True, again=True)
    talk = filed_talk(world=World(remedy=again))
    lines: list[Line] = [
        (tap(f"remedy:{REMEDY_ID}"), d("remedy.ask_again", "fact.still_at_work")),
        (tap(f"fact:{REMEDY_ID}.0.yes"), d("fact.still_at_work")),
        (tap(f"fact:{REMEDY_ID}.again0.yes"), d("fact.same_pay")),
        (tap(f"fact:{REMEDY_ID}.again1.no"), d("remedy.still_at_work")),
    ]
    play(talk, lines)
    offered = [button.data for row in talk.sent[-1].buttons for button in row]
    assert f"remedy_right:{REMEDY_ID}" not in offered
    play(talk, [(tap(f"remedy_again:{REMEDY_ID}"), d("remedy.ask_again", "fact.still_at_work"))])
    assert talk.keys(tap(f"fact:{REMEDY_ID}.again0.no")) == d("remedy.still_at_work")
    talk.say(tap(f"remedy_dispute:{REMEDY_ID}"))
    talk.say(tap(f"remedy_no_word:{REMEDY_ID}"))
    assert talk.effects == [AnswerRemedy(REMEDY_ID, False, {"still_at_work": "no"})]


@pytest.mark.parametrize("kind", list(FACTS))
def test_every_kind_of_remedy_holds_or_does_not_when_asked_again(kind: RemedyKind) -> None:
    """All facts in both languages; "it holds" thanks her."""
    question = replace(remedy_question(kind), status=RemedyStatus.CONFIRMED, waits=True, again=True)
    talk = filed_talk(world=World(remedy=question))
    prompts = talk.say(tap(f"remedy:{REMEDY_ID}"))
    for place, fact in enumerate(facts_of(question)):
        drawn(prompts[-1])
        assert prompts[-1].key.removesuffix(".all") == f"dialogue.fact.{fact.id}"
        answer = "not_said" if fact.reads else "yes"
        prompts = talk.say(tap(f"fact:{REMEDY_ID}.again{place}.{answer}"))
    drawn(prompts[-1])
    assert talk.keys(tap(f"remedy_right:{REMEDY_ID}")) == d("remedy.still_so", "home")


@pytest.mark.parametrize("kind", list(FACTS))
def test_every_kind_of_remedy_can_be_confirmed_and_denied(kind: RemedyKind) -> None:
    """All facts in both languages, once with yes and once with no."""
    for value, last in (("yes", "remedy_right"), ("no", "remedy_dispute")):
        talk = filed_talk(world=World(remedy=remedy_question(kind)))
        prompts = talk.say(tap(f"remedy:{REMEDY_ID}"))
        while prompts[-1].key.startswith("dialogue.fact."):
            drawn(prompts[-1])
            choices = [button.data for row in prompts[-1].buttons for button in row]
            wanted = next((one for one in choices if one.endswith(f".{value}")), choices[0])
            prompts = talk.say(tap(wanted))
        drawn(prompts[-1])
        assert prompts[-1].key.removesuffix(".alone") == f"dialogue.remedy.{kind.value}"
        assert last in prompts[-1].buttons[0][0].data
        talk.say(tap(f"{last}:{REMEDY_ID}"))
        if last == "remedy_dispute":
            talk.say(tap(f"remedy_no_word:{REMEDY_ID}"))
        (said,) = [one for one in talk.effects if isinstance(one, AnswerRemedy)]
        assert said.confirmed is (value == "yes")
