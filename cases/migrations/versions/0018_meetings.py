"""Meetings planned and held step by step, offers, private notes, agreements."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agreements",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("case_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("referral_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("evidence_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("copy_generation", sa.Integer(), nullable=False),
        sa.Column("sealed_copy", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name=op.f("fk_agreements_by_staff_id_staff")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_agreements_case_id_cases")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_agreements_evidence_id_evidence")),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_agreements_referral_id_referrals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
    )
    with op.batch_alter_table("agreements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreements_by_staff_id"), ["by_staff_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreements_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreements_evidence_id"), ["evidence_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreements_referral_id"), ["referral_id"], unique=False)

    op.create_table(
        "meeting_notes",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("case_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("referral_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("meeting_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("side", sa.Enum("lead", "recipient", name="relation", native_enum=False, length=24), nullable=False),
        sa.Column("box", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name=op.f("fk_meeting_notes_by_staff_id_staff")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_meeting_notes_case_id_cases")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_notes_meeting_id_meetings")),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_meeting_notes_referral_id_referrals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_notes")),
    )
    with op.batch_alter_table("meeting_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_notes_by_staff_id"), ["by_staff_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_notes_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_notes_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_notes_referral_id"), ["referral_id"], unique=False)

    op.create_table(
        "offers",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("case_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("referral_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("meeting_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("remedy_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("cancelled_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name=op.f("fk_offers_by_staff_id_staff")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_offers_case_id_cases")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_offers_meeting_id_meetings")),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_offers_referral_id_referrals")),
        sa.ForeignKeyConstraint(["remedy_id"], ["remedies.id"], name=op.f("fk_offers_remedy_id_remedies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offers_by_staff_id"), ["by_staff_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_offers_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_offers_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_offers_referral_id"), ["referral_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_offers_remedy_id"), ["remedy_id"], unique=False)

    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("starts_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("hers", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("cancelled_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("reminded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.alter_column("held_on", existing_type=sa.DATE(), nullable=True)
        batch_op.create_index(batch_op.f("ix_meetings_starts_at"), ["starts_at"], unique=False)


def downgrade() -> None:
    op.execute("DELETE FROM meeting_notes")
    op.execute("DELETE FROM offers")
    op.execute("DELETE FROM meetings WHERE held_on IS NULL")  # what was planned has no place in the table of before
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meetings_starts_at"))
        batch_op.alter_column("held_on", existing_type=sa.DATE(), nullable=False)
        batch_op.drop_column("reminded_at")
        batch_op.drop_column("cancelled_at")
        batch_op.drop_column("version")
        batch_op.drop_column("hers")
        batch_op.drop_column("starts_at")

    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_offers_remedy_id"))
        batch_op.drop_index(batch_op.f("ix_offers_referral_id"))
        batch_op.drop_index(batch_op.f("ix_offers_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_offers_case_id"))
        batch_op.drop_index(batch_op.f("ix_offers_by_staff_id"))

    op.drop_table("offers")
    with op.batch_alter_table("meeting_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_notes_referral_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_notes_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_notes_case_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_notes_by_staff_id"))

    op.drop_table("meeting_notes")
    with op.batch_alter_table("agreements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreements_referral_id"))
        batch_op.drop_index(batch_op.f("ix_agreements_evidence_id"))
        batch_op.drop_index(batch_op.f("ix_agreements_case_id"))
        batch_op.drop_index(batch_op.f("ix_agreements_by_staff_id"))

    op.drop_table("agreements")
