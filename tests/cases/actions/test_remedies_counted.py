"""Agreed, delivered, confirmed: three facts, counted exactly, and only she confirms."""

from __future__ import annotations

import asyncio
import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.actions import agreeing, delivering, remedies, triage, upkeep
from cases.actions.remedies import Amount
from cases.rules.errors import BadInput, NotAllowed, NotNow, NotThere
from cases.rules.money import from_minor
from cases.rules.vocabulary import CaseStatus, ClosingReason, Currency, RemedyKind, RemedyStatus
from cases.rules.workers import Workers
from cases.store.figures import Figures, figures_for
from cases.store.tables import Remedy, ThreadMessage
from tests.cases.world import Filed, World

USD, KHR = Currency.USD, Currency.KHR
SIX_THOUSAND = Amount(USD, Decimal("6000.00"))
FIVE = Workers(women=3, men=2)


async def _figures(world: World, alias: str = "dara") -> Figures:
    async with world.store.reading() as unit:
        return await figures_for(unit, world.viewer(alias))


async def _deliver(world: World, filed: Filed, remedy_id: str, *args: object, **kwargs: object) -> None:
    await world.act("dara", filed.number, delivering.deliver_remedy, remedy_id, world.today, *args, **kwargs)  # type: ignore[arg-type]


async def _confirm(world: World, filed: Filed, remedy_id: str, **facts: str) -> None:
    await world.her(filed, remedies.answer_remedy, remedy_id, confirmed=True, facts=facts)


async def test_parts_add_up_and_only_the_whole_is_asked_about(world: World) -> None:
    """Two instalments; then she is asked, and the figures show each stage to the cent."""
    filed = await world.active()
    remedy_id = await world.agreed("dara", filed.number, amount=SIX_THOUSAND)
    await _deliver(world, filed, remedy_id, None, Decimal("1999.99"), whole=False)
    assert (await world.remedy(remedy_id)).status is RemedyStatus.AGREED
    (line,) = (await _figures(world)).money
    assert (line.agreed, line.delivered, line.confirmed) == (Decimal("6000.00"), Decimal("1999.99"), Decimal("0.00"))
    await _deliver(world, filed, remedy_id, None, Decimal("4000.01"))
    assert (await world.case(filed)).status is CaseStatus.AWAITING_WORKER
    await _confirm(world, filed, remedy_id, amount="5,999.50")
    assert (await world.case(filed)).status is CaseStatus.ACTIVE
    (line,) = (await _figures(world)).money
    assert (line.kind, line.currency) == (RemedyKind.COMPENSATION, USD)
    assert (line.delivered, line.confirmed) == (Decimal("6000.00"), Decimal("5999.50"))


async def test_more_than_was_agreed_is_never_delivered(sqlite_world: World) -> None:
    """Not at once, not by parts, not one worker more; nothing of a refused delivery is kept."""
    filed = await sqlite_world.active()
    money = await sqlite_world.agreed("dara", filed.number, amount=SIX_THOUSAND)
    people = await sqlite_world.agreed("dara", filed.number, RemedyKind.REINSTATEMENT, workers=FIVE)
    await _deliver(sqlite_world, filed, money, None, Decimal(6000), whole=False)
    for attempt in (
        _deliver(sqlite_world, filed, money, None, Decimal("0.01"), whole=False),
        _deliver(sqlite_world, filed, money, None, Decimal("0.01")),
        _deliver(sqlite_world, filed, people, Workers(women=4, men=2)),
        _deliver(sqlite_world, filed, people, Workers(women=-1)),
    ):
        with pytest.raises(BadInput):
            await attempt
    assert (await sqlite_world.remedy(money)).delivered_amount == 600_000
    assert (await sqlite_world.remedy(people)).delivered_women == 0


