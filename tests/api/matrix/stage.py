"""The stage of the matrix: everybody who may knock, every situation a case can be in, and a store that keeps nothing.

Requests are real and act on a real database; what they write is rolled back instead of committed, so that the same
stage serves them all and no row of the table depends on another.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import httpx2
import sqlalchemy as sa
from fastapi import FastAPI
from pydantic import SecretStr
from sqlmodel import col, select

from api.main import Process, Role, create_app
from api.settings import Settings
from bot.runner import Runner
from bot.telegram.client import TelegramClient
from bot.telegram.handling import Handling
from cases.actions import accounts, agreeing, asking, disclosing, joining, meetings, referrals, sessions, triage
from cases.actions.conflicts import declare_conflict
from cases.actions.consents import answer_consent
from cases.actions.second_steps import keep
from cases.rules.case_numbers import new_number
from cases.rules.vocabulary import (
    CaseStatus,
    ClosingReason,
    Conclusion,
    ConflictReason,
    Language,
    Part,
    PartyKind,
    RemedyKind,
    StaffRole,
)
from cases.rules.workers import Workers
from cases.store.clock import cambodian_day
from cases.store.door import Access, case_for
from cases.store.tables import (
    Case,
    CaseHolder,
    Exclusion,
    Factory,
    Invitation,
    Party,
    Remedy,
    SiteCode,
    Staff,
    new_id,
)
from cases.store.unit import Store, Unit
from cases.store.viewers import Viewer, viewer_of
from cases.vault import totp
from tests.api import world as worlds
from tests.api.world import PASSPHRASE, Filed, World

PUBLIC_URL = "https://samleng.test"
COOKIE = "__Host-samleng"
PHOTO = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAIAQAAAADsdIMmAAAADUlEQVR4nGP4z8SADAEPcQEOqa2awAAAAABJRU5ErkJggg=="  # base64
BOT_TOKEN = "1:of-a-bot-that-is-never-called"
MORE_PARTIES = {
    "federation": ("Federation above C.CAWDU", "សហព័ន្ធខាងលើ", PartyKind.UNION, True),
    "ngo": ("An NGO that she excluded", "អង្គការមួយ", PartyKind.NGO, True),
}
# Everybody of the story beside those of `worlds.PEOPLE`. All of C.CAWDU's cases are C.CAWDU's own.
MORE_PEOPLE = {
    "bopha": ("federation", StaffRole.LEAD),
    "kosal": ("ngo", StaffRole.LEAD),
    "theary": ("cawdu", StaffRole.MEDIATOR),
    "conflicted": ("cawdu", StaffRole.OFFICER),
    "suspended": ("cawdu", StaffRole.OFFICER),
    "removed": ("cawdu", StaffRole.OFFICER),
}
# The matrix's names of people, and who plays them.
PLAYED_BY = {
    "officer": "dara",
    "mediator": "theary",
    "lead": "sopheap",
    "conflicted": "conflicted",
    "suspended": "suspended",
    "removed": "removed",
    "other": "vuthy",
    "parent": "bopha",
    "excluded": "kosal",
    "recipient": "maly",
    "recipient_lead": "chenda",
}


class _Undone(Exception):
    """Nothing of a unit of work is kept."""


class DryStore(Store):
    """A store whose units of work do everything but commit."""

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[Unit]:
        with contextlib.suppress(_Undone):
            async with super().writing() as unit:
                yield unit
                await unit.session.flush()
                raise _Undone


@dataclass(frozen=True)
class Stage:
    """The app over the dry store, everybody's cookie, and what the placeholders of addresses and bodies stand for."""

    app: FastAPI
    store: Store  # the real one: what it writes stays
    world: World
    cookies: dict[str, str]
    values: dict[str, str]
    versions: dict[str, int]  # by number: what a form drawn now has seen

    @contextlib.asynccontextmanager
    async def client(self) -> AsyncIterator[httpx2.AsyncClient]:
        """A browser or program that keeps no cookie by itself."""
        transport = httpx2.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url=PUBLIC_URL) as http:
            yield http

    def headers(self, person: str) -> dict[str, str]:
        """Who is asking."""
        return {"Cookie": f"{COOKIE}={self.cookies[person]}; lang=en"} if person in self.cookies else {}


