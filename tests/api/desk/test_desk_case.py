"""A case at the desk from the queue to its end, by pages and forms alone."""

from __future__ import annotations

import html
import re

import pytest
from sqlmodel import select

from api.verbs import VERBS
from cases.actions.filing import set_identity
from cases.actions.remedies import answer_remedy
from cases.actions.telling import write_to_case
from cases.rules.case_numbers import shown
from cases.rules.vocabulary import CaseStatus, Issue, ReferralStatus, RemedyStatus, Urgency
from cases.store import lists, tables
from locales import text
from tests.api.desk.officers import Officer, alerts, browser_of, forms, says_yes, texts
from tests.api.world import CAPTION, SOUND, STORY, Filed, World


async def taken_on(world: World, officer: Officer) -> Filed:
    filed = await world.file()
    await officer.act(filed.number, "activate")
    return filed


async def bring_in(world: World, officer: Officer, filed: Filed, party: str, parts: list[str]) -> str:
    """Propose, be told yes, send; returns the referral's reference."""
    await officer.act(filed.number, "propose-referral", party_id=world.party_ids[party], parts=parts)
    await says_yes(world, filed, party)
    form_id = next(
        name for name in forms(await officer.page(f"/desk/cases/{filed.number}")) if name.startswith("send-")
    )
    await officer.act(filed.number, form_id)
    return form_id.rpartition("-")[2]


async def case_of(world: World, filed: Filed) -> tables.Case:
    async with world.store.reading() as unit:
        return await unit.session.get_one(tables.Case, filed.case_id)


async def test_a_new_case_stands_in_the_queue_and_is_in_review_once_opened(desk_world: World) -> None:
    """Number in threes, first words, what it consists of; the first look changes the status."""
    filed = await desk_world.file()
    async with browser_of(desk_world, "dara") as dara:
        queue = await dara.page("/desk/cases")
        assert shown(filed.number) in queue and STORY in queue and "Voice" in queue
        page = await dara.page(f"/desk/cases/{filed.number}")
        assert STORY in page and CAPTION in page
        assert (await case_of(desk_world, filed)).status is CaseStatus.IN_REVIEW
        assert shown(filed.number) not in await dara.page("/desk/cases?status=received")
        assert shown(filed.number) in await dara.page("/desk/cases?status=in_review")


async def test_danger_stands_first_and_a_number_leads_straight_to_its_case(desk_world: World) -> None:
    """The urgent one above a newer one; the search takes any grouping and says when it is no number."""
    first, second = await desk_world.file(), await desk_world.file()
    async with browser_of(desk_world, "dara") as dara:
        await dara.act(first.number, "correct", urgency="danger")
        await dara.act(second.number, "activate")
        queue = await dara.page("/desk/cases")
        assert queue.index(shown(first.number)) < queue.index(shown(second.number))
        answer = await dara.http.get("/desk/cases", params={"number": shown(first.number)})
        assert answer.headers["location"] == f"/desk/cases/{first.number}"
        assert alerts(await dara.page("/desk/cases?number=12345")) == [text("en", "desk.find.malformed")]


