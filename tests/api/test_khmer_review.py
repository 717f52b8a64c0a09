"""docs/khmer-review: what a native reader is given is what the catalogs say today."""

from __future__ import annotations

from api.look import describe
from tests.support.texts import texts


def test_the_pages_for_a_native_reader_are_fresh() -> None:
    """`python -m api.look.describe` writes them anew; a page of a catalog that is gone is gone too."""
    written = describe.documents()
    assert [str(path) for path, words in written.items() if path.read_text(encoding="utf-8") != words] == []
    assert set(describe.PAGES.glob("*.md")) == set(written) - {describe.INDEX}


def test_every_text_stands_there_with_the_place_where_it_appears() -> None:
    """With room to sign, and no word that anybody has."""
    written = describe.documents()
    rows = [line for words in written.values() for line in words.splitlines() if line.endswith("| | |")]
    assert len(rows) == len(texts("km"))
    assert [row for row in rows if row.startswith("|  |")] == []
    assert any(row.startswith("| step story |") and "និយាយប្រាប់យើង" in row for row in rows)
    assert "No native reader has signed any of these pages yet." in written[describe.INDEX]
