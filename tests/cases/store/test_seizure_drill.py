"""The seizure drill: cases filed through the bot, then everything is taken, first without the keys, then with."""

from __future__ import annotations

import base64
import io
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from PIL import Image
from sqlmodel import SQLModel, select

from api.logs import PlaceOnly
from cases.actions import agreeing, backups, filing, meetings, referrals, telling
from cases.rules.vocabulary import Part, RemedyKind
from cases.rules.workers import Workers
from cases.store.tables import (
    Case,
    Complainant,
    Conversation,
    Correspondent,
    Evidence,
    Installation,
    OutboxMessage,
    Preview,
)
from cases.vault.backups import new_keys, read_public
from cases.vault.files import open_file
from cases.vault.sealing import DoesNotOpen, Where, open_under
from tests.cases.world import PASSPHRASE, Filed, World
from tests.support.authenticator import secret_of
from tests.support.chat_line import ChatLine, chat_line
from tests.support.phone import Control

CASES = 50
DRAFTS = 3
WORKED_ON = 10  # of the fifty: referral, meeting, remedy
FIRST_CHAT = 7_311_000_557
GPS = 0x8825
LATITUDE = (11.0, 27.0, 9.0)
DAYS = ("draft", "preview")


@dataclass
class Canaries:
    """Every secret word that was said, by what it was; chats and what is young apart."""

    said: list[str] = field(default_factory=list)  # of filed cases: nobody without a party's key may hear it
    young: list[str] = field(default_factory=list)  # drafts, unsent messages, open previews
    chats: list[str] = field(default_factory=list)
    staff: list[str] = field(default_factory=lambda: [PASSPHRASE, secret_of("dara"), secret_of("sophea")])

    @property
    def everything(self) -> list[str]:
        return [*self.said, *self.young, *self.chats, *self.staff]

    def say(self, word: str) -> str:
        self.said.append(word)
        return word

    def draft(self, word: str) -> str:
        self.young.append(word)
        return word


def _photo(n: int) -> bytes:
    """A picture that names a place and its maker."""
    exif = Image.Exif()
    exif[0x010F] = f"CanaryPhone{n:03}"
    exif[GPS] = {1: "N", 2: LATITUDE, 3: "E", 4: (104.0, 31.0, 15.0)}
    target = io.BytesIO()
    Image.new("RGB", (64, 48), "beige").save(target, "JPEG", exif=exif)
    return target.getvalue()


async def _tells(line: ChatLine, words: str, photo: int | None, caption: str, file_name: str) -> None:
    await line.say("/start _kmo")
    for data in ("danger:no", "issue:union"):
        await line.tap(data)
    await line.say(words)
    if photo is not None:
        picture = base64.b64encode(_photo(photo)).decode()
        await line.act(
            "file", kind="document", base64=picture, filename=file_name, mime_type="image/jpeg", caption=caption
        )


async def _files(world: World, line: ChatLine, n: int, canaries: Canaries) -> None:
    photo = n if n % 5 == 0 else None
    caption = canaries.say(f"កាណារីរូប{n:03}") if photo is not None else ""
    file_name = canaries.say(f"canary-file-{n:03}.jpg") if photo is not None else ""
    if photo is not None:
        canaries.say(f"CanaryPhone{n:03}")
    await _tells(line, canaries.say(f"រឿងកាណារី{n:03} បញ្ឈប់ខ្ញុំ"), photo, caption, file_name)
    for data in ("story:done", f"who:{world.party['union']}", "send:go"):
        await line.tap(data)
    receipt = next(text for text in await line.texts() if text.count("0") and "\n0" in text)
    canaries.said += [number.strip() for number in receipt.splitlines() if number.strip().startswith("0")]
    await line.tap("receipt:have")


async def _worked_on(world: World, filed: Filed, n: int, canaries: Canaries) -> None:
    """What the organisations say and write in one case; the last words to her are not opened yet."""
    name, phone = canaries.say(f"Sok Kanari{n:03}"), canaries.say(f"0967{n:03}0199")
    await world.her(filed, filing.set_identity, name, phone)
    await world.her(filed, telling.write_to_case, canaries.say(f"canary-from-her-{n:03}"))
    reference = await world.sent(filed, parts=[Part.WHAT_HAPPENED, Part.IDENTITY])
    await world.act("maly", reference, referrals.receive_referral)
    await world.act("maly", reference, referrals.accept_referral)
    minutes = meetings.Minutes(
        "office", "all", canaries.say(f"canary-offer-{n:03}"), canaries.say(f"minutes-kn-{n:03}")
    )
    await world.act("maly", reference, meetings.log_meeting, world.today, minutes)
    details = canaries.say(f"canary-remedy-{n:03}")
    await world.act(
        "maly", reference, agreeing.propose_remedy, RemedyKind.APOLOGY, Workers(), None, None, details
    )  # fmt: skip
    await world.ask(filed, "ministry", parts=[Part.CONTACT])  # an open preview: her telephone number
    canaries.said.remove(phone)
    canaries.draft(phone)
    await world.act("dara", filed.number, telling.write_to_worker, canaries.draft(f"canary-unopened-{n:03}"))


