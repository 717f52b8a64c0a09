"""How far other organisations vouch for a party's key, and the sentence that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Standing:
    """How far others vouch for a party's key.

    `earlier`: by how many the newest earlier generation with any was checked, while this one, renewed since and signed
    by the last, was checked by nobody yet; None where there is no such one.
    `carried`: it is off the platform and has no key; an officer brings it what it is given.
    """

    checked: int = 0
    earlier: int | None = None
    carried: bool = False

    @property
    def sentence(self) -> tuple[str, Mapping[str, int]]:
        """The key of the sentence and its placeholders: one of `standing.*` in the catalogs."""
        if self.carried:
            return "standing.carried", {}
        if self.earlier is not None:
            return "standing.renewed", {"count": self.earlier}
        if self.checked == 1:
            return "standing.one", {}
        return ("standing.checked", {"count": self.checked}) if self.checked else ("standing.none", {})
