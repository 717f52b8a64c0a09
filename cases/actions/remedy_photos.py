"""Photos of what was agreed: a spot before and after, and the proof of a delivery.

They are sealed to the track's work, so that lead and recipient of the track see them, or to the story where the lead
reached it directly. A photo that she told with goes to no recipient to whom she has not given it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select

from cases.actions.filing import keep_evidence
from cases.actions.papers import PAPERS, Paper
from cases.actions.remedies import box_of, leave_line, not_future, remedy_of
from cases.actions.triage import lead_only
from cases.rules.errors import BadInput, NotAllowed, NotNow, NotThere
from cases.rules.vocabulary import PhotoStage, RemedyKind, StoryKind, TakenBy
from cases.store import lockboxes
from cases.store.door import Access
from cases.store.remedy_views import files_given
from cases.store.story import story_of
from cases.store.tables import Delivery, Evidence, Referral, Remedy, RemedyPhoto, new_id
from cases.store.unit import Unit

LONGEST_SPOT = 80
MOST_PHOTOS = 40  # of one remedy


@dataclass(frozen=True)
class Shot:
    """What a photo shows, when it was taken and by whom; `spot` says where, so that two of it can be compared."""

    stage: PhotoStage
    taken_on: dt.date
    spot: str = ""
    taken_by: TakenBy = TakenBy.OFFICER


async def add_photo(
    unit: Unit, access: Access, remedy_id: str, shot: Shot, paper: Paper, delivery_id: str | None = None
) -> RemedyPhoto:
    """Keep a photo that an officer, or somebody of the committee, took.

    Raises:
        NotThere: no such remedy or delivery here.
        BadInput: a day to come, no name of the spot, a file of another kind, or too many of them.
        NotNow: before and after are told of an improvement alone.
    """
    remedy = await remedy_of(unit, access, remedy_id)
    delivery = await _delivery_of(unit, remedy, delivery_id)
    _checked(unit, remedy, shot)
    photo = await attach(unit, access, remedy, shot, paper, delivery)
    await leave_line(unit, access, remedy, "remedy_photo", {"stage": shot.stage.value})
    return photo


async def attach(
    unit: Unit, access: Access, remedy: Remedy, shot: Shot, paper: Paper, delivery: Delivery | None = None
) -> RemedyPhoto:
    """A stored file becomes one of the remedy. Raises BadInput for a file of another kind, or too many."""
    if paper.kind not in (PAPERS if shot.stage is PhotoStage.PROOF else {StoryKind.PHOTO}):
        raise BadInput("photo_kind" if shot.stage is not PhotoStage.PROOF else "paper_kind", field="photo")
    await _room(unit, remedy)
    await keep_evidence(unit, paper.evidence_id, paper.kind, paper.size, conversation_id=None, case_id=remedy.case_id)
    return await _post(unit, access, remedy, shot, paper.evidence_id, paper.file_key, paper.media_type, delivery)


async def link_photo(unit: Unit, access: Access, remedy_id: str, shot: Shot, file_id: str) -> RemedyPhoto:
    """A photo that she sent is one of the remedy. Whom she has not given it to does not get it this way.

    Raises:
        NotThere: no such photo of hers, or no such remedy here.
        NotAllowed: the track's recipient was not given it.
    """
    lead_only(access)
    remedy = await remedy_of(unit, access, remedy_id)
    _checked(unit, remedy, shot)
    told = await story_of(unit, access.viewer.keys, access.case)
    entry, content = next(((entry, said) for entry, said in told if said.get("evidence") == file_id), (None, {}))
    if entry is None or entry.kind is not StoryKind.PHOTO:
        raise NotThere
    await _may_go(unit, remedy, file_id)
    await _room(unit, remedy)
    photo = await _post(unit, access, remedy, shot, file_id, content["file_key"], content["media_type"])
    photo.hers = True
    await leave_line(unit, access, remedy, "remedy_photo", {"stage": shot.stage.value})
    return photo


async def remove_photo(unit: Unit, access: Access, remedy_id: str, photo_id: str) -> None:
    """It should not be here: nobody opens it any more. What she sent stays in her story. Twice is once.

    Raises:
        NotThere: no such photo here.
    """
    remedy = await remedy_of(unit, access, remedy_id)
    photo = await unit.session.get(RemedyPhoto, photo_id, populate_existing=True)
    if photo is None or photo.remedy_id != remedy.id:
        raise NotThere
    if photo.removed_at is not None:
        return
    ours = photo.evidence_id if not photo.hers else None
    photo.removed_at, photo.removed_by_staff_id = unit.now, access.viewer.staff_id
    photo.evidence_id, photo.sealed = None, None
    unit.session.add(photo)
    await unit.session.flush()
    if ours is not None:
        await unit.session.delete(await unit.session.get_one(Evidence, ours))  # the sweep takes the file
    await leave_line(unit, access, remedy, "remedy_photo_removed", {"stage": photo.stage.value})


def _checked(unit: Unit, remedy: Remedy, shot: Shot) -> None:
    not_future(unit, shot.taken_on, "taken_on")
    if len(shot.spot) > LONGEST_SPOT:
        raise BadInput("too_long", field="spot", most=LONGEST_SPOT)
    if shot.stage is PhotoStage.PROOF:
        return
    if remedy.kind is not RemedyKind.WORKPLACE_IMPROVEMENT:
        raise NotNow("photo_of_improvement_only")
    if not shot.spot.strip():
        raise BadInput("spot_missing", field="spot")


async def _delivery_of(unit: Unit, remedy: Remedy, delivery_id: str | None) -> Delivery | None:
    if delivery_id is None:
        return None
    delivery = await unit.session.get(Delivery, delivery_id)
    if delivery is None or delivery.remedy_id != remedy.id:
        raise NotThere
    return delivery


async def _room(unit: Unit, remedy: Remedy) -> None:
    kept = select(sa.func.count()).where(RemedyPhoto.remedy_id == remedy.id, col(RemedyPhoto.removed_at).is_(None))
    if (await unit.session.exec(kept)).one() >= MOST_PHOTOS:
        raise BadInput("too_many_photos", field="photo", most=MOST_PHOTOS)


async def _may_go(unit: Unit, remedy: Remedy, file_id: str) -> None:
    """On a track with another party only what somebody gave for it. Raises NotAllowed."""
    referral = await unit.session.get(Referral, remedy.referral_id) if remedy.referral_id else None
    if referral is None or referral.forum:
        return
    if file_id not in await files_given(unit, referral.id):
        raise NotAllowed("photo_not_given")


async def _post(
    unit: Unit,
    access: Access,
    remedy: Remedy,
    shot: Shot,
    evidence_id: str,
    file_key: str,
    media_type: str,
    delivery: Delivery | None = None,
) -> RemedyPhoto:
    referral = await unit.session.get(Referral, remedy.referral_id) if remedy.referral_id else None
    photo = RemedyPhoto(
        id=new_id(),
        case_id=remedy.case_id,
        remedy_id=remedy.id,
        delivery_id=delivery.id if delivery else None,
        stage=shot.stage,
        evidence_id=evidence_id,
        by_staff_id=access.viewer.staff_id,
        at=unit.next_moment(),
    )
    content = {
        "spot": shot.spot.strip(),
        "taken_on": shot.taken_on.isoformat(),
        "taken_by": shot.taken_by.value,
        "file_key": file_key,
        "media_type": media_type,
    }
    photo.generation, photo.sealed = await lockboxes.post(
        unit, box_of(access.case, referral), RemedyPhoto.__tablename__, photo.id, content
    )
    unit.session.add(photo)
    await unit.session.flush()
    return photo
