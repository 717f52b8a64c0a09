"""Several workers in one case: one leaves, one declines, one is erased, and it goes on for the others."""

from __future__ import annotations

import pytest
from sqlmodel import col

from api.v1 import showing_case
from cases.actions import (
    agreeing,
    asking,
    colleagues,
    consents,
    delivering,
    disclosing,
    erasure,
    filing,
    handovers,
    party_letters,
    receipts,
    referrals,
    remedies,
    telling,
    triage,
    upkeep,
    verifying,
    withdrawing,
)
from cases.actions.colleagues import Colleague
from cases.actions.filing import Piece
from cases.actions.letters import letter_of
from cases.actions.party_letters import Words
from cases.rules.errors import BadInput, NotNow, NotThere
from cases.rules.vocabulary import (
    CameBy,
    CaseStatus,
    ClosingReason,
    ConsentStatus,
    HandoverStatus,
    Language,
    Part,
    ReferralStatus,
    RejectionReason,
    RemedyKind,
    RemedyStatus,
    StoryKind,
    VerifiedBy,
)
from cases.rules.workers import Workers
from cases.store.door import case_for
from cases.store.figures import figures_for
from cases.store.lists import list_cases
from cases.store.tables import (
    Complainant,
    Consent,
    Disclosure,
    Evidence,
    HandoverConsent,
    LockboxKey,
    Referral,
    StoryEntry,
    ThreadMessage,
    new_id,
)
from cases.store.views import CaseView, view_case
from cases.store.worker_views import OwnCase, own_case
from cases.vault.receipts import Receipt, mint
from tests.cases.actions.handing import agreed, status_of
from tests.cases.world import STORY, Filed, World

HERS = "They locked the door on us."


async def seen(world: World, alias: str, number: str) -> CaseView:
    async with world.store.reading() as unit:
        return await view_case(unit, await case_for(unit, world.viewer(alias), number))


async def own(world: World, filed: Filed) -> OwnCase:
    async with world.store.reading() as unit:
        return await own_case(unit, filed.complainant_id)


async def referral(world: World, reference: str) -> Referral:
    (row,) = await world.rows(Referral, Referral.reference == reference)
    return row


async def two(world: World) -> tuple[Filed, Filed]:
    """Who filed, and a colleague who joined with words of her own."""
    first = await world.active()
    return first, await world.colleague(first, HERS, "Sok Dara")


def words(view: CaseView) -> list[str]:
    return [item["text"] for items in view.tracks[0].disclosed.values() for item in items]


async def test_what_was_reached_on_a_track_is_not_told_to_nor_asked_of_who_said_no_to_it(sqlite_world: World) -> None:
    """Her yes would count as her colleague's, and what her colleague is paid is no news to her."""
    first, second = await two(sqlite_world)
    reference = await sqlite_world.ask(first)
    await sqlite_world.answer(first, reference)
    await sqlite_world.answer(second, reference, yes=False)
    await sqlite_world.act("dara", first.number, disclosing.send_referral, reference)
    await sqlite_world.act("maly", reference, referrals.receive_referral)
    await sqlite_world.act("maly", reference, referrals.accept_referral)
    back = await sqlite_world.agreed("maly", reference, RemedyKind.REINSTATEMENT, workers=Workers(women=1))
    await sqlite_world.act("maly", reference, agreeing.move_due_day, back, sqlite_world.today)
    await sqlite_world.act("maly", reference, delivering.deliver_remedy, back, sqlite_world.today)
    with pytest.raises(NotNow, match="remedy_not_asked"):
        await sqlite_world.her(second, remedies.answer_remedy, back, confirmed=True, facts={})
    told = await sqlite_world.rows(ThreadMessage, ThreadMessage.complainant_id == second.complainant_id)
    assert not [row.notice for row in told if row.notice.startswith("remedy")]
    waiting = [len((await own(sqlite_world, one)).remedies_asked) for one in (first, second)]
    assert waiting == [1, 0]
    await sqlite_world.her(first, remedies.answer_remedy, back, confirmed=True, facts={})
    row = await sqlite_world.remedy(back)
    assert (row.status, row.by_individuals, row.by_nobody) == (RemedyStatus.CONFIRMED, 1, 0)


