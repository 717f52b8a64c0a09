"""What is said of a remedy after it was delivered, as JSON for the lead."""

from __future__ import annotations

from typing import Any

from api.v1 import case_shapes, remedy_shapes, shapes
from cases.rules.by_whom import ByWhom
from cases.store.follow_ups import Round
from cases.store.said_for_others import RepresentativeView
from cases.store.track_views import RemedyView


def said_later(view: RemedyView) -> dict[str, Any]:
    """By whom it is confirmed, what came when they were asked again, papers, and words for others."""
    return {
        "by_whom": shapes.ByWhom(**columns(view.by_whom)),
        "rounds": [asked_again(one) for one in view.rounds],
        "again": [
            remedy_shapes.FollowUpAnswer(
                day=one.day, held=one.held, at=one.at, facts=dict(one.facts), comment=one.comment
            )
            for one in view.again
        ],
        "papers": [
            remedy_shapes.RemedyPaperShape(
                id=paper.row.id,
                workers=list(paper.workers),
                confirmed=paper.row.confirmed,
                file_id=paper.row.evidence_id,
                entered_by=paper.entered_by,
                seconded_by=paper.seconded_by,
                at=paper.row.at,
            )
            for paper in view.papers
        ],
        "for_others": [
            remedy_shapes.ForOthersShape(
                representative=word.representative_id,
                confirmed=word.confirmed,
                workers=word.workers,
                said_on=word.said_on,
                by=word.by,
            )
            for word in view.for_others
        ],
    }


def columns(found: ByWhom) -> dict[str, int]:
    """The three numbers."""
    return {"individuals": found.individuals, "representative": found.representative, "nobody": found.nobody}


def asked_again(found: Round) -> shapes.FollowUpRound:
    """One round."""
    return shapes.FollowUpRound(day=found.day, asked=found.asked, held=found.held, not_held=found.not_held)


def representative(found: RepresentativeView) -> case_shapes.RepresentativeShape:
    """Somebody whom workers elected."""
    return case_shapes.RepresentativeShape(
        id=found.id,
        name=found.name,
        how=found.how,
        elected_on=found.elected_on,
        workers=found.workers,
        by=found.by,
        ended_at=found.ended_at,
    )
