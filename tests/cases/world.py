"""A small world for the core: three organisations on the platform, one off it, their people, and filed cases.

Everything goes through the real actions; the clock stands still until a test moves it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlmodel import select

from cases.actions import (
    accounts,
    agreeing,
    asking,
    colleagues,
    consents,
    disclosing,
    filing,
    joining,
    meetings,
    parties,
    people,
    referrals,
    second_steps,
    sessions,
    triage,
)
from cases.actions.colleagues import Colleague
from cases.actions.filing import Filing, Piece
from cases.actions.remedies import Amount
from cases.rules.case_numbers import new_number
from cases.rules.vocabulary import (
    CameBy,
    Channel,
    ContactHours,
    Issue,
    Language,
    Part,
    PartyKind,
    Province,
    RemedyKind,
    StaffRole,
    StoryKind,
)
from cases.rules.workers import Workers
from cases.store import outbox, timeline
from cases.store.clock import cambodian_day
from cases.store.door import Access, case_for
from cases.store.engine import open_engines
from cases.store.lockboxes import HolderKeys, receipt_holder
from cases.store.tables import Case, Consent, Correspondent, Factory, Referral, Remedy, new_id
from cases.store.unit import Store, Unit
from cases.store.viewers import Viewer, viewer_of
from cases.store.worker_views import by_receipt
from cases.vault import receipts
from cases.vault.fingerprints import as_text
from tests.support.authenticator import secret_of

P = ParamSpec("P")
T = TypeVar("T")

START = dt.datetime(2024, 11, 4, 2, 0, tzinfo=dt.UTC)  # a Monday, 9 o'clock in Cambodia
PASSPHRASE = "five looms and a river"
STORY = "They dismissed five of us because we founded a union."
PARTIES = {
    "union": ("C.CAWDU", "សហព័ន្ធ C.CAWDU", PartyKind.UNION, True),
    "other": ("CATU", "សហព័ន្ធ CATU", PartyKind.UNION, True),
    "bfc": ("Better Factories Cambodia", "រោងចក្រកាន់តែប្រសើរនៅកម្ពុជា", PartyKind.BFC, True),
    "ministry": ("Ministry of Labour", "ក្រសួងការងារ", PartyKind.MINISTRY, False),
}
PEOPLE = {
    "dara": ("union", StaffRole.LEAD),
    "sophea": ("union", StaffRole.OFFICER),
    "vuthy": ("other", StaffRole.LEAD),
    "maly": ("bfc", StaffRole.LEAD),
}


@dataclass
class Clock:
    """Stands still; `let_pass` moves it."""

    moment: dt.datetime = START

    def now(self) -> dt.datetime:
        return self.moment

    def let_pass(self, **time: float) -> None:
        self.moment += dt.timedelta(**time)


@dataclass(frozen=True)
class Filed:
    """A filed case and what only its worker has."""

    case_id: str
    number: str
    complainant_id: str
    receipt: str
    correspondent_id: str | None = None


@dataclass
class World:
    store: Store
    clock: Clock
    url: str
    folder: Path
    party: dict[str, str] = field(default_factory=dict)  # id by short name
    staff: dict[str, Viewer] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)  # logins that a test took, by alias
    tampered: bool = False  # a test that writes past the actions says so: its timelines need not hold

    @property
    def today(self) -> dt.date:
        return cambodian_day(self.clock.now())

    def viewer(self, alias: str) -> Viewer:
        """A person as in a new request: nothing opened yet."""
        known = self.staff[alias]
        return dataclasses.replace(known, keys=HolderKeys(known.keys.name, known.keys.private))

    async def case(self, filed: Filed) -> Case:
        async with self.store.reading() as unit:
            return await unit.session.get_one(Case, filed.case_id)

    async def rows(self, table: type[T], *where: Any) -> list[T]:
        """Rows of a table, as they stand in the database."""
        async with self.store.reading() as unit:
            return list((await unit.session.exec(select(table).where(*where))).all())

    async def findings(self) -> list[timeline.Finding]:
        """What `samleng verify` finds."""
        return [finding async for finding in timeline.verify(self.store)]

    # ------------------------------------------------------------------------------------- acting
    async def act(
        self,
        alias: str,
        number: str,
        verb: Callable[Concatenate[Unit, Access, P], Awaitable[T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Somebody does something with a case: one request, one transaction."""
        async with self.store.writing() as unit:
            access = await case_for(unit, self.viewer(alias), number)
            return await verb(unit, access, *args, **kwargs)

    async def her(
        self,
        filed: Filed,
        verb: Callable[Concatenate[Unit, str, P], Awaitable[T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """The worker does something with her own case."""
        async with self.store.writing() as unit:
            return await verb(unit, filed.complainant_id, *args, **kwargs)

    async def chat(self, address: str = "123456789", hours: ContactHours = ContactHours.ANY_TIME) -> str:
        """A chat that may be told of news at `hours`; its id."""
        async with self.store.writing() as unit:
            made = new_id()
            digest = unit.keys.contacts("digests").hex()[:32] + new_id()
            unit.session.add(
                Correspondent(
                    id=made,
                    channel=Channel.TELEGRAM,
                    address_digest=digest,
                    sealed_address=outbox.seal_address(unit, made, address),
                    hours=hours,
                    created_at=unit.now,
                )
            )
        return made

    async def file(
        self,
        *,
        story: Sequence[Piece] = (Piece(StoryKind.TEXT, STORY),),
        lead: str = "union",
        excluded: Sequence[str] = (),
        correspondent_id: str | None = None,
        site_code: str = "",
        danger: bool = False,
        issue: Issue = Issue.UNION,
        for_woman: bool = False,
        factory_id: str = "",
        factory_words: str = "",
    ) -> Filed:
        """A worker files."""
        complainant_id = new_id()
        receipt = receipts.mint(self.store.keys.receipt_salt(), complainant_id)
        wanted = Filing(
            case_id=new_id(),
            number=new_number(),
            complainant_id=complainant_id,
            receipt_lookup=receipt.lookup,
            receipt_public=receipt.public,
            receipt_wrapped=receipt.wrapped,
            language=Language.KHMER,
            issue=issue,
            danger=danger,
            lead_party_id=self.party[lead],
            excluded_party_ids=tuple(self.party[slug] for slug in excluded),
            factory_id=factory_id,
            factory_words=factory_words,
            province=Province.KANDAL.value,
            story=tuple(story),
            correspondent_id=correspondent_id,
            site_code=site_code,
            for_woman=for_woman,
        )
        async with self.store.writing() as unit:
            await filing.file_case(unit, wanted)
        return Filed(wanted.case_id, wanted.number, complainant_id, receipt.digits, correspondent_id)

    async def active(self, **kwargs: Any) -> Filed:
        """A filed case that the union has taken on."""
        filed = await self.file(**kwargs)
        await self.act("dara", filed.number, triage.activate)
        return filed

    async def colleague(self, filed: Filed, words: str = "", name: str = "") -> Filed:
        """Another worker joins the case at the union's office."""
        complainant_id = new_id()
        receipt = receipts.mint(self.store.keys.receipt_salt(), complainant_id)
        told = Colleague(CameBy.OFFICE, name=name, words=words)
        await self.act("dara", filed.number, colleagues.add_worker, told, complainant_id, receipt)
        return Filed(filed.case_id, filed.number, complainant_id, receipt.digits)

    async def ask(self, filed: Filed, slug: str = "bfc", parts: Sequence[str] = (Part.WHAT_HAPPENED,)) -> str:
        """The union proposes a referral; its reference."""
        made = await self.act("dara", filed.number, asking.propose_referral, self.party[slug], list(parts))
        return made.reference

    async def consent_of(self, filed: Filed, reference: str) -> Consent:
        async with self.store.reading() as unit:
            query = (
                select(Consent)
                .join(Referral, Consent.referral_id == Referral.id)  # type: ignore[arg-type]
                .where(Referral.reference == reference, Consent.complainant_id == filed.complainant_id)
            )
            return (await unit.session.exec(query)).one()

    async def answer(self, filed: Filed, reference: str, *, yes: bool = True, parts: Sequence[str] = ()) -> None:
        consent = await self.consent_of(filed, reference)
        await self.her(
            filed,
            consents.answer_consent,
            consent.id,
            yes=yes,
            parts=parts or consent.parts,
            language=Language.KHMER,
            wording_digest="0" * 64,
        )

    async def sent(self, filed: Filed, slug: str = "bfc", parts: Sequence[str] = (Part.WHAT_HAPPENED,)) -> str:
        """Asked, agreed to and sent; the reference."""
        reference = await self.ask(filed, slug, parts)
        await self.answer(filed, reference)
        await self.act("dara", filed.number, disclosing.send_referral, reference)
        return reference

    async def accepted(self, filed: Filed, slug: str = "bfc", alias: str = "maly") -> str:
        """A track that runs, its first meeting logged."""
        reference = await self.sent(filed, slug)
        if alias == "maly":
            number, named = reference, ""
            await self.act(alias, number, referrals.receive_referral)
        else:
            number, named = filed.number, reference
            await self.act(alias, number, referrals.receive_referral, reference, "112/24", self.today)
        await self.act(alias, number, referrals.accept_referral, named)
        await self.act(alias, number, meetings.log_meeting, self.today, meetings.Minutes("factory", "all"), None, named)
        return reference

    async def agreed(
        self,
        alias: str,
        number: str,
        kind: RemedyKind = RemedyKind.COMPENSATION,
        amount: Amount | None = None,
        workers: Workers = Workers(),  # noqa: B008  frozen
        **kwargs: Any,
    ) -> str:
        """A remedy that both sides agreed to; its id."""
        made = await self.act(alias, number, agreeing.propose_remedy, kind, workers, amount, None, "details", **kwargs)
        await self.act(alias, number, agreeing.agree_remedy, made.id, self.today)
        return made.id

    async def remedy(self, remedy_id: str) -> Remedy:
        async with self.store.reading() as unit:
            return await unit.session.get_one(Remedy, remedy_id)

    async def receipt_keys(self, filed: Filed) -> HolderKeys:
        """What her receipt opens."""
        lookup, wrapping = receipts.find(filed.receipt, self.store.keys.receipt_salt())
        async with self.store.reading() as unit:
            row = await by_receipt(unit, lookup)
        assert row.receipt_wrapped is not None
        private = receipts.unlock(wrapping, row.id, row.receipt_wrapped)
        return HolderKeys(receipt_holder(row.id), {row.receipt_generation: private})


@dataclass(frozen=True)
class Furniture:
    """What a furnished database holds: copied for each test, since making it takes longer than most tests."""

    keys: Path
    party: dict[str, str]
    staff: dict[str, Viewer]


async def furnish(url: str, folder: Path) -> Furniture:
    """Make parties, people and their keys in a migrated, empty database."""
    store = Store.open(open_engines(url), folder / "keys", folder / "evidence", Clock())
    store.keys.make()
    world = World(store, Clock(), url, folder)
    try:
        await _furnish(world)
    finally:
        await store.engines.dispose()
    return Furniture(folder / "keys", world.party, world.staff)


@contextlib.asynccontextmanager
async def living(url: str, folder: Path, furniture: Furniture) -> AsyncIterator[World]:
    """The world on a furnished database, taken down in the end."""
    shutil.copytree(furniture.keys, folder / "keys")
    clock = Clock()
    store = Store.open(open_engines(url), folder / "keys", folder / "evidence", clock)
    world = World(store, clock, url, folder, dict(furniture.party), dict(furniture.staff))
    try:
        yield world
        assert world.tampered or await world.findings() == []
    finally:
        await store.engines.dispose()


async def _furnish(world: World) -> None:
    async with world.store.writing() as unit:
        unit.session.add(Factory(name="Outdoor Gear", khmer_sign="អោតដ័រ ហ្គៀរ", province=Province.KANDAL))
        for slug, (english, khmer, kind, on_platform) in PARTIES.items():
            party = await parties.add_party(unit, slug, english, khmer, kind, on_platform=on_platform)
            world.party[slug] = party.id
        for alias, (slug, role) in PEOPLE.items():
            await join(unit, world, alias, slug, role)


async def join(unit: Unit, world: World, alias: str, slug: str, role: StaffRole) -> None:
    """A person joins her party and is approved; its first lead also opens it."""
    lead = next((viewer for viewer in world.staff.values() if viewer.party_id == world.party[slug]), None)
    person = accounts.prepare_person(alias, PASSPHRASE)
    secret = await joining.invite(unit, lead, role) if lead else await joining.invite_first_lead(unit, slug)
    await unit.session.flush()
    staff = await joining.join(unit, secret, person, Language.KHMER)
    await second_steps.keep(unit, staff, secret_of(alias))
    if lead:
        await people.approve(unit, lead, staff.id, as_text(people.words_of_person(staff)))
    cookie = await sessions.sign_in(unit, sessions.Unlocked(person.staff_id, person.private))
    await unit.session.flush()
    world.staff[alias] = await viewer_of(unit, cookie)
    await joining.open_party(unit, world.staff[alias])
