"""What the page of a case is drawn from: for the lead everything, for a recipient its own referral."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

import locales
from api.desk.drawing import (
    clock_shown,
    conversation,
    day_of,
    factory_name,
    facts,
    heads,
    heads_told,
    part_names,
    parts_shown,
    timeline,
    told,
)
from api.desk.findings import issue_choices, issue_words, may_keep_finding
from api.desk.following_up import speakers, still_asked, told_again
from api.desk.heat import degrees, felt_words, wbgt_words
from api.desk.letters import claim_choices, may_write_letter
from api.desk.meeting_words import about_meetings
from api.desk.next_steps import acts_on, send_words, steps
from api.desk.reader import desk_page, language_of, name_of
from api.desk.remedies import remedy_context
from api.errors import blocker
from api.errors import part as part_named
from bot.answers import preview_text
from cases.actions.letters import letters_of
from cases.actions.onward import WORKING, onward_parties
from cases.actions.parties import referable_parties
from cases.actions.party_letters import party_letters_of
from cases.actions.triage import standing_of
from cases.rules import case_numbers, retention
from cases.rules.closing import act_for, blockers
from cases.rules.facts import OF_THE_CASE, STATUTORY, Step
from cases.rules.issues import issue_rules
from cases.rules.number_lists import as_row
from cases.rules.roles import Permission, may
from cases.rules.standing import Standing
from cases.rules.vocabulary import (
    Addressee,
    CameBy,
    CaseStatus,
    ClosingReason,
    Conclusion,
    ConflictReason,
    FindingResult,
    Forum,
    Gender,
    HeatPlace,
    Issue,
    Language,
    NoticeBy,
    OnwardAnswer,
    OnwardReason,
    PartyKind,
    PhotoStage,
    RejectionReason,
    RemedyKind,
    StoryKind,
    SupportKind,
    TakenBy,
    Trouble,
    Urgency,
    VerifiedBy,
)
from cases.rules.workflow import CASE, LIVE, OPEN_CASE, REMEDY, Act, Actor, possible
from cases.store.clock import cambodian_day
from cases.store.conflicts import excluded_parties
from cases.store.door import Access
from cases.store.estimate_views import may_estimate
from cases.store.heat_views import READING
from cases.store.sharing import collect
from cases.store.tables import Case, Party
from cases.store.track_views import RemedyView, Track, parts_told
from cases.store.unit import Store, Unit
from cases.store.views import CaseView

LISTS: Mapping[str, Any] = {
    "addressees": Addressee,
    "issues": Issue,
    "urgencies": Urgency,
    "languages": Language,
    "conclusions": Conclusion,
    "conflict_reasons": ConflictReason,
    "rejections": RejectionReason,
    "remedy_kinds": RemedyKind,
    "photo_stages": [PhotoStage.BEFORE, PhotoStage.AFTER],
    "taken_by": [TakenBy.OFFICER, TakenBy.PICC],
    "support_kinds": SupportKind,
    "finding_results": FindingResult,
    "heat_places": HeatPlace,
    "onward_answers": OnwardAnswer,
    "onward_reasons": OnwardReason,
    "story_kinds": StoryKind,
    "notice_by": NoticeBy,
    "verified_by": VerifiedBy,
    "came_by": CameBy,
    "genders": Gender,
    "troubles": Trouble,
    "acts": Act,
    "statuses": CaseStatus,
    "statutory": STATUTORY,
    "steps_of_a_track": [step for step in Step if step not in OF_THE_CASE],
    "steps_of_the_case": [step for step in Step if step in OF_THE_CASE],
}


@dataclass(frozen=True)
class Failed:
    """A form that was refused: which one, why, and everything that was typed into it."""

    form_id: str = ""
    sentence: str = ""
    typed: FormData = field(default_factory=FormData)
    more: Sequence[str] = ()

    def kept(self, form_id: str, name: str, default: object = "") -> str:
        """What stands in a field now: what was typed when this form was refused, else its usual value."""
        if form_id == self.form_id:
            return str(self.typed.get(name, ""))
        return "" if default is None else str(default)

    def ticked(self, form_id: str, name: str, default: Sequence[str] = ()) -> Sequence[str]:
        return [str(value) for value in self.typed.getlist(name)] if form_id == self.form_id else default


@dataclass(frozen=True)
class Receiver:
    """A party that may be brought in: open, or off the platform."""

    party: Party
    name: str
    standing: Standing


@dataclass(frozen=True)
class ClosingChoice:
    reason: ClosingReason
    blocked_by: Sequence[str]


async def case_page(
    request: Request,
    store: Store,
    view: CaseView,
    *,
    failed: Failed | None = None,
    done: str = "",
    at: str = "",
    status: int = 200,
) -> Response:
    """The page, with a refused form as it was sent. `done` is the verb just carried out, `at` the place of the page."""
    language = language_of(request)
    access = view.access
    today = cambodian_day(store.clock.now())
    context = shared(language, store.clock.now(), view) | {
        "failed": failed or Failed(),
        "done": _done(view, done, at),
        "at": at,
        "holds": partial(holds, at),
        "today": today.isoformat(),
        "tomorrow": (today + dt.timedelta(days=1)).isoformat(),
        "form_key": partial(secrets.token_urlsafe, 16),
    }
    if not access.is_lead:
        async with store.reading() as unit:
            others = await onward_parties(unit, access)
        return desk_page(
            request,
            "referral.html",
            status,
            **context,
            track=view.tracks[0],
            measured=any(READING in item for part in view.tracks[0].disclosed.values() for item in part),
            may_propose_onward=view.tracks[0].referral.status in WORKING,
            onward_parties=[(party.id, name_of(language, party)) for party in others],
        )
    async with store.reading() as unit:
        more = await _of_the_lead(unit, language, view)
    return desk_page(request, "case.html", status, **context, **more)


def holds(at: str, drawn: str) -> bool:
    """Whether this piece of the page holds a form that was refused, or the place where something was done."""
    return 'role="alert"' in drawn or bool(at and f'id="{at}"' in drawn)


def _done(view: CaseView, verb: str, at: str) -> str:
    """Which sentence says that it was done; "" for none. Samleng sends nothing to a party off the platform."""
    here = [found for found in view.tracks if at == f"track-{found.referral.reference}"]
    if verb == "send-referral" and here and not here[0].party.on_platform:
        return f"{verb}.off_platform"
    return verb


def recipient(language: Language, track: Track) -> str:
    """Whom a track leads to: management or the committee where the lead negotiates itself, else the party."""
    forum = track.referral.forum
    if forum is None:
        return name_of(language, track.party)
    words = locales.label(language, forum)
    return words[0].upper() + words[1:]


def shared(language: Language, now: dt.datetime, view: CaseView) -> dict[str, Any]:
    """What every page of a case is drawn from, for lead and recipient."""
    access = view.access
    names = {track.party.id: name_of(language, track.party) for track in view.tracks if not track.referral.forum}
    if view.handing:
        names |= {one.new.id: name_of(language, one.new) for one in view.handing.all}
    whose = {track.referral.id: recipient(language, track) for track in view.tracks if access.is_lead}
    promised = {item.row.id: locales.label(language, item.row.kind) for item in view.remedies}

    def remedy_acts(remedy: RemedyView) -> frozenset[Act]:
        return possible(REMEDY, remedy.row.status, access.actor)

    return {
        "view": view,
        "case": access.case,
        "own_number": access.holder.reference,
        "path": f"/desk/cases/{access.holder.reference}",
        "shown": case_numbers.shown,
        "seen": access.version,
        "is_lead": access.is_lead,
        "viewer_id": access.viewer.staff_id,
        "viewer_alias": access.viewer.alias,
        "sees_reads": access.is_lead and may(access.viewer.role, Permission.SEE_READS),
        "lead_name": name_of(language, view.lead),
        "factory": view.factory,
        "factory_name": partial(factory_name, language),
        "told": partial(told, language),
        "told_again": partial(told_again, language),
        "still_asked": lambda row: still_asked(access, row),
        "number_row": as_row,
        "speakers": partial(speakers, language),
        "clocks": [
            clock_shown(
                language, clock, now, promised.get(clock.remedy_id or "", ""), whose.get(clock.referral_id or "", "")
            )
            for clock in view.clocks
            if clock.met_at is None
        ],
        "timeline": timeline(language, view.events, names),
        "party_name": partial(name_of, language),
        "recipient": partial(recipient, language),
        "part_names": part_names(language, view.story),
        "part_named": lambda value: part_named(language, value).label,
        "parts_told": parts_told,
        "track_acts": partial(acts_on, access),
        "remedy_acts": remedy_acts,
        "may_keep_finding": partial(may_keep_finding, access),
        "critical_issues": issue_choices(language),
        "issue_words": partial(issue_words, language),
        "heads": partial(heads if access.is_lead else heads_told, language),
        "day_of": day_of,
        "words_of": lambda items: preview_text(language, items),
        **about_meetings(language, access),
        **remedy_context(language, view),
        **LISTS,
    }


async def _of_the_lead(unit: Unit, language: Language, view: CaseView) -> dict[str, Any]:
    access = view.access
    found = await collect(unit, access.viewer.keys, access.case)
    acts = possible(CASE, access.case.status, Actor.LEAD)
    letters = await party_letters_of(unit, access)
    papers = _papers(view)
    return {
        "acts_now": acts,
        "may_assign": may(access.viewer.role, Permission.ASSIGN_CASES),
        "steps": steps(access, view.tracks, view.remedies, letters),
        "send_words": send_words,
        "facts": facts(language, view.story),
        "taxonomy": taxonomy(language, view),
        "bubbles": conversation(language, view.thread),
        "parts": [one for one in parts_shown(language, view, found.items) if one.file_id not in papers],
        "papers": papers,
        "excluded": await _excluded(unit, language, access),
        "receivers": await _receivers(unit, language, access, view.tracks),
        "closing": await _closing(unit, language, access, acts),
        "kept_until": _kept_until(language, access.case),
        "forums": _forums(view.tracks),
        "may_add_worker": access.case.status in OPEN_CASE
        and may(access.viewer.role, Permission.FILE_FOR_WORKERS)
        and not (view.handing and view.handing.open),
        "helped_with": list(dict.fromkeys(given.kind for given in view.support)),
        "may_keep_support": access.case.closing_reason is not ClosingReason.WITHDRAWN,
        "degrees": degrees,
        "felt_words": partial(felt_words, language),
        "wbgt_words": partial(wbgt_words, language),
        "letters": await letters_of(unit, access),
        "party_letters": letters,
        "may_write_letter": partial(may_write_letter, access),
        "may_approve_letters": may(access.viewer.role, Permission.APPROVE_LETTERS),
        "may_complain": access.viewer.party_kind is not PartyKind.BFC,
        "may_estimate": may_estimate(access),
        "claim_choices": claim_choices(language),
        "direct": [remedy for remedy in view.remedies if remedy.row.referral_id is None],
    }


def taxonomy(language: Language, view: CaseView) -> list[str]:
    """Where the case stands among BFC's clusters, and which critical issues it may touch."""
    clusters = issue_rules()[view.access.case.issue].clusters
    touched = [issue_words(language, number) for number in view.critical_issues]
    return [*(locales.label(language, cluster) for cluster in clusters), *touched]


