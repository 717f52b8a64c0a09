"""Where her cases stand, in plain words: who has them, every track, what comes next and by when."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import product

from bot.dialogue.model import Prompt
from bot.dialogue.queries import CaseState, NextReport, StatusReport
from bot.dialogue.screen import Scene, button, rows, say, short, to_her
from cases.rules import reading
from cases.rules.case_numbers import shown
from cases.rules.vocabulary import CaseStatus

EARLIER_SHOWN = 3
DAYS = {"meeting": "status.meeting", "hearing": "status.hearing"}  # on which she is expected herself


def _bare(text: str) -> str:
    """What is left of a question when signs and spaces do not count."""
    return "".join(sign for sign in reading.fold(text) if unicodedata.category(sign)[0] not in "PZS")


# Ways to ask it as the only words of a message. Anything longer is a message, and goes to who leads the case.
ASKED = frozenset(
    _bare(before + asked + after)
    for befores, asks, afters in (
        (
            ("", "រឿង", "រឿងខ្ញុំ", "រឿងរបស់ខ្ញុំ", "សំណុំរឿង", "សំណុំរឿងខ្ញុំ"),
            ("ដល់ណា", "បានដល់ណា", "ទៅដល់ណា", "នៅឯណា", "យ៉ាងម៉េច", "យ៉ាងណា"),
            ("", "ហើយ", "ហើយបង", "បង", "ហើយចា៎"),
        ),
        (
            ("where is ", "where's ", "how is ", "how's ", "what about ", "any news of ", "any news about "),
            ("my case", "my complaint", "it"),
            ("", " now"),
        ),
        (("",), ("status", "case status", "any news", "មានដំណឹងទេ", "មានដំណឹងអីទេ"), ("", " please")),
    )
    for before, asked, after in product(befores, asks, afters)
) - {_bare("យ៉ាងម៉េច"), _bare("យ៉ាងណា"), _bare("what about it"), _bare("how is it"), _bare("how's it")}


def is_asked(text: str) -> bool:
    """Does she ask where her case is, and nothing else?"""
    return _bare(text) in ASKED


def told(scene: Scene) -> tuple[Prompt, ...]:
    """Where her cases stand, the one at hand first."""
    conversation = scene.conversation
    if conversation.filed is None:
        return (say("status.none"),)
    cases = conversation.cases[: EARLIER_SHOWN + 1]
    reports: tuple[StatusReport, ...] = tuple(scene.ask(CaseState(case.complainant_id)) for case in cases)
    return tuple(prompt for report in reports for prompt in _told(report, conversation.visit is not None))


def _told(report: StatusReport, visited: bool) -> tuple[Prompt, ...]:
    lead = {"en": report.lead_en, "km": report.lead_km}
    known = report.closing_reason
    reason = to_her({"label": f"closing_reason.{known.value}" if known else "not_told"})
    closed = {"reason": reason} if report.status is CaseStatus.CLOSED else {}
    tracks = tuple(say("status.track", party=track.party, status=to_her(track.standing)) for track in report.tracks)
    days = tuple(say(DAYS[day.kind], party=day.party, date=day.date, time=day.time) for day in report.days)
    where = (say("status.days_where"),) if days and not visited else ()
    waiting = rows(
        *(button(f"consent:{one}", "status.consent", party=short(party)) for one, party in report.consents_asked),
        *(button(f"remedy:{one}", "status.remedy", kind=kind) for one, kind in report.remedies_asked),
        *(button(f"handover:{one}", "notice.handover") for one in report.handovers_asked),
        *(button(f"common:{one}", "notice.join") for one in report.joins_asked),
        *(button(f"trouble:{one}", "notice.trouble") for one in report.trouble_asked),
    )
    first = say(f"status.{report.status.value}", number=shown(report.number), lead=lead, **closed)
    asked = (say("status.waiting", waiting),) if waiting else ()
    coming = () if report.status is CaseStatus.CLOSED else what_comes(report.next_steps, expected=bool(days or waiting))
    return (first, *tracks, *coming, *days, *where, *asked)


def what_comes(steps: Sequence[NextReport], *, expected: bool) -> tuple[Prompt, ...]:
    """What comes next and by when. Where nothing has a day, and nothing is `expected` of her, that too is said."""
    if not steps and not expected:
        return (say("next.none"),)
    late = (say("next.late"),) if any(one.late for one in steps) else ()
    return (*(_step(one) for one in steps), *late)


def _step(one: NextReport) -> Prompt:
    return say(f"next.{one.rule}", party=one.party, kind=one.kind, date=one.date, time=one.time)
