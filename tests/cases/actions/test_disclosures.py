"""What goes to a recipient: version by version, worker by worker, never a byte outside a consent that stands."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from sqlmodel import col, select

from cases.actions import asking, consents, disclosing, filing, reading, telling, upkeep
from cases.rules.errors import BadInput, NotNow
from cases.rules.masking import COVER
from cases.rules.vocabulary import CaseStatus, ConsentStatus, Language, Part, ReferralStatus
from cases.store import lockboxes
from cases.store.door import case_for
from cases.store.tables import Consent, Disclosure, Referral
from cases.store.track_views import Track
from cases.store.views import view_case
from cases.store.worker_views import own_case
from tests.cases.world import STORY, Filed, World


async def track_of(world: World, alias: str, number: str) -> Track:
    async with world.store.reading() as unit:
        return (await view_case(unit, await case_for(unit, world.viewer(alias), number))).tracks[0]


async def shown(world: World, reference: str) -> dict[str, Sequence[Any]]:
    """What BFC reads now."""
    return dict((await track_of(world, "maly", reference)).disclosed)


async def asked(world: World, filed: Filed) -> Consent:
    (consent,) = await world.rows(
        Consent, Consent.complainant_id == filed.complainant_id, Consent.status == ConsentStatus.ASKED
    )
    return consent


async def say_yes(world: World, filed: Filed, parts: Sequence[str] = ()) -> Consent:
    consent = await asked(world, filed)
    await world.her(
        filed,
        consents.answer_consent,
        consent.id,
        yes=True,
        parts=parts or consent.parts,
        language=Language.KHMER,
        wording_digest="0" * 64,
    )
    return consent


async def test_more_is_shared_in_a_further_version_after_a_further_yes(world: World) -> None:
    """The first stays what it was; the recipient reads the newest."""
    filed = await world.active()
    await world.her(filed, filing.set_identity, "Sok Dara", "012345678")
    reference = await world.sent(filed)
    await world.act("dara", filed.number, asking.ask_parts, reference, [Part.IDENTITY])
    assert (await world.case(filed)).status is CaseStatus.AWAITING_WORKER
    assert set(await shown(world, reference)) == {"what_happened"}
    await say_yes(world, filed)
    assert (await world.case(filed)).status is CaseStatus.ACTIVE
    assert (await track_of(world, "dara", filed.number)).has_news
    await world.act("dara", filed.number, disclosing.send_referral, reference)
    found = await shown(world, reference)
    assert {part: [item.get("text") or item.get("name") for item in items] for part, items in found.items()} == {
        "what_happened": [STORY],
        "identity": ["Sok Dara"],
    }
    versions = await world.rows(Disclosure)
    assert sorted((one.number, tuple(sorted(one.parts))) for one in versions) == [
        (1, ("what_happened",)),
        (2, ("identity", "what_happened")),
    ]
    with pytest.raises(NotNow, match="nothing_new"):
        await world.act("dara", filed.number, disclosing.send_referral, reference)


async def test_a_no_to_more_leaves_the_track_as_it_is(sqlite_world: World) -> None:
    """Nothing of it ends, and nothing of it goes; she sees the organisation once."""
    filed = await sqlite_world.active()
    await sqlite_world.her(filed, filing.set_identity, "Sok Dara", "")
    reference = await sqlite_world.sent(filed)
    await sqlite_world.act("dara", filed.number, asking.ask_parts, reference, [Part.IDENTITY])
    consent = await asked(sqlite_world, filed)
    await sqlite_world.her(
        filed, consents.answer_consent, consent.id, yes=False, language=Language.KHMER, wording_digest="0" * 64
    )
    async with sqlite_world.store.reading() as unit:
        assert len((await own_case(unit, filed.complainant_id)).tracks) == 1
    (referral,) = await sqlite_world.rows(Referral)
    assert referral.status is ReferralStatus.SENT
    with pytest.raises(NotNow, match="nothing_new"):
        await sqlite_world.act("dara", filed.number, disclosing.send_referral, reference)
    assert set(await shown(sqlite_world, reference)) == {"what_happened"}


async def test_while_she_is_asked_nothing_more_can_be_asked(sqlite_world: World) -> None:
    """One question about one organisation at a time."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.ask(filed)
    with pytest.raises(NotNow, match="consent_still_asked"):
        await sqlite_world.act("dara", filed.number, asking.ask_parts, reference, [Part.WHAT_HAPPENED])


async def test_taking_back_from_a_recipient_takes_back_all_that_it_was_given(sqlite_world: World) -> None:
    """She was told that they see nothing more: every version of hers ends, whichever word she names."""
    filed = await sqlite_world.active()
    await sqlite_world.her(filed, filing.set_identity, "Sok Dara", "")
    reference = await sqlite_world.sent(filed)
    await sqlite_world.act("dara", filed.number, asking.ask_parts, reference, [Part.IDENTITY])
    more = await say_yes(sqlite_world, filed)
    await sqlite_world.act("dara", filed.number, disclosing.send_referral, reference)
    await sqlite_world.her(filed, consents.withdraw_consent, more.id)
    assert await shown(sqlite_world, reference) == {}
    assert {row.status for row in await sqlite_world.rows(Consent)} == {ConsentStatus.WITHDRAWN}
    (referral,) = await sqlite_world.rows(Referral)
    assert referral.status is ReferralStatus.WITHDRAWN
    async with sqlite_world.store.reading() as unit:
        own = await own_case(unit, filed.complainant_id)
    assert len(own.tracks) == 1  # once, however often she was asked


