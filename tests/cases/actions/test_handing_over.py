"""A case goes to another lead: asked, agreed to, carried out; everything goes along, and the old lead has nothing."""

from __future__ import annotations

import asyncio
import base64
import dataclasses
import datetime as dt
from decimal import Decimal

import pytest
from sqlmodel import select

from cases.actions import (
    asking,
    consents,
    delivering,
    disclosing,
    filing,
    handovers,
    meetings,
    parties,
    party_keys,
    receipts,
    referrals,
    telling,
    triage,
    withdrawing,
)
from cases.actions.papers import Paper
from cases.actions.remedies import Amount
from cases.rules.errors import ChangedMeanwhile, NotAllowed, NotNow, NotThere
from cases.rules.vocabulary import (
    CaseStatus,
    ClosingReason,
    Conclusion,
    ConsentStatus,
    Currency,
    GivenBy,
    HandoverStatus,
    Language,
    PartyKind,
    ReferralStatus,
    Relation,
    RemedyKind,
    StaffRole,
    StoryKind,
)
from cases.rules.workers import Workers
from cases.store import figures, lockboxes, views
from cases.store.door import case_for
from cases.store.handovers import Kin
from cases.store.lists import list_cases
from cases.store.lockboxes import HolderKeys
from cases.store.tables import (
    CaseHolder,
    Clock,
    Complainant,
    Event,
    Evidence,
    Exclusion,
    Handover,
    HandoverConsent,
    Lockbox,
    LockboxKey,
    Party,
    PartyPublicKey,
    Referral,
    StoryEntry,
    ThreadMessage,
    new_id,
)
from cases.store.timeline import verify_cases
from cases.store.views import CaseView, thread_of, view_case
from cases.store.waiting import waiting_for
from cases.store.worker_views import own_case
from cases.vault.fingerprints import as_text
from cases.vault.party_keys import PartyKey, new_party_key
from cases.vault.sealing import DoesNotOpen
from tests.cases.world import STORY, Filed, World, join

WORDS = "the guard wrote down our names"


async def asked(world: World, filed: Filed, slug: str = "other", alias: str = "dara") -> str:
    made = await world.act(alias, filed.number, handovers.ask_handover, world.party[slug])
    return made.id


async def says(world: World, filed: Filed, handover_id: str, *, yes: bool = True) -> None:
    await world.her(
        filed,
        handovers.answer_handover,
        handover_id,
        yes=yes,
        language=Language.KHMER,
        wording_digest="what she saw",
    )


async def agreed(world: World, filed: Filed, slug: str = "other") -> str:
    handover_id = await asked(world, filed, slug)
    await says(world, filed, handover_id)
    return handover_id


async def handed(world: World, filed: Filed, slug: str = "other", alias: str = "dara") -> str:
    world.clock.let_pass(minutes=1)
    handover_id = await agreed(world, filed, slug)
    await world.act(alias, filed.number, handovers.carry_out_handover, handover_id)
    world.clock.let_pass(minutes=1)
    return handover_id


async def seen(world: World, alias: str, number: str) -> CaseView:
    async with world.store.reading() as unit:
        return await view_case(unit, await case_for(unit, world.viewer(alias), number))


async def status_of(world: World, handover_id: str) -> HandoverStatus:
    (row,) = await world.rows(Handover, Handover.id == handover_id)
    return row.status


async def numbers(world: World, alias: str) -> list[str]:
    async with world.store.reading() as unit:
        return [row.reference for row in (await list_cases(unit, world.viewer(alias))).rows]


async def federation(world: World, parent: str = "union") -> None:
    """A factory union of its own below a party, with its lead `sreymom` and a kind of lead that is no parent."""
    async with world.store.writing() as unit:
        party = await parties.add_party(unit, "unit", "Outdoor Gear union", "សហជីព", PartyKind.UNION, parent=parent)
        world.party["unit"] = party.id
        await join(unit, world, "sreymom", "unit", StaffRole.LEAD)


async def another_worker(world: World, filed: Filed) -> str:
    """A second complainant of the same case; her id."""
    async with world.store.writing() as unit:
        (first,) = (await unit.session.exec(select(Complainant).where(Complainant.case_id == filed.case_id))).all()
        lead = await lockboxes.holder_of_party(unit, world.party["union"])
        boxes = [await lockboxes.make_box(unit, kind, filed.case_id, [lead]) for kind in ("thread", "identity")]
        second = Complainant(id=new_id(), case_id=filed.case_id, thread_box=boxes[0], identity_box=boxes[1])
        unit.session.add(second)
        assert first.id != second.id
        return second.id


