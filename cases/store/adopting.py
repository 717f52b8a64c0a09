"""Cases from before timelines listed rows: each gets one line that lists all its rows as they stand now."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from cases.store import chain, timeline
from cases.store.tables import Case, Event, new_id
from cases.store.unit import Store
from cases.store.written import written_in

AT_ONCE = 100


async def adopt(store: Store) -> int:
    """List the rows of every case whose first line lists none; returns how many. Twice is once."""
    adopted = 0
    while True:
        async with store.writing() as unit:
            first, later = aliased(Event), aliased(Event)
            done = sa.exists().where(col(later.case_id) == col(Case.id), col(later.kind) == chain.ADOPTED)
            query = (
                select(Case)
                .join(first, sa.and_(col(first.case_id) == col(Case.id), col(first.seq) == 1))
                .where(sa.cast(col(first.rows), sa.Text) == "{}", ~done)
                .order_by(col(Case.id))
                .limit(AT_ONCE)
                .with_for_update(of=Case)
            )
            cases = (await unit.session.exec(query)).all()
            rows = await timeline.digests(unit, [case.id for case in cases])
            for case in cases:
                line = Event(
                    id=new_id(),
                    case_id=case.id,
                    seq=await chain.next_seq(unit.session, case.id),
                    kind=chain.ADOPTED,
                    actor=chain.SYSTEM,
                    rows=rows[case.id],
                    at=unit.now,
                    digest=b"",
                )
                unit.session.add(line)
                written_in(unit.session).append(case, line)
        adopted += len(cases)
        if len(cases) < AT_ONCE:
            return adopted
