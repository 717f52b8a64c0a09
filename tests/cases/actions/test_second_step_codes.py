"""Passphrase and code: each code is good once, whoever asks at the same moment, on both databases."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from unittest.mock import patch

import pytest

from cases.actions import second_steps, sessions
from cases.rules.errors import BadInput, NotSignedIn, PassphraseAgain
from cases.store.tables import Login, Staff
from cases.store.viewers import Viewer, viewer_of
from cases.vault import hashing, totp
from tests.cases.world import PASSPHRASE, World
from tests.support.authenticator import secret_of

MOMENT = 1_730_685_600.0
NOW = totp.step_at(MOMENT)


async def _staff(world: World, alias: str) -> Staff | None:
    async with world.store.reading() as unit:
        return await sessions.account_of(unit, alias)


async def _signs_in(world: World, step: int, alias: str = "dara") -> str | None:
    """The cookie, or None when she was refused."""
    staff = await _staff(world, alias)
    try:
        unlocked = sessions.check(staff, PASSPHRASE, totp.code_at(secret_of(alias), step), MOMENT)
        async with world.store.writing() as unit:
            return await sessions.sign_in(unit, unlocked, "Firefox · Android")
    except NotSignedIn:
        return None


async def _viewer(world: World, cookie: str) -> Viewer:
    async with world.store.reading() as unit:
        return await viewer_of(unit, cookie)


async def test_a_code_is_good_once_and_no_earlier_one_after_it(world: World) -> None:
    """The present code, not again; the next one; then not the present one either."""
    taken = [await _signs_in(world, NOW + by) is not None for by in (0, 0, 1, 0, 1, -1, 2)]
    assert taken == [True, False, True, False, False, False, False]


async def test_of_two_requests_with_one_code_exactly_one_wins(world: World) -> None:
    """Checking and marking is one statement of the writing transaction."""
    cookies = await asyncio.gather(*(_signs_in(world, NOW) for _ in range(6)))
    assert sum(cookie is not None for cookie in cookies) == 1


async def test_whatever_is_wrong_the_work_is_the_same(sqlite_world: World) -> None:
    """Unknown account, wrong passphrase, wrong code, no code, suspended: one slow hash and three codes each."""
    staff = await _staff(sqlite_world, "dara")
    assert staff is not None
    suspended = staff.model_copy(update={"suspended_at": sqlite_world.clock.now()})
    bare = staff.model_copy(update={"sealed_totp": None})
    right, tries = totp.code_at(secret_of("dara"), NOW), []
    for who, passphrase, code in (
        (None, PASSPHRASE, right),
        (staff, "wrong", right),
        (staff, PASSPHRASE, "000000"),
        (staff, PASSPHRASE, ""),
        (suspended, PASSPHRASE, right),
        (bare, "wrong", right),
        (staff, PASSPHRASE, right),
    ):
        with (
            patch.object(hashing, "stretch", wraps=hashing.stretch) as stretched,
            patch.object(totp, "code_at", wraps=totp.code_at) as counted,
        ):
            try:
                sessions.check(who, passphrase, code, MOMENT)
                said = "in"
            except NotSignedIn as refused:
                said = refused.code
        assert {call.args[2] for call in stretched.call_args_list} == {hashing.PASSPHRASE_COST}
        tries.append((said, stretched.call_count, counted.call_count))
    assert tries == [("sign_in_failed", 1, 3)] * 6 + [("in", 1, 3)]


async def test_the_first_second_step_is_proved_by_one_code(sqlite_world: World) -> None:
    """A wrong code changes nothing; a proposal of somebody else is not taken; the right one stands sealed."""
    world = sqlite_world
    async with world.store.writing() as unit:
        staff = await unit.session.get_one(Staff, world.staff["dara"].staff_id)
        staff.sealed_totp = None
    cookie = await _signs_in(world, NOW)
    assert cookie is not None
    viewer = await _viewer(world, cookie)
    assert not viewer.second_step
    secret, proposal = second_steps.propose(viewer)
    code = totp.code_at(secret, NOW)
    stranger = replace(viewer, own_key=hashing.new_key())
    _, of_another = second_steps.propose(stranger)
    for sealed, typed in ((proposal, "000000"), (of_another, code), ("", code)):
        with pytest.raises(BadInput):
            async with world.store.writing() as unit:
                await second_steps.set_up(unit, viewer, sealed, typed, MOMENT)
    async with world.store.writing() as unit:
        await second_steps.set_up(unit, viewer, proposal, code, MOMENT)
    found = await _staff(world, "dara")
    assert found is not None and found.sealed_totp is not None and found.totp_step == NOW
    assert totp.open_secret(viewer.own_key, found.id, found.sealed_totp) == secret
    assert (await _viewer(world, cookie)).second_step


async def test_a_new_second_step_needs_passphrase_and_old_code(sqlite_world: World) -> None:
    """Neither a login left open nor the passphrase alone changes it; the old code is used up by it."""
    world = sqlite_world
    cookie = await _signs_in(world, NOW - 1)
    assert cookie is not None
    viewer = await _viewer(world, cookie)
    secret, proposal = second_steps.propose(viewer)
    old, new = totp.code_at(secret_of("dara"), NOW), totp.code_at(secret, NOW)

    async def sets_up(who: Viewer, old_code: str, code: str) -> None:
        async with world.store.writing() as unit:
            await second_steps.set_up(unit, who, proposal, code, MOMENT, old_code)

    for old_code, code, field in (("", new, "old_code"), ("123456", new, "old_code"), (old, "123456", "code")):
        with pytest.raises(BadInput) as refused:
            await sets_up(viewer, old_code, code)
        assert (refused.value.code, refused.value.field) == ("code_wrong", field)
    long_ago = replace(viewer, passphrase_at=world.clock.now() - dt.timedelta(minutes=10))
    with pytest.raises(PassphraseAgain):
        await sets_up(long_ago, old, new)
    await sets_up(viewer, old, new)
    assert await _signs_in(world, NOW + 1) is None


async def test_a_device_is_sealed_to_its_owner_and_a_lead_ends_all(sqlite_world: World) -> None:
    """The database holds no device's name; her lead signs her out everywhere, another lead cannot."""
    cookies = [await _signs_in(sqlite_world, NOW + by, "sophea") for by in (-1, 0)]
    assert None not in cookies
    viewer = await _viewer(sqlite_world, str(cookies[0]))
    rows = await sqlite_world.rows(Login, Login.staff_id == viewer.staff_id)
    assert all(b"Firefox" not in (row.sealed_device or b"") for row in rows)
    async with sqlite_world.store.reading() as unit:
        found = await sessions.own_devices(unit, viewer)
    assert (found[0].name, found[0].is_this) == ("Firefox · Android", True)
    assert [one.name for one in found].count("Firefox · Android") == 2
    assert not any(one.is_this for one in found[1:])
    for alias, error in (("vuthy", "not_there"), ("sophea", "not_allowed")):
        with pytest.raises(Exception, match=error):
            async with sqlite_world.store.writing() as unit:
                await sessions.end_all_logins(unit, sqlite_world.staff[alias], viewer.staff_id)
    async with sqlite_world.store.writing() as unit:
        await sessions.end_all_logins(unit, sqlite_world.staff["dara"], viewer.staff_id)
    for cookie in cookies:
        with pytest.raises(NotSignedIn):
            await _viewer(sqlite_world, str(cookie))


async def _checks_after(world: World, checked: Staff, change: Mapping[str, object]) -> None:
    """The last look before a login, after something changed; nothing of it is kept."""
    async with world.store.writing() as unit:
        staff = await unit.session.get_one(Staff, checked.id)
        for name, value in change.items():
            setattr(staff, name, value)
        await unit.session.flush()
        await sessions.still_as_checked(unit, checked)


async def test_nothing_counts_that_changed_between_check_and_login(sqlite_world: World) -> None:
    """A passphrase or second step that was changed meanwhile, or a person suspended meanwhile, signs nobody in."""
    world = sqlite_world
    checked = await _staff(world, "sophea")
    assert checked is not None
    for change in (
        {"passphrase_auth": b"x" * 32},
        {"sealed_totp": None},
        {"suspended_at": world.clock.now()},
        {"removed_at": world.clock.now()},
    ):
        with pytest.raises(NotSignedIn):
            await _checks_after(world, checked, change)
