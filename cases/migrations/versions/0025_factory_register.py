"""Roads of factories, names that officers add, and entries merged into another."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "factory_aliases",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("factory_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name=op.f("fk_factory_aliases_by_staff_id_staff")),
        sa.ForeignKeyConstraint(["factory_id"], ["factories.id"], name=op.f("fk_factory_aliases_factory_id_factories")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factory_aliases")),
        sa.UniqueConstraint("factory_id", "name", name=op.f("uq_factory_aliases_factory_id_name")),
    )
    with op.batch_alter_table("factory_aliases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_factory_aliases_factory_id"), ["factory_id"], unique=False)

    with op.batch_alter_table("factories", schema=None) as batch_op:
        batch_op.add_column(sa.Column("roads", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("merged_into", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True))
        batch_op.add_column(sa.Column("merged_by", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True))
        batch_op.add_column(sa.Column("merged_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.create_index(batch_op.f("ix_factories_merged_into"), ["merged_into"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_factories_merged_into_factories"), "factories", ["merged_into"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_factories_merged_by_staff"), "staff", ["merged_by"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("factories", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_factories_merged_by_staff"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_factories_merged_into_factories"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_factories_merged_into"))
        batch_op.drop_column("merged_at")
        batch_op.drop_column("merged_by")
        batch_op.drop_column("merged_into")
        batch_op.drop_column("roads")

    with op.batch_alter_table("factory_aliases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_factory_aliases_factory_id"))

    op.drop_table("factory_aliases")
