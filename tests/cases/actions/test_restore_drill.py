"""The restore drill: a backup of a living installation is put back elsewhere, and nothing is missing or too much."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from nacl.bindings import crypto_secretstream_xchacha20poly1305_ABYTES as ABYTES
from nacl.bindings import crypto_secretstream_xchacha20poly1305_HEADERBYTES as HEADERBYTES

from api.restoring import Erasures, restore
from api.settings import Settings
from cases.actions import (
    backups,
    burning,
    delivering,
    erasure,
    filing,
    referrals,
    remedies,
    telling,
    triage,
    withdrawing,
)
from cases.actions.backups import Restored
from cases.actions.filing import Piece
from cases.rules.errors import BadInput, NotConfigured, NotThere
from cases.rules.vocabulary import ClosingReason, Part, Province, RemedyKind, StoryKind
from cases.store import portable, snapshot, timeline
from cases.store.door import case_for
from cases.store.engine import open_engines
from cases.store.tables import (
    Case,
    Complainant,
    Conversation,
    Correspondent,
    Evidence,
    Factory,
    Installation,
    Lockbox,
    LockboxKey,
    Login,
    OutboxMessage,
    Preview,
    new_id,
)
from cases.store.unit import Store
from cases.store.views import view_case
from cases.vault.backups import MARK, PIECE, new_keys, read_private, read_public
from cases.vault.sealing import SEALED_KEY_BYTES
from tests.cases.world import STORY, Filed, World

PHOTO = b"a photo of the letter" * 9000
PUBLIC, PRIVATE = new_keys()
Rows = dict[str, dict[tuple[Any, ...], tuple[Any, ...]]]


async def with_photo(world: World, **kwargs: Any) -> tuple[Filed, str]:
    """A case that the union works on, with a file; and the file's id."""
    photo_id = new_id()
    key, size = world.store.files.store(photo_id, PHOTO)
    async with world.store.writing() as unit:
        await filing.keep_evidence(unit, photo_id, StoryKind.PHOTO, size, conversation_id="draft")
    photo = Piece(StoryKind.PHOTO, "the letter", photo_id, key.hex(), "image/jpeg")
    return await world.active(story=[Piece(StoryKind.TEXT, STORY), photo], **kwargs), photo_id


@dataclasses.dataclass(frozen=True)
class Told:
    """What stands in the world before it is backed up."""

    kept: Filed
    erased: Filed
    kept_photo: str
    erased_photo: str


async def lived_in(world: World) -> Told:
    """Cases in every state, with chats, files, a disclosure, a remedy, drafts, and an installation of their own."""
    async with world.store.writing() as unit:
        unit.session.add(Installation(id=1, keys_check=unit.keys.check()))
        above = Factory(name="Above", province=Province.KANDAL)
        unit.session.add(above)
        await unit.session.flush()
        unit.session.add(Factory(name="A subcontractor", province=Province.KANDAL, subcontractor_of=above.id))
        unit.session.add(Evidence(id=new_id(), conversation_id="draft", kind=StoryKind.PHOTO, size=1, at=unit.now))
    await world.chat("999000111")  # she wrote once and has no case
    kept, kept_photo = await with_photo(world, correspondent_id=await world.chat())
    await world.her(kept, filing.set_identity, "Sok Sreymom", "0965550199")
    reference = await world.sent(kept, parts=[Part.WHAT_HAPPENED, f"evidence:{kept_photo}"])
    await world.act("maly", reference, referrals.receive_referral)
    remedy_id = await world.agreed("dara", kept.number, RemedyKind.APOLOGY)
    await world.act("dara", kept.number, delivering.deliver_remedy, remedy_id, world.today)
    await world.her(kept, remedies.answer_remedy, remedy_id, confirmed=True, facts={})
    await world.her(kept, telling.write_to_case, "thank you")
    await world.act("dara", kept.number, telling.write_to_worker, "all the best")
    erased, erased_photo = await with_photo(world)
    await world.sent(erased, parts=[Part.WHAT_HAPPENED, f"evidence:{erased_photo}"])
    other = await world.active()
    await world.act("dara", other.number, triage.close, ClosingReason.OUT_OF_SCOPE)
    await world.file(excluded=["other"])
    return Told(kept, erased, kept_photo, erased_photo)


