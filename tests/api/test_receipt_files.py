"""How much evidence a case takes through the receipt's page."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from starlette.datastructures import FormData, Headers, UploadFile

from api.chat import receipt_routes
from api.chat.receipt import OpenReceipt
from api.chat.views import ReceiptAct
from cases.actions.filing import evidence_of_case
from cases.evidence.accept import MAX_TOTAL
from cases.rules.vocabulary import Language
from cases.store import tables
from cases.store.lockboxes import HolderKeys
from cases.store.unit import Unit
from tests.api import world as worlds
from tests.api.world import World


@pytest.fixture
async def world(furnished_url: str, tmp_path: Path) -> AsyncIterator[World]:
    built = await worlds.over(furnished_url, tmp_path)
    yield built
    await built.store.engines.dispose()


def photo() -> UploadFile:
    output = io.BytesIO()
    Image.new("RGB", (40, 40), (9, 9, 9)).save(output, "PNG")
    output.seek(0)
    return UploadFile(output, size=len(output.getvalue()), filename="p.png", headers=Headers({}))


async def test_a_case_takes_a_hundred_megabytes_and_then_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted over everything that the case has stored, in however many forms it came."""
    filed = await world.file()

    async def opened(unit: Unit, token: str) -> OpenReceipt:
        complainant = await unit.session.get_one(tables.Complainant, filed.complainant_id)
        return OpenReceipt(token, complainant, HolderKeys("receipt", {}))

    monkeypatch.setattr(receipt_routes, "receipt_of", opened)

    async def writes(key: str) -> str:
        fields: list[tuple[str, Any]] = [("form_key", key), ("act", "write"), ("text", "see"), ("files", photo())]
        return await receipt_routes._with_files(
            world.store, FormData(fields), "token", Language.ENGLISH, ReceiptAct.WRITE
        )

    assert await writes("one") == "page.receipt.taken"
    async with world.store.reading() as unit:
        kept = await evidence_of_case(unit, filed.case_id)
    async with world.store.writing() as unit:
        row = await unit.session.get_one(tables.Evidence, filed.evidence_id)
        row.size = MAX_TOTAL
        unit.session.add(row)
    assert kept > 0
    assert await writes("two") == "refused.too_many"
