"""A frozen pack as a paper, and photos of spots as pictures, for desk and JSON alike."""

from __future__ import annotations

import asyncio

from starlette.responses import Response

from api.documents.picc_pack import Picture, picc_paper
from api.files import HARMLESS
from api.papers import pdf
from cases.store.picc import pack_for, picture_for
from cases.store.tables import Party
from cases.store.unit import Store
from cases.store.viewers import Viewer


async def pack_paper(store: Store, viewer: Viewer, pack_id: str) -> Response:
    """The pack as it was frozen. Raises NotThere."""
    async with store.reading() as unit:
        pack = await pack_for(unit, viewer, pack_id)
        party = await unit.session.get_one(Party, pack.row.party_id)
        wanted = [photo for said in pack.content["promises"] for photo in said["photos"]]
        pictures = {
            one: Picture(pack.photos[one].moment, pack.photos[one].taken_on, await picture_for(unit, viewer, one))
            for one in wanted
            if one in pack.photos and not pack.photos[one].removed
        }
    return pdf(await asyncio.to_thread(picc_paper, party, pack, pictures), "pack")


async def picture_answer(store: Store, viewer: Viewer, photo_id: str) -> Response:
    """A photo of a spot. Raises NotThere."""
    async with store.reading() as unit:
        picture = await picture_for(unit, viewer, photo_id)
    return Response(picture, headers=HARMLESS, media_type="image/jpeg")
