"""What the officer's page says of what she told: answers, exclusions, and what Samleng did not do."""

from __future__ import annotations

import datetime as dt
import html
import re

from api.desk.drawing import conversation
from cases.actions import ministry_calls
from cases.actions.remedies import answer_remedy
from cases.rules.vocabulary import Language
from cases.store.views import Said
from locales import text
from tests.api.desk.officers import Officer, alerts, browser_of, says_yes
from tests.api.world import Filed, World


async def paid(world: World, dara: Officer, filed: Filed, **amount: str) -> str:
    """A remedy reached directly, agreed and delivered; its id."""
    where = await dara.act(filed.number, "propose-remedy-compensation", **amount)
    remedy_id = where.rpartition("remedy-")[2]
    await dara.act(filed.number, f"agree-remedy-{remedy_id}")
    await dara.act(filed.number, f"deliver-remedy-{remedy_id}")
    return remedy_id


async def test_the_officer_reads_what_she_answered_fact_by_fact(desk_world: World) -> None:
    """In part, and how much of it: not only that it is disputed. Giving it up then says what it means."""
    async with browser_of(desk_world, "dara") as dara:
        filed = await desk_world.file()
        await dara.act(filed.number, "activate")
        remedy_id = await paid(desk_world, dara, filed, amount="6,000", currency="USD")
        facts = {"received": "part", "amount": "1200", "currency": "USD"}
        async with desk_world.store.writing() as unit:
            await answer_remedy(
                unit, filed.complainant_id, remedy_id, confirmed=False, facts=facts, comment="the rest?"
            )
        page = await dara.page(f"/desk/cases/{filed.number}")
        for words in ("In part", "$1,200.00", "the rest?", text("en", "desk.told.disputed")):
            assert words in page
        assert text("en", "error.blocker.all_confirmed") not in page
        assert text("en", "desk.remedy.give_up.sure") in html.unescape(page)
        await dara.act(filed.number, f"drop-remedy-{remedy_id}")
        page = await dara.page(f"/desk/cases/{filed.number}")
        assert text("en", "label.remedy_status.given_up") in page and text("en", "error.blocker.given_up") in page


async def test_an_amount_in_khmer_words_is_taken_where_the_currency_agrees(desk_world: World) -> None:
    """Thirty times ten thousand riel are never thirty times ten thousand dollars."""
    async with browser_of(desk_world, "dara") as dara:
        filed = await desk_world.file()
        await dara.act(filed.number, "activate")
        form = await dara.form(filed.number, "propose-remedy-back_pay")
        answer = await dara.send(form, amount="៣០ម៉ឺន", currency="USD")
        assert answer.status_code == 422 and alerts(answer.text) == [text("en", "error.other_currency")]
        await dara.act(filed.number, "propose-remedy-back_pay", amount="៣០ម៉ឺន", currency="KHR")
        assert "300,000៛" in await dara.page(f"/desk/cases/{filed.number}")


async def test_a_part_is_put_right_by_its_form_and_both_stand_in_the_list(desk_world: World) -> None:
    """What is not touched stays as it was; the sum runs anew; JSON says who entered what, and by its kind."""
    async with browser_of(desk_world, "dara") as dara:
        filed = await desk_world.file()
        await dara.act(filed.number, "activate")
        where = await dara.act(
            filed.number, "propose-remedy-back_pay", amount="600", currency="USD", women="3", months="៦", days="15"
        )
        remedy_id = where.rpartition("remedy-")[2]
        await dara.act(filed.number, f"agree-remedy-{remedy_id}")
        await dara.act(filed.number, f"move-due-day-{remedy_id}", due_on="2030-01-31")
        await dara.act(filed.number, f"deliver-remedy-{remedy_id}", whole="no", amount="100", women="2")
        page = await dara.page(f"/desk/cases/{filed.number}")
        (delivery_id,) = re.findall(r'id="correct-delivery-(\w+)"', page)
        await dara.act(filed.number, f"correct-delivery-{delivery_id}", amount="250")
        page = html.unescape(await dara.page(f"/desk/cases/{filed.number}"))
        for words in ("In all $250.00 of $600.00", "Put right or told anew by dara", "<dd>6</dd>"):
            assert words in page
        (remedy,) = (await dara.http.get(f"/api/v1/cases/{filed.number}")).json()["remedies"]
        assert (remedy["particulars"]["months"], remedy["particulars"]["improvement"]) == (6, None)
        assert [(one["amount"], one["reached"]["women"], one["replaced_by"]) for one in remedy["deliveries"]] == [
            ("100.00", 2, "dara"),
            ("250.00", 2, None),
        ]
        stages = ["remedy_proposed", "remedy_agreed", "remedy_due_moved", "remedy_delivered"]
        assert [one["kind"] for one in remedy["entries"]] == stages
        assert {one["by"] for one in remedy["entries"]} == {"dara"}
        assert remedy["delivered_amount"] == "250.00"


