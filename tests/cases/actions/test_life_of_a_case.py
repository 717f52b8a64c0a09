"""Any life of a case: whatever she, her officer, the recipients and time do in whatever order, the promises hold."""

from __future__ import annotations

import datetime as dt
import itertools
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from sqlmodel import col

from cases.actions import (
    agreeing,
    consents,
    delivering,
    disclosing,
    erasure,
    referrals,
    remedies,
    steps,
    triage,
    upkeep,
    withdrawing,
)
from cases.actions.remedies import Amount
from cases.rules import closing
from cases.rules.errors import NotThere
from cases.rules.facts import Step
from cases.rules.vocabulary import (
    CaseStatus,
    ClockKind,
    ClosingReason,
    Conclusion,
    ConsentStatus,
    Currency,
    RejectionReason,
    RemedyStatus,
)
from cases.rules.workflow import LIVE, OWED
from cases.store import timeline
from cases.store.clock import cambodian_day
from cases.store.door import case_for
from cases.store.figures import figures_for
from cases.store.lists import list_cases
from cases.store.tables import Case, Clock, Consent, Referral, Remedy
from cases.store.views import view_case
from tests.cases.lives import InAWorld, live
from tests.cases.world import Furniture

RECIPIENTS = {"bfc": "maly", "other": "vuthy"}
NAMES = {"maly": "bfc", "vuthy": "other"}
slugs = st.sampled_from(sorted(RECIPIENTS))
which = st.integers(0, 9)
CLOSINGS = (ClosingReason.CONFIRMED, ClosingReason.UNCONFIRMED, ClosingReason.OUT_OF_SCOPE)


def test_promises_hold_in_any_order_of_things(furnished_sqlite: tuple[Path, Furniture], tmp_path: Path) -> None:
    """A few lives of some twenty steps each, on a real database."""
    database, furniture = furnished_sqlite
    numbers = itertools.count()

    def begin() -> Any:
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        return Life(f"sqlite:///{shutil.copy(database, folder / 'samleng.db')}", folder, furniture)

    live(begin, lives=7, steps=20)


