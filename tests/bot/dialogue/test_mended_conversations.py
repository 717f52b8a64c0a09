"""Conversations at the edges: stray words, a factory told late, a withdrawn case, ticks that stay, sums for several."""

from __future__ import annotations

from dataclasses import replace

import pytest

import locales
from bot.dialogue.conversation import new
from bot.dialogue.effects import AnswerFact, SetFactory, WriteToCase
from bot.dialogue.marks import unmarked
from bot.dialogue.model import AnswerKind
from bot.dialogue.notices import notice
from bot.dialogue.queries import CaseOpened, FactoryChoice, RemedyQuestion
from bot.dialogue.remedies import together
from bot.rendering import render
from cases.rules.standing import Standing
from cases.rules.vocabulary import (
    CaseStatus,
    Channel,
    ClosingReason,
    Currency,
    Issue,
    PartyKind,
    ReferralStatus,
    RejectionReason,
    RemedyKind,
    RemedyStatus,
    StoryKind,
)
from tests.support.dialogue_talk import Line, d, offered, play
from tests.support.dialogue_world import (
    CATU,
    CCAWDU,
    CONSENT_ID,
    NOW,
    OLIVE,
    OUTDOOR,
    REMEDY_ID,
    Answer,
    Talk,
    World,
    command,
    consent_question,
    drawn,
    file,
    remedy_question,
    start,
    tap,
    text,
)

WHO = "complainant-1"


def sent_without_factory(issue: str = "dismissal") -> Talk:
    """Filed, and the receipt still on the screen."""
    talk = Talk()
    for line in (start("_kmo"), tap("danger:no"), tap(f"issue:{issue}"), file(), tap("story:done")):
        talk.say(line)
    talk.say(tap(f"who:{CCAWDU.id}"))
    assert talk.keys(tap("send:go")) == d("filed", "receipt")
    talk.effects.clear()
    return talk


def at_home() -> Talk:
    talk = sent_without_factory()
    for line in (tap("receipt:have"), tap("work_province:stop")):
        talk.say(line)
    assert talk.state.step == "home"
    return talk


# ----------------------------------------------------------------------------------------------- the story
def test_a_few_stray_words_do_not_pass_for_the_story() -> None:
    """Words typed at another question are kept, and she is asked for the story all the same, once."""
    talk = Talk()
    lines: list[Line] = [
        (start(), d("menu")),
        (text("gibberish"), d("menu")),
        (tap("menu:mine"), d("story.kept_first", "language")),
        (tap("language:km"), d("phone")),
        (tap("phone:only_me"), d("danger")),
        (text("abc xyz"), d("story.kept")),
        (tap("danger:no"), d("issue")),
        (tap("issue:pay"), d("story")),
        (tap("story:done"), d("who")),
        (tap("who:back"), d("story")),
        (tap("story:done"), d("who")),
        (tap(f"who:{CCAWDU.id}"), d("send")),
    ]
    play(talk, lines)


@pytest.mark.parametrize("told", [file(StoryKind.VOICE), file(StoryKind.PHOTO), text("គេ មិន ឲ្យ លុយ ខ្ញុំ ពីរ ខែ ហើយ " * 3)])
def test_a_recording_a_picture_or_a_longer_text_is_the_story(told: Answer) -> None:
    """Then the story is not asked for again."""
    talk = Talk()
    for line in (start("abc123_kmo"), told, tap("danger:no")):
        talk.say(line)
    assert talk.keys(tap("issue:pay")) == d("who")


def test_the_last_piece_of_the_story_can_be_removed() -> None:
    """Exactly the last one: a second tap or an older button takes nothing more away."""
    talk = Talk()
    lines: list[Line] = [
        (start("abc123_kmo"), d("danger")),
        (tap("danger:no"), d("issue.at")),
        (tap("issue:pay"), d("story")),
        (text("one"), d("story.kept")),
        (file(StoryKind.PHOTO, "p1"), d("story.kept")),
    ]
    play(talk, lines)
    assert {"story:done", "story:more", "story:remove.2"} <= set(offered(talk))
    assert talk.keys(tap("story:remove.2")) == d("story.removed", "story")
    assert talk.state.evidence_ids() == ()
    assert talk.keys(tap("story:remove.2")) == []
    assert talk.keys(tap("story:remove.1")) == d("story.removed", "story")
    assert "story:done" not in offered(talk)
    assert talk.keys(tap("story:remove.2")) == d("stale", "story")


def test_removing_the_only_piece_at_the_summary_asks_for_the_story_again() -> None:
    """Nothing empty is ever sent."""
    talk = Talk()
    for line in (start("abc123_kmo"), tap("danger:no"), tap("issue:pay"), text("x"), tap("story:done")):
        talk.say(line)
    talk.say(tap(f"who:{CCAWDU.id}"))
    assert talk.keys(tap("story:remove.1")) == d("story.removed", "story")
    assert talk.keys(text("y")) == d("story.kept")
    assert talk.keys(tap("story:done")) == d("send")


