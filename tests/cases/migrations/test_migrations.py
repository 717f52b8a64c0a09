"""The migrations lead to the tables, on both databases, and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

from cases.store import engine, tables

assert tables.__name__  # imported so that the metadata knows every table


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        yield request.getfixturevalue("empty_postgres_url")


def _schema(url: str) -> dict[str, Any]:
    """Tables, columns, keys and indexes as the database itself tells them."""
    database = sa.create_engine(engine.sync_address(url))
    with database.connect() as connection:
        seen = sa.inspect(connection)
        found = {
            name: {
                "columns": [(c["name"], str(c["type"]), c["nullable"]) for c in seen.get_columns(name)],
                "key": seen.get_pk_constraint(name),
                "foreign": sorted(map(str, seen.get_foreign_keys(name))),
                "unique": sorted(map(str, seen.get_unique_constraints(name))),
                "indexes": sorted(_plain(index) for index in seen.get_indexes(name)),
            }
            for name in seen.get_table_names()
            if name != "alembic_version"
        }
    database.dispose()
    return found


def _plain(index: Any) -> str:
    """An index in words; its condition is an object that prints differently each time."""
    options = {name: str(value) for name, value in index.pop("dialect_options", {}).items()}
    return f"{index} {options}"


def test_there_is_one_head() -> None:
    """Two would mean that two people wrote a next step."""
    assert len(ScriptDirectory.from_config(engine.alembic_config("sqlite://")).get_heads()) == 1


def test_up_from_empty_gives_exactly_the_tables(empty_url: str) -> None:
    """No column, index or key is missing, and none is left over."""
    assert engine.revisions(empty_url)[0] is None
    engine.migrate(empty_url)
    current, newest = engine.revisions(empty_url)
    assert current == newest is not None
    database = sa.create_engine(engine.sync_address(empty_url))
    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    database.dispose()
    assert set(_schema(empty_url)) == set(SQLModel.metadata.tables)


def test_down_leaves_nothing_and_up_again_the_same(empty_url: str) -> None:
    """What a migration makes it also takes away."""
    engine.migrate(empty_url)
    before = _schema(empty_url)
    command.downgrade(engine.alembic_config(empty_url), "base")
    assert _schema(empty_url) == {}
    engine.migrate(empty_url)
    assert _schema(empty_url) == before


def test_migrating_twice_changes_nothing(empty_url: str) -> None:
    """`serve` migrates at each start."""
    engine.migrate(empty_url)
    before = _schema(empty_url)
    engine.migrate(empty_url)
    assert _schema(empty_url) == before
