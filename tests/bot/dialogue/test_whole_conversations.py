"""Whole conversations in both languages as tables: what she does, and the keys that she is answered with.

Between any two lines the conversation is written as JSON text and read back.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dialogue.conversation import Conversation, new
from bot.dialogue.effects import (
    AddToStory,
    AnswerFact,
    FileCase,
    KeepReceipt,
    SetHeadcount,
    SetIdentity,
    WriteToCase,
)
from bot.dialogue.marks import unmarked
from bot.dialogue.script import step
from cases.rules.issues import asked_about
from cases.rules.vocabulary import Channel, Issue, Language, StoryKind
from tests.support.dialogue_talk import d, filed_talk, play
from tests.support.dialogue_world import (
    BFC,
    CATU,
    CCAWDU,
    NOW,
    OUTDOOR,
    Talk,
    chosen,
    drawn,
    file,
    start,
    tap,
    text,
)

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
