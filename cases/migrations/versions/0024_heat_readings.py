"""Readings of heat."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "heat_readings",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("case_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("complainant_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("cancelled_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name=op.f("fk_heat_readings_by_staff_id_staff")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_heat_readings_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["complainant_id"], ["complainants.id"], name=op.f("fk_heat_readings_complainant_id_complainants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heat_readings")),
    )
    with op.batch_alter_table("heat_readings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_heat_readings_by_staff_id"), ["by_staff_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_heat_readings_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_heat_readings_complainant_id"), ["complainant_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("heat_readings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_heat_readings_complainant_id"))
        batch_op.drop_index(batch_op.f("ix_heat_readings_case_id"))
        batch_op.drop_index(batch_op.f("ix_heat_readings_by_staff_id"))

    op.drop_table("heat_readings")
