"""Runs migrations, for the program and for Alembic's own command line."""

from __future__ import annotations

import os

import sqlalchemy as sa
from alembic import context
from sqlmodel import SQLModel

import cases.store.tables

TABLES = cases.store.tables  # imported so that the metadata knows them


def run() -> None:
    """Migrate through the connection given, or to the address in the configuration or the environment."""
    given = context.config.attributes.get("connection")
    if given is not None:
        _through(given)
        return
    url = context.config.attributes.get("url") or os.environ["SAMLENG_DATABASE_URL"]
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        _through(connection)
    engine.dispose()


def _through(connection: sa.Connection) -> None:
    context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


run()
