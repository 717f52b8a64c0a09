"""People come in, are approved, suspended and removed; the party's key follows them, and its log tells."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlmodel import select

from cases.actions import accounts, filing, joining, names, parties, party_keys, people, second_steps, sessions, telling
from cases.actions.filing import Piece
from cases.actions.remedies import Amount
from cases.rules.errors import BadInput, ChangedMeanwhile, NotAllowed, NotNow, NotSignedIn, NotThere
from cases.rules.vocabulary import Currency, Language, PartyKind, StaffRole, StoryKind
from cases.store import party_events
from cases.store.door import case_for
from cases.store.lockboxes import half_of
from cases.store.logged_people import beside_the_log
from cases.store.party_events import PartyLine
from cases.store.tables import (
    Case,
    Complainant,
    Disclosure,
    Invitation,
    KeyConfirmation,
    Login,
    Meeting,
    Party,
    PartyEvent,
    PartyPublicKey,
    Referral,
    Remedy,
    Staff,
    StaffPartyKey,
    StoryEntry,
    ThreadMessage,
)
from cases.store.unit import Unit
from cases.store.viewers import Viewer, viewer_of
from cases.vault import party_keys as vault_keys
from cases.vault import staff_keys
from cases.vault.fingerprints import as_text
from cases.vault.party_keys import open_halves
from cases.vault.sealing import DoesNotOpen
from tests.cases.world import PASSPHRASE, START, Filed, World
from tests.support.authenticator import secret_of

Act = Callable[[Unit, Viewer, str], Awaitable[None]]


async def come(world: World, alias: str, role: StaffRole = StaffRole.OFFICER, *, by: str = "dara") -> str:
    """Somebody joins by a link and waits; the id of her account."""
    person = accounts.prepare_person(alias, PASSPHRASE)
    async with world.store.writing() as unit:
        secret = await joining.invite(unit, world.viewer(by), role)
    async with world.store.writing() as unit:
        staff = await joining.join(unit, secret, person, Language.KHMER, f"Real {alias}")
        await second_steps.keep(unit, staff, secret_of(alias))
    async with world.store.writing() as unit:
        cookie = await sessions.sign_in(unit, sessions.Unlocked(person.staff_id, person.private))
    world.cookies[alias] = cookie
    return staff.id


async def let_in(world: World, staff_id: str, *, by: str = "dara") -> None:
    async with world.store.writing() as unit:
        staff = await unit.session.get_one(Staff, staff_id)
        await people.approve(unit, await now(world, by), staff_id, as_text(people.words_of_person(staff)))


async def do(world: World, act: Act, staff_id: str, *, by: str = "dara") -> None:
    """One lead's act on one person, in a transaction of its own."""
    async with world.store.writing() as unit:
        await act(unit, await now(world, by), staff_id)


async def now(world: World, alias: str) -> Viewer:
    """Somebody's login as a new request opens it."""
    async with world.store.reading() as unit:
        return await viewer_of(unit, world.cookies[alias])


@pytest.fixture
async def union(world: World) -> World:
    """The world, whose people have logins of their own."""
    for alias, viewer in world.staff.items():
        async with world.store.writing() as unit:
            cookie = await sessions.sign_in(unit, sessions.Unlocked(viewer.staff_id, viewer.own_key))
        world.cookies[alias] = cookie
    return world


async def test_a_link_carries_no_key_and_who_joined_opens_nothing_until_she_is_approved(union: World) -> None:
    """She has an account, no party, no key; approved, she opens what her party holds, older cases too."""
    filed = await union.file()
    staff_id = await come(union, "rith")
    rith = await now(union, "rith")
    assert not rith.approved and rith.party_id == "" and rith.party_keys == {}
    async with union.store.reading() as unit:
        with pytest.raises(NotThere):
            await case_for(unit, rith, filed.number)
    await let_in(union, staff_id)
    await let_in(union, staff_id)  # a second tap
    rith = await now(union, "rith")
    assert rith.approved and set(rith.party_keys) == {1}
    async with union.store.reading() as unit:
        assert (await case_for(unit, rith, filed.number)).is_lead
    approved = await union.rows(PartyEvent, PartyEvent.kind == "approved", PartyEvent.party_id == rith.party_id)
    assert [line.data["staff"] for line in approved].count(staff_id) == 1


