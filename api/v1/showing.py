"""From what a viewer may see to JSON, field by field: nothing goes out that is not named here."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from api.v1 import shapes
from cases.rules.clocks import rule_for
from cases.rules.errors import BadInput
from cases.rules.standing import Standing
from cases.rules.workers import Workers
from cases.store import tables
from cases.store.clock import cambodian_day
from cases.store.conflicts import Declared
from cases.store.figures import Figures, Stages
from cases.store.handovers import HandoverView, Target, Word
from cases.store.lists import Page, Row
from cases.store.reads import Reads
from cases.store.track_views import MeetingView, NoticeView, RemedyView, Track, Version, parts_told
from cases.store.views import CaseView, EventLine

# What a line of the timeline may carry to each side. Ids of rows stay inside; remedies are known by theirs.
_SHARED = {"held_on", "next_on", "until", "reason", "conclusion", "on", "whole", "kind", "remedy", "entered_by_lead"}
_LEADS = _SHARED | {"parts", "pieces", "question", "issue", "urgency", "language", "factory", "women", "men"}
_LEADS |= {"named", "yes"}


def decimal(amount: Decimal | None) -> str | None:
    """`6000.00`, never in exponents."""
    return None if amount is None else format(amount, "f")


def factory(row: tables.Factory | None) -> shapes.FactoryShape | None:
    """A factory of the register."""
    if row is None:
        return None
    return shapes.FactoryShape(id=row.id, name=row.name, khmer_sign=row.khmer_sign, province=row.province)


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


def meeting(view: MeetingView) -> shapes.Meeting:
    """A meeting."""
    return shapes.Meeting(
        held_on=view.held_on,
        next_on=view.next_on,
        place=view.place,
        present=view.present,
        offers=view.offers,
        notes=view.notes,
        by=view.by,
    )


def _remedy(view: RemedyView, references: Mapping[str, str]) -> dict[str, Any]:
    row = view.row

    def heads(stage: str) -> shapes.Heads:
        women, men, others = (getattr(row, stage + who) for who in ("women", "men", "not_recorded"))
        return shapes.Heads(women=women, men=men, not_recorded=others)

    return {
        "id": row.id,
        "reference": references[row.referral_id] if row.referral_id else None,
        "kind": row.kind,
        "status": row.status,
        "currency": row.currency,
        "amount": decimal(view.money("amount")),
        "delivered_amount": decimal(view.money("delivered_amount")),
        "confirmed_amount": decimal(view.money("confirmed_amount")),
        "agreed": heads(""),
        "delivered": heads("delivered_"),
        "confirmed": heads("confirmed_"),
        "due_on": row.due_on,
        "agreed_on": row.agreed_on,
        "delivered_on": row.delivered_on,
        "details": view.details,
    }


def _answer(answer: Mapping[str, Any]) -> shapes.RemedyAnswer:
    return shapes.RemedyAnswer(
        confirmed=answer["confirmed"], at=answer["at"], facts=answer["facts"], comment=answer["comment"]
    )


def clock(row: tables.Clock) -> shapes.Clock:
    """A time limit, with where its rule is from."""
    rule = rule_for(row.rule, cambodian_day(row.started_at))
    return shapes.Clock(
        rule=row.rule,
        kind=row.kind,
        started_at=row.started_at,
        due_at=row.due_at,
        met_at=row.met_at,
        source=rule.source,
        certainty=rule.certainty,
    )


def event(line: EventLine, *, lead: bool) -> shapes.EventShape:
    """A line of the timeline with what this side may know of it."""
    known = _LEADS if lead else _SHARED
    data = {name: value for name, value in line.data.items() if name in known}
    by = "worker" if line.actor == "complainant" else line.actor
    return shapes.EventShape(at=line.at, kind=line.kind, by=by, data=data)


def _disclosed(track: Track, *, lead: bool) -> dict[str, list[shapes.DisclosedItem]]:
    """What was shared. Its files' ids are the recipient's; the lead opens them by the story's."""
    known = shapes.DisclosedItem.model_fields.keys() - ({"file"} if lead else set())
    return {
        part: [shapes.DisclosedItem(**{name: value for name, value in item.items() if name in known}) for item in items]
        for part, items in track.disclosed.items()
    }


def _track(track: Track, *, lead: bool) -> dict[str, Any]:
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
        "meetings": [meeting(view) for view in track.meetings],
        "disclosed": _disclosed(track, lead=lead),
        "versions": [_version(version, lead=lead) for version in track.versions],
    }


def _version(version: Version, *, lead: bool) -> shapes.VersionShape:
    """A version; what the lead calls a file is never told to a recipient."""
    parts = list(version.parts) if lead else parts_told(version.parts)
    return shapes.VersionShape(
        number=version.number, parts=parts, at=version.at, read_at=version.read_at, ended_at=version.ended_at
    )


def _lead_track(track: Track) -> shapes.LeadTrack:
    row = track.referral
    return shapes.LeadTrack(
        **_track(track, lead=True),
        parts=row.parts,
        party=party(track.party),
        forum=row.forum,
        notices=[_notice(view) for view in track.notices],
        asked_at=row.asked_at,
        consents=[
            shapes.Consent(
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
            )
            for consent in track.consents
        ],
        filing_number=track.filing_number,
        filed_on=row.filed_on,
    )