class Life(InAWorld):
    """One case from filing on. A rule that is refused leaves everything as it was."""

    def __init__(self, url: str, folder: Path, furniture: Furniture) -> None:
        super().__init__(url, folder, furniture)
        self.filed = self.run(self.world.active())

    def referral(self, number: int) -> Referral | None:
        rows = self.run(self.world.rows(Referral))
        return sorted(rows, key=lambda row: (row.asked_at, row.id))[number % len(rows)] if rows else None

    def remedy(self, number: int) -> str:
        rows = self.run(self.world.rows(Remedy))
        return sorted(row.id for row in rows)[number % len(rows)] if rows else "none"

    # ------------------------------------------------------------------------------------- the desk
    @rule(slug=slugs)
    def propose(self, slug: str) -> None:
        self.attempt(self.world.ask(self.filed, slug))

    @rule(slug=slugs)
    def bring_in(self, slug: str) -> None:
        self.attempt(self.world.sent(self.filed, slug))

    @rule(number=which)
    def send(self, number: int) -> None:
        referral = self.referral(number)
        reference = referral.reference if referral else None
        self.attempt(self.world.act("dara", self.filed.number, disclosing.send_referral, reference))

    @rule(number=which)
    def revoke(self, number: int) -> None:
        referral = self.referral(number)
        reference = referral.reference if referral else None
        self.attempt(self.world.act("sophea", self.filed.number, referrals.revoke_referral, reference))

    @rule(reason=st.sampled_from(CLOSINGS))
    def close(self, reason: ClosingReason) -> None:
        self.attempt(self.world.act("dara", self.filed.number, triage.close, reason))

    @rule()
    def reopen(self) -> None:
        self.attempt(self.world.act("dara", self.filed.number, triage.reopen))

    @rule(cents=st.integers(1, 10**8), days=st.none() | st.integers(0, 9))
    def agree_on_money(self, cents: int, days: int | None) -> None:
        amount = Amount(Currency.USD, Decimal(cents).scaleb(-2))
        self.attempt(self.world.agreed("dara", self.filed.number, amount=amount))
        if days is not None:
            self.move_day(cents, days)

    @rule(number=which, days=st.integers(0, 9))
    def move_day(self, number: int, days: int) -> None:
        day = self.world.today + dt.timedelta(days=days)
        self.attempt(self.world.act("dara", self.filed.number, agreeing.move_due_day, self.remedy(number), day))

    @rule()
    def remember_the_wage(self) -> None:
        """A limit of three years, which holds up nothing."""
        self.attempt(self.world.act("dara", self.filed.number, steps.keep_step, Step.WAGE_DUE, self.world.today))

    @rule(number=which)
    def deliver(self, number: int) -> None:
        remedy = self.remedy(number)
        self.attempt(self.world.act("dara", self.filed.number, delivering.deliver_remedy, remedy, self.world.today))

    @rule(confirmed=st.booleans())
    def pay(self, confirmed: bool) -> None:
        """Agreed, delivered and answered in one go."""
        self.attempt(self._paid(confirmed))

    async def _paid(self, confirmed: bool) -> None:
        number, amount = self.filed.number, Amount(Currency.KHR, Decimal(400_000))
        remedy = await self.world.agreed("dara", number, amount=amount)
        await self.world.act("dara", number, delivering.deliver_remedy, remedy, self.world.today)
        await self.world.her(self.filed, remedies.answer_remedy, remedy, confirmed=confirmed, facts={})

    @rule(number=which)
    def drop(self, number: int) -> None:
        self.attempt(self.world.act("dara", self.filed.number, agreeing.drop_remedy, self.remedy(number)))

    # ------------------------------------------------------------------------------------ recipients
    @rule(slug=slugs, number=which, step=st.sampled_from(["receive", "accept", "reject", "conclude"]))
    def recipient(self, slug: str, number: int, step: str) -> None:
        """A recipient tries its hand at any referral, its own or not."""
        referral = self.referral(number)
        if referral is None:
            return
        verb: Any = {
            "receive": (referrals.receive_referral,),
            "accept": (referrals.accept_referral,),
            "reject": (referrals.reject_referral, RejectionReason.NOT_COVERED),
            "conclude": (referrals.conclude_referral, Conclusion.SETTLED),
        }[step]
        self.attempt(self.world.act(RECIPIENTS[slug], referral.reference, *verb))

    # ------------------------------------------------------------------------------------------- she
    @rule(number=which, yes=st.booleans())
    def answer(self, number: int, yes: bool) -> None:
        referral = self.referral(number)
        if referral is not None:
            self.attempt(self.world.answer(self.filed, referral.reference, yes=yes))

    @rule(number=which)
    def take_back(self, number: int) -> None:
        referral = self.referral(number)
        if referral is not None:
            consent = self.run(self.world.consent_of(self.filed, referral.reference))
            self.attempt(self.world.her(self.filed, consents.withdraw_consent, consent.id))

    @rule(number=which, confirmed=st.booleans())
    def say(self, number: int, confirmed: bool) -> None:
        self.attempt(
            self.world.her(self.filed, remedies.answer_remedy, self.remedy(number), confirmed=confirmed, facts={})
        )

    @rule(sure=st.integers(0, 5))
    def withdraw(self, sure: int) -> None:
        if sure == 0:
            self.attempt(self.world.her(self.filed, withdrawing.withdraw_case))

    @rule(days=st.sampled_from([1, 8, 15]))
    def time(self, days: int) -> None:
        self.world.clock.let_pass(days=days)
        self.run(self._jobs())

    async def _jobs(self) -> None:
        async with self.world.store.writing() as unit:
            await upkeep.run_out(unit)
            await upkeep.resume_held(unit)
        await erasure.erase_due(self.world.store)

    # -------------------------------------------------------------------------------------- promises
    @invariant()
    def promises_hold(self) -> None:
        self.run(self._promises())

    async def _promises(self) -> None:
        world = self.world
        found = await world.rows(Referral)
        given = {row.referral_id for row in await world.rows(Consent) if row.status is ConsentStatus.GIVEN}
        async with world.store.reading() as unit:
            case = await unit.session.get_one(Case, self.filed.case_id)
            assert await timeline.verify_cases(unit, [case.id]) == []
            live = [row.party_id for row in found if row.status in LIVE]
            assert len(live) == len(set(live)), "at most one live referral per party"
            if case.status is CaseStatus.CLOSED:
                assert case.closing_reason is not None
                assert not closing.blockers(case.closing_reason, await triage.standing_of(unit, case))
            assert (await figures_for(unit, world.viewer("dara"))).cases == 1
        await self._doors(case, found, given)
        await self._days_run(case)
        asked = [row for row in await world.rows(Remedy) if row.status is RemedyStatus.DELIVERED]
        if asked:
            assert case.status in (CaseStatus.AWAITING_WORKER, CaseStatus.CLOSED)

    async def _days_run(self, case: Case) -> None:
        """What is owed by a day runs, once, to that day; only duties hold up closing; closed, nothing runs."""
        open_clocks = await self.world.rows(Clock, col(Clock.met_at).is_(None))
        running = sorted((row.remedy_id, cambodian_day(row.due_at)) for row in open_clocks if row.remedy_id)
        owed = [row for row in await self.world.rows(Remedy) if row.status in OWED and row.due_on]
        over = case.status is CaseStatus.CLOSED
        assert running == ([] if over else sorted((row.id, row.due_on) for row in owed))
        async with self.world.store.reading() as unit:
            duties = [row for row in open_clocks if row.kind is ClockKind.DUTY]
            assert (await triage.standing_of(unit, case)).open_duties == len(duties)

    async def _doors(self, case: Case, found: list[Referral], given: set[str]) -> None:
        """A recipient's door opens its own sent referrals and nothing else; what it reads she allows today."""
        world = self.world
        for alias, slug in NAMES.items():
            own = {row.reference for row in found if row.party_id == world.party[slug] and row.sent_at}
            expected = set() if case.erased_at else own
            async with world.store.reading() as unit:
                listed = await list_cases(unit, world.viewer(alias))
                assert {row.reference for row in listed.rows} == expected
                for number in {self.filed.number, *(row.reference for row in found)}:
                    try:
                        access = await case_for(unit, world.viewer(alias), number)
                    except NotThere:
                        assert number not in expected
                        continue
                    assert number in expected
                    view = await view_case(unit, access)
                    assert [track.referral.reference for track in view.tracks] == [number]
                    if view.tracks[0].disclosed:
                        assert view.tracks[0].referral.id in given