def test_the_summary_names_only_what_is_there() -> None:
    """No "video 0"."""
    talk = Talk()
    for line in (start("abc123_eno"), tap("danger:no"), tap("issue:pay"), text("x"), file(), tap("story:done")):
        talk.say(line)
    (shown,) = talk.say(tap(f"who:{CCAWDU.id}"))
    khmer, english = drawn(shown)
    assert "Story: text 1 · voice 1\n" in english.text
    assert "រឿង៖ អត្ថបទ 1 · សំឡេង 1\n" in khmer.text


# ------------------------------------------------------------------------------------ the factory, told late
def test_a_factory_that_was_not_told_is_asked_after_the_receipt() -> None:
    """Province, name, pick; then the questions of the issue, and the case knows where she works."""
    talk = sent_without_factory()
    lines: list[Line] = [
        (tap("receipt:have"), d("receipt.kept", "chat.told", "chat.told.hours", "questions_begin", "work_province")),
        (tap("work_province:kandal"), d("work_name")),
        (text("outdoor"), d("work_pick")),
        (tap(f"work_pick:{OUTDOOR.id}"), [*d("work_told"), "question.dismissal_day"]),
        (tap("q_dismissal_day:today"), ["question.dismissal_how"]),
    ]
    play(talk, lines)
    assert SetFactory(WHO, OUTDOOR.id, "", "kandal") in talk.effects


def test_her_own_words_for_the_factory_are_kept_too() -> None:
    """Not found in the register: with the province that she told."""
    talk = sent_without_factory("heat")
    for line in (tap("receipt:have"), tap("work_province:takeo")):
        talk.say(line)
    assert talk.keys(text("ម៉ាកឡុត")) == d("work_pick.nothing")
    assert talk.keys(tap("work_pick:mine")) == [*d("work_told"), "question.heat_when"]
    assert talk.effects[-1] == SetFactory(WHO, "", "ម៉ាកឡុត", "takeo")


def test_the_factory_may_be_left_out_or_put_off() -> None:
    """Skipped it is not asked again; stopped it waits at home; a province that was told is kept."""
    talk = sent_without_factory()
    talk.say(tap("receipt:have"))
    assert talk.keys(tap("work_province:skip")) == ["question.dismissal_day"]
    assert not any(isinstance(one, SetFactory) for one in talk.effects)
    talk = sent_without_factory()
    for line in (tap("receipt:have"), tap("work_province:kandal")):
        talk.say(line)
    assert talk.keys(tap("work_name:stop")) == d("questions_stopped", "home")
    assert talk.effects[-1] == SetFactory(WHO, "", "", "kandal")
    assert talk.keys(tap("home:questions")) == d("work_province")
    long_words = "ក" * 200
    assert talk.keys(text(long_words)) == d("passed_on", "work_province")
    assert talk.effects[-1] == WriteToCase(WHO, long_words)


def test_a_factory_that_was_told_before_sending_is_not_asked_again() -> None:
    """From a code, or in her own words."""
    for first in ([start("abc123_kmo"), tap("danger:no")], [start("_kmo"), tap("danger:no"), *WORDS]):
        talk = Talk()
        for line in (*first, tap("issue:pay"), file(), tap("story:done"), tap(f"who:{CCAWDU.id}"), tap("send:go")):
            talk.say(line)
        assert talk.keys(tap("receipt:have"))[-1] == "question.pay_what"


WORDS = [tap("issue:factory"), tap("province:unknown"), text("ម៉ាកឡុត"), tap("factory_pick:mine")]


def test_a_typed_factory_name_survives_a_cancel_that_was_not_meant() -> None:
    """The list that was found is there again."""
    talk = Talk()
    for line in (start("_kmo"), tap("danger:no"), tap("issue:factory"), tap("province:unknown"), text("outdoor")):
        talk.say(line)
    before = talk.sent
    for away, home in ((command("cancel"), tap("cancel:no")), (command("language"), tap("language:km"))):
        talk.say(away)
        assert talk.say(home) == before
    assert talk.keys(tap(f"factory_pick:{OUTDOOR.id}")) == d("issue.at")


# --------------------------------------------------------------------------------------------- after sending
def test_nobody_receives_what_is_sent_to_a_withdrawn_case() -> None:
    """She is told so kindly, nothing is passed on, and a new case is offered."""
    talk = at_home()
    for line in (command("withdraw"), tap("withdraw:yes"), tap("withdraw_sure:complainant-1")):
        talk.say(line)
    talk.effects.clear()
    for said in (text("hello?"), file(StoryKind.PHOTO, "p9")):
        assert talk.keys(said) == d("withdrawn.nobody")
        assert "home:new" in offered(talk)
        for prompt in talk.sent:
            drawn(prompt)
    assert talk.effects == []
    assert talk.keys(tap("home:new")) == d("phone")
    assert talk.state.evidence_ids() == ()


