"""She withdrew, and what she told need not wait seven days to be erased."""

from __future__ import annotations

from cases.actions.erasure import erase_case
from cases.actions.telling import own
from cases.rules.errors import NotNow
from cases.rules.vocabulary import ClosingReason
from cases.store.story import complainants_of
from cases.store.unit import Unit


async def erase_now(unit: Unit, complainant_id: str) -> None:
    """What she withdrew can never be opened again from now on; anonymous figures stay. Twice is once.

    Raises:
        NotNow: it is not withdrawn, or other workers are in the case: then it is erased after its seven days.
    """
    _, case = await own(unit, complainant_id)
    if case.erased_at is not None:
        return
    if case.closing_reason is not ClosingReason.WITHDRAWN:
        raise NotNow("not_withdrawn")
    if len(await complainants_of(unit, case)) > 1:
        raise NotNow("others_in_case")
    await erase_case(unit, case)