async def saved_rows(store: Store) -> Rows:
    """Every row that a backup has, by table and key."""
    found: Rows = {}
    async with store.reading() as unit:
        for table in portable.saved_tables():
            keys = [column.name for column in table.primary_key.columns]
            rows = (await unit.run(portable.saved_rows(table))).mappings().all()
            found[table.name] = {
                tuple(row[key] for key in keys): tuple(row[column.name] for column in table.columns) for row in rows
            }
    found["installation"] = {}  # when it was last backed up is its own
    return found


async def back_up(world: World, name: str = "backup") -> Path:
    file = world.folder / name
    await backups.back_up(world.store, file, read_public(PUBLIC))
    return file


def elsewhere(world: World, database_url: str = "", **more: Any) -> Settings:
    """An empty place beside the same keys."""
    return Settings(
        _env_file=None,  # type: ignore[call-arg]
        var=world.folder / "elsewhere",
        keys=more.get("keys", world.folder / "keys"),
        database_url=database_url,
    )


async def put_back(settings: Settings, file: Path, erasures: Erasures | None = None, key: str = PRIVATE) -> Restored:
    return await restore(settings, file, read_private(key), erasures or Erasures())


def opened(settings: Settings, world: World) -> World:
    """The world as it is there."""
    store = Store.open(open_engines(settings.database), settings.keys, settings.evidence, world.clock)
    return World(store, world.clock, settings.database, world.folder, world.party, world.staff)


def sealed(world: World, evidence_id: str) -> bytes:
    """A file as it lies on the disk."""
    with world.store.files.sealed(evidence_id) as file:
        return file.read()


@pytest.fixture(params=["sqlite", "postgres"])
def target_url(request: pytest.FixtureRequest) -> str:
    """An address without any table: "" is SQLite in VAR."""
    return "" if request.param == "sqlite" else str(request.getfixturevalue("empty_postgres_url"))


# Whichever is left is left in one pair and entered in the other.
FROM_INTO = pytest.mark.parametrize(
    ("world", "target_url"),
    [
        ("sqlite", "postgres"),
        ("postgres", "sqlite"),
        pytest.param("sqlite", "sqlite", marks=pytest.mark.chaos),
        pytest.param("postgres", "postgres", marks=pytest.mark.chaos),
    ],
    indirect=True,
)


