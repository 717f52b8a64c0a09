"""What a worker can claim before the labour ministry, and the law it stands on: rows of `data/claims.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache

from cases.rules.clocks import DATA, BadRule, Certainty
from cases.rules.vocabulary import Language

MOST_CLAIMS = 8


@dataclass(frozen=True)
class ClaimRule:
    """One kind of claim, in the formal words of both languages."""

    kind: str
    km: str
    en: str
    law: str  # as the complaint names it, in Khmer
    source: str
    certainty: Certainty

    @property
    def cited(self) -> str:
        """The law as a complaint may state it: nothing where its words were not seen."""
        return self.law if self.certainty is Certainty.TEXT else ""

    def name(self, language: Language) -> str:
        """The claim in words."""
        return self.km if language is Language.KHMER else self.en


def load(text: str) -> Mapping[str, ClaimRule]:
    """Read and validate the rows of a claims file.

    Raises:
        BadRule: a row lacks a field, has an unknown one or an empty one, or stands twice.
    """
    wanted = {field.name for field in fields(ClaimRule)}
    found: dict[str, ClaimRule] = {}
    for row in tomllib.loads(text).get("claim", []):
        kind = row.get("kind", "?")
        if set(row) != wanted or not all(isinstance(value, str) and value.strip() for value in row.values()):
            raise BadRule(f"claim {kind}: wants exactly {sorted(wanted)}, each with words")
        if kind in found:
            raise BadRule(f"claim {kind}: stands twice")
        if row["certainty"] not in set(Certainty):
            raise BadRule(f"claim {kind}: certainty {row['certainty']!r} is unknown")
        found[kind] = ClaimRule(**row | {"certainty": Certainty(row["certainty"])})
    return found


@cache
def claim_rules() -> Mapping[str, ClaimRule]:
    """The kinds of claims by name, in the order in which a form offers them."""
    return load((DATA / "claims.toml").read_text(encoding="utf-8"))
