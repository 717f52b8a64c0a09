"""Her word in advance: spares her the question, shows what would go, can be stopped, covers what it says."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from cases.actions import asking, consents, disclosing, filing, handovers, party_letters, standing_consents, withdrawing
from cases.actions.filing import Piece
from cases.actions.party_letters import Words
from cases.rules.errors import NotNow, NotThere
from cases.rules.standing_choices import COVERED, covers, offered_to
from cases.rules.vocabulary import (
    CaseStatus,
    ConsentStatus,
    GivenBy,
    Language,
    Part,
    PartyKind,
    ReferralStatus,
    StandingChoice,
    StoryKind,
)
from cases.store.door import case_for
from cases.store.tables import Case, Complainant, Consent, Disclosure, Preview, Referral, StandingConsent
from cases.store.views import view_case
from tests.cases.world import Filed, World

C = StandingChoice
TOLD = (Part.WHAT_HAPPENED,)


async def say(world: World, filed: Filed, choice: StandingChoice = C.WITHOUT_NAME, slug: str = "bfc") -> None:
    await world.her(
        filed,
        standing_consents.give_standing,
        world.party[slug],
        choice,
        language=Language.KHMER,
        wording_digest="0" * 64,
    )


async def asked(world: World, filed: Filed, parts: Sequence[str] = TOLD, slug: str = "bfc") -> tuple[str, Consent]:
    reference = await world.ask(filed, slug, parts)
    return reference, await world.consent_of(filed, reference)


async def referral(world: World, reference: str) -> Referral:
    (row,) = await world.rows(Referral, Referral.reference == reference)
    return row


async def test_what_she_said_in_advance_answers_the_question_and_waits_a_day(world: World) -> None:
    """Nothing goes before she could have stopped it; she is told, and not asked."""
    filed = await world.active()
    await say(world, filed)
    reference, consent = await asked(world, filed)
    assert (consent.status, consent.given_by, consent.language) == (
        ConsentStatus.GIVEN,
        GivenBy.STANDING,
        Language.KHMER,
    )
    assert (await referral(world, reference)).status is ReferralStatus.READY
    (case,) = await world.rows(Case)
    assert case.status is CaseStatus.ACTIVE, "nothing waits for her"
    async with world.store.reading() as unit:
        thread = (await view_case(unit, await case_for(unit, world.viewer("dara"), filed.number))).thread
        assert (await consents.previews_of(unit, consent))[Part.WHAT_HAPPENED], "she can see exactly what would go"
    assert [said.notice for said in thread if said.notice.startswith("consent")] == ["consent_standing"]
    with pytest.raises(NotNow, match="consent_can_be_stopped") as refused:
        await world.act("dara", filed.number, disclosing.send_referral, reference)
    assert refused.value.data == {"hours": 24}
    words = Words(Language.ENGLISH, "A worker was dismissed.", "Please look at issue 8.")
    with pytest.raises(NotNow):
        await world.act("dara", filed.number, party_letters.write_letter, reference, words)
    world.clock.let_pass(hours=24, seconds=1)
    await world.act("dara", filed.number, disclosing.send_referral, reference)
    assert len(await world.rows(Disclosure)) == 1
    with pytest.raises(NotNow, match="consent_past_stopping"):
        await world.her(filed, standing_consents.stop_consent, consent.id)


async def test_stopped_in_time_nothing_goes(world: World) -> None:
    """One tap, twice is once; the track is declined by her, and the officer may ask again."""
    filed = await world.active()
    await say(world, filed)
    reference, consent = await asked(world, filed)
    for _ in range(2):
        await world.her(filed, standing_consents.stop_consent, consent.id)
    assert (await world.consent_of(filed, reference)).status is ConsentStatus.DECLINED
    assert (await referral(world, reference)).status is ReferralStatus.DECLINED
    assert all(row.sealed == b"" for row in await world.rows(Preview, Preview.consent_id == consent.id))
    world.clock.let_pass(hours=25)
    with pytest.raises(NotNow):
        await world.act("dara", filed.number, disclosing.send_referral, reference)
    assert await world.rows(Disclosure) == []
    await asked(world, filed)


async def test_without_my_name_is_no_yes_to_words_that_say_it(sqlite_world: World) -> None:
    """Her story names her: she is asked, until the officer covers the name."""
    world = sqlite_world
    filed = await world.active(story=[Piece(StoryKind.TEXT, "I am Sok\u200b Dara, they dismissed me")])
    await world.her(filed, filing.set_identity, "sok dara", "")
    await say(world, filed)
    reference, consent = await asked(world, filed)
    assert consent.status is ConsentStatus.ASKED
    await world.answer(filed, reference, yes=False)
    await world.act("dara", filed.number, asking.propose_referral, world.party["bfc"], list(TOLD), "Sok Dara")
    assert [row.status for row in await world.rows(Consent) if row.id != consent.id] == [ConsentStatus.GIVEN]


async def test_taking_it_back_stops_what_waits_and_leaves_what_went(sqlite_world: World) -> None:
    """What went already stands on its own word, which she takes back apart."""
    filed = await sqlite_world.active()
    await say(sqlite_world, filed)
    reference, _ = await asked(sqlite_world, filed)
    sqlite_world.clock.let_pass(hours=25)
    await sqlite_world.act("dara", filed.number, disclosing.send_referral, reference)
    await sqlite_world.her(filed, filing.set_identity, "Sok Dara", "")
    await say(sqlite_world, filed, C.WITH_NAME)
    await sqlite_world.act("dara", filed.number, asking.ask_parts, reference, [Part.IDENTITY])
    (first, waiting) = await sqlite_world.rows(Consent)
    if first.sendable_at and waiting.sendable_at and first.sendable_at > waiting.sendable_at:
        first, waiting = waiting, first
    assert waiting.given_by is GivenBy.STANDING
    (word,) = await sqlite_world.rows(StandingConsent, StandingConsent.choice == C.WITH_NAME)
    for _ in range(2):
        await sqlite_world.her(filed, standing_consents.end_standing, word.id)
    standing = {row.id: row.status for row in await sqlite_world.rows(Consent)}
    assert standing == {first.id: ConsentStatus.GIVEN, waiting.id: ConsentStatus.DECLINED}
    assert (await referral(sqlite_world, reference)).status is ReferralStatus.SENT


async def test_it_covers_the_recipient_and_the_parts_that_it_names_for_sixty_days(sqlite_world: World) -> None:
    """Everything else is asked: her name, a photo, another recipient, and all of it once the days are over."""
    filed = await sqlite_world.active()
    await sqlite_world.her(filed, filing.set_identity, "Sok Dara", "")
    await say(sqlite_world, filed)
    for parts, slug in (((Part.WHAT_HAPPENED, Part.IDENTITY), "bfc"), (TOLD, "other")):
        _, consent = await asked(sqlite_world, filed, parts, slug)
        assert consent.status is ConsentStatus.ASKED
    sqlite_world.clock.let_pass(days=60)
    second = await sqlite_world.active()
    await say(sqlite_world, second)
    sqlite_world.clock.let_pass(days=60)
    _, consent = await asked(sqlite_world, second)
    assert consent.status is ConsentStatus.ASKED


async def test_nobody_but_she_says_it_and_only_what_is_offered(sqlite_world: World) -> None:
    """Not without a name to the ministry, not of a party she excluded, not by numbers that an officer holds."""
    filed = await sqlite_world.active(excluded=["other"])
    with pytest.raises(NotNow, match="standing_not_offered"):
        await say(sqlite_world, filed, C.WITHOUT_NAME, "ministry")
    for slug in ("other", "union"):
        with pytest.raises(NotThere):
            await say(sqlite_world, filed, C.WITH_NAME, slug)
    stranger = await sqlite_world.active()
    await say(sqlite_world, filed)
    (word,) = await sqlite_world.rows(StandingConsent)
    with pytest.raises(NotThere):
        await sqlite_world.her(stranger, standing_consents.end_standing, word.id)
    async with sqlite_world.store.writing() as unit:
        complainant = await unit.session.get_one(Complainant, stranger.complainant_id)
        complainant.receipt_by_office = True
        unit.session.add(complainant)
    sqlite_world.tampered = True
    with pytest.raises(NotThere):
        await say(sqlite_world, stranger)


async def test_it_ends_with_her_case_and_with_its_lead(sqlite_world: World) -> None:
    """Withdrawn or handed over: another lead asks for itself."""
    filed, moved = await sqlite_world.active(), await sqlite_world.active()
    for one in (filed, moved):
        await say(sqlite_world, one)
    await sqlite_world.her(filed, withdrawing.withdraw_case)
    handover = await sqlite_world.act("dara", moved.number, handovers.ask_handover, sqlite_world.party["other"])
    await sqlite_world.her(
        moved, handovers.answer_handover, handover.id, yes=True, language=Language.KHMER, wording_digest="0" * 64
    )
    await sqlite_world.act("dara", moved.number, handovers.carry_out_handover, handover.id)
    assert all(word.withdrawn_at is not None for word in await sqlite_world.rows(StandingConsent))


def test_what_can_harm_her_most_is_never_covered() -> None:
    """Nor a name to a buyer, nor a case without one at the ministry."""
    asked_each_time = {Part.UNION_MEMBERSHIP, Part.HEALTH_PREGNANCY, Part.WITNESSES, Part.CONVERSATION}
    for choice in StandingChoice:
        assert not COVERED[choice] & asked_each_time
        assert not covers(choice, [*COVERED[choice], "evidence:1"]) and not covers(choice, [])
    assert C.WITH_NAME not in offered_to(PartyKind.BUYER)
    assert C.WITHOUT_NAME not in offered_to(PartyKind.MINISTRY)
    assert set(COVERED[C.WITHOUT_NAME]) & {Part.IDENTITY, Part.CONTACT} == set()
