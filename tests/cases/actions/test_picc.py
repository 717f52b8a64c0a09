"""The pack for a bipartite committee: counted once, frozen, and its decisions come back as remedies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Concatenate, ParamSpec, TypeVar

import pytest

from cases.actions import asking, conflicts, delivering, direct, filing, picc, remedies, triage, withdrawing
from cases.actions.direct import Notice
from cases.actions.picc import Choice, Decision, PromiseWords
from cases.rules.errors import BadInput, ChangedMeanwhile, NotNow, NotThere
from cases.rules.particulars import Particulars
from cases.rules.picc import Age, Moment, Promised
from cases.rules.vocabulary import (
    ConflictReason,
    Forum,
    Improvement,
    Issue,
    NoticeBy,
    Part,
    Province,
    RemedyKind,
    RemedyStatus,
)
from cases.store.picc import Draft, PackView, draft_for, factories_for, pack_for, picture_for
from cases.store.picc_decisions import Reach, concerned_by
from cases.store.tables import EmployerNotice, Factory, PiccPack, PiccPhoto, Remedy, ThreadMessage, new_id
from cases.store.unit import Unit
from cases.store.viewers import Viewer
from tests.cases.world import Filed, World

P = ParamSpec("P")
R = TypeVar("R")
MORE_AIR = Particulars(improvement=Improvement.FANS)
FANS = PromiseWords("កង្ហារ ៦", "សាល ២", "Six fans", "Hall 2")


async def factory(world: World) -> str:
    async with world.store.writing() as unit:
        row = Factory(id=new_id(), name=f"Olive {new_id()[:4]}", province=Province.KANDAL)
        unit.session.add(row)
    return row.id


async def case(world: World, factory_id: str, issue: Issue = Issue.HEAT) -> Filed:
    filed = await world.active()
    await world.act("dara", filed.number, triage.correct, issue, factory_id=factory_id)
    return filed


async def do(
    world: World, verb: Callable[Concatenate[Unit, Viewer, P], Awaitable[R]], *args: P.args, **kwargs: P.kwargs
) -> R:
    """The union's officer does something with packs."""
    async with world.store.writing() as unit:
        return await verb(unit, world.viewer("sophea"), *args, **kwargs)


async def draft(world: World, factory_id: str, alias: str = "sophea") -> Draft:
    async with world.store.reading() as unit:
        return await draft_for(unit, world.viewer(alias), factory_id)


async def freeze(world: World, factory_id: str, **words: PromiseWords) -> PackView:
    """Everything that the draft has, goes in."""
    found = await draft(world, factory_id)
    promises = {one.key: words.get("words", FANS) for one in found.promises}
    photos = [photo.id for one in found.promises for photo in one.photos]
    made = await do(
        world, picc.freeze, factory_id, Choice(found.mark, [line.theme for line in found.themes], promises, photos)
    )
    async with world.store.reading() as unit:
        return await pack_for(unit, world.viewer("sophea"), made.id)


async def told_management(world: World, filed: Filed) -> str:
    """A direct track on which she said yes and management was told."""
    track = await world.act("dara", filed.number, asking.negotiate, Forum.PICC, [Part.WHAT_HAPPENED])
    await world.answer(filed, track.reference)
    notice = Notice(world.today, NoticeBy.MEETING, [Part.WHAT_HAPPENED], "It is too hot.")
    await world.act("dara", filed.number, direct.notify_employer, track.reference, notice)
    return str(track.reference)


