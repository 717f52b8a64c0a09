"""Files: whole or not at all, of their own id, their size told to 64 KiB only."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.store.evidence_files import EvidenceFiles
from cases.vault.files import PIECE, open_file, seal_file
from cases.vault.hashing import new_key
from cases.vault.sealing import DoesNotOpen

ID = "e" * 32
SIZES = (0, 1, PIECE - 9, PIECE - 8, PIECE - 7, PIECE, 3 * PIECE - 8, 3 * PIECE + 5)
HEADER, OVERHEAD = 25, 17


@pytest.mark.parametrize("size", SIZES)
def test_a_file_comes_back_as_it_was(size: int) -> None:
    """At and around the edges of pieces."""
    content = bytes(n % 251 for n in range(size))
    key, sealed = seal_file(content, ID)
    assert open_file(key, ID, sealed) == content
    pieces = (size + 8 + PIECE - 1) // PIECE
    assert len(sealed) == HEADER + pieces * (PIECE + OVERHEAD)


def test_a_file_that_was_cut_changed_lengthened_or_reordered_does_not_open() -> None:
    """Neither at the edge of a piece nor inside one."""
    key, sealed = seal_file(bytes(3 * PIECE), ID)
    piece = PIECE + OVERHEAD
    first, rest = sealed[: HEADER + piece], sealed[HEADER + piece :]
    damaged = {
        "nothing": b"",
        "header only": sealed[:HEADER],
        "half a header": sealed[:10],
        "last piece gone": sealed[:-piece],
        "last byte gone": sealed[:-1],
        "a piece doubled": first + first[HEADER:] + rest,
        "two pieces swapped": first + rest[piece : 2 * piece] + rest[:piece] + rest[2 * piece :],
        "a byte more": sealed + b"\0",
        "a piece more": sealed + sealed[-piece:],
    }
    for place in (0, 1, 24, HEADER, HEADER + 1, len(sealed) // 2, len(sealed) - 1):
        damaged[f"byte {place}"] = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
    for what, blob in damaged.items():
        with pytest.raises(DoesNotOpen):
            assert open_file(key, ID, blob) is None, what


def test_a_file_does_not_open_under_another_id_or_key() -> None:
    """Two files cannot be exchanged for each other."""
    key, sealed = seal_file(b"photo", ID)
    for other_key, other_id in ((key, "f" * 32), (new_key(), ID), (b"short", ID)):
        with pytest.raises(DoesNotOpen):
            open_file(other_key, other_id, sealed)


def test_a_stored_file_is_found_again_and_leaves_no_draft_behind(tmp_path: Path) -> None:
    """On disk there is the sealed file under its random name, and nothing else."""
    files = EvidenceFiles(tmp_path)
    key, size = files.store(ID, b"a photo of the hall")
    assert files.open(ID, key) == b"a photo of the hall"
    (only,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert (only.name, only.stat().st_size) == (ID, size)
    assert b"photo" not in only.read_bytes()
    files.delete(ID)
    files.delete(ID)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
