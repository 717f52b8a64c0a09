"""Deliveries piece by piece, photos of what changed, and the day by which a remedy was agreed as a clock."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("case_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("remedy_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("women", sa.Integer(), nullable=False),
        sa.Column("men", sa.Integer(), nullable=False),
        sa.Column("not_recorded", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("replaced_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("replaced_by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name=op.f("fk_deliveries_by_staff_id_staff")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_deliveries_case_id_cases")),
        sa.ForeignKeyConstraint(["remedy_id"], ["remedies.id"], name=op.f("fk_deliveries_remedy_id_remedies")),
        sa.ForeignKeyConstraint(
            ["replaced_by_staff_id"], ["staff.id"], name=op.f("fk_deliveries_replaced_by_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliveries_by_staff_id"), ["by_staff_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliveries_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliveries_remedy_id"), ["remedy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliveries_replaced_by_staff_id"), ["replaced_by_staff_id"], unique=False)

    op.create_table(
        "remedy_photos",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("case_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("remedy_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("delivery_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column(
            "stage",
            sa.Enum("before", "after", "proof", name="photostage", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("evidence_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("hers", sa.Boolean(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("removed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("removed_by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name=op.f("fk_remedy_photos_by_staff_id_staff")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_remedy_photos_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name=op.f("fk_remedy_photos_delivery_id_deliveries")
        ),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_remedy_photos_evidence_id_evidence")),
        sa.ForeignKeyConstraint(["remedy_id"], ["remedies.id"], name=op.f("fk_remedy_photos_remedy_id_remedies")),
        sa.ForeignKeyConstraint(
            ["removed_by_staff_id"], ["staff.id"], name=op.f("fk_remedy_photos_removed_by_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remedy_photos")),
    )
    with op.batch_alter_table("remedy_photos", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_remedy_photos_by_staff_id"), ["by_staff_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_remedy_photos_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_remedy_photos_delivery_id"), ["delivery_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_remedy_photos_evidence_id"), ["evidence_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_remedy_photos_remedy_id"), ["remedy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_remedy_photos_removed_by_staff_id"), ["removed_by_staff_id"], unique=False)

    with op.batch_alter_table("clocks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("remedy_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True))
        batch_op.create_index(batch_op.f("ix_clocks_remedy_id"), ["remedy_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_clocks_remedy_id_remedies"), "remedies", ["remedy_id"], ["id"])

    with op.batch_alter_table("remedies", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "improvement",
                sa.Enum(
                    "fans",
                    "cooling",
                    "water",
                    "exits",
                    "toilets",
                    "lighting",
                    "machines",
                    "chemicals",
                    "first_aid",
                    "rest",
                    "childcare",
                    "other",
                    name="improvement",
                    native_enum=False,
                    length=24,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("covered", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.execute("DELETE FROM clocks WHERE remedy_id IS NOT NULL")  # the rules of before know none of them
    op.execute("DELETE FROM remedies WHERE kind = 'none'")
    with op.batch_alter_table("remedies", schema=None) as batch_op:
        batch_op.drop_column("covered")
        batch_op.drop_column("improvement")

    with op.batch_alter_table("clocks", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_clocks_remedy_id_remedies"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_clocks_remedy_id"))
        batch_op.drop_column("remedy_id")

    with op.batch_alter_table("remedy_photos", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_remedy_photos_removed_by_staff_id"))
        batch_op.drop_index(batch_op.f("ix_remedy_photos_remedy_id"))
        batch_op.drop_index(batch_op.f("ix_remedy_photos_evidence_id"))
        batch_op.drop_index(batch_op.f("ix_remedy_photos_delivery_id"))
        batch_op.drop_index(batch_op.f("ix_remedy_photos_case_id"))
        batch_op.drop_index(batch_op.f("ix_remedy_photos_by_staff_id"))

    op.drop_table("remedy_photos")
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliveries_replaced_by_staff_id"))
        batch_op.drop_index(batch_op.f("ix_deliveries_remedy_id"))
        batch_op.drop_index(batch_op.f("ix_deliveries_case_id"))
        batch_op.drop_index(batch_op.f("ix_deliveries_by_staff_id"))

    op.drop_table("deliveries")
