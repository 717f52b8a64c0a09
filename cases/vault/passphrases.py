"""How hard a passphrase is to guess: measured by zxcvbn, without rules about which signs must be in it.

Words that a stranger would try first are told to it: her alias, her organisation's name, our own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from zxcvbn import zxcvbn

from cases.rules.errors import BadInput

SHORTEST = 12
FEWEST_GUESSES = 10**10  # with Argon2id as we run it: decades of one machine, offline with a stolen database
MEASURED = 72  # signs; what stands beyond them only makes it stronger
OUR_OWN = ("samleng", "សំឡេង")
# What zxcvbn has no list for: what Cambodians would try first.
KHMER_FIRST = (
    "ពាក្យសម្ងាត់",
    "លេខសម្ងាត់",
    "ខ្ញុំស្រលាញ់អ្នក",
    "ស្រលាញ់",
    "កម្ពុជា",
    "ខ្មែរ",
    "ភ្នំពេញ",
    "សហជីព",
    "សួស្តី",
    "អរគុណ",
    "រោងចក្រ",
    "កាត់ដេរ",
)
# Some six thousand words make up nearly all that is written, of about three consonants each: eighteen guesses for one.
GUESSES_A_CONSONANT = 18
CONSONANTS = range(ord("ក"), ord("អ") + 1)


def refuse_weak(passphrase: str, about_her: Iterable[str] = ()) -> None:
    """Refuse a passphrase that is guessed too soon. Takes some milliseconds: not for inside a transaction.

    Args:
        about_her: alias and names of the organisation, as they are shown.

    Raises:
        BadInput: `passphrase_short` or `passphrase_weak`.
    """
    if len(passphrase) < SHORTEST:
        raise BadInput("passphrase_short", field="passphrase", least=SHORTEST)
    if guesses(passphrase, about_her) < FEWEST_GUESSES:
        raise BadInput("passphrase_weak", field="passphrase")


def guesses(passphrase: str, about_her: Iterable[str] = ()) -> int:
    """About how many guesses a patient stranger needs who knows `about_her`."""
    known = {word for name in (*OUR_OWN, *KHMER_FIRST, *about_her) for word in (name, *name.split()) if len(word) > 1}
    measured = int(zxcvbn(passphrase[:MEASURED], user_inputs=sorted(known))["guesses"])
    consonants = sum(ord(sign) in CONSONANTS for sign in passphrase[:MEASURED])
    if not consonants:
        return measured
    others = len(re.sub(r"[\u1780-\u17ff\s\u200b]", "", passphrase[:MEASURED]))
    as_words: int = GUESSES_A_CONSONANT**consonants * 10**others
    return min(measured, as_words)
