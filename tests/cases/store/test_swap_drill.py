"""The swap drill: what is sealed opens in its own place alone, whatever it is exchanged with."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import pytest
from sqlmodel import SQLModel, select

from cases.actions.accounts import passphrase_where
from cases.actions.names import name_of, seal_name
from cases.store.lockboxes import party_holder
from cases.store.outbox import seal_address
from cases.store.tables import (
    Correspondent,
    Lockbox,
    LockboxKey,
    Login,
    PartyPublicKey,
    Staff,
    StaffPartyKey,
)
from cases.store.viewers import login_where
from cases.vault import lockboxes, party_keys, sealing, staff_keys, totp
from cases.vault.lockboxes import Half
from cases.vault.sealing import DoesNotOpen, Where
from cases.vault.staff_keys import Wrapped
from tests.cases.store.timeline_history import rich
from tests.cases.world import PASSPHRASE, World

HELD = select(LockboxKey, Lockbox).where(LockboxKey.box == Lockbox.box, LockboxKey.generation == Lockbox.generation)
POSTED_TO = {"sealed", "sealed_details"}
POSTED = 40  # at least so many sealed values of lockboxes the history must leave


@dataclass(frozen=True)
class Posted:
    """A sealed value, where it stands, and the private half that opens it there."""

    where: Where
    blob: bytes
    private: bytes


async def _halves(world: World) -> dict[tuple[str, int], bytes]:
    """Every lockbox's private half that any organisation holds."""
    found = {}
    async with world.store.reading() as unit:
        rows = await unit.session.exec(
            select(LockboxKey, Lockbox).where(
                LockboxKey.box == Lockbox.box, LockboxKey.generation == Lockbox.generation
            )
        )
        holders = {viewer.keys.name: viewer.keys for viewer in world.staff.values()}
        for key, box in rows.all():
            if key.holder in holders and key.sealed_half:
                half = Half(box.box, box.kind, box.generation, key.holder)
                private = holders[key.holder].private[key.holder_generation]
                found[(box.box, box.generation)] = lockboxes.open_half(private, half, key.sealed_half)
    return found


async def _posted(world: World) -> list[Posted]:
    """Every value that was posted to a lockbox, found by trying: each opens in its own place with one half."""
    halves = (await _halves(world)).values()
    found = []
    async with world.store.reading() as unit:
        for mapper in SQLModel._sa_registry.mappers:
            table = mapper.class_
            if "sealed" not in table.__table__.columns or "key_name" in table.__table__.columns:
                continue  # not posted to a lockbox
            for row in (await unit.session.exec(select(table))).all():
                versions = [
                    getattr(row, n) for n in list(table.__table__.columns.keys()) if n.endswith("generation")
                ] or [1]
                for column in POSTED_TO & set(table.__table__.columns.keys()):
                    blob = getattr(row, column)
                    places = [Where(table.__tablename__, column, row.id, version) for version in {1, *versions}]
                    found += [
                        Posted(where, blob, private)
                        for where, private in itertools.product(places, halves if blob else ())
                        if _opens(private, where, blob)
                    ]
    return found


def _opens(private: bytes, where: Where, blob: bytes) -> bool:
    try:
        sealing.open_post(private, where, blob)
    except DoesNotOpen:
        return False
    return True


async def test_what_is_posted_opens_in_its_own_place_alone(sqlite_world: World) -> None:
    """Any two values exchanged: in the other's row neither its own key nor the other's opens it."""
    await rich(sqlite_world)
    posted = await _posted(sqlite_world)
    assert len(posted) > POSTED and len({one.where.table for one in posted}) > 5
    assert len({(one.where, one.blob) for one in posted}) == len(posted)
    for one, other in itertools.permutations(posted, 2):
        assert not _opens(one.private, other.where, one.blob), (one.where, other.where)
        assert not _opens(other.private, other.where, one.blob), (one.where, other.where)
    for one in posted:
        for elsewhere in (
            Where(one.where.table, f"{one.where.column}_name", one.where.row, one.where.version),
            Where("staff", "sealed", one.where.row, one.where.version),
            Where(one.where.table, "sealed", one.where.row, one.where.version + 1),
        ):
            assert not _opens(one.private, elsewhere, one.blob)


