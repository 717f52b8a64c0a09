"""How many lines words take in a given width: set with typst in the Khmer font of our papers, by its own metrics."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import typst

from qr.posters import FONTS

TEMPLATE = """
#set page(width: 1000pt, height: auto)
#set text(font: ("Battambang", "Source Sans 3"), lang: "km", weight: "bold", fallback: false, hyphenate: false,
  top-edge: "ascender", bottom-edge: "descender")
#set par(leading: 0pt, justify: false)
#context for one in json("given.json") {
  set text(size: one.size * 1pt)
  let lines = measure(block(width: one.width * 1pt, one.words)).height / measure(text("ក")).height
  [#metadata(lines) <lines>]
}
"""


def lines(given: Sequence[tuple[str, float, float]]) -> list[int]:
    """For each of (words, width, size), both in the same unit, the lines that they take."""
    rows = [{"words": words, "width": width, "size": size} for words, width, size in given]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "given.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        (Path(folder) / "page.typ").write_text(TEMPLATE, encoding="utf-8")
        found = typst.query(
            str(Path(folder) / "page.typ"), "<lines>", field="value", font_paths=FONTS, ignore_system_fonts=True
        )
    return [round(float(one)) for one in json.loads(found)]
