"""Facts for an estimate of what a worker is owed."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "estimate_sheets",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("case_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("complainant_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("shown_generation", sa.Integer(), nullable=False),
        sa.Column("sealed_shown", sa.LargeBinary(), nullable=True),
        sa.Column("shown_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name=op.f("fk_estimate_sheets_by_staff_id_staff")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_estimate_sheets_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["complainant_id"], ["complainants.id"], name=op.f("fk_estimate_sheets_complainant_id_complainants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_estimate_sheets")),
        sa.UniqueConstraint("complainant_id", name=op.f("uq_estimate_sheets_complainant_id")),
    )
    with op.batch_alter_table("estimate_sheets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_estimate_sheets_by_staff_id"), ["by_staff_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_estimate_sheets_case_id"), ["case_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("estimate_sheets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_estimate_sheets_case_id"))
        batch_op.drop_index(batch_op.f("ix_estimate_sheets_by_staff_id"))

    op.drop_table("estimate_sheets")
