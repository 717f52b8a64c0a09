"""Her two numbers, new ones, forgetting and erasing: the conversation in both languages, without any channel."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.dialogue.conversation import Conversation, Filed, new
from bot.dialogue.effects import EraseCase, ForgetChat, LinkChat, RenewReceipt, WithdrawCase, WriteToCase
from bot.dialogue.model import Answer, Prompt
from bot.dialogue.queries import CaseOpened, NumberRefused, ThreadLine
from cases.rules.vocabulary import Channel, Issue, StoryKind
from tests.support.dialogue_world import Talk, World, command, drawn, file, start, tap, text

DIGITS = "1234567890123452"  # its last digit is right
WRONG = "1234567890123453"
OPENED = CaseOpened(
    "visited",
    "K7-0009",
    Issue.UNION,
    2,
    lines=(ThreadLine("they came", at="2024-11-20"), ThreadLine(notice="case_active", at="2024-11-21")),
    left_out=3,
    unopened=2,
)


def d(*keys: str) -> list[str]:
    return [f"dialogue.{key}" for key in keys]


def read(prompts: tuple[Prompt, ...]) -> list[str]:
    """The keys of what is said, after everything was drawn in both languages."""
    for prompt in prompts:
        drawn(prompt)
    return [prompt.key for prompt in prompts]


def offered(talk: Talk) -> list[str]:
    return [button.data for prompt in talk.screen() for row in prompt.buttons for button in row]


def of_her_own(channel: Channel = Channel.TELEGRAM, digits: str = "") -> Talk:
    """She has a case in this chat and is at home."""
    filed = Filed("own", "K7-0001", Issue.DISMISSAL, digits, "2024-11-25T00:00:00+00:00" if digits else "")
    state = Conversation(channel, "https://samleng.example", language_known=True, step="home", draft=None, filed=filed)
    return Talk(World(numbers={DIGITS: OPENED}), state)


def a_stranger(channel: Channel = Channel.TELEGRAM) -> Talk:
    talk = Talk(World(numbers={DIGITS: OPENED}), new(channel, "https://samleng.example"))
    talk.say(start("abc123_kmo"))
    return talk


STATUS = d("status.received", "status.track", "status.waiting")


@pytest.mark.parametrize("typed", [DIGITS, "012 345 678\n090 123 452", "០១២ ៣៤៥ ៦៧៨ / ០៩០ ១២៣ ៤៥២"])
@pytest.mark.parametrize("channel", list(Channel))
def test_a_number_opens_the_case_from_the_first_screen_on(typed: str, channel: Channel) -> None:
    """In any grouping and both scripts: what was said, what waits, where the case is, and a calm menu."""
    talk = a_stranger(channel)
    before = talk.state
    assert read(talk.say(text(typed))) == [
        *d("visit.opened", "visit.left_out", "visit.unopened", "visit.hers", "notice.case_active"),
        *STATUS,
        *d("visit.home"),
    ]
    assert ("home:news" in offered(talk)) == (channel is Channel.TELEGRAM)
    assert read(talk.say(text("ក្រដាសនៅផ្ទះ"))) == d("passed_on", "visit.home")
    assert read(talk.say(file(StoryKind.PHOTO))) == d("added", "visit.home")
    assert isinstance(talk.effects[0], WriteToCase)
    assert {effect.complainant_id for effect in talk.effects} == {"visited"}  # type: ignore[union-attr]
    assert read(talk.say(tap("home:leave")))[0] == "dialogue.visit.left"
    assert (talk.state.step, talk.state.draft, talk.state.visit) == (before.step, before.draft, None)


def test_the_key_to_her_thread_is_never_part_of_the_conversation() -> None:
    """Neither the digits nor what the thread says: both are shown once."""
    talk = a_stranger()
    talk.say(text(DIGITS))
    kept = repr(talk.state.to_json())
    assert DIGITS not in kept
    assert "they came" not in kept


def test_a_case_opened_by_number_closes_after_half_an_hour() -> None:
    """What she says then goes to nobody, least of all to that case."""
    talk = of_her_own(Channel.BROWSER)
    talk.say(text(DIGITS))
    talk.now += dt.timedelta(minutes=31)
    assert read(talk.say(text("this is for them"))) == d("visit.over", "home")
    assert talk.effects == []
    assert talk.state.filed is not None and talk.state.filed.complainant_id == "own"


def test_a_number_that_was_renewed_meanwhile_closes_what_it_opened() -> None:
    """The one who holds the old number can say nothing more."""
    talk = of_her_own()
    talk.say(text(DIGITS))
    talk.world.stands = False
    assert read(talk.say(tap("home:withdraw"))) == d("visit.number_gone", "home")
    assert talk.effects == []


def test_wrong_mistyped_and_too_many() -> None:
    """Each is told kindly; none of them joins the story or goes to the case."""
    talk = of_her_own()
    talk.world.numbers = {}
    assert read(talk.say(text(DIGITS))) == d("number.unknown", "home")
    assert read(talk.say(text(WRONG))) == ["error.receipt_mistyped", *d("number.meant_otherwise", "home")]
    talk.world.refused = NumberRefused(15)
    assert read(talk.say(text(DIGITS))) == d("number.wait", "home")
    assert talk.effects == []


def test_she_is_asked_for_the_number_where_she_says_that_she_has_one() -> None:
    """From the first screen and by command; she can go back."""
    talk = Talk(World(numbers={DIGITS: OPENED}), new(Channel.BROWSER))
    talk.say(start())
    assert read(talk.say(tap("language:number"))) == d("number")
    assert read(talk.say(text("I do not know"))) == ["error.receipt_mistyped", *d("number")]
    assert read(talk.say(tap("number:not_now"))) == d("language")
    assert read(talk.say(command("number"))) == d("number")
    assert read(talk.say(text(DIGITS)))[-1] == "dialogue.visit.home"
    assert read(talk.say(command("cancel"))) == d("visit.left", "language")


def test_news_are_linked_only_when_she_says_so() -> None:
    """The case then is one of this chat, beside her own."""
    talk = of_her_own()
    talk.say(text(DIGITS))
    assert read(talk.say(tap("home:news"))) == d("news")
    assert read(talk.say(tap("news:no"))) == d("visit.home")
    talk.say(tap("home:news"))
    assert read(talk.say(tap("news:yes"))) == d("news.linked", "home.several.at")
    assert talk.effects == [LinkChat("visited")]
    assert [one.complainant_id for one in talk.state.own_cases()] == ["visited", "own"]


def test_new_numbers_come_in_the_linked_chat_alone() -> None:
    """The second tap gives no others; by the number itself she is told where."""
    talk = of_her_own()
    talk.say(text(DIGITS))
    assert read(talk.say(tap("home:renew"))) == d("renew.where", "visit.home")
    talk.say(tap("home:leave"))
    talk.world.linked = False
    assert read(talk.say(tap("home:renew"))) == d("renew.where", "home")
    talk.world.linked = True
    assert read(talk.say(tap("home:renew"))) == d("renew")
    assert read(talk.say(tap("renew:yes"))) == d("renew.done", "receipt")
    assert read(talk.say(tap("renew:yes"))) == []
    assert [type(effect) for effect in talk.effects] == [RenewReceipt]


def test_forgetting_takes_two_taps_and_offers_her_numbers_first() -> None:
    """Those that are still shown, or new ones where she has none; a second tap is answered the same way."""
    talk = of_her_own(digits=DIGITS)
    assert read(talk.say(command("forget"))) == d("forget")
    assert "forget:receipt" in offered(talk)
    talk.say(tap("forget:receipt"))
    talk.say(tap("receipt:have"))
    assert read(talk.say(tap("home:forget"))) == d("forget")
    assert "forget:renew" in offered(talk)
    assert read(talk.say(tap("forget:yes"))) == d("forgotten")
    assert talk.effects[-1] == ForgetChat()
    assert talk.state.own_cases() == ()
    assert read(talk.say(tap("forget:yes"))) == d("forgotten.draft")
    assert talk.effects[-1] == ForgetChat()


def test_forgetting_offers_the_numbers_of_each_of_her_cases() -> None:
    """Also beside a story that is not sent, which stays open; the case whose numbers she wants is at hand then."""
    talk = of_her_own()
    talk.say(text(DIGITS))
    talk.say(tap("home:news"))
    talk.say(tap("news:yes"))
    talk.say(tap("home:new"))
    assert read(talk.say(command("forget"))) == d("forget.several")
    assert offered(talk)[:2] == ["forget:renew.visited", "forget:renew.own"]
    assert read(talk.say(tap("forget:renew.own"))) == d("renew")
    assert read(talk.say(tap("renew:yes"))) == d("renew.done", "receipt")
    assert talk.effects[-1].complainant_id == "own" and talk.state.draft is not None
    talk.say(command("forget"))
    assert offered(talk)[:2] == ["forget:receipt.own", "forget:renew.visited"]
    assert read(talk.say(tap("forget:receipt.own"))) == d("receipt")
    assert read(talk.say(tap("receipt:have")))[-1] == "dialogue.phone"


def test_a_page_has_nothing_to_forget() -> None:
    """It says so, and what to do with the phone."""
    talk = of_her_own(Channel.BROWSER)
    assert read(talk.say(command("forget"))) == d("forget.browser", "home")
    assert talk.effects == []


def test_a_withdrawn_case_is_erased_in_two_taps() -> None:
    """What stays is said before; then she can begin anew."""
    talk = of_her_own()
    answers: list[tuple[Answer, list[str]]] = [
        (command("withdraw"), d("withdraw")),
        (tap("withdraw:yes"), d("withdraw_sure")),
        (tap("withdraw_sure:own"), d("withdrawn", "home.withdrawn")),
        (tap("home:erase"), d("erase")),
        (tap("erase:no"), d("home.withdrawn")),
        (tap("home:erase"), d("erase")),
        (tap("erase:own"), d("erased", "ended")),
    ]
    for answer, keys in answers:
        assert read(talk.say(answer)) == keys
    assert talk.effects == [WithdrawCase("own"), EraseCase("own")]
    assert read(talk.say(text("ខ្ញុំមានរឿងថ្មី"))) == d("story.kept")


def test_among_others_she_is_told_that_the_case_goes_on() -> None:
    """Before each of the two, and after."""
    talk = of_her_own()
    talk.world.others = True
    assert read(talk.say(command("withdraw"))) == d("withdraw.others")
    talk.say(tap("withdraw:yes"))
    assert read(talk.say(tap("withdraw_sure:own"))) == d("withdrawn.others", "home.withdrawn")
    assert read(talk.say(tap("home:erase"))) == d("erase.others")


def test_a_draft_waits_while_she_looks_at_her_case() -> None:
    """Its files stay hers, and it is there again when she leaves."""
    talk = a_stranger()
    talk.say(file(StoryKind.VOICE, "e7"))
    before = talk.state.draft
    talk.say(text(DIGITS))
    assert talk.state.evidence_ids() == ("e7",)
    talk.say(tap("home:leave"))
    assert talk.state.draft == before
