"""From the code to [Send]: what she tells, the way back, whom she chooses, and that nothing has been sent yet."""

from __future__ import annotations

import locales
from cases.rules.vocabulary import Issue, StoryKind
from tests.support.dialogue_talk import Line, d, filed_talk, play
from tests.support.dialogue_world import (
    CATU,
    CCAWDU,
    OLIVE,
    OUTDOOR,
    Talk,
    World,
    command,
    drawn,
    file,
    start,
    tap,
    text,
)


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