def _papers(view: CaseView) -> set[str]:
    """Files that are a worker's yes: they stand beside it, and are nothing that happened or that is shared."""
    words = [consent.evidence_id for track in view.tracks for consent in track.consents]
    words += [paper.row.evidence_id for remedy in view.remedies for paper in remedy.papers]
    for handover in view.handing.all if view.handing else ():
        words += [word.row.evidence_id for word in handover.words]
    return {word for word in words if word}


def _forums(tracks: Sequence[Track]) -> list[Forum]:
    """Where the lead does not negotiate yet."""
    running = {track.referral.forum for track in tracks if track.referral.status in LIVE}
    return [forum for forum in Forum if forum not in running]


def _kept_until(language: Language, case: Case) -> str:
    """The last day on which the content of a closed case is kept, in words; "" for an open one."""
    if case.closing_reason is None or case.closed_at is None:
        return ""
    until = retention.kept_until(case.closing_reason, case.closed_at, case.entered_at)
    return locales.date(language, cambodian_day(until))


async def _closing(unit: Unit, language: Language, access: Access, acts: frozenset[Act]) -> list[ClosingChoice]:
    """Every reason that the status permits, with what still stands in its way, in words."""
    standing = await standing_of(unit, access.case)
    return [
        ClosingChoice(reason, [blocker(language, code).label for code in blockers(reason, standing)])
        for reason in ClosingReason
        if reason is not ClosingReason.WITHDRAWN and act_for(reason) in acts
    ]


async def _excluded(unit: Unit, language: Language, access: Access) -> list[str]:
    """The organisations that she does not want to know of the case, by name."""
    return [name_of(language, party) for party in await excluded_parties(unit, access.case)]


async def _receivers(unit: Unit, language: Language, access: Access, tracks: Sequence[Track]) -> list[Receiver]:
    """Who may be brought in: not the lead, nobody whom a worker excluded, nobody whose track is running."""
    excluded = [party.id for party in await excluded_parties(unit, access.case)]
    running = [track.party.id for track in tracks if track.referral.status in LIVE and not track.referral.forum]
    left_out = {*excluded, *running}
    return [
        Receiver(party, name_of(language, party), standing or Standing())
        for party, standing in await referable_parties(unit, access.case.lead_party_id)
        if party.id not in left_out
    ]