# --------------------------------------------------------------------------------------------------- asking
async def test_each_complainant_is_asked_and_told_who_would_lead(world: World) -> None:
    """A notice in her thread and chat, a word of hers that runs out after 14 days, a line in the timeline."""
    chat = await world.chat()
    filed = await world.active(correspondent_id=chat)
    handover_id = await asked(world, filed)
    (word,) = await world.rows(HandoverConsent, HandoverConsent.handover_id == handover_id)
    assert word.status is ConsentStatus.ASKED
    assert word.expires_at == world.clock.now() + dt.timedelta(days=14)
    assert (await world.case(filed)).status is CaseStatus.AWAITING_WORKER
    told = [row for row in await world.rows(ThreadMessage) if row.notice == "handover_ask"]
    assert len(told) == 1
    line = [row for row in await world.rows(Event) if row.kind == "handover_asked"]
    assert [row.data["party"] for row in line] == [world.party["other"]]


async def test_a_party_that_may_not_lead_is_refused_with_the_reason(sqlite_world: World) -> None:
    """The lead itself, whom she excluded, whoever is not open, a kind that leads nothing, a recipient of the case."""
    filed = await sqlite_world.active(excluded=["other"])
    for slug, code in (("union", "party_is_lead"), ("other", "party_excluded"), ("ministry", "party_not_open")):
        with pytest.raises(NotNow) as refused:
            await asked(sqlite_world, filed, slug)
        assert refused.value.code == code
    reference = await sqlite_world.ask(filed, "bfc")
    with pytest.raises(NotNow) as refused:
        await asked(sqlite_world, filed, "bfc")
    assert refused.value.code == "party_has_referral"
    await sqlite_world.act("dara", filed.number, referrals.revoke_referral, reference)
    await asked(sqlite_world, filed, "bfc")
    with pytest.raises(NotNow) as refused:
        await asked(sqlite_world, filed, "bfc")
    assert refused.value.code == "handover_asked_already"


async def test_a_closed_case_is_not_handed_on_and_closing_ends_the_question(sqlite_world: World) -> None:
    """Reopen first; and nobody is asked about a case that was closed meanwhile."""
    filed = await sqlite_world.active()
    handover_id = await asked(sqlite_world, filed)
    await sqlite_world.act("dara", filed.number, triage.close, ClosingReason.UNCONFIRMED)
    assert await status_of(sqlite_world, handover_id) is HandoverStatus.REVOKED
    with pytest.raises(NotNow) as refused:
        await says(sqlite_world, filed, handover_id)
    assert refused.value.code == "handover_over"
    with pytest.raises(NotNow):
        await asked(sqlite_world, filed)


async def test_a_recipient_hands_nothing_on(sqlite_world: World) -> None:
    """The acts of the lead do not exist for it."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.sent(filed)
    with pytest.raises(NotThere):
        await sqlite_world.act("maly", reference, handovers.ask_handover, sqlite_world.party["other"])


async def test_targets_are_the_parent_then_own_units_then_others(sqlite_world: World) -> None:
    """Each with the number that checked its key; without the excluded and without a running recipient."""
    world = sqlite_world
    await federation(world)
    async with world.store.writing() as unit:
        seen = as_text(await party_keys.words_of_party(unit, world.party["unit"]))
        await party_keys.confirm_key(unit, world.viewer("vuthy"), world.party["unit"], seen)
    filed = await world.active()
    async with world.store.reading() as unit:
        found = await handovers.targets_of(unit, await case_for(unit, world.viewer("dara"), filed.number))
    assert [(target.kin, target.standing.checked) for target in found if target.kin is not Kin.OTHER] == [(Kin.UNIT, 1)]
    assert found[0].party.slug == "unit" and {target.party.slug for target in found} == {"unit", "other", "bfc"}
    below = await world.file(lead="unit", excluded=["other"])
    async with world.store.reading() as unit:
        found = await handovers.targets_of(unit, await case_for(unit, world.viewer("sreymom"), below.number))
    assert [target.kin for target in found] == [Kin.PARENT, Kin.OTHER]
    assert [target.party.slug for target in found] == ["union", "bfc"]


# ------------------------------------------------------------------------------------------------- her word
async def test_nothing_goes_before_she_has_said_yes(sqlite_world: World) -> None:
    """Not asked, not answered, declined: the case stays where it is."""
    filed = await sqlite_world.active()
    handover_id = await asked(sqlite_world, filed)
    with pytest.raises(NotNow) as refused:
        await sqlite_world.act("dara", filed.number, handovers.carry_out_handover, handover_id)
    assert refused.value.code == "handover_not_agreed"
    await says(sqlite_world, filed, handover_id, yes=False)
    await says(sqlite_world, filed, handover_id, yes=False)
    assert await status_of(sqlite_world, handover_id) is HandoverStatus.DECLINED
    assert (await sqlite_world.case(filed)).status is CaseStatus.ACTIVE
    with pytest.raises(NotNow):
        await sqlite_world.act("dara", filed.number, handovers.carry_out_handover, handover_id)
    assert (await seen(sqlite_world, "dara", filed.number)).story[0].text == STORY
    assert [row.data["yes"] for row in await sqlite_world.rows(Event) if row.kind == "handover_answered"] == [False]


async def test_a_yes_can_become_a_no_until_it_is_carried_out(sqlite_world: World) -> None:
    """Afterwards it is over, and she is told so."""
    filed = await sqlite_world.active()
    handover_id = await agreed(sqlite_world, filed)
    await says(sqlite_world, filed, handover_id, yes=False)
    assert await status_of(sqlite_world, handover_id) is HandoverStatus.DECLINED
    again = await handed(sqlite_world, filed)
    with pytest.raises(NotNow) as refused:
        await says(sqlite_world, filed, again, yes=False)
    assert refused.value.code == "handover_over"


async def test_every_complainant_must_say_yes(sqlite_world: World) -> None:
    """One yes of two is not enough; one no ends it for both."""
    filed = await sqlite_world.active()
    second = await another_worker(sqlite_world, filed)
    handover_id = await agreed(sqlite_world, filed)
    assert (await sqlite_world.case(filed)).status is CaseStatus.AWAITING_WORKER
    with pytest.raises(NotNow) as refused:
        await sqlite_world.act("dara", filed.number, handovers.carry_out_handover, handover_id)
    assert refused.value.code == "handover_not_agreed"
    async with sqlite_world.store.writing() as unit:
        await handovers.answer_handover(
            unit, second, handover_id, yes=True, language=Language.ENGLISH, wording_digest="x"
        )
    await sqlite_world.act("dara", filed.number, handovers.carry_out_handover, handover_id)
    assert await status_of(sqlite_world, handover_id) is HandoverStatus.DONE


async def test_one_no_of_two_ends_it(sqlite_world: World) -> None:
    """Whoever declines keeps the case where it is, for both."""
    filed = await sqlite_world.active()
    second = await another_worker(sqlite_world, filed)
    handover_id = await agreed(sqlite_world, filed)
    async with sqlite_world.store.writing() as unit:
        await handovers.answer_handover(
            unit, second, handover_id, yes=False, language=Language.ENGLISH, wording_digest="x"
        )
    assert await status_of(sqlite_world, handover_id) is HandoverStatus.DECLINED
    assert (await sqlite_world.case(filed)).lead_party_id == sqlite_world.party["union"]


async def test_nobody_answers_for_somebody_else(sqlite_world: World) -> None:
    """Another case's worker was never asked."""
    filed, other = await sqlite_world.active(), await sqlite_world.active()
    handover_id = await asked(sqlite_world, filed)
    with pytest.raises(NotThere):
        await says(sqlite_world, other, handover_id)


