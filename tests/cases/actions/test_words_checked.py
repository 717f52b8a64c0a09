"""What counts as words."""

from __future__ import annotations

import pytest

from cases.actions.telling import checked
from cases.rules.errors import BadInput


@pytest.mark.parametrize("text", ["", " \n", "\u200b\u200d", "\ufeff \u2060", "\u3164\u2800", "\u00ad\u200e"])
def test_what_nobody_would_see_is_empty(text: str) -> None:
    """Zero-width signs reach the officer as an empty page."""
    with pytest.raises(BadInput) as refused:
        checked(text)
    assert refused.value.code == "empty"


def test_zero_width_signs_between_words_stay() -> None:
    """Khmer breaks its lines with them."""
    assert checked(" ក្ដៅ\u200bណាស់ ") == "ក្ដៅ\u200bណាស់"
