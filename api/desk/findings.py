"""BFC's findings on the page of a case, a referral, and in the figures."""

from __future__ import annotations

import locales
from cases.actions.findings import can_have_findings
from cases.rules.critical_issues import critical_issues
from cases.rules.vocabulary import Language
from cases.store.door import Access
from cases.store.track_views import Track


def issue_words(language: Language, number: int) -> str:
    """`14 · No evacuation drill every 6 months`."""
    return f"{number} · {locales.text(language, f'label.{critical_issues()[number].label}')}"


def issue_choices(language: Language) -> list[tuple[str, str]]:
    """The critical issues, in BFC's order, for a list to choose from."""
    return [(str(number), issue_words(language, number)) for number in critical_issues()]


def may_keep_finding(access: Access, track: Track) -> bool:
    """Whether this viewer enters findings here: BFC's people, or the lead for a BFC off the platform."""
    theirs = access.is_lead is not track.party.on_platform
    return theirs and can_have_findings(access.case, track.referral, track.party)
