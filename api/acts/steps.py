"""Steps of a dispute before the inspector, the minister or the Council."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.acts.bodies import Day, Id, SeenBody, TrackBody
from api.acts.verb import Verb, reference_of
from cases.actions import steps
from cases.rules.facts import Step
from cases.store.door import Access
from cases.store.unit import Unit


class KeepStep(TrackBody):
    """Keep that a step of the dispute happened: limits of law begin and end with it."""

    step: Annotated[Step, Field(strict=False)] = Field(description="What happened")
    on: Day = Field(description="On which day")


class CancelStep(SeenBody):
    """A step was entered in error: what began with it never did, and what it ended goes on."""

    step_id: Id = Field(description="The id of one of `steps`")


async def _keep(unit: Unit, access: Access, body: KeepStep) -> str:
    return (await steps.keep_step(unit, access, body.step, body.on, reference_of(body.reference))).id


async def _cancel(unit: Unit, access: Access, body: CancelStep) -> None:
    await steps.cancel_step(unit, access, body.step_id)


VERBS = (Verb("keep-step", KeepStep, _keep), Verb("cancel-step", CancelStep, _cancel))
