"""What the ministry's counter asks of a complainant, written down by an officer beside what she gave herself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from cases.actions.telling import not_withdrawn
from cases.actions.triage import lead_only
from cases.actions.verifying import complainant_at
from cases.rules.errors import BadInput
from cases.store import events, lockboxes
from cases.store.door import Access
from cases.store.story import DETAILS
from cases.store.tables import Complainant
from cases.store.unit import Unit

LONGEST = {"id_number": 40, "born": 40, "address": 200, "position": 80}  # letters: what one page holds


@dataclass(frozen=True)
class Details:
    """As the counter writes them; "" for what is not known."""

    id_number: str = ""
    born: str = ""  # a birth date, or an age
    address: str = ""
    position: str = ""


assert tuple(field.name for field in fields(Details)) == DETAILS == tuple(LONGEST)


async def keep_identity(unit: Unit, access: Access, number: int, details: Details) -> None:
    """Seal the details of the complainant of this number, counted from 1, to the lead; nothing of before stays.

    They stand beside the name and phone that she gave, and neither takes the other's place. What she is asked to share
    afterwards holds them; a part that she has agreed to already has changed, and she is asked again.

    Raises:
        BadInput: no complainant of that number, or too many letters.
        NotNow: she withdrew.
    """
    lead_only(access)
    not_withdrawn(access.case)
    person = await complainant_at(unit, access, number)
    said = {name: " ".join(words.split()) for name, words in asdict(details).items()}
    for name, words in said.items():
        if len(words) > LONGEST[name]:
            raise BadInput("too_long", field=name, most=LONGEST[name])
    await seal_details(unit, person, said)
    known = [name for name, words in said.items() if words]
    data = {"complainant": person.id, "known": known}
    await events.append(unit, access.case, "identity_kept", access.viewer.actor, data)


async def seal_details(unit: Unit, person: Complainant, said: Mapping[str, str]) -> None:
    """These details of hers and no others, to the lead."""
    person.details_generation, person.sealed_details = await lockboxes.post(
        unit, person.identity_box, Complainant.__tablename__, person.id, dict(said), "sealed_details"
    )
    unit.session.add(person)