async def test_women_men_and_not_recorded_are_counted_apart(sqlite_world: World) -> None:
    """Five reinstated, as she says: all the women and one of the men."""
    filed = await sqlite_world.active()
    remedy_id = await sqlite_world.agreed("dara", filed.number, RemedyKind.REINSTATEMENT, workers=Workers(3, 2, 1))
    await _deliver(sqlite_world, filed, remedy_id)
    await _confirm(sqlite_world, filed, remedy_id, women="៣", men="1", not_recorded="9")
    found = (await _figures(sqlite_world)).reinstated
    assert found.agreed == found.delivered == Workers(3, 2, 1)
    assert found.confirmed == Workers(3, 1, 1), "never more than was delivered"


@pytest.mark.parametrize("facts", [{"women": "²"}, {"women": "-1"}, {"women": "many"}, {"women": "1.5"}])
async def test_a_number_that_cannot_be_read_is_refused_and_she_stays_asked(
    sqlite_world: World, facts: dict[str, str]
) -> None:
    """A raised 2 is a digit to Python and no number."""
    world = sqlite_world
    filed = await world.active()
    remedy_id = await world.agreed("dara", filed.number, RemedyKind.REINSTATEMENT, workers=FIVE)
    await _deliver(world, filed, remedy_id)
    with pytest.raises(BadInput):
        await _confirm(world, filed, remedy_id, **facts)
    assert (await world.remedy(remedy_id)).status is RemedyStatus.DELIVERED


async def test_a_no_is_heard_and_may_be_put_right(sqlite_world: World) -> None:
    """Disputed counts as agreed and delivered, not as confirmed; after a new delivery she is asked again."""
    filed = await sqlite_world.active()
    remedy_id = await sqlite_world.agreed("dara", filed.number, amount=SIX_THOUSAND)
    await _deliver(sqlite_world, filed, remedy_id)
    await sqlite_world.her(filed, remedies.answer_remedy, remedy_id, confirmed=False, facts={}, comment="not a riel")
    await sqlite_world.her(filed, remedies.answer_remedy, remedy_id, confirmed=False, facts={})
    (line,) = (await _figures(sqlite_world)).money
    assert (line.agreed, line.delivered, line.confirmed) == (Decimal(6000), Decimal(6000), Decimal(0))
    with pytest.raises(NotNow):
        await _confirm(sqlite_world, filed, remedy_id)
    await _deliver(sqlite_world, filed, remedy_id)
    await _confirm(sqlite_world, filed, remedy_id)
    assert (await sqlite_world.remedy(remedy_id)).status is RemedyStatus.CONFIRMED
    assert (await _figures(sqlite_world)).money[0].confirmed == Decimal(6000)


async def test_what_she_did_not_say_counts_as_it_was_delivered(sqlite_world: World) -> None:
    """She received it and does not name the sum or the number: what was delivered came true."""
    world = sqlite_world
    filed = await world.active()
    money = await world.agreed("dara", filed.number, amount=SIX_THOUSAND)
    people = await world.agreed("dara", filed.number, RemedyKind.REINSTATEMENT, workers=FIVE)
    for remedy_id in (money, people):
        await _deliver(world, filed, remedy_id)
        await _confirm(world, filed, remedy_id, received="yes", amount="not_said", women="not_said", men="1")
    assert (await world.remedy(money)).confirmed_amount == 600_000
    kept = await world.remedy(people)
    assert (kept.confirmed_women, kept.confirmed_men) == (3, 1)


