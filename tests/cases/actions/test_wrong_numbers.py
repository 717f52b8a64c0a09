"""Numbers that open nothing: five, then a wait, in this chat alone; and an alarm when many come from everywhere."""

from __future__ import annotations

import logging

import pytest

from cases.actions import receipts
from cases.rules.errors import NotThere, TooMany
from cases.store.tables import Attempt
from cases.vault.receipts import new_digits
from tests.cases.world import World


async def guess(world: World, who: str = "chat|a", digits: str = "") -> str:
    """What she is told: "opened", "unknown" or the minutes to wait."""
    try:
        await receipts.find(world.store, who, digits or new_digits())
    except NotThere:
        return "unknown"
    except TooMany as problem:
        return str(problem.data["minutes"])
    return "opened"


async def test_five_wrong_numbers_and_then_a_wait(world: World) -> None:
    """A quarter of an hour; then there is another try."""
    assert [await guess(world) for _ in range(6)] == ["unknown"] * 5 + ["15"]
    world.clock.let_pass(minutes=10)
    assert await guess(world) == "5"
    world.clock.let_pass(minutes=6)
    assert await guess(world) == "unknown"


async def test_while_she_waits_even_the_right_number_waits_and_nothing_is_hashed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a guesser would learn by the time it takes; nothing of her case is touched."""
    filed = await world.file()
    for _ in range(5):
        await guess(world)
    monkeypatch.setattr("cases.vault.receipts.find", lambda *_: pytest.fail("hashed"))
    assert await guess(world, digits=filed.receipt) == "15"


async def test_other_chats_are_never_refused(sqlite_world: World) -> None:
    """Somebody guesses in one chat; she opens her case in another."""
    filed = await sqlite_world.file()
    for _ in range(7):
        await guess(sqlite_world)
    assert await guess(sqlite_world, "chat|b", filed.receipt) == "opened"


async def test_the_right_number_forgets_the_wrong_ones(sqlite_world: World) -> None:
    """Four mistakes, then right, then four more."""
    filed = await sqlite_world.file()
    for _ in range(2):
        said = [*[await guess(sqlite_world) for _ in range(4)], await guess(sqlite_world, digits=filed.receipt)]
        assert said == ["unknown"] * 4 + ["opened"]


async def test_many_wrong_numbers_from_everywhere_raise_an_alarm(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Said once in the log and for an hour in the check, with no number and no chat in it; and nobody is refused."""
    monkeypatch.setattr("cases.vault.receipts.find", lambda *_: ("0" * 64, bytes(32)))

    async def alarm() -> bool:
        async with world.store.reading() as unit:
            return await receipts.many_wrong_numbers(unit)

    with caplog.at_level(logging.WARNING):
        for n in range(receipts.MANY_WRONG.tries - 1):
            assert await guess(world, f"page|{n}") == "unknown"
        assert not await alarm()
        assert [await guess(world, f"page|{n}") for n in range(200, 203)] == ["unknown"] * 3
    assert await alarm()
    assert [record.getMessage() for record in caplog.records] == [
        "receipts: more than 100 wrong numbers within an hour"
    ]
    world.clock.let_pass(hours=2)
    assert not await alarm()


async def test_whose_tries_they_were_is_not_written_down(sqlite_world: World) -> None:
    """Only a digest that nobody else can compute."""
    await guess(sqlite_world, "chat|123456789")
    assert all(len(row.id) == 64 and "123456789" not in row.id for row in await sqlite_world.rows(Attempt))
