"""What goes wrong at the Bot API: faults ordered one by one, and a storm that a seed decides."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Fault:
    """One call goes wrong. Status 0 drops the connection after `hold` seconds, `accepted` or before it was read."""

    status: int
    hold: float = 0.0
    retry_after: int = 0
    accepted: bool = False


class Storm:
    """In every hundred calls of a method so many meet each fault; which ones, the seed says and nothing else.

    A call is known by its method, its chat and its place among those of that chat, so that chats that run beside each
    other meet the same faults in each run. `methods` bounds it to some; `users` to some chats.
    """

    FAULTS: Mapping[str, Fault] = {
        "429": Fault(429, retry_after=1),
        "5xx": Fault(502),
        "403": Fault(403),
        "dropped": Fault(0),
        "accepted": Fault(0, accepted=True),
    }

    def __init__(self, seed: int, per_hundred: Mapping[str, int], methods: list[str], users: list[int]) -> None:
        self._seed, self._per_hundred, self._methods, self._users = seed, per_hundred, methods, users
        self._calls: Counter[tuple[str, int | None]] = Counter()

    def meets(self, method: str, user: int | None) -> Fault | None:
        """The fault that this call meets, counted as one."""
        if method not in self._methods or (user is not None and self._users and user not in self._users):
            return None
        self._calls[method, user] += 1
        # random.Random takes the same text to the same numbers in every process.
        drawn = random.Random(f"{self._seed}|{method}|{user}|{self._calls[method, user]}").randrange(100)
        for name, share in self._per_hundred.items():
            if (drawn := drawn - share) < 0:
                return self.FAULTS[name]
        return None


class Faults:
    """Every fault that is still to come."""

    def __init__(self) -> None:
        self._ordered: list[dict[str, Any]] = []
        self._storms: list[Storm] = []

    def order(self, body: Mapping[str, Any]) -> None:
        """`times` calls of a method, after `skip` good ones; `about` narrows them to a chat."""
        self._ordered.append({"times": 1, "skip": 0, **body})

    def rise(self, body: Mapping[str, Any]) -> None:
        """A storm begins, beside those that blow."""
        self._storms.append(Storm(body["seed"], body["per_hundred"], body["methods"], body.get("users", [])))

    def mend(self) -> None:
        self._ordered.clear()
        self._storms.clear()

    def meets(self, method: str, user: int | None) -> Fault | None:
        """The first that this call meets."""
        for fault in self._ordered:
            if fault["times"] > 0 and fault["method"] in ("*", method) and fault.get("about") in (None, user):
                if fault["skip"] > 0:
                    fault["skip"] -= 1
                    continue
                fault["times"] -= 1
                known = {name: fault[name] for name in ("hold", "retry_after", "accepted") if name in fault}
                return Fault(fault["status"], **known)
        return next((met for storm in self._storms if (met := storm.meets(method, user))), None)
