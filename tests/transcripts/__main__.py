"""Plays every conversation and writes it anew."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from cases.store import engine
from tests.cases.world import furnish, living
from tests.transcripts.playing import transcripts

HERE = Path(__file__).parent


async def _write(folder: Path) -> None:
    url = f"sqlite:///{folder / 'samleng.db'}"
    engine.migrate(url)
    furniture = await furnish(url, folder)
    (folder / "living").mkdir()
    async with living(url, folder / "living", furniture) as world:
        for name, page in (await transcripts(world)).items():
            (HERE / name).parent.mkdir(exist_ok=True)
            (HERE / name).write_text(page, encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        asyncio.run(_write(Path(made)))
