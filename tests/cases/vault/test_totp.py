"""The second step: codes as every authenticator app counts them, sealed to their owner alone."""

from __future__ import annotations

import base64

import pytest

from cases.vault import staff_keys, totp
from cases.vault.sealing import DoesNotOpen

RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
# RFC 6238, appendix B, SHA-1: Unix time and the last six of eight digits.
RFC_CODES = ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130"))


@pytest.mark.parametrize(("moment", "code"), RFC_CODES)
def test_codes_are_those_of_the_standard(moment: int, code: str) -> None:
    """The test vectors of RFC 6238."""
    assert totp.step_of(RFC_SECRET, code, moment) == totp.step_at(moment)


def test_the_neighbours_of_the_present_step_count_and_no_others() -> None:
    """Phones' clocks differ by some seconds."""
    moment = 1_730_685_600.0
    present = totp.step_at(moment)
    taken = [totp.step_of(RFC_SECRET, totp.code_at(RFC_SECRET, present + by), moment) for by in (-2, -1, 0, 1, 2)]
    assert taken == [None, present - 1, present, present + 1, None]


def test_a_code_is_read_with_spaces_and_in_khmer_digits() -> None:
    """Apps show a gap in the middle, and some phones write Khmer digits."""
    assert totp.step_of(RFC_SECRET, " 287 082", 59) == 1
    assert totp.step_of(RFC_SECRET, "២៨៧០៨២", 59) == 1
    assert totp.step_of(RFC_SECRET, "", 59) is None
    assert totp.step_of(RFC_SECRET, "²87082", 59) is None


def test_without_a_secret_no_code_fits() -> None:
    """Not even the decoy's own."""
    decoy = totp.code_at("A" * 32, 1)
    assert totp.step_of(None, decoy, 59) is None


def test_only_the_owner_reads_her_secret_and_only_in_its_place() -> None:
    """Sealed to her key, bound to her row; a proposal is hers alone as well."""
    public, private = staff_keys.new_staff_key()
    _, stranger = staff_keys.new_staff_key()
    secret = totp.new_secret()
    sealed = totp.seal_secret(public, "her", secret)
    assert totp.open_secret(private, "her", sealed) == secret and secret.encode() not in sealed
    for key, row in ((stranger, "her"), (private, "other")):
        with pytest.raises(DoesNotOpen):
            totp.open_secret(key, row, sealed)
    proposal = totp.seal_proposal(private, "her", secret)
    assert totp.open_proposal(private, "her", proposal) == secret
    assert totp.open_proposal(stranger, "her", proposal) is None
    assert totp.open_proposal(private, "other", proposal) is None
    assert totp.open_proposal(private, "her", "not hex") is None


def test_the_secret_is_typed_in_groups_of_four_and_scanned_with_a_name() -> None:
    """What an app needs, by hand or by camera."""
    secret = totp.new_secret()
    assert len(secret) == 32 and totp.grouped(secret).replace(" ", "") == secret
    assert max(map(len, totp.grouped(secret).split())) == 4
    assert totp.address_for(secret, "Dara") == f"otpauth://totp/Samleng:Dara?secret={secret}&issuer=Samleng"
