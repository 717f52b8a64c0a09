"""Finding a factory by ear: how often the right one is among the first five, and how long she waits for them.

What an answer takes of the processor is measured through the whole runner over SQLite: among as many factories as the
country has, beside the same answer where the register has a single one. A ratio within one run.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from api import installation
from api.settings import Settings
from bot.dialogue.conversation import Conversation, Draft
from bot.dialogue.model import Answer, AnswerKind
from bot.runner import Heard, Runner
from cases.rules.vocabulary import Channel, Issue
from cases.store.clock import WallClock
from cases.store.engine import open_engines
from cases.store.factory_search import Known
from cases.store.tables import Factory
from cases.store.unit import Store
from tests.support import by_ear

ANSWERS = 100


@dataclass(frozen=True)
class Spent:
    """Milliseconds of the processor for the median answer; `first`: for a process's first, which prepares all names."""

    alone: float
    among_all: float
    first: float

    @property
    def ratio(self) -> float:
        return round(self.among_all / self.alone, 2)


def measure_finding() -> Spent:
    """The same answers, each naming a factory, among one and among all."""
    known = by_ear.crowded(by_ear.register())
    words = [query.words for query in by_ear.queries()][:ANSWERS]
    with tempfile.TemporaryDirectory(prefix="samleng-bench-") as folder:
        _, *alone = asyncio.run(_answers(Path(folder) / "one", known[:1], words))
        first, *among_all = asyncio.run(_answers(Path(folder) / "all", known, words))
    return Spent(round(statistics.median(alone), 1), round(statistics.median(among_all), 1), round(first, 1))


async def _answers(folder: Path, known: Sequence[Known], words: Sequence[str]) -> list[float]:
    settings = Settings(_env_file=None, var=folder / "var", keys=folder / "keys")
    installation.make(settings)
    store = Store.open(
        open_engines(settings.database), settings.keys.resolve(), settings.evidence.resolve(), WallClock()
    )
    try:
        async with store.writing() as unit:
            for one in known:
                names = list(one.names[1:])
                unit.session.add(Factory(name=one.id, province=one.province, nicknames=names, roads=list(one.around)))
        return await _spent(Runner(store, ""), words)
    finally:
        await store.engines.dispose()


async def _spent(runner: Runner, words: Sequence[str]) -> list[float]:
    """Each of these typed where she is asked for the factory, which may be answered again and again."""
    state = Conversation(Channel.BROWSER, language_known=True, step="factory_name", draft=Draft(issue=Issue.HEAT))
    begun = time.process_time()
    secret, _ = await runner.begin_page(state, Answer(AnswerKind.TEXT, words[0]))
    spent = [time.process_time() - begun]
    for number, text in enumerate(words):
        begun = time.process_time()
        await runner.hear_page(secret, str(number), Heard(Answer(AnswerKind.TEXT, text)))
        spent.append(time.process_time() - begun)
    return [1000 * seconds for seconds in spent]