@FROM_INTO
async def test_every_row_and_file_comes_back_and_what_was_erased_since_does_not(
    world: World, target_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From either database into either, taken while others wrote between any two tables."""
    told = await lived_in(world)
    before = await saved_rows(world.store)
    plain = snapshot._add_rows

    async def interrupted(tar: Any, connection: Any, table: sa.Table, count: Any) -> None:
        await world.her(told.kept, telling.write_to_case, f"meanwhile {table.name}")
        await plain(tar, connection, table, count)

    monkeypatch.setattr(snapshot, "_add_rows", interrupted)
    file = await back_up(world)
    monkeypatch.undo()
    assert await saved_rows(world.store) != before
    await world.her(told.erased, withdrawing.withdraw_case)
    world.clock.let_pass(days=7)
    assert await erasure.erase_due(world.store) == 1

    settings = elsewhere(world, target_url)
    restored = await put_back(settings, file)
    assert (restored.erased, restored.files, restored.chats) == (1, 1, True)
    there = opened(settings, world)
    try:
        await _nothing_but_the_erased_differs(there, told, before)
        assert sealed(there, told.kept_photo) == sealed(world, told.kept_photo)
        with pytest.raises(FileNotFoundError):
            sealed(there, told.erased_photo)
        assert [finding async for finding in timeline.verify(there.store)] == []
        await _it_lives(there, told)
    finally:
        await there.store.engines.dispose()


async def _nothing_but_the_erased_differs(there: World, told: Told, before: Rows) -> None:
    after = await saved_rows(there.store)
    gone = {(table, key) for table in before for key, row in before[table].items() if after[table].get(key) != row}
    boxes = {box.box for box in await there.rows(Lockbox, Lockbox.case_id == told.erased.case_id)}
    assert {key[0] for table, key in gone if table == "lockbox_keys"} == boxes
    assert {table: {key[0] for name, key in gone if name == table} for table, _ in gone if table != "lockbox_keys"} == {
        "cases": {told.erased.case_id},
        "complainants": {told.erased.complainant_id},
        "evidence": {told.erased_photo},
        "disclosed_files": {key[0] for table, key in gone if table == "disclosed_files"},
        "case_holders": {key[0] for table, key in gone if table == "case_holders"},
    }
    new = {(table, key) for table in after for key in after[table] if key not in before[table]}
    assert {table for table, _ in new} == {"events"}
    assert len(new) == 1


async def _it_lives(there: World, told: Told) -> None:
    """Her story opens to her union, her receipt opens, a word arrives; the erased case is nowhere."""
    async with there.store.reading() as unit:
        view = await view_case(unit, await case_for(unit, there.viewer("dara"), told.kept.number))
        assert view.story[0].text == STORY
        with pytest.raises(NotThere):
            await case_for(unit, there.viewer("dara"), told.erased.number)
    assert (await there.case(told.erased)).erased_at is not None
    await there.receipt_keys(told.kept)
    with pytest.raises(NotThere):
        await there.receipt_keys(told.erased)
    await there.her(told.kept, telling.write_to_case, "still here")


async def test_nothing_short_lived_comes_back(sqlite_world: World) -> None:
    """No login, draft, unsent message, preview, nor the chat of somebody without a case."""
    told = await lived_in(sqlite_world)
    await sqlite_world.ask(told.kept, "other")
    assert (
        await sqlite_world.rows(Login) and await sqlite_world.rows(OutboxMessage) and await sqlite_world.rows(Preview)
    )
    settings = elsewhere(sqlite_world)
    await put_back(settings, await back_up(sqlite_world))
    there = opened(settings, sqlite_world)
    try:
        for table in (Login, OutboxMessage, Preview, Conversation):
            assert await there.rows(table) == []
        assert [row.id for row in await there.rows(Correspondent)] == [told.kept.correspondent_id]
        assert all(row.case_id for row in await there.rows(Evidence))
    finally:
        await there.store.engines.dispose()


async def test_a_backup_that_was_altered_or_cut_short_is_refused_and_leaves_nothing(sqlite_world: World) -> None:
    """One bit anywhere: in the sealed key, in a row, in a file, at the end. Cut inside a piece or between two."""
    await lived_in(sqlite_world)
    file = await back_up(sqlite_world)
    whole = file.read_bytes()
    for where in (40, 1000, -20_000, -1):
        altered = bytearray(whole)
        altered[where] ^= 1
        file.write_bytes(altered)
        await _refused(sqlite_world, file, "backup_damaged", "backup_does_not_open")
    start = len(MARK) + SEALED_KEY_BYTES + HEADERBYTES
    for left in (0, 10, start, start + PIECE + ABYTES, len(whole) - 1):
        file.write_bytes(whole[:left])
        await _refused(sqlite_world, file, "backup_damaged", "backup_does_not_open")


async def test_another_key_does_not_open_it(sqlite_world: World) -> None:
    """Nor does a backup that something was added to."""
    await lived_in(sqlite_world)
    file = await back_up(sqlite_world)
    await _refused(sqlite_world, file, "backup_does_not_open", key=new_keys()[1])
    with file.open("ab") as more:
        more.write(b"x")
    await _refused(sqlite_world, file, "backup_damaged")


async def _refused(world: World, file: Path, *codes: str, key: str = PRIVATE) -> None:
    settings = elsewhere(world)
    with pytest.raises(BadInput) as refused:
        await put_back(settings, file, key=key)
    assert refused.value.code in codes
    assert not settings.var.exists()


@FROM_INTO
async def test_what_fails_half_way_leaves_nothing(
    world: World, target_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full at the first file: no table, no row, no file stays, and the second try works."""
    await lived_in(world)
    file = await back_up(world)
    settings = elsewhere(world, target_url)
    with monkeypatch.context() as patch:
        patch.setattr("cases.store.evidence_files.shutil.copyfileobj", _full)
        with pytest.raises(OSError, match="full"):
            await put_back(settings, file)
    assert not settings.evidence.exists() and not (settings.var / "samleng.db").exists()
    assert (await put_back(settings, file)).files == 2


def _full(*_: object) -> None:
    raise OSError("the disk is full")


async def test_only_an_empty_place_beside_its_own_keys_and_the_log_of_erasures_will_do(world: World) -> None:
    """Each refusal says what to do and changes nothing."""
    await lived_in(world)
    file = await back_up(world)
    settings = elsewhere(world)
    foreign = world.folder / "foreign-log"
    foreign.write_text("some other file\n")
    for wrong, erasures, code in (
        (elsewhere(world, world.url), None, "restore_not_empty"),
        (elsewhere(world, keys=world.folder / "no-keys"), None, "keys_missing"),
        (elsewhere(world, keys=_keys(world, "others")), None, "keys_of_another_backup"),
        (settings, Erasures(file=world.folder / "no-log"), "erasures_missing"),
        (settings, Erasures(file=foreign), "erasures_missing"),
    ):
        with pytest.raises(NotConfigured) as refused:
            await put_back(wrong, file, erasures)
        assert refused.value.code == code
    world.store.keys.erasures.place.unlink()
    with pytest.raises(NotConfigured) as refused:
        await put_back(settings, file)
    assert refused.value.code == "erasures_missing"
    assert not settings.var.exists()
    assert (await put_back(settings, file, Erasures(lost=True))).erased == 0


def _keys(world: World, name: str) -> Path:
    folder = world.folder / name
    type(world.store.keys)(folder).make()
    return folder


async def test_a_copy_of_the_log_of_erasures_does_as_well(sqlite_world: World, tmp_path: Path) -> None:
    """And its lines stand in the new place's own log afterwards."""
    told = await lived_in(sqlite_world)
    file = await back_up(sqlite_world)
    await sqlite_world.her(told.erased, withdrawing.withdraw_case)
    sqlite_world.clock.let_pass(days=7)
    await erasure.erase_due(sqlite_world.store)
    log = sqlite_world.store.keys.erasures
    copy, boxes = tmp_path / "copy.log", log.read()
    log.place.rename(copy)
    restored = await put_back(elsewhere(sqlite_world), file, Erasures(file=copy))
    assert restored.erased == 1
    assert log.read() == boxes != frozenset()


async def test_a_worker_erased_since_does_not_come_back_and_the_case_does(sqlite_world: World) -> None:
    """The backup is older than her leaving: she has left there too, and what was hers alone is gone again."""
    first = await sqlite_world.active()
    second = await sqlite_world.colleague(first, "They locked the door.")
    await sqlite_world.sent(second)
    async with sqlite_world.store.writing() as unit:
        unit.session.add(Installation(id=1, keys_check=unit.keys.check()))
    file = await back_up(sqlite_world)
    await sqlite_world.her(second, withdrawing.withdraw_case)
    await sqlite_world.her(second, withdrawing.erase_now)
    settings = elsewhere(sqlite_world)
    restored = await put_back(settings, file)
    assert restored.erased == 1
    there = opened(settings, sqlite_world)
    try:
        gone = next(row for row in await there.rows(Complainant) if row.id == second.complainant_id)
        assert gone.left_at and gone.erased_at
        async with there.store.reading() as unit:
            view = await view_case(unit, await case_for(unit, there.viewer("dara"), first.number))
        assert [line.text for line in view.story] == [STORY]
        assert [finding async for finding in timeline.verify(there.store)] == []
    finally:
        await there.store.engines.dispose()


async def test_after_burning_a_backup_of_before_comes_back_without_chats(sqlite_world: World) -> None:
    """The contacts' key is gone; cases, stories and receipts are there."""
    told = await lived_in(sqlite_world)
    file = await back_up(sqlite_world)
    await burning.burn(sqlite_world.store)
    settings = elsewhere(sqlite_world)
    restored = await put_back(settings, file)
    assert not restored.chats
    there = opened(settings, sqlite_world)
    try:
        assert await there.rows(Correspondent) == []
        (installed,) = await there.rows(Installation)
        assert installed.keys_check == there.store.keys.check()
        await there.receipt_keys(told.kept)
        assert [finding async for finding in timeline.verify(there.store)] == []
    finally:
        await there.store.engines.dispose()


async def test_a_backup_tells_nothing_without_its_key(sqlite_world: World) -> None:
    """Not even what stands in clear in the database, nor how anything is called."""
    told = await lived_in(sqlite_world)
    content = (await back_up(sqlite_world)).read_bytes()
    for said in (told.kept.number, told.kept.case_id, told.kept_photo, "cases", "Outdoor Gear", "manifest", STORY):
        assert said.encode() not in content
    for root in ("install", "contacts"):
        assert (sqlite_world.folder / "keys" / root).read_bytes() not in content


async def test_a_backup_holds_no_key_of_the_keys_folder(sqlite_world: World) -> None:
    """Opened with its key, too."""
    await lived_in(sqlite_world)
    file = await back_up(sqlite_world)
    reading = snapshot.Reading(io.BytesIO(file.read_bytes()), read_private(PRIVATE))
    said = [repr(entry.rows) for entry in reading.entries() if isinstance(entry, snapshot.Rows)]
    keys = [path.read_bytes() for path in (sqlite_world.folder / "keys").rglob("*") if path.stat().st_size == 32]
    assert len(keys) > 2
    assert not any(repr(key)[2:-1] in part or key.hex() in part for key in keys for part in said)


async def test_a_file_that_was_erased_meanwhile_is_passed_over_and_a_lost_one_is_named(sqlite_world: World) -> None:
    """The first is as it should be, the second a fault of the disk."""
    told = await lived_in(sqlite_world)
    sqlite_world.tampered = True
    sqlite_world.store.files.delete(told.kept_photo)
    sqlite_world.store.files.delete(told.erased_photo)
    count = await backups.back_up(sqlite_world.store, sqlite_world.folder / "b", read_public(PUBLIC))
    assert sorted(count.missing) == sorted([told.kept_photo, told.erased_photo]) and count.files == 0
    await sqlite_world.her(told.erased, withdrawing.withdraw_case)
    sqlite_world.clock.let_pass(days=7)
    await erasure.erase_due(sqlite_world.store)
    assert await backups.lost(sqlite_world.store, count.missing) == [told.kept_photo]
    (installed,) = await sqlite_world.rows(Installation)
    assert installed.backed_up_at is not None


async def test_a_backup_appears_whole_or_not_at_all(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing half written keeps the name, and no name is taken twice."""
    await lived_in(sqlite_world)
    with monkeypatch.context() as patch:
        patch.setattr(snapshot, "_add_files", _full)
        with pytest.raises(OSError, match="full"):
            await back_up(sqlite_world)
    assert [path.name for path in sqlite_world.folder.iterdir() if "backup" in path.name] == []
    (installed,) = await sqlite_world.rows(Installation)
    assert installed.backed_up_at is None
    file = await back_up(sqlite_world)
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(BadInput) as refused:
        await back_up(sqlite_world)
    assert refused.value.code == "backup_is_there"


async def test_what_is_left_out_is_named_and_everything_else_is_in(sqlite_world: World) -> None:
    """A table that is new and named nowhere is backed up; a name that no table has is a mistake."""
    names = {table.name for table in Case.metadata.sorted_tables}
    assert set(portable.LEFT_OUT) <= names
    assert {table.name for table in portable.saved_tables()} == names - set(portable.LEFT_OUT)
    assert {"cases", "correspondents", "staff", "lockbox_keys", "events"} <= names - set(portable.LEFT_OUT)
    assert LockboxKey.__tablename__ in names
