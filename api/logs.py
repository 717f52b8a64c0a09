"""Logs for operators: what happened and where, never what anybody said.

An exception's own text can hold a form field or a parameter, so only its class and its place are written.
"""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
NOISY = ("httpx", "httpcore", "alembic")


class PlaceOnly(logging.Formatter):
    """Writes `ValueError at api/chat/routes.py:40` in place of a traceback."""

    def formatException(self, ei: ExcInfo) -> str:
        kind, _, trace = ei
        frames = traceback.extract_tb(trace)
        own = [frame for frame in frames if "site-packages" not in frame.filename] or frames
        place = f" at {own[-1].filename}:{own[-1].lineno}" if own else ""
        return f"{kind.__name__ if kind else 'Error'}{place}"


def configure() -> None:
    """Send everything to standard error through `PlaceOnly`."""
    handler = logging.StreamHandler()
    handler.setFormatter(PlaceOnly("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
