"""The representation letter: who complains gives somebody the right to speak for her at the conciliation."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from cases.actions.complaints import given_to_ministry, one_line
from cases.actions.letters import keep_letter
from cases.actions.triage import lead_only
from cases.rules.errors import BadInput, NotNow
from cases.rules.reading import says_nothing
from cases.rules.vocabulary import Language, LetterKind, PartyKind
from cases.store.door import Access
from cases.store.tables import Letter
from cases.store.unit import Unit

LONGEST = {"name": 80, "position": 80, "id_number": 40, "phone": 40}  # letters: the letter is one page


@dataclass(frozen=True)
class Representative:
    """Who speaks for her; what is left out is written in by hand."""

    name: str
    position: str = ""
    id_number: str = ""
    phone: str = ""


async def write_representation(
    unit: Unit, access: Access, reference: str | None, representative: Representative, first: int = 1
) -> Letter:
    """Write the letter of those who gave their names for the complaint. `first`: which of several signs first.

    Raises:
        NotNow: as for the complaint itself.
        BadInput: the representative has no name, or something is too long; the signer is not among them.
    """
    lead_only(access)
    if access.viewer.party_kind is PartyKind.BFC:
        raise NotNow("not_under_bfc")
    if says_nothing(representative.name):
        raise BadInput("empty", field="name")
    said = {name: one_line(words, name, LONGEST[name]) for name, words in asdict(representative).items()}
    given = await given_to_ministry(unit, access, reference, first)
    content = given.content | {"representative": said}
    return await keep_letter(unit, access, LetterKind.REPRESENTATION, Language.KHMER, content, given.referral)
