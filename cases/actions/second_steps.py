"""A person's second step: proposed, proved with one code, kept sealed to her own key; each code is good once."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import col

from cases.rules.errors import BadInput, NotThere
from cases.store.tables import Staff
from cases.store.unit import Unit
from cases.store.viewers import Viewer, fresh_passphrase
from cases.vault import totp


async def use_step(unit: Unit, staff_id: str, step: int) -> bool:
    """Mark a code as used; False when it, or a later one, was used already. Of two at once, one wins."""
    used = await unit.session.exec(
        sa.update(Staff)
        .where(col(Staff.id) == staff_id, col(Staff.totp_step) < step)
        .values(totp_step=step)
        .execution_options(synchronize_session=False)
    )
    return used.rowcount == 1


def propose(viewer: Viewer) -> tuple[str, str]:
    """(new secret, the same sealed for the form that will prove it)."""
    secret = totp.new_secret()
    return secret, totp.seal_proposal(viewer.own_key, viewer.staff_id, secret)


async def set_up(unit: Unit, viewer: Viewer, proposal: str, code: str, moment: float, old_code: str = "") -> None:
    """One code proves the new secret; from now on signing in asks for it.

    Who has a second step already types a code of the old one as well, and her passphrase must be fresh.

    Raises:
        BadInput: the proposal is not hers, or a code is wrong or used; `field` names it.
        PassphraseAgain: her passphrase was typed too long ago to change a second step.
    """
    staff = await unit.session.get(Staff, viewer.staff_id, populate_existing=True, with_for_update=True)
    if staff is None:
        raise NotThere
    secret = totp.open_proposal(viewer.own_key, staff.id, proposal)
    step = totp.step_of(secret, code, moment)
    if secret is None:
        raise BadInput("second_step_over", field="code")
    if staff.sealed_totp is not None:
        fresh_passphrase(unit, viewer)
        old = totp.open_secret(viewer.own_key, staff.id, staff.sealed_totp)
        old_step = totp.step_of(old, old_code, moment)
        if old_step is None or not await use_step(unit, staff.id, old_step):
            raise BadInput("code_wrong", field="old_code")
    if step is None:
        raise BadInput("code_wrong", field="code")
    await keep(unit, staff, secret, step)


async def keep(unit: Unit, staff: Staff, secret: str, step: int = 0) -> None:
    """Her secret, sealed to her own key; codes up to `step` count as used."""
    staff.sealed_totp = totp.seal_secret(staff.public_key, staff.id, secret)
    staff.totp_step = step
    unit.session.add(staff)
    await unit.session.flush()
