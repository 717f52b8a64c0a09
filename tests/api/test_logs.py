"""What goes wrong is logged by its class and its place; what somebody said is not."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.logs import PlaceOnly
from cases.store.engine import open_engines

CANARY = "canary words of a worker"


def test_an_exception_is_logged_without_its_text() -> None:
    """Class, file and line tell an operator enough."""
    try:
        raise ValueError(CANARY)
    except ValueError as problem:
        record = logging.LogRecord("uvicorn.error", logging.ERROR, __file__, 1, "failed", (), None)
        record.exc_info = (type(problem), problem, problem.__traceback__)
    line = PlaceOnly("%(message)s").format(record)
    assert CANARY not in line
    assert "ValueError at" in line and "test_logs.py" in line


async def test_a_database_error_does_not_carry_the_parameters(tmp_path: Path) -> None:
    """Whoever prints it prints no words and no ids."""
    engines = open_engines(f"sqlite:///{tmp_path}/empty.db")
    async with engines.reader.connect() as connection:
        with pytest.raises(sa.exc.OperationalError) as refused:
            await connection.execute(sa.text("select :words from nowhere"), {"words": CANARY})
    await engines.dispose()
    assert CANARY not in str(refused.value)