def _notice(view: NoticeView) -> shapes.NoticeShape:
    row = view.row
    return shapes.NoticeShape(
        told_on=row.told_on, by=row.by, named=row.named, parts=row.parts, words=view.words, entered_by=view.by
    )


def _handover(view: HandoverView) -> shapes.HandoverShape:
    return shapes.HandoverShape(
        id=view.row.id,
        status=view.row.status,
        old=party(view.old),
        new=party(view.new),
        by=view.by,
        asked_at=view.row.asked_at,
        ended_at=view.row.ended_at,
        consents=[_word(word) for word in view.words],
    )


def _word(word: Word) -> shapes.HandoverWord:
    row = word.row
    return shapes.HandoverWord(
        id=row.id,
        status=row.status,
        given_by=row.given_by,
        answered_at=row.answered_at,
        expires_at=row.expires_at,
        paper=row.evidence_id,
        entered_by=word.entered_by,
        seconded_by=word.seconded_by,
    )


def _target(target: Target) -> shapes.TargetShape:
    return shapes.TargetShape(party=party(target.party, target.standing), kin=target.kin)


def case(view: CaseView) -> shapes.LeadCase | shapes.RecipientCase:
    """One case as this viewer may see it."""
    return _lead_case(view) if view.access.is_lead else _recipient_case(view)


def _recipient_case(view: CaseView) -> shapes.RecipientCase:
    (track,) = view.tracks
    own = {track.referral.id: track.referral.reference}
    return shapes.RecipientCase(
        **_track(track, lead=False),
        relation="recipient",
        parts=list(track.disclosed),
        version=view.access.version,
        issue=view.access.case.issue,
        factory=factory(view.factory),
        lead=party(view.lead),
        remedies=[shapes.Remedy(**_remedy(remedy, own)) for remedy in view.remedies],
        clocks=[clock(row) for row in view.clocks],
        events=[event(line, lead=False) for line in view.events],
    )


def _lead_case(view: CaseView) -> shapes.LeadCase:
    row = view.access.case
    references = {track.referral.id: track.referral.reference for track in view.tracks}
    return shapes.LeadCase(
        relation="lead",
        number=view.number,
        version=view.access.version,
        status=row.status,
        issue=row.issue,
        urgency=row.urgency,
        language=row.language,
        factory=factory(view.factory),
        province=row.province,
        women=row.women,
        men=row.men,
        filed_at=row.filed_at,
        closed_at=row.closed_at,
        closing_reason=row.closing_reason,
        lead=party(view.lead),
        unreachable_since=view.unreachable_since,
        verified=list(view.verified),
        identities=[shapes.Identity(name=who.get("name", ""), phone=who.get("phone", "")) for who in view.identities],
        story=[
            shapes.StoryItem(
                kind=line.kind,
                at=line.at,
                text=line.text,
                question=line.question,
                values=list(line.values),
                file_id=line.file_id,
                media_type=line.media_type,
                seconds=line.seconds,
            )
            for line in view.story
        ],
        thread=[
            shapes.Message(at=said.at, by_worker=said.by_worker, by=said.alias, notice=said.notice, text=said.text)
            for said in view.thread
        ],
        tracks=[_lead_track(track) for track in view.tracks],
        remedies=[
            shapes.LeadRemedy(**_remedy(remedy, references), answers=[_answer(said) for said in remedy.answers])
            for remedy in view.remedies
        ],
        handovers=[_handover(found) for found in view.handing.all] if view.handing else [],
        hand_over_to=[_target(found) for found in view.handing.targets] if view.handing else [],
        clocks=[clock(found) for found in view.clocks],
        events=[event(line, lead=True) for line in view.events],
    )


# ------------------------------------------------------------------------------------------------- lists
def line(row: Row) -> shapes.CaseLine:
    """One line of the list. A recipient learns its own referral's status, not the case's."""
    lead = row.referral is None
    return shapes.CaseLine(
        relation="lead" if lead else "recipient",
        number=row.reference,
        status=row.case.status if row.referral is None else row.referral.status,
        issue=row.case.issue,
        urgency=row.case.urgency if lead else None,
        factory=factory(row.factory),
        factory_words="" if row.factory else row.card.get("factory", ""),
        listed_at=row.listed_at,
        words=row.card.get("words", ""),
        kinds=row.card.get("kinds", []),
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


# --------------------------------------------------------------------------------------- reads, conflicts
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


# ----------------------------------------------------------------------------------------------- figures
def _counted(rows: Sequence[tuple[str, int]]) -> list[shapes.Counted]:
    return [shapes.Counted(value=value, count=count) for value, count in rows]


def _heads(found: Workers) -> shapes.Heads:
    return shapes.Heads(women=found.women, men=found.men, not_recorded=found.not_recorded)


def _stages(found: Stages) -> shapes.Stages:
    return shapes.Stages(
        agreed=_heads(found.agreed), delivered=_heads(found.delivered), confirmed=_heads(found.confirmed)
    )


def figures(found: Figures) -> shapes.FiguresShape:
    """The sums."""
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
    )
