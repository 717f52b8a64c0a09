"""Who is out, and kept an old dump with all her keys, and takes a new one: she opens nothing that was written since.

Each is asked by a tool that tries every key on every value of both dumps, past every check of the program. That she
opens for ever what was hers before is said as plainly.
"""

from __future__ import annotations

import pytest

from cases.actions import (
    agreeing,
    asking,
    consents,
    delivering,
    disclosing,
    filing,
    handovers,
    meetings,
    names,
    people,
    receipts,
    referrals,
    remedies,
    sessions,
    telling,
)
from cases.actions.filing import Piece
from cases.rules.vocabulary import Conclusion, Language, Part, RemedyKind, StoryKind
from cases.rules.workers import Workers
from cases.store.tables import Complainant, Staff
from cases.store.viewers import viewer_of
from cases.vault.receipts import find as unlock_key
from tests.cases.loot import Dump, Loot, Place, dump, opens, passphrase_opens, places
from tests.cases.world import Filed, World

HER_THREAD = ("she writes", "to her", "comment")
OF_THE_CASE = ("story", "fact", "factory", "name", "phone", "direct")
OF_THE_TRACK = ("filing number", "place", "present", "offers", "notes", "remedy")
ALL = (*HER_THREAD, *OF_THE_CASE, *OF_THE_TRACK)
POSTED = ("sealed", "sealed_name")  # columns of words; the others hold keys


def said(when: str, what: tuple[str, ...] = ALL) -> set[str]:
    """The words that were written then, one for each thing that can be written."""
    return {f"{when} {one}" for one in what}


async def _writes(world: World, filed: Filed, when: str, lead: str = "dara") -> None:
    """Everything that can be written in a case: by her, by its lead, on a track with its disclosure."""

    def word(what: str) -> str:
        assert what in ALL
        return f"{when} {what}"

    await world.her(filed, filing.add_to_story, Piece(StoryKind.TEXT, word("story")))
    await world.her(filed, filing.answer_fact, "dismissal_how", [word("fact")])
    await world.her(filed, filing.set_factory, "", word("factory"), "")
    await world.her(filed, filing.set_identity, word("name"), word("phone"))
    await world.her(filed, telling.write_to_case, word("she writes"))
    await world.act(lead, filed.number, telling.write_to_worker, word("to her"))
    reference = await _sent(world, filed, "ministry", lead)
    await world.act(
        lead, filed.number, referrals.receive_referral, reference, word("filing number"), world.today
    )  # fmt: skip
    await world.act(lead, filed.number, referrals.accept_referral, reference)
    minutes = meetings.Minutes(word("place"), word("present"), word("offers"), word("notes"))
    await world.act(lead, filed.number, meetings.log_meeting, world.today, minutes, None, reference)
    await _remedy(world, filed, lead, word("remedy"), word("comment"), reference)
    await _remedy(world, filed, lead, word("direct"), word("comment"), None)
    await world.act(lead, filed.number, referrals.conclude_referral, Conclusion.NO_ANSWER, reference)
    world.clock.let_pass(minutes=1)


async def _sent(world: World, filed: Filed, slug: str, lead: str = "dara") -> str:
    parts = [Part.WHAT_HAPPENED, Part.IDENTITY, Part.CONTACT]
    made = await world.act(lead, filed.number, asking.propose_referral, world.party[slug], parts)
    await world.answer(filed, made.reference)
    await world.act(lead, filed.number, disclosing.send_referral, made.reference)
    return made.reference


async def _remedy(world: World, filed: Filed, lead: str, details: str, comment: str, reference: str | None) -> None:
    made = await world.act(
        lead, filed.number, agreeing.propose_remedy, RemedyKind.APOLOGY, Workers(), None, None, details, reference
    )
    await world.act(lead, filed.number, agreeing.agree_remedy, made.id, world.today)
    await world.act(lead, filed.number, delivering.deliver_remedy, made.id, world.today)
    await world.her(filed, remedies.answer_remedy, made.id, confirmed=False, facts={"n": comment}, comment=comment)


async def _named(world: World, alias: str, name: str) -> None:
    async with world.store.writing() as unit:
        await names.seal_name(unit, await unit.session.get_one(Staff, world.staff[alias].staff_id), name)


async def _signed_in_again(world: World, alias: str) -> None:
    """A new login, which holds her party's newest key."""
    known = world.staff[alias]
    async with world.store.writing() as unit:
        cookie = await sessions.sign_in(unit, sessions.Unlocked(known.staff_id, known.own_key))
        await unit.session.flush()
        world.staff[alias] = await viewer_of(unit, cookie)


def _since(loot: Loot, old: Dump) -> set[Place]:
    """Words that open and were not there yet when the old dump was taken."""
    there = {place.blob for place in places(old)}
    return {place for place in loot.opened if place.column in POSTED and place.blob not in there}


