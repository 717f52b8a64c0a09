"""Whatever she sends, wherever: one clear sentence in her language, and nothing that she told is lost."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx2
import pytest

from tests.journeys.conftest import SignIn
from tests.journeys.media import photo_with_gps
from tests.journeys.pages import Browser, Reader
from tests.journeys.people import AtDesk, Worker, is_khmer
from tests.journeys.server import Server
from tests.support.phone import Control, Message

ENGLISH = re.compile(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}")
NONSENSE = "ប្លុំប្លាំ 🦋 {%s} <b>x</b> '; --"
STICKER = {
    "file_id": "s1",
    "file_unique_id": "s1",
    "type": "regular",
    "width": 512,
    "height": 512,
    "is_animated": False,
    "is_video": False,
}


def sentences(news: list[Message]) -> list[str]:
    """What she was told: something, in Khmer, and not in English."""
    told = [str(message["text"]) for message in news]
    assert told
    for text in told:
        assert is_khmer(text), text
        assert not ENGLISH.search(text), text
    return told


def told_words(desk: AtDesk, number: str) -> list[str]:
    """Every word of the free story, as the officer reads it."""
    story = desk.case(number)["story"]
    return [item["text"] for item in story if item["kind"] == "text" and not item["question"]]


@pytest.fixture(scope="module")
def code(server: Server) -> str:
    return server.site_code()


def test_nonsense_at_each_step_before_sending_joins_the_story(
    server: Server, telegram: Control, at_desk: SignIn, code: str
) -> None:
    """Each piece is kept at whatever step it comes; a factory that nobody knows is kept as she called it."""
    she = Worker(telegram, 101)
    she.begins(code)
    pieces: list[str] = []

    def nonsense() -> None:
        pieces.append(f"{NONSENSE} {len(pieces)}")
        sentences(she.say(pieces[-1], "story:done"))

    nonsense()
    she.tap("danger:no", "issue:")
    nonsense()
    she.tap("issue:factory", "province:")
    sentences(she.say("រោងចក្រ ប្លុំ", "factory_pick:mine"))
    she.tap("factory_pick:mine", "issue:more")
    she.tap("issue:more", "issue_more:other")
    she.tap("issue_more:other", "story:done")
    she.tap("story:done", "who:")
    nonsense()
    she.tap("who:not", "not_them:")
    nonsense()
    she.tap("not_them:done", "who:")
    she.chooses("C.CAWDU")
    nonsense()
    she.tap("story:done", "send:go")
    she.tap("send:cancel", "cancel:")
    nonsense()
    she.tap("cancel:no", "send:go")
    number = she.files()
    desk = at_desk(server, "Dara")
    assert told_words(desk, number) == pieces
    (line,) = [line for line in desk.cases() if line["number"] == number]
    assert (line["factory"], line["factory_words"]) == (None, "រោងចក្រ ប្លុំ")


def test_a_whole_conversation_of_nonsense_after_sending_reaches_the_officer(
    server: Server, telegram: Control, at_desk: SignIn, code: str
) -> None:
    """Behind the receipt, in a question with buttons, in a count and at home: kept as words, or asked back kindly."""
    she = Worker(telegram, 102)
    she.tells(code, "heat", "ក្តៅណាស់")
    number = she.files()
    sentences(she.say("ប្លុំ ១"))
    she.tap("receipt:have", "q_heat_when:")
    sentences(she.say("ប្លុំ ២"))
    step = she.button("q_").partition(":")[0]
    while step != "q_heat_women":
        she.tap(f"{step}:skip")
        step = she.button("").partition(":")[0]
    (asked_back, *_) = sentences(she.say("ប្លុំ ៣"))
    assert "ជាលេខ" in asked_back
    (too_many, *_) = sentences(she.say("៩៩៩៩៩៩៩"))
    assert "ធំពេក" in too_many
    she.tap("q_heat_women:stop", "home:")
    sentences(she.say("ប្លុំ ៤"))
    read = json.dumps(at_desk(server, "Dara").case(number), ensure_ascii=False)
    for word in ("ប្លុំ ១", "ប្លុំ ២", "ប្លុំ ៤"):
        assert word in read


def test_what_cannot_be_taken_is_refused_with_a_reason(
    server: Server, telegram: Control, at_desk: SignIn, code: str
) -> None:
    """25 MB, a program, a broken picture, a sticker, an edited message, an unknown command, a stale button."""
    she = Worker(telegram, 103)
    she.begins(code)
    she.play(("danger:no", "issue:"), ("issue:pay", "story:"))
    she.say("គេមិនបើកប្រាក់ខែ", "story:done")
    assert "20 MB" in sentences(she.send("document", bytes(25 * 1024 * 1024)))[0]
    assert "20 MB" in sentences(she.send("video", bytes(25 * 1024 * 1024), caption="ក្រោមវីដេអូ"))[0]
    program = b"MZ\x90\x00" + bytes(200)
    sentences(she.send("document", program, filename="run.exe"))
    assert "PDF" in sentences(she.send("document", program, filename="run.exe", caption="ក្រោមឯកសារ"))[0]
    sentences(she.send("photo", b"\xff\xd8\xff\xe0 broken"))
    for what, body in (("message", {"fields": {"sticker": STICKER}}), ("edit", {"text": "គេបើក"})):
        with she.answer() as news:
            she.phone.post(what, **body)
        sentences(news)
    sentences(she.say("/nosuchcommand"))
    sentences(she.tap("danger:no"))
    she.tap("story:done", "who:")
    she.chooses("C.CAWDU")
    number = she.files()
    story = at_desk(server, "Dara").case(number)["story"]
    kept = ["គេមិនបើកប្រាក់ខែ", "ក្រោមវីដេអូ", "ក្រោមឯកសារ"]
    assert [(item["kind"], item["text"]) for item in story] == [("text", words) for words in kept]


def test_an_unknown_and_a_revoked_code_still_let_her_speak(server: Server, telegram: Control) -> None:
    """The page names the true address; the bot says so and goes on without a factory."""
    revoked = server.site_code("Sabrina")
    server.command("qr", "revoke", revoked)
    for user, code, status in ((104, "nosuchcode", 404), (105, revoked, 410)):
        page = httpx2.get(f"{server.base_url}/q/{code}")
        assert page.status_code == status
        assert server.base_url in page.text
        she = Worker(telegram, user)
        told = sentences(she.say(f"/start {code}_kmo", "danger:"))
        assert "កូដ" in told[0]
        she.play(("danger:no", "issue:"))
        assert she.button("issue:factory")


FACTS = {
    "dismissal_day": (["៣១/១២/២០៣០", "31/02/2024", "ស្អែកម្សិល"], "ថ្ងៃទី៤ ខែ១០ ឆ្នាំ២០២៤", ["2024-10-04"]),
    "working_since": (["13/2024"], "03/2019", ["2019-03"]),
    "received_amount": (["ច្រើនណាស់", "១០០០០០០០០០០០០០០"], "៣០ម៉ឺន", ["KHR", "300000"]),
}


def test_dates_and_amounts_in_khmer_and_latin_digits(
    server: Server, telegram: Control, at_desk: SignIn, code: str
) -> None:
    """A future date is asked back, a Buddhist year with the year it means; ម៉ឺន and សែន are multiplied."""
    she, desk = Worker(telegram, 106), at_desk(server, "Dara")
    she.tells(code, "dismissal", "គេឲ្យខ្ញុំឈប់")
    number = she.files()
    she.tap("receipt:have", "q_dismissal_day:")
    answered(she, "dismissal_day")
    skipped_to(she, "working_since")
    assert "2019" in " ".join(sentences(she.say("មីនា ព.ស. ២៥៦២", "q_working_since:2019-03")))
    answered(she, "working_since")
    skipped_to(she, "received")
    she.tap("q_received:more", "q_received_amount:")
    answered(she, "received_amount")
    assert facts(desk, number) == {question: values for question, (_, _, values) in FACTS.items()} | {
        "received": ["more"]
    }
    she.tap(she.button("q_dismissal_wanted:back"), "q_received_amount:")
    she.say("2\u200bសែន5ម៉ឺន", "q_dismissal_wanted:")
    assert facts(desk, number)["received_amount"] == ["KHR", "250000"]


def answered(she: Worker, question: str) -> None:
    """What cannot be read is asked back on the same screen; then the right answer is taken."""
    wrong, right, _ = FACTS[question]
    for text in wrong:
        sentences(she.say(text, f"q_{question}:"))
    she.say(right, "q_")


def skipped_to(she: Worker, question: str) -> None:
    while (step := she.button("q_").partition(":")[0]) != f"q_{question}":
        she.tap(f"{step}:skip")


def facts(desk: AtDesk, number: str) -> dict[str, Any]:
    return {item["question"]: item["values"] for item in desk.case(number)["story"] if item["question"]}


def test_a_story_of_ten_thousand_characters_with_zero_width_spaces_is_whole(
    server: Server, telegram: Control, at_desk: SignIn, code: str
) -> None:
    """Three messages; what cannot be seen goes, every letter stays, and what she reads back fits into messages."""
    she = Worker(telegram, 107)
    whole = [("ខ្ញុំ\u200bធ្វើការ " * 400)[:size] for size in (4000, 4000, 2000)]
    she.tells(code, "pay", *whole)
    number = she.files()
    desk = at_desk(server, "Dara")
    read = told_words(desk, number)
    assert read == [text.replace("\u200b", "").strip() for text in whole]
    desk.does(number, "activate")
    with she.answer("consent:"):
        desk.does(number, "propose-referral", party_id=desk.party("molvt"), parts=["what_happened"])
    she.tap("consent:", "consent_see:")
    previews = [str(message["text"]) for message in she.tap("consent_see:", "consent:")]
    letters = re.sub(r"\s", "", "".join(read))
    shown = re.sub(r"\s", "", "".join(text.split("\n", 1)[-1] for text in previews))
    assert sum(letters.count(c) for c in "ធ") <= shown.count("ធ")


HIDDEN = {"token": "x", "form_key": "y", "language": "km"}


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/chat", HIDDEN | {"press": "send:go"}),
        ("/chat", HIDDEN | {"token": "ក" * 60, "text": "សួស្ដី"}),
        ("/chat", HIDDEN | {"token": "../../etc", "switch_language": "fr"}),
        ("/chat", {"site_code": "'; --", "language": "xx", "shared": "?"}),
        ("/receipt", {"receipt": "ស្អីក៏បាន", "language": "km"}),
        ("/receipt", {"receipt": "", "language": "km"}),
        ("/receipt", {"receipt": "012 345 678 012 345 678", "language": "km"}),
        ("/receipt", HIDDEN | {"act": "show"}),
        ("/receipt", HIDDEN | {"act": "no_such_act"}),
        ("/receipt", HIDDEN | {"act": "consent_yes", "consent": "no-such", "part": "what_happened"}),
    ],
)
def test_forms_that_no_page_ever_made_get_a_page_in_khmer(server: Server, path: str, fields: dict[str, str]) -> None:
    """Old tokens, made-up acts, mistyped digits: never a stack trace, never a bare code."""
    answer = httpx2.post(server.base_url + path, data=fields)
    assert answer.status_code < 500
    words = Reader(answer.text).words
    assert any(is_khmer(word) for word in words)
    assert "error." not in answer.text and "Traceback" not in answer.text


def test_files_that_the_browser_chat_cannot_take_lose_neither_words_nor_the_other_file(
    server: Server, at_desk: SignIn
) -> None:
    """25 MB and a program beside her words and a photo: two refusals, and the rest is in the case."""
    page = Browser(server.base_url)
    page.open(f"/q/{server.site_code()}", phone="mine", lang="km")
    page.send(next(form for form in page.page.forms if form.action == "/chat"))
    page.press("press", "danger:no").press("press", "issue:pay")
    large = ("long.mp4", bytes(25 * 1024 * 1024), "video/mp4")
    program = ("run.exe", b"MZ\x90\x00" + bytes(200), "application/octet-stream")
    page.send(page.form("text"), text="ពាក្យមុន", files=[large])
    assert "20 MB" in page.text
    photo = ("letter.jpg", photo_with_gps(), "image/jpeg")
    page.send(page.form("text"), text="ពាក្យក្រោយ", files=[program, photo, large])
    assert "20 MB" in page.text and "PDF" in page.text
    page.press("press", "story:done").press(*page.labelled("C.CAWDU")).press("press", "send:go")
    number = re.sub(r"\D", "", re.findall(r"លេខរឿងរបស់បង៖ *([\d -]+)", page.text)[0])
    story = at_desk(server, "Dara").case(number)["story"]
    assert [(item["kind"], item["text"]) for item in story] == [("text", "ពាក្យមុន"), ("photo", "ពាក្យក្រោយ")]
    page.client.close()


def test_the_bot_api_was_used_as_its_documentation_says(server: Server, telegram: Control) -> None:
    """After all the bad input of this module: no violation, and nothing said in the log."""
    she = Worker(telegram, 108)
    she.say("/start")
    assert telegram.violations() == []
    server.kept_quiet("ប្លុំ", "គេ")
