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
    assert decode("") == decode("a b") == decode("x_fr") == StartLink()


@given(
    st.text("abcXYZ019-", max_size=40),
    st.sampled_from([None, *Language]),
    st.sampled_from([None, True, False]),
)
def test_what_is_encoded_is_decoded(code: str, language: Language | None, shared: bool | None) -> None:
    """For every link that a page can make."""
    link = StartLink(code, language, shared)
    assert decode(encode(link)) == link
