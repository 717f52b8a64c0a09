"""Letters to BFC and buyers: only what was given, nothing that was covered, approved before a buyer gets one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest

from cases.actions import asking, consents, disclosing, filing, parties, party_letters, referrals
from cases.actions.filing import Piece
from cases.actions.identities import Details, keep_identity
from cases.actions.letters import letter_that_stands
from cases.actions.party_letters import LetterLine, Words, party_letters_of
from cases.rules.errors import BadInput, NotAllowed, NotNow, NotThere
from cases.rules.vocabulary import Language, LetterKind, Part, PartyKind, StoryKind
from cases.store.door import case_for
from cases.store.tables import LetterAnswer
from cases.store.views import view_case
from tests.cases.world import Filed, World

ENGLISH = Words(Language.ENGLISH, "A worker was dismissed for founding a union.", "Please ask for her reinstatement.")


@pytest.fixture
async def world(world: World) -> World:
    """With a buyer, whom the lead's officers write to by post."""
    async with world.store.writing() as unit:
        buyer = await parties.add_party(
            unit, "buyer", "Nordic Wear AB", "Nordic Wear AB", PartyKind.BUYER, on_platform=False
        )
    world.party["buyer"] = buyer.id
    return world


async def ready(world: World, slug: str = "buyer", parts: Sequence[str] = (Part.WHAT_HAPPENED,)) -> tuple[Filed, str]:
    """A case whose worker gave some parts; where these are not among them, she kept her name and her number."""
    filed = await world.active()
    await world.her(filed, filing.set_identity, "Sok Maly", "012 345 678")
    return filed, await world.sent(filed, slug, parts)


async def write(world: World, filed: Filed, reference: str, words: Words = ENGLISH, alias: str = "sophea") -> str:
    letter = await world.act(alias, filed.number, party_letters.write_letter, reference, words)
    return letter.id


async def lines(world: World, number: str, alias: str = "dara") -> list[LetterLine]:
    async with world.store.reading() as unit:
        found = await party_letters_of(unit, await case_for(unit, world.viewer(alias), number))
    return [line for letters in found.values() for line in letters]


async def test_a_buyers_letter_goes_when_a_lead_who_did_not_write_it_has_approved_it(world: World) -> None:
    """Draft, approved, sent, answered: each once, by whom it may be, and she hears of the last two."""
    filed, reference = await ready(world)
    letter = await write(world, filed, reference)
    with pytest.raises(NotAllowed):
        await world.act("sophea", filed.number, party_letters.approve_letter, letter)
    with pytest.raises(NotNow, match="letter_not_approved"):
        await world.act("dara", filed.number, party_letters.letter_sent, letter, world.today)
    with pytest.raises(NotNow, match="letter_not_sent"):
        await world.act("dara", filed.number, party_letters.keep_answer, letter, world.today, "We look into it.")
    own = await write(world, filed, reference, alias="dara")
    with pytest.raises(NotAllowed, match="letter_own"):
        await world.act("dara", filed.number, party_letters.approve_letter, own)
    await world.act("dara", filed.number, party_letters.approve_letter, letter)
    with pytest.raises(NotNow, match="letter_needs_no_approval"):
        await world.act("dara", filed.number, party_letters.approve_letter, letter)
    await world.act("dara", filed.number, party_letters.letter_sent, letter, world.today)
    with pytest.raises(NotNow, match="letter_sent_already"):
        await world.act("dara", filed.number, party_letters.letter_sent, letter, world.today)
    world.clock.let_pass(minutes=1)
    await world.act("dara", filed.number, party_letters.keep_answer, letter, world.today, "We look into it.")
    (line,) = [one for one in await lines(world, filed.number) if one.row.id == letter]
    assert (line.by, line.approved_by, line.row.sent_on) == ("sophea", "dara", world.today)
    assert line.answers == [(world.today, "We look into it.")]
    assert all(b"look into" not in row.sealed for row in await world.rows(LetterAnswer))
    async with world.store.reading() as unit:
        thread = (await view_case(unit, await case_for(unit, world.viewer("dara"), filed.number))).thread
    assert [said.notice for said in thread if said.notice.startswith("letter_")] == ["letter_sent", "letter_answered"]


