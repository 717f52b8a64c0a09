"""What she answered aloud stands at the desk under its question and nowhere else."""

from __future__ import annotations

import base64
import re

from bot.answers import fact_question
from cases.actions import filing
from cases.actions.filing import Piece
from cases.rules.vocabulary import Asked, StoryKind
from cases.store import tables
from tests.api.desk.officers import browser_of, says_yes
from tests.api.world import SOUND, Filed, World

ASKED = "union_said_words"


async def say(world: World, filed: Filed, asked: str = ASKED) -> str:
    """She answers aloud; the id of the recording."""
    evidence_id = tables.new_id()
    key, size = world.store.files.store(evidence_id, SOUND)
    piece = Piece(StoryKind.VOICE, "", evidence_id, base64.b64encode(key).decode(), "audio/mp4", 4)
    async with world.store.writing() as unit:
        await filing.keep_evidence(unit, evidence_id, StoryKind.VOICE, size, conversation_id="draft")
        await filing.add_to_story(unit, filed.complainant_id, piece, asked)
    return evidence_id


async def test_notes_that_answer_play_under_their_question_in_order(desk_world: World) -> None:
    """As m4a, which every phone plays; the typed answer stands above them; JSON names the question."""
    filed = await desk_world.file()
    spoken = [await say(desk_world, filed) for _ in range(2)]
    async with browser_of(desk_world, "dara") as dara:
        page = await dara.page(f"/desk/cases/{filed.number}")
        story, facts = (re.findall(rf'<article id="{name}">(.*?)</article>', page, re.DOTALL)[0]
                        for name in ("story", "facts"))  # fmt: skip
        assert re.findall(r'<audio[^>]*files/(\w+)"', facts) == spoken
        assert re.findall(r'<audio[^>]*files/(\w+)"', story) == [filed.evidence_id]
        heard = await dara.http.get(f"/desk/cases/{filed.number}/files/{spoken[0]}")
        assert (heard.content, heard.headers["content-type"]) == (SOUND, "audio/mp4")
        async with desk_world.store.writing() as unit:
            await filing.answer_fact(unit, filed.complainant_id, ASKED, ["he shouted"])
        page = await dara.page(f"/desk/cases/{filed.number}")
        assert page.index("he shouted") < page.index(spoken[0]) < page.index(spoken[1])
    async with desk_world.somebody("dara") as client:
        case = (await client.http.get(f"/api/v1/cases/{filed.number}")).json()
        assert [one["answers"] for one in case["story"]] == ["", "", ASKED, ASKED, ""]


async def test_a_recipient_hears_what_she_gave_and_learns_no_question(desk_world: World) -> None:
    """Consent is asked for a recording by itself; her name and number in her own voice are the lead's alone."""
    filed = await desk_world.file()
    given, kept = await say(desk_world, filed), await say(desk_world, filed)
    named = [await say(desk_world, filed, asked) for asked in (Asked.NAME, Asked.PHONE)]
    parts, bfc = ["what_happened", f"evidence:{given}"], {"party_id": desk_world.party_ids["bfc"]}
    async with desk_world.somebody("dara") as officer, desk_world.somebody("maly") as mediator:
        await officer.act(filed.number, "activate")
        async with browser_of(desk_world, "dara") as dara:
            page = await dara.page(f"/desk/cases/{filed.number}")
        assert "Her phone number" in page and f"evidence:{kept}" in page
        assert all(f"files/{one}" in page and f"evidence:{one}" not in page for one in named)
        asked = {"seen": (await officer.see(filed.number))["version"], "parts": [f"evidence:{named[0]}"]}
        assert (await officer.try_act(filed.number, "propose-referral", **asked, **bfc)).status_code == 422
        reference = await officer.act(filed.number, "propose-referral", parts=parts, **bfc)
        assert reference is not None
        await says_yes(desk_world, filed, "bfc")
        await officer.act(filed.number, "send-referral", reference=reference)
        seen = await mediator.see(reference)
        (shared,) = seen["disclosed"]["file:1"]
        assert (await mediator.get(f"/cases/{reference}/files/{shared['file']}")).content == SOUND
        assert list(seen["disclosed"]) == ["what_happened", "file:1"]
        assert not shared.get("answers")
        told = (await mediator.get(f"/cases/{reference}")).text
        assert [word for word in (ASKED, given, kept, *named) if word in told] == []
    async with browser_of(desk_world, "maly") as maly:
        page = await maly.page(f"/desk/cases/{reference}")
        assert fact_question("en", ASKED) not in page and page.count("<audio") == 1
