"""Whose work a case is."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("owner_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True))
        batch_op.create_index(batch_op.f("ix_cases_owner_staff_id"), ["owner_staff_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_cases_owner_staff_id_staff"), "staff", ["owner_staff_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_cases_owner_staff_id_staff"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_cases_owner_staff_id"))
        batch_op.drop_column("owner_staff_id")
