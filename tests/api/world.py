"""A small world on a real database: a union, Better Factories Cambodia, the ministry's counter, and a filed case."""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import datetime as dt
import itertools
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from fastapi import FastAPI
from sqlmodel import select

from api import v1
from api.errors import install_errors
from api.routers import take_in
from api.settings import Settings
from api.verbs import VERBS
from cases.actions import accounts, filing, joining, parties, people, second_steps, sessions
from cases.actions.filing import Filing, Piece
from cases.rules.case_numbers import new_number
from cases.rules.vocabulary import Issue, Language, PartyKind, Province, StaffRole, StoryKind
from cases.store import tables
from cases.store.clock import WallClock
from cases.store.engine import open_engines
from cases.store.unit import Store
from cases.store.viewers import Viewer, viewer_of
from cases.vault import receipts
from cases.vault.fingerprints import as_text
from tests.support.authenticator import Authenticator, StandingTime, secret_of

START = dt.datetime(2024, 11, 4, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))
PASSPHRASE = "five looms and a river"
STORY = "They made us sign letters for lack of work because we founded a union."
CAPTION = "the letter I signed"
SOUND = bytes(range(256)) * 40
PEOPLE = {
    # alias: (party, role)
    "sopheap": ("cawdu", StaffRole.LEAD),
    "dara": ("cawdu", StaffRole.OFFICER),
    "chenda": ("bfc", StaffRole.LEAD),
    "maly": ("bfc", StaffRole.MEDIATOR),
    "vuthy": ("catu", StaffRole.LEAD),
}
PARTIES = {
    "cawdu": ("C.CAWDU", "សហព័ន្ធ C.CAWDU", PartyKind.UNION, True),
    "catu": ("CATU", "សហព័ន្ធ CATU", PartyKind.UNION, True),
    "bfc": ("Better Factories Cambodia", "រោងចក្រកាន់តែប្រសើរនៅកម្ពុជា (BFC)", PartyKind.BFC, True),
    "ministry": ("Labour Dispute Department", "នាយកដ្ឋានវិវាទការងារ", PartyKind.MINISTRY, False),
}


class Clock(WallClock):
    """Runs, and jumps when a test wants it to."""

    def let_pass(self, **time: float) -> None:
        self._shift += dt.timedelta(**time)


@dataclass(frozen=True)
class Filed:
    """A filed case and what only its worker has."""

    case_id: str
    number: str
    complainant_id: str
    evidence_id: str


class Client:
    """Somebody at the other end of the JSON API, signed in once `sign_in` was called."""

    _keys = itertools.count(1)

    def __init__(self, http: httpx2.AsyncClient, phone: Authenticator) -> None:
        self.http, self.phone = http, phone

    async def sign_in(self, account: str, passphrase: str = PASSPHRASE) -> Client:
        body = {"account": account, "passphrase": passphrase, "code": self.phone.code(secret_of(account))}
        answer = await self.http.post("/api/v1/session", json=body)
        assert answer.status_code == 204, answer.text
        return self

    async def get(self, path: str, **kwargs: Any) -> httpx2.Response:
        return await self.http.get(f"/api/v1{path}", **kwargs)

    async def see(self, number: str) -> dict[str, Any]:
        """The case as this person sees it."""
        answer = await self.get(f"/cases/{number}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def try_act(
        self, number: str, verb: str, *, key: str = "", headers: Mapping[str, str] | None = None, **body: Any
    ) -> httpx2.Response:
        """Do something, whatever comes of it; `seen` must be among the fields where the verb wants it."""
        key = key or f"test-key-{next(self._keys)}"
        sent = {"Idempotency-Key": key} | dict(headers or {})
        return await self.http.post(f"/api/v1/cases/{number}/{verb}", json=body, headers=sent)

    async def act(self, number: str, verb: str, **body: Any) -> str | None:
        """Look at the newest version, do something on it, and return what it made."""
        seen = {"seen": (await self.see(number))["version"]} if VERBS[verb].checks_version else {}
        answer = await self.try_act(number, verb, **seen, **body)
        assert answer.status_code == 200, answer.text
        result = answer.json()["result"]
        return None if result is None else str(result)


