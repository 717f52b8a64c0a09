"""When a chat may be told that there is news, which copy of a line stands in it, and a word agreed for danger."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0023"
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
    with op.batch_alter_table("complainants", schema=None) as batch_op:
        batch_op.add_column(sa.Column("safe_word_generation", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("sealed_safe_word", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("complainants", schema=None) as batch_op:
        batch_op.alter_column("safe_word_generation", existing_type=sa.Integer(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("complainants", schema=None) as batch_op:
        batch_op.drop_column("sealed_safe_word")
        batch_op.drop_column("safe_word_generation")
    with op.batch_alter_table("thread_messages", schema=None) as batch_op:
        batch_op.drop_column("outbox_id")
    with op.batch_alter_table("correspondents", schema=None) as batch_op:
        batch_op.drop_column("hours")
