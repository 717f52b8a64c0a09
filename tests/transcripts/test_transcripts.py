"""What stands in the files is what she reads, in both languages, from the scan to the last question."""

from __future__ import annotations

from pathlib import Path

from cases.rules.issues import is_quiet
from cases.rules.vocabulary import Issue
from cases.store.tables import Case, Complainant
from tests.cases.conftest import furnished_sqlite, sqlite_world
from tests.cases.world import World
from tests.transcripts.playing import transcripts

__all__ = ["furnished_sqlite", "sqlite_world"]
HERE = Path(__file__).parent


async def test_the_transcripts_are_what_she_reads(sqlite_world: World) -> None:
    """`python -m tests.transcripts` writes them anew. At most 8 taps and one voice note lead to a receipt."""
    played = await transcripts(sqlite_world)
    stale = [name for name, page in played.items() if (HERE / name).read_text(encoding="utf-8") != page]
    assert stale == []
    there = {path.relative_to(HERE).as_posix() for path in HERE.glob("*/*.md")}
    assert there == set(played)
    cases = {row.id: row for row in await sqlite_world.rows(Case)}
    assert len(cases) == 3 * len(Issue)
    for person in await sqlite_world.rows(Complainant):
        assert (person.correspondent_id is None) is is_quiet(cases[person.case_id].issue)
