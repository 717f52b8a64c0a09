"""Cases that belong together, and the common case that their workers are asked to join."""

from __future__ import annotations

from pydantic import Field

from api.acts.bodies import Id, SeenBody
from api.acts.verb import Verb
from cases.actions import common_case, linking
from cases.store.door import Access
from cases.store.unit import Unit


class OtherBody(SeenBody):
    """An act with another case of your own."""

    case: str = Field(min_length=1, max_length=40, description="The other case's number, in any grouping")


class LinkCase(OtherBody):
    """Two cases of your own belong together; each stays as it is."""


class UnlinkCase(SeenBody):
    """Take this case out of what it is linked with."""


class AskToJoin(OtherBody):
    """Ask each worker of a linked case, by her own channel, whether she joins this one."""


class BringAlong(SeenBody):
    """She said yes: what she told in her own case, and her name, stand in this one too."""

    request_id: Id = Field(description="The id of one of `linked[].asked_here`")


async def _link(unit: Unit, access: Access, body: LinkCase) -> None:
    await linking.link_case(unit, access, body.case)


async def _unlink(unit: Unit, access: Access, body: UnlinkCase) -> None:
    await linking.unlink_case(unit, access)


async def _ask(unit: Unit, access: Access, body: AskToJoin) -> None:
    await common_case.ask_to_join(unit, access, body.case)


async def _bring(unit: Unit, access: Access, body: BringAlong) -> None:
    await common_case.bring_along(unit, access, body.request_id)


VERBS = (
    Verb("link-case", LinkCase, _link),
    Verb("unlink-case", UnlinkCase, _unlink),
    Verb("ask-to-join", AskToJoin, _ask),
    Verb("bring-along", BringAlong, _bring),
)