async def test_words_are_covered_in_what_goes_and_stay_in_what_was_told(sqlite_world: World) -> None:
    """She sees them covered before she agrees, and nobody can send them uncovered."""
    filed = await sqlite_world.active()
    made = await sqlite_world.act(
        "dara",
        filed.number,
        asking.propose_referral,
        sqlite_world.party["bfc"],
        [Part.WHAT_HAPPENED],
        "founded a UNION\n",
    )
    consent = await asked(sqlite_world, filed)
    async with sqlite_world.store.reading() as unit:
        previews = await consents.previews_of(unit, consent)
    covered = STORY.replace("founded a union", COVER)
    assert [item["text"] for item in previews["what_happened"]] == [covered]
    await say_yes(sqlite_world, filed)
    await sqlite_world.act("dara", filed.number, disclosing.send_referral, made.reference)
    assert [item["text"] for item in (await shown(sqlite_world, made.reference))["what_happened"]] == [covered]
    async with sqlite_world.store.reading() as unit:
        view = await view_case(unit, await case_for(unit, sqlite_world.viewer("dara"), filed.number))
    assert [line.text for line in view.story] == [STORY]


async def test_a_word_that_stands_nowhere_is_told_before_she_is_asked(sqlite_world: World) -> None:
    """A name typed otherwise than she told it would go out uncovered."""
    filed = await sqlite_world.active()
    with pytest.raises(BadInput) as refused:
        await sqlite_world.act(
            "dara", filed.number, asking.propose_referral, sqlite_world.party["bfc"], [Part.WHAT_HAPPENED], "Sopheap"
        )
    assert (refused.value.code, refused.value.field, refused.value.data["words"]) == (
        "cover_not_found", "cover", "Sopheap",
    )  # fmt: skip
    assert await sqlite_world.rows(Consent) == []


async def test_the_conversation_is_a_part_that_she_can_give(sqlite_world: World) -> None:
    """Her words and the officer's, and no notice of Samleng's own."""
    filed = await sqlite_world.active()
    await sqlite_world.her(filed, telling.write_to_case, "They shouted at me.")
    sqlite_world.clock.let_pass(minutes=5)
    await sqlite_world.act("dara", filed.number, telling.write_to_worker, "When was that?")
    reference = await sqlite_world.sent(filed, parts=[Part.CONVERSATION])
    assert (await shown(sqlite_world, reference))["conversation"] == [
        {"said": "her", "text": "They shouted at me."},
        {"said": "us", "text": "When was that?"},
    ]
    await sqlite_world.her(filed, telling.write_to_case, "Yesterday.")
    assert len((await shown(sqlite_world, reference))["conversation"]) == 2


async def test_two_recipients_hold_nothing_that_is_equal(sqlite_world: World) -> None:
    """No id, no digest: what each of them has cannot be laid beside the other's."""
    filed = await sqlite_world.active()
    await sqlite_world.sent(filed, "bfc")
    sqlite_world.clock.let_pass(minutes=5)
    await sqlite_world.sent(filed, "other")
    (first, second) = await sqlite_world.rows(Disclosure)
    assert first.manifest != second.manifest
    assert {first.id, first.box} & {second.id, second.box} == set()
    async with sqlite_world.store.reading() as unit:
        keys = [sqlite_world.viewer(alias).keys for alias in ("maly", "vuthy")]
        opened = [
            json.dumps(await _content(unit, key, row))
            for key, row in zip(keys, sorted((first, second), key=lambda row: row.at), strict=True)
        ]
    words = [set(text.replace('"', " ").split()) for text in opened]
    assert not {word for word in words[0] & words[1] if len(word) >= 32}


async def _content(unit: Any, keys: Any, row: Disclosure) -> Any:
    return await lockboxes.open_post(unit, keys, row.box, row.generation, Disclosure.__tablename__, row.id, row.sealed)


async def test_both_sides_see_who_was_shown_what_and_when(sqlite_world: World) -> None:
    """And since when it opens no longer. The recipient learns no id of the lead's files."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.sent(filed)
    sqlite_world.clock.let_pass(hours=2)
    await sqlite_world.act("maly", reference, reading.note_look)
    sqlite_world.clock.let_pass(hours=2)
    await sqlite_world.her(filed, consents.withdraw_consent, (await sqlite_world.consent_of(filed, reference)).id)
    for alias, number in (("dara", filed.number), ("maly", reference)):
        (version,) = (await track_of(sqlite_world, alias, number)).versions
        assert (version.number, list(version.parts)) == (1, ["what_happened"])
        assert version.read_at is not None and version.at < version.read_at
        assert version.ended_at is not None and version.read_at < version.ended_at


async def test_when_a_given_word_runs_out_its_version_ends(sqlite_world: World) -> None:
    """After a year nobody reads it on that word any more."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.sent(filed)
    sqlite_world.clock.let_pass(days=366)
    async with sqlite_world.store.writing() as unit:
        await upkeep.run_out(unit)
    assert await shown(sqlite_world, reference) == {}
    async with sqlite_world.store.reading() as unit:
        ended = (await unit.session.exec(select(Disclosure).where(col(Disclosure.ended_at).is_(None)))).all()
    assert ended == []
