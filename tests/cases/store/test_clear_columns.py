"""No column stands in clear without a reason."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import SQLModel

from cases.store import tables
from cases.store.clear import CLEAR

assert tables.__name__  # imported so that the metadata knows every table


def _is_sealed(column: sa.Column[object]) -> bool:
    return column.name.startswith("sealed") and column.type.python_type is bytes


def test_every_column_is_either_sealed_or_listed_with_its_reason() -> None:
    """A new column must say why it may be read by whoever steals the database."""
    unexplained = {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if not _is_sealed(column) and column.name not in CLEAR.get(table.name, {})
    }
    assert unexplained == set()


def test_nothing_is_listed_that_does_not_exist_or_is_sealed() -> None:
    """A list that says too much would hide what is missing."""
    there = {
        f"{table.name}.{column.name}": column for table in SQLModel.metadata.sorted_tables for column in table.columns
    }
    listed = {f"{table}.{column}" for table, columns in CLEAR.items() for column in columns}
    assert listed - there.keys() == set()
    assert {name for name in listed if _is_sealed(there[name])} == set()


def test_every_reason_is_said_in_words() -> None:
    """Not a blank, not a mark."""
    assert not [
        f"{table}.{column}"
        for table, columns in CLEAR.items()
        for column, reason in columns.items()
        if len(reason.split()) < 3
    ]


def test_bytes_in_clear_are_key_material_or_digests() -> None:
    """Bytes that are not named `sealed...` could hide a story: these are all of them."""
    found = {
        column.name
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if column.type.python_type is bytes and not _is_sealed(column)
    }
    assert found == {
        *("box_public", "sign_public", "public_key", "receipt_public"),
        *("signature", "signed_by_last"),
        *("passphrase_salt", "recovery_salt", "passphrase_auth", "recovery_auth"),
        *("digest", "head", "root", "manifest", "keys_check"),
        "receipt_wrapped",
    }