async def test_a_lockbox_half_opens_for_its_box_kind_generation_and_holder_alone(sqlite_world: World) -> None:
    """Exchanged between any two rows of the same holder it is noticed."""
    await rich(sqlite_world)
    async with sqlite_world.store.reading() as unit:
        rows = await unit.session.exec(
            select(LockboxKey, Lockbox).where(
                LockboxKey.box == Lockbox.box, LockboxKey.generation == Lockbox.generation
            )
        )
        viewer = sqlite_world.viewer("dara")
        held = [(key, box) for key, box in rows.all() if key.holder == viewer.keys.name and key.sealed_half]
    assert len(held) > 10
    for (key, box), (other, _) in itertools.permutations(held, 2):
        private = viewer.keys.private[other.holder_generation]
        half = Half(box.box, box.kind, box.generation, key.holder)
        with pytest.raises(DoesNotOpen):
            lockboxes.open_half(private, half, other.sealed_half or b"")
    key, box = held[0]
    private = viewer.keys.private[key.holder_generation]
    for half in (
        Half(box.box, "identity" if box.kind != "identity" else "story", box.generation, key.holder),
        Half(box.box, box.kind, box.generation + 1, key.holder),
        Half(box.box, box.kind, box.generation, party_holder(sqlite_world.party["other"])),
    ):
        with pytest.raises(DoesNotOpen):
            lockboxes.open_half(private, half, key.sealed_half or b"")


async def test_peoples_keys_codes_names_and_logins_are_their_own(sqlite_world: World) -> None:
    """What stands in one person's row is of no use in another's."""
    world = sqlite_world
    dara, sophea = world.viewer("dara"), world.viewer("sophea")
    async with world.store.writing() as unit:
        one, other = [await unit.session.get_one(Staff, viewer.staff_id) for viewer in (dara, sophea)]
        for staff, name in ((one, "Dara Name"), (other, "Sophea Name")):
            await seal_name(unit, staff, name)
    async with world.store.reading() as unit:
        one, other = [await unit.session.get_one(Staff, viewer.staff_id) for viewer in (dara, sophea)]
        given = (await unit.session.exec(select(StaffPartyKey).where(StaffPartyKey.party_id == dara.party_id))).all()
        logins = (await unit.session.exec(select(Login))).all()
        keys = (await unit.session.exec(select(PartyPublicKey))).all()
    own = {staff.id: _unwrapped(staff, staff) for staff in (one, other)}
    assert all(own.values())
    with pytest.raises(DoesNotOpen):
        _unwrapped(one, other)
    assert totp.open_secret(own[one.id] or b"", one.id, one.sealed_totp or b"")
    for holder, owner, blob in ((one, other, other), (one, one, other), (other, one, one)):
        with pytest.raises(DoesNotOpen):
            totp.open_secret(own[holder.id] or b"", owner.id, blob.sealed_totp or b"")
    assert name_of(dara, one) == "Dara Name"
    one.sealed_name = other.sealed_name
    assert name_of(dara, one) == ""
    for row in given:
        private = own.get(row.staff_id)
        if private:
            assert party_keys.open_halves(private, row.party_id, row.generation, row.sealed_key)
            for party, generation in ((world.party["bfc"], row.generation), (row.party_id, row.generation + 1)):
                with pytest.raises(DoesNotOpen):
                    party_keys.open_halves(private, party, generation, row.sealed_key)
    assert len(logins) > 1 and keys
    secret = staff_keys.new_secret()
    made, wrapping = staff_keys.secret_parts(secret)
    sealed = sealing.seal_under(wrapping, login_where(made), own[one.id] or b"")
    with pytest.raises(DoesNotOpen):
        sealing.open_under(wrapping, login_where(logins[0].id), sealed)


def _unwrapped(of: Staff, blob: Staff) -> bytes | None:
    """The key that stands in `blob`'s row, opened as `of`'s with her own passphrase."""
    wrapped = Wrapped(of.passphrase_salt, of.passphrase_auth, blob.sealed_key)
    return staff_keys.unwrap(PASSPHRASE, wrapped, passphrase_where(of.id))


async def test_a_chats_address_opens_in_its_own_row_alone(sqlite_world: World) -> None:
    """Two chats exchanged: neither gets the other's messages."""
    world = sqlite_world
    ids = [await world.chat("111222333"), await world.chat("444555666")]
    async with world.store.reading() as unit:
        one, other = [await unit.session.get_one(Correspondent, chat) for chat in ids]
        key = unit.keys.contacts("addresses")
        assert seal_address(unit, one.id, "111222333") != one.sealed_address
        for row, blob in ((one, other.sealed_address), (other, one.sealed_address)):
            with pytest.raises(DoesNotOpen):
                sealing.open_under(key, Where("correspondents", "sealed_address", row.id), blob)
