"""What is kept no longer is erased, once, written down before it is done; figures stay."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlmodel import col

from api import jobs
from cases.actions import erasure, triage, withdrawing
from cases.rules.vocabulary import ClosingReason
from cases.store import outbox
from cases.store.erasure_log import ErasureLog
from cases.store.figures import figures_for
from cases.store.tables import Case, Complainant, Correspondent, Lockbox, LockboxKey, OutboxMessage, Preview
from cases.store.tables import Conversation as Draft
from cases.store.views import thread_of
from tests.cases.world import Filed, World


async def boxes_of(world: World, filed: Filed) -> set[str]:
    return {row.box for row in await world.rows(Lockbox, Lockbox.case_id == filed.case_id)}


async def closed(world: World, reason: ClosingReason) -> Filed:
    """A case that was closed for a reason; what ends only a long story is put there as it would be in the end."""
    filed = await world.file(correspondent_id=await world.chat())
    if reason is ClosingReason.WITHDRAWN:
        await world.her(filed, withdrawing.withdraw_case)
        return filed
    await world.act("dara", filed.number, triage.close, ClosingReason.SPAM)
    async with world.store.writing() as unit:
        case = await unit.session.get_one(Case, filed.case_id)
        case.closing_reason = reason
        unit.session.add(case)
    return filed


async def test_each_closing_reason_is_erased_on_its_day_and_the_figures_stay(world: World) -> None:
    """A week, a week, a year: not a minute before, and no sum changes."""
    filed = {reason: await closed(world, reason) for reason in ClosingReason}
    open_still = await world.active()
    async with world.store.reading() as unit:
        before = await figures_for(unit, world.viewer("dara"))
    gone: set[ClosingReason] = set()
    for days, now_gone in ((7, {ClosingReason.WITHDRAWN, ClosingReason.SPAM}), (365, set(ClosingReason))):
        world.clock.let_pass(days=days - (7 if gone else 0), minutes=-1)
        assert await erasure.erase_due(world.store) == 0
        world.clock.let_pass(minutes=1)
        async with world.store.reading() as unit:
            due = await erasure.due(unit)
        assert {one.reason for one in due} == now_gone - gone
        assert {one.kept_until for one in due} == {world.clock.moment}
        assert await erasure.erase_due(world.store) == len(now_gone - gone)
        gone = now_gone
    for one in filed.values():
        assert (await world.case(one)).erased_at is not None
        assert not await world.rows(LockboxKey, col(LockboxKey.box).in_(await boxes_of(world, one)))
    assert (await world.case(open_still)).erased_at is None
    async with world.store.reading() as unit:
        assert await figures_for(unit, world.viewer("dara")) == before


async def test_a_reopened_case_is_kept(sqlite_world: World) -> None:
    """Whatever it was closed for before."""
    filed = await sqlite_world.file()
    await sqlite_world.act("dara", filed.number, triage.close, ClosingReason.SPAM)
    sqlite_world.clock.let_pass(days=6)
    await sqlite_world.act("dara", filed.number, triage.reopen)
    sqlite_world.clock.let_pass(days=800)
    assert await erasure.erase_due(sqlite_world.store) == 0


async def test_every_erased_lockbox_is_written_down_before_the_commit(sqlite_world: World) -> None:
    """Ids alone; a second erasing adds nothing."""
    filed = await closed(sqlite_world, ClosingReason.WITHDRAWN)
    await sqlite_world.active()
    sqlite_world.clock.let_pass(days=7)
    log = sqlite_world.store.keys.erasures
    assert log.read() == frozenset()
    await erasure.erase_due(sqlite_world.store)
    assert log.read() == await boxes_of(sqlite_world, filed)
    size = log.place.stat().st_size
    async with sqlite_world.store.writing() as unit:
        await erasure.erase_case(unit, await unit.session.get_one(Case, filed.case_id))
    assert log.place.stat().st_size == size
    assert log.place.stat().st_mode & 0o077 == 0


async def test_what_fails_before_the_commit_is_not_written_down(sqlite_world: World) -> None:
    """Nor erased: a restore must not take what is there still."""
    filed = await closed(sqlite_world, ClosingReason.WITHDRAWN)

    async def fails() -> None:
        async with sqlite_world.store.writing() as unit:
            await erasure.erase_case(unit, await unit.session.get_one(Case, filed.case_id))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fails()
    assert sqlite_world.store.keys.erasures.read() == frozenset()
    assert (await sqlite_world.case(filed)).erased_at is None


async def test_without_a_log_nothing_is_erased(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The keys folder cannot be written: it waits, and is tried again."""
    filed = await closed(world, ClosingReason.WITHDRAWN)
    world.clock.let_pass(days=7)

    def full(_boxes: object) -> None:
        raise OSError("full")

    with monkeypatch.context() as patch:
        patch.setattr(world.store.keys.erasures, "append", full)
        with pytest.raises(ExceptionGroup) as failed:
            await erasure.erase_due(world.store)
    assert [str(error) for error in failed.value.exceptions] == ["full"]
    assert (await world.case(filed)).erased_at is None
    assert await erasure.erase_due(world.store) == 1