async def test_an_unanswered_question_runs_out_after_14_days(sqlite_world: World) -> None:
    """And so does a yes that nobody carries out; the case goes on with the old lead."""
    filed = await sqlite_world.active()
    handover_id = await asked(sqlite_world, filed)
    sqlite_world.clock.let_pass(days=13, hours=23)
    async with sqlite_world.store.writing() as unit:
        await handovers.expire_handovers(unit)
    assert await status_of(sqlite_world, handover_id) is HandoverStatus.ASKED
    await says(sqlite_world, filed, handover_id)
    sqlite_world.clock.let_pass(days=14)
    with pytest.raises(NotNow) as refused:
        await sqlite_world.act("dara", filed.number, handovers.carry_out_handover, handover_id)
    assert refused.value.code == "handover_not_agreed"
    async with sqlite_world.store.writing() as unit:
        await handovers.expire_handovers(unit)
    assert await status_of(sqlite_world, handover_id) is HandoverStatus.EXPIRED
    assert (await sqlite_world.case(filed)).status is CaseStatus.ACTIVE
    assert [row.kind for row in await sqlite_world.rows(Event)][-1] == "handover_expired"


async def test_the_lead_takes_the_question_back(sqlite_world: World) -> None:
    """Nobody is asked any more, the case is active again, and another party can be asked about."""
    filed = await sqlite_world.active()
    handover_id = await asked(sqlite_world, filed)
    await sqlite_world.act("sophea", filed.number, handovers.revoke_handover, handover_id)
    assert await status_of(sqlite_world, handover_id) is HandoverStatus.REVOKED
    assert (await sqlite_world.case(filed)).status is CaseStatus.ACTIVE
    await asked(sqlite_world, filed, "bfc")


async def test_withdrawing_the_case_ends_it(sqlite_world: World) -> None:
    """Her yes is gone with everything else."""
    filed = await sqlite_world.active()
    handover_id = await agreed(sqlite_world, filed)
    await sqlite_world.her(filed, withdrawing.withdraw_case)
    assert await status_of(sqlite_world, handover_id) is HandoverStatus.WITHDRAWN
    (word,) = await sqlite_world.rows(HandoverConsent)
    assert word.status is ConsentStatus.WITHDRAWN
    with pytest.raises(NotNow):
        await sqlite_world.act("dara", filed.number, handovers.carry_out_handover, handover_id)


