"""From what a viewer may see to JSON, field by field: nothing goes out that is not named here."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from decimal import Decimal

from api.figure_files import Export, figures_by_code
from api.v1 import shapes, showing_words
from cases.rules.clocks import rule_for
from cases.rules.errors import BadInput
from cases.rules.standing import Standing
from cases.rules.workers import Workers
from cases.store import tables
from cases.store.clock import cambodian_day
from cases.store.clocks import uncertain
from cases.store.conflicts import Declared
from cases.store.figures import Figures, Stages
from cases.store.lists import Page, Row
from cases.store.reads import Reads
from cases.store.views import EventLine

# What a line of the timeline may carry to each side. Ids of rows stay inside; remedies are known by theirs.
_SHARED = {"held_on", "next_on", "until", "reason", "conclusion", "on", "whole", "kind", "remedy", "entered_by_lead"}
_SHARED |= {"critical_issue", "result", "step", "rule", "due_on", "due_before", "stage"}
_LEADS = _SHARED | {"parts", "pieces", "question", "issue", "urgency", "language", "factory", "women", "men"}
_LEADS |= {"named", "yes", "help", "support", "said", "day", "workers"}


def decimal(amount: Decimal | None) -> str | None:
    """`6000.00`, never in exponents."""
    return None if amount is None else format(amount, "f")


def factory(row: tables.Factory | None) -> shapes.FactoryShape | None:
    """A factory of the register."""
    if row is None:
        return None
    return shapes.FactoryShape(
        id=row.id, name=row.name, khmer_sign=row.khmer_sign, province=row.province, brands=row.brands
    )


def party(row: tables.Party, standing: Standing | None = None) -> shapes.PartyShape:
    """An organisation."""
    return shapes.PartyShape(
        id=row.id,
        slug=row.slug,
        name_en=row.name_en,
        name_km=row.name_km,
        kind=row.kind,
        on_platform=row.on_platform,
        checked_by=standing.checked if standing else None,
        earlier_key_checked_by=standing.earlier if standing else None,
    )


def clock(row: tables.Clock) -> shapes.Clock:
    """A time limit, with where its rule is from."""
    rule = rule_for(row.rule, cambodian_day(row.started_at))
    return shapes.Clock(
        rule=row.rule,
        kind=row.kind,
        started_at=row.started_at,
        due_at=row.due_at,
        latest_at=row.latest_at,
        met_at=row.met_at,
        starts_with=list(rule.starts),
        ends_with=list(rule.ends),
        uncertain_years=uncertain(row),
        source=rule.source,
        certainty=rule.certainty,
    )


def event(line: EventLine, *, lead: bool) -> shapes.EventShape:
    """A line of the timeline with what this side may know of it."""
    known = _LEADS if lead else _SHARED
    data = {name: value for name, value in line.data.items() if name in known}
    by = "worker" if line.actor == "complainant" else line.actor
    return shapes.EventShape(at=line.at, kind=line.kind, by=by, data=data)


def line(row: Row) -> shapes.CaseLine:
    """One line of the list. A recipient learns its own referral's status, not the case's."""
    lead = row.referral is None
    return shapes.CaseLine(
        relation="lead" if lead else "recipient",
        number=row.reference,
        status=row.case.status if row.referral is None else row.referral.status,
        issue=None if row.is_out else row.case.issue,
        urgency=row.case.urgency if lead else None,
        factory=factory(row.factory),
        factory_words="" if row.factory else row.card.get("factory", ""),
        listed_at=row.listed_at,
        words=row.card.get("words", ""),
        kinds=row.card.get("kinds", []),
        support=list(row.support),
        for_woman=bool(row.card.get("for_woman")),
        called=row.ministry_called,
    )


def page(found: Page) -> shapes.CaseList:
    """A page of the list."""
    return shapes.CaseList(cases=[line(row) for row in found.rows], after=packed(found.after))


def packed(mark: str) -> str:
    """A page's mark as one word of letters and digits that needs no escaping in an address."""
    return base64.urlsafe_b64encode(mark.encode()).decode().rstrip("=")


def unpacked(word: str) -> str:
    """The mark again; whoever uses it reads it. Raises BadInput when it cannot be one."""
    try:
        return base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)).decode()
    except (ValueError, binascii.Error):
        raise BadInput("page_mark", field="after") from None


def reads(found: Reads) -> shapes.ReadList:
    """Who opened a case."""
    lines = [
        shapes.ReadShape(at=line.at, by=line.alias, party=party(line.party) if line.party else None)
        for line in found.lines
    ]
    return shapes.ReadList(reads=lines, before=found.before)


def conflicts(found: Sequence[Declared]) -> shapes.ConflictList:
    """Declared conflicts."""
    return shapes.ConflictList(
        conflicts=[shapes.ConflictShape(id=row.id, number=row.reference, by=row.alias, at=row.at) for row in found]
    )


def _counted(rows: Sequence[tuple[str, int]]) -> list[shapes.Counted]:
    return [shapes.Counted(value=value, count=count) for value, count in rows]


def _heads(found: Workers) -> shapes.Heads:
    return shapes.Heads(women=found.women, men=found.men, not_recorded=found.not_recorded)


def _stages(found: Stages) -> shapes.Stages:
    return shapes.Stages(
        agreed=_heads(found.agreed), delivered=_heads(found.delivered), confirmed=_heads(found.confirmed)
    )


def figures(found: Figures, export: Export) -> shapes.FiguresShape:
    """The sums, and what an export says of them."""
    return shapes.FiguresShape(
        cases=found.cases,
        by_status=_counted(found.by_status),
        by_referral_status=_counted(found.by_referral_status),
        by_issue=_counted(found.by_issue),
        by_factory=_counted(found.by_factory),
        by_month=_counted(found.by_month),
        reinstated=_stages(found.reinstated),
        money=[
            shapes.MoneyLine(
                kind=row.kind,
                currency=row.currency,
                agreed=format(row.agreed, "f"),
                delivered=format(row.delivered, "f"),
                confirmed=format(row.confirmed, "f"),
                workers=_stages(row.workers),
            )
            for row in found.money
        ],
        findings=_counted(found.findings),
        by_whom=[shapes.KindByWhom(kind=kind, **showing_words.columns(columns)) for kind, columns in found.by_whom],
        rounds=[showing_words.asked_again(one) for one in found.rounds],
        as_of=export.as_of,
        sha256=export.fingerprint,
        scope=dict(export.scope),
        figures=figures_by_code(export),
        support=[
            shapes.SupportSum(
                kind=row.kind, times=row.times, cases=row.cases, currency=row.currency, amount=decimal(row.amount)
            )
            for row in found.support
        ],
    )
