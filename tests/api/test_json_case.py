"""A case from the queue to the figures, over JSON alone, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cases.actions import consents, remedies
from cases.actions.filing import set_identity
from cases.rules.vocabulary import Language
from tests.api import world as worlds
from tests.api.world import CAPTION, SOUND, STORY, Client, Filed, World

SHARED = ["what_happened"]

STAGES = ("agreed", "delivered", "confirmed")


@pytest.fixture
async def world(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """The world on SQLite and on PostgreSQL."""
    built = await worlds.build(database_url, tmp_path)
    yield built
    await built.store.engines.dispose()


async def agree(world: World, filed: Filed, slug: str, parts: list[str]) -> None:
    """The worker says yes to these parts for one organisation."""
    consent = (await world.consents(filed))[slug]
    async with world.store.writing() as unit:
        await consents.answer_consent(
            unit,
            filed.complainant_id,
            consent.id,
            yes=True,
            parts=parts,
            language=Language.KHMER,
            wording_digest="0" * 64,
        )


async def refer(world: World, filed: Filed, officer: Client, slug: str, parts: list[str]) -> str:
    """Propose, agree, send; returns the referral's reference."""
    reference = await officer.act(filed.number, "propose-referral", party_id=world.party_ids[slug], parts=parts)
    assert reference is not None
    await agree(world, filed, slug, parts)
    await officer.act(filed.number, "send-referral", reference=reference)
    return reference


async def to_bfc(world: World, officer: Client, *parts: str) -> tuple[Filed, str]:
    """A filed, active case that was sent to Better Factories Cambodia."""
    filed = await world.file()
    await officer.see(filed.number)
    await officer.act(filed.number, "activate")
    return filed, await refer(world, filed, officer, "bfc", list(parts or SHARED))


async def test_a_case_is_played_from_the_queue_to_exact_figures(world: World) -> None:
    """Triage, two referrals in parallel, a meeting, two remedies that she confirms, closing, sums."""
    filed = await world.file()
    grouped = f"{filed.number[:3]} {filed.number[3:6]} {filed.number[6:]}"
    async with world.somebody("dara") as officer, world.somebody("maly") as mediator:
        (line,) = (await officer.get("/cases", params={"status": "received"})).json()["cases"]
        assert line["number"] == filed.number and line["words"] == STORY

        case = await officer.see(grouped)
        assert case["status"] == "in_review"
        assert [item["text"] for item in case["story"]] == [STORY, CAPTION]
        assert [said["notice"] for said in case["thread"]] == ["case_in_review"]
        await officer.act(filed.number, "correct", urgency="urgent", issue="dismissal")
        await officer.act(filed.number, "activate")
        await officer.act(filed.number, "write", text="We have read it and take it on.")

        everything = [*SHARED, f"evidence:{filed.evidence_id}"]
        found = {party["slug"]: party for party in (await officer.get("/parties")).json()["parties"]}
        assert set(found) == {"bfc", "catu", "ministry"} and found["ministry"]["checked_by"] is None
        to_bfc = await officer.act(filed.number, "propose-referral", party_id=found["bfc"]["id"], parts=everything)
        to_ministry = await officer.act(
            filed.number, "propose-referral", party_id=found["ministry"]["id"], parts=SHARED
        )
        assert to_bfc and to_ministry and (await officer.see(filed.number))["status"] == "awaiting_worker"
        await agree(world, filed, "bfc", everything)
        await agree(world, filed, "ministry", SHARED)
        await officer.act(filed.number, "send-referral", reference=to_bfc)
        await officer.act(filed.number, "send-referral", reference=to_ministry)

        # The ministry's counter, kept by the union's officer
        await officer.act(
            filed.number, "receive-referral", reference=to_ministry, filing_number="K/២០២៤/117", filed_on="2024-11-04"
        )
        await officer.act(filed.number, "accept-referral", reference=to_ministry)

        # Better Factories Cambodia's mediator, who knows her reference only
        await mediator.act(to_bfc, "receive-referral")
        await mediator.act(to_bfc, "accept-referral")
        meeting = await mediator.act(
            to_bfc,
            "log-meeting",
            held_on="2024-11-04",
            place="Ministry of Labour",
            present="management, C.CAWDU, BFC",
            offers="three back first; all five demanded",
            next_on="2024-11-11",
        )
        assert meeting
        back = await mediator.act(to_bfc, "propose-remedy", kind="reinstatement", women=3, men=2)
        pay = await mediator.act(
            to_bfc, "propose-remedy", kind="compensation", women=3, amount="6000.00", currency="USD"
        )
        assert back and pay
        for remedy in (back, pay):
            await mediator.act(to_bfc, "agree-remedy", remedy_id=remedy, agreed_on="2024-11-04")
        await mediator.act(to_bfc, "deliver-remedy", remedy_id=back, delivered_on="2024-11-04")
        await mediator.act(to_bfc, "deliver-remedy", remedy_id=pay, delivered_on="2024-11-04", amount="6000.00")
        for remedy in (back, pay):
            async with world.store.writing() as unit:
                await remedies.answer_remedy(unit, filed.complainant_id, remedy, confirmed=True, facts={})
        blocked = await officer.try_act(
            filed.number, "close", seen=(await officer.see(filed.number))["version"], reason="confirmed"
        )
        assert blocked.status_code == 409
        assert [found["code"] for found in blocked.json()["error"]["blockers"]] == ["track_open"]

        await mediator.act(to_bfc, "conclude-referral", conclusion="settled")
        await officer.act(filed.number, "start-referral", reference=to_ministry)
        await officer.act(filed.number, "conclude-referral", reference=to_ministry, conclusion="settled")
        await officer.act(filed.number, "close", reason="confirmed", note="All five are back.")

        closed = await officer.see(filed.number)
        assert (closed["status"], closed["closing_reason"]) == ("closed", "confirmed")
        track = next(track for track in closed["tracks"] if track["reference"] == to_ministry)
        assert (track["filing_number"], track["filed_on"]) == ("K/២០២៤/117", "2024-11-04")

        five, women = {"women": 3, "men": 2, "not_recorded": 0}, {"women": 3, "men": 0, "not_recorded": 0}
        money = {"kind": "compensation", "currency": "USD", "agreed": "6000.00", "delivered": "6000.00"}
        for viewer, counted in ((officer, five), (mediator, women)):  # two men are the lead's alone
            sums = (await viewer.get("/figures")).json()
            assert sums["cases"] == 1
            assert sums["reinstated"] == dict.fromkeys(STAGES, counted)
            assert sums["money"] == [money | {"confirmed": "6000.00", "workers": dict.fromkeys(STAGES, women)}]
            assert sums["by_month"] == [{"value": "2024-11", "count": 1}]
        assert sums["by_status"] == [] and sums["by_referral_status"] == [{"value": "concluded", "count": 1}]


