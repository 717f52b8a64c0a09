"""Cases that belong together, and who is asked to join a common one."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "linked_cases",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("case_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("group_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name=op.f("fk_linked_cases_by_staff_id_staff")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_linked_cases_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_linked_cases")),
        sa.UniqueConstraint("case_id", name=op.f("uq_linked_cases_case_id")),
    )
    with op.batch_alter_table("linked_cases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_linked_cases_by_staff_id"), ["by_staff_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_linked_cases_group_id"), ["group_id"], unique=False)

    op.create_table(
        "join_requests",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("case_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("complainant_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("into_case_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("joins_as", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "asked", "given", "declined", "withdrawn", "expired", name="consentstatus", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column("wording", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("wording_digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("language", sa.Enum("km", "en", name="language", native_enum=False, length=24), nullable=True),
        sa.Column(
            "given_by",
            sa.Enum(
                "own_channel",
                "office_numbers",
                "paper",
                "voice",
                "standing",
                name="givenby",
                native_enum=False,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("answered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("brought_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name=op.f("fk_join_requests_by_staff_id_staff")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_join_requests_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["complainant_id"], ["complainants.id"], name=op.f("fk_join_requests_complainant_id_complainants")
        ),
        sa.ForeignKeyConstraint(["into_case_id"], ["cases.id"], name=op.f("fk_join_requests_into_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_requests")),
        sa.UniqueConstraint("joins_as", name=op.f("uq_join_requests_joins_as")),
    )
    with op.batch_alter_table("join_requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_join_requests_by_staff_id"), ["by_staff_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_join_requests_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_join_requests_complainant_id"), ["complainant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_join_requests_into_case_id"), ["into_case_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("join_requests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_join_requests_into_case_id"))
        batch_op.drop_index(batch_op.f("ix_join_requests_complainant_id"))
        batch_op.drop_index(batch_op.f("ix_join_requests_case_id"))
        batch_op.drop_index(batch_op.f("ix_join_requests_by_staff_id"))

    op.drop_table("join_requests")
    with op.batch_alter_table("linked_cases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_linked_cases_group_id"))
        batch_op.drop_index(batch_op.f("ix_linked_cases_by_staff_id"))

    op.drop_table("linked_cases")
