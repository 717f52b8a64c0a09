"""`samleng check` says when somebody seems to be trying receipt numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from api import installation
from api.settings import Settings
from cases.actions import receipts
from cases.rules.errors import NotThere
from cases.vault.receipts import new_digits


async def test_many_wrong_numbers_turn_the_line_red(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not OK after more than a hundred within the hour, with what to do; ok before."""
    settings = Settings(_env_file=None, database_url=sqlite_url, var=tmp_path / "var", keys=tmp_path / "keys")
    installation.make(settings)

    async def line() -> installation.Finding:
        return next(one for one in await installation.look_over(settings, None) if one.what == "receipts")

    assert (await line()).ok
    monkeypatch.setattr("cases.vault.receipts.find", lambda *_: ("0" * 64, bytes(32)))
    store = installation.open_store(settings)
    for n in range(receipts.MANY_WRONG.tries):
        with pytest.raises(NotThere):
            await receipts.find(store, f"page|{n}", new_digits())
    await store.engines.dispose()
    found = await line()
    assert not found.ok
    assert "wrong receipt numbers" in found.advice