async def test_a_removed_person_opens_nothing_of_after_and_all_of_before(world: World) -> None:
    """An officer with her passphrase and two dumps, and the case that came when she was gone."""
    filed = await world.active(story=[Piece(StoryKind.TEXT, "before at filing")])
    await _named(world, "dara", "before real name")
    await _writes(world, filed, "before")
    old = await dump(world)
    async with world.store.writing() as unit:
        await people.remove(unit, world.viewer("dara"), world.staff["sophea"].staff_id)
    await _signed_in_again(world, "dara")
    await _writes(world, filed, "after")
    await _named(world, "dara", "after real name")
    later = await world.active(story=[Piece(StoryKind.TEXT, "after at filing")])
    await _writes(world, later, "after")
    new = await dump(world)

    kept = opens([old, new], keys=[passphrase_opens(old, "sophea")])
    after = said("after") | {"after at filing", "after real name"}
    assert kept.says(after) == set()
    assert _since(kept, old) == set()
    before = said("before") | {"before at filing", "before real name"}
    assert kept.says(before) == before, "what she could open is not undone"
    control = opens([new], keys=[passphrase_opens(new, "dara")])
    assert control.says(after) == after, "the tool opens what opens"


async def test_a_party_whose_consent_ended_opens_nothing_of_after(world: World) -> None:
    """A recipient's lead with two dumps: the disclosure and the track of before, and nothing else, then or now."""
    filed = await world.active()
    await _writes(world, filed, "before")
    reference = await _sent(world, filed, "bfc")
    await world.act("maly", reference, referrals.receive_referral)
    await world.act("maly", reference, referrals.accept_referral)
    await world.act("maly", reference, meetings.log_meeting, world.today, meetings.Minutes("its gate", "its people"))
    old = await dump(world)
    await world.her(filed, consents.withdraw_consent, (await world.consent_of(filed, reference)).id)
    await _writes(world, filed, "after")
    new = await dump(world)

    mine = passphrase_opens(old, "maly")
    kept = opens([old, new], keys=[mine])
    assert kept.says(said("after")) == set()
    assert _since(kept, old) == set()
    shared = said("before", ("story", "fact", "factory", "name", "phone")) | {"its gate", "its people"}
    assert kept.says(said("before") | shared) == shared, "what she consented to"
    now = opens([new], keys=[mine])
    assert now.says(said("before")) == set(), "of the disclosure not even that: its halves are gone"
    assert now.says({"its gate"}) == {"its gate"}, "its own minutes stay its own"


async def test_an_old_lead_opens_nothing_of_after_a_hand_over(world: World) -> None:
    """Its track with a recipient went along: what is said there later does not open to the old lead either."""
    filed = await world.active()
    await _writes(world, filed, "before")
    reference = await _sent(world, filed, "bfc")
    await world.act("maly", reference, referrals.receive_referral)
    await world.act("maly", reference, referrals.accept_referral)
    made = await world.act("dara", filed.number, handovers.ask_handover, world.party["other"])
    await world.her(
        filed, handovers.answer_handover, made.id, yes=True, language=Language.KHMER, wording_digest="seen"
    )  # fmt: skip
    old = await dump(world)  # the question to her was its own last words
    await world.act("dara", filed.number, handovers.carry_out_handover, made.id)
    await _writes(world, filed, "after", lead="vuthy")
    await world.act("maly", reference, meetings.log_meeting, world.today, meetings.Minutes("after gate", "after all"))
    new = await dump(world)

    later = said("after") | {"after gate", "after all"}
    kept = opens([old, new], keys=[passphrase_opens(old, "dara"), passphrase_opens(old, "sophea")])
    assert kept.says(later) == set()
    assert _since(kept, old) == set()
    assert kept.says(said("before")) == said("before"), "what it could open is not undone"
    assert opens([new], keys=[passphrase_opens(new, "dara")]).says(said("before")) == set(), "nothing of it is left"
    control = opens([new], keys=[passphrase_opens(new, "vuthy")])
    assert control.says(later | said("before")) == later | said("before"), "the new lead has all of it"


@pytest.mark.parametrize("filled", [False, True], ids=["before the lead looked", "after"])
async def test_an_old_receipt_opens_nothing_of_after_it_was_renewed(world: World, *, filled: bool) -> None:
    """Her sixteen digits in somebody's hands, with the keys folder's salt and two dumps."""
    filed = await world.active(correspondent_id=await world.chat())
    await _writes(world, filed, "before")
    old = await dump(world)
    (person,) = await world.rows(Complainant)
    made = await receipts.mint(world.store, person.id, person.receipt_generation)
    await world.her(filed, receipts.renew_from_chat, filed.correspondent_id, made)
    if filled:
        await world.act("dara", filed.number, receipts.fill_pending)
    await _writes(world, filed, "after")
    new = await dump(world)

    salt = world.store.keys.receipt_salt()
    kept = opens([old, new], keys=[unlock_key(filed.receipt, salt)[1]])
    assert kept.says(said("after")) == set()
    assert _since(kept, old) == set()
    assert kept.says(said("before")) == said("before", HER_THREAD), "her thread of before, and nothing else ever"
    assert opens([new], keys=[unlock_key(filed.receipt, salt)[1]]).opened == {}
    hers = opens([new], keys=[unlock_key(made.receipt.digits, salt)[1]])
    when = said("after", HER_THREAD) | (said("before", HER_THREAD) if filled else set())
    assert hers.says(said("after") | said("before")) == when