@dataclass(frozen=True)
class World:
    """The store, the app over it, and the ids of its parties by short name."""

    store: Store
    app: FastAPI
    party_ids: Mapping[str, str]
    base_url: str
    phone: Authenticator  # everybody's, each with her own secret
    phone_clock: StandingTime
    clock: Clock

    def code(self, alias: str) -> str:
        """A code of this person that was not used yet."""
        return self.phone.code(secret_of(alias))

    @contextlib.asynccontextmanager
    async def somebody(self, account: str = "") -> AsyncIterator[Client]:
        """A client of its own, signed in when an account is named."""
        transport = httpx2.ASGITransport(self.app, raise_app_exceptions=False)
        headers = {"Accept-Language": "en"}
        async with httpx2.AsyncClient(transport=transport, base_url=self.base_url, headers=headers) as http:
            client = Client(http, self.phone)
            yield await client.sign_in(account) if account else client

    async def file(
        self,
        *,
        excluded: tuple[str, ...] = (),
        lead: str = "cawdu",
        site_code: str = "",
        issue: Issue = Issue.UNION,
        for_woman: bool = False,
    ) -> Filed:
        """A worker files: words, and a voice note with a caption."""
        case_id, complainant_id, evidence_id = tables.new_id(), tables.new_id(), tables.new_id()
        receipt = receipts.mint(self.store.keys.receipt_salt(), complainant_id)
        key, size = self.store.files.store(evidence_id, SOUND)
        async with self.store.writing() as unit:
            factory = (await unit.session.exec(select(tables.Factory))).one()
            await filing.keep_evidence(unit, evidence_id, StoryKind.VOICE, size, conversation_id="draft")
            await filing.file_case(
                unit,
                Filing(
                    case_id=case_id,
                    number=new_number(),
                    complainant_id=complainant_id,
                    receipt_lookup=receipt.lookup,
                    receipt_public=receipt.public,
                    receipt_wrapped=receipt.wrapped,
                    language=Language.KHMER,
                    issue=issue,
                    danger=False,
                    lead_party_id=self.party_ids[lead],
                    excluded_party_ids=tuple(self.party_ids[slug] for slug in excluded),
                    factory_id=factory.id,
                    factory_words="",
                    province="",
                    story=(
                        Piece(StoryKind.TEXT, STORY),
                        Piece(StoryKind.VOICE, CAPTION, evidence_id, base64.b64encode(key).decode(), "audio/mp4", 12),
                    ),
                    correspondent_id=None,
                    site_code=site_code,
                    for_woman=for_woman,
                ),
            )
        async with self.store.reading() as unit:
            case = await unit.session.get_one(tables.Case, case_id)
        return Filed(case_id, case.number, complainant_id, evidence_id)

    async def consents(self, filed: Filed) -> dict[str, tables.Consent]:
        """What the worker is or was asked, by the short name of the recipient."""
        slugs = {party_id: slug for slug, party_id in self.party_ids.items()}
        async with self.store.reading() as unit:
            rows = await unit.session.exec(
                select(tables.Consent, tables.Referral)
                .join(tables.Referral, tables.Consent.referral_id == tables.Referral.id)
                .where(tables.Consent.complainant_id == filed.complainant_id)
            )
            return {slugs[referral.party_id]: consent for consent, referral in rows.all()}


async def build(url: str, folder: Path, *, public_url: str = "") -> World:
    """The world on a migrated, empty database."""
    await furnish(url, folder)
    return await over(url, folder, public_url=public_url)


async def furnish(url: str, folder: Path) -> None:
    """Keys, a factory, parties and their people in a migrated, empty database, made just before the world begins."""
    store = Store.open(open_engines(url), folder / "keys", folder / "evidence", Clock(START - dt.timedelta(minutes=1)))
    store.keys.make()
    try:
        await _furnish(store)
    finally:
        await store.engines.dispose()


async def _furnish(store: Store) -> None:
    async with store.writing() as unit:
        unit.session.add(tables.Installation(id=1, keys_check=store.keys.check()))
        unit.session.add(
            tables.Factory(
                name="Outdoor Gear (Garment) Co., Ltd.", khmer_sign="អោតដ័រ ហ្គៀរ", province=Province.PHNOM_PENH
            )
        )
        for slug, (english, khmer, kind, on_platform) in PARTIES.items():
            await parties.add_party(unit, slug, english, khmer, kind, on_platform=on_platform)
    leads: dict[str, Viewer] = {}
    for alias, (slug, role) in PEOPLE.items():
        await _join(store, alias, slug, role, leads)


async def over(url: str, folder: Path, *, public_url: str = "") -> World:
    """The world on a furnished database, with the keys that were made for it in its folder."""
    clock, phone_clock = Clock(START), StandingTime()
    store = Store.open(open_engines(url), folder / "keys", folder / "evidence", clock)
    store = dataclasses.replace(store, phone_time=phone_clock.time)
    async with store.reading() as unit:
        ids = {party.slug: party.id for party in (await unit.session.exec(select(tables.Party))).all()}
    app = FastAPI(title="Samleng", openapi_url="/api/v1/openapi.json")
    app.state.store, app.state.demo = store, False
    app.state.settings = Settings(
        _env_file=None, database_url=url, var=folder, keys=folder / "keys", public_url=public_url
    )
    take_in(app.router, v1.router)
    install_errors(app)
    phone = Authenticator.standing(phone_clock)
    return World(store, app, ids, public_url or "http://samleng.test", phone, phone_clock, clock)


async def _join(store: Store, alias: str, slug: str, role: StaffRole, leads: dict[str, Viewer]) -> None:
    """A person joins her party and is approved; a party's first lead also opens it."""
    person = accounts.prepare_person(alias, PASSPHRASE)
    async with store.writing() as unit:
        if slug in leads:
            secret = await joining.invite(unit, leads[slug], role)
        else:
            secret = await joining.invite_first_lead(unit, slug)
    async with store.writing() as unit:
        staff = await joining.join(unit, secret, person, Language.KHMER)
        await second_steps.keep(unit, staff, secret_of(alias))
        if slug in leads:
            await people.approve(unit, leads[slug], staff.id, as_text(people.words_of_person(staff)))
        cookie = await sessions.sign_in(unit, sessions.Unlocked(person.staff_id, person.private))
        await unit.session.flush()
        viewer = await viewer_of(unit, cookie)
        await joining.open_party(unit, viewer)
    leads.setdefault(slug, viewer)