async def test_a_key_put_in_her_place_is_not_approved(union: World) -> None:
    """The words that were compared belong to one key, and to no other that stands there when the form arrives."""
    staff_id = await come(union, "rith")
    async with union.store.writing() as unit:
        staff = await unit.session.get_one(Staff, staff_id)
        seen = as_text(people.words_of_person(staff))
        staff.public_key = staff_keys.new_staff_key()[0]
    async with union.store.writing() as unit:
        with pytest.raises(ChangedMeanwhile):
            await people.approve(unit, await now(union, "dara"), staff_id, seen)


async def test_a_removed_person_opens_nothing_posted_afterwards(union: World) -> None:
    """With all that she ever held and a dump of today: message, addition, disclosure, meeting, remedy stay shut."""
    filed = await union.active()
    staff_id = await come(union, "rith")
    await let_in(union, staff_id)
    before = await now(union, "rith")
    old = before.keys
    await do(union, people.remove, staff_id)
    await do(union, people.remove, staff_id)  # a second tap makes no third generation
    with pytest.raises(NotSignedIn):
        await now(union, "rith")
    union.staff["dara"] = dara = await now(union, "dara")
    assert set(dara.party_keys) == {1, 2}
    reference = await union.accepted(filed)
    await union.act("dara", filed.number, telling.write_to_worker, "after")
    await union.her(filed, filing.add_to_story, Piece(StoryKind.TEXT, "her addition"))
    remedy_id = await union.agreed("dara", filed.number, amount=Amount(Currency.USD, Decimal(500)), reference=reference)
    case = await union.case(filed)
    written = await places_of(union, filed, reference, remedy_id)
    async with union.store.reading() as unit:
        assert await half_of(unit, old, case.story_box, 1), "what she could read before is not undone"
        for box, generation in written:
            with pytest.raises(NotThere):
                await half_of(unit, old, box, generation)
            assert await half_of(unit, dara.keys, box, generation)
        assert await half_of(unit, dara.keys, case.story_box, 1), "whoever stays opens the older ones too"
        renewed = await unit.session.get_one(PartyPublicKey, (dara.party_id, 2))
        assert renewed.sealed_before is not None
        with pytest.raises(DoesNotOpen):
            open_halves(before.party_keys[1].box, dara.party_id, 1, renewed.sealed_before)
    assert await union.rows(StaffPartyKey, StaffPartyKey.staff_id == staff_id) == []
    assert await union.rows(Login, Login.staff_id == staff_id) == []


async def places_of(world: World, filed: Filed, reference: str, remedy_id: str) -> list[tuple[str, int]]:
    """The lockbox and generation of the newest row of each kind that a case holds."""
    async with world.store.reading() as unit:
        case = await unit.session.get_one(Case, filed.case_id)
        her = await unit.session.get_one(Complainant, filed.complainant_id)
        track = (await unit.session.exec(select(Referral).where(Referral.reference == reference))).one()
        messages = (await unit.session.exec(select(ThreadMessage.generation))).all()
        story = (await unit.session.exec(select(StoryEntry.generation))).all()
        meeting = (await unit.session.exec(select(Meeting))).one()
        disclosure = (await unit.session.exec(select(Disclosure))).one()
        remedy = await unit.session.get_one(Remedy, remedy_id)
    return [
        (her.thread_box, max(messages)),
        (case.story_box, max(story)),
        (track.work_box, meeting.generation),
        (track.work_box, remedy.generation),
        (disclosure.box, disclosure.generation),
    ]


