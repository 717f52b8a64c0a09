"""What came back to a letter."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letter_answers",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("letter_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name=op.f("fk_letter_answers_by_staff_id_staff")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_letter_answers_letter_id_letters")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_answers")),
    )
    with op.batch_alter_table("letter_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_answers_by_staff_id"), ["by_staff_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_answers_letter_id"), ["letter_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("letter_answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_answers_letter_id"))
        batch_op.drop_index(batch_op.f("ix_letter_answers_by_staff_id"))

    op.drop_table("letter_answers")
