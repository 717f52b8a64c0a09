"""Who says that a remedy came true: workers of a list, on a paper that they signed, or by one whom they elected."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pydantic import Field

from api.acts.bodies import LONGEST_PAPER, Count, Day, Id, SeenBody
from api.acts.papers import stored_file
from api.acts.remedies import RemedyBody
from api.acts.verb import Verb
from cases.actions import colleagues, elected, witnessed
from cases.actions.colleagues import MOST_WORKERS, Listed
from cases.actions.elected import LONGEST_HOW, LONGEST_NAME, Elected
from cases.actions.papers import Paper
from cases.rules.errors import BadInput
from cases.rules.number_lists import numbers_in
from cases.rules.vocabulary import Gender
from cases.store.door import Access
from cases.store.unit import Store, Unit

LONGEST_LIST = MOST_WORKERS * (LONGEST_NAME + 10)  # letters
GENDERS = {"w": Gender.WOMAN, "f": Gender.WOMAN, "ស": Gender.WOMAN, "m": Gender.MAN, "ប": Gender.MAN}


class ListWorkers(SeenBody):
    """Add the workers of a signed list to the case, without numbers of their own yet."""

    workers: str = Field(
        max_length=LONGEST_LIST,
        description="One worker a line: her name, and where it is known a comma and `woman` or `man` (ស្រី, ប្រុស)",
    )


class RemedyPaper(RemedyBody):
    """Enter what workers signed of a remedy. It counts once somebody else of the party has confirmed it."""

    workers: str = Field(max_length=400, description="Numbers of the workers who signed it, such as `2-121, 130`")
    confirmed: bool = Field(description="True: it came true; false: it did not")
    photo: str = Field(min_length=1, max_length=LONGEST_PAPER, description="The signed paper: an image or PDF, base64")


class SecondRemedyPaper(SeenBody):
    """A colleague has entered a paper, and you have seen it too: from now on it is the word of each who signed it."""

    paper_id: Id = Field(description="One of the remedy's `papers`")


class KeepRepresentative(SeenBody):
    """Write down whom workers elected to speak for them; every worker in the case is told that somebody was."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME, description="Her name; sealed")
    how: str = Field(min_length=1, max_length=LONGEST_HOW, description="How and where she was elected; sealed")
    elected_on: Day = Field(description="The day of the election, not in the future")
    workers: Count = Field(description="How many workers elected her")


class EndRepresentative(SeenBody):
    """She speaks for nobody any more. What she said while she did stands."""

    representative_id: Id = Field(description="One of the case's `representatives`")


class Represent(RemedyBody):
    """What she says of a remedy for workers who elected her: it counts apart from what workers say themselves."""

    representative_id: Id = Field(description="One of the case's `representatives`")
    confirmed: bool = Field(description="True: it came true; false: it did not, and the remedy is disputed")
    workers: Count = Field(description="For how many workers: at most who elected her, and who said nothing themselves")
    said_on: Day = Field(description="The day on which she said so, not before the delivery")


@dataclass(frozen=True)
class Signed:
    """What a paper says whose photo is stored already."""

    remedy_id: str
    numbers: list[int]
    confirmed: bool
    paper: Paper


async def _take_paper(store: Store, body: RemedyPaper) -> Signed:
    numbers = numbers_in(body.workers, "workers")
    stored, item = await stored_file(store, body.photo)
    paper = Paper(stored.evidence_id, stored.kind, stored.size, item.file_key, item.media_type)
    return Signed(body.remedy_id, numbers, body.confirmed, paper)


async def _enter(unit: Unit, access: Access, signed: Signed) -> str:
    word = await witnessed.enter_words(
        unit, access, signed.remedy_id, signed.numbers, signed.paper, confirmed=signed.confirmed
    )
    return word.id


async def _second(unit: Unit, access: Access, body: SecondRemedyPaper) -> None:
    await witnessed.second_words(unit, access, body.paper_id)


async def _list(unit: Unit, access: Access, body: ListWorkers) -> None:
    await colleagues.add_listed(unit, access, [_listed(line) for line in body.workers.splitlines() if line.strip()])


def _listed(line: str) -> Listed:
    """A line of the list. Raises BadInput for a word after the comma that says neither."""
    name, comma, gender = re.sub(r"[;\t]", ",", line).rpartition(",")
    if not comma:
        return Listed(line.strip())
    said = GENDERS.get(gender.strip()[:1].casefold())
    if gender.strip() and said is None:
        raise BadInput("listed_gender", field="workers")
    return Listed(name.strip(), said or Gender.NOT_SAID)


async def _keep(unit: Unit, access: Access, body: KeepRepresentative) -> str:
    found = Elected(body.name, body.how, body.elected_on, body.workers)
    return (await elected.keep_representative(unit, access, found)).id


async def _end(unit: Unit, access: Access, body: EndRepresentative) -> None:
    await elected.end_representative(unit, access, body.representative_id)


async def _represent(unit: Unit, access: Access, body: Represent) -> str:
    word = await elected.keep_represented_word(
        unit,
        access,
        body.remedy_id,
        body.representative_id,
        body.workers,
        body.said_on,
        confirmed=body.confirmed,
    )
    return word.id


VERBS = (
    Verb("list-workers", ListWorkers, _list),
    Verb("remedy-paper", RemedyPaper, _enter, before=_take_paper),
    Verb("second-remedy-paper", SecondRemedyPaper, _second),
    Verb("keep-representative", KeepRepresentative, _keep),
    Verb("end-representative", EndRepresentative, _end),
    Verb("represent", Represent, _represent),
)
