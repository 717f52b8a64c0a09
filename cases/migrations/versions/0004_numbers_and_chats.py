"""Whether an officer could have kept her numbers, and whether her chat was linked by them alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None
COLUMNS = ("receipt_by_office", "chat_by_number")


def upgrade() -> None:
    with op.batch_alter_table("complainants", schema=None) as batch_op:
        for name in COLUMNS:
            batch_op.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("complainants", schema=None) as batch_op:
        for name in reversed(COLUMNS):
            batch_op.drop_column(name)
