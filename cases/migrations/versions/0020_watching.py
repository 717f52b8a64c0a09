"""The watch for retaliation, reminders and calendars of officers, and limits of which a worker is reminded."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_links",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_calendar_links_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_links")),
        sa.UniqueConstraint("staff_id", name=op.f("uq_calendar_links_staff_id")),
    )
    op.create_table(
        "trouble_words",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("case_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("complainant_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("asked_for", sa.Date(), nullable=True),
        sa.Column("asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column(
            "said", sa.Enum("none", "yes", "threatened", name="trouble", native_enum=False, length=24), nullable=True
        ),
        sa.Column("said_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("entered_by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("handled_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("handled_by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_trouble_words_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["complainant_id"], ["complainants.id"], name=op.f("fk_trouble_words_complainant_id_complainants")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_staff_id"], ["staff.id"], name=op.f("fk_trouble_words_entered_by_staff_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["handled_by_staff_id"], ["staff.id"], name=op.f("fk_trouble_words_handled_by_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trouble_words")),
        sa.UniqueConstraint("complainant_id", "asked_for", name=op.f("uq_trouble_words_complainant_id_asked_for")),
    )
    with op.batch_alter_table("trouble_words", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trouble_words_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_trouble_words_complainant_id"), ["complainant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_trouble_words_entered_by_staff_id"), ["entered_by_staff_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_trouble_words_handled_by_staff_id"), ["handled_by_staff_id"], unique=False)
        batch_op.create_index(
            "ix_trouble_words_waiting",
            ["case_id"],
            unique=False,
            sqlite_where=sa.text("said IN ('yes', 'threatened') AND handled_at IS NULL"),
            postgresql_where=sa.text("said IN ('yes', 'threatened') AND handled_at IS NULL"),
        )

    op.create_table(
        "reminders_seen",
        sa.Column("staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("clock_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column(
            "stage",
            sa.Enum("soon", "today", "overdue", "lead_told", name="stage", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("due_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["clock_id"], ["clocks.id"], name=op.f("fk_reminders_seen_clock_id_clocks")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_reminders_seen_staff_id_staff")),
        sa.PrimaryKeyConstraint("staff_id", "clock_id", name=op.f("pk_reminders_seen")),
    )
    with op.batch_alter_table("reminders_seen", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reminders_seen_clock_id"), ["clock_id"], unique=False)

    with op.batch_alter_table("clocks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reminded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("clocks", schema=None) as batch_op:
        batch_op.drop_column("reminded_at")

    with op.batch_alter_table("reminders_seen", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reminders_seen_clock_id"))

    op.drop_table("reminders_seen")
    with op.batch_alter_table("trouble_words", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_trouble_words_waiting",
            sqlite_where=sa.text("said IN ('yes', 'threatened') AND handled_at IS NULL"),
            postgresql_where=sa.text("said IN ('yes', 'threatened') AND handled_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_trouble_words_handled_by_staff_id"))
        batch_op.drop_index(batch_op.f("ix_trouble_words_entered_by_staff_id"))
        batch_op.drop_index(batch_op.f("ix_trouble_words_complainant_id"))
        batch_op.drop_index(batch_op.f("ix_trouble_words_case_id"))

    op.drop_table("trouble_words")
    op.drop_table("calendar_links")
