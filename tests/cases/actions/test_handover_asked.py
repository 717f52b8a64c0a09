"""Handing a case to another lead: who is asked, what a yes, a no and a paper do, and when the question ends."""

from __future__ import annotations

import base64
import datetime as dt

import pytest

from cases.actions import (
    handovers,
    party_keys,
    referrals,
    triage,
    withdrawing,
)
from cases.rules.errors import NotAllowed, NotNow, NotThere
from cases.rules.vocabulary import (
    CaseStatus,
    ClosingReason,
    ConsentStatus,
    GivenBy,
    HandoverStatus,
    Language,
    StoryKind,
)
from cases.store import views
from cases.store.door import case_for
from cases.store.handovers import Kin
from cases.store.tables import (
    Event,
    Evidence,
    HandoverConsent,
    ThreadMessage,
)
from cases.vault.fingerprints import as_text
from tests.cases.actions.handing import (
    a_paper,
    agreed,
    another_worker,
    asked,
    federation,
    handed,
    says,
    seen,
    status_of,
)
from tests.cases.world import STORY, World


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
