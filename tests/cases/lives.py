"""What the machines share that live a case through: one world and loop a life, and how many lives are tried."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from cases.rules.errors import SamlengError
from tests.cases.world import Furniture, World, living

T = TypeVar("T")
NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)  # it would take minutes on a real database


class InAWorld(RuleBasedStateMachine):
    """A life on a furnished database. A rule that is refused leaves everything as it was."""

    def __init__(self, url: str, folder: Path, furniture: Furniture) -> None:
        super().__init__()
        self.loop = asyncio.Runner()
        self.stack = contextlib.AsyncExitStack()
        self.world: World = self.run(self.stack.enter_async_context(living(url, folder, furniture)))

    def teardown(self) -> None:
        self.run(self.stack.aclose())
        self.loop.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run(work)

    def attempt(self, work: Coroutine[Any, Any, object]) -> None:
        with contextlib.suppress(SamlengError):
            self.run(work)


def live(begin: Callable[[], Any], *, lives: int, steps: int) -> None:
    """Try so many lives of so many steps each."""
    run_state_machine_as_test(
        begin,  # type: ignore[arg-type]  # what makes one will do
        settings=settings(
            max_examples=lives,
            stateful_step_count=steps,
            deadline=None,
            phases=NO_SHRINKING,
            suppress_health_check=list(HealthCheck),
        ),
    )
