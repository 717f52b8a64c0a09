"""Her word on each recipient: asked with exactly what would go, hers alone, and taken back in one step."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import hashlib

import pytest
import sqlalchemy as sa
from sqlmodel import col

from cases.actions import consents, disclosing, filing, referrals, upkeep
from cases.actions.filing import Piece
from cases.rules.errors import BadInput, NotConfigured, NotNow, NotThere
from cases.rules.vocabulary import Asked, CaseStatus, ConsentStatus, Language, Part, ReferralStatus, StoryKind
from cases.store import lockboxes
from cases.store.door import case_for
from cases.store.tables import Consent, Disclosure, LockboxKey, Preview, Referral, ThreadMessage, new_id
from cases.store.views import view_case
from cases.store.worker_views import own_case
from tests.cases.world import STORY, Filed, World

BOTH = (Part.WHAT_HAPPENED, Part.IDENTITY)


async def _named(world: World) -> Filed:
    filed = await world.active()
    await world.her(filed, filing.set_identity, "Sok Dara", "012345678")
    return filed


async def _sees(world: World, reference: str) -> dict[str, list[str]]:
    """What the recipient reads of the disclosure, part by part."""
    async with world.store.reading() as unit:
        view = await view_case(unit, await case_for(unit, world.viewer("maly"), reference))
    return {
        part: [str(item.get("text") or item.get("name") or item.get("phone")) for item in items]
        for part, items in view.tracks[0].disclosed.items()
    }


async def test_she_sees_beforehand_exactly_what_the_recipient_sees_afterwards(world: World) -> None:
    """Part by part, and nothing of the parts that she left out."""
    filed = await _named(world)
    reference = await world.ask(filed, parts=BOTH)
    consent = await world.consent_of(filed, reference)
    async with world.store.reading() as unit:
        previews = await consents.previews_of(unit, consent)
    assert [item["text"] for item in previews["what_happened"]] == [STORY]
    assert [item["name"] for item in previews["identity"]] == ["Sok Dara"]
    await world.answer(filed, reference, parts=[Part.WHAT_HAPPENED])
    await world.act("dara", filed.number, disclosing.send_referral, reference)
    assert await _sees(world, reference) == {"what_happened": [STORY]}


async def _says(world: World, filed: Filed, asked: str) -> str:
    """She answers aloud what was asked; the part that the recording is."""
    evidence_id = new_id()
    key, size = world.store.files.store(evidence_id, b"her voice")
    async with world.store.writing() as unit:
        await filing.keep_evidence(unit, evidence_id, StoryKind.VOICE, size, conversation_id="draft")
    piece = Piece(StoryKind.VOICE, "", evidence_id, base64.b64encode(key).decode(), "audio/mp4", 3)
    await world.her(filed, filing.add_to_story, piece, asked)
    return f"evidence:{evidence_id}"


async def test_what_she_said_aloud_goes_by_itself_and_without_the_question(sqlite_world: World) -> None:
    """Neither shown to her so nor frozen so; what she says of her name and number is never asked for."""
    filed = await sqlite_world.active()
    given, _ = [await _says(sqlite_world, filed, "union_said_words") for _ in range(2)]
    for asked in (Asked.NAME, Asked.PHONE):
        with pytest.raises(BadInput):
            await sqlite_world.ask(filed, parts=[await _says(sqlite_world, filed, asked)])
    reference = await sqlite_world.sent(filed, parts=[Part.WHAT_HAPPENED, given])
    async with sqlite_world.store.reading() as unit:
        shown = await consents.previews_of(unit, await sqlite_world.consent_of(filed, reference))
        view = await view_case(unit, await case_for(unit, sqlite_world.viewer("maly"), reference))
    frozen = view.tracks[0].disclosed
    assert [len(items) for items in frozen.values()] == [1, 1]
    for items in (*shown.values(), *frozen.values()):
        assert not any(item.keys() & {"answers", "file_key"} for item in items)


async def test_only_she_answers_for_herself(sqlite_world: World) -> None:
    """Another worker's id finds no consent."""
    hers, his = await sqlite_world.active(), await sqlite_world.active()
    reference = await sqlite_world.ask(hers)
    consent = await sqlite_world.consent_of(hers, reference)
    for verb in (consents.withdraw_consent,):
        with pytest.raises(NotThere):
            await sqlite_world.her(his, verb, consent.id)
    with pytest.raises(NotThere):
        await sqlite_world.her(
            his, consents.answer_consent, consent.id, yes=True, parts=consent.parts, language=Language.KHMER,
            wording_digest="",
        )  # fmt: skip
    assert (await sqlite_world.consent_of(hers, reference)).status is ConsentStatus.ASKED