async def _live(world: World, control: Control) -> Canaries:
    canaries = Canaries()
    async with world.store.writing() as unit:
        unit.session.add(Installation(id=1, keys_check=unit.keys.check()))
    for n in range(CASES + DRAFTS):
        chat = FIRST_CHAT + 7919 * n
        canaries.chats.append(str(chat))
        async with chat_line(world.store, control, chat) as line:
            if n < CASES:
                await _files(world, line, n, canaries)
            else:
                words, caption = canaries.draft(f"ព្រាងកាណារី{n:03}"), canaries.draft(f"draft-caption-{n:03}")
                await _tells(line, words, n, caption, canaries.say(f"draft-name-{n:03}.jpg"))
            await line.jobs()
    for n, filed in enumerate(await _filed(world)):
        if n < WORKED_ON:
            await world.act("dara", filed.number, _activated)
            await _worked_on(world, filed, n, canaries)
    return canaries


async def _activated(unit: Any, access: Any) -> None:
    from cases.actions.triage import activate

    await activate(unit, access)


async def _filed(world: World) -> list[Filed]:
    async with world.store.reading() as unit:
        rows = await unit.session.exec(
            select(Case, Complainant).join(Complainant, Complainant.case_id == Case.id).order_by(Case.filed_at, Case.id)
        )
        return [Filed(case.id, case.number, person.id, "", person.correspondent_id) for case, person in rows.all()]


def _needles(words: list[str]) -> Iterator[tuple[str, bytes]]:
    """Each word as text, as JSON and percent signs would write it, in hex, UTF-16 and base64 at each offset."""
    for word in words:
        plain = word.encode()
        yield word, plain
        yield word, json.dumps(word)[1:-1].encode()
        yield word, plain.hex().encode()
        yield word, word.encode("utf-16-le")
        for shift in range(3):
            yield word, base64.b64encode(b"x" * shift + plain)[4:-4]


def heard(content: bytes, words: list[str]) -> set[str]:
    """Which of the words stand in there, in whatever clothes."""
    return {word for word, needle in _needles(words) if needle in content}


