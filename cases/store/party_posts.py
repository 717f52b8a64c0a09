"""What belongs to a party and to no case: sealed to the party's own key, so that its people alone read it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cases.rules.errors import NotThere
from cases.store.lockboxes import HolderKeys, holder_of_party
from cases.store.unit import Unit
from cases.vault import sealing
from cases.vault.sealing import Where


async def post_to_party(
    unit: Unit, party_id: str, table: str, row: str, content: Mapping[str, Any] | bytes, column: str = "sealed"
) -> tuple[int, bytes]:
    """Seal JSON, or bytes as they are, for one column of a row; (generation of the party's key, sealed)."""
    holder = await holder_of_party(unit, party_id)
    assert holder.public is not None
    plain = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
    return holder.generation, sealing.post(holder.public, Where(table, column, row, holder.generation), plain)


def open_bytes(keys: HolderKeys, generation: int, table: str, row: str, sealed: bytes, column: str = "sealed") -> bytes:
    """The bytes of `post_to_party`. Raises NotThere for keys without that generation, DoesNotOpen when it was moved."""
    private = keys.private.get(generation)
    if private is None:
        raise NotThere
    return sealing.open_post(private, Where(table, column, row, generation), sealed)


def open_words(keys: HolderKeys, generation: int, table: str, row: str, sealed: bytes) -> Any:
    """The JSON of `post_to_party`."""
    return json.loads(open_bytes(keys, generation, table, row, sealed))