OURS, THEIRS, HELP = "accept from 500", "they can go to 700", "rice for a month"


async def test_the_recipient_learns_its_own_referral_and_nothing_beside_it(world: World) -> None:
    """No case number or id, no evidence id, no story beyond the parts, no other organisation, no note of the lead's."""
    async with world.somebody("dara") as officer, world.somebody("maly") as mediator:
        filed, reference = await to_bfc(world, officer)
        await refer(world, filed, officer, "ministry", SHARED)
        await mediator.act(reference, "receive-referral")
        await mediator.act(reference, "accept-referral")
        meeting = await mediator.act(reference, "plan-meeting", on="2024-11-08", time="14:00", place="office")
        await officer.act(filed.number, "keep-note", meeting_id=meeting, text=OURS)
        await mediator.act(reference, "keep-note", meeting_id=meeting, text=THEIRS)
        await officer.act(filed.number, "keep-support", kind="food", given_on="2024-11-04", note=HELP)
        answers = [
            await mediator.get("/cases"),
            await mediator.get(f"/cases/{reference}"),
            await mediator.get("/figures"),
        ]
        assert THEIRS in answers[1].text and OURS in str(await officer.see(filed.number))
        assert THEIRS not in str(await officer.see(filed.number))
    seen = "".join(answer.text for answer in answers)
    secrets = [filed.number, filed.case_id, filed.complainant_id, filed.evidence_id, CAPTION, "ministry", "Labour Disp"]
    secrets += [OURS, HELP]
    assert [secret for secret in secrets if secret in seen] == []
    case = answers[1].json()
    assert case["relation"] == "recipient" and case["reference"] == reference
    assert [item["text"] for item in case["disclosed"]["what_happened"]] == [STORY]
    assert {line["number"] for line in answers[0].json()["cases"]} == {reference}


