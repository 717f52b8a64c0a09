"""Cases of a viewer counted one way and another. `held` are her lines to cases, from the one door."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from cases.rules.figures import Line, Table
from cases.rules.vocabulary import Conclusion, FindingResult, Forum, Gender, PartyKind, ReferralStatus, Relation
from cases.rules.workflow import OUT, RUNNING
from cases.store.tables import Case, Complainant, Factory, Finding, Party, Referral
from cases.store.unit import Unit

UNTOLD = "untold"  # of a referral that was taken back
NOT_BEGUN = (
    ReferralStatus.ASKED,
    ReferralStatus.READY,
    ReferralStatus.DECLINED,
    ReferralStatus.EXPIRED,
    ReferralStatus.REVOKED,
)
WHO = {"women": Gender.WOMAN, "men": Gender.MAN, "not_recorded": Gender.NOT_SAID}


def counted(name: str, counts: Sequence[tuple[str, int]], *, adds: bool = True) -> Table:
    """A table of one column."""
    total = (sum(count for _, count in counts),) if adds else None
    return Table(name, ("cases",), [Line(key, (count,)) for key, count in counts], total)


def led(held: sa.Subquery) -> Any:
    """Whether the viewer's party leads the case of a line."""
    return held.c.relation == Relation.LEAD


async def by_brand(unit: Unit, by_factory: Sequence[tuple[str, int]]) -> Table:
    """By the brands of the factories; those of one without a known brand stand together."""
    brands = dict((await unit.session.exec(select(Factory.name, Factory.brands))).all())
    found: Counter[str] = Counter()
    for name, count in by_factory:
        for brand in dict.fromkeys(brands.get(name) or [name if name == UNTOLD else ""]):
            found[brand] += count
    return counted("brand", sorted(found.items(), key=lambda item: (-item[1], item[0])), adds=False)


async def by_party(unit: Unit, held: sa.Subquery) -> Table:
    """A lead's by the parties that its referrals went to, a recipient's by the lead; by short name."""
    sent: Any = (
        sa.select(col(Party.slug), sa.func.count(sa.distinct(col(Referral.case_id))))
        .join(Referral, col(Referral.party_id) == col(Party.id))
        .join(held, col(Referral.case_id) == held.c.case_id)
        .where(led(held), col(Referral.forum).is_(None), col(Referral.sent_at).is_not(None))
        .group_by(col(Party.slug))
    )
    got: Any = (
        sa.select(col(Party.slug), col(Referral.status), sa.func.count())
        .select_from(held)
        .join(Case, col(Case.id) == held.c.case_id)
        .join(Party, col(Party.id) == col(Case.lead_party_id))
        .join(Referral, col(Referral.id) == held.c.referral_id)
        .group_by(col(Party.slug), col(Referral.status))
    )
    found = Counter(dict((await unit.session.exec(sent)).all()))
    for slug, status, count in (await unit.session.exec(got)).all():
        found[UNTOLD if status in OUT else slug] += count
    return counted("party", sorted(found.items(), key=lambda item: (-item[1], item[0])), adds=False)


async def by_track(unit: Unit, held: sa.Subquery) -> Table:
    """Where cases were pursued and what came of it; of what was taken back only that it was."""
    query: Any = (
        sa.select(col(Referral.forum), col(Party.kind), col(Referral.status), col(Referral.conclusion), sa.func.count())
        .join(held, col(Referral.case_id) == held.c.case_id)
        .join(Party, col(Party.id) == col(Referral.party_id))
        .where(
            sa.or_(led(held), col(Referral.id) == held.c.referral_id),
            sa.or_(col(Referral.status).not_in(NOT_BEGUN), col(Referral.sent_at).is_not(None)),
        )
        .group_by(col(Referral.forum), col(Party.kind), col(Referral.status), col(Referral.conclusion))
    )
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for forum, party, status, conclusion, count in (await unit.session.exec(query)).all():
        row = found[(forum or party).value]
        row["tracks"] += count
        if status in RUNNING:
            row["running"] += count
        elif status is ReferralStatus.CONCLUDED and conclusion:
            row[conclusion.value] += count
    columns = ("tracks", "running", *(one.value for one in Conclusion))
    keys = [one.value for one in (*Forum, *PartyKind)]
    return Table(
        "track", columns, [Line(key, tuple(found[key][one] for one in columns)) for key in keys if key in found]
    )


async def people(unit: Unit, held: sa.Subquery) -> Table:
    """Who complains in the cases that the viewer's party leads, and how many these concern."""
    mine = sa.select(held.c.case_id).where(led(held))
    query: Any = (
        sa.select(col(Complainant.gender), sa.func.count())
        .where(col(Complainant.case_id).in_(mine), col(Complainant.left_at).is_(None))
        .group_by(col(Complainant.gender))
    )
    complain: Mapping[Gender, int] = dict((await unit.session.exec(query)).all())
    sums: Any = sa.select(
        sa.func.coalesce(sa.func.sum(col(Case.women)), 0), sa.func.coalesce(sa.func.sum(col(Case.men)), 0)
    ).where(col(Case.id).in_(mine))
    women, men = (await unit.session.exec(sums)).one()
    concerned = {"women": int(women), "men": int(men), "not_recorded": None}
    lines = [Line(who, (complain.get(gender, 0), concerned[who])) for who, gender in WHO.items()]
    return Table("people", ("complain", "concerned"), lines if complain else [])


async def critical_issues(unit: Unit, held: sa.Subquery) -> Table:
    """What BFC found, issue by issue: a lead's over its cases, a recipient's over its own referrals."""
    query: Any = (
        sa.select(col(Finding.critical_issue), col(Finding.result), sa.func.count())
        .join(held, col(Finding.case_id) == held.c.case_id)
        .where(sa.or_(led(held), col(Finding.referral_id) == held.c.referral_id), col(Finding.replaced_at).is_(None))
        .group_by(col(Finding.critical_issue), col(Finding.result))
    )
    found: dict[int, Counter[FindingResult]] = defaultdict(Counter)
    for issue, result, count in (await unit.session.exec(query)).all():
        found[issue][result] = count
    return Table(
        "critical_issue",
        tuple(result.value for result in FindingResult),
        [Line(str(issue), tuple(row[result] for result in FindingResult)) for issue, row in sorted(found.items())],
    )