# ---------------------------------------------------------------------------------------------------- paper
def a_paper(world: World, kind: StoryKind = StoryKind.PHOTO) -> Paper:
    evidence_id = new_id()
    key, size = world.store.files.store(evidence_id, b"a thumb print")
    return Paper(evidence_id, kind, size, base64.b64encode(key).decode(), "image/jpeg")


async def word_of(world: World, handover_id: str) -> HandoverConsent:
    (word,) = await world.rows(HandoverConsent, HandoverConsent.handover_id == handover_id)
    return word


async def test_a_paper_counts_only_when_somebody_else_has_seen_it(sqlite_world: World) -> None:
    """One enters it with a photo, another confirms; she is told, and then it is carried out."""
    filed = await sqlite_world.active()
    handover_id = await asked(sqlite_world, filed)
    word = await word_of(sqlite_world, handover_id)
    with pytest.raises(NotNow) as missing:
        await sqlite_world.act("sophea", filed.number, handovers.second_paper_answer, word.id)
    assert missing.value.code == "paper_missing"
    paper = a_paper(sqlite_world)
    await sqlite_world.act("dara", filed.number, handovers.enter_paper_answer, word.id, paper)
    with pytest.raises(NotNow):
        await sqlite_world.act("dara", filed.number, handovers.carry_out_handover, handover_id)
    with pytest.raises(NotAllowed) as same:
        await sqlite_world.act("dara", filed.number, handovers.second_paper_answer, word.id)
    assert same.value.code == "paper_same_person"
    await sqlite_world.act("sophea", filed.number, handovers.second_paper_answer, word.id)
    word = await word_of(sqlite_world, handover_id)
    assert (word.status, word.given_by) == (ConsentStatus.GIVEN, GivenBy.PAPER)
    assert {word.entered_by_staff_id, word.seconded_by_staff_id} == {
        sqlite_world.staff["dara"].staff_id,
        sqlite_world.staff["sophea"].staff_id,
    }
    assert [row.notice for row in await sqlite_world.rows(ThreadMessage)][-1] == "handover_paper"
    async with sqlite_world.store.reading() as unit:
        access = await case_for(unit, sqlite_world.viewer("sophea"), filed.number)
        opened = await views.file_for(unit, access, paper.evidence_id)
    assert sqlite_world.store.files.open(opened.evidence_id, base64.b64decode(opened.key)) == b"a thumb print"
    assert (await sqlite_world.rows(Evidence, Evidence.id == paper.evidence_id))[0].case_id == filed.case_id
    await sqlite_world.act("dara", filed.number, handovers.carry_out_handover, handover_id)
    assert (await sqlite_world.case(filed)).lead_party_id == sqlite_world.party["other"]


async def test_her_own_no_stands_above_any_paper(sqlite_world: World) -> None:
    """A paper that she never gave: she says no by her own channel, and nothing goes."""
    filed = await sqlite_world.active()
    handover_id = await asked(sqlite_world, filed)
    word = await word_of(sqlite_world, handover_id)
    await sqlite_world.act("dara", filed.number, handovers.enter_paper_answer, word.id, a_paper(sqlite_world))
    await sqlite_world.act("sophea", filed.number, handovers.second_paper_answer, word.id)
    await says(sqlite_world, filed, handover_id, yes=False)
    assert await status_of(sqlite_world, handover_id) is HandoverStatus.DECLINED
    with pytest.raises(NotNow):
        await sqlite_world.act("dara", filed.number, handovers.carry_out_handover, handover_id)
    with pytest.raises(NotNow):
        await sqlite_world.act("dara", filed.number, handovers.enter_paper_answer, word.id, a_paper(sqlite_world))


async def test_a_voice_note_is_no_paper_and_another_case_has_none_of_it(sqlite_world: World) -> None:
    """A photo or a document; and only on the case that the word belongs to."""
    filed, other = await sqlite_world.active(), await sqlite_world.active()
    word = await word_of(sqlite_world, await asked(sqlite_world, filed))
    with pytest.raises(Exception) as refused:
        await sqlite_world.act(
            "dara", filed.number, handovers.enter_paper_answer, word.id, a_paper(sqlite_world, StoryKind.VOICE)
        )
    assert getattr(refused.value, "code", "") == "paper_kind"
    with pytest.raises(NotThere):
        await sqlite_world.act("dara", other.number, handovers.enter_paper_answer, word.id, a_paper(sqlite_world))
    assert await sqlite_world.rows(Evidence) == []