async def test_the_same_answer_twice_is_once_and_another_is_refused(world: World) -> None:
    """A double tap changes nothing; a change of mind is a withdrawal."""
    filed = await world.active()
    reference = await world.ask(filed)
    await world.answer(filed, reference)
    version = (await world.case(filed)).version
    await world.answer(filed, reference)
    assert (await world.case(filed)).version == version
    with pytest.raises(NotNow):
        await world.answer(filed, reference, yes=False)


@pytest.mark.parametrize("parts", [[Part.IDENTITY], [Part.WHAT_HAPPENED, Part.CONTACT], ["evidence:x"]])
async def test_a_part_that_was_not_asked_for_is_refused(sqlite_world: World, parts: list[str]) -> None:
    """Nobody can slip one in."""
    filed = await _named(sqlite_world)
    reference = await sqlite_world.ask(filed)
    with pytest.raises(BadInput):
        await sqlite_world.answer(filed, reference, parts=parts)
    consent = await sqlite_world.consent_of(filed, reference)
    with pytest.raises(BadInput):  # a yes to nothing
        await sqlite_world.her(
            filed, consents.answer_consent, consent.id, yes=True, parts=[], language=Language.KHMER, wording_digest=""
        )


async def test_a_no_ends_the_referral_and_the_case_goes_on(sqlite_world: World) -> None:
    """Declined for this recipient; the case no longer waits for her."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.ask(filed)
    assert (await sqlite_world.case(filed)).status is CaseStatus.AWAITING_WORKER
    await sqlite_world.answer(filed, reference, yes=False)
    assert (await sqlite_world.case(filed)).status is CaseStatus.ACTIVE
    (referral,) = await sqlite_world.rows(Referral)
    assert referral.status is ReferralStatus.DECLINED
    with pytest.raises(NotNow):
        await sqlite_world.act("dara", filed.number, disclosing.send_referral, reference)


async def test_what_changed_since_she_saw_it_is_not_sent(sqlite_world: World) -> None:
    """She added to her story: the officer must ask again."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.ask(filed)
    await sqlite_world.answer(filed, reference)
    await sqlite_world.her(filed, filing.add_to_story, Piece(StoryKind.TEXT, "and the manager hit one of us"))
    with pytest.raises(NotNow) as refused:
        await sqlite_world.act("dara", filed.number, disclosing.send_referral, reference)
    assert refused.value.code == "part_changed" and refused.value.data == {"parts": ["what_happened"]}
    assert await sqlite_world.rows(Disclosure) == []


async def test_withdrawing_closes_the_recipients_view_at_once(world: World) -> None:
    """Its half of the disclosure is deleted, in the database too; the lead keeps its own."""
    filed = await world.active()
    reference = await world.sent(filed)
    assert await _sees(world, reference) == {"what_happened": [STORY]}
    consent = await world.consent_of(filed, reference)
    await world.her(filed, consents.withdraw_consent, consent.id)
    assert await _sees(world, reference) == {}
    (disclosure,) = await world.rows(Disclosure)
    holders = {row.holder for row in await world.rows(LockboxKey, LockboxKey.box == disclosure.box)}
    assert holders == {lockboxes.party_holder(world.party["union"])}
    async with world.store.reading() as unit:
        with pytest.raises(NotThere):
            await lockboxes.half_of(unit, world.viewer("maly").keys, disclosure.box, disclosure.generation)
    (referral,) = await world.rows(Referral)
    assert referral.status is ReferralStatus.WITHDRAWN
    await world.her(filed, consents.withdraw_consent, consent.id)  # twice is once


async def test_withdrawing_from_one_recipient_leaves_the_other(sqlite_world: World) -> None:
    """Each recipient is asked about and withdrawn from alone."""
    filed = await sqlite_world.active()
    one, two = await sqlite_world.sent(filed), await sqlite_world.sent(filed, "other")
    await sqlite_world.her(filed, consents.withdraw_consent, (await sqlite_world.consent_of(filed, two)).id)
    assert await _sees(sqlite_world, one) == {"what_happened": [STORY]}
    assert {row.reference: row.status for row in await sqlite_world.rows(Referral)} == {
        one: ReferralStatus.SENT,
        two: ReferralStatus.WITHDRAWN,
    }


