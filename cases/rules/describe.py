"""docs/workflow.md, drawn from the tables of `workflow.py`: `python -m cases.rules.describe` writes it anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cases.rules.closing import act_for
from cases.rules.roles import MEANING, Permission, may
from cases.rules.vocabulary import (
    CaseStatus,
    ClosingReason,
    HandoverStatus,
    ReferralStatus,
    RemedyStatus,
    StaffRole,
)
from cases.rules.workflow import CASE, DIRECT, HANDOVER, REFERRAL, REMEDY, Act, Actor, S, Step

FILE = Path(__file__).parents[2] / "docs" / "workflow.md"

HEAD = """# What may happen next

Written by `python -m cases.rules.describe` from the tables in `cases/rules/workflow.py`; a test fails when it is
stale.

A table maps a status and an act to the status afterwards and to those whose act it is. What is not in a table
cannot happen. The drawings leave out acts that change no status; the tables have them.

| whose | who that is |
|---|---|
| lead | any officer, mediator or lead of the party that leads the case |
| recipient | any of the party that the referral went to; for a party off the platform the lead's officer enters it |
| worker | she, through her linked chat or her receipt |
| system | time |
"""

CLOSING = """## What else closing needs

A status is not enough to close a case; `cases/rules/closing.py` names what still stands in the way. Withdrawing is
never blocked. Reopening is refused where she withdrew: it would stop the erasure.

| reason | act | blocked while |
|---|---|---|
"""

PERMISSIONS = """## Roles and permissions

Whose act something is, above, speaks of parties; a person's role says what she may do at all
(`cases/rules/roles.py`). Neither opens a case: that is the one door's, which knows her party's cases, whom a worker
excluded and who declared a conflict.
"""

TAKEN_ON = "a referral has not ended, a duty clock is open, or a remedy is not settled"
BLOCKED: Mapping[ClosingReason, str] = {
    ClosingReason.CONFIRMED: f"{TAKEN_ON}; no remedy is confirmed, or one was given up",
    ClosingReason.UNCONFIRMED: f"{TAKEN_ON}; what was agreed is all confirmed",
    ClosingReason.WITHDRAWN: "never",
    ClosingReason.OUT_OF_SCOPE: "something was disclosed, or a referral has not ended",
    ClosingReason.MERGED: "something was disclosed, or a referral has not ended",
    ClosingReason.SPAM: "something was disclosed, or a referral has not ended",
}


@dataclass(frozen=True)
class _Part:
    """One chapter: `order` gives the rows of its table their order, `first` the status that everything begins with."""

    title: str
    says: str
    order: tuple[str, ...]
    first: str


CASE_PART = _Part("Case", "One complaint, in the hands of one lead party.", tuple(CaseStatus), CaseStatus.RECEIVED)
REFERRAL_PART = _Part(
    "Referral",
    "One more party, brought in with her consent. Many run in parallel, and what happens in one changes no other.",
    tuple(ReferralStatus),
    ReferralStatus.ASKED,
)
DIRECT_PART = _Part(
    "Direct negotiation",
    "The lead's own track, with management or in the bipartite committee. She says first what may be told there.",
    tuple(ReferralStatus),
    ReferralStatus.ASKED,
)
HANDOVER_PART = _Part(
    "Hand-over",
    "The case on its way to another lead. It goes when every complainant has said yes; who says no keeps it here.",
    tuple(HandoverStatus),
    HandoverStatus.ASKED,
)
REMEDY_PART = _Part(
    "Remedy",
    "One thing agreed. Agreed, delivered and confirmed are three facts with three dates; only she confirms.",
    tuple(RemedyStatus),
    RemedyStatus.PROPOSED,
)


def document() -> str:
    """The whole page as Markdown."""
    parts = [HEAD, _chapter(CASE_PART, CASE), _closing(), _chapter(REFERRAL_PART, REFERRAL)]
    parts += [_chapter(DIRECT_PART, DIRECT), _chapter(HANDOVER_PART, HANDOVER)]
    return "\n".join([*parts, _chapter(REMEDY_PART, REMEDY), _permissions()])


def _chapter(part: _Part, table: Mapping[tuple[S, Act], Step[S]]) -> str:
    return f"## {part.title}\n\n{part.says}\n\n{_drawing(part, table)}\n{_rows(part, table)}"


def _drawing(part: _Part, table: Mapping[tuple[S, Act], Step[S]]) -> str:
    """One arrow for each pair of statuses, with every act that leads along it."""
    acts: dict[tuple[str, str], list[str]] = {}
    for (status, act), step in table.items():
        if step.to is not status:
            acts.setdefault((status.value, step.to.value), []).append(act.value)
    ends = [status for status in part.order if not any(status == source for source, _ in acts)]
    lines: list[str] = ["```mermaid", "stateDiagram-v2", f"    [*] --> {part.first}"]
    lines += [f"    {source} --> {target}: {_words(acts[source, target])}" for source, target in acts]
    lines += [f"    {status} --> [*]" for status in ends]
    return "\n".join([*lines, "```", ""])


def _rows(part: _Part, table: Mapping[tuple[S, Act], Step[S]]) -> str:
    """One row for each act: acts of the same actors from several statuses to the same one share a row."""
    merged: dict[tuple[Act, str, frozenset[Actor]], list[str]] = {}
    for (status, act), step in table.items():
        target = "stays" if step.to is status else step.to.value
        merged.setdefault((act, target, step.actors), []).append(status.value)
    lines = ["| act | from | to | whose |", "|---|---|---|---|"]
    for (act, target, actors), sources in merged.items():
        ordered = [status for status in part.order if status in sources]
        whose = [actor.value for actor in Actor if actor in actors]
        lines.append(f"| {act.value} | {_words(ordered)} | {target} | {_words(whose)} |")
    return "\n".join(lines) + "\n"


def _closing() -> str:
    rows = [f"| {reason.value} | {act_for(reason).value} | {BLOCKED[reason]} |" for reason in ClosingReason]
    return CLOSING + "\n".join(rows) + "\n"


def _permissions() -> str:
    """One row for each permission, one column for each role."""
    head = f"| permission | {' | '.join(StaffRole)} | what it is |"
    rows = [
        f"| {permission.value} | {' | '.join('yes' if may(role, permission) else '' for role in StaffRole)} "
        f"| {MEANING[permission]} |"
        for permission in Permission
    ]
    return "\n".join([PERMISSIONS, head, "|---" * (len(StaffRole) + 2) + "|", *rows, ""])


def _words(words: Iterable[str]) -> str:
    return ", ".join(words)


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(document(), encoding="utf-8")
