"""Letters to the ministry say only what was given for it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from api.documents.complaint import of_kept
from cases.actions import consents, filing
from cases.actions.complaints import LONGEST_FACTS, Draft, write_complaint
from cases.actions.letters import letter_that_stands, letters_of
from cases.actions.representations import Representative, write_representation
from cases.rules.errors import BadInput, NotNow
from cases.rules.vocabulary import Addressee, LetterKind, Part
from cases.store.door import case_for
from cases.store.story import DETAILS
from cases.store.tables import Letter
from tests.cases.world import World

FACTS = "ត្រូវបានបញ្ឈប់ពីការងារ"
WITH_NAME = (Part.WHAT_HAPPENED, Part.IDENTITY)


async def test_it_names_her_only_after_she_gave_her_name_for_the_ministry(world: World) -> None:
    """Without her yes nothing is written; her phone, which she did not give, does not stand in it."""
    filed = await world.active()
    await world.her(filed, filing.set_identity, "Sok Dara", "012345678")
    reference = await world.ask(filed, "ministry", WITH_NAME)
    with pytest.raises(NotNow) as refused:
        await world.act("dara", filed.number, write_complaint, reference, Draft(FACTS, ["unpaid_wages"]))
    assert refused.value.code == "parts_not_given"
    await world.answer(filed, reference, parts=[Part.WHAT_HAPPENED])
    with pytest.raises(NotNow):
        await world.act("dara", filed.number, write_complaint, reference, Draft(FACTS, ["unpaid_wages"]))
    assert await world.rows(Letter) == []


async def test_a_colleague_who_did_not_give_her_name_is_not_named_in_it(sqlite_world: World) -> None:
    """In no field that an officer writes, however it is spelled."""
    world = sqlite_world
    filed = await world.active()
    await world.her(filed, filing.set_identity, "Sok Dara", "")
    colleague = await world.colleague(filed, "I was there.", "Chan Thy")
    reference = await world.ask(filed, "ministry", WITH_NAME)
    await world.answer(filed, reference)
    await world.answer(colleague, reference, yes=False)
    for more in ({"facts": "with CHAN\u200b thy"}, {"annexes": "Card of Chan Thy"}, {"assisted_by": "Chan Thy"}):
        draft = Draft(**{"facts": FACTS, "claims": ["unpaid_wages"]} | more)
        with pytest.raises(BadInput, match="letter_says_hidden"):
            await world.act("dara", filed.number, write_complaint, reference, draft)
    draft = Draft("Sok Dara was dismissed", ["unpaid_wages"])
    assert await world.act("dara", filed.number, write_complaint, reference, draft)


async def test_what_was_written_stays_as_it_was(sqlite_world: World) -> None:
    """Kept with its referral, whole; a name that changed since her yes is not written."""
    filed = await sqlite_world.active()
    await sqlite_world.her(filed, filing.set_identity, "Sok Dara", "012345678")
    await sqlite_world.her(filed, filing.answer_fact, "working_since", ["2019-03"])
    reference = await sqlite_world.ask(filed, "ministry", (*WITH_NAME, Part.EMPLOYMENT))
    await sqlite_world.answer(filed, reference)
    letter = await sqlite_world.act("dara", filed.number, write_complaint, reference, Draft(FACTS, ["unpaid_wages"]))
    async with sqlite_world.store.reading() as unit:
        kept, content = await letter_that_stands(
            unit, await case_for(unit, sqlite_world.viewer("dara"), filed.number), letter.id
        )
    assert (kept.kind, content["people"]) == (
        LetterKind.MINISTRY_INDIVIDUAL,
        [{"name": "Sok Dara", "gender": "not_said", "phone": "", "since": "2019-03"} | dict.fromkeys(DETAILS, "")],
    )
    await sqlite_world.her(filed, filing.set_identity, "Sok Maly", "")
    with pytest.raises(NotNow) as refused:
        await sqlite_world.act("dara", filed.number, write_complaint, reference, Draft(FACTS, ["unpaid_wages"]))
    assert refused.value.code == "part_changed"
    consent = await sqlite_world.consent_of(filed, reference)
    await sqlite_world.her(filed, consents.withdraw_consent, consent.id)
    async with sqlite_world.store.reading() as unit:
        with pytest.raises(NotNow):
            await letter_that_stands(unit, await case_for(unit, sqlite_world.viewer("dara"), filed.number), letter.id)


async def test_it_goes_to_the_ministry_alone_and_not_under_bfc(sqlite_world: World) -> None:
    """Another recipient's consent is no consent for it, and BFC files nothing."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.sent(filed)
    with pytest.raises(NotNow) as refused:
        await sqlite_world.act("dara", filed.number, write_complaint, reference, Draft(FACTS, ["unpaid_wages"]))
    assert refused.value.code == "not_the_ministry"
    under_bfc = await sqlite_world.file(lead="bfc")
    with pytest.raises(NotNow) as refused:
        await sqlite_world.act("maly", under_bfc.number, write_complaint, "", Draft(FACTS, ["unpaid_wages"]))
    assert refused.value.code == "not_under_bfc"