# ---------------------------------------------------------------------------------------------------- leaving
async def test_one_leaves_and_the_case_goes_on_for_the_others(world: World) -> None:
    """Her word ends with every version that has her parts; the track lives on her colleague's."""
    first, second = await two(world)
    reference = await world.ask(first)
    await world.answer(first, reference)
    await world.answer(second, reference)
    await world.act("dara", first.number, disclosing.send_referral, reference)
    assert HERS in words(await seen(world, "maly", reference))
    await world.her(second, withdrawing.withdraw_case)
    case = await world.case(first)
    assert (case.status, case.closing_reason) == (CaseStatus.ACTIVE, None)
    assert (await referral(world, reference)).status is ReferralStatus.SENT
    assert words(await seen(world, "maly", reference)) == []
    await world.act("dara", first.number, disclosing.send_referral, reference)
    assert HERS not in words(await seen(world, "maly", reference))
    version = (await world.case(first)).version
    await world.her(second, withdrawing.withdraw_case)
    assert (await world.case(first)).version == version


async def test_who_left_is_asked_and_told_nothing_and_sees_so_behind_her_numbers(sqlite_world: World) -> None:
    """For her it is closed as withdrawn; what she would add is refused, and her receipt still opens her thread."""
    first, second = await two(sqlite_world)
    await sqlite_world.her(second, withdrawing.withdraw_case)
    reference = await sqlite_world.ask(first)
    assert [row.complainant_id for row in await sqlite_world.rows(Consent)] == [first.complainant_id]
    await sqlite_world.act("dara", first.number, telling.write_to_worker, "Only for those who stay.")
    assert {
        row.complainant_id for row in await sqlite_world.rows(ThreadMessage, ThreadMessage.notice == "message")
    } == {first.complainant_id}
    hers = await own(sqlite_world, second)
    assert (hers.status, hers.withdrawn, hers.left, hers.consents) == (CaseStatus.CLOSED, True, True, ())
    for verb, *given in (
        (telling.write_to_case, "still here"),
        (filing.add_to_story, Piece(StoryKind.TEXT, "more")),
        (filing.set_headcount, 1, 1),
    ):
        with pytest.raises(NotNow, match="case_withdrawn"):
            await sqlite_world.her(second, verb, *given)  # type: ignore[arg-type]
    assert (await sqlite_world.receipt_keys(second)).private
    await sqlite_world.answer(first, reference)
    assert (await sqlite_world.case(first)).status is CaseStatus.ACTIVE


async def test_the_last_one_to_leave_closes_the_case(sqlite_world: World) -> None:
    """Who stayed alone withdraws the case itself, and all of it is erased when its time comes."""
    first, second = await two(sqlite_world)
    await sqlite_world.her(first, withdrawing.withdraw_case)
    assert (await sqlite_world.case(first)).status is CaseStatus.ACTIVE
    assert not (await own(sqlite_world, second)).others
    await sqlite_world.her(second, withdrawing.withdraw_case)
    case = await sqlite_world.case(first)
    assert (case.status, case.closing_reason) == (CaseStatus.CLOSED, ClosingReason.WITHDRAWN)
    await sqlite_world.her(second, withdrawing.erase_now)
    assert (await sqlite_world.case(first)).erased_at is not None


async def test_one_who_left_blocks_neither_hand_over_nor_closing(sqlite_world: World) -> None:
    """Her word is not waited for, and an open question lives on without her."""
    first, second = await two(sqlite_world)
    handover_id = await agreed(sqlite_world, first)
    assert (await sqlite_world.case(first)).status is CaseStatus.AWAITING_WORKER
    await sqlite_world.her(second, withdrawing.withdraw_case)
    assert (await sqlite_world.case(first)).status is CaseStatus.ACTIVE
    (word,) = await sqlite_world.rows(HandoverConsent, HandoverConsent.complainant_id == second.complainant_id)
    assert word.status is ConsentStatus.WITHDRAWN
    await sqlite_world.act("dara", first.number, handovers.carry_out_handover, handover_id)
    assert await status_of(sqlite_world, handover_id) is HandoverStatus.DONE
    await sqlite_world.act("vuthy", first.number, triage.close, ClosingReason.UNCONFIRMED)


async def test_numbers_stay_whoever_leaves(sqlite_world: World) -> None:
    """The third stays the third; who left can no longer be verified."""
    first, second = await two(sqlite_world)
    third = await sqlite_world.colleague(first)
    await sqlite_world.her(second, withdrawing.withdraw_case)
    verify = verifying.verify_complainant
    await sqlite_world.act("dara", first.number, verify, 3, VerifiedBy.BADGE)
    with pytest.raises(BadInput, match="complainant_unknown"):
        await sqlite_world.act("dara", first.number, verify, 2, VerifiedBy.BADGE)
    known = {row.id: row.verified_by for row in await sqlite_world.rows(Complainant)}
    assert known[third.complainant_id] is VerifiedBy.BADGE and known[second.complainant_id] is None
    view = await seen(sqlite_world, "dara", first.number)
    assert [(one.number, one.in_case) for one in view.workers] == [(1, True), (2, False), (3, True)]


