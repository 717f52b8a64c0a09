"""What the pages of a case and of a meeting need to draw meetings, offers and agreements."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import locales
from cases.rules.bargaining import Point, compared
from cases.rules.particulars import PEOPLE_KINDS
from cases.rules.surrenders import surrender_rules
from cases.rules.vocabulary import (
    ClosingReason,
    InvitationAnswer,
    Language,
    MeetingRole,
    OfferSide,
    RemedyKind,
    RemedyStatus,
    Surrender,
)
from cases.rules.workflow import OUT
from cases.store.door import Access
from cases.store.track_views import Track


def about_meetings(language: Language, access: Access) -> dict[str, Any]:
    """The lists to choose from, and what is worked out of a track."""
    return {
        "meeting_roles": MeetingRole,
        "invitation_answers": InvitationAnswer,
        "offer_sides": OfferSide,
        "surrenders": Surrender,
        "warnings": partial(warnings, language),
        "points_of": lambda track: compared(track.offers),
        "is_taken": is_taken,
        "people_kinds": PEOPLE_KINDS,
        "point_kinds": [kind for kind in RemedyKind if kind is not RemedyKind.NONE],
        "may_agree": partial(may_agree, access),
    }


def is_taken(track: Track, point: Point) -> bool:
    """Whether a remedy was made of an offer on this point, and still stands."""
    stands = {one.row.id for one in track.remedies if one.row.status is not RemedyStatus.DROPPED}
    return any(one.remedy_id in stands for one in track.offers if one.terms.about == point.first.about)


def warnings(language: Language, takes: Sequence[Surrender]) -> list[tuple[str, str]]:
    """What an agreement takes away, in words, each with its source."""
    return [
        (locales.text(language, f"desk.surrender.{one.value}"), surrender_rules()[one].law(language))
        for one in takes
        if one is not Surrender.NOTHING
    ]


def may_agree(access: Access, track: Track) -> bool:
    """Whether an agreement can be written here: something was agreed, and nothing was taken back."""
    agreed = [one for one in track.remedies if one.row.agreed_on and one.row.status is not RemedyStatus.GIVEN_UP]
    taken_back = track.referral.status in OUT or access.case.closing_reason is ClosingReason.WITHDRAWN
    return bool(agreed) and bool(track.referral.work_box) and not taken_back
