"""Several workers in one case: who joined later, who left, and whose a file is."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None
COUNTS = ("women", "men", "not_recorded", "amount")
LEFT = sa.text("left_at IS NOT NULL AND erased_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("complainants", schema=None) as batch_op:
        batch_op.add_column(sa.Column("joined_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("left_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("erased_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.create_index(
            "ix_complainants_left", ["left_at"], unique=False, sqlite_where=LEFT, postgresql_where=LEFT
        )

    with op.batch_alter_table("remedy_answers", schema=None) as batch_op:
        for name in ("women", "men", "not_recorded"):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("amount", sa.BigInteger(), nullable=False, server_default="0"))
    with op.batch_alter_table("remedy_answers", schema=None) as batch_op:
        for name in COUNTS:
            batch_op.alter_column(name, server_default=None)

    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("complainant_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True))
        batch_op.create_index(batch_op.f("ix_evidence_complainant_id"), ["complainant_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_evidence_complainant_id_complainants"), "complainants", ["complainant_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("remedy_answers", schema=None) as batch_op:
        for name in reversed(COUNTS):
            batch_op.drop_column(name)

    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_evidence_complainant_id_complainants"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_evidence_complainant_id"))
        batch_op.drop_column("complainant_id")

    with op.batch_alter_table("complainants", schema=None) as batch_op:
        batch_op.drop_index("ix_complainants_left", sqlite_where=LEFT, postgresql_where=LEFT)
        batch_op.drop_column("erased_at")
        batch_op.drop_column("left_at")
        batch_op.drop_column("joined_at")
