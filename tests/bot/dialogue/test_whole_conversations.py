"""Whole conversations in both languages as tables: what she does, and the keys that she is answered with.

Between any two lines the conversation is written as JSON text and read back.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

import locales
from bot.dialogue.conversation import Conversation, new
from bot.dialogue.effects import (
    AddToStory,
    AnswerConsent,
    AnswerFact,
    AnswerRemedy,
    FileCase,
    KeepReceipt,
    SetHeadcount,
    SetIdentity,
    WithdrawCase,
    WithdrawConsent,
    WriteToCase,
)
from bot.dialogue.marks import unmarked
from bot.dialogue.model import Answer, AnswerKind
from bot.dialogue.remedies import FACTS, facts_of, is_asked
from bot.dialogue.script import step
from cases.rules.issues import asked_about
from cases.rules.vocabulary import Channel, Issue, Language, PartyKind, RemedyKind, RemedyStatus, StoryKind
from tests.support.dialogue_world import (
    BFC,
    CATU,
    CCAWDU,
    CONSENT_ID,
    NOW,
    OLIVE,
    OUTDOOR,
    REMEDY_ID,
    Talk,
    World,
    chosen,
    command,
    consent_question,
    drawn,
    file,
    remedy_question,
    start,
    tap,
    text,
)

Line = tuple[Answer, list[str]]


def play(talk: Talk, lines: list[Line]) -> Talk:
    for said, expected in lines:
        assert talk.keys(said) == expected, said
        for prompt in talk.sent:
            drawn(prompt)
    return talk


def d(*names: str) -> list[str]:
    return [f"dialogue.{name}" for name in names]


KHMER = [
    (start("abc123_km"), d("phone")),
    (text("តែខ្ញុំ"), d("danger")),
    (text("គ្មានទេ"), d("issue.at")),
    (text("គេឲ្យឈប់"), d("story")),
    (file(StoryKind.VOICE, "voice"), d("story.kept")),
    (tap("story:more"), d("story.more_now")),
    (text("គេឲ្យខ្ញុំឈប់ ព្រោះខ្ញុំបង្កើតសហជីព។ រួចរាល់ហើយ។"), d("story.kept")),
    (tap("story:done"), d("who")),
    (tap("who:not"), d("not_them")),
    (tap(f"not_them:{CATU.id}"), d("not_them")),
    (tap("not_them:done"), d("who")),
    (tap(f"who:{CCAWDU.id}"), d("send")),
    (text("ផ្ញើ"), d("filed", "receipt")),
    (text("អរគុណ"), d("passed_on", "receipt")),
    (
        tap("receipt:have"),
        [*d("receipt.kept", "chat.told", "chat.told.hours", "questions_begin"), "question.dismissal_day"],
    ),
    (text("ថ្ងៃទី៤ ខែ១១"), ["question.dismissal_how"]),
    (text("ឲ្យក្រដាស"), ["question.dismissal_signed"]),
    (text("មិនទាន់"), [*d("card.do_not_sign", "advice"), "question.dismissal_reason"]),
    (text("គ្មានការងារ"), ["question.dismissal_still_hiring"]),
    (tap("q_dismissal_still_hiring:yes"), ["question.contract"]),
    (text("១"), ["question.working_since"]),
    (text("៣/២៥៦២"), ["error.year_buddhist", "question.working_since"]),
    (tap("q_working_since:2019-03"), ["question.contract_break"]),
    (tap("q_contract_break:no"), ["question.dismissal_about_you"]),
    (tap("q_dismissal_about_you:done"), [*d("pick_first"), "question.dismissal_about_you"]),
    (tap("q_dismissal_about_you:union"), ["question.dismissal_about_you"]),
    (tap("q_dismissal_about_you:loan"), ["question.dismissal_about_you"]),
    (tap("q_dismissal_about_you:done"), ["question.last_pay"]),
    (file(StoryKind.PHOTO, "payslip"), d("answer_kept")),
    (tap("q_last_pay:dont_know"), ["question.received"]),
    (tap("q_received:more"), ["question.received_amount"]),
    (text("ច្រើន"), ["error.money_unreadable", "dialogue.answer_kept", "question.received_amount"]),
    (text("៣០ម៉ឺន"), ["question.dismissal_wanted"]),
    (tap("q_dismissal_wanted:both"), ["question.dismissal_others"]),
    (tap("q_dismissal_others:skip"), ["question.brand"]),
    (text("Levi's"), d("women")),
    (text("៣"), d("men")),
    (text("២ នាក់"), d("name")),
    (text("សុខា"), d("phone_number")),
    (text("៩៩"), ["error.phone_unreadable", "dialogue.phone_number"]),
    (text("០១២ ៣៤៥ ៦៧៨"), d("name.kept", "standing.offer", "home")),
    (text("មេក្រុមមកសួរខ្ញុំទៀត"), d("passed_on", "home")),
    (file(StoryKind.PHOTO, "late"), d("added", "home")),
]

ENGLISH = [
    (start(), d("language")),
    (text("English"), d("phone")),
    (text("Others too"), d("danger.browser")),
    (text("Yes, help"), d("danger.help", "issue.browser")),
    (tap("issue:factory"), d("province")),
    (text("Kandal"), d("factory_name")),
    (text("outdoor"), d("factory_pick")),
    (tap(f"factory_pick:{OUTDOOR.id}"), d("issue.at.browser")),
    (text("too hot"), d("now", "story.browser")),
    (text("Three fainted today."), d("story.kept")),
    (text("done"), d("who")),
    (tap("who:help"), d("who.help.union", "who.help.bfc", "who")),
    (tap(f"who:{BFC.id}"), d("send")),
    (tap("send:go"), d("filed", "receipt")),
    (text("I have it"), [*d("receipt.kept", "questions_begin"), "question.heat_when"]),
    (text("Someone is down now"), [*d("card.someone_down"), "question.heat_hour"]),
    (tap("q_heat_hour:noon"), ["question.heat_what"]),
    (tap("q_heat_what:fainted"), ["question.heat_what"]),
    (tap("q_heat_what:done"), ["question.heat_women"]),
    (text("3"), ["question.heat_men"]),
    (tap("q_heat_men:0"), ["question.heat_pregnant"]),
    (tap("q_heat_pregnant:stop"), d("questions_stopped", "home")),
    (tap("home:questions"), ["question.heat_pregnant"]),
    (tap("q_heat_pregnant:no"), ["question.heat_where"]),
    (tap("q_heat_where:stop"), d("questions_stopped", "home")),
    (tap("home:status"), d("status.received", "status.track", "status.waiting")),
]


def test_a_picture_of_the_label_answers_which_brand_it_is() -> None:
    """The question offers it, both sides of the label go with it, and one tap leads on."""
    until_brand = KHMER[: [came for _, came in KHMER].index(["question.brand"]) + 1]
    both = [(file(StoryKind.PHOTO, side), d("answer_kept")) for side in ("front", "back")]
    talk = play(Talk(), [*until_brand, *both, (tap("q_brand:skip"), d("women"))])
    told = [(one.item.evidence_id, one.question) for one in talk.effects if isinstance(one, AddToStory)]
    assert told[-2:] == [("front", "brand"), ("back", "brand")]


def test_a_khmer_conversation_goes_from_the_code_to_the_name() -> None:
    """The main path in Khmer, half of it typed instead of tapped."""
    talk = play(Talk(), KHMER)
    (filed,) = talk.filed()
    assert (filed.language, filed.issue, filed.danger, filed.shared_phone) == ("km", Issue.DISMISSAL, False, False)
    assert (filed.factory_id, filed.lead_party_id, filed.excluded_party_ids) == (OUTDOOR.id, CCAWDU.id, (CATU.id,))
    assert [item.kind for item in filed.story] == [StoryKind.VOICE, StoryKind.TEXT]
    facts = {one.question: one.values for one in talk.effects if isinstance(one, AnswerFact)}
    assert facts["dismissal_day"] == ("2024-11-04",)
    assert facts["working_since"] == ("2019-03",)
    assert facts["contract"] == ("months_3",)
    assert facts["dismissal_about_you"] == ("union", "loan")
    assert facts["last_pay"] == ("dont_know",)
    assert facts["received_amount"] == ("KHR", "300000")
    assert facts["brand"] == ("Levi's",)
    who = filed.minted.complainant_id
    assert SetHeadcount(who, 3, 2) in talk.effects
    assert SetIdentity(who, "សុខា", "012345678") in talk.effects
    assert WriteToCase(who, "អរគុណ") in talk.effects
    told = [one.item.evidence_id or one.item.text for one in talk.effects if isinstance(one, AddToStory)]
    assert told == ["payslip", "ច្រើន", "late"]
    assert talk.state.filed is not None and talk.state.filed.name == ""


def test_an_english_conversation_runs_in_the_browser() -> None:
    """No Telegram sentence, no door, the factory by province and name."""
    talk = play(Talk(state=new(Channel.BROWSER)), ENGLISH)
    (filed,) = talk.filed()
    assert (filed.language, filed.danger, filed.shared_phone, filed.factory_id) == ("en", True, True, OUTDOOR.id)
    assert (filed.province, filed.lead_party_id) == ("kandal", BFC.id)
    assert KeepReceipt(filed.minted.complainant_id) in talk.effects


def filed_talk(issue: Issue = Issue.DISMISSAL, world: World | None = None) -> Talk:
    """A conversation that has just been filed and whose receipt is kept; she is at home."""
    lines = [start("abc123_kmo"), tap("danger:no"), *chosen(issue), file(), tap("story:done")]
    first = asked_about(issue)[0]
    lines += [tap(f"who:{CCAWDU.id}"), tap("send:go"), tap("receipt:have"), tap(f"q_{first.id}:stop")]
    talk = Talk(world=world or World())
    for line in lines:
        talk.say(line)
    talk.effects.clear()
    assert talk.state.step == "home"
    return talk


@pytest.mark.parametrize("issue", list(Issue))
def test_every_question_of_an_issue_can_be_answered_from_its_own_buttons(issue: Issue) -> None:
    """All the way from the first question to the name, tapping the first button of each screen."""
    talk = filed_talk(issue)
    prompts = talk.say(tap("home:questions"))
    seen = []
    while talk.state.step.startswith("q_"):
        seen.append(talk.state.step)
        drawn(prompts[-1])
        data = prompts[-1].buttons[0][0].data
        prompts = talk.say(tap(data))
        if talk.state.step == seen[-1]:
            prompts = talk.say(tap(f"{seen[-1]}:done"))
    assert talk.state.step == "women"
    always = [f"q_{question.id}" for question in asked_about(issue) if question.after is None]
    assert [one for one in seen if one in always] == always
    assert len([one for one in talk.effects if isinstance(one, AnswerFact)]) == len(seen)


def test_a_voice_note_as_the_very_first_message_is_the_story() -> None:
    """Then language, phone, danger and issue are asked, and the story is not asked again."""
    lines: list[Line] = [
        (file(StoryKind.VOICE, "first"), d("story.kept_first", "language")),
        (tap("language:km"), d("phone")),
        (tap("phone:only_me"), d("danger")),
        (tap("danger:no"), d("issue")),
        (tap("issue:heat"), d("now", "who")),
        (tap(f"who:{CCAWDU.id}"), d("send")),
        (tap("send:go"), d("filed", "receipt")),
    ]
    talk = play(Talk(), lines)
    assert [item.evidence_id for item in talk.filed()[0].story] == ["first"]


def test_a_story_of_ten_thousand_characters_in_three_messages_is_whole() -> None:
    """Nothing is cut, and the summary still fits into one message."""
    talk = Talk()
    for line in (start("abc123_eno"), tap("danger:no"), tap("issue:pay")):
        talk.say(line)
    texts = ["ក" * 4000, "ខ" * 4000, "គ" * 2000]
    for one in texts:
        assert talk.keys(text(one)) == d("story.kept")
    talk.say(tap("story:done"))
    drawn(talk.say(tap(f"who:{CCAWDU.id}"))[-1])
    talk.say(tap("send:go"))
    assert [item.text for item in talk.filed()[0].story] == texts


def test_a_shared_phone_on_telegram_is_offered_the_browser_door() -> None:
    """The link opens the page of the scanned code; she may also go on where she is."""
    talk = Talk()
    lines: list[Line] = [(start("abc123_km"), d("phone")), (tap("phone:others"), d("door"))]
    play(talk, lines)
    assert talk.sent[0].buttons[0][0].data == "https://samleng.example/q/abc123"
    assert talk.keys(tap("door:here")) == d("danger")
    bare = Talk()
    bare.say(start("_km"))
    assert bare.say(tap("phone:others"))[0].buttons[0][0].data == "https://samleng.example/chat"
    assert talk.state.draft is not None and talk.state.draft.shared_phone is True


def test_an_unknown_or_revoked_code_is_said_kindly_and_she_goes_on() -> None:
    """No factory, but nothing else changes."""
    assert Talk().keys(start("gone9_eno")) == d("start.unknown_code", "danger")
    assert Talk().keys(start("⛔ nonsense")) == d("menu")


def test_a_second_code_in_the_middle_loses_neither() -> None:
    """The draft stays, the new factory is offered, and each answer keeps the rest."""
    for choice, factory in (("offer:new", OLIVE), ("offer:keep", OUTDOOR)):
        talk = Talk()
        for line in (start("abc123_eno"), tap("danger:no"), tap("issue:pay"), text("no pay")):
            talk.say(line)
        assert talk.keys(start("xyz789_kms")) == d("offer")
        assert talk.keys(tap(choice)) == d("story")
        assert talk.state.draft is not None
        assert talk.state.draft.factory == factory
        assert [item.text for item in talk.state.draft.story] == ["no pay"]
        assert talk.keys(start()) == d("menu")
        assert talk.keys(tap("menu:mine")) == d("story")


def test_a_code_after_filing_asks_what_she_wants() -> None:
    """Where is my case, a new case with the factory of that code, or go on; the first case stays hers."""
    talk = filed_talk()
    assert talk.keys(start("xyz789")) == d("again.at")
    assert "Olive" in drawn(talk.sent[0])[0].text
    assert talk.keys(start("gone9")) == d("start.unknown_code", "again")
    talk.say(start("xyz789"))
    assert talk.keys(tap("again:on")) == d("home")
    talk.say(start("xyz789"))
    assert talk.keys(tap("again:status"))[-1] == "dialogue.home"
    talk.say(start("xyz789"))
    assert talk.keys(tap("again:new")) == d("phone")
    for line in (tap("phone:only_me"), tap("danger:no"), tap("issue:heat"), text("hot"), tap("story:done")):
        talk.say(line)
    talk.say(tap(f"who:{CATU.id}"))
    talk.say(tap("send:go"))
    (second,) = talk.filed()
    assert second.factory_id == OLIVE.id
    assert [case.case_number for case in talk.state.earlier] == ["K7-0001"]


def test_a_double_tap_is_answered_with_nothing_and_an_old_button_with_where_she_is() -> None:
    """Send twice files once; a button of an earlier screen changes nothing."""
    talk = Talk()
    for line in (start("abc123_eno"), tap("danger:no"), tap("issue:pay"), text("no pay"), tap("story:done")):
        talk.say(line)
    talk.say(tap(f"who:{CCAWDU.id}"))
    assert talk.keys(tap("send:go")) == d("filed", "receipt")
    assert talk.keys(tap("send:go")) == []
    assert talk.keys(tap("issue:heat")) == d("stale", "receipt")
    assert talk.keys(tap("nonsense")) == d("stale", "receipt")
    assert len(talk.filed()) == 1


def test_back_and_cancel_hold_on_every_step_before_sending() -> None:
    """Back returns to the step before; cancel asks once, and then nothing is kept."""
    talk = Talk()
    lines: list[Line] = [
        (start("abc123_eno"), d("danger")),
        (tap("danger:no"), d("issue.at")),
        (tap("issue:pay"), d("story")),
        (tap("story:back"), d("issue.at")),
        (tap("story:back"), []),
        (tap("issue:back"), d("danger")),
        (tap("danger:no"), d("story")),
        (file(StoryKind.PHOTO, "p1"), d("story.kept")),
        (command("cancel"), d("cancel")),
        (tap("cancel:no"), d("story")),
        (tap("story:cancel"), d("cancel")),
    ]
    play(talk, lines)
    assert talk.state.evidence_ids() == ("p1",)
    assert talk.keys(tap("cancel:yes")) == d("cancelled", "ended")
    assert talk.state.evidence_ids() == ()
    assert talk.keys(tap("ended:again")) == d("phone")


def test_the_receipt_is_shown_for_72_hours_and_not_longer() -> None:
    """Then its digits are gone from the conversation and she is asked the first question."""
    talk = Talk()
    for line in (start("abc123_eno"), tap("danger:no"), tap("issue:heat"), text("hot"), tap("story:done")):
        talk.say(line)
    talk.say(tap(f"who:{CCAWDU.id}"))
    talk.say(tap("send:go"))
    assert "012 345 678\n090 123 456" in drawn(talk.sent[-1])[1].text
    talk.now = NOW + dt.timedelta(hours=71)
    assert talk.keys(text("hello")) == d("menu")
    assert talk.keys(tap("menu:mine")) == d("put_by", "receipt")
    assert talk.keys(tap("put_by:send")) == d("passed_on", "receipt")
    talk.now = NOW + dt.timedelta(hours=72)
    talk.say(tap("open:"))
    assert talk.keys(command("status"))[-1] == "question.heat_when"
    assert "1234567890123456" not in str(talk.state.to_json())


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


def test_a_long_message_after_sending_reaches_the_case_whole() -> None:
    """In pieces that the case takes, none of it lost; a long word on a dispute as well."""
    words = "ខ្ញុំ ត្រូវ គេ ធ្វើបាប " * 200
    talk = filed_talk()
    assert talk.keys(text(words)) == d("passed_on", "home")
    told = [one.text for one in talk.effects if isinstance(one, WriteToCase)]
    assert "".join(told).replace(" ", "") == words.replace(" ", "")
    assert max(map(len, told)) <= 2000
    talk.effects.clear()
    for line in (
        tap(f"remedy:{REMEDY_ID}"),
        tap(f"fact:{REMEDY_ID}.0.no"),
        tap(f"remedy_dispute:{REMEDY_ID}"),
        text(words),
    ):
        talk.say(line)
    said = talk.effects[0]
    assert isinstance(said, AnswerRemedy)
    rest = [one.text for one in talk.effects if isinstance(one, WriteToCase)]
    assert (said.comment + "".join(rest)).replace(" ", "") == words.replace(" ", "")


def test_withdrawing_takes_two_taps() -> None:
    """The first says what happens, the second does it."""
    talk = filed_talk()
    assert talk.keys(command("withdraw")) == d("withdraw")
    assert talk.keys(tap("withdraw:no")) == d("home")
    talk.say(tap("home:withdraw"))
    assert talk.keys(tap("withdraw:yes")) == d("withdraw_sure")
    assert talk.keys(tap("withdraw_sure:complainant-1")) == d("withdrawn", "home.withdrawn")
    assert talk.effects == [WithdrawCase("complainant-1")]
    assert talk.keys(command("withdraw")) == d("status.none", "home.withdrawn")


COMMANDS: list[tuple[str, list[str], list[str]]] = [
    ("status", ["status.none"], ["status.received", "status.track", "status.waiting"]),
    ("consent", ["status.none"], ["consents.none"]),
    ("withdraw", ["withdraw.draft"], ["withdraw"]),
    ("help", ["help"], ["help"]),
    ("cancel", [], ["nothing_to_cancel"]),
    ("dance", ["unknown_command", "help"], ["unknown_command", "help"]),
]


@pytest.mark.parametrize(("word", "before", "after"), COMMANDS)
def test_commands_answer_before_and_after_sending(word: str, before: list[str], after: list[str]) -> None:
    """Each says something, and leaves her where she was."""
    talk = Talk()
    talk.say(start("abc123_eno"))
    expected = d(*before, "cancel" if word == "cancel" else "danger")
    assert talk.keys(command(word)) == expected
    talk = filed_talk()
    stays = [] if word in ("status", "consent", "withdraw") else d("home")
    assert talk.keys(command(word)) == d(*after) + stays


def test_the_language_can_be_changed_anywhere() -> None:
    """And she is back where she was."""
    talk = filed_talk()
    assert talk.keys(command("language")) == d("language.change")
    assert talk.keys(text("English")) == d("home")
    assert talk.state.language == "en"


@pytest.mark.parametrize(
    ("said", "key"),
    [
        (Answer(AnswerKind.EDITED, "new words"), "dialogue.edited"),
        (Answer(AnswerKind.UNSUPPORTED), "dialogue.unsupported"),
        (text(" \u200b "), "dialogue.unsupported"),
        (Answer(AnswerKind.REFUSED, "too_big"), "refused.too_big"),
        (Answer(AnswerKind.REFUSED, "type_not_accepted"), "refused.type_not_accepted"),
        (Answer(AnswerKind.REFUSED, "too_many"), "refused.too_many"),
        (Answer(AnswerKind.REFUSED, "disk_full"), "refused.disk_full"),
        (Answer(AnswerKind.REFUSED, "unreadable"), "refused.unreadable"),
        (Answer(AnswerKind.REFUSED, "download_failed"), "refused.download_failed"),
        (Answer(AnswerKind.REFUSED, "something new"), "refused.unreadable"),
    ],
)
def test_what_does_not_fit_is_answered_and_loses_nothing(said: Answer, key: str) -> None:
    """A clear sentence, then the screen where she was."""
    talk = Talk()
    for line in (start("abc123_eno"), tap("danger:no"), tap("issue:pay"), text("no pay")):
        talk.say(line)
    before = talk.state.draft
    assert talk.keys(said) == [key, "dialogue.story"]
    assert talk.state.draft == before
    for prompt in talk.sent:
        drawn(prompt)


def test_a_factory_that_is_not_in_the_list_keeps_her_words() -> None:
    """And "not now" leaves it open."""
    talk = Talk()
    for line in (start("_kmo"), tap("danger:no"), tap("issue:factory"), tap("province:unknown")):
        talk.say(line)
    assert talk.keys(text("រោងចក្រ  ម៉ាកឡុត\u200b")) == d("factory_pick.nothing")
    assert talk.keys(tap("factory_pick:mine")) == d("issue.at")
    assert talk.state.draft is not None and talk.state.draft.factory_words == "រោងចក្រ ម៉ាកឡុត"
    talk.say(tap("issue:factory"))
    assert talk.keys(tap("province:skip")) == d("issue.at")


def test_excluding_the_chosen_party_asks_again_who_may_read() -> None:
    """The lead is never among those who must not see the case."""
    talk = Talk()
    for line in (start("abc123_kmo"), tap("danger:no"), tap("issue:pay"), text("x"), tap("story:done")):
        talk.say(line)
    talk.say(tap(f"who:{CCAWDU.id}"))
    talk.say(tap("send:not"))
    talk.say(tap(f"not_them:{CCAWDU.id}"))
    assert talk.keys(tap("not_them:back")) == d("who")
    offered = [button.data for row in talk.sent[-1].buttons for button in row]
    assert f"who:{CCAWDU.id}" not in offered


def test_without_an_open_party_she_is_told_so_and_can_try_again() -> None:
    """Nothing is lost meanwhile."""
    talk = Talk(world=World(parties=()))
    for line in (start("abc123_kmo"), tap("danger:no"), tap("issue:pay"), text("x")):
        talk.say(line)
    assert talk.keys(tap("story:done")) == d("who.nobody")
    talk.world.parties = (CATU,)
    assert talk.keys(tap("who:again")) == d("who")


def test_a_party_that_closed_before_send_is_chosen_anew() -> None:
    """Nothing is sent to nobody."""
    talk = Talk()
    for line in (start("abc123_kmo"), tap("danger:no"), tap("issue:pay"), text("x"), tap("story:done")):
        talk.say(line)
    talk.say(tap(f"who:{CCAWDU.id}"))
    talk.world.parties = (CATU,)
    assert talk.keys(tap("send:go")) == d("who.closed", "who")
    assert talk.filed() == []
    assert talk.keys(tap(f"who:{CATU.id}")) == d("send")
    talk.say(tap("send:go"))
    assert [one.lead_party_id for one in talk.filed()] == [CATU.id]


NOT_SENT = {"km": "មិនទាន់ផ្ញើទៅអ្នកណាទេ", "en": "Nothing has been sent yet"}


def test_every_screen_before_sending_says_that_nothing_was_sent() -> None:
    """Read from the catalogs for every key that such a screen can show."""
    names = "language phone door danger danger.browser issue issue.at province factory_name factory_pick"
    names += " issue.browser issue.at.browser story.browser story.more_now.browser story.removed"
    names += " factory_pick.nothing story story.kept story.more_now who who.nobody not_them send offer cancel ended"
    for name in names.split():
        for language, sentence in NOT_SENT.items():
            assert sentence in locales.text(language, f"dialogue.{name}"), (language, name)


def test_a_conversation_of_another_version_is_still_read() -> None:
    """Fields that came later have their default; fields that this version does not know are left out."""
    state = filed_talk().state
    older = state.to_json()
    del older["picked"], older["filed"]["women"]
    newer = {**state.to_json(), "mood": "calm"}
    assert Conversation.from_json(older) == state == Conversation.from_json(newer)
    gone = replace(state, step="q_no_longer_asked", stack=("q_neither",))
    turn = step(gone, text("hello"), NOW, {})
    assert turn.conversation.step == "home"  # type: ignore[union-attr]


def test_a_redrawn_screen_is_the_one_she_left() -> None:
    """What a reloaded page shows, with the months counted from her last word."""
    talk = filed_talk()
    talk.say(tap("home:questions"))
    talk.say(tap("q_dismissal_day:earlier"))
    assert talk.screen() == talk.sent
    assert unmarked(talk.screen()[0].buttons[0][0].data) == "q_dismissal_month:2024-11"
    assert new(Channel.BROWSER, language=Language.ENGLISH).language_known


def test_on_the_quiet_path_no_details_are_needed_and_she_may_ask_for_a_woman() -> None:
    """Whom to call comes first; the wish costs one tap and can be taken back; what is different is said before Send."""
    lines: list[Line] = [
        (start("abc123_kmo"), d("danger")),
        (tap("danger:no"), d("issue.at")),
        (tap("issue:violence"), d("now", "story.quiet")),
        (text("ខ្ញុំត្រូវការជំនួយ"), d("story.kept")),
        (tap("story:done"), d("who")),
        (tap("who:woman"), d("who")),
        (tap("who:woman"), d("who")),
        (text("សុំឲ្យស្រីអាន"), d("who")),
        (tap(f"who:{CCAWDU.id}"), d("quiet", "send")),
        (tap("send:go"), d("filed", "receipt")),
    ]
    talk = play(Talk(), lines)
    (filed,) = talk.filed()
    assert filed.woman and filed.issue is Issue.VIOLENCE


def test_a_month_years_ago_is_two_taps_and_the_year_alone_is_an_answer() -> None:
    """Year, then month; she may tap another year, or remember no more than the year; typed, it counts as well."""
    talk = filed_talk(Issue.CONTRACT)
    answer = {"q_contract_what": "no_copy", "q_contract_ends": "later", "q_signed": "not_asked", "q_contract": "no_end"}
    talk.say(tap("home:questions"))
    for asked, value in answer.items():
        talk.say(tap(f"{asked}:{value}"))
        if asked == "q_contract_what":
            talk.say(tap(f"{asked}:done"))
    assert talk.keys(tap("q_working_since:in.2019")) == ["question.working_since"]
    assert talk.keys(tap("q_working_since:in.")) == ["question.working_since"]
    assert talk.keys(tap("q_working_since:in.2021")) == ["question.working_since"]
    drawn(talk.sent[-1])
    assert talk.keys(tap("q_working_since:2021-03")) == ["question.contract_renewed"]
    talk.say(tap("q_contract_renewed:back"))
    talk.say(tap("q_working_since:in.2019"))
    assert talk.keys(tap("q_working_since:year.2019")) == ["question.contract_renewed"]
    talk.say(tap("q_contract_renewed:back"))
    assert talk.keys(text("២០១៨")) == ["question.contract_renewed"]
    told = [one.values for one in talk.effects if isinstance(one, AnswerFact) and one.question == "working_since"]
    assert told == [("2021-03",), ("2019",), ("2018",)]


def test_what_goes_with_no_other_answer_answers_at_once() -> None:
    """Whoever does not want to say who it was need not tap Done."""
    talk = filed_talk(Issue.VIOLENCE)
    talk.say(tap("home:questions"))
    for data in ("q_violence_safe:safe", "q_violence_under_18:no", "q_violence_where:home"):
        talk.say(tap(data))
    talk.say(tap("q_violence_who:family"))
    assert talk.keys(tap("q_violence_who:not_say")) == ["question.violence_what"]
    assert [one.values for one in talk.effects if isinstance(one, AnswerFact)][-1] == ("not_say",)


def test_a_card_of_law_can_be_asked_for_at_any_step() -> None:
    """Below the first question, in the menu, and from an old button."""
    talk = filed_talk(Issue.MATERNITY)
    assert talk.keys(tap("advice:maternity")) == d("advice")
    assert talk.keys(tap("advice:heat")) == d("advice")
    for prompt in talk.sent:
        drawn(prompt)
    assert talk.keys(tap("advice:gone")) == d("stale", "home")


def test_filing_carries_everything_once() -> None:
    """One effect, and afterwards no draft."""
    talk = Talk()
    for line in (start("abc123_ens"), tap("danger:yes"), *chosen(Issue.OTHER), text("x"), tap("story:done")):
        talk.say(line)
    talk.say(tap(f"who:{CCAWDU.id}"))
    talk.say(tap("send:go"))
    assert [type(one) for one in talk.effects] == [FileCase]
    assert talk.state.draft is None
    assert talk.world.minted == 1
