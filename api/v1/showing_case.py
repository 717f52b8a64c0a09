"""A case as JSON shows it: to its lead everything, to a recipient its own referral."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.v1 import case_shapes, remedy_shapes
from api.v1.heat_shapes import reading_shape
from api.v1.showing import clock, decimal, event, factory, party
from api.v1.showing_remedy import answer_told, remedy_fields
from api.v1.showing_track import lead_track, track_told
from api.v1.showing_words import representative, said_later
from cases.actions.letters import KeptLetter
from cases.rules.issues import issue_rules
from cases.store.handovers import HandoverView, Target, Word
from cases.store.linked_cases import Asked, OtherCase
from cases.store.ministry_views import CallView, HearingView
from cases.store.step_views import StepView
from cases.store.views import CaseView, Worker
from cases.store.watching import WatchView


def _call(view: CallView) -> case_shapes.CallShape:
    return case_shapes.CallShape(
        due_on=view.due_on,
        place=view.place,
        told_at=view.told_at,
        acknowledged_at=view.acknowledged_at,
        acknowledged_by=view.acknowledged_by,
    )


def _hearing(view: HearingView) -> case_shapes.HearingShape:
    return case_shapes.HearingShape(
        id=view.id,
        on=view.on,
        time=view.time,
        place=view.place,
        papers=view.papers,
        call=view.call,
        reference=view.reference,
        by=view.by,
        cancelled_at=view.cancelled_at,
    )


def _worker(worker: Worker) -> case_shapes.Worker:
    row = worker.row
    return case_shapes.Worker(
        number=worker.number,
        gender=row.gender,
        joined_at=row.joined_at,
        left_at=row.left_at,
        erased_at=row.erased_at,
        verified=row.verified_by,
        name=worker.identity.get("name", ""),
        phone=worker.identity.get("phone", ""),
        safe_word=worker.safe_word,
    )


def _watch(view: WatchView) -> case_shapes.WatchShape:
    return case_shapes.WatchShape(
        words=[
            case_shapes.TroubleShape(
                worker=word.worker,
                asked_for=word.asked_for,
                said=word.said,
                said_at=word.said_at,
                entered_by=word.entered_by,
                handled_at=word.handled_at,
                handled_by=word.handled_by,
                done=word.done,
            )
            for word in view.words
        ],
        days=list(view.days),
        nearby=[
            case_shapes.NearbyShape(case=one.number, issue=one.issue, status=one.status, filed_at=one.filed_at)
            for one in view.nearby
        ],
    )


def _step(view: StepView, references: Mapping[str, str]) -> case_shapes.StepShape:
    return case_shapes.StepShape(
        id=view.id, step=view.step, on=view.on, by=view.by, reference=references.get(view.referral_id or "", "")
    )


def _join(asked: Asked) -> case_shapes.JoinShape:
    row = asked.row
    return case_shapes.JoinShape(
        id=row.id,
        worker=asked.worker,
        status=asked.status,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        answered_at=row.answered_at,
        given_by=row.given_by,
        brought_at=row.brought_at,
    )


def _other(found: OtherCase) -> dict[str, Any]:
    case = found.case
    return {"case": case.number, "status": case.status, "filed_at": case.filed_at, "words": found.words}


def _linked(found: OtherCase) -> case_shapes.LinkedShape:
    return case_shapes.LinkedShape(
        **_other(found),
        asked_here=[_join(one) for one in found.asked_here],
        asked_there=[_join(one) for one in found.asked_there],
    )


def _handover(view: HandoverView) -> case_shapes.HandoverShape:
    return case_shapes.HandoverShape(
        id=view.row.id,
        status=view.row.status,
        old=party(view.old),
        new=party(view.new),
        by=view.by,
        asked_at=view.row.asked_at,
        ended_at=view.row.ended_at,
        consents=[_word(word) for word in view.words],
    )


def _word(word: Word) -> case_shapes.HandoverWord:
    row = word.row
    return case_shapes.HandoverWord(
        id=row.id,
        status=row.status,
        given_by=row.given_by,
        answered_at=row.answered_at,
        expires_at=row.expires_at,
        paper=row.evidence_id,
        entered_by=word.entered_by,
        seconded_by=word.seconded_by,
    )


def _target(target: Target) -> case_shapes.TargetShape:
    return case_shapes.TargetShape(party=party(target.party, target.standing), kin=target.kin)


def case(view: CaseView) -> case_shapes.LeadCase | case_shapes.RecipientCase:
    """One case as this viewer may see it."""
    return _lead_case(view) if view.access.is_lead else _recipient_case(view)


def _recipient_case(view: CaseView) -> case_shapes.RecipientCase:
    (track,) = view.tracks
    own = {track.referral.id: track.referral.reference}
    return case_shapes.RecipientCase(
        **track_told(track, lead=False),
        relation="recipient",
        parts=list(track.disclosed),
        version=view.access.version,
        issue=None if view.access.is_out else view.access.case.issue,
        factory=factory(view.factory),
        lead=party(view.lead),
        remedies=[
            remedy_shapes.Remedy(**remedy_fields(remedy, own, view.events, lead=False)) for remedy in view.remedies
        ],
        steps=[_step(one, own) for one in view.steps],
        clocks=[clock(row) for row in view.clocks],
        events=[event(line, lead=False) for line in view.events],
    )


def _lead_case(view: CaseView) -> case_shapes.LeadCase:
    row = view.access.case
    references = {track.referral.id: track.referral.reference for track in view.tracks}
    return case_shapes.LeadCase(
        relation="lead",
        number=view.number,
        version=view.access.version,
        status=row.status,
        issue=row.issue,
        urgency=row.urgency,
        clusters=list(issue_rules()[row.issue].clusters),
        critical_issues=list(view.critical_issues),
        quiet=view.quiet,
        for_woman=view.for_woman,
        source=row.source,
        language=row.language,
        factory=factory(view.factory),
        province=row.province,
        owner=view.owner,
        women=row.women,
        men=row.men,
        filed_at=row.filed_at,
        closed_at=row.closed_at,
        closing_reason=row.closing_reason,
        lead=party(view.lead),
        unreachable_since=view.unreachable_since,
        standing=[
            case_shapes.StandingShape(
                worker=line.worker,
                party=party(line.party),
                choice=line.word.choice,
                given_at=line.word.given_at,
                expires_at=line.word.expires_at,
                wording=line.word.wording,
                wording_digest=line.word.wording_digest,
                language=line.word.language,
            )
            for line in view.standing
        ],
        workers=[_worker(one) for one in view.workers],
        verified=list(view.verified),
        identities=[
            case_shapes.Identity(name=who.get("name", ""), phone=who.get("phone", "")) for who in view.identities
        ],
        details=[case_shapes.Details(**found) for found in (one.details for one in view.workers)],
        story=[
            case_shapes.StoryItem(
                kind=line.kind,
                at=line.at,
                text=line.text,
                question=line.question,
                values=list(line.values),
                answers=line.answers,
                file_id=line.file_id,
                media_type=line.media_type,
                seconds=line.seconds,
                worker=line.worker,
                safe_word=line.safe_word,
            )
            for line in view.story
        ],
        thread=[
            case_shapes.Message(
                at=said.at,
                by_worker=said.by_worker,
                by=said.alias,
                notice=said.notice,
                text=said.text,
                worker=said.worker,
                arrival=said.arrival,
                safe_word=said.safe_word,
            )
            for said in view.thread
        ],
        tracks=[lead_track(track) for track in view.tracks],
        remedies=[
            remedy_shapes.LeadRemedy(
                **remedy_fields(remedy, references, view.events, lead=True),
                answers=[answer_told(said) for said in remedy.answers],
                asked=remedy.words.asked,
                confirmed_by=remedy.words.yes,
                **said_later(remedy),
            )
            for remedy in view.remedies
        ],
        representatives=[representative(found) for found in view.representatives],
        support=[
            case_shapes.SupportShape(
                id=found.id,
                kind=found.kind,
                given_on=found.given_on,
                currency=found.currency,
                amount=decimal(found.amount),
                note=found.note,
                by=found.by,
            )
            for found in view.support
        ],
        ministry_calls=[_call(found) for found in view.ministry_calls],
        hearings=[_hearing(found) for found in view.hearings],
        readings=[
            reading_shape(found, view.worker_number(found.complainant_id) if found.complainant_id else 0)
            for found in view.readings
        ],
        watch=_watch(view.watch),
        linked=[_linked(found) for found in view.linked],
        similar=[case_shapes.OtherShape(**_other(found)) for found in view.similar],
        handovers=[_handover(found) for found in view.handing.all] if view.handing else [],
        hand_over_to=[_target(found) for found in view.handing.targets] if view.handing else [],
        steps=[_step(one, references) for one in view.steps],
        clocks=[clock(found) for found in view.clocks],
        events=[event(line, lead=True) for line in view.events],
    )


def letters(found: Sequence[KeptLetter]) -> case_shapes.LetterList:
    """The letters of a case, without what they say."""
    return case_shapes.LetterList(
        letters=[
            case_shapes.LetterShape(
                id=one.row.id,
                kind=one.row.kind,
                language=one.row.language,
                reference=one.reference,
                by=one.by,
                made_at=one.row.made_at,
            )
            for one in found
        ]
    )