async def test_a_shared_file_plays_for_the_recipient_under_an_id_of_its_own(world: World) -> None:
    """Whole and in ranges; the lead's id of the same file is nothing to the recipient."""
    filed = await world.file()
    async with world.somebody("dara") as officer, world.somebody("maly") as mediator:
        await officer.see(filed.number)
        await officer.act(filed.number, "activate")
        reference = await refer(world, filed, officer, "bfc", [f"evidence:{filed.evidence_id}"])
        (item,) = (await mediator.see(reference))["disclosed"]["file:1"]
        assert item["file"] != filed.evidence_id and item["text"] == CAPTION

        whole = await mediator.get(f"/cases/{reference}/files/{item['file']}")
        assert (whole.status_code, whole.content) == (200, SOUND)
        assert whole.headers["content-disposition"].startswith("attachment")
        assert whole.headers["x-content-type-options"] == "nosniff"
        part = await mediator.get(f"/cases/{reference}/files/{item['file']}", headers={"Range": "bytes=10-19"})
        assert (part.status_code, part.content) == (206, SOUND[10:20])
        assert part.headers["content-range"] == f"bytes 10-19/{len(SOUND)}"
        beyond = await mediator.get(f"/cases/{reference}/files/{item['file']}", headers={"Range": "bytes=99999-"})
        assert beyond.status_code == 416

        own = await officer.get(f"/cases/{filed.number}/files/{filed.evidence_id}")
        assert own.content == SOUND
        assert (await mediator.get(f"/cases/{reference}/files/{filed.evidence_id}")).status_code == 404
        assert (await officer.get(f"/cases/{filed.number}/files/{item['file']}")).status_code == 404


async def test_consent_that_is_withdrawn_empties_the_disclosure(world: World) -> None:
    """Sharing stops at once, and the track has ended."""
    async with world.somebody("dara") as officer, world.somebody("maly") as mediator:
        filed, reference = await to_bfc(world, officer)
        await mediator.act(reference, "receive-referral")
        await mediator.act(reference, "accept-referral")
        consent = (await world.consents(filed))["bfc"]
        async with world.store.writing() as unit:
            await consents.withdraw_consent(unit, filed.complainant_id, consent.id)
        case = await mediator.see(reference)
        assert (case["disclosed"], case["parts"], case["status"]) == ({}, [], "withdrawn")
        assert STORY not in (await mediator.get(f"/cases/{reference}")).text
        late = await mediator.try_act(
            reference, "propose-remedy", seen=case["version"], kind="apology", details="too late"
        )
        assert late.status_code == 409


async def test_whoever_was_not_given_a_case_finds_nothing_anywhere(world: World) -> None:
    """404 for reading, files and every act; an empty list and empty figures."""
    filed = await world.file()
    async with world.somebody("dara") as officer, world.somebody("vuthy") as stranger:
        await officer.see(filed.number)
        paths = [f"/cases/{filed.number}", f"/cases/{filed.number}/files/{filed.evidence_id}", "/cases/000000000"]
        for path in paths:
            answer = await stranger.get(path)
            assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_there")
        bodies = {
            "write": {"text": "hello"},
            "activate": {"seen": 1},
            "close": {"seen": 1, "reason": "spam"},
            "accept-referral": {"seen": 1},
            "drop-remedy": {"seen": 1, "remedy_id": "x"},
        }
        for verb, body in bodies.items():
            answer = await stranger.try_act(filed.number, verb, **body)
            assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_there")
        assert (await stranger.get("/cases")).json() == {"cases": [], "after": ""}
        assert (await stranger.get("/figures")).json()["cases"] == 0


async def test_the_same_request_twice_is_carried_out_once(world: World) -> None:
    """The second answer says so; another body under the same key is refused and writes nothing."""
    filed = await world.file()
    async with world.somebody("dara") as officer:
        await officer.see(filed.number)
        first = await officer.try_act(filed.number, "write", key="same-key-1", text="once")
        again = await officer.try_act(filed.number, "write", key="same-key-1", text="once")
        other = await officer.try_act(filed.number, "write", key="same-key-1", text="something else")
        assert (first.json()["repeated"], again.json()["repeated"]) == (False, True)
        assert (other.status_code, other.json()["error"]["code"]) == (409, "already_sent")
        thread = (await officer.see(filed.number))["thread"]
        assert [said["text"] for said in thread if said["notice"] == "message"] == ["once"]


