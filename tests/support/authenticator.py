"""The authenticator app on a person's phone: codes that were not used yet, without waiting where that can be helped."""

from __future__ import annotations

import base64
import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from cases.vault import totp

SAFE = 20.0  # seconds of a step after which the code before it may be refused by the time it arrives


def secret_of(alias: str) -> str:
    """The secret of a test person's second step."""
    return base64.b32encode(hashlib.sha256(f"test {alias.casefold()}".encode()).digest()[:20]).decode()


@dataclass
class StandingTime:
    """A phone's clock that moves only when somebody waits."""

    moment: float = 1_730_685_600.0

    def time(self) -> float:
        return self.moment

    def wait(self, seconds: float) -> None:
        self.moment += seconds


@dataclass
class Authenticator:
    """Gives every code once: first of the step before, then of the present, then of the next; then it waits."""

    now: Callable[[], float] = time.time
    wait: Callable[[float], None] = time.sleep
    _used: dict[str, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def standing(cls, clock: StandingTime) -> Authenticator:
        """By a clock that stands still."""
        return cls(clock.time, clock.wait)

    def code(self, secret: str) -> str:
        """Six digits that are good now and were not given before."""
        with self._lock:
            moment = self.now()
            first = totp.step_at(moment) - (1 if moment % totp.STEP_SECONDS < SAFE else 0)
            step = max(first, self._used.get(secret, 0) + 1)
            self.wait(max(0.0, (step - totp.AROUND) * totp.STEP_SECONDS - moment))
            self._used[secret] = step
            return totp.code_at(secret, step)