async def build(url: str, folder: Path) -> Stage:
    """Play the story, then take everybody's login."""
    with patch.dict(worlds.PARTIES, MORE_PARTIES), patch.dict(worlds.PEOPLE, MORE_PEOPLE):
        world = await worlds.build(url, folder, public_url=PUBLIC_URL)
    store = world.store
    operator = accounts.prepare_person("operator", PASSPHRASE)
    async with store.writing() as unit:
        await accounts.add_operator(unit, operator, Language.ENGLISH)
        unit.session.add(
            SiteCode(code="gate23", factory_id=await _factory(unit), placement="gate", created_at=unit.now)
        )
    cookies = {name: await _login(store, alias) for name, alias in PLAYED_BY.items()}
    cookies["operator"] = await _login(store, "operator")
    cookies["ended"] = "of-a-login-that-was-never-made"
    play = _Play(world, cookies)
    await play.cases()
    await play.shut_out()
    await play.invitation()
    dry = DryStore(**{field.name: getattr(store, field.name) for field in dataclasses.fields(store)})
    return Stage(_app(dry, url, folder), store, world, cookies, play.values, play.versions)


def _app(store: Store, url: str, folder: Path) -> FastAPI:
    """The whole application as `samleng serve` makes it with a bot behind a webhook; nothing of it runs by itself."""
    settings = Settings(
        _env_file=None,
        database_url=url,
        var=folder,
        keys=folder / "keys",
        public_url=PUBLIC_URL,
        telegram_token=SecretStr(BOT_TOKEN),
    )
    runner, client = Runner(store, PUBLIC_URL), TelegramClient(BOT_TOKEN, settings.telegram_api)
    handling = Handling(store, runner, client)
    return create_app(Process(settings, Role.WEB, False, store, runner, PUBLIC_URL, client, handling))


async def _factory(unit: Unit) -> str:
    return (await unit.session.exec(select(Factory.id))).one()


async def _login(store: Store, alias: str) -> str:
    """A login made as signing in makes it, without typing codes; her second step is set up."""
    async with store.reading() as unit:
        staff = await sessions.account_of(unit, alias)
    unlocked = sessions.unlock(staff, PASSPHRASE)
    async with store.writing() as unit:
        await keep(unit, await unit.session.get_one(Staff, unlocked.staff_id), totp.new_secret())
        return await sessions.sign_in(unit, unlocked)


