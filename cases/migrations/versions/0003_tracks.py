"""tracks."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "given_by",
                sa.Enum("own_channel", "paper", "voice", name="givenby", native_enum=False, length=24),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("entered_parts", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("evidence_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True))
        batch_op.add_column(
            sa.Column("entered_by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True)
        )
        batch_op.add_column(
            sa.Column("seconded_by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True)
        )
        batch_op.add_column(sa.Column("generation", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("sealed", sa.LargeBinary(), nullable=True))
        batch_op.create_index(batch_op.f("ix_consents_entered_by_staff_id"), ["entered_by_staff_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consents_evidence_id"), ["evidence_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consents_seconded_by_staff_id"), ["seconded_by_staff_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_consents_seconded_by_staff_id_staff"), "staff", ["seconded_by_staff_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_consents_evidence_id_evidence"), "evidence", ["evidence_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_consents_entered_by_staff_id_staff"), "staff", ["entered_by_staff_id"], ["id"]
        )

    with op.batch_alter_table("disclosures", schema=None) as batch_op:
        batch_op.add_column(sa.Column("consents", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("manifest", sa.LargeBinary(), nullable=False, server_default=sa.text("''")))

    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "source",
                sa.Enum("worker", "officer", "import", name="source", native_enum=False, length=24),
                nullable=False,
                server_default="worker",
            )
        )
        batch_op.add_column(sa.Column("entered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("import_key", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_cases_import_key"), ["import_key"])

    with op.batch_alter_table("complainants", schema=None) as batch_op:
        batch_op.add_column(sa.Column("receipt_handed_over", sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table("referrals", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("forum", sa.Enum("management", "picc", name="forum", native_enum=False, length=24), nullable=True)
        )

    op.create_table(
        "employer_notices",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("referral_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column(
            "by", sa.Enum("letter", "meeting", "phone", name="noticeby", native_enum=False, length=24), nullable=False
        ),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name=op.f("fk_employer_notices_by_staff_id_staff")),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name=op.f("fk_employer_notices_referral_id_referrals")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer_notices")),
    )
    with op.batch_alter_table("employer_notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_employer_notices_by_staff_id"), ["by_staff_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_employer_notices_referral_id"), ["referral_id"], unique=False)


def downgrade() -> None:
    op.drop_table("employer_notices")
    with op.batch_alter_table("referrals", schema=None) as batch_op:
        batch_op.drop_column("forum")

    with op.batch_alter_table("complainants", schema=None) as batch_op:
        batch_op.drop_column("receipt_handed_over")

    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_cases_import_key"), type_="unique")
        batch_op.drop_column("import_key")
        batch_op.drop_column("entered_at")
        batch_op.drop_column("source")

    with op.batch_alter_table("disclosures", schema=None) as batch_op:
        batch_op.drop_column("manifest")
        batch_op.drop_column("consents")

    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_consents_entered_by_staff_id_staff"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_consents_evidence_id_evidence"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_consents_seconded_by_staff_id_staff"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_consents_seconded_by_staff_id"))
        batch_op.drop_index(batch_op.f("ix_consents_evidence_id"))
        batch_op.drop_index(batch_op.f("ix_consents_entered_by_staff_id"))
        batch_op.drop_column("sealed")
        batch_op.drop_column("generation")
        batch_op.drop_column("seconded_by_staff_id")
        batch_op.drop_column("entered_by_staff_id")
        batch_op.drop_column("evidence_id")
        batch_op.drop_column("entered_parts")
        batch_op.drop_column("given_by")
