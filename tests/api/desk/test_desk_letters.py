"""A letter to a buyer at the desk: written, approved by a lead, printed, sent, answered; refused text is kept."""

from __future__ import annotations

from cases.actions import parties
from cases.rules.vocabulary import PartyKind
from locales import text
from tests.api.desk.officers import alerts, browser_of, says_yes
from tests.api.documents.test_bfc_list import text_of
from tests.api.world import World


async def test_a_letter_to_a_buyer_goes_through_the_desk(desk_world: World) -> None:
    """An officer writes it, a lead approves it; until then it prints as a draft, and nobody can mark it as sent."""
    async with desk_world.store.writing() as unit:
        buyer = await parties.add_party(
            unit, "buyer", "Nordic Wear AB", "Nordic Wear AB", PartyKind.BUYER, on_platform=False
        )
    async with browser_of(desk_world, "dara") as dara, browser_of(desk_world, "sopheap") as sopheap:
        filed = await desk_world.file()
        await dara.act(filed.number, "activate")
        where = await dara.act(filed.number, "propose-referral", party_id=buyer.id, parts=["what_happened"])
        reference = where.rpartition("-")[2]
        desk_world.party_ids["buyer"] = buyer.id
        await says_yes(desk_world, filed, "buyer")
        await dara.act(filed.number, f"send-referral-{reference}")
        form = await dara.form(filed.number, f"write-letter-{reference}")
        refused = await dara.send(form, told="She was dismissed.", asked="  ")
        assert refused.status_code == 422 and "She was dismissed." in refused.text
        where = await dara.act(
            filed.number, f"write-letter-{reference}", told="She was dismissed.", asked="Please ask for her job back."
        )
        letter = where.rpartition("letter-")[2]
        assert text("en", "desk.letter.waits") in await dara.page(f"/desk/cases/{filed.number}")
        printed = f"/desk/cases/{filed.number}/letters/{letter}"
        assert "DRAFT" in text_of((await dara.http.get(printed)).content)[0]
        await sopheap.act(filed.number, f"approve-letter-{letter}")
        assert "DRAFT" not in text_of((await dara.http.get(printed)).content)[0]
        await dara.act(filed.number, f"letter-sent-{letter}")
        form = await dara.form(filed.number, f"keep-answer-{letter}")
        future = await dara.send(form, on="2199-01-01", words="We look into it.")
        assert future.status_code == 422 and alerts(future.text) == [text("en", "error.date_future")]
        await dara.act(filed.number, f"keep-answer-{letter}", words="We look into it.")
        page = await dara.page(f"/desk/cases/{filed.number}")
        assert "We look into it." in page and text("en", "desk.letter.approved_by", {"alias": "sopheap"}) in page