# ---------------------------------------------------------------------------------------------------- erasing
QUOTED = Words(Language.ENGLISH, "Workers were dismissed.", "Please look at issue 8.", quoted=True)


async def _photo(world: World, filed: Filed) -> str:
    evidence_id = new_id()
    key, size = world.store.files.store(evidence_id, b"the photo of the door")
    async with world.store.writing() as unit:
        await filing.keep_evidence(
            unit, evidence_id, StoryKind.PHOTO, size, conversation_id=None, case_id=filed.case_id
        )
        photo = Piece(StoryKind.PHOTO, "the door", evidence_id, key.hex(), "image/jpeg")
        await filing.add_to_story(unit, filed.complainant_id, photo)
    return evidence_id


async def _shared(world: World) -> tuple[Filed, Filed, str, str]:
    """Two workers whose parts went out in one version; the second added a photo."""
    first, second = await two(world)
    photo = await _photo(world, second)
    reference = await world.ask(first, parts=[Part.WHAT_HAPPENED, f"evidence:{photo}"])
    await world.answer(first, reference)
    await world.answer(second, reference)
    await world.act("dara", first.number, disclosing.send_referral, reference)
    await world.her(second, telling.write_to_case, "I am afraid.")
    return first, second, reference, photo


async def test_erasing_one_leaves_the_case_to_the_others(sqlite_world: World) -> None:
    """Her name, thread, numbers, words, files and versions are gone for ever; her colleague's are all there."""
    first, second, reference, photo = await _shared(sqlite_world)
    letter = await sqlite_world.act("dara", first.number, party_letters.write_letter, reference, QUOTED)
    with pytest.raises(NotNow, match="not_withdrawn"):
        await sqlite_world.her(second, withdrawing.erase_now)
    await sqlite_world.her(second, withdrawing.withdraw_case)
    await sqlite_world.her(second, withdrawing.erase_now)
    person = next(row for row in await sqlite_world.rows(Complainant) if row.id == second.complainant_id)
    assert (person.sealed, person.receipt_lookup, person.correspondent_id) == (None, None, None)
    boxes = {person.identity_box, person.thread_box, *(row.box for row in await sqlite_world.rows(Disclosure))}
    assert await sqlite_world.rows(LockboxKey, col(LockboxKey.box).in_(boxes)) == []
    assert boxes <= sqlite_world.store.keys.erasures.read()
    assert await sqlite_world.rows(StoryEntry, StoryEntry.complainant_id == second.complainant_id) == []
    assert await sqlite_world.rows(Evidence, Evidence.id == photo) == []
    view = await seen(sqlite_world, "dara", first.number)
    assert [line.text for line in view.story] and HERS not in [line.text for line in view.story]
    async with sqlite_world.store.reading() as unit:
        _, said = await letter_of(unit, await case_for(unit, sqlite_world.viewer("dara"), first.number), letter.id)
    assert HERS not in str(said) and STORY not in str(said), "a letter that she was in says nothing any more"
    assert view.identities == () and view.workers[1].row.erased_at == sqlite_world.clock.now()
    assert (await sqlite_world.case(first)).erased_at is None
    version = (await sqlite_world.case(first)).version
    await sqlite_world.her(second, withdrawing.erase_now)
    assert (await sqlite_world.case(first)).version == version
    await sqlite_world.act("dara", first.number, disclosing.send_referral, reference)
    assert HERS not in words(await seen(sqlite_world, "maly", reference))
    await sqlite_world.her(first, telling.write_to_case, "I stay.")


async def test_whoever_filed_may_be_erased_and_the_card_says_none_of_her_words(sqlite_world: World) -> None:
    """Seven days after she left, by time alone."""
    first, second = await two(sqlite_world)
    photo = await _photo(sqlite_world, first)
    await sqlite_world.her(first, withdrawing.withdraw_case)
    for days, erased in ((6, 0), (1, 1), (0, 0)):
        sqlite_world.clock.let_pass(days=days)
        assert await erasure.erase_due(sqlite_world.store) == erased
    view = await seen(sqlite_world, "dara", first.number)
    assert [line.text for line in view.story] == [HERS] and [who["name"] for who in view.identities] == ["Sok Dara"]
    assert await sqlite_world.rows(Evidence, Evidence.id == photo) == []
    async with sqlite_world.store.reading() as unit:
        (row,) = (await list_cases(unit, sqlite_world.viewer("dara"))).rows
    assert row.card["words"] == ""
    await sqlite_world.act("dara", first.number, telling.write_to_worker, "We go on.")
    assert [line.text for line in (await seen(sqlite_world, "dara", first.number)).thread] == ["We go on."]
    await sqlite_world.her(second, telling.write_to_case, "Yes.")


