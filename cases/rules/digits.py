"""Digits as people type them: Khmer or Latin, in any grouping."""

from __future__ import annotations

KHMER_DIGITS = "០១២៣៤៥៦៧៨៩"
LATIN_OF_KHMER = str.maketrans(KHMER_DIGITS, "0123456789")


def latin(text: str) -> str:
    """Khmer digits replaced by Latin ones."""
    return text.translate(LATIN_OF_KHMER)


def only_digits(text: str) -> str:
    """The ASCII digits of a text, Khmer ones translated, everything else dropped."""
    return "".join(c for c in latin(text) if c in "0123456789")


def two_numbers(receipt: str) -> tuple[str, str]:
    """A receipt's 16 digits as two numbers that look like phones: `("0dd ddd ddd", "0dd ddd ddd")`."""
    first, second = (f"0{half[:2]} {half[2:5]} {half[5:]}" for half in (receipt[:8], receipt[8:]))
    return first, second
