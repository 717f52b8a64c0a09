"""What follows /start."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.start import StartLink, decode, encode
from cases.rules.vocabulary import Language


def test_the_parts_of_a_link_are_each_optional() -> None:
    """A code, a language, a shared flag, in any mix."""
    assert decode("abc123_kms") == StartLink("abc123", Language.KHMER, True)
    assert decode("abc123_eno") == StartLink("abc123", Language.ENGLISH, False)
    assert decode("ab-c_km") == StartLink("ab-c", Language.KHMER, None)
    assert decode("abc123") == StartLink("abc123", None, None)
    assert decode("_o") == StartLink("", None, False)
    assert decode("") == decode("a b") == decode("_fr") == StartLink()


def test_what_cannot_be_read_behind_the_code_is_left_out() -> None:
    """The factory of a cut or mistyped link is not lost, and capital letters do no harm."""
    assert decode("abc123_km0") == decode("abc123_") == decode("ABC123_k_m") == StartLink("abc123")
    assert decode("ABC123_KMS") == StartLink("abc123", Language.KHMER, True)


@given(
    st.text("abcxyz019-", max_size=40),
    st.sampled_from([None, *Language]),
    st.sampled_from([None, True, False]),
)
def test_what_is_encoded_is_decoded(code: str, language: Language | None, shared: bool | None) -> None:
    """For every link that a page can make."""
    link = StartLink(code, language, shared)
    assert decode(encode(link)) == link