async def test_a_repeated_proposal_returns_the_same_reference(world: World) -> None:
    """What was made the first time is read back, and the seen version does not matter any more."""
    filed = await world.file()
    async with world.somebody("dara") as officer:
        await officer.see(filed.number)
        await officer.act(filed.number, "activate")
        seen = (await officer.see(filed.number))["version"]
        body = {"seen": seen, "party_id": world.party_ids["bfc"], "parts": SHARED}
        first = await officer.try_act(filed.number, "propose-referral", key="propose-1", **body)
        again = await officer.try_act(filed.number, "propose-referral", key="propose-1", **body)
        assert first.json()["result"] == again.json()["result"] is not None
        assert len((await officer.see(filed.number))["tracks"]) == 1


async def test_a_version_that_is_not_the_newest_is_refused(world: World) -> None:
    """409 with the newest version, and nothing is written."""
    filed = await world.file()
    async with world.somebody("dara") as officer:
        seen = (await officer.see(filed.number))["version"]
        await officer.act(filed.number, "write", text="in between")
        late = await officer.try_act(filed.number, "activate", seen=seen)
        error = late.json()["error"]
        assert (late.status_code, error["code"], error["next"]) == (409, "changed_meanwhile", "reload")
        case = await officer.see(filed.number)
        assert case["status"] == "in_review" and error["version"] == case["version"]


async def test_a_list_is_read_page_by_page_to_its_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each case stands on one page only; a mark that is none is refused."""
    monkeypatch.setattr("cases.store.lists.PAGE", 2)
    numbers = {(await world.file()).number for _ in range(5)}
    async with world.somebody("dara") as officer:
        found: list[str] = []
        after = ""
        while True:
            page = (await officer.get("/cases", params={"after": after})).json()
            found += [line["number"] for line in page["cases"]]
            after = page["after"]
            if not after:
                break
        assert len(found) == 5 and set(found) == numbers
        bad = await officer.get("/cases", params={"after": "no-mark"})
        assert (bad.status_code, bad.json()["error"]["field"]) == (422, "after")


async def test_the_cases_status_is_nothing_to_a_recipient(world: World) -> None:
    """A recipient finds its referral by the referral's status and not by the case's."""
    async with world.somebody("dara") as officer, world.somebody("maly") as mediator:
        await to_bfc(world, officer)

        async def found(status: str) -> int:
            return len((await mediator.get("/cases", params={"status": status})).json()["cases"])

        assert (await found("sent"), await found("active"), await found("received")) == (1, 0, 0)
        sums = (await mediator.get("/figures")).json()
        assert sums["by_status"] == [] and sums["by_referral_status"] == [{"value": "sent", "count": 1}]


async def test_an_excluded_organisation_has_no_door(world: World) -> None:
    """Whom she excluded cannot be brought in."""
    filed = await world.file(excluded=("bfc",))
    async with world.somebody("dara") as officer:
        await officer.see(filed.number)
        await officer.act(filed.number, "activate")
        seen = (await officer.see(filed.number))["version"]
        answer = await officer.try_act(
            filed.number, "propose-referral", seen=seen, party_id=world.party_ids["bfc"], parts=SHARED
        )
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "party_excluded")


async def test_letters_are_listed_and_printed_for_the_lead_alone(world: World) -> None:
    """Amounts come as JSON; a recipient's list is empty, another's letter is not there; each look is written down."""
    async with world.somebody("dara") as officer, world.somebody("maly") as mediator:
        filed, of_bfc = await to_bfc(world, officer)
        async with world.store.writing() as unit:
            await set_identity(unit, filed.complainant_id, "Sok Dara", "")
        reference = await refer(world, filed, officer, "ministry", ["what_happened", "identity"])
        claims = {"claims": ["unpaid_wages"], "amounts": {"unpaid_wages": "227.50"}, "addressee": "province"}
        facts = "ត្រូវបានបញ្ឈប់"
        made = await officer.act(filed.number, "write-complaint", reference=reference, facts=facts, **claims)
        spoken = await officer.act(filed.number, "write-representation", reference=reference, name="Dara")
        listed = (await officer.get(f"/cases/{filed.number}/letters")).json()["letters"]
        assert {(one["id"], one["kind"]) for one in listed} == {
            (made, "ministry_individual"),
            (spoken, "representation"),
        }
        for letter in (made, spoken):
            printed = await officer.get(f"/cases/{filed.number}/letters/{letter}")
            assert (printed.status_code, printed.headers["content-type"]) == (200, "application/pdf")
            assert (await mediator.get(f"/cases/{of_bfc}/letters/{letter}")).status_code == 404
        assert (await mediator.get(f"/cases/{of_bfc}/letters")).json() == {"letters": []}