class _Play:
    """What happened before anybody knocks."""

    def __init__(self, world: World, cookies: dict[str, str]) -> None:
        self.world, self.store, self.cookies = world, world.store, cookies
        self.values: dict[str, str] = {}
        self.versions: dict[str, int] = {}

    async def _viewer(self, unit: Unit, name: str) -> Viewer:
        return await viewer_of(unit, self.cookies[name])

    @contextlib.asynccontextmanager
    async def _acting(self, name: str, number: str) -> AsyncIterator[tuple[Unit, Access]]:
        async with self.store.writing() as unit:
            yield unit, await case_for(unit, await self._viewer(unit, name), number)

    async def cases(self) -> None:
        """One case in every situation: open and closed with a recipient, erased, and one closed to the conflicted."""
        opened, reference, remedy = await self._pursued()
        barred = new_number()
        closed, ended, _ = await self._pursued()
        erased = await self._pursued()
        async with self._acting("recipient", ended) as (unit, access):
            await referrals.conclude_referral(unit, access, Conclusion.NOT_SETTLED)
        async with self.store.writing() as unit:
            await _set(
                unit,
                Case,
                closed.case_id,
                status=CaseStatus.CLOSED,
                closed_at=unit.now,
                closing_reason=ClosingReason.UNCONFIRMED,
            )
            await _set(unit, Case, erased[0].case_id, erased_at=unit.now)
            unit.session.add(
                CaseHolder(  # had she not excluded it, this would be the NGO's door
                    case_id=opened.case_id,
                    party_id=self.world.party_ids["ngo"],
                    relation="recipient",
                    reference=barred,
                    referral_id=await _referral_id(unit, reference),
                    listed_at=unit.now,
                )
            )
            unit.session.add(Exclusion(case_id=opened.case_id, party_id=self.world.party_ids["ngo"]))
        for filed in (opened, closed):
            async with self._acting("conflicted", filed.number) as (unit, access):
                await declare_conflict(unit, access, ConflictReason.RELATIVE)
        async with self.store.reading() as unit:
            rows = await unit.session.exec(
                select(Exclusion.id).where(Exclusion.case_id == opened.case_id, col(Exclusion.staff_id).is_not(None))
            )
            conflict = rows.one()
            day = cambodian_day(unit.now)
        self.values |= {
            "open": opened.number,
            "reference": reference,
            "closed": closed.number,
            "closed_reference": ended,
            "erased": erased[0].number,
            "erased_reference": erased[1],
            "barred": barred,
            "unknown": new_number(),
            "file": opened.evidence_id,
            "remedy": remedy,
            "conflict": conflict,
            "today": day.isoformat(),
            "tomorrow": (day + dt.timedelta(days=1)).isoformat(),
            **{f"party_{slug}": found for slug, found in self.world.party_ids.items()},
        }
        await self._look_at_versions()

    async def _look_at_versions(self) -> None:
        for number, name in (
            ("open", "officer"),
            ("closed", "officer"),
            ("reference", "recipient"),
            ("closed_reference", "recipient"),
        ):
            async with self.store.reading() as unit:
                access = await case_for(unit, await self._viewer(unit, name), self.values[number])
                self.versions[number] = access.version

    async def _pursued(self) -> tuple[Filed, str, str]:
        """A case on which BFC works with the worker's consent, and a remedy proposed there."""
        filed = await self.world.file()
        async with self._acting("officer", filed.number) as (unit, access):
            await triage.activate(unit, access)
        async with self._acting("officer", filed.number) as (unit, access):
            made = await asking.propose_referral(
                unit,
                access,
                self.world.party_ids["bfc"],
                [Part.WHAT_HAPPENED],
            )
            reference = made.reference
        consent = (await self.world.consents(filed))["bfc"]
        async with self.store.writing() as unit:
            await answer_consent(
                unit,
                filed.complainant_id,
                consent.id,
                yes=True,
                parts=consent.parts,
                language=Language.KHMER,
                wording_digest="seen",
            )
        async with self._acting("officer", filed.number) as (unit, access):
            await disclosing.send_referral(unit, access, reference)
        for act in (referrals.receive_referral, referrals.accept_referral):
            async with self._acting("recipient", reference) as (unit, access):
                await act(unit, access)
        async with self._acting("recipient", reference) as (unit, access):
            day = cambodian_day(unit.now)
            meeting = await meetings.log_meeting(unit, access, day, meetings.Minutes("office", "all"))
            remedy = await agreeing.propose_remedy(
                unit,
                access,
                RemedyKind.APOLOGY,
                Workers(),
                None,
                None,
                "in writing",
            )
            assert isinstance(remedy, Remedy)
        self.values.setdefault("meeting", meeting.id)
        return filed, reference, remedy.id

    async def shut_out(self) -> None:
        """The union is the federation's, and two of its people lost their place."""
        async with self.store.writing() as unit:
            await _set(unit, Party, self.world.party_ids["cawdu"], parent_id=self.world.party_ids["federation"])
            for alias in ("suspended", "removed"):
                await unit.session.exec(
                    sa.update(Staff).where(col(Staff.alias) == alias).values({f"{alias}_at": unit.now})
                )

    async def invitation(self) -> None:
        """A link that nobody has followed yet."""
        async with self.store.writing() as unit:
            self.values["invitation"] = await joining.invite(unit, await self._viewer(unit, "lead"), StaffRole.OFFICER)
        async with self.store.reading() as unit:
            assert (await unit.session.exec(select(Invitation.id).where(col(Invitation.used_at).is_(None)))).one()
            for name, alias in PLAYED_BY.items():
                staff = await sessions.account_of(unit, alias)
                assert staff is not None
                self.values[f"staff_{name}"] = staff.id
        self.values["nothing"] = new_id()
        self.values["photo"] = PHOTO


async def _set(unit: Unit, table: type[object], row_id: str, **values: object) -> None:
    await unit.session.exec(sa.update(table).where(table.id == row_id).values(**values))


async def _referral_id(unit: Unit, reference: str) -> str | None:
    return (await unit.session.exec(select(CaseHolder.referral_id).where(CaseHolder.reference == reference))).one()