async def test_what_was_agreed_and_never_came_stays_in_the_figures_and_she_is_told(sqlite_world: World) -> None:
    """Given up by the lead alone, agreed or disputed; it ends as unconfirmed, never as confirmed by her."""
    filed = await sqlite_world.active()
    paid = await sqlite_world.agreed("dara", filed.number, amount=Amount(USD, Decimal(100)))
    await _deliver(sqlite_world, filed, paid)
    await _confirm(sqlite_world, filed, paid)
    promised = await sqlite_world.agreed("dara", filed.number, amount=SIX_THOUSAND)
    await _deliver(sqlite_world, filed, promised, None, Decimal(1000), whole=False)
    disputed = await sqlite_world.agreed("dara", filed.number, amount=SIX_THOUSAND)
    await _deliver(sqlite_world, filed, disputed)
    await sqlite_world.her(filed, remedies.answer_remedy, disputed, confirmed=False, facts={"received": "no"})
    for remedy_id in (promised, disputed):
        with pytest.raises(NotNow):
            await sqlite_world.act("dara", filed.number, triage.close, ClosingReason.CONFIRMED)
        await sqlite_world.act("dara", filed.number, agreeing.drop_remedy, remedy_id)
        assert (await sqlite_world.remedy(remedy_id)).status is RemedyStatus.GIVEN_UP
        with pytest.raises(NotNow):
            await sqlite_world.act("dara", filed.number, agreeing.drop_remedy, remedy_id)
    told = [row.notice for row in await sqlite_world.rows(ThreadMessage)]
    assert told.count("remedy_given_up") == 2
    (line,) = (await _figures(sqlite_world)).money
    assert (line.agreed, line.delivered, line.confirmed) == (Decimal(12_100), Decimal(7100), Decimal(100))
    with pytest.raises(NotNow):
        await sqlite_world.act("dara", filed.number, triage.close, ClosingReason.CONFIRMED)
    await sqlite_world.act("dara", filed.number, triage.close, ClosingReason.UNCONFIRMED)


async def test_a_recipient_gives_up_nothing_that_was_agreed(sqlite_world: World) -> None:
    """What was only proposed it may take back; the rest is the lead's to answer for."""
    world = sqlite_world
    filed = await world.active()
    reference = await world.accepted(filed)
    agreed = await world.agreed("maly", reference, amount=SIX_THOUSAND)
    with pytest.raises(NotAllowed):
        await world.act("maly", reference, agreeing.drop_remedy, agreed)
    made = await world.act(
        "maly", reference, agreeing.propose_remedy, RemedyKind.APOLOGY, Workers(), None, None, "in words"
    )
    await world.act("maly", reference, agreeing.drop_remedy, made.id)
    assert (await world.remedy(made.id)).status is RemedyStatus.DROPPED


async def test_without_an_answer_for_14_days_it_stays_unconfirmed(sqlite_world: World) -> None:
    """Counted as delivered; silence confirms nothing."""
    filed = await sqlite_world.active()
    remedy_id = await sqlite_world.agreed("dara", filed.number, amount=SIX_THOUSAND)
    await _deliver(sqlite_world, filed, remedy_id)
    for days, status in ((13, RemedyStatus.DELIVERED), (1, RemedyStatus.UNCONFIRMED)):
        sqlite_world.clock.let_pass(days=days)
        async with sqlite_world.store.writing() as unit:
            await upkeep.run_out(unit)
        assert (await sqlite_world.remedy(remedy_id)).status is status
    assert (await sqlite_world.case(filed)).status is CaseStatus.ACTIVE
    (line,) = (await _figures(sqlite_world)).money
    assert (line.delivered, line.confirmed) == (Decimal(6000), Decimal(0))


async def test_her_yes_of_the_last_moment_is_not_overwritten_by_time(postgres_world: World) -> None:
    """She confirms while the jobs let the question run out: what she said stands."""
    world = postgres_world
    filed = await world.active()
    remedy_id = await world.agreed("dara", filed.number, amount=SIX_THOUSAND)
    await _deliver(world, filed, remedy_id)
    world.clock.let_pass(days=14)
    confirmed = asyncio.Event()

    async def jobs() -> None:
        await confirmed.wait()
        async with world.store.writing() as unit:
            await upkeep.run_out(unit)

    late = asyncio.create_task(jobs())
    async with world.store.writing() as unit:
        await remedies.answer_remedy(unit, filed.complainant_id, remedy_id, confirmed=True, facts={})
        await unit.session.flush()
        confirmed.set()
        await asyncio.sleep(0.3)
    await late
    assert (await world.remedy(remedy_id)).status is RemedyStatus.CONFIRMED


