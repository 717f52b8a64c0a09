"""What waits on the tracks of a case for whoever looks at it, so that it stands on top of a page full of tracks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.desk.following_up import still_asked
from cases.actions.party_letters import LetterLine
from cases.rules.roles import Permission, may
from cases.rules.vocabulary import ConsentStatus, LetterKind, ReferralStatus
from cases.rules.workflow import Act, Actor, possible, track_table
from cases.store.door import Access
from cases.store.tables import Remedy
from cases.store.track_views import RemedyView, Track


@dataclass(frozen=True)
class Step:
    """Something to do: on a track or on a remedy, the words of its button, and the place on the page where that is."""

    words: str
    place: str
    track: Track | None = None
    remedy: Remedy | None = None


def acts_on(access: Access, track: Track) -> frozenset[Act]:
    """What can be done on a track now; for a party off the platform the lead does its part too."""
    table = track_table(track.referral.forum)
    acts = possible(table, track.referral.status, access.actor)
    if access.is_lead and not track.party.on_platform:
        acts |= possible(table, track.referral.status, Actor.RECIPIENT)
    return acts


def steps(
    access: Access,
    tracks: Sequence[Track],
    remedies: Sequence[RemedyView],
    letters: Mapping[str, Sequence[LetterLine]],
) -> list[Step]:
    """Track by track, then papers about remedies; `letters` by the id of their referral. Nothing on a closed case."""
    if access.case.closing_reason is not None:
        return []
    on_tracks = [
        Step(words, place, track=track)
        for track in tracks
        for words, place in _of_track(access, track, letters.get(track.referral.id, ()))
    ]
    return on_tracks + [
        Step("desk.remedy_paper.to_see", f"remedy-{remedy.row.id}", remedy=remedy.row)
        for remedy in remedies
        if _waits_for_a_second(access, remedy)
    ]


def _waits_for_a_second(access: Access, remedy: RemedyView) -> bool:
    """Whether a signed paper counts as soon as this reader has seen it."""
    me = access.viewer.staff_id
    waiting = any(not paper.seconded_by and paper.row.entered_by_staff_id != me for paper in remedy.papers)
    return waiting and still_asked(access, remedy.row) and may(access.viewer.role, Permission.SECOND_PAPER)


def _of_track(access: Access, track: Track, letters: Sequence[LetterLine]) -> Iterator[tuple[str, str]]:
    me, here, acts = access.viewer.staff_id, track.referral.reference, acts_on(access, track)
    if Act.SEND in acts and track.has_news:
        yield send_words(track), f"send-referral-{here}"
    if Act.RECEIVE in acts and track.referral.status is ReferralStatus.SENT:
        yield "desk.act.file", f"receive-referral-{here}"
    for consent in track.consents:
        on_paper = consent.status is ConsentStatus.ASKED and consent.evidence_id
        if on_paper and consent.entered_by_staff_id != me:
            yield "desk.act.second-consent", f"second-consent-{consent.id}"
    for proposal in track.onward:
        if not proposal.answer:
            yield "desk.act.answer-onward", f"proposal-{proposal.id}"
    for letter in letters if may(access.viewer.role, Permission.APPROVE_LETTERS) else ():
        if letter.row.kind is LetterKind.BUYER and not letter.row.approved_at and letter.row.by_staff_id != me:
            yield "desk.act.approve-letter", f"letter-{letter.row.id}"


def send_words(track: Track) -> str:
    """What the button says that lets the recipient see what was agreed to."""
    if track.referral.sent_at:
        return "desk.act.send-more"
    return "desk.act.send-referral" if track.party.on_platform else "desk.act.send-referral.off_platform"