async def test_a_letter_holds_what_was_given_and_says_nothing_that_was_not(world: World) -> None:
    """No name and no number that she kept, however it is written; what she gave may be said."""
    filed, reference = await ready(world)
    for told in ("Sok Maly was dismissed.", "Call SOK  MALY.", "Her number is 012-345 678.", "ទូរស័ព្ទ ០១២៣៤៥៦៧៨"):
        with pytest.raises(BadInput, match="letter_says_hidden"):
            await write(world, filed, reference, Words(Language.ENGLISH, told, "Help."))
    letter = await write(world, filed, reference)
    async with world.store.reading() as unit:
        access = await case_for(unit, world.viewer("dara"), filed.number)
        kept, content = await letter_that_stands(unit, access, letter)
    assert (kept.kind, content["names"], list(content["parts"])) == (LetterKind.BUYER, [], ["what_happened"])
    named, other = await ready(world, "bfc", (Part.WHAT_HAPPENED, Part.IDENTITY))
    await write(world, named, other, Words(Language.KHMER, "Sok Maly ត្រូវបានបញ្ឈប់", "សូមពិនិត្យបញ្ហាទី 8"))


async def test_a_worker_who_gave_no_number_has_letters_too(sqlite_world: World) -> None:
    """Nothing is hidden in nothing; the number of her card is, since it was not given."""
    filed = await sqlite_world.active()
    await sqlite_world.her(filed, filing.set_identity, "Sok Maly", "")
    await sqlite_world.act("dara", filed.number, keep_identity, 1, Details("010 123 456"))
    reference = await sqlite_world.sent(filed)
    assert await write(sqlite_world, filed, reference)
    with pytest.raises(BadInput, match="letter_says_hidden"):
        await write(sqlite_world, filed, reference, replace(ENGLISH, told="Ask for 010123456."))


async def test_covered_words_stay_covered_in_what_the_officer_writes(world: World) -> None:
    """A colleague's name that was covered for this buyer is not typed into the letter by mistake."""
    filed = await world.active(story=[Piece(StoryKind.TEXT, "Srey Pov saw it")])
    made = await world.act(
        "dara",
        filed.number,
        asking.propose_referral,
        world.party["buyer"],
        [Part.WHAT_HAPPENED],
        "Srey Pov",
    )
    await world.answer(filed, made.reference)
    await world.act("dara", filed.number, disclosing.send_referral, made.reference)
    with pytest.raises(BadInput, match="letter_says_hidden"):
        await write(world, filed, made.reference, Words(Language.ENGLISH, "srey pov saw it.", "Help."))


async def test_taken_back_is_neither_printed_nor_sent(world: World) -> None:
    """Nor written: without a standing word there is nothing to write from."""
    filed, reference = await ready(world, "bfc")
    letter = await write(world, filed, reference)
    await world.her(filed, consents.withdraw_consent, (await world.consent_of(filed, reference)).id)
    async with world.store.reading() as unit:
        with pytest.raises(NotNow, match="consent_missing"):
            await letter_that_stands(unit, await case_for(unit, world.viewer("dara"), filed.number), letter)
    with pytest.raises(NotNow, match="consent_missing"):
        await world.act("dara", filed.number, party_letters.letter_sent, letter, world.today)
    with pytest.raises(NotNow, match="letter_not_to_them"):
        await write(world, filed, reference)


async def test_what_cannot_be_is_refused(world: World) -> None:
    """The wrong recipient, language, day or person."""
    filed, reference = await ready(world)
    ministry = await world.sent(filed, "ministry")
    with pytest.raises(NotNow, match="letter_not_to_them"):
        await write(world, filed, ministry)
    with pytest.raises(BadInput, match="letter_in_english"):
        await write(world, filed, reference, Words(Language.KHMER, "x", "y"))
    late = world.today - dt.timedelta(days=1)
    for day, code in ((late, "date_past"), (world.today + dt.timedelta(days=400), "date_far")):
        with pytest.raises(BadInput, match=code):
            await write(world, filed, reference, Words(Language.ENGLISH, "x", "y", reply_by=day))
    mine, to_bfc = await ready(world, "bfc")
    letter = await write(world, mine, to_bfc)
    with pytest.raises(BadInput, match="date_before_letter"):
        await world.act("dara", mine.number, party_letters.letter_sent, letter, late)
    with pytest.raises(NotThere):
        await world.act("dara", filed.number, party_letters.letter_sent, letter, world.today)
    await world.act("maly", to_bfc, referrals.receive_referral)
    with pytest.raises(NotThere):
        await world.act("maly", to_bfc, party_letters.write_letter, to_bfc, ENGLISH)
    assert await lines(world, to_bfc, "maly") == []