async def test_a_pack_is_counted_frozen_and_never_computed_again(sqlite_world: World) -> None:
    """Three heat cases and one of pay: one theme. A fourth heat case changes no pack until two others join it."""
    world = sqlite_world
    place = await factory(world)
    three = [await case(world, place) for _ in range(3)]
    await case(world, place, Issue.PAY)
    for _ in range(3):
        await case(world, place, Issue.VIOLENCE)  # the quiet path leads past the committee
    pack = await freeze(world, place)
    assert pack.content["themes"] == [{"theme": "issue.heat", "count": 3, "oldest": None}]
    assert b"heat" not in (await world.rows(PiccPack))[0].sealed
    await case(world, place)
    await world.act("dara", three[0].number, triage.correct, Issue.PAY)
    world.clock.let_pass(days=62)
    second = await draft(world, place)
    assert [(line.theme, line.count, line.oldest) for line in second.themes] == [("issue.heat", None, Age.TWO_TO_SIX)]
    assert second.due_on == second.until - dt.timedelta(days=1)
    async with world.store.reading() as unit:
        again = await pack_for(unit, world.viewer("dara"), pack.row.id)
    assert again.content == pack.content
    assert await world.rows(EmployerNotice) == []


async def test_only_the_lead_partys_officers_have_it_and_a_stale_look_freezes_nothing(sqlite_world: World) -> None:
    """Another union and BFC find nothing; a case that came meanwhile asks for another look."""
    world = sqlite_world
    place = await factory(world)
    for _ in range(3):
        await case(world, place)
    old = await draft(world, place)
    pack = await freeze(world, place)
    for alias in ("vuthy", "maly"):
        with pytest.raises(NotThere):
            await draft(world, place, alias)
        async with world.store.reading() as unit:
            with pytest.raises(NotThere):
                await pack_for(unit, world.viewer(alias), pack.row.id)
    with pytest.raises(ChangedMeanwhile):
        await do(world, picc.freeze, place, Choice(old.mark, [], {}, []))
    async with world.store.reading() as unit:
        assert [line.packs for line in await factories_for(unit, world.viewer("sophea"))] == [1]
        assert await factories_for(unit, world.viewer("vuthy")) == []


async def test_what_must_not_be_told_is_in_no_count(sqlite_world: World) -> None:
    """A case closed to a colleague, one whose worker said no to management, one withdrawn, and one not taken on."""
    world = sqlite_world
    place = await factory(world)
    kept = [await case(world, place) for _ in range(3)]
    closed, refused, gone = [await case(world, place) for _ in range(3)]
    await world.act("dara", closed.number, conflicts.declare_conflict, ConflictReason.FRIEND)
    track = await world.act("dara", refused.number, asking.negotiate, Forum.MANAGEMENT, [Part.WHAT_HAPPENED])
    await world.answer(refused, track.reference, yes=False)
    await world.her(gone, withdrawing.withdraw_case)
    untaken = await world.file()
    await world.act("dara", untaken.number, triage.correct, Issue.HEAT, factory_id=place)
    (line,) = (await draft(world, place)).themes
    assert set(line.cases) == {filed.case_id for filed in kept}


async def test_words_and_photos_go_in_one_by_one_and_name_nobody(sqlite_world: World) -> None:
    """Her name, a phone, her case's number are refused; a photo is printed until it is taken out, frozen or not."""
    world = sqlite_world
    place = await factory(world)
    filed = await case(world, place)
    await world.her(filed, filing.set_identity, "Sok Dany", "012345678")
    remedy = await world.agreed("dara", filed.number, RemedyKind.WORKPLACE_IMPROVEMENT, particulars=MORE_AIR)
    (one,) = (await draft(world, place)).promises
    assert (one.key, one.number, one.state) == (f"remedy:{remedy}", filed.number, Promised.PROMISED)
    for words in ("Dany asked for fans", "fans, 012 345 678", f"fans, {filed.number}"):
        with pytest.raises(BadInput):
            await freeze(world, place, words=PromiseWords(words))
    with pytest.raises(BadInput) as apart:  # not even in two fields
        await freeze(world, place, words=PromiseWords("កង្ហារសម្រាប់វេនយប់", "ខ្សែទី៤"))
    assert apart.value.code == "picc_line_and_shift"
    photo = await do(world, picc.add_photo, place, one.key, Moment.BEFORE, world.today, b"picture")
    assert b"picture" not in (await world.rows(PiccPhoto))[0].sealed_picture
    pack = await freeze(world, place)
    (said,) = pack.content["promises"]
    assert (said["what_en"], said["photos"], said["state"]) == ("Six fans", [photo.id], "promised")
    assert filed.number not in str(pack.content)
    async with world.store.reading() as unit:
        assert await picture_for(unit, world.viewer("dara"), photo.id) == b"picture"
    await do(world, picc.remove_photo, photo.id)
    async with world.store.reading() as unit:
        with pytest.raises(NotThere):
            await picture_for(unit, world.viewer("dara"), photo.id)


