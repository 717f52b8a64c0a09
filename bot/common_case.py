"""The question whether she joins a common case: from the store to the dialogue, and her word back."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import replace

from bot.dialogue.effects import DeclineToJoin, JoinCommonCase
from bot.dialogue.queries import JoinQuestion, Minted
from cases.actions import common_case
from cases.rules.errors import NotThere
from cases.rules.vocabulary import ConsentStatus, Language
from cases.store.join_requests import OwnJoin, own_join
from cases.store.unit import Store, Unit
from cases.vault.receipts import Receipt
from cases.vault.receipts import mint as mint_receipt


async def asked(unit: Unit, mine: Collection[str], request_id: str) -> JoinQuestion | None:
    """The question as it is put to her; None when none of hers was asked."""
    found = await _of_hers(unit, mine, request_id)
    return replace(question_of(found[1]), of=found[0]) if found else None


async def _of_hers(unit: Unit, mine: Collection[str], request_id: str) -> tuple[str, OwnJoin] | None:
    for complainant_id in mine:
        try:
            return complainant_id, await own_join(unit, complainant_id, request_id)
        except NotThere:
            continue
    return None


def question_of(found: OwnJoin) -> JoinQuestion:
    """Who asks, and where her word stands."""
    return JoinQuestion(
        id=found.row.id,
        party_en=found.lead.name_en,
        party_km=found.lead.name_km,
        issue=found.common.issue,
        status=found.status,
    )


async def mint(store: Store, mine: Collection[str], request_id: str) -> Minted:
    """Numbers for the case that she is about to join. Slow: outside any transaction.

    Raises:
        NotThere: none of hers was asked, or it cannot be any more.
    """
    async with store.reading() as unit:
        found = await _of_hers(unit, mine, request_id)
    if found is None or found[1].status is not ConsentStatus.ASKED:
        raise NotThere
    joins_as, common = found[1].row.joins_as, found[1].common
    receipt = await store.receipts.run(mint_receipt, store.keys.receipt_salt(), joins_as)
    return Minted(
        digits=receipt.digits,
        lookup=receipt.lookup,
        public_key=receipt.public.hex(),
        wrapped_key=receipt.wrapped.hex(),
        case_number=common.number,
        case_id=common.id,
        complainant_id=joins_as,
    )


async def carry_out(unit: Unit, mine: Collection[str], effect: JoinCommonCase | DeclineToJoin) -> None:
    """Her word, given in a conversation. Raises NotThere when none of hers was asked."""
    found = await _of_hers(unit, mine, effect.request_id)
    if found is None:
        raise NotThere
    language = Language(effect.language)
    if isinstance(effect, DeclineToJoin):
        await decline(unit, found[0], effect.request_id, language)
    else:
        await join(unit, found[0], effect.request_id, receipt_of(effect.minted), language)


def receipt_of(minted: Minted) -> Receipt:
    """What the server keeps of numbers that were shown."""
    return Receipt("", minted.lookup, bytes.fromhex(minted.public_key), bytes.fromhex(minted.wrapped_key))


async def join(unit: Unit, complainant_id: str, request_id: str, receipt: Receipt, language: Language) -> None:
    """Her yes, with what she saw when she gave it."""
    digest = await _wording_digest(unit, complainant_id, request_id, language)
    await common_case.join(unit, complainant_id, request_id, receipt, language=language, wording_digest=digest)


async def decline(unit: Unit, complainant_id: str, request_id: str, language: Language) -> None:
    """Her no, with what she saw when she gave it."""
    digest = await _wording_digest(unit, complainant_id, request_id, language)
    await common_case.decline_to_join(unit, complainant_id, request_id, language=language, wording_digest=digest)


async def _wording_digest(unit: Unit, complainant_id: str, request_id: str, language: Language) -> str:
    """What she agreed to, as one digest: language, wording, who asked and which case it was about."""
    found = await own_join(unit, complainant_id, request_id)
    seen = [language, found.row.wording, found.lead.name_en, found.common.number]
    return hashlib.sha256("\0".join(seen).encode()).hexdigest()
