"""What the ministry asks of her: sealed beside her name, shared by part and only with her word."""

from __future__ import annotations

import pytest

from bot.answers import preview_text
from cases.actions import filing, handovers, identities, safe_words, telling, withdrawing
from cases.actions.complaints import Draft, write_complaint
from cases.actions.filing import Piece
from cases.actions.identities import Details
from cases.actions.letters import letter_that_stands
from cases.rules.errors import BadInput, NotNow, NotThere
from cases.rules.vocabulary import Language, Part, StoryKind
from cases.store.door import case_for
from cases.store.sharing import collect
from cases.store.tables import Complainant
from cases.store.views import CaseView, view_case
from tests.cases.world import Filed, World

HERS = Details("010 123 456 (01)", "1994", "Takhmao, Kandal", "sewing")
FACTS = "ត្រូវបានបញ្ឈប់ពីការងារ"


async def view(world: World, filed: Filed, alias: str = "dara") -> CaseView:
    async with world.store.reading() as unit:
        return await view_case(unit, await case_for(unit, world.viewer(alias), filed.number))


async def test_neither_her_name_nor_the_details_take_the_others_place(world: World) -> None:
    """In either order and again; what is left out the second time is gone, and nothing of it is readable."""
    filed = await world.active()
    await world.act("dara", filed.number, identities.keep_identity, 1, HERS)
    await world.her(filed, filing.set_identity, "Sok Dara", "012345678")
    found = await view(world, filed)
    assert list(found.identities) == [{"name": "Sok Dara", "phone": "012345678"}]
    assert found.workers[0].details["id_number"] == HERS.id_number
    await world.act("dara", filed.number, identities.keep_identity, 1, Details(id_number="020"))
    found = await view(world, filed)
    assert found.identities[0]["name"] == "Sok Dara" and found.workers[0].details == {"id_number": "020"}
    (row,) = await world.rows(Complainant)
    assert row.sealed_details is not None and b"020" not in row.sealed_details


async def test_each_detail_is_shared_with_its_part_alone(sqlite_world: World) -> None:
    """Her work with the facts of employment, the rest with her identity; she reads exactly what would go."""
    filed = await sqlite_world.active()
    await sqlite_world.act("dara", filed.number, identities.keep_identity, 1, HERS)
    async with sqlite_world.store.reading() as unit:
        viewer = sqlite_world.viewer("dara")
        items = (await collect(unit, viewer.keys, (await case_for(unit, viewer, filed.number)).case)).items
    assert [one["detail"] for one in items[Part.IDENTITY]] == ["id_number", "born", "address"]
    assert [one["detail"] for one in items[Part.EMPLOYMENT]] == ["position"]
    assert "010 123 456 (01)" in preview_text(Language.KHMER, items[Part.IDENTITY])


async def test_the_complaint_has_what_she_gave_for_it_and_no_more(sqlite_world: World) -> None:
    """Without the facts of employment her position stays out; a detail that changed since her yes is not written."""
    filed = await sqlite_world.active()
    await sqlite_world.her(filed, filing.set_identity, "Sok Dara", "012345678")
    await sqlite_world.her(filed, filing.answer_fact, "working_since", ["2019-03"])
    await sqlite_world.act("dara", filed.number, identities.keep_identity, 1, HERS)
    reference = await sqlite_world.ask(filed, "ministry", (Part.WHAT_HAPPENED, Part.IDENTITY, Part.EMPLOYMENT))
    await sqlite_world.answer(filed, reference, parts=[Part.WHAT_HAPPENED, Part.IDENTITY])
    letter = await sqlite_world.act("dara", filed.number, write_complaint, reference, Draft(FACTS, ["unpaid_wages"]))
    async with sqlite_world.store.reading() as unit:
        access = await case_for(unit, sqlite_world.viewer("dara"), filed.number)
        _, content = await letter_that_stands(unit, access, letter.id)
    (person,) = content["people"]
    assert (person["name"], person["id_number"], person["address"]) == ("Sok Dara", HERS.id_number, HERS.address)
    assert (person["position"], person["phone"], person["since"]) == ("", "", "")
    await sqlite_world.act("dara", filed.number, identities.keep_identity, 1, Details(id_number="020"))
    with pytest.raises(NotNow, match="part_changed"):
        await sqlite_world.act("dara", filed.number, write_complaint, reference, Draft(FACTS, ["unpaid_wages"]))


