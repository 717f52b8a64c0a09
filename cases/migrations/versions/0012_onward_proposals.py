"""Whom a recipient would bring in."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "onward_proposals",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("case_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("referral_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("party_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column(
            "reason",
            sa.Enum("mandate", "leverage", "support", "other", name="onwardreason", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column(
            "answer", sa.Enum("ask", "not_now", name="onwardanswer", native_enum=False, length=24), nullable=True
        ),
        sa.Column("answered_by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("answered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_staff_id"], ["staff.id"], name=op.f("fk_onward_proposals_answered_by_staff_id_staff")
        ),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name=op.f("fk_onward_proposals_by_staff_id_staff")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_onward_proposals_case_id_cases")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_onward_proposals_party_id_parties")),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name=op.f("fk_onward_proposals_referral_id_referrals")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onward_proposals")),
    )
    with op.batch_alter_table("onward_proposals", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_onward_proposals_answered_by_staff_id"), ["answered_by_staff_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_onward_proposals_by_staff_id"), ["by_staff_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_onward_proposals_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_onward_proposals_party_id"), ["party_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_onward_proposals_referral_id"), ["referral_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("onward_proposals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_onward_proposals_referral_id"))
        batch_op.drop_index(batch_op.f("ix_onward_proposals_party_id"))
        batch_op.drop_index(batch_op.f("ix_onward_proposals_case_id"))
        batch_op.drop_index(batch_op.f("ix_onward_proposals_by_staff_id"))
        batch_op.drop_index(batch_op.f("ix_onward_proposals_answered_by_staff_id"))

    op.drop_table("onward_proposals")
