"""Words in advance, reminders, overdue answers."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "standing_consents",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("complainant_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("party_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column(
            "choice",
            sa.Enum("each_time", "without_name", "with_name", name="standingchoice", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("wording", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("wording_digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("language", sa.Enum("km", "en", name="language", native_enum=False, length=24), nullable=False),
        sa.Column("given_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("withdrawn_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["complainant_id"], ["complainants.id"], name=op.f("fk_standing_consents_complainant_id_complainants")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_standing_consents_party_id_parties")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_consents")),
    )
    with op.batch_alter_table("standing_consents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_standing_consents_complainant_id"), ["complainant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_standing_consents_party_id"), ["party_id"], unique=False)

    with op.batch_alter_table("clocks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("escalated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sendable_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("reminded", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.drop_column("reminded")
        batch_op.drop_column("sendable_at")

    with op.batch_alter_table("clocks", schema=None) as batch_op:
        batch_op.drop_column("escalated_at")

    with op.batch_alter_table("standing_consents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_standing_consents_party_id"))
        batch_op.drop_index(batch_op.f("ix_standing_consents_complainant_id"))

    op.drop_table("standing_consents")
