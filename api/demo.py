"""Demonstration data: the parties and factories of published reports, and one account per role, all open at once.

Nothing here is real data of a person. The accounts' passphrases are printed by `samleng demo accounts`; a real
installation never has them, since a database is either a demonstration or not.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import select

from cases.actions.parties import (
    add_party,
    confirm_key,
    invite,
    invite_first_lead,
    join,
    open_party,
    prepare_person,
)
from cases.actions.register import add_site_code, import_factories, read_factories
from cases.actions.sessions import Unlocked, sign_in
from cases.rules.vocabulary import Language, PartyKind, StaffRole
from cases.store.tables import Factory, Party
from cases.store.unit import Store
from cases.store.viewers import Viewer, viewer_of
from qr.site_links import new_site_code


@dataclass(frozen=True)
class DemoAccount:
    account: str
    role: StaffRole
    party: str

    @property
    def passphrase(self) -> str:
        return f"demonstration of {self.account}"


ACCOUNTS = (
    DemoAccount("Sophea", StaffRole.LEAD, "cawdu"),
    DemoAccount("Dara", StaffRole.OFFICER, "cawdu"),
    DemoAccount("Chanthy", StaffRole.LEAD, "catu"),
    DemoAccount("Bopha", StaffRole.OFFICER, "catu"),
    DemoAccount("Ratha", StaffRole.LEAD, "bfc"),
    DemoAccount("Maly", StaffRole.MEDIATOR, "bfc"),
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
    """She accepts an invitation and types her recovery code, as at a real desk."""
    person = await store.sign_ins.run(prepare_person, account.account, account.passphrase)
    async with store.writing() as unit:
        secret = await invite(unit, lead, account.role) if lead else await invite_first_lead(unit, account.party)
    async with store.writing() as unit:
        staff = await join(unit, secret, person, Language.KHMER)
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
                    await confirm_key(unit, lead, other.party_id)
