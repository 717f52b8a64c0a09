"""The second step: six digits that a phone counts out of a shared secret and the time, RFC 6238 by pyotp.

A secret is kept sealed to its owner's own key, so it can be read only once her passphrase has opened that key.
"""

from __future__ import annotations

import hmac

import pyotp

from cases.vault.hashing import subkey
from cases.vault.sealing import DoesNotOpen, Where, open_post, open_under, post, seal_under

STEP_SECONDS = 30
AROUND = 1  # steps before and after the present one whose code is taken: phones' clocks differ
ISSUER = "Samleng"
GROUP = 4
_DECOY = "A" * 32  # checked where there is nothing to check, so that the work is the same


def new_secret() -> str:
    """160 random bits in Base32, as authenticator apps take them."""
    return pyotp.random_base32(32)


def grouped(secret: str) -> str:
    """A secret in groups of four, for typing."""
    return " ".join(secret[i : i + GROUP] for i in range(0, len(secret), GROUP))


def address_for(secret: str, account: str) -> str:
    """What the square says to an authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=ISSUER)


def step_at(moment: float) -> int:
    """The number of the step that a Unix time falls into."""
    return int(moment) // STEP_SECONDS


def code_at(secret: str, step: int) -> str:
    """The six digits of one step."""
    return pyotp.TOTP(secret).generate_otp(step)


def step_of(secret: str | None, typed: str, moment: float) -> int | None:
    """The step whose code was typed, of the present one and its neighbours; None when it is none of them.

    Without a secret the same work is done, and the answer is None.
    """
    digits = "".join(sign for sign in typed if sign.isdecimal())
    digits = "".join(str(int(sign)) for sign in digits)  # Khmer digits count as well
    present = step_at(moment)
    found = None
    for step in range(present - AROUND, present + AROUND + 1):
        if hmac.compare_digest(code_at(secret or _DECOY, step), digits):
            found = step
    return found if secret else None


def totp_where(staff_id: str) -> Where:
    """Where the secret of a second step stands."""
    return Where("staff", "sealed_totp", staff_id)


def seal_secret(public: bytes, staff_id: str, secret: str) -> bytes:
    """A secret sealed to its owner's own key."""
    return post(public, totp_where(staff_id), secret.encode())


def open_secret(private: bytes, staff_id: str, sealed: bytes) -> str:
    """The secret of `seal_secret`. Raises DoesNotOpen."""
    return open_post(private, totp_where(staff_id), sealed).decode()


def seal_proposal(private: bytes, staff_id: str, secret: str) -> str:
    """A secret that is not proved yet, for a form's hidden field: only its owner can make or read it."""
    return seal_under(subkey(private, "second step proposal"), _proposal_where(staff_id), secret.encode()).hex()


def open_proposal(private: bytes, staff_id: str, sealed: str) -> str | None:
    """The secret of `seal_proposal`, or None where it is not one of hers."""
    try:
        blob = bytes.fromhex(sealed)
        return open_under(subkey(private, "second step proposal"), _proposal_where(staff_id), blob).decode()
    except (DoesNotOpen, ValueError):
        return None


def _proposal_where(staff_id: str) -> Where:
    return Where("form", "second step", staff_id)
