"""Whoever holds the phone sees wages and holidays; her own matter waits behind a plain word, where she left it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from bot.dialogue.conversation import new
from bot.dialogue.effects import AddToStory, HideChat, KeepMessages, WriteToCase
from bot.dialogue.script import COMMANDS
from bot.introduction import introductions
from cases.rules.clocks import BadRule
from cases.rules.vocabulary import Channel, StoryKind
from cases.rules.work_facts import holidays_after, is_known, load_holidays, load_wages, minimum_wage
from tests.support.dialogue_world import (
    CCAWDU,
    CONSENT_ID,
    NOW,
    Answer,
    Talk,
    World,
    command,
    drawn,
    file,
    start,
    tap,
    text,
)

Line = tuple[Answer, list[str]]
# What nobody who grabs the phone may learn from the menu, its answers, announcements or the bot's own texts.
TELLING = re.compile("រឿងរបស់បង|សហជីព|រោងចក្រ|បណ្ដឹង|បញ្ហា|complain|union|case|problem|Samleng|សំឡេង", re.IGNORECASE)
BEHIND = [
    text("hello"),
    text("ផ្ញើ"),
    tap("send:go"),
    tap("home:status"),
    tap(f"consent:{CONSENT_ID}"),
    command("status"),
    command("withdraw"),
    command("help"),
    start(),
    file(StoryKind.PHOTO, "p"),
]


def d(*names: str) -> list[str]:
    return [f"dialogue.{name}" for name in names]


def play(talk: Talk, lines: list[Line]) -> Talk:
    for said, expected in lines:
        assert talk.keys(said) == expected, said
        for prompt in talk.sent:
            drawn(prompt)
    return talk


def filing() -> Talk:
    """At the summary, in Khmer."""
    talk = Talk()
    for line in (start("abc123_kmo"), tap("danger:no"), tap("issue:pay"), text("គេមិនឲ្យលុយ"), tap("story:done")):
        talk.say(line)
    talk.say(tap(f"who:{CCAWDU.id}"))
    return talk


def at_home() -> Talk:
    talk = filing()
    for line in (tap("send:go"), tap("receipt:have"), tap("q_pay_what:stop")):
        talk.say(line)
    assert talk.state.step == "home"
    talk.effects.clear()
    return talk


def later(talk: Talk, minutes: int = 30) -> Talk:
    talk.now += dt.timedelta(minutes=minutes)
    return talk


KHMER: list[Line] = [
    (start(), d("menu")),
    (text("ប្រាក់ខែអប្បបរមា"), d("wages", "menu")),
    (tap("menu:holidays"), d("holidays", "menu")),
    (text("រឿងរបស់ខ្ញុំ"), d("language")),
    (tap("language:km"), d("phone")),
]
ENGLISH: list[Line] = [
    (text("hi"), d("menu")),
    (text("English"), d("menu")),
    (text("minimum wage"), d("wages", "menu")),
    (tap("menu:mine"), d("phone")),
]


def test_the_menu_in_khmer_leads_to_the_first_question() -> None:
    """Opened without a code: facts for anybody, and a plain entry."""
    play(Talk(), KHMER)


def test_the_menu_in_english_asks_for_the_language_no_more() -> None:
    """A fresh chat is covered whatever is typed; what was typed is a piece of the story that is not sent."""
    talk = Talk(state=replace(new(Channel.TELEGRAM, "https://samleng.example"), covered=True))
    play(talk, ENGLISH)
    assert talk.state.language == "en"
    assert [item.text for item in talk.state.draft.story] == ["hi"]  # type: ignore[union-attr]


@pytest.mark.parametrize("said", BEHIND, ids=lambda said: f"{said.kind}:{said.text}"[:30])
@pytest.mark.parametrize("begun", [filing, at_home])
def test_after_half_an_hour_only_the_menu_is_shown(said: Answer, begun: object) -> None:
    """Whatever is typed, tapped or sent says nothing of what lies behind, and decides nothing."""
    talk = later(filing() if begun is filing else at_home())
    for prompt in talk.say(said):
        for shown in drawn(prompt):
            labels = [button.label for row in shown.buttons for button in row]
            assert not TELLING.search(" ".join([shown.text, *labels])), shown.text
    assert talk.sent[-1].key == "dialogue.menu"
    assert [one for one in talk.effects if not isinstance(one, AddToStory)] == []
    assert talk.state.step == ("send" if begun is filing else "home")


def test_before_half_an_hour_an_answer_is_an_answer() -> None:
    """Twenty-nine minutes of thinking change nothing."""
    assert later(filing(), 29).keys(tap("send:go")) == d("filed", "receipt")


def test_she_goes_on_where_she_was_and_a_late_word_is_hers_to_send_or_drop() -> None:
    """Before sending it joins the story; afterwards she says what becomes of it."""
    talk = later(filing())
    play(talk, [(text("ហើយមេថែមទៀត"), d("menu")), (tap("menu:mine"), d("send"))])
    assert len(talk.state.draft.story) == 2  # type: ignore[union-attr]
    talk = later(at_home())
    play(
        talk,
        [
            (text("គេមកសួរទៀត"), d("menu")),
            (tap("menu:mine"), d("put_by", "home")),
            (tap("put_by:send"), d("passed_on", "home")),
            (tap("put_by:send"), []),
        ],
    )
    assert talk.effects == [WriteToCase("complainant-1", "គេមកសួរទៀត")]
    talk = later(at_home())
    play(talk, [(text("អ្នកណា?"), d("menu")), (tap("menu:mine"), d("put_by", "home"))])
    assert talk.keys(tap("put_by:drop")) == d("put_by.dropped", "home")
    assert talk.effects == [] and talk.state.put_by == ()


def test_a_photo_at_the_menu_joins_the_case_without_a_word_about_it() -> None:
    """Taken at once; only that something came is said."""
    talk = later(at_home())
    assert talk.keys(file(StoryKind.PHOTO, "late")) == d("menu.received", "menu")
    assert [one.item.evidence_id for one in talk.effects if isinstance(one, AddToStory)] == ["late"]


def test_a_code_leads_past_the_menu_only_where_nothing_was_told() -> None:
    """Anybody can scan the poster: with a case behind it the menu stays, and the code waits for her."""
    fresh = Talk(state=replace(new(Channel.TELEGRAM, "https://samleng.example"), covered=True))
    assert fresh.keys(start("abc123_kmo")) == d("danger")
    talk = later(at_home())
    assert talk.keys(start("xyz789_kmo")) == d("menu")
    assert talk.keys(tap("menu:mine")) == d("again.at")


@pytest.mark.parametrize("word", ["chat:hide", "/hide", "លាក់", "Hide"])
def test_hiding_holds_at_any_step_and_leaves_the_menu(word: str) -> None:
    """By button, command or label; the conversation stays where it was."""
    for talk in (filing(), at_home()):
        step = talk.state.step
        said = command("hide") if word == "/hide" else tap(word) if ":" in word else text(word)
        if step == "send" and said.kind == text("").kind:
            continue  # the label stands on her menu and at the danger question; elsewhere a word is a word
        assert talk.keys(said) == d("hidden")
        assert talk.sent[0].fleeting and talk.effects[-1] == HideChat()
        assert talk.keys(text("?")) == d("menu")
        talk.say(tap("menu:mine"))
        assert talk.state.step == step


def test_after_sending_she_is_told_once_that_messages_go_and_may_keep_them() -> None:
    """Kind words with both buttons; the choice stands in her menu from then on."""
    talk = filing()
    talk.say(tap("send:go"))
    assert talk.keys(tap("receipt:have"))[:3] == d("receipt.kept", "chat.told", "chat.told.hours")
    assert talk.keys(tap("chat:keep")) == d("chat.kept")
    assert talk.keys(tap("chat:sweep")) == d("chat.swept")
    assert [one for one in talk.effects if isinstance(one, KeepMessages)] == [KeepMessages(True), KeepMessages(False)]
    again = replace(filing().state, chat_told=True, hours_told=True)  # by her first case: she may have chosen otherwise
    for linked, told in ((True, ()), (False, d("chat.told.quiet"))):
        talk = Talk(world=World(linked=linked), state=again)
        talk.say(tap("send:go"))
        assert talk.keys(tap("receipt:have"))[:-2] == [*d("receipt.kept"), *told]
    talk = at_home()
    assert talk.keys(tap("chat:ask")) == d("chat")
    browser = Talk(state=new(Channel.BROWSER))
    assert browser.keys(command("hide"))[0] == "dialogue.chat.browser"


def test_facts_name_their_source_and_what_is_not_known_says_so() -> None:
    """This year's wage, the coming holidays; days counted by the moon are marked."""
    talk = Talk(now=dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
    talk.say(start())
    wages, _ = talk.say(tap("menu:wages"))
    assert all("$210.00" in one.text and "214" in one.text for one in drawn(wages))
    assert "មិនទាន់បានអាន" in drawn(wages)[0].text
    listed, _ = talk.say(tap("menu:holidays"))[:1] + talk.sent[-1:]
    khmer = drawn(listed)[0].text
    assert "បុណ្យអុំទូក*" in khmer and "ទិវាសន្តិភាព\n" in khmer and "មិនទាន់ប្រាកដ" in khmer
    later_year = Talk(now=dt.datetime(2031, 1, 1, tzinfo=dt.UTC))
    later_year.say(start())
    assert later_year.keys(tap("menu:wages")) == d("wages.unknown", "menu")
    assert later_year.keys(tap("menu:holidays")) == d("holidays.unknown", "menu")


def test_wages_and_holidays_are_checked_when_read() -> None:
    """A misspelt field, a missing source, a year that stands twice: loud, never a guess."""
    wage = 'year = 2026\namount = 210\nsource = "a"\nsource_km = "b"\ncertainty = "secondary"\n'
    for bad in (f"[[wage]]\n{wage}extra = 1", f"[[wage]]\n{wage.replace('source =', 'sauce =')}"):
        with pytest.raises(BadRule):
            load_wages(bad)
    with pytest.raises(BadRule):
        load_wages(f"[[wage]]\n{wage}[[wage]]\n{wage}")
    with pytest.raises(BadRule):
        load_holidays('[[holiday]]\nfirst = 2026-01-01\ndays = 1\nname = "a"\nname_km = "b"\nsource = "c"')
    assert minimum_wage(1999) is None and minimum_wage(2026).amount == 210  # type: ignore[union-attr]
    assert is_known(2026) and is_known(2027) and not is_known(2028)
    assert next(one.name for one in holidays_after(dt.date(2026, 12, 1))) == "Peace Day"


def test_the_bots_own_name_texts_and_commands_say_nothing() -> None:
    """In both languages; every command that is listed works."""
    for words in introductions():
        said = [words.name, words.description, words.short, *(label for _, label in words.commands)]
        assert not any(TELLING.search(one) for one in said), words.language_code
        assert len(words.name) <= 64 and len(words.short) <= 120 and len(words.description) <= 512
        assert {name for name, _ in words.commands} <= COMMANDS.keys()
    assert NOW.tzinfo is dt.UTC
