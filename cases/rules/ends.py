"""How a track ends on which nobody's word stands any more: many workers may have been asked, and answered apart."""

from __future__ import annotations

from collections.abc import Collection

from cases.rules.vocabulary import ConsentStatus
from cases.rules.workflow import Act


def ending(words: Collection[ConsentStatus]) -> Act | None:
    """The act that ends it, or None while a word stands or may still come.

    One who took her word back ends it as withdrawn. Where nobody had given one it is declined only when everybody
    said no: the no of one never speaks for another who did not answer, so with an answer that never came it has
    expired, and the others may be asked again.
    """
    if ConsentStatus.GIVEN in words or ConsentStatus.ASKED in words:
        return None
    if not words or ConsentStatus.WITHDRAWN in words:
        return Act.WITHDRAW
    return Act.EXPIRE if ConsentStatus.EXPIRED in words else Act.DECLINE
