"""What an agreement may take away from a worker, and the law that speaks against it: `data/surrenders.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache

from cases.rules.clocks import DATA, BadRule, Certainty
from cases.rules.vocabulary import Language, Surrender


@dataclass(frozen=True)
class SurrenderRule:
    """One thing taken away; the warning in words is `desk.surrender.<what>`."""

    what: Surrender
    km: str  # the law, as the warning names it
    en: str
    source: str
    certainty: Certainty

    def law(self, language: Language) -> str:
        """The law as the warning names it."""
        return self.km if language is Language.KHMER else self.en


def load(text: str) -> Mapping[Surrender, SurrenderRule]:
    """Read and validate the rows of a file of surrenders.

    Raises:
        BadRule: a row lacks a field, has an unknown one or an empty one, stands twice, or one is missing.
    """
    wanted = {field.name for field in fields(SurrenderRule)}
    found: dict[Surrender, SurrenderRule] = {}
    for row in tomllib.loads(text).get("surrender", []):
        what = row.get("what", "?")
        if set(row) != wanted or not all(isinstance(value, str) and value.strip() for value in row.values()):
            raise BadRule(f"surrender {what}: wants exactly {sorted(wanted)}, each with words")
        if what not in set(Surrender) or row["certainty"] not in set(Certainty):
            raise BadRule(f"surrender {what}: {what!r} or its certainty {row['certainty']!r} is unknown")
        if what in found:
            raise BadRule(f"surrender {what}: stands twice")
        found[Surrender(what)] = SurrenderRule(
            **row | {"what": Surrender(what), "certainty": Certainty(row["certainty"])}
        )
    if missing := set(Surrender) - {Surrender.NOTHING} - set(found):
        raise BadRule(f"surrender {min(missing)}: has no row")
    return found


@cache
def surrender_rules() -> Mapping[Surrender, SurrenderRule]:
    """The rules by what is taken away."""
    return load((DATA / "surrenders.toml").read_text(encoding="utf-8"))
