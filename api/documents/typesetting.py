"""Papers set with typst: a template of this folder, the words that it is given, and our own fonts. Nothing is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import typst

from locales.wrapping import solid
from qr.posters import FONTS

_FOLDER: Final = Path(__file__).parent
_PPI: Final = 150.0


def as_pdf(template: str, given: Mapping[str, Any]) -> bytes:
    """The paper as PDF. Takes a good part of a second: not on the loop.

    Args:
        template: a file of this folder, without its ending; it finds its words in `sys.inputs.given`, as JSON.
    """
    made = _compiled(template, given, "pdf")
    return made if isinstance(made, bytes) else b"".join(made)


def as_pictures(template: str, given: Mapping[str, Any]) -> list[bytes]:
    """The pages as PNG, to look at."""
    made = _compiled(template, given, "png")
    return [made] if isinstance(made, bytes) else list(made)


def _compiled(template: str, given: Mapping[str, Any], output: Any) -> Any:
    return typst.compile(
        _FOLDER / f"{template}.typ",
        format=output,
        ppi=_PPI,
        root=_FOLDER,
        font_paths=FONTS,
        ignore_system_fonts=True,
        sys_inputs={"given": solid(json.dumps(given, ensure_ascii=False))},
    )