# ------------------------------------------------------------------------------------------------- carried out
async def test_the_new_lead_opens_everything_and_the_old_one_nothing(sqlite_world: World) -> None:
    """Same number; story, card, name, thread; the old lead has no door, no line, no count, no figure."""
    filed = await sqlite_world.active()
    await sqlite_world.her(filed, filing.set_identity, "Chan Sopheap", "012345678")
    await sqlite_world.her(filed, telling.write_to_case, WORDS)
    await sqlite_world.agreed("dara", filed.number, RemedyKind.COMPENSATION, Amount(Currency.USD, Decimal("100.00")))
    await handed(sqlite_world, filed)
    view = await seen(sqlite_world, "vuthy", filed.number)
    assert view.story[0].text == STORY and view.identities[0]["name"] == "Chan Sopheap"
    assert WORDS in [said.text for said in view.thread]
    assert view.remedies[0].details == "details"
    assert view.lead.id == sqlite_world.party["other"] and view.access.is_lead
    assert (await sqlite_world.case(filed)).lead_party_id == sqlite_world.party["other"]
    for alias in ("dara", "sophea"):
        with pytest.raises(NotThere):
            await seen(sqlite_world, alias, filed.number)
        assert await numbers(sqlite_world, alias) == []
        async with sqlite_world.store.reading() as unit:
            sums = await figures.figures_for(unit, sqlite_world.viewer(alias))
            assert sums.cases == 0 and not sums.money and not sums.by_issue
            assert (await waiting_for(unit, sqlite_world.viewer(alias))).cases == 0
    assert await numbers(sqlite_world, "vuthy") == [filed.number]
    async with sqlite_world.store.reading() as unit:
        theirs = await figures.figures_for(unit, sqlite_world.viewer("vuthy"))
        assert theirs.cases == 1 and theirs.money[0].agreed == 100
        assert await verify_cases(unit, [filed.case_id]) == []
        assert (await own_case(unit, filed.complainant_id)).lead.id == sqlite_world.party["other"]


async def test_no_half_of_the_old_lead_is_left_and_nothing_new_opens_to_what_it_knew(sqlite_world: World) -> None:
    """Its halves are gone; a half that it opened before belongs to a generation that nothing is posted to any more."""
    filed = await sqlite_world.active()
    await sqlite_world.sent(filed)
    old = sqlite_world.viewer("dara").keys
    boxes = {
        (row.box, row.generation): row for row in await sqlite_world.rows(Lockbox, Lockbox.case_id == filed.case_id)
    }
    async with sqlite_world.store.reading() as unit:
        known = {place: await lockboxes.half_of(unit, old, *place) for place in boxes}
    await handed(sqlite_world, filed)
    await sqlite_world.her(filed, telling.write_to_case, WORDS)
    assert await sqlite_world.rows(LockboxKey, LockboxKey.holder == old.name) == []
    after = await sqlite_world.rows(Lockbox, Lockbox.case_id == filed.case_id)
    newest = {row.box: max(one.generation for one in after if one.box == row.box) for row in after}
    assert all(newest[box] > generation for box, generation in known)
    (said,) = [row for row in await sqlite_world.rows(ThreadMessage) if row.notice == ""]
    (person,) = await sqlite_world.rows(Complainant)
    remembered = HolderKeys(old.name, old.private, opened=dict(known))
    async with sqlite_world.store.reading() as unit:
        with pytest.raises(NotThere):
            await lockboxes.open_post(
                unit, remembered, person.thread_box, said.generation, "thread_messages", said.id, said.sealed
            )
    assert WORDS in [line.text for line in (await seen(sqlite_world, "vuthy", filed.number)).thread]


async def test_her_receipt_opens_the_whole_thread_before_and_after(sqlite_world: World) -> None:
    """What the old lead wrote, that it was handed over, and what the new one writes."""
    filed = await sqlite_world.active()
    await sqlite_world.act("dara", filed.number, telling.write_to_worker, "from the old lead")
    await handed(sqlite_world, filed)
    await sqlite_world.act("vuthy", filed.number, telling.write_to_worker, "from the new lead")
    keys = await sqlite_world.receipt_keys(filed)
    async with sqlite_world.store.reading() as unit:
        person = await unit.session.get_one(Complainant, filed.complainant_id)
        thread = await thread_of(unit, keys, person)
    assert [said.text for said in thread if said.text] == ["from the old lead", "from the new lead"]
    assert "handover_done" in [said.notice for said in thread]


