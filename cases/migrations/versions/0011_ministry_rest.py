"""What comes of a complaint at the labour ministry: its calls, hearings, and who complains."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hearings",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("case_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("referral_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("starts_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("reminded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("cancelled_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name=op.f("fk_hearings_by_staff_id_staff")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_hearings_case_id_cases")),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_hearings_referral_id_referrals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearings")),
    )
    with op.batch_alter_table("hearings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hearings_by_staff_id"), ["by_staff_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hearings_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hearings_referral_id"), ["referral_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hearings_starts_at"), ["starts_at"], unique=False)

    op.create_table(
        "ministry_calls",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("case_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("complainant_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("told_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("acknowledged_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("acknowledged_by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["acknowledged_by_staff_id"], ["staff.id"], name=op.f("fk_ministry_calls_acknowledged_by_staff_id_staff")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_ministry_calls_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["complainant_id"], ["complainants.id"], name=op.f("fk_ministry_calls_complainant_id_complainants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ministry_calls")),
    )
    with op.batch_alter_table("ministry_calls", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ministry_calls_acknowledged_by_staff_id"), ["acknowledged_by_staff_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_ministry_calls_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ministry_calls_complainant_id"), ["complainant_id"], unique=False)
        batch_op.create_index(
            "ix_ministry_calls_waiting",
            ["case_id"],
            unique=False,
            sqlite_where=sa.text("acknowledged_at IS NULL"),
            postgresql_where=sa.text("acknowledged_at IS NULL"),
        )

    with op.batch_alter_table("complainants", schema=None) as batch_op:
        batch_op.add_column(sa.Column("details_generation", sa.Integer(), nullable=False))
        batch_op.add_column(sa.Column("sealed_details", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("complainants", schema=None) as batch_op:
        batch_op.drop_column("sealed_details")
        batch_op.drop_column("details_generation")

    with op.batch_alter_table("ministry_calls", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_ministry_calls_waiting",
            sqlite_where=sa.text("acknowledged_at IS NULL"),
            postgresql_where=sa.text("acknowledged_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_ministry_calls_complainant_id"))
        batch_op.drop_index(batch_op.f("ix_ministry_calls_case_id"))
        batch_op.drop_index(batch_op.f("ix_ministry_calls_acknowledged_by_staff_id"))

    op.drop_table("ministry_calls")
    with op.batch_alter_table("hearings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hearings_starts_at"))
        batch_op.drop_index(batch_op.f("ix_hearings_referral_id"))
        batch_op.drop_index(batch_op.f("ix_hearings_case_id"))
        batch_op.drop_index(batch_op.f("ix_hearings_by_staff_id"))

    op.drop_table("hearings")