async def test_a_long_queue_is_read_page_by_page(desk_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every case stands on exactly one page; a mark that nobody handed out starts at the top."""
    monkeypatch.setattr(lists, "PAGE", 2)
    numbers = {(await desk_world.file()).number for _ in range(5)}
    link = re.compile(r'href="(/desk/cases\?[^"]*after=[^"&]+[^"]*)"')
    seen: list[str] = []
    async with browser_of(desk_world, "dara") as dara:
        page = await dara.page("/desk/cases")
        while True:
            seen += re.findall(r'<li><a class="[^"]*" href="/desk/cases/(\d+)"', page)
            following = [address for address in link.findall(page) if "lang=" not in address]
            if not following:
                break
            page = await dara.page(html.unescape(following[-1]))
        assert sorted(seen) == sorted(numbers)
        assert shown(seen[0]) in await dara.page("/desk/cases?after=nonsense")


async def test_words_go_to_the_worker_and_hers_stand_beside_them(desk_world: World) -> None:
    async with browser_of(desk_world, "dara") as dara:
        filed = await taken_on(desk_world, dara)
        where = await dara.act(filed.number, "write", text="We read you. Do not sign anything more.")
        assert where == f"/desk/cases/{filed.number}?done=write&at=conversation#conversation"
        async with desk_world.store.writing() as unit:
            await write_to_case(unit, filed.complainant_id, "Thank you, I will wait.")
        page = await dara.page(f"/desk/cases/{filed.number}")
        assert page.index("Do not sign anything more.") < page.index("Thank you, I will wait.")
        assert text("en", "dialogue.notice.case_active") in page.replace("&#39;", "'")


async def test_issue_urgency_and_factory_are_put_right(desk_world: World) -> None:
    """A factory goes by its registered name or its sign; an unknown one comes back with what was typed."""
    async with browser_of(desk_world, "dara") as dara:
        filed = await taken_on(desk_world, dara)
        form = await dara.form(filed.number, "correct")
        answer = await dara.send(form, factory="No Such Garments", issue="heat", urgency="urgent")
        assert answer.status_code == 422
        again = forms(answer.text)["correct"]
        assert {"No Such Garments", "heat", "urgent"} <= set(texts(again))
        assert (await case_of(desk_world, filed)).issue is Issue.UNION
        answer = await dara.send(again, factory="អោតដ័រ ហ្គៀរ")
        assert answer.status_code == 303
        case = await case_of(desk_world, filed)
        assert (case.issue, case.urgency) == (Issue.HEAT, Urgency.URGENT)


async def test_a_stale_form_keeps_its_words_and_can_be_sent_again(desk_world: World) -> None:
    """Somebody else acted in between: 409, the sentence above the very form, every word kept, then it goes through."""
    async with browser_of(desk_world, "dara") as dara, browser_of(desk_world, "sopheap") as sopheap:
        filed = await taken_on(desk_world, dara)
        form = await dara.form(filed.number, "close")
        await sopheap.act(filed.number, "write", text="I am writing too.")
        answer = await dara.send(form, reason="out_of_scope", note="Please see the commune office.")
        assert answer.status_code == 409
        assert alerts(answer.text) == [text("en", "error.changed_meanwhile")]
        again = forms(answer.text)["close"]
        assert {"out_of_scope", "Please see the commune office."} <= set(texts(again))
        assert (await dara.send(again)).status_code == 303
        assert (await case_of(desk_world, filed)).status is CaseStatus.CLOSED
        await dara.act(filed.number, "reopen")


async def test_a_form_sent_twice_acts_once_and_its_key_takes_no_other_words(desk_world: World) -> None:
    async with browser_of(desk_world, "dara") as dara:
        filed = await taken_on(desk_world, dara)
        form = await dara.form(filed.number, "write")
        for _ in range(2):
            assert (await dara.send(form, text="Only once.")).status_code == 303
        answer = await dara.send(form, text="Other words.")
        assert answer.status_code == 409 and "Other words." in set(texts(forms(answer.text)["write"]))
        page = await dara.page(f"/desk/cases/{filed.number}")
        conversation = page.split('<article id="conversation">')[1].split("</article>")[0]
        assert conversation.count("Only once.") == 1 and "Other words." not in page


async def test_closing_says_what_stands_in_its_way(desk_world: World) -> None:
    """A reason that is blocked cannot be chosen, and the page says why."""
    async with browser_of(desk_world, "dara") as dara:
        filed = await taken_on(desk_world, dara)
        form = await dara.form(filed.number, "close")
        assert ("reason", "confirmed") in form.disabled and ("reason", "out_of_scope") not in form.disabled
        assert text("en", "error.blocker.nothing_confirmed") in await dara.page(f"/desk/cases/{filed.number}")
        answer = await dara.send(form, reason="confirmed")
        assert answer.status_code == 409
        assert text("en", "error.blocker.nothing_confirmed") in alerts(answer.text)[0]


async def test_what_is_empty_cannot_be_shared_and_who_is_excluded_is_not_offered(desk_world: World) -> None:
    filed = await desk_world.file(excluded=("catu",))
    async with browser_of(desk_world, "dara") as dara:
        await dara.act(filed.number, "activate")
        form = await dara.form(filed.number, "propose-referral")
        assert set(form.offered["party_id"]) == {desk_world.party_ids[slug] for slug in ("bfc", "ministry")}
        assert ("parts", "identity") in form.disabled and ("parts", "what_happened") not in form.disabled
        assert f"evidence:{filed.evidence_id}" in form.offered["parts"]
        answer = await dara.send(form, party_id=desk_world.party_ids["bfc"])
        assert alerts(answer.text) == [text("en", "error.no_part")]


async def test_two_parties_in_parallel_until_the_worker_confirms_and_the_case_closes(desk_world: World) -> None:
    """BFC meets and settles on its own page; the ministry's counter is kept by the officer; agreed is not done."""
    async with browser_of(desk_world, "dara") as dara, browser_of(desk_world, "maly") as maly:
        filed = await taken_on(desk_world, dara)
        bfc = await bring_in(desk_world, dara, filed, "bfc", ["what_happened", f"evidence:{filed.evidence_id}"])
        counter = await bring_in(desk_world, dara, filed, "ministry", ["what_happened"])

        await dara.act(filed.number, f"receive-referral-{counter}", filing_number="214/24", filed_on="2024-11-01")
        await dara.act(filed.number, f"accept-referral-{counter}")
        page = await dara.page(f"/desk/cases/{filed.number}")
        assert "214/24" in page
        assert "The counter takes no complaint without her name" in page  # it was not given for the ministry

        assert shown(bfc) in await maly.page("/desk/referrals")
        for act in ("receive", "accept"):
            await maly.act(bfc, f"{act}-referral-{bfc}")
        await maly.act(
            bfc,
            f"log-meeting-{bfc}",
            held_on="2024-11-04",
            place="Phnom Penh",
            present="HR, C.CAWDU",
            offers="all five back",
            next_on="2024-11-12",
        )
        who = {"party_id": desk_world.party_ids["catu"], "reason": "leverage"}
        await maly.act(bfc, f"propose-onward-{bfc}", **who)
        await maly.act(bfc, f"propose-remedy-{bfc}-reinstatement", women="៣", men="2")
        await maly.act(bfc, f"propose-remedy-{bfc}-compensation", amount="6,000.00", currency="USD")
        for step in ("agree", "deliver"):
            page = await maly.page(f"/desk/cases/{bfc}")
            for remedy_id in re.findall(rf'id="{step}-remedy-(\w+)"', page):
                await maly.act(bfc, f"{step}-remedy-{remedy_id}")
        await maly.act(bfc, f"conclude-referral-{bfc}", conclusion="settled")
        page = await maly.page(f"/desk/cases/{bfc}")
        assert STORY in page and "all five back" in page and "$6,000.00" in page
        assert page.count(text("en", "label.onward_reason.leverage")) > 1, "in the history too"
        hers = await dara.page(f"/desk/cases/{filed.number}")
        assert f'id="track-{bfc}">' in hers and f'id="track-{counter}">' in hers
        (waits,) = re.findall(r'href="([^"]+)#proposal-', hers)  # what waits stands on top, and leads to where it is
        assert f'id="track-{bfc}" open>' in await dara.page(waits)
        hers = await dara.page(f"/desk/cases/{filed.number}?done=log-meeting&at=track-{counter}")
        assert f'id="track-{counter}" open>' in hers, "where something was just done is open"
        for secret in (filed.number, shown(filed.number), filed.evidence_id, "214/24", "C.CAWDU, with"):
            assert secret not in page

        await dara.act(filed.number, f"conclude-referral-{counter}", conclusion="no_answer")
        async with desk_world.store.writing() as unit:
            for remedy in (await unit.session.exec(select(tables.Remedy))).all():
                assert remedy.status is RemedyStatus.DELIVERED
                await answer_remedy(unit, filed.complainant_id, remedy.id, confirmed=True, facts={}, comment="true")
        page = await dara.page(f"/desk/cases/{filed.number}")
        assert "all five back" in page and page.count("<blockquote>true") == 2
        await dara.act(filed.number, "close", reason="confirmed")
        assert (await case_of(desk_world, filed)).status is CaseStatus.CLOSED

        figures = await dara.page("/desk/figures")
        assert "$6,000.00" in figures and "Outdoor Gear" in figures
        async with desk_world.store.reading() as unit:
            rows = (await unit.session.exec(select(tables.Referral))).all()
        assert {row.status for row in rows} == {ReferralStatus.CONCLUDED}


async def test_a_rejected_form_of_a_recipient_keeps_what_was_typed(desk_world: World) -> None:
    """A meeting in the future: 422, the fold stays open, the minutes are still there."""
    async with browser_of(desk_world, "dara") as dara, browser_of(desk_world, "maly") as maly:
        filed = await taken_on(desk_world, dara)
        bfc = await bring_in(desk_world, dara, filed, "bfc", ["what_happened"])
        for act in ("receive", "accept"):
            await maly.act(bfc, f"{act}-referral-{bfc}")
        form = await maly.form(bfc, f"log-meeting-{bfc}")
        answer = await maly.send(form, held_on="2031-01-01", place="gate 2", present="HR", notes="long minutes")
        assert answer.status_code == 422 and alerts(answer.text) == [text("en", "error.date_future")]
        assert {"gate 2", "long minutes", "2031-01-01"} <= set(texts(forms(answer.text)[f"log-meeting-{bfc}"]))
        assert "<details open>" in answer.text


async def test_whose_case_it_is_not_gets_the_page_of_what_is_not_there(desk_world: World) -> None:
    """Another union, a party before it was sent anything, a made-up number: the same 404 page; acts too."""
    filed = await desk_world.file()
    seen = []
    for alias in ("vuthy", "maly"):
        async with browser_of(desk_world, alias) as stranger:
            for path in (filed.number, "111111118", "nonsense", f"{filed.number}/files/{filed.evidence_id}"):
                page = await stranger.page(f"/desk/cases/{path}", 404)
                seen.append(alerts(page)[0])
            answer = await stranger.http.post(f"/desk/cases/{filed.number}/write", data={"form_key": "k", "text": "x"})
            assert answer.status_code == 404
    assert set(seen) == {text("en", "error.not_there")}


async def test_a_recording_plays_and_seeks_and_belongs_to_its_case(desk_world: World) -> None:
    """Whole, in ranges, shown in the page; nothing beyond its end."""
    filed = await desk_world.file()
    async with browser_of(desk_world, "dara") as dara:
        path = f"/desk/cases/{filed.number}/files/{filed.evidence_id}"
        whole = await dara.http.get(path)
        assert whole.content == SOUND and whole.headers["content-type"] == "audio/mp4"
        assert whole.headers["content-disposition"].startswith("inline")
        assert whole.headers["x-content-type-options"] == "nosniff" and "no-store" in whole.headers["cache-control"]
        part = await dara.http.get(path, headers={"Range": "bytes=100-199"})
        assert (part.status_code, part.content) == (206, SOUND[100:200])
        assert (await dara.http.get(path, headers={"Range": f"bytes={len(SOUND)}-"})).status_code == 416


async def test_words_that_came_too_late_are_given_back(desk_world: World) -> None:
    """The login has ended while she wrote: the page says so and still shows her words."""
    async with browser_of(desk_world, "dara") as dara:
        filed = await taken_on(desk_world, dara)
        form = await dara.form(filed.number, "write")
        await dara.http.post("/desk/logout")
        answer = await dara.send(form, text="a long and careful answer")
        assert answer.status_code == 401 and "a long and careful answer" in answer.text
        assert f"/desk/login?next=%2Fdesk%2Fcases%2F{filed.number}" in answer.text


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_says_that_it_was_done(verb: str) -> None:
    """One sentence per verb, in both languages."""
    for language in ("en", "km"):
        assert text(language, f"desk.done.{verb}")


async def test_the_agreed_word_in_the_place_of_her_name_is_marked(desk_world: World) -> None:
    """Asked for her name she typed it: somebody else may be writing."""
    async with browser_of(desk_world, "sopheap") as sopheap:
        filed = await taken_on(desk_world, sopheap)
        async with desk_world.store.writing() as unit:
            await set_identity(unit, filed.complainant_id, "ផ្កាឈូក", "")
        said = text("en", "desk.safe_word.said")
        assert said not in await sopheap.page(f"/desk/cases/{filed.number}")
        await sopheap.act(filed.number, "agree-safe-word-1", word="ផ្កាឈូក")
        assert (await sopheap.page(f"/desk/cases/{filed.number}")).count(said) == 1