async def test_a_track_goes_on_as_before_under_the_new_lead(sqlite_world: World) -> None:
    """The recipient reads its disclosure and works on; meetings, remedies, clocks, consent: all still there."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.accepted(filed)
    before = {row.id: (row.rule, row.due_at, row.met_at) for row in await sqlite_world.rows(Clock)}
    remedy_id = await sqlite_world.agreed("maly", reference, RemedyKind.REINSTATEMENT, workers=Workers(3, 2))
    await handed(sqlite_world, filed)
    view = await seen(sqlite_world, "maly", reference)
    assert view.lead.id == sqlite_world.party["other"] and view.tracks[0].disclosed
    assert view.tracks[0].meetings and view.remedies[0].row.id == remedy_id
    assert [line.kind for line in view.events][-1] == "lead_changed"
    assert {row.id: (row.rule, row.due_at, row.met_at) for row in await sqlite_world.rows(Clock)} == before
    minutes = meetings.Minutes("ministry", "both", "an offer")
    await sqlite_world.act("maly", reference, meetings.log_meeting, sqlite_world.today, minutes)
    await sqlite_world.act("vuthy", filed.number, delivering.deliver_remedy, remedy_id, sqlite_world.today)
    track = (await seen(sqlite_world, "vuthy", filed.number)).tracks[0]
    assert [held.offers for held in track.meetings] == ["", "an offer"] and track.disclosed
    await sqlite_world.act("maly", reference, referrals.conclude_referral, Conclusion.SETTLED)
    assert (await seen(sqlite_world, "vuthy", filed.number)).tracks[0].referral.status is ReferralStatus.CONCLUDED


async def test_the_new_lead_sends_and_revokes_what_the_old_one_had_asked(sqlite_world: World) -> None:
    """A consent that stood is a consent still; what was sent can be taken back before it is received."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.ask(filed, "bfc")
    await sqlite_world.answer(filed, reference)
    await handed(sqlite_world, filed)
    await sqlite_world.act("vuthy", filed.number, disclosing.send_referral, reference)
    assert (await seen(sqlite_world, "maly", reference)).tracks[0].disclosed
    await sqlite_world.act("vuthy", filed.number, referrals.revoke_referral, reference)
    (row,) = await sqlite_world.rows(Referral)
    assert row.status is ReferralStatus.REVOKED


async def test_withdrawing_consent_still_ends_the_disclosure(sqlite_world: World) -> None:
    """The recipient's halves of every generation go."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.sent(filed)
    await handed(sqlite_world, filed)
    consent = await sqlite_world.consent_of(filed, reference)
    await sqlite_world.her(filed, consents.withdraw_consent, consent.id)
    assert (await seen(sqlite_world, "maly", reference)).tracks[0].disclosed == {}
    view = await seen(sqlite_world, "vuthy", filed.number)
    assert view.tracks[0].referral.status is ReferralStatus.WITHDRAWN
    kinds = {row.box: row.kind for row in await sqlite_world.rows(Lockbox)}
    held = await sqlite_world.rows(LockboxKey, LockboxKey.holder == lockboxes.party_holder(sqlite_world.party["bfc"]))
    assert "disclosure" not in {kinds[row.box] for row in held}


async def test_an_earlier_recipient_that_becomes_the_lead_has_the_case_once(world: World) -> None:
    """Its ended referral is a track of what it leads now; nothing is listed or counted twice."""
    filed = await world.active()
    reference = await world.accepted(filed)
    await world.act("maly", reference, referrals.conclude_referral, Conclusion.NOT_SETTLED)
    await handed(world, filed, "bfc")
    assert await numbers(world, "maly") == [filed.number]
    with pytest.raises(NotThere):
        await seen(world, "maly", reference)
    view = await seen(world, "maly", filed.number)
    assert view.tracks[0].meetings and view.tracks[0].disclosed and view.story
    async with world.store.reading() as unit:
        assert (await figures.figures_for(unit, world.viewer("maly"))).cases == 1
    (holder,) = await world.rows(CaseHolder)
    assert (holder.relation, holder.reference) == (Relation.LEAD, filed.number)


async def test_the_old_lead_can_be_given_it_back_or_brought_in(sqlite_world: World) -> None:
    """By her word both times; as a recipient it sees its disclosure and no more."""
    filed = await sqlite_world.active()
    await handed(sqlite_world, filed)
    made = await sqlite_world.act(
        "vuthy", filed.number, asking.propose_referral, sqlite_world.party["union"], ["what_happened"]
    )
    await sqlite_world.answer(filed, made.reference)
    await sqlite_world.act("vuthy", filed.number, disclosing.send_referral, made.reference)
    assert (await seen(sqlite_world, "dara", made.reference)).story == ()
    with pytest.raises(NotThere):
        await seen(sqlite_world, "dara", filed.number)
    await sqlite_world.act("vuthy", filed.number, referrals.revoke_referral, made.reference)
    back = await sqlite_world.act("vuthy", filed.number, handovers.ask_handover, sqlite_world.party["union"])
    await says(sqlite_world, filed, back.id)
    await sqlite_world.act("vuthy", filed.number, handovers.carry_out_handover, back.id)
    assert (await seen(sqlite_world, "dara", filed.number)).story[0].text == STORY
    with pytest.raises(NotThere):
        await seen(sqlite_world, "vuthy", filed.number)


async def test_a_target_that_may_no_longer_lead_is_refused_at_the_last_moment(world: World) -> None:
    """She excluded it, or it became a recipient, after she had said yes."""
    filed = await world.active()
    handover_id = await agreed(world, filed)
    reference = await world.ask(filed, "other")
    with pytest.raises(NotNow) as refused:
        await world.act("dara", filed.number, handovers.carry_out_handover, handover_id)
    assert refused.value.code == "party_has_referral"
    await world.act("dara", filed.number, referrals.revoke_referral, reference)
    async with world.store.writing() as unit:
        unit.session.add(Exclusion(case_id=filed.case_id, party_id=world.party["other"]))
    with pytest.raises(NotNow) as refused:
        await world.act("dara", filed.number, handovers.carry_out_handover, handover_id)
    assert refused.value.code == "party_excluded"


async def test_halves_of_several_generations_of_the_old_party_key_go_along(sqlite_world: World) -> None:
    """Whoever holds all of them hands on; whoever holds only the newest is told so, and nothing is half done."""
    world = sqlite_world
    filed = await world.active()
    renewed = await _new_party_generation(world)
    await world.her(filed, telling.write_to_case, WORDS)
    handover_id = await agreed(world, filed)
    dara = world.viewer("dara")

    async def carry_out(private: dict[int, bytes]) -> None:
        viewer = dataclasses.replace(dara, keys=HolderKeys(dara.keys.name, private))
        async with world.store.writing() as unit:
            access = await case_for(unit, viewer, filed.number)
            await handovers.carry_out_handover(unit, access, handover_id)

    with pytest.raises(NotNow) as refused:
        await carry_out({2: renewed.box})
    assert refused.value.code == "handover_keys"
    assert await world.rows(LockboxKey, LockboxKey.holder == dara.keys.name) != []
    await carry_out({**dara.keys.private, 2: renewed.box})
    view = await seen(world, "vuthy", filed.number)
    assert view.story[0].text == STORY and WORDS in [said.text for said in view.thread]


async def _new_party_generation(world: World) -> PartyKey:
    """The union's key has a second generation, as after a removal."""
    public, key = new_party_key()
    async with world.store.writing() as unit:
        party = await unit.session.get_one(Party, world.party["union"])
        party.generation = 2
        unit.session.add_all(
            [party, PartyPublicKey(party_id=party.id, generation=2, box_public=public.box, sign_public=public.sign)]
        )
    return key