async def test_one_that_cannot_be_erased_keeps_no_other_waiting(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is tried again with the next turn, and the failure is not swallowed."""
    filed = [await closed(world, ClosingReason.WITHDRAWN) for _ in range(3)]
    world.clock.let_pass(days=7)
    keep, calls = world.store.keys.erasures.append, iter([True, False, False])

    def fails_first(boxes: Sequence[str]) -> None:
        if next(calls):
            raise OSError("full")
        keep(boxes)

    with monkeypatch.context() as patch:
        patch.setattr(world.store.keys.erasures, "append", fails_first)
        with pytest.raises(ExceptionGroup):
            await erasure.erase_due(world.store)
    assert [(await world.case(one)).erased_at is None for one in filed].count(True) == 1
    assert await erasure.erase_due(world.store) == 1


async def test_previews_receipts_chats_and_unsent_words_go_too(sqlite_world: World) -> None:
    """Of another case of the same chat, what waits says only that something waits."""
    chat = await sqlite_world.chat()
    first, second = await sqlite_world.active(correspondent_id=chat), await sqlite_world.active(correspondent_id=chat)
    await sqlite_world.ask(first, "bfc")
    assert await sqlite_world.rows(Preview)
    for filed in (first, second):
        await sqlite_world.her(filed, withdrawing.withdraw_case)
        async with sqlite_world.store.writing() as unit:
            await erasure.erase_case(unit, await unit.session.get_one(Case, filed.case_id))
        waiting = await sqlite_world.rows(OutboxMessage, OutboxMessage.correspondent_id == chat)
        assert {row.sealed_content for row in waiting} == {b""}
        assert all(row.dropped_at for row in waiting) is (filed is second)
    assert await sqlite_world.rows(Preview) == []
    assert {(row.receipt_lookup, row.correspondent_id) for row in await sqlite_world.rows(Complainant)} == {
        (None, None)
    }
    sqlite_world.clock.let_pass(hours=2)
    await jobs.once_over(sqlite_world.store)
    assert await sqlite_world.rows(Correspondent) == []


async def test_a_chat_with_a_draft_or_words_to_be_sent_is_kept(sqlite_world: World) -> None:
    """Only who left nothing behind is forgotten."""
    writes, waits, _gone = [await sqlite_world.chat(str(number)) for number in (1, 2, 3)]
    async with sqlite_world.store.writing() as unit:
        until = unit.now + dt.timedelta(days=3)
        unit.session.add(Draft(correspondent_id=writes, key_name="", sealed_state=b"", expires_at=until))
        correspondent = await unit.session.get_one(Correspondent, waits)
        await outbox.enqueue(unit, correspondent, outbox.WAITING)
    sqlite_world.clock.let_pass(hours=2)
    await jobs.once_over(sqlite_world.store)
    assert {row.id for row in await sqlite_world.rows(Correspondent)} == {writes, waits}


async def test_one_failing_job_holds_up_no_other(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Daily keys are destroyed on time, whatever else goes wrong."""
    filed = await closed(sqlite_world, ClosingReason.WITHDRAWN)
    name = sqlite_world.store.keys.todays("draft", sqlite_world.clock.now())
    sqlite_world.clock.let_pass(days=8)
    assert sqlite_world.store.keys.overdue(sqlite_world.clock.now()) == [name]

    async def fails(_unit: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(jobs, "IN_A_UNIT", (fails, *jobs.IN_A_UNIT))
    await jobs.once_over(sqlite_world.store)
    assert sqlite_world.store.keys.overdue(sqlite_world.clock.now()) == []
    assert (await sqlite_world.case(filed)).erased_at is not None


async def test_two_processes_append_side_by_side_and_a_torn_line_spoils_nothing(tmp_path: Path) -> None:
    """What a power cut left half written is no id."""
    log = ErasureLog(tmp_path / "erasures.log")
    names = [f"{number:032x}" for number in range(60)]
    log.append(names[:1])
    with log.place.open("ab") as torn:
        torn.write(b"\nabcdef01")
    await asyncio.gather(
        *(asyncio.to_thread(ErasureLog(log.place).append, names[start : start + 3]) for start in range(1, 60, 3))
    )
    assert log.read() == set(names)


async def test_she_is_told_until_when_it_is_kept(sqlite_world: World) -> None:
    """The notice of closing carries the day."""
    filed = await sqlite_world.active()
    await sqlite_world.act("dara", filed.number, triage.close, ClosingReason.OUT_OF_SCOPE)
    keys = await sqlite_world.receipt_keys(filed)
    async with sqlite_world.store.reading() as unit:
        person = await unit.session.get_one(Complainant, filed.complainant_id)
        said = {line.notice: line.params for line in await thread_of(unit, keys, person)}
    assert said["case_closed"]["until"] == {"date": "2025-11-04"}
