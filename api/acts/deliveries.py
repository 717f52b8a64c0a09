"""What came of a remedy: deliveries with their proof, and photos of what changed. Files are stored before the act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from pydantic import Field

from api.acts.bodies import AMOUNT, LONGEST_PAPER, Count, Day, Id
from api.acts.papers import stored_paper
from api.acts.remedies import RemedyBody
from api.acts.verb import Verb
from cases.actions import delivering, remedy_photos
from cases.actions.delivering import Came
from cases.actions.papers import Paper
from cases.actions.remedy_photos import LONGEST_SPOT, Shot
from cases.rules.errors import BadInput
from cases.rules.money import parse
from cases.rules.vocabulary import PhotoStage, TakenBy
from cases.rules.workers import Workers
from cases.store.door import Access
from cases.store.unit import Store, Unit

PROOF = "A receipt, pay slip or signed list, base64 (image or PDF); cleaned of hidden data and sealed"


class DeliverRemedy(RemedyBody):
    """It was delivered, in part or whole; after the whole she is asked whether it came true."""

    delivered_on: Day = Field(description="The day of delivery, not in the future")
    whole: bool = Field(default=True, description="False: only a part; parts add up")
    women: Count | None = Field(default=None, description="Women reached now; left out: as agreed")
    men: Count | None = Field(default=None, description="Men reached now; left out: as agreed")
    not_recorded: Count | None = Field(default=None, description="Others reached now; left out: as agreed")
    amount: str | None = Field(
        default=None, pattern=AMOUNT, description="Paid now, a decimal string in the remedy's currency"
    )
    photo: str = Field(default="", max_length=LONGEST_PAPER, description=PROOF)


class CorrectDelivery(RemedyBody):
    """A part was entered wrongly. It stays, marked, with who put it right; what is right counts in its place."""

    delivery_id: Id = Field(description="Which: the id of one of the remedy's `deliveries`")
    came: bool = Field(default=True, description="False: nothing came at all, and the rest is left out")
    delivered_on: Day | None = Field(default=None, description="The right day; needed where something came")
    women: Count | None = Field(default=None, description="Women that it reached")
    men: Count | None = Field(default=None, description="Men that it reached")
    not_recorded: Count | None = Field(default=None, description="Others that it reached")
    amount: str | None = Field(default=None, pattern=AMOUNT, description="What was paid, in the remedy's currency")


class PhotoBody(RemedyBody):
    """What a photo shows."""

    stage: Annotated[PhotoStage, Field(strict=False)] = Field(description="Before, after, or proof of a delivery")
    taken_on: Day = Field(description="The day on which it was taken, not in the future")
    spot: str = Field(
        default="", max_length=LONGEST_SPOT, description="The place, named alike each time; needed before and after"
    )


class AddPhoto(PhotoBody):
    """Keep a photo of a spot before or after, or a further proof of a delivery."""

    taken_by: Annotated[TakenBy, Field(strict=False)] = Field(default=TakenBy.OFFICER, description="Who took it")
    delivery_id: Id | None = Field(default=None, description="Which delivery it proves")
    photo: str = Field(min_length=1, max_length=LONGEST_PAPER, description=PROOF)


class LinkPhoto(PhotoBody):
    """A photo that she sent shows it. On another party's track only where she gave it to them."""

    file_id: Id = Field(description="Which: the `file_id` of a photo in the story")


class RemovePhoto(RemedyBody):
    """It should not be here: nobody opens it any more. What she sent stays in her story."""

    photo_id: Id = Field(description="Which: the id of one of the remedy's `photos`")


B = TypeVar("B", DeliverRemedy, AddPhoto)


@dataclass(frozen=True)
class WithFile(Generic[B]):
    """A body whose file, where it has one, is stored already."""

    body: B
    paper: Paper | None


async def _take_file(store: Store, body: B) -> WithFile[B]:
    return WithFile(body, await stored_paper(store, body.photo) if body.photo else None)


def _came(body: DeliverRemedy | CorrectDelivery) -> Came:
    heads = (body.women, body.men, body.not_recorded)
    workers = Workers(*(n or 0 for n in heads)) if any(n is not None for n in heads) else None
    return Came(workers, parse(body.amount) if body.amount is not None else None)


async def _deliver_remedy(unit: Unit, access: Access, made: WithFile[DeliverRemedy]) -> None:
    body, came = made.body, _came(made.body)
    await delivering.deliver_remedy(
        unit,
        access,
        body.remedy_id,
        body.delivered_on,
        came.workers,
        came.amount,
        whole=body.whole,
        proof=made.paper,
    )


async def _correct_delivery(unit: Unit, access: Access, body: CorrectDelivery) -> None:
    if body.came and body.delivered_on is None:
        raise BadInput("missing", field="delivered_on")
    day = body.delivered_on if body.came else None
    await delivering.correct_delivery(unit, access, body.remedy_id, body.delivery_id, day, _came(body))


async def _add_photo(unit: Unit, access: Access, made: WithFile[AddPhoto]) -> None:
    body = made.body
    assert made.paper is not None
    shot = Shot(body.stage, body.taken_on, body.spot, body.taken_by)
    await remedy_photos.add_photo(unit, access, body.remedy_id, shot, made.paper, body.delivery_id)


async def _link_photo(unit: Unit, access: Access, body: LinkPhoto) -> None:
    shot = Shot(body.stage, body.taken_on, body.spot, TakenBy.WORKER)
    await remedy_photos.link_photo(unit, access, body.remedy_id, shot, body.file_id)


async def _remove_photo(unit: Unit, access: Access, body: RemovePhoto) -> None:
    await remedy_photos.remove_photo(unit, access, body.remedy_id, body.photo_id)


VERBS = (
    Verb("deliver-remedy", DeliverRemedy, _deliver_remedy, before=_take_file, recipients_too=True),
    Verb("correct-delivery", CorrectDelivery, _correct_delivery),
    Verb("add-photo", AddPhoto, _add_photo, before=_take_file, recipients_too=True),
    Verb("link-photo", LinkPhoto, _link_photo),
    Verb("remove-photo", RemovePhoto, _remove_photo),
)