# ------------------------------------------------------------------------------------------------------ swaps
async def test_a_handed_half_opens_nowhere_else(sqlite_world: World) -> None:
    """Moved to another lockbox, generation or case it is refused: the new holder's halves are bound as all are."""
    first, second = await sqlite_world.active(), await sqlite_world.active()
    await handed(sqlite_world, first)
    await handed(sqlite_world, second)
    keys = sqlite_world.viewer("vuthy").keys
    held = await sqlite_world.rows(LockboxKey, LockboxKey.holder == keys.name)
    places = [(row.box, row.generation) for row in held]
    assert len(places) == len(set(places)) and len({box for box, _ in places}) == 8
    async with sqlite_world.store.writing() as unit:
        rows = [await unit.session.get_one(LockboxKey, (*place, keys.name)) for place in places]
        halves = [row.sealed_half for row in rows]
        for row, sealed in zip(rows, halves[1:] + halves[:1], strict=True):
            row.sealed_half = sealed
            unit.session.add(row)
    async with sqlite_world.store.reading() as unit:
        for place in places:
            with pytest.raises(DoesNotOpen):
                await lockboxes.half_of(unit, sqlite_world.viewer("vuthy").keys, *place)


# ------------------------------------------------------------------------------------------------------ races
async def test_two_officers_carry_it_out_at_once_and_it_is_done_once(world: World) -> None:
    """The second finds no case any more."""
    filed = await world.active()
    handover_id = await agreed(world, filed)
    found = await asyncio.gather(
        *(world.act(alias, filed.number, handovers.carry_out_handover, handover_id) for alias in ("dara", "sophea")),
        return_exceptions=True,
    )
    assert sum(isinstance(one, NotThere) for one in found) == 1 and found.count(None) == 1
    assert [row.kind for row in await world.rows(Event)].count("handover_done") == 1
    assert len(await world.rows(CaseHolder)) == 1
    assert (await seen(world, "vuthy", filed.number)).story[0].text == STORY


async def test_her_no_and_the_carrying_out_at_once_leave_one_truth(world: World) -> None:
    """Either it was declined and stays, or it was done and her no came too late; never both."""
    filed = await world.active()
    handover_id = await agreed(world, filed)
    await asyncio.gather(
        says(world, filed, handover_id, yes=False),
        world.act("dara", filed.number, handovers.carry_out_handover, handover_id),
        return_exceptions=True,
    )
    status, lead = await status_of(world, handover_id), (await world.case(filed)).lead_party_id
    assert (status, lead) in {
        (HandoverStatus.DECLINED, world.party["union"]),
        (HandoverStatus.DONE, world.party["other"]),
    }
    alias = "dara" if status is HandoverStatus.DECLINED else "vuthy"
    assert (await seen(world, alias, filed.number)).story[0].text == STORY


