"""Steps of a dispute, what began or ended a clock, and the later of two ends."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dispute_steps",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("case_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("referral_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column(
            "step",
            sa.Enum(
                "filed_individual",
                "date_missed",
                "date_made_up",
                "conciliation_held",
                "not_conciliated",
                "to_court",
                "filed_collective",
                "conciliator_appointed",
                "conciliation_failed",
                "report_sent",
                "council_received",
                "council_met",
                "award_given",
                "award_notified",
                "award_objected",
                "leave_asked",
                "leave_decided",
                "leave_appealed",
                "wage_due",
                name="step",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("cancelled_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("cancelled_by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name=op.f("fk_dispute_steps_by_staff_id_staff")),
        sa.ForeignKeyConstraint(
            ["cancelled_by_staff_id"], ["staff.id"], name=op.f("fk_dispute_steps_cancelled_by_staff_id_staff")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_dispute_steps_case_id_cases")),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_dispute_steps_referral_id_referrals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_steps")),
    )
    with op.batch_alter_table("dispute_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dispute_steps_by_staff_id"), ["by_staff_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_dispute_steps_cancelled_by_staff_id"), ["cancelled_by_staff_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_dispute_steps_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dispute_steps_referral_id"), ["referral_id"], unique=False)

    with op.batch_alter_table("clocks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("latest_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("step_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True))
        batch_op.add_column(sa.Column("met_step_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True))
        batch_op.create_index(batch_op.f("ix_clocks_met_step_id"), ["met_step_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_clocks_step_id"), ["step_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_clocks_met_step_id_dispute_steps"), "dispute_steps", ["met_step_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_clocks_step_id_dispute_steps"), "dispute_steps", ["step_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("clocks", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_clocks_step_id_dispute_steps"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_clocks_met_step_id_dispute_steps"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_clocks_step_id"))
        batch_op.drop_index(batch_op.f("ix_clocks_met_step_id"))
        batch_op.drop_column("met_step_id")
        batch_op.drop_column("step_id")
        batch_op.drop_column("latest_at")

    with op.batch_alter_table("dispute_steps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dispute_steps_referral_id"))
        batch_op.drop_index(batch_op.f("ix_dispute_steps_case_id"))
        batch_op.drop_index(batch_op.f("ix_dispute_steps_cancelled_by_staff_id"))
        batch_op.drop_index(batch_op.f("ix_dispute_steps_by_staff_id"))

    op.drop_table("dispute_steps")