async def test_nobody_gives_new_numbers_to_one_who_was_erased(sqlite_world: World) -> None:
    """Neither the office nor an old page."""
    first, second = await two(sqlite_world)
    await sqlite_world.her(second, withdrawing.withdraw_case)
    await sqlite_world.her(second, withdrawing.erase_now)
    made = await receipts.mint(sqlite_world.store, second.complainant_id, 1)
    with pytest.raises(NotThere):
        await sqlite_world.act("dara", first.number, receipts.renew_at_office, second.complainant_id, made)


async def test_a_track_on_a_colleagues_yes_is_no_news_to_one_who_said_no(sqlite_world: World) -> None:
    """Nothing of hers went: she is not told that it did, nor who received it, and does not see it as hers."""
    first, second = await two(sqlite_world)
    reference = await sqlite_world.ask(first)
    await sqlite_world.answer(first, reference)
    assert (await own(sqlite_world, second)).tracks == ()  # asked, and has not answered
    await sqlite_world.answer(second, reference, yes=False)
    await sqlite_world.act("dara", first.number, disclosing.send_referral, reference)
    await sqlite_world.act("maly", reference, referrals.receive_referral)
    heard = [(row.complainant_id, row.notice) for row in await sqlite_world.rows(ThreadMessage)]
    for notice in ("referral_sent", "referral_received"):
        assert (first.complainant_id, notice) in heard and (second.complainant_id, notice) not in heard
    assert (await own(sqlite_world, second)).tracks == ()
    assert len((await own(sqlite_world, first)).tracks) == 1


# ------------------------------------------------------------------------------------------ how a track ends
async def test_one_who_takes_her_word_back_does_not_end_her_colleagues_track(sqlite_world: World) -> None:
    """While a colleague is asked it waits for her; her no after that ends it as withdrawn."""
    first, second = await two(sqlite_world)
    reference = await sqlite_world.sent(first)
    consent = await sqlite_world.consent_of(first, reference)
    await sqlite_world.her(first, consents.withdraw_consent, consent.id)
    assert (await referral(sqlite_world, reference)).status is ReferralStatus.SENT
    assert (await sqlite_world.case(first)).status is CaseStatus.AWAITING_WORKER
    await sqlite_world.answer(second, reference, yes=False)
    assert (await referral(sqlite_world, reference)).status is ReferralStatus.WITHDRAWN
    assert (await sqlite_world.case(first)).status is CaseStatus.ACTIVE


@pytest.mark.parametrize(
    ("no", "leaves", "end"),
    [
        (2, 0, ReferralStatus.DECLINED),
        (1, 0, ReferralStatus.EXPIRED),
        (0, 0, ReferralStatus.EXPIRED),
        (1, 1, ReferralStatus.DECLINED),
        (0, 1, ReferralStatus.EXPIRED),
    ],
)
async def test_a_track_that_nobody_said_yes_to(sqlite_world: World, no: int, leaves: int, end: ReferralStatus) -> None:
    """Declined when all who are in the case declined; with an answer that never came, expired."""
    world = sqlite_world
    people = await two(world)
    reference = await world.ask(people[0])
    for filed in people[:no]:
        await world.answer(filed, reference, yes=False)
    for filed in people[2 - leaves :]:
        await world.her(filed, withdrawing.withdraw_case)
    world.clock.let_pass(days=15)
    async with world.store.writing() as unit:
        await upkeep.run_out(unit)
    assert (await referral(world, reference)).status is end
    assert (await world.case(people[0])).status is CaseStatus.ACTIVE


async def test_a_question_that_runs_out_leaves_a_colleague_hers(sqlite_world: World) -> None:
    """Who joined later was asked later: the track waits for her."""
    world = sqlite_world
    first = await world.active()
    reference = await world.sent(first)
    world.clock.let_pass(days=360)
    second = await world.colleague(first, HERS)
    await world.act("dara", first.number, asking.ask_parts, reference, [Part.WHAT_HAPPENED])
    world.clock.let_pass(days=6)
    async with world.store.writing() as unit:
        await upkeep.run_out(unit)
    assert (await referral(world, reference)).status is ReferralStatus.SENT
    await world.answer(second, reference)
    await world.act("dara", first.number, disclosing.send_referral, reference)
    assert words(await seen(world, "maly", reference)) == [HERS]


