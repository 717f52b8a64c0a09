"""A track as JSON shows it, to the lead or to its recipient."""

from __future__ import annotations

from typing import Any

from api.v1 import shapes, track_shapes
from api.v1.showing import party
from api.v1.showing_meetings import of_track
from cases.store.finding_views import FindingView
from cases.store.track_views import NoticeView, Track, Version, parts_told


def _disclosed(track: Track, *, lead: bool) -> dict[str, list[shapes.DisclosedItem]]:
    """What was shared. Its files' ids are the recipient's; the lead opens them by the story's."""
    known = shapes.DisclosedItem.model_fields.keys() - ({"file"} if lead else set())
    return {
        part: [shapes.DisclosedItem(**{name: value for name, value in item.items() if name in known}) for item in items]
        for part, items in track.disclosed.items()
    }


def track_told(track: Track, *, lead: bool) -> dict[str, Any]:
    """What lead and recipient both see of a track, as fields of its shape."""
    row = track.referral
    return {
        "reference": row.reference,
        "status": row.status,
        "sent_at": row.sent_at,
        "answered_at": row.answered_at,
        "held_until": row.held_until,
        "concluded_at": row.concluded_at,
        "conclusion": row.conclusion,
        "rejection": row.rejection,
        **of_track(track, lead=lead),
        "onward": [
            track_shapes.OnwardShape(
                id=one.id,
                party=party(one.party),
                reason=one.reason,
                note=one.note,
                by=one.by,
                at=one.at,
                seen=one.seen,
                answer=one.answer,
            )
            for one in track.onward
        ],
        "findings": [_finding(view) for view in track.findings],
        "disclosed": _disclosed(track, lead=lead),
        "versions": [_version(version, lead=lead) for version in track.versions],
    }


def _finding(view: FindingView) -> track_shapes.FindingShape:
    return track_shapes.FindingShape(
        id=view.id,
        critical_issue=view.critical_issue,
        result=view.result,
        month=view.month,
        published=view.published,
        note=view.note,
        by=view.by,
        entered_by_lead=view.entered_by_lead,
        at=view.at,
        earlier=view.earlier,
    )


def _version(version: Version, *, lead: bool) -> track_shapes.VersionShape:
    """A version; what the lead calls a file is never told to a recipient."""
    parts = list(version.parts) if lead else parts_told(version.parts)
    return track_shapes.VersionShape(
        number=version.number, parts=parts, at=version.at, read_at=version.read_at, ended_at=version.ended_at
    )


def lead_track(track: Track) -> track_shapes.LeadTrack:
    """A track with whose word stands, what management was told and where it was filed."""
    row = track.referral
    return track_shapes.LeadTrack(
        **track_told(track, lead=True),
        parts=row.parts,
        party=party(track.party),
        forum=row.forum,
        notices=[_notice(view) for view in track.notices],
        asked_at=row.asked_at,
        consents=[
            track_shapes.Consent(
                id=consent.id,
                status=consent.status,
                parts=consent.parts,
                given_by=consent.given_by,
                paper=consent.evidence_id,
                entered_by=track.aliases.get(consent.entered_by_staff_id or "", ""),
                entered_parts=consent.entered_parts,
                seconded_by=track.aliases.get(consent.seconded_by_staff_id or "", ""),
                asked_at=consent.asked_at,
                answered_at=consent.answered_at,
                expires_at=consent.expires_at,
                sendable_at=consent.sendable_at,
                purpose=track.referral.purpose,
                wording=consent.wording,
                wording_digest=consent.wording_digest,
                language=consent.language,
            )
            for consent in track.consents
        ],
        filing_number=track.filing_number,
        filed_on=row.filed_on,
    )


def _notice(view: NoticeView) -> track_shapes.NoticeShape:
    row = view.row
    return track_shapes.NoticeShape(
        told_on=row.told_on, by=row.by, named=row.named, parts=row.parts, words=view.words, entered_by=view.by
    )
