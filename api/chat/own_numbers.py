"""Numbers of her own, in place of those that an officer handed over: shown first, and hers once she has them.

Until then the old ones open her case, so a page that never arrives loses nothing.
"""

from __future__ import annotations

from api.chat.receipt import OpenReceipt, receipt_of, remember_own
from cases.actions import receipts
from cases.actions.receipts import Minted
from cases.rules.errors import NotNow, NotThere
from cases.store.unit import Store, Unit
from cases.vault.receipts import Receipt


async def propose(store: Store, token: str) -> str:
    """New digits to write down; the page keeps all of them but the digits themselves.

    Raises:
        NotNow: nobody handed her the numbers that she has.
    """
    async with store.reading() as unit:
        opened = await receipt_of(unit, token)
    if not opened.complainant.receipt_handed_over:
        raise NotNow("receipt_not_here")
    made = await receipts.mint(store, opened.complainant.id, opened.complainant.receipt_generation)
    own = {
        "lookup": made.receipt.lookup,
        "public": made.receipt.public.hex(),
        "wrapped": made.receipt.wrapped.hex(),
        "replaces": made.replaces,
    }
    async with store.writing() as unit:
        await remember_own(unit, token, own)
    return made.receipt.digits


async def keep(unit: Unit, opened: OpenReceipt) -> None:
    """She has written them down: from now on they open her case, and the old ones nothing.

    Raises:
        NotThere: no new ones were shown on this page.
    """
    if opened.own is None or "replaces" not in opened.own:
        raise NotThere("receipt_over")
    own = opened.own
    receipt = Receipt("", own["lookup"], bytes.fromhex(own["public"]), bytes.fromhex(own["wrapped"]))
    await receipts.renew_own(unit, opened.complainant.id, opened.keys, Minted(receipt, own["replaces"]))