async def test_nobody_answers_for_another_case_and_no_recipient_for_another_track(sqlite_world: World) -> None:
    """Not there, whoever asks."""
    hers, his = await sqlite_world.active(), await sqlite_world.active()
    one = await sqlite_world.accepted(hers)
    direct = await sqlite_world.agreed("dara", hers.number, amount=SIX_THOUSAND)
    await _deliver(sqlite_world, hers, direct)
    with pytest.raises(NotThere):
        await _confirm(sqlite_world, his, direct)
    with pytest.raises(NotThere):
        await sqlite_world.act("maly", one, agreeing.drop_remedy, direct)
    with pytest.raises(NotThere):
        await sqlite_world.act("dara", his.number, agreeing.drop_remedy, direct)
    assert (await _figures(sqlite_world, "maly")).money == []


async def test_dates_are_of_the_past_and_in_order(sqlite_world: World) -> None:
    """Agreed before delivered, neither tomorrow."""
    world = sqlite_world
    filed = await world.active()
    made = await world.act(
        "dara", filed.number, agreeing.propose_remedy, RemedyKind.COMPENSATION, Workers(), SIX_THOUSAND, None, ""
    )
    with pytest.raises(BadInput):
        await world.act("dara", filed.number, agreeing.agree_remedy, made.id, world.today + dt.timedelta(days=1))
    with pytest.raises(NotNow):
        await _deliver(world, filed, made.id)
    await world.act("dara", filed.number, agreeing.agree_remedy, made.id, world.today)
    yesterday = world.today - dt.timedelta(days=1)
    with pytest.raises(BadInput):
        await world.act("dara", filed.number, delivering.deliver_remedy, made.id, yesterday)


async def test_what_cannot_be_counted_is_not_proposed(sqlite_world: World) -> None:
    """Compensation without a sum, reinstatement of nobody, too many people, half a cent."""
    world = sqlite_world
    filed = await world.active()
    for kind, workers, amount in (
        (RemedyKind.COMPENSATION, Workers(), None),
        (RemedyKind.COMPENSATION, Workers(), Amount(USD, Decimal(0))),
        (RemedyKind.COMPENSATION, Workers(), Amount(USD, Decimal("0.005"))),
        (RemedyKind.REINSTATEMENT, Workers(), None),
        (RemedyKind.REINSTATEMENT, Workers(women=10**9), None),
    ):
        with pytest.raises(BadInput):
            await world.act("dara", filed.number, agreeing.propose_remedy, kind, workers, amount, None, "")
    assert await world.rows(Remedy) == []


minor = st.integers(1, 10**9)
lines = st.lists(
    st.tuples(st.sampled_from(Currency), minor, st.floats(0, 1), st.floats(0, 1), st.booleans()), min_size=1, max_size=6
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines)
async def test_sums_are_exact_whatever_the_cents(
    world: World, lines: list[tuple[Currency, int, float, float, bool]]
) -> None:
    """Dollars and riel apart, agreed, delivered and confirmed apart, over many remedies."""
    before = {(line.currency): line for line in (await _figures(world)).money}
    expected: dict[Currency, list[int]] = {}
    filed = await world.file()
    async with world.store.writing() as unit:
        for currency, amount, paid, told, confirmed in lines:
            delivered = int(amount * paid)
            said = int(delivered * told) if confirmed else 0
            unit.session.add(
                Remedy(
                    case_id=filed.case_id,
                    kind=RemedyKind.BACK_PAY,
                    status=RemedyStatus.CONFIRMED if confirmed else RemedyStatus.DISPUTED,
                    currency=currency,
                    amount=amount,
                    delivered_amount=delivered,
                    confirmed_amount=said,
                    proposed_at=unit.now,
                )
            )
            sums = expected.setdefault(currency, [0, 0, 0])
            expected[currency] = [a + b for a, b in zip(sums, (amount, delivered, said), strict=True)]
    found = {line.currency: line for line in (await _figures(world)).money}
    for currency, sums in expected.items():
        was = before.get(currency)
        grown = [
            getattr(found[currency], stage) - (getattr(was, stage) if was else 0)
            for stage in ("agreed", "delivered", "confirmed")
        ]
        assert grown == [from_minor(currency, value) for value in sums]
        assert all(isinstance(value, Decimal) for value in grown)