# ------------------------------------------------------------------------------------------------- remedies
async def _delivered(world: World, filed: Filed) -> str:
    remedy_id = await world.agreed(
        "dara", filed.number, RemedyKind.REINSTATEMENT, workers=Workers(women=5, men=1), amount=None
    )
    await world.act("dara", filed.number, delivering.deliver_remedy, remedy_id, world.today)
    return remedy_id


async def _says(world: World, filed: Filed, remedy_id: str, confirmed: bool = True, **facts: str) -> RemedyStatus:
    await world.her(filed, remedies.answer_remedy, remedy_id, confirmed=confirmed, facts=facts)
    return (await world.remedy(remedy_id)).status


async def test_it_is_confirmed_when_each_has_said_so_for_herself(sqlite_world: World) -> None:
    """2 of 3 until then; what the most careful said counts; who joined after the question is not asked."""
    first, second = await two(sqlite_world)
    third = await sqlite_world.colleague(first)
    remedy_id = await _delivered(sqlite_world, first)
    sqlite_world.clock.let_pass(minutes=1)
    late = await sqlite_world.colleague(first)
    assert await _says(sqlite_world, first, remedy_id) is RemedyStatus.DELIVERED
    assert await _says(sqlite_world, first, remedy_id) is RemedyStatus.DELIVERED
    assert await _says(sqlite_world, second, remedy_id, women="4") is RemedyStatus.DELIVERED
    view = await seen(sqlite_world, "dara", first.number)
    assert (view.remedies[0].words.yes, view.remedies[0].words.asked) == (2, 3)
    assert [len((await own(sqlite_world, one)).remedies_asked) for one in (first, second, third, late)] == [0, 0, 1, 0]
    with pytest.raises(NotNow, match="remedy_not_asked"):
        await _says(sqlite_world, late, remedy_id)
    assert await _says(sqlite_world, third, remedy_id) is RemedyStatus.CONFIRMED
    remedy = await sqlite_world.remedy(remedy_id)
    assert (remedy.confirmed_women, remedy.confirmed_men) == (4, 1)
    assert (await sqlite_world.case(first)).status is CaseStatus.ACTIVE


async def test_one_no_disputes_it_even_after_a_yes_of_her_own(sqlite_world: World) -> None:
    """The others are asked no more; after a new delivery everybody is asked anew."""
    first, second = await two(sqlite_world)
    remedy_id = await _delivered(sqlite_world, first)
    assert await _says(sqlite_world, first, remedy_id) is RemedyStatus.DELIVERED
    assert await _says(sqlite_world, first, remedy_id, confirmed=False) is RemedyStatus.DISPUTED
    with pytest.raises(NotNow):
        await _says(sqlite_world, second, remedy_id)
    await sqlite_world.act("dara", first.number, delivering.deliver_remedy, remedy_id, sqlite_world.today)
    assert await _says(sqlite_world, second, remedy_id) is RemedyStatus.DELIVERED
    assert await _says(sqlite_world, first, remedy_id) is RemedyStatus.CONFIRMED


@pytest.mark.parametrize(("yes", "end"), [(1, RemedyStatus.CONFIRMED), (0, RemedyStatus.UNCONFIRMED)])
async def test_after_fourteen_days_those_who_answered_decide(sqlite_world: World, yes: int, end: RemedyStatus) -> None:
    """A yes of one confirms it; nobody's answer leaves it unconfirmed."""
    people = await two(sqlite_world)
    remedy_id = await _delivered(sqlite_world, people[0])
    for filed in people[:yes]:
        await _says(sqlite_world, filed, remedy_id)
    sqlite_world.clock.let_pass(days=14, minutes=1)
    async with sqlite_world.store.writing() as unit:
        await upkeep.run_out(unit)
    assert (await sqlite_world.remedy(remedy_id)).status is end
    assert (await sqlite_world.case(people[0])).status is CaseStatus.ACTIVE


