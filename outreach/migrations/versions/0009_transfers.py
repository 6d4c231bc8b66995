"""collectors, transfers and their rings, forms about talks, limits of lines"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ZONED = sa.DateTime(timezone=True)
TRANSFERS = "'offered', 'ringing', 'talking', 'handing_on', 'consulting', 'conferring', 'ended', 'released', 'unmet', 'abandoned'"
COLLECTORS = "'away', 'available', 'reserved', 'ringing', 'on_call', 'wrap_up'"
RINGS = "'reserved', 'ringing', 'answered', 'accepted', 'over'"


def upgrade() -> None:
    op.add_column("clients", sa.Column("transfer_rules", postgresql.JSONB(), nullable=False, server_default="{}"))
    op.add_column("attempts", sa.Column("needs_person", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(
        "ix_attempts_calls", "attempts", ["client_id", "wired_at"], postgresql_where=sa.text("channel = 'call'")
    )
    _collectors()
    _transfers()
    _rings()
    _forms()
    _lines()


def downgrade() -> None:
    for table in ("line_limits", "wrap_ups", "transfer_rings", "transfers", "collectors"):
        op.drop_table(table)
    op.drop_index("ix_attempts_calls", "attempts")
    op.drop_column("attempts", "needs_person")
    op.drop_column("clients", "transfer_rules")


def _collectors() -> None:
    op.create_table(
        "collectors",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("number_index", sa.LargeBinary(), nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("skills", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_since", ZONED, nullable=False),
        sa.Column("lease_until", ZONED, nullable=True),
        sa.Column("present_until", ZONED, nullable=True),
        sa.Column("idle_since", ZONED, nullable=True),
        sa.Column("rests_until", ZONED, nullable=True),
        sa.Column("refused", sa.SmallInteger(), nullable=False),
        sa.Column("token_index", sa.LargeBinary(), nullable=True),
        sa.Column("token_until", ZONED, nullable=True),
        sa.Column("desk_index", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", ZONED, nullable=False),
        sa.CheckConstraint(f"state IN ({COLLECTORS})", name=op.f("ck_collectors_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collectors")),
        sa.UniqueConstraint("name", name=op.f("uq_collectors_name")),
        sa.UniqueConstraint("number_index", name=op.f("uq_collectors_number_index")),
        sa.UniqueConstraint("token_index", name=op.f("uq_collectors_token_index")),
        sa.UniqueConstraint("desk_index", name=op.f("uq_collectors_desk_index")),
    )


def _transfers() -> None:
    op.create_table(
        "transfers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("skills", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("offered_at", ZONED, nullable=False),
        sa.Column("asked_at", ZONED, nullable=True),
        sa.Column("connected_at", ZONED, nullable=True),
        sa.Column("ended_at", ZONED, nullable=True),
        sa.CheckConstraint(f"state IN ({TRANSFERS})", name=op.f("ck_transfers_state")),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_transfers_client_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_transfers_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfers")),
    )
    still_open = sa.text("ended_at IS NULL")
    op.create_index("ix_transfers_open_session", "transfers", ["session_id"], unique=True, postgresql_where=still_open)
    op.create_index("ix_transfers_open_attempt", "transfers", ["attempt_id"], unique=True, postgresql_where=still_open)
    op.create_index("ix_transfers_client_id", "transfers", ["client_id", "offered_at"])


def _rings() -> None:
    op.create_table(
        "transfer_rings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("transfer_id", sa.Uuid(), nullable=False),
        sa.Column("collector_id", sa.Uuid(), nullable=False),
        sa.Column("turn", sa.SmallInteger(), nullable=True),
        sa.Column("joins", sa.Boolean(), nullable=False),
        sa.Column("in_room", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("call_sid", sa.String(), nullable=True),
        sa.Column("reserved_at", ZONED, nullable=False),
        sa.Column("rung_at", ZONED, nullable=True),
        sa.Column("answered_at", ZONED, nullable=True),
        sa.Column("accepted_at", ZONED, nullable=True),
        sa.Column("ended_at", ZONED, nullable=True),
        sa.Column("wrapped_at", ZONED, nullable=True),
        sa.CheckConstraint(f"state IN ({RINGS})", name=op.f("ck_transfer_rings_state")),
        sa.CheckConstraint("(state = 'over') = (ended_at IS NOT NULL)", name=op.f("ck_transfer_rings_ended_at")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_transfer_rings_transfer_id")),
        sa.ForeignKeyConstraint(["collector_id"], ["collectors.id"], name=op.f("fk_transfer_rings_collector_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_rings")),
        sa.UniqueConstraint("call_sid", name=op.f("uq_transfer_rings_call_sid")),
    )
    op.create_index(
        "ix_transfer_rings_one_at_a_time",
        "transfer_rings",
        ["collector_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_transfer_rings_transfer_id", "transfer_rings", ["transfer_id"])
    op.create_index("ix_transfer_rings_collector_id", "transfer_rings", ["collector_id", "reserved_at"])


def _forms() -> None:
    op.create_table(
        "wrap_ups",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ring_id", sa.Uuid(), nullable=False),
        sa.Column("transfer_id", sa.Uuid(), nullable=False),
        sa.Column("collector_id", sa.Uuid(), nullable=False),
        sa.Column("disposition", sa.String(), nullable=False),
        sa.Column("identified", sa.Boolean(), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("detail", postgresql.JSONB(), nullable=False),
        sa.Column("made_at", ZONED, nullable=False),
        sa.ForeignKeyConstraint(["ring_id"], ["transfer_rings.id"], name=op.f("fk_wrap_ups_ring_id")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_wrap_ups_transfer_id")),
        sa.ForeignKeyConstraint(["collector_id"], ["collectors.id"], name=op.f("fk_wrap_ups_collector_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrap_ups")),
        sa.UniqueConstraint("ring_id", name=op.f("uq_wrap_ups_ring_id")),
    )
    op.create_index("ix_wrap_ups_transfer_id", "wrap_ups", ["transfer_id"])
    op.execute(
        "CREATE TRIGGER wrap_ups_append_only BEFORE UPDATE OR DELETE ON wrap_ups "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER wrap_ups_never_emptied BEFORE TRUNCATE ON wrap_ups FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _lines() -> None:
    op.create_table(
        "line_limits",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("offered", sa.SmallInteger(), nullable=True),
        sa.Column("needed", sa.SmallInteger(), nullable=False),
        sa.Column("measured", postgresql.JSONB(), nullable=False),
        sa.Column("measured_at", ZONED, nullable=False, server_default=sa.func.now()),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_line_limits_client_id")),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_line_limits")),
    )
