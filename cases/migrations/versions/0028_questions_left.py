"""Where a worker stopped in the questions after sending."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "questions_left",
        sa.Column("complainant_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("sealed_step", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("complainant_id", name=op.f("pk_questions_left")),
    )
    with op.batch_alter_table("questions_left", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_questions_left_expires_at"), ["expires_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("questions_left", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_questions_left_expires_at"))
    op.drop_table("questions_left")