async def test_it_is_the_leads_alone_and_goes_to_a_new_lead(sqlite_world: World) -> None:
    """No such complainant, too many letters, a recipient, a withdrawn case: refused."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.accepted(filed)
    with pytest.raises(BadInput, match="complainant_unknown"):
        await sqlite_world.act("dara", filed.number, identities.keep_identity, 2, HERS)
    with pytest.raises(BadInput, match="too_long"):
        await sqlite_world.act("dara", filed.number, identities.keep_identity, 1, Details(born="a" * 41))
    with pytest.raises(NotThere):
        await sqlite_world.act("maly", reference, identities.keep_identity, 1, HERS)
    await sqlite_world.act("dara", filed.number, identities.keep_identity, 1, HERS)
    asked = await sqlite_world.act("dara", filed.number, handovers.ask_handover, sqlite_world.party["other"])
    said = {"yes": True, "language": Language.KHMER, "wording_digest": "0" * 64}
    await sqlite_world.her(filed, handovers.answer_handover, asked.id, **said)
    await sqlite_world.act("dara", filed.number, handovers.carry_out_handover, asked.id)
    assert (await view(sqlite_world, filed, "vuthy")).workers[0].details["address"] == HERS.address
    await sqlite_world.her(filed, withdrawing.withdraw_case)
    with pytest.raises(NotNow, match="case_withdrawn"):
        await sqlite_world.act("vuthy", filed.number, identities.keep_identity, 1, HERS)


async def test_the_agreed_word_marks_what_somebody_else_writes(sqlite_world: World) -> None:
    """Only with it, and from its keeping on also what came before; taken away it marks nothing. She is never told."""
    filed = await sqlite_world.active()
    await sqlite_world.act("dara", filed.number, safe_words.agree_safe_word, 1, " ផ្កាឈូក ")
    await sqlite_world.her(filed, telling.write_to_case, "ខ្ញុំសុខសប្បាយផ្កាឈូក")
    await sqlite_world.her(filed, telling.write_to_case, "ខ្ញុំសុខសប្បាយ")
    await sqlite_world.act("dara", filed.number, telling.write_to_worker, "ផ្កាឈូក")
    found = await view(sqlite_world, filed, "sophea")
    assert found.workers[0].safe_word == "ផ្កាឈូក"
    marked = {(line.by_worker, line.text): line.safe_word for line in found.thread if line.text}
    assert marked == {(True, "ខ្ញុំសុខសប្បាយផ្កាឈូក"): True, (True, "ខ្ញុំសុខសប្បាយ"): False, (False, "ផ្កាឈូក"): False}
    assert {line.notice for line in found.thread} == {"", "case_in_review", "case_active", "message"}
    for answers in (("dismissal_reason", "ផ្កាឈូក"), ("dismissal_reason", "none")):
        sqlite_world.clock.let_pass(minutes=1)
        await sqlite_world.her(filed, filing.answer_fact, answers[0], answers[1:])
    sqlite_world.clock.let_pass(minutes=1)
    await sqlite_world.her(filed, filing.add_to_story, Piece(StoryKind.TEXT, "ផ្កាឈូក"))
    told = (await view(sqlite_world, filed)).story
    assert [line.safe_word for line in told][-3:] == [True, False, True], "an answer and a piece of the story, too"
    await sqlite_world.her(filed, filing.set_identity, "ផ្កាឈូក", "")
    (worker,) = (await view(sqlite_world, filed)).workers
    assert worker.named_by_safe_word, "typed where her name is asked"
    (row,) = await sqlite_world.rows(Complainant)
    assert row.sealed_safe_word is not None and "ផ្កាឈូក".encode() not in row.sealed_safe_word
    await sqlite_world.act("dara", filed.number, safe_words.agree_safe_word, 1, "")
    found = await view(sqlite_world, filed)
    assert not any(line.safe_word for line in (*found.thread, *found.story))
    with pytest.raises(BadInput, match="too_short"):
        await sqlite_world.act("dara", filed.number, safe_words.agree_safe_word, 1, "ab")
