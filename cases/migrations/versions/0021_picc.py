"""Packs for bipartite committees, photos of spots, what a committee decided, and the remedies that became of it."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "picc_packs",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("party_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("factory_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("frozen_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name=op.f("fk_picc_packs_by_staff_id_staff")),
        sa.ForeignKeyConstraint(["factory_id"], ["factories.id"], name=op.f("fk_picc_packs_factory_id_factories")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_picc_packs_party_id_parties")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picc_packs")),
        sa.UniqueConstraint("party_id", "factory_id", "number", name=op.f("uq_picc_packs_party_id_factory_id_number")),
    )
    with op.batch_alter_table("picc_packs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_picc_packs_by_staff_id"), ["by_staff_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_picc_packs_factory_id"), ["factory_id"], unique=False)

    op.create_table(
        "picc_photos",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("party_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("factory_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("promise", sqlmodel.sql.sqltypes.AutoString(length=48), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_picture", sa.LargeBinary(), nullable=True),
        sa.Column("by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("removed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("removed_by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name=op.f("fk_picc_photos_by_staff_id_staff")),
        sa.ForeignKeyConstraint(["factory_id"], ["factories.id"], name=op.f("fk_picc_photos_factory_id_factories")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_picc_photos_party_id_parties")),
        sa.ForeignKeyConstraint(
            ["removed_by_staff_id"], ["staff.id"], name=op.f("fk_picc_photos_removed_by_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picc_photos")),
    )
    with op.batch_alter_table("picc_photos", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_picc_photos_by_staff_id"), ["by_staff_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_picc_photos_party_id"), ["party_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_picc_photos_promise"), ["promise"], unique=False)
        batch_op.create_index(batch_op.f("ix_picc_photos_removed_by_staff_id"), ["removed_by_staff_id"], unique=False)

    op.create_table(
        "picc_decisions",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("pack_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("done_by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("cancelled_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("cancelled_by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name=op.f("fk_picc_decisions_by_staff_id_staff")),
        sa.ForeignKeyConstraint(
            ["cancelled_by_staff_id"], ["staff.id"], name=op.f("fk_picc_decisions_cancelled_by_staff_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["done_by_staff_id"], ["staff.id"], name=op.f("fk_picc_decisions_done_by_staff_id_staff")
        ),
        sa.ForeignKeyConstraint(["pack_id"], ["picc_packs.id"], name=op.f("fk_picc_decisions_pack_id_picc_packs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picc_decisions")),
    )
    with op.batch_alter_table("picc_decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_picc_decisions_by_staff_id"), ["by_staff_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_picc_decisions_cancelled_by_staff_id"), ["cancelled_by_staff_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_picc_decisions_done_by_staff_id"), ["done_by_staff_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_picc_decisions_pack_id"), ["pack_id"], unique=False)

    op.create_table(
        "picc_remedies",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("case_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("remedy_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("decision_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_picc_remedies_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["picc_decisions.id"], name=op.f("fk_picc_remedies_decision_id_picc_decisions")
        ),
        sa.ForeignKeyConstraint(["remedy_id"], ["remedies.id"], name=op.f("fk_picc_remedies_remedy_id_remedies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picc_remedies")),
    )
    with op.batch_alter_table("picc_remedies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_picc_remedies_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_picc_remedies_decision_id"), ["decision_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_picc_remedies_remedy_id"), ["remedy_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("picc_remedies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_picc_remedies_remedy_id"))
        batch_op.drop_index(batch_op.f("ix_picc_remedies_decision_id"))
        batch_op.drop_index(batch_op.f("ix_picc_remedies_case_id"))

    op.drop_table("picc_remedies")
    with op.batch_alter_table("picc_decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_picc_decisions_pack_id"))
        batch_op.drop_index(batch_op.f("ix_picc_decisions_done_by_staff_id"))
        batch_op.drop_index(batch_op.f("ix_picc_decisions_cancelled_by_staff_id"))
        batch_op.drop_index(batch_op.f("ix_picc_decisions_by_staff_id"))

    op.drop_table("picc_decisions")
    with op.batch_alter_table("picc_photos", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_picc_photos_removed_by_staff_id"))
        batch_op.drop_index(batch_op.f("ix_picc_photos_promise"))
        batch_op.drop_index(batch_op.f("ix_picc_photos_party_id"))
        batch_op.drop_index(batch_op.f("ix_picc_photos_by_staff_id"))

    op.drop_table("picc_photos")
    with op.batch_alter_table("picc_packs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_picc_packs_factory_id"))
        batch_op.drop_index(batch_op.f("ix_picc_packs_by_staff_id"))

    op.drop_table("picc_packs")