async def test_suspended_she_is_out_at_once_and_resumed_she_holds_the_newest_key(union: World) -> None:
    """Suspending makes no new key; a removal meanwhile does, and she is given it when she comes back."""
    rith, sok = await come(union, "rith"), await come(union, "sok")
    for staff_id in (rith, sok):
        await let_in(union, staff_id)
    await do(union, people.suspend, rith)
    with pytest.raises(NotSignedIn):
        await now(union, "rith")
    async with union.store.reading() as unit:
        staff = await sessions.account_of(unit, "rith")
        party = await unit.session.get_one(Party, union.party["union"])
    assert party.generation == 1
    with pytest.raises(NotSignedIn):
        sessions.unlock(staff, PASSPHRASE)
    await do(union, people.remove, sok)
    await do(union, people.resume, rith)
    unlocked = sessions.unlock((await union.rows(Staff, Staff.id == rith))[0], PASSPHRASE)
    async with union.store.writing() as unit:
        viewer = await viewer_of(unit, await signed_in(unit, unlocked))
    assert set(viewer.party_keys) == {1, 2}


async def signed_in(unit: Unit, unlocked: sessions.Unlocked) -> str:
    cookie = await sessions.sign_in(unit, unlocked)
    await unit.session.flush()
    return cookie


async def test_the_last_active_lead_stays(union: World) -> None:
    """Neither by herself nor by another whom she let in meanwhile and who is suspended."""
    dara = union.staff["dara"].staff_id
    for act in (people.suspend, people.remove):
        with pytest.raises(NotNow) as refused:
            await do(union, act, dara)
        assert refused.value.code == "last_lead"
    second = await come(union, "chan", StaffRole.LEAD)
    with pytest.raises(NotNow):
        await do(union, people.remove, dara)  # the other waits: she is no active lead yet
    await let_in(union, second)
    await do(union, people.remove, dara, by="chan")
    with pytest.raises(NotNow):
        await do(union, people.remove, second, by="chan")


async def test_two_leads_who_remove_each_other_leave_one(union: World) -> None:
    """Whoever comes second finds herself shut out, whatever she had opened before."""
    chan = await come(union, "chan", StaffRole.LEAD)
    await let_in(union, chan)
    viewers = {"dara": await now(union, "dara"), "chan": await now(union, "chan")}

    async def shut_out(by: str, staff_id: str) -> str:
        try:
            async with union.store.writing() as unit:
                await people.remove(unit, viewers[by], staff_id)
        except (NotSignedIn, NotNow, ChangedMeanwhile) as error:
            return error.code
        return "removed"

    came = await asyncio.gather(shut_out("dara", chan), shut_out("chan", union.staff["dara"].staff_id))
    assert sorted(came) == ["not_signed_in", "removed"]
    left = await union.rows(Staff, Staff.party_id == union.party["union"], Staff.role == StaffRole.LEAD)
    assert len([one for one in left if party_keys.is_active(one)]) == 1
    async with union.store.reading() as unit:
        assert (await unit.session.get_one(Party, union.party["union"])).generation == 2


async def test_a_rejected_person_is_out_and_her_alias_stays_taken(union: World) -> None:
    """She never held a key, so none is renewed; approving her afterwards is refused."""
    staff_id = await come(union, "rith")
    await do(union, people.reject, staff_id)
    with pytest.raises(NotSignedIn):
        await now(union, "rith")
    with pytest.raises(NotNow):
        await let_in(union, staff_id)
    async with union.store.reading() as unit:
        assert (await unit.session.get_one(Party, union.party["union"])).generation == 1
    with pytest.raises(BadInput, match="taken"):
        await come(union, "Rith")


@pytest.mark.parametrize("alias", ["ចន្ធូ", "សុខា", "ដារ៉ា", "Dara S.", "o'neil_2"])
def test_a_name_in_any_script_is_an_alias(alias: str) -> None:
    """Khmer vowels and the sign below are no letters to a computer; a name is written with them."""
    assert accounts.is_alias(alias)


