"""A posted form becomes the very model that JSON fills."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from starlette.datastructures import FormData

from api.forms import body_from_form
from api.verbs import VERBS
from cases.rules.errors import BadInput

FORM_ONLY = [("form_key", "abc"), ("language", "km")]


def read(verb: str, *fields: tuple[str, str]) -> dict[str, Any]:
    """The body of a form with these fields, as plain values; what was left out is not there."""
    return body_from_form(VERBS[verb], FormData([*FORM_ONLY, *fields])).model_dump(exclude_unset=True, mode="json")


def test_khmer_digits_are_read_in_counts_amounts_and_days() -> None:
    """As an officer may type them, with thousands commas."""
    found = read(
        "propose-remedy",
        ("seen", "១២"),
        ("kind", "compensation"),
        ("women", "៣"),
        ("amount", "៦,០០០.០០"),
        ("currency", "USD"),
        ("due_on", "២០២៤-១១-៣០"),
    )
    assert found == {
        "seen": 12,
        "kind": "compensation",
        "women": 3,
        "amount": "6000.00",
        "currency": "USD",
        "due_on": "2024-11-30",
    }


def test_an_empty_field_is_one_that_was_left_out() -> None:
    """So a remedy that was delivered as agreed needs no numbers; a currency alone is no amount."""
    found = read(
        "deliver-remedy",
        ("seen", "3"),
        ("remedy_id", "r"),
        ("delivered_on", "2024-11-04"),
        ("women", ""),
        ("amount", " "),
        ("whole", "no"),
    )
    assert found == {"seen": 3, "remedy_id": "r", "delivered_on": "2024-11-04", "whole": False}


def test_ticked_boxes_of_one_name_become_a_list() -> None:
    """The parts to share."""
    found = read("propose-referral", ("seen", "1"), ("party_id", "p"), ("parts", "identity"), ("parts", "contact"))
    assert found["parts"] == ["identity", "contact"]


@pytest.mark.parametrize(
    ("verb", "fields", "field", "code"),
    [
        ("write", {}, "text", "missing"),
        ("close", {"seen": "x", "reason": "spam"}, "seen", "whole_number"),
        ("close", {"seen": "1", "reason": "why"}, "reason", "unknown_word"),
        ("agree-remedy", {"seen": "1", "remedy_id": "r", "agreed_on": "4 Nov"}, "agreed_on", "date_iso"),
        ("propose-remedy", {"seen": "1", "kind": "compensation", "amount": "lots"}, "amount", "amount"),
        ("propose-remedy", {"seen": "1", "kind": "compensation", "amount": "-5"}, "amount", "amount"),
        ("propose-remedy", {"seen": "1", "kind": "reinstatement", "women": "1.5"}, "women", "whole_number"),
        ("deliver-remedy", {"seen": "1", "remedy_id": "r", "delivered_on": "2024-11-31"}, "delivered_on", "date_iso"),
        ("keep-hearing", {"seen": "1", "on": "0001-01-01", "time": "08:30", "place": "there"}, "on", "date_iso"),
        ("keep-hearing", {"seen": "1", "on": "2567-11-04", "time": "08:30", "place": "there"}, "on", "date_iso"),
    ],
)
def test_a_field_that_cannot_be_taken_is_named(verb: str, fields: dict[str, str], field: str, code: str) -> None:
    """The form can then show the sentence beside it."""
    with pytest.raises(BadInput) as refused:
        read(verb, *fields.items())
    assert (refused.value.field, refused.value.code) == (field, code)


def test_days_arrive_as_days() -> None:
    """Not as text."""
    body = body_from_form(VERBS["hold-referral"], {"seen": "1", "until": "2024-11-30"})
    assert body.until == dt.date(2024, 11, 30)  # type: ignore[attr-defined]
