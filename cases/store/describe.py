"""docs/clear-columns.md, written from `clear.py`: `python -m cases.store.describe` writes it anew."""

from __future__ import annotations

from pathlib import Path

from cases.store.clear import CLEAR

FILE = Path(__file__).parents[2] / "docs" / "clear-columns.md"
HEAD = """# Clear columns

Written by `python -m cases.store.describe` from `cases/store/clear.py`; a test fails when it is stale.

Every column that whoever steals the database can read, and why it stands in clear. All others are sealed. Ids are
random.
"""


def document() -> str:
    """The page: a chapter per table, a row per reason."""
    return "\n".join([HEAD, *(_chapter(table) for table in sorted(CLEAR))])


def _chapter(table: str) -> str:
    columns: dict[str, list[str]] = {}
    for column, reason in CLEAR[table].items():
        columns.setdefault(reason, []).append(f"`{column}`")
    rows = [f"| {', '.join(sorted(names))} | {reason} |" for reason, names in columns.items()]
    return "\n".join([f"## {table}\n", "| columns | why |", "|---|---|", *rows, ""])


if __name__ == "__main__":
    FILE.write_text(document(), encoding="utf-8")