@pytest.mark.parametrize("alias", ["", "a", "្ក", "da\u200bra", "<b>dara", "x" * 41, ".dara"])
def test_what_no_name_is_made_of_is_no_alias(alias: str) -> None:
    """Marks alone, signs that nobody sees, markup, one letter, forty-one."""
    assert not accounts.is_alias(alias)


async def test_open_links_are_seen_and_ended_all_at_once(union: World) -> None:
    """One that went to the wrong person, or was made twice, lets nobody in; ending them twice is once."""
    async with union.store.writing() as unit:
        viewer = union.viewer("dara")
        links = [await joining.invite(unit, viewer, StaffRole.OFFICER) for _ in range(2)]
        assert len(await joining.open_invitations(unit, viewer)) == 2
    for _ in range(2):
        async with union.store.writing() as unit:
            await joining.end_invitations(unit, viewer)
    for link in links:
        async with union.store.reading() as unit:
            assert await joining.open_invitations(unit, viewer) == []
            with pytest.raises(NotThere):
                await joining.invitation_of(unit, link)
    ended = [one for one in await union.rows(PartyEvent) if one.kind == PartyLine.INVITATIONS_ENDED]
    assert [one.data for one in ended] == [{"count": 2}]


async def test_no_two_organisations_have_the_same_name(union: World) -> None:
    """Workers could not tell them apart."""
    for english, khmer in (("CATU", "ឈ្មោះផ្សេង"), ("Another name", "សហព័ន្ធ CATU"), ("x" * 121, "ឈ្មោះ")):
        async with union.store.writing() as unit:
            with pytest.raises(BadInput):
                await parties.add_party(unit, "twin", english, khmer, PartyKind.UNION)


async def test_whose_key_was_exchanged_in_the_database_gets_no_new_generation(union: World) -> None:
    """Whoever can write there could wait for the next key: the party's signature is missing, and she is asked anew."""
    rith, sok = await come(union, "rith"), await come(union, "sok")
    for staff_id in (rith, sok):
        await let_in(union, staff_id)
    thief_public, thief_private = staff_keys.new_staff_key()
    async with union.store.writing() as unit:
        (await unit.session.get_one(Staff, rith)).public_key = thief_public
    await do(union, people.remove, sok)
    assert await union.rows(StaffPartyKey, StaffPartyKey.staff_id == rith) == []
    staff = (await union.rows(Staff, Staff.id == rith))[0]
    assert staff.approved_at is None
    for row in await union.rows(StaffPartyKey, StaffPartyKey.party_id == union.party["union"]):
        with pytest.raises(DoesNotOpen):
            open_halves(thief_private, row.party_id, row.generation, row.sealed_key)
    await do(union, people.reject, rith)  # she held a key once: renewed again
    async with union.store.reading() as unit:
        assert (await unit.session.get_one(Party, union.party["union"])).generation == 3


async def test_people_of_before_there_were_signatures_never_cost_a_party_its_last_lead(union: World) -> None:
    """The acting lead goes on; others are asked anew; and she cannot leave while no other lead would hold the key."""
    chan, rith = await come(union, "chan", StaffRole.LEAD), await come(union, "rith")
    for staff_id in (chan, rith):
        await let_in(union, staff_id)
    async with union.store.writing() as unit:
        await unit.session.exec(sa.update(StaffPartyKey).values(signature=None))
    with pytest.raises(NotNow, match="last_lead"):
        await do(union, people.remove, union.staff["dara"].staff_id)
    assert (await now(union, "dara")).approved, "what was refused changed nothing"
    await do(union, people.remove, rith)
    assert set((await now(union, "dara")).party_keys) == {1, 2}
    assert not (await now(union, "chan")).approved
    await let_in(union, chan)
    assert set((await now(union, "chan")).party_keys) == {1, 2}


async def test_only_a_lead_of_the_same_party_acts_on_people(union: World) -> None:
    """An officer is refused; another party's lead finds nobody."""
    staff_id = await come(union, "rith")
    with pytest.raises(NotAllowed):
        await do(union, people.reject, staff_id, by="sophea")
    with pytest.raises(NotThere):
        await do(union, people.reject, staff_id, by="vuthy")
    with pytest.raises(NotThere):
        await let_in(union, staff_id, by="vuthy")