async def test_a_question_that_nobody_answered_runs_out_after_14_days(sqlite_world: World) -> None:
    """No answer is no yes."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.ask(filed)
    sqlite_world.clock.let_pass(days=14, seconds=-1)
    async with sqlite_world.store.writing() as unit:
        await upkeep.run_out(unit)
    assert (await sqlite_world.consent_of(filed, reference)).status is ConsentStatus.ASKED
    sqlite_world.clock.let_pass(seconds=1)
    with pytest.raises(NotNow):
        await sqlite_world.answer(filed, reference)
    async with sqlite_world.store.writing() as unit:
        await upkeep.run_out(unit)
    assert (await sqlite_world.consent_of(filed, reference)).status is ConsentStatus.EXPIRED
    (referral,) = await sqlite_world.rows(Referral)
    assert referral.status is ReferralStatus.EXPIRED
    assert (await sqlite_world.case(filed)).status is CaseStatus.ACTIVE


async def test_what_she_gave_for_a_year_ends_with_it(sqlite_world: World) -> None:
    """The recipient's view closes by itself."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.sent(filed)
    sqlite_world.clock.let_pass(days=365)
    async with sqlite_world.store.writing() as unit:
        await upkeep.run_out(unit)
    assert (await sqlite_world.consent_of(filed, reference)).status is ConsentStatus.EXPIRED
    assert await _sees(sqlite_world, reference) == {}


async def test_previews_are_gone_when_their_days_key_is(sqlite_world: World) -> None:
    """What she was shown cannot be read again by anybody."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.ask(filed)
    consent = await sqlite_world.consent_of(filed, reference)
    sqlite_world.store.keys.destroy_old(sqlite_world.clock.now() + dt.timedelta(days=16))
    async with sqlite_world.store.reading() as unit:
        with pytest.raises(NotConfigured):
            await consents.previews_of(unit, consent)
    (preview,) = await sqlite_world.rows(Preview)
    assert STORY.encode() not in preview.sealed


async def test_a_referral_taken_back_is_not_asked_about_any_more(sqlite_world: World) -> None:
    """The lead revoked it: nothing waits for her, and a late yes is refused."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.ask(filed)
    await sqlite_world.act("dara", filed.number, referrals.revoke_referral, reference)
    assert (await sqlite_world.case(filed)).status is CaseStatus.ACTIVE
    async with sqlite_world.store.reading() as unit:
        assert (await own_case(unit, filed.complainant_id)).consents_asked == ()
    with pytest.raises(NotNow):
        await sqlite_world.answer(filed, reference)


async def test_what_is_kept_of_the_wording_cannot_be_guessed_back(sqlite_world: World) -> None:
    """A bare digest of a phone number would tell it to whoever tries all numbers."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.ask(filed)
    said = hashlib.sha256(b"km\x00012345678").hexdigest()
    consent = await sqlite_world.consent_of(filed, reference)
    await sqlite_world.her(
        filed, consents.answer_consent, consent.id, yes=True, parts=consent.parts, language=Language.KHMER,
        wording_digest=said,
    )  # fmt: skip
    kept = (await sqlite_world.consent_of(filed, reference)).wording_digest
    assert len(kept) == 64 and kept != said


async def test_a_consent_that_was_read_before_the_lock_is_read_again_under_it(postgres_world: World) -> None:
    """Two answers at once, each of which looked first: one counts, the other is refused."""
    world = postgres_world
    filed = await world.active()
    reference = await world.ask(filed)
    consent_id = (await world.consent_of(filed, reference)).id
    looked = asyncio.Barrier(2)

    async def answer(yes: bool) -> str:
        async with world.store.writing() as unit:
            known = await unit.session.get_one(Consent, consent_id)
            await looked.wait()
            try:
                await consents.answer_consent(
                    unit, filed.complainant_id, consent_id, yes=yes, parts=known.parts, language=Language.KHMER,
                    wording_digest="",
                )  # fmt: skip
            except NotNow:
                return "refused"
            return "yes" if yes else "no"

    said = sorted(await asyncio.gather(answer(True), answer(False)))
    assert said in (["refused", "yes"], ["no", "refused"])
    status = (await world.consent_of(filed, reference)).status
    assert status is (ConsentStatus.GIVEN if "yes" in said else ConsentStatus.DECLINED)


async def test_an_expired_yes_sends_nothing(sqlite_world: World) -> None:
    """Ready for a year and a day: the officer must ask again."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.ask(filed)
    await sqlite_world.answer(filed, reference)
    async with sqlite_world.store.writing() as unit:
        await unit.session.exec(sa.update(Consent).values(expires_at=col(Consent.asked_at)))
    with pytest.raises(NotNow) as refused:
        await sqlite_world.act("dara", filed.number, disclosing.send_referral, reference)
    assert refused.value.code == "consent_missing"


async def test_a_yes_that_ran_out_before_it_was_sent_ends_the_referral_and_she_hears_of_it(sqlite_world: World) -> None:
    """It blocks nothing any more, and can be asked anew."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.ask(filed)
    await sqlite_world.answer(filed, reference)
    sqlite_world.clock.let_pass(days=366)
    async with sqlite_world.store.writing() as unit:
        await upkeep.run_out(unit)
    (referral,) = await sqlite_world.rows(Referral)
    assert referral.status is ReferralStatus.EXPIRED
    assert "referral_expired" in [row.notice for row in await sqlite_world.rows(ThreadMessage)]
    await sqlite_world.ask(filed)
