"""Who added a factory to the register at the desk, and when; neither where it came from the file."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("factories", schema=None) as batch_op:
        batch_op.add_column(sa.Column("added_by", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True))
        batch_op.add_column(sa.Column("added_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_factories_added_by_staff"), "staff", ["added_by"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("factories", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_factories_added_by_staff"), type_="foreignkey")
        batch_op.drop_column("added_at")
        batch_op.drop_column("added_by")