async def test_a_real_name_is_sealed_to_the_party(union: World) -> None:
    """Its lead reads it, also after a new generation; another party's lead does not, and it stands nowhere in clear."""
    rith, sok = await come(union, "rith"), await come(union, "sok")
    for staff_id in (rith, sok):
        await let_in(union, staff_id)
    await do(union, people.remove, sok)
    staff = (await union.rows(Staff, Staff.id == rith))[0]
    assert staff.sealed_name is not None and b"Real" not in staff.sealed_name
    assert names.name_of(await now(union, "dara"), staff) == "Real rith"
    assert names.name_of(await now(union, "vuthy"), staff) == ""


async def test_a_key_or_a_name_put_into_the_database_is_checked_by_none(union: World) -> None:
    """Neither a name exchanged beneath a checked key counts, nor a word under a key that its party never made."""
    party_id, other_id = union.party["union"], union.party["other"]
    async with union.store.writing() as unit:
        seen = as_text(await party_keys.words_of_party(unit, party_id))
        await party_keys.confirm_key(unit, union.viewer("vuthy"), party_id, seen)
    async with union.store.reading() as unit:
        party = await unit.session.get_one(Party, party_id)
        assert await party_keys.standing_of(unit, party) == party_keys.Standing(1)
        unit.session.expunge(party)
        party.name_en = "CATU"
        assert await party_keys.standing_of(unit, party) == party_keys.Standing(0)
    forged, private = vault_keys.new_party_key()
    union.tampered = True
    async with union.store.writing() as unit:
        party = await unit.session.get_one(Party, party_id)
        public = await unit.session.get_one(PartyPublicKey, (party_id, party.generation))
        unit.session.add(
            PartyPublicKey(party_id=other_id, generation=7, box_public=forged.box, sign_public=forged.sign)
        )
        (word,) = (await unit.session.exec(select(KeyConfirmation))).all()
        word.by_generation, word.signature = (
            7,
            vault_keys.sign(private, party_keys.confirmation_statement(party, public)),
        )
        unit.session.add(word)
    async with union.store.reading() as unit:
        party = await unit.session.get_one(Party, party_id)
        assert await party_keys.standing_of(unit, party) == party_keys.Standing(0)


async def test_a_renewed_key_needs_fresh_confirmations_and_says_what_stood_before(union: World) -> None:
    """A chain that is not signed by the last says nothing."""
    party_id = union.party["union"]
    async with union.store.writing() as unit:
        seen = as_text(await party_keys.words_of_party(unit, party_id))
        with pytest.raises(ChangedMeanwhile):
            await party_keys.confirm_key(unit, union.viewer("vuthy"), party_id, "other words")
        await party_keys.confirm_key(unit, union.viewer("vuthy"), party_id, seen)
    staff_id = await come(union, "rith")
    await let_in(union, staff_id)
    await do(union, people.remove, staff_id)
    async with union.store.reading() as unit:
        party = await unit.session.get_one(Party, party_id)
        assert await party_keys.standing_of(unit, party) == party_keys.Standing(0, 1)
    async with union.store.writing() as unit:
        (await unit.session.get_one(PartyPublicKey, (party_id, 2))).signed_by_last = bytes(64)
    async with union.store.reading() as unit:
        party = await unit.session.get_one(Party, party_id)
        assert await party_keys.standing_of(unit, party) == party_keys.Standing(0)