async def test_a_decision_becomes_a_remedy_where_she_let_them_go_to_management(world: World) -> None:
    """Agreed there, she is told; other cases are not offered, and say why. Its state follows her word."""
    place = await factory(world)
    willing, silent, unasked = [await case(world, place) for _ in range(3)]
    await told_management(world, willing)
    await world.act("dara", silent.number, asking.negotiate, Forum.MANAGEMENT, [Part.WHAT_HAPPENED])
    pack = await freeze(world, place)
    async with world.store.reading() as unit:
        reach = {one.number: one.reach for one in await concerned_by(unit, world.viewer("sophea"), place)}
    assert reach == {willing.number: Reach.READY, silent.number: Reach.ASKED, unasked.number: Reach.NO_TRACK}
    fans = Decision(world.today, "Six fans in hall 2", "issue.heat", due_on=world.today, numbers=[willing.number])
    with pytest.raises(NotNow):
        await do(
            world, picc.decide, pack.row.id, Decision(world.today, "Fans", numbers=[willing.number, silent.number])
        )
    made = await do(world, picc.decide, pack.row.id, fans)
    (remedy,) = await world.rows(Remedy)
    assert (remedy.case_id, remedy.status, remedy.kind) == (
        willing.case_id,
        RemedyStatus.AGREED,
        RemedyKind.WORKPLACE_IMPROVEMENT,
    )
    assert [row.notice for row in await world.rows(ThreadMessage) if row.notice == "remedy_agreed"] == ["remedy_agreed"]
    with pytest.raises(NotNow):
        await do(world, picc.keep_done, made.id, world.today)
    await world.act("dara", willing.number, delivering.deliver_remedy, remedy.id, world.today)
    await world.her(willing, remedies.answer_remedy, remedy.id, confirmed=True, facts={})
    (promise,) = (await draft(world, place)).promises
    assert (promise.key, promise.state, promise.number) == (f"decision:{made.id}", Promised.CONFIRMED, "")
    assert await world.findings() == []


async def test_a_decision_without_a_case_stands_in_the_next_packs_until_it_was_told_as_done(
    sqlite_world: World,
) -> None:
    """Promised, overdue, done, and then no more; one entered by mistake stays to be read and is never told."""
    world = sqlite_world
    place = await factory(world)
    for _ in range(3):
        await case(world, place)
    first = await freeze(world, place)
    made = await do(world, picc.decide, first.row.id, Decision(world.today, "Clean water", due_on=world.today))
    world.clock.let_pass(minutes=1)
    wrong = await do(world, picc.decide, first.row.id, Decision(world.today, "Nothing"))
    await do(world, picc.cancel_decision, wrong.id)
    world.clock.let_pass(days=40)
    assert [(one.key, one.state) for one in (await draft(world, place)).promises] == [
        (f"decision:{made.id}", Promised.OVERDUE)
    ]
    await do(world, picc.keep_done, made.id, world.today)
    second = await freeze(world, place)
    assert [line["state"] for line in second.content["promises"]] == ["done"]
    assert (await draft(world, place)).promises == []
    async with world.store.reading() as unit:
        told = (await pack_for(unit, world.viewer("dara"), first.row.id)).decisions
    assert [(one.words, one.by, one.done_by, one.cancelled_by) for one in told] == [
        ("Clean water", "sophea", "sophea", ""),
        ("Nothing", "sophea", "", "sophea"),
    ]
