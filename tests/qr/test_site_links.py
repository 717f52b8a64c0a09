"""What a code and a Telegram link carry, there and back."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.vocabulary import Language
from qr.site_links import (
    ALPHABET,
    MAX_PAYLOAD,
    Start,
    decode_start,
    new_site_code,
    page_address,
    short_address,
    telegram_address,
)

codes = st.text(ALPHABET, min_size=1, max_size=20)


def payload(link: str) -> str:
    return link.partition("?start=")[2]


def test_a_site_code_is_random_and_typed_without_doubt() -> None:
    """Ten characters, none that looks like another, no underscore, and no two alike."""
    made = {new_site_code() for _ in range(500)}
    assert len(made) == 500
    assert all(re.fullmatch(r"[2-9a-z]{10}", code) and not set(code) & set("01lo_") for code in made)


def test_addresses_are_the_documented_ones() -> None:
    """The page, its typed form and the door to Telegram."""
    assert page_address("https://samleng.org/", "k7m2x9p4hd") == "https://samleng.org/q/k7m2x9p4hd"
    assert short_address("https://samleng.org", "k7m2x9p4hd") == "samleng.org/q/k7m2x9p4hd"
    assert telegram_address("@a_bot", "k7m2", "km", True) == "https://t.me/a_bot?start=k7m2_kms"
    assert telegram_address("a_bot", "k7m2", "en", False) == "https://t.me/a_bot?start=k7m2_eno"
    assert telegram_address("a_bot", "k7m2") == "https://t.me/a_bot?start=k7m2"


@given(codes, st.sampled_from(["", "km", "en"]), st.sampled_from([None, True, False]))
def test_what_the_page_asked_comes_back(code: str, language: str, shared: bool | None) -> None:
    """Every link fits Telegram's alphabet and length and is read back as it was written."""
    carried = payload(telegram_address("a_bot", code, language, shared))
    assert re.fullmatch(rf"[A-Za-z0-9_-]{{1,{MAX_PAYLOAD}}}", carried)
    assert decode_start(carried) == Start(code, Language(language) if language else None, shared)


@given(st.text(max_size=100))
def test_nonsense_never_raises(text: str) -> None:
    """Anybody can type anything behind /start."""
    start = decode_start(text)
    assert re.fullmatch(r"[A-Za-z0-9-]*", start.site_code)


@pytest.mark.parametrize("text", ["", "_b_c", "x" * 65, "រឿង", "a b"])
def test_a_bad_payload_is_an_empty_start(text: str) -> None:
    """She simply starts without a code."""
    assert decode_start(text) == Start()


@pytest.mark.parametrize(("code", "language"), [("a" * 64, "km"), ("a b", ""), ("k7m2", "fr"), ("ក", "")])
def test_a_link_that_telegram_would_cut_is_refused(code: str, language: str) -> None:
    """Better an error at the desk than a wrong factory on her phone."""
    with pytest.raises(ValueError, match="does not fit"):
        telegram_address("a_bot", code, language)


@pytest.mark.parametrize("text", ["k7m2_km0", "k7m2_fro", "k7m2_", "K7M2", "k7m2_a_b"])
def test_a_code_is_read_though_what_follows_it_cannot_be(text: str) -> None:
    """Nor do capital letters lose the factory."""
    assert decode_start(text) == Start("k7m2")