async def test_an_earlier_link_for_a_first_lead_ends_with_a_new_one(union: World) -> None:
    """Invited again while nobody joined; and not any more once somebody has."""
    async with union.store.writing() as unit:
        await parties.add_party(unit, "new", "New", "ថ្មី", PartyKind.UNION, parent="union")
        first = await joining.invite_first_lead(unit, "new")
        second = await joining.invite_first_lead(unit, "new")
    assert len(await union.rows(Invitation, Invitation.used_at == None)) == 1  # noqa: E711
    person = accounts.prepare_person("kunthea", PASSPHRASE)
    async with union.store.writing() as unit:
        with pytest.raises(NotThere):
            await joining.join(unit, first, person, Language.KHMER)
    async with union.store.writing() as unit:
        await joining.join(unit, second, person, Language.KHMER)
    async with union.store.writing() as unit:
        with pytest.raises(NotNow, match="party_has_lead"):
            await joining.invite_first_lead(unit, "new")
        rows = {row.party.slug: row for row in await parties.all_parties(unit)}
    assert rows["new"].state is parties.PartyState.JOINED and rows["new"].parent is not None
    assert rows["ministry"].state is parties.PartyState.OFF_PLATFORM and rows["union"].state is parties.PartyState.OPEN


# --------------------------------------------------------------------------------------------------- the log
@pytest.mark.parametrize(
    "edit",
    [
        {"data": {"staff": "0" * 32, "key": "00"}},
        {"kind": "invited"},
        {"actor": "system"},
        {"seq": 99},
        {"digest": bytes(32)},
    ],
)
async def test_a_changed_line_of_the_log_is_found(union: World, edit: dict[str, object]) -> None:
    """So is one that is gone, and a generation of the key that is not the one it names."""
    staff_id = await come(union, "rith")
    await let_in(union, staff_id)
    await do(union, people.remove, staff_id)
    party_id = union.party["union"]
    assert await verified(union, party_id) is None
    lines = await union.rows(PartyEvent, PartyEvent.party_id == party_id, PartyEvent.kind == PartyLine.APPROVED.value)
    async with union.store.writing() as unit:
        line = await unit.session.get_one(PartyEvent, lines[-1].id)
        for name, value in edit.items():
            setattr(line, name, value)
    assert await verified(union, party_id) is not None


async def verified(world: World, party_id: str) -> int | None:
    async with world.store.reading() as unit:
        return await party_events.verify(unit, await unit.session.get_one(Party, party_id))


async def test_nobody_is_made_a_lead_let_in_or_brought_back_by_the_database_alone(union: World) -> None:
    """Whoever stands otherwise than the log says is named."""
    party_id, other_id = union.party["union"], union.party["other"]
    staff_id = await come(union, "rith")
    edits = [{"role": StaffRole.LEAD}, {"approved_at": START}, {"removed_at": START}, {"public_key": bytes(32)}]
    edits += [{"suspended_at": START}, {"party_id": other_id}]
    for edit in edits:
        async with union.store.writing() as unit:
            staff = await unit.session.get_one(Staff, staff_id)
            before = {name: getattr(staff, name) for name in edit}
            assert await beside_the_log(unit, await unit.session.get_one(Party, party_id)) == []
            for values, found in ((edit, [staff_id]), (before, [])):
                for name, value in values.items():
                    setattr(staff, name, value)
                await unit.session.flush()
                assert await beside_the_log(unit, await unit.session.get_one(Party, party_id)) == found, edit


async def test_a_dropped_line_and_an_exchanged_key_are_found(union: World) -> None:
    """The newest line too: the party's head knows it."""
    party_id = union.party["union"]
    lines = await union.rows(PartyEvent, PartyEvent.party_id == party_id)
    async with union.store.writing() as unit:
        key = await unit.session.get_one(PartyPublicKey, (party_id, 1))
        kept, key.box_public = key.box_public, bytes(32)
    assert await verified(union, party_id) is not None
    async with union.store.writing() as unit:
        (await unit.session.get_one(PartyPublicKey, (party_id, 1))).box_public = kept
    assert await verified(union, party_id) is None
    async with union.store.writing() as unit:
        newest = max(lines, key=lambda line: line.seq)
        await unit.session.delete(await unit.session.get_one(PartyEvent, newest.id))
    assert await verified(union, party_id) == newest.seq