class _Logged(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(PlaceOnly("%(name)s %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith(("httpx", "httpcore")):  # held at WARNING by api.logs
            self.lines.append(self.format(record))


@pytest.fixture
def logged() -> Iterator[_Logged]:
    """What the program logs, as it logs it."""
    handler = _Logged()
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield handler
    root.removeHandler(handler)
    root.setLevel(before)


def _disk(world: World) -> bytes:
    """Every byte below the installation but the keys folder, and the names of all files."""
    files = [p for p in world.folder.rglob("*") if p.is_file() and "keys" not in p.relative_to(world.folder).parts]
    return b"\n".join([*(p.read_bytes() for p in files), *(str(p.relative_to(world.folder)).encode() for p in files)])


def _dump(url: str) -> bytes:
    """Every value of every table of PostgreSQL."""
    address = sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    dumped = []
    with psycopg.connect(address) as connection:
        for (table,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall():
            for row in connection.execute(f'SELECT * FROM "{table}"').fetchall():
                dumped.append(b"|".join(v if isinstance(v, bytes) else str(v).encode() for v in row))
    return b"\n".join(dumped)


def _keys(folder: Path) -> list[bytes]:
    """All that the keys folder holds, and what the program derives from it."""
    from cases.store.keys_folder import KeysFolder

    known = KeysFolder(folder)
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.stat().st_size == 32]
    return [*files, known.contacts("addresses"), known.contacts("digests"), known.install("events")]


async def _thief_opens(world: World) -> dict[str, list[bytes]]:
    """Whatever opens with any key of the folder, by table: every sealed value of every row is tried."""
    keys, opened = _keys(world.folder / "keys"), {}
    async with world.store.reading() as unit:
        for mapper in SQLModel._sa_registry.mappers:
            table = mapper.class_
            columns = [c.name for c in table.__table__.columns if c.type.python_type is bytes]
            for row in (await unit.session.exec(select(table))).all():
                row_id = str(getattr(row, "id", ""))
                versions = {1, *(getattr(row, n, 1) or 1 for n in ("version", "generation", "card_generation"))}
                for column in columns:
                    for blob in [getattr(row, column)] if getattr(row, column) else []:
                        for key in keys:
                            for version in versions:
                                try:
                                    plain = open_under(key, Where(table.__tablename__, column, row_id, version), blob)
                                except DoesNotOpen:
                                    continue
                                opened.setdefault(table.__tablename__, []).append(plain)
    return opened


async def _assert_silent(world: World, canaries: Canaries, content: bytes, lines: list[str]) -> None:
    public, _ = new_keys()
    backup = world.folder / "backup.samleng"
    await backups.back_up(world.store, backup, read_public(public))
    everything = b"\n".join([content, backup.read_bytes(), *(line.encode() for line in lines)])
    assert len(everything) > 500_000 * CASES // 50
    assert heard(everything, canaries.everything) == set()
    backup.unlink()


@pytest.mark.parametrize(("cases", "worked_on"), [(10, 4), pytest.param(CASES, WORKED_ON, marks=pytest.mark.chaos)])
async def test_all_cases_are_seized(
    sqlite_world: World,
    bot_api: Control,
    logged: _Logged,
    monkeypatch: pytest.MonkeyPatch,
    cases: int,
    worked_on: int,
) -> None:
    """Without the keys nothing sings; with them only what is young, and the chats. In the suite with ten cases."""
    monkeypatch.setattr(f"{__name__}.CASES", cases)
    monkeypatch.setattr(f"{__name__}.WORKED_ON", worked_on)
    world = sqlite_world
    canaries = await _live(world, bot_api)
    assert len(await world.rows(Case)) == CASES and len(canaries.said) > 4 * CASES
    await _assert_silent(world, canaries, _disk(world), logged.lines)

    opened = await _thief_opens(world)
    names = {table.__tablename__ for table in (Conversation, OutboxMessage, Preview, Correspondent)}
    assert set(opened) == names, "the keys folder opens what is short-lived, and addresses"
    addresses = b"\n".join(opened["correspondents"])
    assert heard(addresses, canaries.everything) == set(canaries.chats)
    others = b"\n".join(plain for table, plains in opened.items() if table != "correspondents" for plain in plains)
    for table, plains in opened.items():
        assert (table, heard(b"\n".join(plains), canaries.said)) == (table, set()), "nothing else of a filed case"
    assert heard(others, canaries.young) == set(canaries.young), "the thief's tool works"
    await _only_files_of_drafts_open(world, others)


async def _only_files_of_drafts_open(world: World, opened: bytes) -> None:
    """A file opens where its key lies in a draft; the keys of filed ones lie nowhere in what was opened."""
    told = json.loads("[" + ",".join(part for part in opened.decode().splitlines() if part.startswith("{")) + "]")
    found = [item for item in _dicts(told) if item.get("file_key") and item.get("evidence_id")]
    keys = {item["evidence_id"]: base64.b64decode(item["file_key"]) for item in found}
    async with world.store.reading() as unit:
        rows = (await unit.session.exec(select(Evidence))).all()
    drafts = {row.id for row in rows if row.case_id is None}
    assert set(keys) == drafts and len(drafts) == DRAFTS
    assert len(rows) == DRAFTS + CASES // 5
    for evidence_id, key in keys.items():
        picture = world.store.files.open(evidence_id, key)
        assert Image.open(io.BytesIO(picture)).getexif().get_ifd(GPS) == {}
    for row in rows:
        if row.case_id is not None:
            path = next((world.folder / "evidence").rglob(row.id))
            for key in keys.values():
                with pytest.raises(DoesNotOpen):
                    open_file(key, row.id, path.read_bytes())


def _dicts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _dicts(item)


async def test_a_dump_of_postgres_is_seized(
    postgres_world: World, bot_api: Control, logged: _Logged, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same silence in every value of every table, evidence and logs; fewer cases, since the words are the same."""
    monkeypatch.setattr(f"{__name__}.CASES", 6)
    monkeypatch.setattr(f"{__name__}.WORKED_ON", 3)
    canaries = await _live(postgres_world, bot_api)
    content = _dump(postgres_world.url)
    public, _ = new_keys()
    backup = postgres_world.folder / "backup.samleng"
    await backups.back_up(postgres_world.store, backup, read_public(public))
    lines = "\n".join(logged.lines).encode()
    assert len(content) > 100_000
    assert heard(content + _disk(postgres_world) + backup.read_bytes() + lines, canaries.everything) == set()


def test_the_search_would_hear_a_canary() -> None:
    """The test itself: a canary that was left open is found, however it was written."""
    word = "រឿងកាណារី001 canary"
    for written in (
        word.encode(),
        json.dumps(word).encode(),
        word.encode().hex().encode(),
        base64.b64encode(b"ab" + word.encode() + b"cd"),
    ):
        assert heard(b"..." + written + b"...", [word]) == {word}