def test_a_new_case_can_be_begun_wherever_she_hears_that_nobody_receives_it() -> None:
    """Not in the menu alone: the button below that message holds, and a story that she was telling goes on."""
    talk = at_home()
    for line in (
        command("withdraw"),
        tap("withdraw:yes"),
        tap("withdraw_sure:complainant-1"),
        command("number"),
        file(),
    ):
        talk.say(line)
    assert "home:new" in offered(talk)
    assert talk.keys(tap("home:new")) == d("phone")
    visited = CaseOpened("visited", "K7-0009", Issue.UNION, 2, withdrawn=True)
    talk.world.numbers["1234567890123452"] = visited
    for line in (text("my story"), text("1234567890123452"), command("language"), file(StoryKind.PHOTO, "p9")):
        talk.say(line)
    assert talk.keys(tap("home:new")) == d("phone")
    assert talk.state.draft is not None
    assert [item.text for item in talk.state.draft.story] == ["my story"]


def test_changing_the_language_after_sending_does_not_say_that_nothing_was_sent() -> None:
    """Something was."""
    talk = at_home()
    (asked,) = talk.say(command("language"))
    for one in drawn(asked):
        assert "មិនទាន់ផ្ញើ" not in one.text and "Nothing has been sent" not in one.text


def test_another_code_after_sending_names_its_factory() -> None:
    """On the screen and on the button for a new case."""
    talk = at_home()
    assert talk.keys(start("xyz789")) == d("again.at")
    khmer, english = drawn(talk.sent[0])
    for one in (khmer, english):
        assert OLIVE.name_en in one.text
        assert any(OLIVE.name_en in button.label for row in one.buttons for button in row)
    long = FactoryChoice("f-long", "Very Long Garment Manufacturing (Cambodia) Company Limited", "", "kandal")
    talk.world.sites["long"] = long
    for prompt in talk.say(start("long")):
        drawn(prompt)


def test_ticks_are_still_there_when_she_comes_back() -> None:
    """By [Back], and after a stop; what she then answers is the whole of it."""
    talk = sent_without_factory("pay")
    for line in (tap("receipt:have"), tap("work_province:skip"), tap("q_pay_what:late"), tap("q_pay_what:done")):
        talk.say(line)
    assert talk.keys(tap("q_pay_since:back")) == ["question.pay_what"]
    ticked = [button for row in talk.sent[0].buttons for button in row if button.key == "dialogue.ticked"]
    assert [unmarked(button.data) for button in ticked] == ["q_pay_what:late"]
    other = next(one for one in offered(talk) if one.startswith("q_pay_what:") and one != "q_pay_what:late")
    talk.say(tap(other))
    talk.say(tap("q_pay_what:stop"))
    talk.say(tap("home:questions"))
    assert talk.keys(tap("q_pay_what:done")) == ["question.pay_since"]
    last = [one for one in talk.effects if isinstance(one, AnswerFact)][-1]
    assert last.values == ("late", other.partition(":")[2])
    talk.say(tap("q_pay_since:back"))
    talk.say(tap("q_pay_what:dont_know"))
    talk.say(tap("q_pay_since:back"))
    assert all(button.key != "dialogue.ticked" for row in talk.sent[0].buttons for button in row)


@pytest.mark.parametrize("kind", [PartyKind.MINISTRY, PartyKind.ARBITRATION, PartyKind.BUYER])
def test_who_is_off_the_platform_is_not_said_to_be_checked_by_others(kind: PartyKind) -> None:
    """They have no key that anybody could check."""
    talk = at_home()
    talk.world.consent = replace(consent_question(kind), standing=Standing())
    khmer, english = drawn(talk.say(tap(f"consent:{CONSENT_ID}"))[0])
    assert "other organisations" not in english.text
    assert "ជាគេពិតមែន" not in khmer.text


# ------------------------------------------------------------------------------------------- said to herself
def test_status_and_reasons_are_said_to_her_and_not_about_her() -> None:
    """No "the worker" in anything that she reads about where her case stands."""
    keys = [f"dialogue.track.{one.value}" for one in ReferralStatus]
    keys += [f"dialogue.closed.{one.value}" for one in ClosingReason]
    keys += [f"dialogue.rejected.{one.value}" for one in RejectionReason]
    for key in keys:
        assert "worker" not in locales.text("en", key).casefold(), key
        assert "កម្មករ" not in locales.text("km", key), key


