"""Behind a receipt: does she join a common case? The second step shows the numbers that will open it for her.

They count once she has written them down and says yes, so a page that never arrives changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import FormData

from api.chat.receipt import OpenReceipt, receipt_of, remember_own
from api.chat.views import JoinView
from bot import common_case
from bot.dialogue.queries import JoinQuestion
from cases.rules.digits import two_numbers
from cases.rules.errors import NotThere
from cases.rules.vocabulary import Language
from cases.store.join_requests import joins_asked, own_join
from cases.store.unit import Store, Unit
from cases.vault.receipts import Receipt


@dataclass(frozen=True)
class Proposed:
    """The second step: what she is about to join, and its numbers."""

    join: JoinView
    numbers: tuple[str, str]


async def asked(unit: Unit, complainant_id: str, language: Language) -> tuple[JoinView, ...]:
    """What she may still answer."""
    ids = await joins_asked(unit, complainant_id)
    return tuple([_view(await _question(unit, complainant_id, one), language) for one in ids])


async def _question(unit: Unit, complainant_id: str, request_id: str) -> JoinQuestion:
    return common_case.question_of(await own_join(unit, complainant_id, request_id))


def _view(question: JoinQuestion, language: Language) -> JoinView:
    return JoinView(question.id, question.party_km if language is Language.KHMER else question.party_en)


async def propose(store: Store, token: str, form: FormData, language: Language) -> Proposed:
    """New digits to write down; the page keeps all of them but the digits themselves.

    Raises:
        NotThere: she was not asked, or it cannot be any more.
    """
    request_id = str(form.get("join", ""))
    async with store.reading() as unit:
        opened = await receipt_of(unit, token)
        view = _view(await _question(unit, opened.complainant.id, request_id), language)
    minted = await common_case.mint(store, [opened.complainant.id], request_id)
    own = {
        "join": request_id,
        "lookup": minted.lookup,
        "public": minted.public_key,
        "wrapped": minted.wrapped_key,
    }
    async with store.writing() as unit:
        await remember_own(unit, token, own)
    return Proposed(view, two_numbers(minted.digits))


async def say_yes(unit: Unit, opened: OpenReceipt, form: FormData, language: Language) -> None:
    """She has written the numbers down, and joins.

    Raises:
        NotThere: no numbers for it were shown on this page.
    """
    own, request_id = opened.own or {}, str(form.get("join", ""))
    if not request_id or own.get("join") != request_id:
        raise NotThere("receipt_over")
    receipt = Receipt("", own["lookup"], bytes.fromhex(own["public"]), bytes.fromhex(own["wrapped"]))
    await common_case.join(unit, opened.complainant.id, request_id, receipt, language)


async def say_no(unit: Unit, opened: OpenReceipt, form: FormData, language: Language) -> None:
    """Nothing changes for her."""
    await common_case.decline(unit, opened.complainant.id, str(form.get("join", "")), language)
