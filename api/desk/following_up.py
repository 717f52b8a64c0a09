"""What is said of a remedy after it was delivered, on the page of a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import locales
from api.desk.drawing import Told, told_facts
from cases.rules.vocabulary import CaseStatus, Language
from cases.rules.workflow import ASKED_ABOUT
from cases.store.door import Access
from cases.store.said_for_others import RepresentativeView
from cases.store.tables import Remedy
from cases.store.track_views import RemedyView


@dataclass(frozen=True)
class ToldAgain(Told):
    """One answer of a later round, and of which."""

    day: int = 0


def told_again(language: Language, remedy: RemedyView) -> list[ToldAgain]:
    """What was answered when workers were asked again, oldest first."""
    return [
        ToldAgain(one.held, told_facts(language, remedy, one.facts), one.comment, one.at, day=one.day)
        for one in remedy.again
    ]


def still_asked(access: Access, row: Remedy) -> bool:
    """Whether a word on it is taken: delivered in whole, nobody says otherwise, and the case is open."""
    return row.status in ASKED_ABOUT and row.asked_at is not None and access.case.status is not CaseStatus.CLOSED


def speakers(language: Language, found: Sequence[RepresentativeView]) -> list[tuple[str, str]]:
    """Whom workers elected, for a list to choose from: name and for how many."""
    return [
        (one.id, f"{one.name} · {locales.text(language, 'desk.representative.for', {'workers': one.workers})}")
        for one in found
    ]