@pytest.mark.parametrize(
    ("facts", "claims", "field"),
    [(" ", ["unpaid_wages"], "facts"), ("ក" * (LONGEST_FACTS + 1), ["unpaid_wages"], "facts")]
    + [(FACTS, claims, "claims") for claims in ([], ["nothing"], ["unpaid_wages", "unpaid_wages"])],
)
async def test_it_says_what_is_wrong_with_it(world: World, facts: str, claims: list[str], field: str) -> None:
    """Nothing half is written."""
    filed = await world.active()
    with pytest.raises(BadInput) as refused:
        await world.act("dara", filed.number, write_complaint, "", Draft(facts, claims))
    assert refused.value.field == field


async def test_amounts_annexes_addressee_and_helper_stay_as_they_were_written(sqlite_world: World) -> None:
    """To the cent; the department is that of the province."""
    filed = await sqlite_world.active()
    await sqlite_world.her(filed, filing.set_identity, "Sok Dara", "")
    reference = await sqlite_world.ask(filed, "ministry", WITH_NAME)
    await sqlite_world.answer(filed, reference)
    draft = Draft(
        FACTS,
        ["unpaid_wages", "seniority"],
        {"unpaid_wages": Decimal("227.50")},
        annexes="កិច្ចសន្យា\n\n បង្កាន់ដៃ  ប្រាក់ឈ្នួល ",
        addressee=Addressee.PROVINCE,
        assisted_by="ដារ៉ា សហជីព",
    )
    letter = await sqlite_world.act("dara", filed.number, write_complaint, reference, draft)
    async with sqlite_world.store.reading() as unit:
        kept, content = await letter_that_stands(
            unit, await case_for(unit, sqlite_world.viewer("dara"), filed.number), letter.id
        )
    written = of_kept(kept.kind, content)
    assert [claim.amount for claim in written.claims] == [Decimal("227.50"), None]
    assert list(written.annexes) == ["កិច្ចសន្យា", "បង្កាន់ដៃ ប្រាក់ឈ្នួល"]
    assert written.addressee.endswith("ខេត្តកណ្ដាល") and written.assisted_by == "ដារ៉ា សហជីព"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"amounts": {"overtime": Decimal(1)}}, "amount_without_claim"),
        ({"annexes": "a\n" * 7}, "annexes"),
        ({"annexes": "a" * 61}, "too_long"),
        ({"assisted_by": "a" * 81}, "too_long"),
    ],
)
async def test_what_does_not_fit_is_said(sqlite_world: World, more: dict[str, Any], code: str) -> None:
    """An amount of nothing, too many annexes, too many letters."""
    filed = await sqlite_world.active()
    await sqlite_world.her(filed, filing.set_identity, "Sok Dara", "")
    reference = await sqlite_world.ask(filed, "ministry", WITH_NAME)
    await sqlite_world.answer(filed, reference)
    with pytest.raises(BadInput, match=code):
        await sqlite_world.act("dara", filed.number, write_complaint, reference, Draft(FACTS, ["unpaid_wages"], **more))
    assert await sqlite_world.rows(Letter) == []


async def test_the_representation_letter_stands_on_the_same_word(sqlite_world: World) -> None:
    """Nobody speaks for her before she gave her name for the ministry, nor is it printed after she took that back."""
    filed = await sqlite_world.active()
    await sqlite_world.her(filed, filing.set_identity, "Sok Dara", "")
    reference = await sqlite_world.ask(filed, "ministry", WITH_NAME)
    who = Representative("ហេង សុខា", "ប្រធានសហជីព", phone="012 345 678")
    with pytest.raises(NotNow, match="parts_not_given"):
        await sqlite_world.act("dara", filed.number, write_representation, reference, who)
    await sqlite_world.answer(filed, reference)
    for wrong, code in ((Representative(" "), "empty"), (Representative("a" * 81), "too_long")):
        with pytest.raises(BadInput, match=code):
            await sqlite_world.act("dara", filed.number, write_representation, reference, wrong)
    letter = await sqlite_world.act("dara", filed.number, write_representation, reference, who)
    async with sqlite_world.store.reading() as unit:
        access = await case_for(unit, sqlite_world.viewer("dara"), filed.number)
        kept, content = await letter_that_stands(unit, access, letter.id)
        (listed,) = await letters_of(unit, access)
    assert kept.kind is LetterKind.REPRESENTATION and content["representative"]["name"] == who.name
    assert (listed.row.id, listed.reference, listed.by) == (letter.id, reference, "dara")
    consent = await sqlite_world.consent_of(filed, reference)
    await sqlite_world.her(filed, consents.withdraw_consent, consent.id)
    async with sqlite_world.store.reading() as unit:
        access = await case_for(unit, sqlite_world.viewer("dara"), filed.number)
        with pytest.raises(NotNow, match="consent_missing"):
            await letter_that_stands(unit, access, letter.id)