def test_a_closed_case_is_told_to_her_in_the_chat_and_as_a_notice() -> None:
    """With the reason in words to her."""

    class Closed(World):
        def report(self):  # type: ignore[no-untyped-def]
            return replace(super().report(), closing_reason=ClosingReason.CONFIRMED)

    talk = at_home()
    talk.world = Closed(status=CaseStatus.CLOSED)
    told = talk.say(command("status"))
    assert "You confirmed that it came true." in render("en", told[0]).text
    assert "បងបានបញ្ជាក់" in render("km", told[0]).text
    assert render("en", told[1]).text == "BFC (ILO): sent, as you agreed"
    (closed,) = notice("case_closed", {"reason": {"label": "closing_reason.confirmed"}, "note": ""})
    assert render("en", closed).text == "Your case is closed. You confirmed that it came true."
    reason = {"label": "rejection_reason.worker_unreachable"}
    rejected, then = notice("referral_rejected", {"party": {"en": "BFC", "km": ""}, "reason": reason})
    assert "they could not reach you" in render("en", rejected).text
    assert "when and how you can be reached" in render("en", then).text


@pytest.mark.parametrize(
    ("told", "english"),
    [
        ({}, "Agreed: Compensation. "),
        ({"amount": {"money": ["USD", "1200.00"]}, "women": 1}, "Agreed: Compensation, $1,200.00. "),
        ({"amount": {"money": ["USD", "6000.00"]}, "women": 3, "men": 2}, "$6,000.00 for all 5 workers together. "),
        ({"women": 3, "men": 2, "not_recorded": 0}, "(women: 3 · men: 2). "),
        ({"women": 3, "men": 0}, "(women: 3). "),
        ({"women": 3, "not_recorded": 2}, "(workers: 5). "),
    ],
)
def test_her_notice_of_an_agreement_says_what_was_agreed(told: dict[str, object], english: str) -> None:
    """The sum, or how many women and men, as far as it was recorded."""
    kind = {"label": "remedy_kind.compensation"}
    (prompt,) = notice("remedy_agreed", {"kind": kind, **told})  # type: ignore[dict-item]
    assert english in drawn(prompt)[1].text


def test_a_sum_for_several_is_said_to_be_for_all() -> None:
    """She is asked about all of it, and her own share alone makes no dispute."""
    talk = at_home()
    lines: list[Line] = [
        (tap(f"remedy:{REMEDY_ID}"), d("remedy.ask", "fact.received.all")),
        (tap(f"fact:{REMEDY_ID}.0.yes"), d("fact.amount.all")),
        (tap(f"fact:{REMEDY_ID}.1.not_said"), d("remedy.compensation")),
    ]
    play(talk, lines)
    assert f"remedy_right:{REMEDY_ID}" in offered(talk)


def test_a_sum_is_for_all_when_the_remedy_or_else_the_case_concerns_more_than_one() -> None:
    """A remedy for one stays hers, and what is not money is never a shared sum."""
    alone = RemedyQuestion(REMEDY_ID, RemedyKind.BACK_PAY, RemedyStatus.DELIVERED, currency=Currency.USD, amount="9")
    assert together(alone) == 0
    assert together(replace(alone, concerned=5)) == 5
    assert together(replace(alone, women=1, concerned=5)) == 0
    assert together(replace(alone, women=2, not_recorded=1)) == 3
    assert together(replace(remedy_question(RemedyKind.REINSTATEMENT), currency=None)) == 0


# ------------------------------------------------------------------------------------------------- the words
def test_the_browser_never_speaks_of_a_button_that_it_does_not_have() -> None:
    """No microphone before sending, nor for an empty message."""
    talk = Talk(state=new(Channel.BROWSER))
    said = [talk.say(line) for line in (start("abc123_kmo"), tap("danger:no"), tap("issue:pay"), text("x"))]
    said += [talk.say(line) for line in (tap("story:more"), text(" "), Answer(AnswerKind.UNSUPPORTED))]
    for prompts in said:
        for prompt in prompts:
            assert all("🎤" not in one.text for one in drawn(prompt)), prompt.key


def test_help_names_everything_that_is_never_asked_for() -> None:
    """A code too."""
    assert "or a code" in locales.text("en", "dialogue.help")
    assert "លេខកូដ" in locales.text("km", "dialogue.help")


def test_the_advice_names_each_organisation_once() -> None:
    """No "BFC: BFC"."""
    talk = Talk()
    for line in (start("abc123_eno"), tap("danger:no"), tap("issue:pay"), file(), tap("story:done")):
        talk.say(line)
    told = [render("en", prompt).text for prompt in talk.say(tap("who:help"))]
    named = [one.count("BFC") for one in told if "BFC" in one]
    assert named == [1, 1], "once in the advice, once in the list to choose from"
    assert any(CATU.name_en in one for one in told)
    assert talk.now == NOW
