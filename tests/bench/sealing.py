"""What sealing a filed case costs of the processor: a 2 KB story, three holders of every lockbox."""

from __future__ import annotations

import json
import time

from cases.vault import lockboxes, sealing
from cases.vault.lockboxes import Half
from cases.vault.sealing import Where

KINDS = ("story", "card", "identity", "thread")
HOLDERS = 3
STORY = "ក" * (2048 // 3)  # 2 KB in Khmer
ROUNDS = 200


def seal_a_case(holders: list[bytes]) -> None:
    """Everything that filing seals: four lockboxes with three halves each, the story and the card."""
    publics = {}
    for kind in KINDS:
        public, private = lockboxes.new_pair()
        publics[kind] = public
        for number, holder in enumerate(holders):
            lockboxes.seal_half(holder, Half("0" * 32, kind, 1, f"party:{number:032}"), private)
    story = json.dumps({"text": STORY}, ensure_ascii=False).encode()
    card = json.dumps({"words": STORY[:160]}, ensure_ascii=False).encode()
    sealing.post(publics["story"], Where("story_entries", "sealed", "0" * 32), story)
    sealing.post(publics["card"], Where("cases", "sealed", "0" * 32), card)


def milliseconds_of_cpu() -> float:
    """Processor time of this process for one case, the mean of many."""
    holders = [lockboxes.new_pair()[0] for _ in range(HOLDERS)]
    seal_a_case(holders)
    begun = time.process_time()
    for _ in range(ROUNDS):
        seal_a_case(holders)
    return round(1000 * (time.process_time() - begun) / ROUNDS, 2)
