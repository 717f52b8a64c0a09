"""people, keys and doors."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("since", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("wait_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempts_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "chat_messages",
        sa.Column("correspondent_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("delete_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("correspondent_id", "message_id", name=op.f("pk_chat_messages")),
    )
    with op.batch_alter_table("chat_messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_chat_messages_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_chat_messages_delete_at"), ["delete_at"], unique=False)

    op.create_table(
        "checkpoints",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_checkpoints")),
    )
    op.create_table(
        "bursts",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("party_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("site_code", sqlmodel.sql.sqltypes.AutoString(length=24), nullable=False),
        sa.Column("started_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("closed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_bursts_party_id_parties")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bursts")),
        sa.UniqueConstraint(
            "party_id", "site_code", "started_at", name=op.f("uq_bursts_party_id_site_code_started_at")
        ),
    )

    op.create_table(
        "checkpoint_heads",
        sa.Column("checkpoint_seq", sa.Integer(), nullable=False),
        sa.Column("case_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["checkpoint_seq"], ["checkpoints.seq"], name=op.f("fk_checkpoint_heads_checkpoint_seq_checkpoints")
        ),
        sa.PrimaryKeyConstraint("checkpoint_seq", "case_id", name=op.f("pk_checkpoint_heads")),
    )
    with op.batch_alter_table("checkpoint_heads", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checkpoint_heads_case_id"), ["case_id"], unique=False)

    op.create_table(
        "party_events",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("party_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("actor", sqlmodel.sql.sqltypes.AutoString(length=48), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_party_events_party_id_parties")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_events")),
        sa.UniqueConstraint("party_id", "seq", name=op.f("uq_party_events_party_id_seq")),
    )
    op.create_table(
        "known_devices",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_known_devices_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_devices")),
    )
    with op.batch_alter_table("known_devices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_known_devices_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_known_devices_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "handovers",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("case_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("from_party_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("to_party_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "asked",
                "done",
                "declined",
                "expired",
                "revoked",
                "withdrawn",
                name="handoverstatus",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name=op.f("fk_handovers_by_staff_id_staff")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_handovers_case_id_cases")),
        sa.ForeignKeyConstraint(["from_party_id"], ["parties.id"], name=op.f("fk_handovers_from_party_id_parties")),
        sa.ForeignKeyConstraint(["to_party_id"], ["parties.id"], name=op.f("fk_handovers_to_party_id_parties")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
    )
    with op.batch_alter_table("handovers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handovers_by_staff_id"), ["by_staff_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handovers_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handovers_from_party_id"), ["from_party_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handovers_to_party_id"), ["to_party_id"], unique=False)

    op.create_table(
        "handover_consents",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("handover_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("complainant_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "asked", "given", "declined", "withdrawn", "expired", name="consentstatus", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column(
            "given_by", sa.Enum("own_channel", "paper", name="givenby", native_enum=False, length=24), nullable=True
        ),
        sa.Column("wording", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("wording_digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("language", sa.Enum("km", "en", name="language", native_enum=False, length=24), nullable=True),
        sa.Column("evidence_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("entered_by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("seconded_by_staff_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("answered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complainant_id"], ["complainants.id"], name=op.f("fk_handover_consents_complainant_id_complainants")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_staff_id"], ["staff.id"], name=op.f("fk_handover_consents_entered_by_staff_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_handover_consents_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["handover_id"], ["handovers.id"], name=op.f("fk_handover_consents_handover_id_handovers")
        ),
        sa.ForeignKeyConstraint(
            ["seconded_by_staff_id"], ["staff.id"], name=op.f("fk_handover_consents_seconded_by_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_consents")),
    )
    with op.batch_alter_table("handover_consents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handover_consents_complainant_id"), ["complainant_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_handover_consents_entered_by_staff_id"), ["entered_by_staff_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_handover_consents_evidence_id"), ["evidence_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handover_consents_handover_id"), ["handover_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_handover_consents_seconded_by_staff_id"), ["seconded_by_staff_id"], unique=False
        )

    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("site_code", sqlmodel.sql.sqltypes.AutoString(length=24), nullable=True))
        batch_op.add_column(sa.Column("burst_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True))
        batch_op.create_index(batch_op.f("ix_cases_burst_id"), ["burst_id"], unique=False)
        batch_op.create_index("ix_cases_site", ["site_code", "lead_party_id", "filed_at"], unique=False)
        batch_op.create_index(
            "ix_cases_kept",
            ["closing_reason", "closed_at"],
            unique=False,
            sqlite_where=sa.text("erased_at IS NULL"),
            postgresql_where=sa.text("erased_at IS NULL"),
        )
        batch_op.create_foreign_key(batch_op.f("fk_cases_burst_id_bursts"), "bursts", ["burst_id"], ["id"])

    with op.batch_alter_table("complainants", schema=None) as batch_op:
        batch_op.add_column(sa.Column("receipt_generation", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("verified_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "verified_by",
                sa.Enum("payslip", "badge", "vouched", name="verifiedby", native_enum=False, length=24),
                nullable=True,
            )
        )

    with op.batch_alter_table("correspondents", schema=None) as batch_op:
        batch_op.add_column(sa.Column("keeps_messages", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("hidden_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.create_index(batch_op.f("ix_correspondents_hidden_at"), ["hidden_at"], unique=False)

    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("open_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("held", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("announced_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rows", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.create_index("ix_events_actor_at", ["actor", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_events_at"), ["at"], unique=False)

    with op.batch_alter_table("exclusions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("declared_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table("logins", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sealed_device", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("passphrase_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table("parties", schema=None) as batch_op:
        batch_op.add_column(sa.Column("head", sa.LargeBinary(), nullable=True))

    with op.batch_alter_table("party_public_keys", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sealed_before", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name_generation", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("sealed_name", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("sealed_totp", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("totp_step", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("approved_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("suspended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("opening_released_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table("staff_party_keys", schema=None) as batch_op:
        batch_op.add_column(sa.Column("signature", sa.LargeBinary(), nullable=True))

    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.drop_column("sealed_party_keys")

    with op.batch_alter_table("installation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("backed_up_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    op.execute("UPDATE staff SET approved_at = created_at")  # who was let in before needs nobody's word again


def downgrade() -> None:
    with op.batch_alter_table("installation", schema=None) as batch_op:
        batch_op.drop_column("backed_up_at")

    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sealed_party_keys", sa.LargeBinary(), nullable=True))

    with op.batch_alter_table("staff_party_keys", schema=None) as batch_op:
        batch_op.drop_column("signature")

    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.drop_column("opening_released_at")
        batch_op.drop_column("suspended_at")
        batch_op.drop_column("approved_at")
        batch_op.drop_column("totp_step")
        batch_op.drop_column("sealed_totp")
        batch_op.drop_column("sealed_name")
        batch_op.drop_column("name_generation")

    with op.batch_alter_table("party_public_keys", schema=None) as batch_op:
        batch_op.drop_column("made_at")
        batch_op.drop_column("sealed_before")

    with op.batch_alter_table("parties", schema=None) as batch_op:
        batch_op.drop_column("head")

    with op.batch_alter_table("logins", schema=None) as batch_op:
        batch_op.drop_column("passphrase_at")
        batch_op.drop_column("sealed_device")

    with op.batch_alter_table("exclusions", schema=None) as batch_op:
        batch_op.drop_column("declared_at")

    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_events_at"))
        batch_op.drop_index("ix_events_actor_at")
        batch_op.drop_column("rows")

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_column("announced_at")
        batch_op.drop_column("held")

    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_column("open_until")

    with op.batch_alter_table("correspondents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_correspondents_hidden_at"))
        batch_op.drop_column("hidden_at")
        batch_op.drop_column("keeps_messages")

    with op.batch_alter_table("complainants", schema=None) as batch_op:
        batch_op.drop_column("verified_by")
        batch_op.drop_column("verified_at")
        batch_op.drop_column("receipt_generation")

    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_cases_burst_id_bursts"), type_="foreignkey")
        batch_op.drop_index("ix_cases_kept")
        batch_op.drop_index("ix_cases_site")
        batch_op.drop_index(batch_op.f("ix_cases_burst_id"))
        batch_op.drop_column("burst_id")
        batch_op.drop_column("site_code")

    with op.batch_alter_table("handover_consents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handover_consents_seconded_by_staff_id"))
        batch_op.drop_index(batch_op.f("ix_handover_consents_handover_id"))
        batch_op.drop_index(batch_op.f("ix_handover_consents_evidence_id"))
        batch_op.drop_index(batch_op.f("ix_handover_consents_entered_by_staff_id"))
        batch_op.drop_index(batch_op.f("ix_handover_consents_complainant_id"))

    op.drop_table("handover_consents")
    with op.batch_alter_table("handovers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handovers_to_party_id"))
        batch_op.drop_index(batch_op.f("ix_handovers_from_party_id"))
        batch_op.drop_index(batch_op.f("ix_handovers_case_id"))
        batch_op.drop_index(batch_op.f("ix_handovers_by_staff_id"))

    op.drop_table("handovers")
    with op.batch_alter_table("known_devices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_known_devices_staff_id"))
        batch_op.drop_index(batch_op.f("ix_known_devices_expires_at"))

    op.drop_table("known_devices")
    op.drop_table("party_events")
    with op.batch_alter_table("checkpoint_heads", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_checkpoint_heads_case_id"))

    op.drop_table("checkpoint_heads")
    op.drop_table("bursts")
    op.drop_table("checkpoints")
    with op.batch_alter_table("chat_messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_chat_messages_delete_at"))
        batch_op.drop_index(batch_op.f("ix_chat_messages_at"))

    op.drop_table("chat_messages")
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempts_expires_at"))

    op.drop_table("attempts")