async def test_one_who_leaves_holds_up_no_confirmation(sqlite_world: World) -> None:
    """Her answer alone was missing: the word of her colleague stands. An answer of hers counts no more."""
    first, second = await two(sqlite_world)
    held, other = await _delivered(sqlite_world, first), await _delivered(sqlite_world, first)
    await _says(sqlite_world, first, held)
    await _says(sqlite_world, second, other)
    await sqlite_world.her(second, withdrawing.withdraw_case)
    assert (await sqlite_world.remedy(held)).status is RemedyStatus.CONFIRMED
    assert (await sqlite_world.remedy(other)).status is RemedyStatus.DELIVERED
    with pytest.raises(NotThere):
        await _says(sqlite_world, second, other)
    await sqlite_world.her(second, withdrawing.erase_now)
    assert len((await seen(sqlite_world, "dara", first.number)).remedies) == 2
    assert await _says(sqlite_world, first, other) is RemedyStatus.CONFIRMED


async def test_numbers_of_one_or_two_are_the_leads_alone(sqlite_world: World) -> None:
    """Left out of what is shared as outcome and of a recipient's figures; the lead sees all of them."""
    world = sqlite_world
    filed = await world.active()
    reference = await world.accepted(filed)
    workers = Workers(women=5, men=2)
    remedy_id = await world.agreed("maly", reference, RemedyKind.REINSTATEMENT, workers=workers)
    another = await world.accepted(await world.active())
    await world.agreed("maly", another, RemedyKind.REINSTATEMENT, workers=Workers(women=1))
    async with world.store.reading() as unit:
        hers = (await figures_for(unit, world.viewer("maly"))).reinstated.agreed
        ours = (await figures_for(unit, world.viewer("dara"))).reinstated.agreed
    assert (hers.women, hers.men, ours.women, ours.men) == (5, 0, 6, 2)  # a sum that grows by one would tell of her
    for alias, number, men in (("maly", reference, None), ("dara", filed.number, 2)):
        (shown,) = showing_case.case(await seen(world, alias, number)).remedies
        assert (shown.id, shown.agreed.women, shown.agreed.men) == (remedy_id, 5, men)
    asked = await world.ask(filed, "other", parts=[Part.OUTCOME])
    await world.answer(filed, asked)
    await world.act("dara", filed.number, disclosing.send_referral, asked)
    (item,) = (await seen(world, "vuthy", asked)).tracks[0].disclosed[Part.OUTCOME]
    assert item["women"] == 5 and "men" not in item


# -------------------------------------------------------------------------------------------------- joining
async def test_a_colleague_is_asked_for_herself_and_only_hers_follows(sqlite_world: World) -> None:
    """What the first gave is not given by her; her yes makes a further version with her own words in it."""
    first = await sqlite_world.active()
    reference = await sqlite_world.sent(first)
    second = await sqlite_world.colleague(first, HERS, "Sok Dara")
    assert (await own(sqlite_world, second)).consents == ()
    await sqlite_world.act("dara", first.number, asking.ask_parts, reference, [Part.WHAT_HAPPENED])
    asked = await sqlite_world.rows(Consent, Consent.status == ConsentStatus.ASKED)
    assert {row.complainant_id for row in asked} == {second.complainant_id}
    await sqlite_world.answer(second, reference)
    await sqlite_world.act("dara", first.number, disclosing.send_referral, reference)
    assert set(words(await seen(sqlite_world, "maly", reference))) == {STORY, HERS}


async def test_nobody_joins_a_case_that_is_handed_on_or_closed_or_not_the_officers_own(sqlite_world: World) -> None:
    """A recipient has no such act, and a stranger no such case; once the hand-over is over she may join."""
    first = await sqlite_world.active()
    reference = await sqlite_world.sent(first)
    told = (Colleague(CameBy.OFFICE), new_id(), minted(sqlite_world))
    for alias, number in (("maly", reference), ("vuthy", first.number)):
        with pytest.raises(NotThere):
            await sqlite_world.act(alias, number, colleagues.add_worker, *told)
    handover_id = await agreed(sqlite_world, first)
    with pytest.raises(NotNow, match="handover_running"):
        await sqlite_world.colleague(first)
    await sqlite_world.act("dara", first.number, handovers.revoke_handover, handover_id)
    await sqlite_world.colleague(first)
    await sqlite_world.act("maly", reference, referrals.receive_referral)
    await sqlite_world.act("maly", reference, referrals.reject_referral, RejectionReason.NOT_COVERED)
    await sqlite_world.act("dara", first.number, triage.close, ClosingReason.UNCONFIRMED)
    with pytest.raises(NotNow):
        await sqlite_world.colleague(first)


def minted(world: World) -> Receipt:
    return mint(world.store.keys.receipt_salt(), new_id())
