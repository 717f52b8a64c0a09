"""What came of a remedy as somebody may see it: deliveries row by row, photos spot by spot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import col, select

from cases.rules.errors import NotThere
from cases.rules.vocabulary import ConsentStatus, PhotoStage, TakenBy
from cases.store import lockboxes
from cases.store.door import Access
from cases.store.lockboxes import HolderKeys
from cases.store.sharing import EVIDENCE
from cases.store.story import FileToOpen
from cases.store.tables import Consent, Delivery, Evidence, Referral, Remedy, RemedyPhoto, Staff
from cases.store.unit import Unit


@dataclass(frozen=True)
class DeliveryView:
    """What came at once. What was put right, or told anew, counts no more and says by whom."""

    row: Delivery
    by: str  # an alias
    replaced_by: str = ""

    @property
    def counts(self) -> bool:
        return self.row.replaced_at is None


@dataclass(frozen=True)
class PhotoView:
    id: str
    stage: PhotoStage
    spot: str
    taken_on: dt.date
    taken_by: TakenBy
    media_type: str
    by: str  # alias of who entered it
    at: dt.datetime
    delivery_id: str | None
    gone: bool  # her file was erased; that there was one stays


@dataclass(frozen=True)
class Spot:
    """One place, before and after."""

    name: str
    before: Sequence[PhotoView]
    after: Sequence[PhotoView]


BOTH = (PhotoStage.BEFORE, PhotoStage.AFTER)


def spots_of(photos: Sequence[PhotoView]) -> list[Spot]:
    """The photos before and after, spot by spot, so that the same place stands beside itself."""
    shown = sorted((one for one in photos if one.stage is not PhotoStage.PROOF), key=lambda one: one.spot)
    found = []
    for name, same in groupby(shown, key=lambda one: one.spot):
        by_day = sorted(same, key=lambda one: (one.taken_on, one.at))
        before, after = ([one for one in by_day if one.stage is stage] for stage in BOTH)
        found.append(Spot(name, before, after))
    return found


async def deliveries_of(unit: Unit, remedy: Remedy) -> list[DeliveryView]:
    """Every row, the oldest first, with who entered it and who put it right."""
    other = aliased(Staff)
    rows = await unit.session.exec(
        select(Delivery, Staff.alias, other.alias)
        .join(Staff, col(Staff.id) == col(Delivery.by_staff_id))
        .outerjoin(other, col(other.id) == col(Delivery.replaced_by_staff_id))
        .where(Delivery.remedy_id == remedy.id)
        .order_by(col(Delivery.at), col(Delivery.id))
    )
    return [DeliveryView(row, by, replaced_by or "") for row, by, replaced_by in rows.all()]


async def files_given(unit: Unit, referral_id: str | None) -> set[str]:
    """Ids of files of the story that workers' words give to the recipient of a track, as they stand now."""
    words = select(Consent.parts).where(
        Consent.referral_id == referral_id,
        Consent.status == ConsentStatus.GIVEN,
        col(Consent.expires_at) > unit.now,
    )
    parts = [part for found in (await unit.session.exec(words)).all() for part in found]
    return {part.removeprefix(EVIDENCE) for part in parts if part.startswith(EVIDENCE)}


async def photos_of(unit: Unit, keys: HolderKeys, box: str, remedy: Remedy, *, lead: bool) -> list[PhotoView]:
    """Every photo that was not removed, the oldest first; a recipient's without what workers took back from it."""
    given = set() if lead else await files_given(unit, remedy.referral_id)
    rows = await unit.session.exec(
        select(RemedyPhoto, Staff.alias)
        .join(Staff, col(Staff.id) == col(RemedyPhoto.by_staff_id))
        .where(RemedyPhoto.remedy_id == remedy.id, col(RemedyPhoto.removed_at).is_(None))
        .order_by(col(RemedyPhoto.at), col(RemedyPhoto.id))
    )
    return [
        _photo(row, alias, await _opened(unit, keys, box, row))
        for row, alias in rows.all()
        if lead or not row.hers or row.evidence_id is None or row.evidence_id in given
    ]


def _photo(row: RemedyPhoto, alias: str, content: Mapping[str, Any]) -> PhotoView:
    return PhotoView(
        id=row.id,
        stage=row.stage,
        spot=content["spot"],
        taken_on=dt.date.fromisoformat(content["taken_on"]),
        taken_by=TakenBy(content["taken_by"]),
        media_type=content["media_type"],
        by=alias,
        at=row.at,
        delivery_id=row.delivery_id,
        gone=row.evidence_id is None,
    )


async def _opened(unit: Unit, keys: HolderKeys, box: str, row: RemedyPhoto) -> Mapping[str, Any]:
    assert row.sealed is not None
    content: Mapping[str, Any] = await lockboxes.open_post(
        unit, keys, box, row.generation, RemedyPhoto.__tablename__, row.id, row.sealed
    )
    return content


async def photo_file(unit: Unit, access: Access, photo_id: str) -> FileToOpen:
    """The file of a photo on a remedy of this case, for a recipient of its own track alone. Raises NotThere."""
    row = await unit.session.get(RemedyPhoto, photo_id)
    if row is None or row.case_id != access.case.id or row.evidence_id is None or access.is_out:
        raise NotThere
    remedy = await unit.session.get_one(Remedy, row.remedy_id)
    if access.referral is not None:
        taken_back = row.hers and row.evidence_id not in await files_given(unit, access.referral.id)
        if remedy.referral_id != access.referral.id or taken_back:
            raise NotThere
    referral = await unit.session.get_one(Referral, remedy.referral_id) if remedy.referral_id else None
    box = referral.work_box if referral else access.case.story_box
    content = await _opened(unit, access.viewer.keys, box, row)
    evidence = await unit.session.get_one(Evidence, row.evidence_id)
    return FileToOpen(row.evidence_id, content["file_key"], content["media_type"], evidence.kind)
