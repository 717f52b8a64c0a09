"""What she answered aloud stands at the desk under its question and nowhere else."""

from __future__ import annotations

import base64
import re

from cases.actions import filing
from cases.actions.filing import Piece
from cases.rules.vocabulary import StoryKind
from cases.store import tables
from tests.api.desk.officers import browser_of
from tests.api.world import SOUND, Filed, World

ASKED = "union_said_words"


async def say(world: World, filed: Filed) -> str:
    """She answers aloud; the id of the recording."""
    evidence_id = tables.new_id()
    key, size = world.store.files.store(evidence_id, SOUND)
    piece = Piece(StoryKind.VOICE, "", evidence_id, base64.b64encode(key).decode(), "audio/mp4", 4)
    async with world.store.writing() as unit:
        await filing.keep_evidence(unit, evidence_id, StoryKind.VOICE, size, conversation_id="draft")
        await filing.add_to_story(unit, filed.complainant_id, piece, ASKED)
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
