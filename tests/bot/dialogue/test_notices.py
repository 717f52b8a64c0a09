"""Every notice in both languages."""

from __future__ import annotations

import pytest

from bot.dialogue.model import Param
from bot.dialogue.notices import NOTICES, notice
from tests.support.dialogue_world import drawn

WORDS = "យើងបានអានរឿងរបស់បងហើយ។ " * 300
PARAMS: dict[str, Param] = {
    "time": "08:30",
    "celsius": "36.5",
    "papers": "ប័ណ្ណ",
    "call": "ដារ៉ា 012 345 678",
    "party": {"en": "BFC (ILO)", "km": ""},
    "text": WORDS,
    "reason": {"label": "closing_reason.out_of_scope"},
    "note": "សូមអរគុណ",
    "date": {"date": "2024-11-04"},
    "place": "ភ្នំពេញ",
    "kind": {"label": "remedy_kind.compensation"},
    "count": 3,
    "consent_id": "a" * 32,
    "remedy_id": "b" * 32,
    "handover_id": "c" * 32,
    "request_id": "d" * 32,
    "word_id": "e" * 32,
    "rule": "objection",
    "latest": {"date": "2024-11-08"},
    "unsure": "contradicted",
    "said": {"label": "trouble.threatened"},
    "low": {"money": ["USD", "845.00"]},
    "high": {"money": ["USD", "12850.50"]},
    "lead": {"en": "C.CAWDU", "km": ""},
    "issue": {"label": "critical_issue.21"},
    "finding": {"label": "finding_result.not_confirmed"},
    "hers": True,
    "duty": True,
    "takes": "waiver resignation complaint_withdrawn",
    "answer": {"label": "told.yes"},
    "workers": 30,
}


@pytest.mark.parametrize("key", list(NOTICES))
def test_a_notice_fits_and_reads_in_both_languages(key: str) -> None:
    """Long words are cut at spaces into messages that Telegram takes, and none of them is lost."""
    prompts = notice(key, PARAMS)
    for prompt in prompts:
        drawn(prompt)
    if key == "message":
        told = "".join(str(prompt.params["text"]) for prompt in prompts)
        assert told.replace(" ", "") == WORDS.replace(" ", "")


def test_what_is_optional_may_be_left_out() -> None:
    """A closing without a note, a meeting without a place."""
    assert len(notice("case_closed", {"reason": "x", "note": ""})) == 1
    assert notice("meeting_next", {"party": "x", "date": "y"})[0].key == "dialogue.notice.meeting_next"


def test_a_waiting_notice_carries_no_content() -> None:
    """Only that there is something, and the way to it."""
    (prompt,) = notice("waiting", {})
    assert prompt.params == {}
    assert prompt.buttons[0][0].data == "home:status"


def test_what_announces_a_notice_says_how_many_and_nothing_else() -> None:
    """The same words whatever waits, and one button that opens it."""
    (prompt,) = notice("update", {"count": 2})
    khmer, english = drawn(prompt)
    assert (khmer.text, english.text) == ("ព័ត៌មានថ្មី៖ 2", "New updates: 2")
    assert [button.data for row in prompt.buttons for button in row] == ["open:"]


def test_an_unknown_notice_is_a_loud_error() -> None:
    """Never a message without words."""
    with pytest.raises(KeyError):
        notice("nonsense", {})