async def test_messages_posted_meanwhile_all_reach_the_new_lead(world: World) -> None:
    """Whatever was faster, she is read; an officer of the old lead writes before it, or not at all."""
    filed = await world.active()
    handover_id = await agreed(world, filed)
    await asyncio.gather(
        *(world.her(filed, telling.write_to_case, f"line {n}") for n in range(4)),
        world.act("sophea", filed.number, telling.write_to_worker, "from the old lead"),
        world.act("dara", filed.number, handovers.carry_out_handover, handover_id),
        world.her(filed, telling.write_to_case, "line 4"),
        return_exceptions=True,
    )
    view = await seen(world, "vuthy", filed.number)
    assert {said.text for said in view.thread if said.by_worker} == {f"line {n}" for n in range(5)}
    kinds = [line.kind for line in view.events]
    assert "message_written" not in kinds[kinds.index("handover_done") :]
    assert await world.rows(LockboxKey, LockboxKey.holder == world.viewer("dara").keys.name) == []


async def test_a_form_drawn_before_a_change_is_refused(sqlite_world: World) -> None:
    """She has written since: the officer looks again before handing on."""
    filed = await sqlite_world.active()
    handover_id = await agreed(sqlite_world, filed)
    version = (await sqlite_world.case(filed)).version
    await sqlite_world.her(filed, telling.write_to_case, WORDS)

    async def carry_out() -> None:
        async with sqlite_world.store.writing() as unit:
            access = await case_for(unit, sqlite_world.viewer("dara"), filed.number, seen=version)
            await handovers.carry_out_handover(unit, access, handover_id)

    with pytest.raises(ChangedMeanwhile):
        await carry_out()
    assert await status_of(sqlite_world, handover_id) is HandoverStatus.ASKED


# ------------------------------------------------------------------------------------------------------ units
async def test_a_federation_sees_nothing_of_its_units_cases(sqlite_world: World) -> None:
    """The case opens to the unit that it was given to, and to nobody above: no door, line, count or figure."""
    await federation(sqlite_world)
    filed = await sqlite_world.file(lead="unit")
    with pytest.raises(NotThere):
        await seen(sqlite_world, "dara", filed.number)
    assert await numbers(sqlite_world, "dara") == []
    async with sqlite_world.store.reading() as unit:
        assert (await figures.figures_for(unit, sqlite_world.viewer("dara"))).cases == 0
        assert (await waiting_for(unit, sqlite_world.viewer("dara"))).cases == 0
    assert await numbers(sqlite_world, "sreymom") == [filed.number]


async def test_up_to_the_federation_and_down_again(sqlite_world: World) -> None:
    """Handing up is an act; afterwards the unit sees nothing, until it is handed down by her word."""
    await federation(sqlite_world)
    filed = await sqlite_world.file(lead="unit")
    up = await sqlite_world.act("sreymom", filed.number, handovers.ask_handover, sqlite_world.party["union"])
    await says(sqlite_world, filed, up.id)
    await sqlite_world.act("sreymom", filed.number, handovers.carry_out_handover, up.id)
    assert (await seen(sqlite_world, "dara", filed.number)).story[0].text == STORY
    assert await numbers(sqlite_world, "sreymom") == []
    await handed(sqlite_world, filed, "unit")
    assert await numbers(sqlite_world, "dara") == [] and await numbers(sqlite_world, "sreymom") == [filed.number]


async def test_the_story_of_a_handed_case_is_added_to_and_read(sqlite_world: World) -> None:
    """A later piece goes to the new generation and stands beside the earlier ones."""
    filed = await sqlite_world.active()
    await handed(sqlite_world, filed)
    await sqlite_world.her(filed, filing.add_to_story, filing.Piece(StoryKind.TEXT, WORDS))
    assert [line.text for line in (await seen(sqlite_world, "vuthy", filed.number)).story] == [STORY, WORDS]
    assert {row.generation for row in await sqlite_world.rows(StoryEntry)} == {1, 2}


async def test_a_renewed_receipt_that_waits_for_older_messages_gets_them_from_the_new_lead(sqlite_world: World) -> None:
    """Halves that nobody had filled before the case went are filled by whoever leads it now."""
    filed = await sqlite_world.active()
    await sqlite_world.act("dara", filed.number, telling.write_to_worker, "before")
    made = await receipts.mint(sqlite_world.store, filed.complainant_id, 1)
    await sqlite_world.act("dara", filed.number, receipts.renew_at_office, filed.complainant_id, made)
    await handed(sqlite_world, filed)
    await sqlite_world.act("vuthy", filed.number, receipts.fill_pending)
    renewed = dataclasses.replace(filed, receipt=made.receipt.digits)
    async with sqlite_world.store.reading() as unit:
        person = await unit.session.get_one(Complainant, filed.complainant_id)
        thread = await thread_of(unit, await sqlite_world.receipt_keys(renewed), person)
    assert "before" in [said.text for said in thread]
