"""People of one party come and go in any order: a lead always stays, and only who is in opens what is written."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from cases.actions import accounts, joining, party_keys, people
from cases.rules.errors import SamlengError
from cases.rules.vocabulary import Language, StaffRole
from cases.store import party_events
from cases.store.lockboxes import HolderKeys, half_of, party_holder
from cases.store.logged_people import beside_the_log
from cases.store.tables import Party, Staff
from cases.store.unit import Unit
from cases.store.viewers import Viewer, _with_keys
from cases.vault.fingerprints import as_text
from cases.vault.party_keys import PartyKey
from tests.cases.world import PASSPHRASE, Furniture, World, living

T = TypeVar("T")
Act = Callable[[Unit, Viewer, str], Awaitable[None]]
ACTS: dict[str, Act] = {
    "reject": people.reject,
    "suspend": people.suspend,
    "resume": people.resume,
    "remove": people.remove,
}
MOST = 5  # people; more say nothing more


class PeopleMachine(RuleBasedStateMachine):
    """Each act goes through the real actions on a real database; refusals are part of the play."""

    furnished: ClassVar[tuple[Path, Furniture]]

    @initialize()
    def begin(self) -> None:
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.folder = tempfile.TemporaryDirectory()
        place = Path(self.folder.name)
        template, furniture = self.furnished
        url = f"sqlite:///{shutil.copy(template, place / 'samleng.db')}"
        self.world: World = self.run(self.stack.enter_async_context(living(url, place, furniture)))
        self.private = {viewer.staff_id: viewer.own_key for viewer in self.world.staff.values()}
        self.held: dict[str, dict[int, PartyKey]] = {}  # all that anybody ever held
        self.boxes: dict[int, str] = {}  # the story of a case filed under each generation
        self.names = 0
        self.run(self._look())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def teardown(self) -> None:
        if hasattr(self, "runner"):
            self.run(self.stack.aclose())
            self.runner.close()
            self.folder.cleanup()

    # ---------------------------------------------------------------------------------------------- the acts
    @rule(role=st.sampled_from([StaffRole.LEAD, StaffRole.OFFICER]), by=st.integers(0, MOST))
    def comes(self, role: StaffRole, by: int) -> None:
        if self.names < MOST:
            self.names += 1
            self.run(self._tries(lambda unit, lead: self._join(unit, lead, role), by))

    @rule(whom=st.integers(0, MOST), by=st.integers(0, MOST))
    def is_approved(self, whom: int, by: int) -> None:
        self.run(self._tries(lambda unit, lead: self._approve(unit, lead, whom), by))

    @rule(act=st.sampled_from(sorted(ACTS)), whom=st.integers(0, MOST), by=st.integers(0, MOST))
    def is_dealt_with(self, act: str, whom: int, by: int) -> None:
        self.run(self._tries(lambda unit, lead: self._act(unit, lead, ACTS[act], whom), by))

    async def _tries(self, work: Callable[[Unit, Viewer], Awaitable[None]], by: int) -> None:
        staff = await self._staff()
        try:
            async with self.world.store.writing() as unit:
                await work(unit, await self._viewer(unit, staff[by % len(staff)]))
        except SamlengError:
            pass
        await self._look()

    async def _join(self, unit: Unit, lead: Viewer, role: StaffRole) -> None:
        person = accounts.prepare_person(f"person {self.names}", PASSPHRASE)
        secret = await joining.invite(unit, lead, role)
        await joining.join(unit, secret, person, Language.KHMER)
        self.private[person.staff_id] = person.private

    async def _approve(self, unit: Unit, lead: Viewer, whom: int) -> None:
        staff = await self._one(unit, whom)
        await people.approve(unit, lead, staff.id, as_text(people.words_of_person(staff)))

    async def _act(self, unit: Unit, lead: Viewer, act: Act, whom: int) -> None:
        await act(unit, lead, (await self._one(unit, whom)).id)

    async def _one(self, unit: Unit, whom: int) -> Staff:
        staff = await party_keys.people_of(unit, self.world.party["union"])
        return staff[whom % len(staff)]

    # ------------------------------------------------------------------------------------------- what is seen
    async def _staff(self) -> list[Staff]:
        async with self.world.store.reading() as unit:
            return await party_keys.people_of(unit, self.world.party["union"])

    async def _viewer(self, unit: Unit, staff: Staff) -> Viewer:
        """Somebody as any login of hers would open her keys, even one that should have ended."""
        return await _with_keys(unit, staff, "no login", self.private[staff.id])

    async def _look(self) -> None:
        """Note what everybody holds now, and file a case under the newest generation."""
        async with self.world.store.reading() as unit:
            party = await unit.session.get_one(Party, self.world.party["union"])
            for staff in await party_keys.people_of(unit, party.id):
                self.held.setdefault(staff.id, {}).update((await self._viewer(unit, staff)).party_keys)
        if party.generation not in self.boxes:
            self.boxes[party.generation] = (await self.world.case(await self.world.file())).story_box

    @invariant()
    def an_active_lead_is_left(self) -> None:
        if hasattr(self, "world"):
            staff = self.run(self._staff())
            assert any(party_keys.is_active(one) and one.role is StaffRole.LEAD for one in staff)

    @invariant()
    def who_is_in_opens_all_and_who_was_removed_nothing_newer(self) -> None:
        if hasattr(self, "world"):
            self.run(self._opens())

    async def _opens(self) -> None:
        party_id = self.world.party["union"]
        async with self.world.store.reading() as unit:
            newest = (await unit.session.get_one(Party, party_id)).generation
            party = await unit.session.get_one(Party, party_id)
            assert await party_events.verify(unit, party) is None
            assert await beside_the_log(unit, party) == []
            for staff in await party_keys.people_of(unit, party_id):
                held = self.held[staff.id]
                if party_keys.is_active(staff):
                    assert set((await self._viewer(unit, staff)).party_keys) == set(range(1, newest + 1))
                if staff.removed_at is not None:
                    assert newest not in held, "removed, she holds the newest key"
                keys = HolderKeys(party_holder(party_id), {generation: key.box for generation, key in held.items()})
                for generation, box in self.boxes.items():
                    opens = await _can_open(unit, keys, box)
                    assert opens is (generation in held), (generation, sorted(held))


async def _can_open(unit: Unit, keys: HolderKeys, box: str) -> bool:
    try:
        await half_of(unit, keys, box, 1)
    except SamlengError:
        return False
    return True


@pytest.mark.timeout(300)
def test_people_come_and_go_in_any_order(furnished_sqlite: tuple[Path, Furniture]) -> None:
    """Invite, join, approve, reject, suspend, resume, remove by anybody on anybody, herself too."""
    PeopleMachine.furnished = furnished_sqlite
    run_state_machine_as_test(
        PeopleMachine,
        settings=settings(
            max_examples=12, stateful_step_count=18, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
