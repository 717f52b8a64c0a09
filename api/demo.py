"""Demonstration data: the parties and factories of published reports, and one account per role, all open at once.

Nothing here is real data of a person. The accounts' passphrases are printed by `samleng demo accounts`; a real
installation never has them, since a database is either a demonstration or not.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from sqlmodel import select

from cases.actions.accounts import prepare_person
from cases.actions.joining import invite, invite_first_lead, join, open_party
from cases.actions.parties import add_party
from cases.actions.party_keys import confirm_key, words_of_party
from cases.actions.people import approve, words_of_person
from cases.actions.register import add_site_code, import_factories, read_factories
from cases.actions.second_steps import keep
from cases.actions.sessions import Unlocked, sign_in
from cases.rules.vocabulary import Language, PartyKind, StaffRole
from cases.store.tables import Factory, Party, Staff
from cases.store.unit import Store
from cases.store.viewers import Viewer, viewer_of
from cases.vault import totp
from cases.vault.fingerprints import as_text
from qr.site_links import new_site_code


@dataclass(frozen=True)
class DemoAccount:
    account: str
    name: str  # made up, as everything here
    role: StaffRole
    party: str

    @property
    def passphrase(self) -> str:
        return f"demonstration of {self.account}"

    @property
    def second_step(self) -> str:
        """The secret of the second step in Base32: known to everybody, as all of a demonstration is."""
        digest = hashlib.sha256(f"second step of {self.account}".encode()).digest()
        return base64.b32encode(digest[:20]).decode()


@dataclass(frozen=True)
class ShownAccount:
    """What the sign-in page of a demonstration shows, and `samleng demo accounts` prints."""

    account: str
    role: StaffRole
    party: str
    passphrase: str
    code: str  # "" until the next one counts: both of the present were used
    second_step: str


async def codes_now(store: Store) -> list[ShownAccount]:
    """Every account with a code that is good now: the present one, or the next where that was used already."""
    present = totp.step_at(store.phone_time())
    async with store.reading() as unit:
        rows = await unit.session.exec(select(Staff.account, Staff.totp_step))
        used = dict(rows.all())
    shown = []
    for one in ACCOUNTS:
        step = max(present, used.get(one.account.casefold(), 0) + 1)
        code = totp.code_at(one.second_step, step) if step <= present + totp.AROUND else ""
        shown.append(ShownAccount(one.account, one.role, one.party, one.passphrase, code, one.second_step))
    return shown


ACCOUNTS = (
    DemoAccount("Sophea", "កែវ សុភា", StaffRole.LEAD, "cawdu"),
    DemoAccount("Dara", "សុខ ដារ៉ា", StaffRole.OFFICER, "cawdu"),
    DemoAccount("Chanthy", "ហេង ចន្ធី", StaffRole.LEAD, "catu"),
    DemoAccount("Bopha", "លី បុប្ផា", StaffRole.OFFICER, "catu"),
    DemoAccount("Ratha", "ជា រដ្ឋា", StaffRole.LEAD, "bfc"),
    DemoAccount("Maly", "នួន ម៉ាលី", StaffRole.MEDIATOR, "bfc"),
)

PARTIES = (
    ("cawdu", "C.CAWDU", "សហព័ន្ធ C.CAWDU", PartyKind.UNION, True),
    ("catu", "CATU", "សហព័ន្ធ CATU", PartyKind.UNION, True),
    ("bfc", "Better Factories Cambodia (BFC)", "BFC (ILO ដែលមកពិនិត្យរោងចក្រ)", PartyKind.BFC, True),
    (
        "molvt",
        "Ministry of Labour, Department of Labour Dispute Resolution",
        "ក្រសួងការងារ (នាយកដ្ឋានវិវាទការងារ)",
        PartyKind.MINISTRY,
        False,
    ),
    ("arbitration-council", "Arbitration Council", "ក្រុមប្រឹក្សាអាជ្ញាកណ្ដាល", PartyKind.ARBITRATION, False),
)

# Names from published reports; provinces, nicknames, brands and signs are made up for the demonstration.
FACTORIES = """\
name,khmer_sign,nicknames,province,brands,bfc_affiliate,subcontractor_of
"Outdoor Gear (Garment) Co., Ltd.",រោងចក្រ អៅដ័រ ហ្គៀរ,Outdoor;អៅដ័រ,Kampong Speu,Northpeak,yes,
Zhen Tai Garment (Cambodia),រោងចក្រ ចេនតៃ,Zhen Tai;ចេនតៃ,Phnom Penh,,yes,
T&K Garment Industry Co. Ltd.,រោងចក្រ ធីអែនខេ,TK;ធីខេ,Kandal,,yes,
Guo Tai Hua Sheng Xin Feng Jing (Cambodia) Garment Co. Ltd.,រោងចក្រ គួតៃ,Guo Tai;គួតៃ,Takeo,,no,
Apple Apparel,រោងចក្រ អេបផល,Apple;អេបផល,Phnom Penh,,yes,
Gold Fame,រោងចក្រ ហ្គោលហ្វេម,,Kandal,,yes,
Run Shing,រោងចក្រ រ៉ាន់ស៊ីង,,Kampong Chhnang,,no,Gold Fame
Top Summit,រោងចក្រ ថបសាំមីត,,Kampong Speu,,yes,
Olive,រោងចក្រ អូលីវ,,Takeo,,yes,
Sabrina,រោងចក្រ សាប្រ៊ីណា,,Kampong Speu,,yes,
Markalot,រោងចក្រ ម៉ាកាឡត់,,Svay Rieng,,no,
"""


async def furnish(store: Store) -> bool:
    """Put the demonstration into an empty database; False when it is there already."""
    async with store.reading() as unit:
        if (await unit.session.exec(select(Party.id).limit(1))).first() is not None:
            return False
    lines = read_factories(FACTORIES.encode())
    async with store.writing() as unit:
        await import_factories(unit, lines)
        for factory in (await unit.session.exec(select(Factory).order_by(Factory.name))).all():
            await add_site_code(unit, factory, "gate", new_site_code())
        for slug, english, khmer, kind, on_platform in PARTIES:
            await add_party(unit, slug, english, khmer, kind, on_platform=on_platform)
    leads = {account.party: await _join(store, account, None) for account in _leads()}
    for account in ACCOUNTS:
        if account.role is not StaffRole.LEAD:
            await _join(store, account, leads[account.party])
    await _vouch(store, list(leads.values()))
    return True


def _leads() -> list[DemoAccount]:
    return [account for account in ACCOUNTS if account.role is StaffRole.LEAD]


async def _join(store: Store, account: DemoAccount, lead: Viewer | None) -> Viewer:
    """She accepts an invitation, sets up her second step and types her recovery code, as at a real desk."""
    person = await store.sign_ins.run(prepare_person, account.account, account.passphrase)
    async with store.writing() as unit:
        secret = await invite(unit, lead, account.role) if lead else await invite_first_lead(unit, account.party)
    async with store.writing() as unit:
        staff = await join(unit, secret, person, Language.KHMER, account.name)
        await keep(unit, staff, account.second_step)
        if lead:
            await approve(unit, lead, staff.id, as_text(words_of_person(staff)))
        cookie = await sign_in(unit, Unlocked(staff.id, person.private))
    async with store.writing() as unit:
        viewer = await viewer_of(unit, cookie)
        await open_party(unit, viewer)
    return viewer


async def _vouch(store: Store, leads: list[Viewer]) -> None:
    """Every lead confirms every other party's key."""
    async with store.writing() as unit:
        for lead in leads:
            for other in leads:
                if other.party_id != lead.party_id:
                    seen = as_text(await words_of_party(unit, other.party_id))
                    await confirm_key(unit, lead, other.party_id, seen)
