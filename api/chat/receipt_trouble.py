"""Has anybody made trouble for her since the factory was told? One button on the receipt page, as in the chat."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.datastructures import FormData

from api.chat.receipt import OpenReceipt
from cases.actions import watching
from cases.rules.vocabulary import Language, Trouble
from cases.store.unit import Unit


def saying(said: Trouble) -> Callable[[Unit, OpenReceipt, FormData, Language], Awaitable[None]]:
    """The act of one of the buttons."""

    async def say(unit: Unit, opened: OpenReceipt, form: FormData, _language: Language) -> None:
        await watching.answer_trouble(unit, opened.complainant.id, str(form.get("trouble", "")), said)

    return say
