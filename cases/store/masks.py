"""The words that an officer covers before something is shared, sealed beside the story for the lead alone."""

from __future__ import annotations

from collections.abc import Sequence

from cases.store import lockboxes
from cases.store.lockboxes import HolderKeys
from cases.store.tables import Case, Consent
from cases.store.unit import Unit


async def keep_masks(unit: Unit, case: Case, consent: Consent, words: Sequence[str]) -> None:
    """Seal the words of a new consent; none, none."""
    if words:
        consent.generation, consent.sealed = await lockboxes.post(
            unit, case.story_box, Consent.__tablename__, consent.id, {"words": list(words)}
        )


async def masks_of(unit: Unit, keys: HolderKeys, case: Case, consent: Consent) -> Sequence[str]:
    """The words covered in what a consent is about. Raises NotThere for keys that do not hold the story."""
    if consent.sealed is None:
        return ()
    content = await lockboxes.open_post(
        unit, keys, case.story_box, consent.generation, Consent.__tablename__, consent.id, consent.sealed
    )
    words: Sequence[str] = content["words"]
    return words
