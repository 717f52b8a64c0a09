"""Asked again after delivery; what workers said on paper, and what somebody said for those who elected her."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "representatives",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("case_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("elected_on", sa.Date(), nullable=False),
        sa.Column("workers", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name=op.f("fk_representatives_by_staff_id_staff")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_representatives_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representatives")),
    )
    with op.batch_alter_table("representatives", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_representatives_case_id"), ["case_id"], unique=False)

    op.create_table(
        "follow_ups",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("remedy_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("complainant_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("since", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("answered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("held", sa.Boolean(), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["complainant_id"], ["complainants.id"], name=op.f("fk_follow_ups_complainant_id_complainants")
        ),
        sa.ForeignKeyConstraint(["remedy_id"], ["remedies.id"], name=op.f("fk_follow_ups_remedy_id_remedies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
    )
    with op.batch_alter_table("follow_ups", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_ups_complainant_id"), ["complainant_id"], unique=False)
        batch_op.create_index("ix_follow_ups_round", ["remedy_id", "complainant_id", "since", "day"], unique=False)

    op.create_table(
        "represented_words",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("remedy_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("representative_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("since", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("workers", sa.Integer(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("replaced_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name=op.f("fk_represented_words_by_staff_id_staff")),
        sa.ForeignKeyConstraint(["remedy_id"], ["remedies.id"], name=op.f("fk_represented_words_remedy_id_remedies")),
        sa.ForeignKeyConstraint(
            ["representative_id"],
            ["representatives.id"],
            name=op.f("fk_represented_words_representative_id_representatives"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_represented_words")),
    )
    with op.batch_alter_table("represented_words", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_represented_words_remedy_id"), ["remedy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_represented_words_representative_id"), ["representative_id"], unique=False)

    op.create_table(
        "witnessed_words",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("case_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("remedy_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("since", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("complainants", sa.JSON(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("evidence_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("entered_by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("seconded_by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("seconded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_witnessed_words_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["entered_by_staff_id"], ["staff.id"], name=op.f("fk_witnessed_words_entered_by_staff_id_staff")
        ),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_witnessed_words_evidence_id_evidence")),
        sa.ForeignKeyConstraint(["remedy_id"], ["remedies.id"], name=op.f("fk_witnessed_words_remedy_id_remedies")),
        sa.ForeignKeyConstraint(
            ["seconded_by_staff_id"], ["staff.id"], name=op.f("fk_witnessed_words_seconded_by_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_witnessed_words")),
    )
    with op.batch_alter_table("witnessed_words", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_witnessed_words_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_witnessed_words_evidence_id"), ["evidence_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_witnessed_words_remedy_id"), ["remedy_id"], unique=False)

    with op.batch_alter_table("remedies", schema=None) as batch_op:
        batch_op.add_column(sa.Column("by_individuals", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("by_representative", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("by_nobody", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("remedies", schema=None) as batch_op:
        for name in ("by_individuals", "by_representative", "by_nobody"):
            batch_op.alter_column(name, server_default=None)

    with op.batch_alter_table("remedy_answers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("witness_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_remedy_answers_witness_id_witnessed_words"), "witnessed_words", ["witness_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("remedy_answers", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_remedy_answers_witness_id_witnessed_words"), type_="foreignkey")
        batch_op.drop_column("witness_id")

    with op.batch_alter_table("remedies", schema=None) as batch_op:
        batch_op.drop_column("by_nobody")
        batch_op.drop_column("by_representative")
        batch_op.drop_column("by_individuals")

    with op.batch_alter_table("witnessed_words", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_witnessed_words_remedy_id"))
        batch_op.drop_index(batch_op.f("ix_witnessed_words_evidence_id"))
        batch_op.drop_index(batch_op.f("ix_witnessed_words_case_id"))

    op.drop_table("witnessed_words")
    with op.batch_alter_table("represented_words", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_represented_words_representative_id"))
        batch_op.drop_index(batch_op.f("ix_represented_words_remedy_id"))

    op.drop_table("represented_words")
    with op.batch_alter_table("follow_ups", schema=None) as batch_op:
        batch_op.drop_index("ix_follow_ups_round")
        batch_op.drop_index(batch_op.f("ix_follow_ups_complainant_id"))

    op.drop_table("follow_ups")
    with op.batch_alter_table("representatives", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_representatives_case_id"))

    op.drop_table("representatives")
