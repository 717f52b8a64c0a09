"""When a chat may be told that there is news, and which copy of a line for her stands in it."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0029"
down_revision = "0022"
branch_labels = None
depends_on = None

HOURS = sa.Enum(
    "noon_and_evening", "noon", "evening", "any_time", "never", name="contact_hours", native_enum=False, length=24
)


def upgrade() -> None:
    with op.batch_alter_table("correspondents", schema=None) as batch_op:
        batch_op.add_column(sa.Column("hours", HOURS, nullable=False, server_default="noon_and_evening"))
    with op.batch_alter_table("correspondents", schema=None) as batch_op:
        batch_op.alter_column("hours", existing_type=HOURS, server_default=None)
    with op.batch_alter_table("thread_messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("outbox_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("thread_messages", schema=None) as batch_op:
        batch_op.drop_column("outbox_id")
    with op.batch_alter_table("correspondents", schema=None) as batch_op:
        batch_op.drop_column("hours")
