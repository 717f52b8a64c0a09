"""One act on a case: its name, what it takes, and what carries it out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from api.acts.bodies import Body, SeenBody
from cases.rules import case_numbers
from cases.rules.errors import NotThere
from cases.store.door import Access
from cases.store.unit import Store, Unit

# The model is the verb's own; the table pairs them, which a type cannot say.
Act = Callable[[Unit, Access, Any], Awaitable[str | None]]


@dataclass(frozen=True)
class Verb:
    """One act. `act` returns what it made: a referral's reference, or the id of a meeting or remedy."""

    name: str
    body: type[Body]
    act: Act
    closes_door: bool = False  # afterwards the case is not there for whoever did it
    before: Callable[[Store, Any], Awaitable[Any]] | None = None  # files: outside the transaction; `act` gets it
    of_tracks: bool = False  # a recipient may send files with it too, for its own track

    @property
    def checks_version(self) -> bool:
        """Whether the request must name the version that was seen."""
        return issubclass(self.body, SeenBody)

    @property
    def summary(self) -> str:
        return (self.body.__doc__ or "").strip()


def number_of(typed: str) -> str:
    """The case number or reference in what was typed, in any grouping. Raises NotThere when it cannot be one."""
    number = case_numbers.read(typed)
    if number is None:
        raise NotThere
    return number


def reference_of(typed: str | None) -> str | None:
    """A reference in any grouping. Raises NotThere when it cannot be one."""
    if not typed:
        return None
    return number_of(typed)
