"""`/receipt`: what stands behind her sixteen digits. An opened receipt lives in a token that only its page holds.

Her receipt's key is sealed under the token itself, so the database alone opens no thread.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.chat import page_tokens
from cases.actions import receipts
from cases.rules.errors import BadInput, NotConfigured, NotThere
from cases.rules.receipt_numbers import read_digits
from cases.rules.vocabulary import Language
from cases.store import lockboxes
from cases.store.keys_folder import DRAFT
from cases.store.lockboxes import HolderKeys
from cases.store.tables import Complainant, Conversation
from cases.store.unit import Store, Unit, is_open
from cases.vault import staff_keys
from cases.vault.sealing import DoesNotOpen, Where, open_under, seal_under

OPEN_FOR = dt.timedelta(minutes=30)


@dataclass(frozen=True)
class OpenReceipt:
    """An opened receipt: whose, and the keys that open her thread."""

    token: str
    complainant: Complainant
    keys: HolderKeys
    own: Mapping[str, Any] | None = None  # numbers that were shown to her and that she has not kept yet


def _where(row_id: str, part: str) -> Where:
    return Where("receipts", part, row_id)


async def open_receipt(store: Store, typed: str, page: str) -> str:
    """The token of a newly opened receipt; `page` is the token of the form that the digits were typed into.

    Raises:
        BadInput: these digits cannot be a receipt; one was mistyped. It counts as no try.
        TooMany: five from this page were wrong; `minutes` says how long to wait.
        NotThere: no receipt has these digits.
    """
    digits = read_digits(typed)
    if digits is None:
        raise BadInput("receipt_mistyped", field="receipt")
    if not page_tokens.is_ours(store.keys, page):
        raise BadInput("receipt_page_old", field="receipt")
    found = await receipts.find(store, f"page|{page}", digits)
    token = staff_keys.new_secret()
    row_id, under = staff_keys.secret_parts(token)
    private = found.keys.private[found.generation]
    kept = {
        "receipt_of": found.complainant_id,
        "generation": found.generation,
        "key": seal_under(under, _where(row_id, "key"), private).hex(),
    }
    async with store.writing() as unit:
        name = unit.keys.todays(DRAFT, unit.now)
        state = seal_under(unit.keys.daily(name), _where(row_id, "state"), json.dumps(kept).encode())
        unit.session.add(Conversation(id=row_id, key_name=name, sealed_state=state, expires_at=unit.now + OPEN_FOR))
    return token


async def receipt_of(unit: Unit, token: str) -> OpenReceipt:
    """The opened receipt behind a token; each use keeps it open for another half hour.

    Raises:
        NotThere: it was closed by time, or never was.
    """
    row_id, under = staff_keys.secret_parts(token)
    row = await unit.session.get(Conversation, row_id)
    if row is None or row.expires_at <= unit.now:
        raise NotThere("receipt_over")
    try:
        kept: Mapping[str, Any] = json.loads(
            open_under(unit.keys.daily(row.key_name), _where(row_id, "state"), row.sealed_state)
        )
        private = open_under(under, _where(row_id, "key"), bytes.fromhex(kept["key"]))
    except (DoesNotOpen, NotConfigured):
        raise NotThere("receipt_over") from None
    complainant, generation = await unit.session.get(Complainant, kept["receipt_of"]), int(kept["generation"])
    if complainant is None or complainant.receipt_lookup is None:
        raise NotThere("receipt_erased")
    if not receipts.stands(complainant, generation):
        raise NotThere("receipt_over")
    if is_open():
        row.expires_at = unit.now + OPEN_FOR
        unit.session.add(row)
    keys = HolderKeys(lockboxes.receipt_holder(complainant.id), {generation: private})
    return OpenReceipt(token, complainant, keys, kept.get("own"))


async def remember_own(unit: Unit, token: str, own: Mapping[str, Any]) -> None:
    """Keep new numbers, all but their digits, with the opened receipt. Raises NotThere when it was closed."""
    row_id, _ = staff_keys.secret_parts(token)
    row = await unit.session.get(Conversation, row_id)
    if row is None or row.expires_at <= unit.now:
        raise NotThere("receipt_over")
    key = unit.keys.daily(row.key_name)
    kept = json.loads(open_under(key, _where(row_id, "state"), row.sealed_state))
    row.sealed_state = seal_under(key, _where(row_id, "state"), json.dumps(kept | {"own": dict(own)}).encode())
    unit.session.add(row)


def language_of(word: str) -> Language:
    """English where it is asked for, else Khmer."""
    return Language.ENGLISH if word == Language.ENGLISH else Language.KHMER
