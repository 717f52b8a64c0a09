"""A yes on paper or by voice: two people of the lead, one recipient, the parts that it names, and hers to take back."""

from __future__ import annotations

import pytest

from cases.actions import asking, consents, disclosing, filing, paper_consents, withdrawing
from cases.rules.errors import BadInput, NotAllowed, NotNow, NotThere
from cases.rules.vocabulary import ConsentStatus, GivenBy, Language, Part, ReferralStatus, StoryKind
from cases.store.tables import Consent, Disclosure, Event, Evidence, Referral, ThreadMessage
from tests.cases.actions.handing import a_paper
from tests.cases.world import Filed, World

BOTH = [Part.WHAT_HAPPENED, Part.IDENTITY]


async def asked(world: World) -> tuple[Filed, str, Consent]:
    """A case whose worker is asked for two parts, and has no channel of her own."""
    filed = await world.active()
    await world.her(filed, filing.set_identity, "Sok Dara", "")
    reference = await world.ask(filed, parts=BOTH)
    return filed, reference, await world.consent_of(filed, reference)


@pytest.mark.parametrize(("kind", "given_by"), [(StoryKind.PHOTO, GivenBy.PAPER), (StoryKind.VOICE, GivenBy.VOICE)])
async def test_it_counts_once_somebody_else_has_seen_it_and_for_its_parts_alone(
    world: World, kind: StoryKind, given_by: GivenBy
) -> None:
    """Entered it is nothing yet; confirmed it is her yes, she is told, and nothing else can be sent."""
    filed, reference, consent = await asked(world)
    enter = (paper_consents.enter_consent, consent.id, [Part.WHAT_HAPPENED], a_paper(world, kind))
    await world.act("dara", filed.number, *enter)
    with pytest.raises(NotNow):
        await world.act("dara", filed.number, disclosing.send_referral, reference)
    with pytest.raises(NotAllowed) as refused:
        await world.act("dara", filed.number, paper_consents.second_consent, consent.id)
    assert refused.value.code == "paper_same_person"
    await world.act("sophea", filed.number, paper_consents.second_consent, consent.id)
    given = await world.consent_of(filed, reference)
    assert (given.status, given.given_by, given.parts) == (ConsentStatus.GIVEN, given_by, [Part.WHAT_HAPPENED])
    assert (given.wording, given.language, len(given.wording_digest)) == ("paper_1", Language.KHMER, 64)
    await world.act("dara", filed.number, disclosing.send_referral, reference)
    (version,) = await world.rows(Disclosure)
    assert version.parts == [Part.WHAT_HAPPENED]
    (line,) = await world.rows(Event, Event.kind == "consent_paper_entered")
    assert line.referral_id is None, "the recipient is not told that she gave it on paper"
    assert "consent_paper" in [row.notice for row in await world.rows(ThreadMessage)]


async def test_nothing_is_confirmed_that_nobody_entered(world: World) -> None:
    filed, _, consent = await asked(world)
    with pytest.raises(NotNow) as refused:
        await world.act("sophea", filed.number, paper_consents.second_consent, consent.id)
    assert refused.value.code == "paper_missing"


async def test_her_own_word_stands_above_any_paper(sqlite_world: World) -> None:
    """She says no in her chat before the second officer looks: the paper counts no more."""
    filed, reference, consent = await asked(sqlite_world)
    await sqlite_world.act("dara", filed.number, paper_consents.enter_consent, consent.id, BOTH, a_paper(sqlite_world))
    await sqlite_world.answer(filed, reference, yes=False)
    with pytest.raises(NotNow):
        await sqlite_world.act("sophea", filed.number, paper_consents.second_consent, consent.id)
    (referral,) = await sqlite_world.rows(Referral)
    assert referral.status is ReferralStatus.DECLINED


async def test_a_yes_on_paper_is_hers_to_take_back(sqlite_world: World) -> None:
    filed, reference, consent = await asked(sqlite_world)
    await sqlite_world.act("dara", filed.number, paper_consents.enter_consent, consent.id, BOTH, a_paper(sqlite_world))
    await sqlite_world.act("sophea", filed.number, paper_consents.second_consent, consent.id)
    await sqlite_world.her(filed, consents.withdraw_consent, consent.id)
    with pytest.raises(NotNow):
        await sqlite_world.act("dara", filed.number, disclosing.send_referral, reference)


@pytest.mark.parametrize("parts", [[], [Part.CONTACT], [Part.WHAT_HAPPENED, "evidence:x"]])
async def test_a_paper_says_something_and_nothing_that_was_not_asked(world: World, parts: list[str]) -> None:
    filed, _, consent = await asked(world)
    with pytest.raises(BadInput):
        await world.act("dara", filed.number, paper_consents.enter_consent, consent.id, parts, a_paper(world))


async def test_no_film_no_other_case_and_no_recipient(sqlite_world: World) -> None:
    filed, _, consent = await asked(sqlite_world)
    with pytest.raises(BadInput):
        await sqlite_world.act(
            "dara", filed.number, paper_consents.enter_consent, consent.id, BOTH, a_paper(sqlite_world, StoryKind.VIDEO)
        )
    other = await sqlite_world.active()
    with pytest.raises(NotThere):
        await sqlite_world.act(
            "dara", other.number, paper_consents.enter_consent, consent.id, BOTH, a_paper(sqlite_world)
        )
    reference = await sqlite_world.sent(other)
    with pytest.raises(NotThere):
        await sqlite_world.act("maly", reference, paper_consents.enter_consent, consent.id, BOTH, a_paper(sqlite_world))
    assert asking is not None


async def test_a_case_with_a_paper_is_erased_like_any_other(sqlite_world: World) -> None:
    """The paper goes with her story; that she said yes on paper stays in the timeline."""
    filed, _, consent = await asked(sqlite_world)
    await sqlite_world.act("dara", filed.number, paper_consents.enter_consent, consent.id, BOTH, a_paper(sqlite_world))
    await sqlite_world.act("sophea", filed.number, paper_consents.second_consent, consent.id)
    await sqlite_world.her(filed, withdrawing.withdraw_case)
    await sqlite_world.her(filed, withdrawing.erase_now)
    assert (await sqlite_world.case(filed)).erased_at is not None
    assert await sqlite_world.rows(Evidence) == []