async def test_whom_she_excluded_stands_on_the_page(desk_world: World) -> None:
    filed = await desk_world.file(excluded=("catu",))
    async with browser_of(desk_world, "dara") as dara:
        page = await dara.page(f"/desk/cases/{filed.number}")
    assert text("en", "desk.who.excluded", {"parties": "CATU"}) in page


async def test_for_a_party_off_the_platform_nothing_is_said_to_have_been_sent(desk_world: World) -> None:
    """The officer takes it there; the page says so before and after."""
    async with browser_of(desk_world, "dara") as dara:
        filed = await desk_world.file()
        await dara.act(filed.number, "activate")
        place = await dara.act(
            filed.number,
            "propose-referral",
            party_id=desk_world.party_ids["ministry"],
            parts=["what_happened"],
        )
        reference = place.rpartition("track-")[2]
        await says_yes(desk_world, filed, "ministry")
        assert text("en", "desk.send.off_platform.hint") in await dara.page(f"/desk/cases/{filed.number}")
        where = await dara.act(filed.number, f"send-referral-{reference}")
        page = await dara.page(where.partition("#")[0])
        assert text("en", "desk.done.send-referral.off_platform") in page
        assert text("en", "desk.done.send-referral") not in page


async def test_who_leads_nothing_lands_on_the_referrals_and_sees_how_many_wait(desk_world: World) -> None:
    """A mediator whose party was given a case does not read about posters."""
    async with browser_of(desk_world, "dara") as dara, browser_of(desk_world, "maly") as maly:
        assert (await maly.http.get("/desk")).headers["location"] == "/desk/cases"
        filed = await desk_world.file()
        assert 'class="count"' in await dara.page("/desk/figures")
        await dara.act(filed.number, "activate")
        assert 'class="count"' not in await dara.page("/desk/figures")
        place = await dara.act(
            filed.number, "propose-referral", party_id=desk_world.party_ids["bfc"], parts=["what_happened"]
        )
        await says_yes(desk_world, filed, "bfc")
        await dara.act(filed.number, f"send-referral-{place.rpartition('track-')[2]}")
        assert (await maly.http.get("/desk")).headers["location"] == "/desk/referrals"
        assert 'class="count"' in await maly.page("/desk/referrals")


def test_what_goes_to_several_workers_at_once_is_one_line_that_says_to_whom() -> None:
    """Notices stand in runs between what people wrote, in the order in which all of it was said."""
    eight = dt.datetime(2024, 11, 4, 1, tzinfo=dt.UTC)

    def said(microsecond: int, worker: int, notice: str, words: str = "", by_worker: bool = False) -> Said:
        return Said(eight.replace(microsecond=microsecond), by_worker, "dara", notice, words, {}, worker)

    both = [said(4, 2, "message", "Come."), said(3, 1, "message", "Come.")]
    thread = [*both, said(9, 2, "", "Yes.", True), said(1, 1, "case_in_review"), said(2, 2, "case_in_review")]
    runs = conversation(Language.ENGLISH, thread)
    assert [[(line.by, line.who) for line in run] for run in runs] == [
        [("notice", "Samleng → Worker 1, Worker 2")],
        [("us", "dara → Worker 1, Worker 2"), ("her", "Worker 2")],
    ]


async def test_the_paper_that_the_ministry_sent_her_stands_beside_her_word_of_it(desk_world: World) -> None:
    """The officer need not look for it in the story."""
    filed = await desk_world.file()
    async with desk_world.store.writing() as unit:
        await ministry_calls.tell_of_call(unit, filed.complainant_id, None, "the labour office")
    async with browser_of(desk_world, "dara") as dara:
        page = await dara.page(f"/desk/cases/{filed.number}")
    beside = page.partition('id="ministry-calls"')[2].partition("</article>")[0]
    assert "the labour office" in beside and f"/files/{filed.evidence_id}" in beside
