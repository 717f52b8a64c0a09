"""The power fails between any two steps, and at any moment of filing: she goes on where she was, with one case."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable

import pytest

from tests.journeys.conftest import SignIn
from tests.journeys.media import photo_with_gps, voice_note
from tests.journeys.people import Worker
from tests.journeys.server import Server
from tests.support.phone import Control

pytestmark = pytest.mark.chaos
STORY = "គេឲ្យខ្ញុំឈប់"


def test_a_kill_after_every_single_step_of_a_whole_conversation(
    own_server: Server, bot_api: Control, at_desk: SignIn
) -> None:
    """Code, danger, issue, words, voice, photo, who, Send, receipt, a question: the power fails after each."""
    server, she = own_server, Worker(bot_api, 208)
    code = server.site_code()
    steps: list[Callable[[], object]] = [
        lambda: she.begins(code),
        lambda: she.tap("danger:no", "issue:"),
        lambda: she.tap("issue:pay", "story:"),
        lambda: she.say(STORY, "story:done"),
        lambda: she.send("voice", voice_note(), "story:done"),
        lambda: she.send("photo", photo_with_gps(), "story:done"),
        lambda: she.tap("story:done", "who:"),
        lambda: she.chooses("C.CAWDU"),
        lambda: she.tap("send:go", "receipt:"),
        lambda: she.tap("receipt:have", "q_pay_what:"),
        lambda: she.tap("q_pay_what:late"),
        lambda: she.tap("q_pay_what:done", "q_pay_since:"),
    ]
    for step in steps:
        step()
        server.kill9()
        server.start()
    number, desk = she.case_number(), at_desk(server, "Dara")
    story = desk.case(number)["story"]
    assert [item["kind"] for item in story if not item["question"]] == ["text", "voice", "photo"]
    assert [item["values"] for item in story if item["question"]] == [["late"]]
    for item in story[1:3]:
        assert desk.client.get(f"/cases/{number}/files/{item['file_id']}").status_code == 200
    kept, question, *others = [count for _, count in Counter(she.texts()).most_common()]
    # What a step said may come once more after a kill. Rightly said again: "kept" for each of three pieces, and a
    # question with its tick.
    assert kept <= 2 * 3 and question <= 2 * 2 and max(others) <= 2
    assert bot_api.violations() == []
    server.kept_quiet(STORY)


@pytest.mark.parametrize("after", [0.0, 0.03, 0.1, 0.3])
def test_a_kill_at_any_moment_of_filing_leaves_one_whole_case(
    own_server: Server, bot_api: Control, at_desk: SignIn, after: float
) -> None:
    """Send, and the power fails so many seconds later: before the fetch, in the transaction, or while answering."""
    server, she = own_server, Worker(bot_api, 209)
    she.begins(server.site_code())
    she.play(("danger:no", "issue:"), ("issue:pay", "story:"))
    she.send("voice", voice_note(), "story:done")
    she.tap("story:done", "who:")
    she.chooses("C.CAWDU")
    she.phone.post("press", data="send:go")
    time.sleep(after)
    server.kill9()
    server.start()
    she.button("receipt:have")
    desk = at_desk(server, "Dara")
    (line,) = desk.cases()
    assert line["number"] == she.case_number()
    (voice,) = desk.case(line["number"])["story"]
    assert desk.client.get(f"/cases/{line['number']}/files/{voice['file_id']}").status_code == 200
