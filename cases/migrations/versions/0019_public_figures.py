"""Public figures, frozen quarter by quarter; organisations for trying things out."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "releases",
        sa.Column("quarter", sqlmodel.sql.sqltypes.AutoString(length=7), nullable=False),
        sa.Column("frozen_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("fingerprint", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.PrimaryKeyConstraint("quarter", name=op.f("pk_releases")),
    )
    op.create_table(
        "released_figures",
        sa.Column("quarter", sqlmodel.sql.sqltypes.AutoString(length=7), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sqlmodel.sql.sqltypes.AutoString(length=24), nullable=False),
        sa.Column("line", sqlmodel.sql.sqltypes.AutoString(length=24), nullable=False),
        sa.Column("figure", sqlmodel.sql.sqltypes.AutoString(length=24), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["quarter"], ["releases.quarter"], name=op.f("fk_released_figures_quarter_releases")),
        sa.PrimaryKeyConstraint("quarter", "position", name=op.f("pk_released_figures")),
    )
    with op.batch_alter_table("parties", schema=None) as batch_op:
        batch_op.add_column(sa.Column("trial", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("parties", schema=None) as batch_op:
        batch_op.drop_column("trial")

    op.drop_table("released_figures")
    op.drop_table("releases")
