"""calls as sessions of turns, appointments, contact contracts, and what an attempt's words are about"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

APPEND_ONLY = ("contact_contracts", "call_turns")
ZONED = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("attempts", sa.Column("subject_id", sa.Uuid(), nullable=True))
    op.add_column("clients", sa.Column("second_factor", sa.String(), nullable=False, server_default="zip"))
    op.alter_column("clients", "second_factor", server_default=None)
    op.create_check_constraint(
        op.f("ck_clients_second_factor"), "clients", "second_factor IN ('zip', 'birth_date', 'last_four')"
    )
    _appointments()
    _contracts()
    _calls()
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    for table in ("call_turns", "call_sessions", "contact_contracts", "appointments"):
        op.drop_table(table)
    op.drop_column("clients", "second_factor")
    op.drop_column("attempts", "subject_id")


def _appointments() -> None:
    op.create_table(
        "appointments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("address_id", sa.Uuid(), nullable=False),
        sa.Column("debt_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("begins_at", ZONED, nullable=False),
        sa.Column("ends_at", ZONED, nullable=False),
        sa.Column("wish_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", ZONED, nullable=False),
        sa.Column("ended_at", ZONED, nullable=True),
        sa.Column("ended_why", sa.String(), nullable=True),
        sa.CheckConstraint(
            "state IN ('booked', 'planned', 'kept', 'missed', 'cancelled')", name=op.f("ck_appointments_state")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_appointments_person_id")),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_appointments_client_id")),
        sa.ForeignKeyConstraint(["address_id"], ["addresses.id"], name=op.f("fk_appointments_address_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
    )
    op.create_index(
        "ix_appointments_booked", "appointments", ["begins_at"], postgresql_where=sa.text("state = 'booked'")
    )
    op.create_index("ix_appointments_person_id", "appointments", ["person_id"])


def _contracts() -> None:
    op.create_table(
        "contact_contracts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("terms", postgresql.JSONB(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("made_at", ZONED, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_contact_contracts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_contracts")),
    )
    op.create_index("ix_contact_contracts_person_id", "contact_contracts", ["person_id", "made_at"])


def _calls() -> None:
    op.create_table(
        "call_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_sid", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("candidates", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("address_id", sa.Uuid(), nullable=True),
        sa.Column("debt_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("turn", sa.SmallInteger(), nullable=False),
        sa.Column("picks", postgresql.JSONB(), nullable=False),
        sa.Column("offer_set_id", sa.Uuid(), nullable=True),
        sa.Column("began_at", ZONED, nullable=False),
        sa.Column("ended_at", ZONED, nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.CheckConstraint("direction IN ('outbound', 'inbound')", name=op.f("ck_call_sessions_direction")),
        sa.CheckConstraint("identity IN ('none', 'claimed', 'verified')", name=op.f("ck_call_sessions_identity")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_call_sessions_attempt_id")),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_call_sessions_client_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_call_sessions_person_id")),
        sa.ForeignKeyConstraint(["address_id"], ["addresses.id"], name=op.f("fk_call_sessions_address_id")),
        sa.ForeignKeyConstraint(["offer_set_id"], ["offer_sets.id"], name=op.f("fk_call_sessions_offer_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_sessions")),
        sa.UniqueConstraint("call_sid", name=op.f("uq_call_sessions_call_sid")),
    )
    op.create_index("ix_call_sessions_person_id", "call_sessions", ["person_id", "began_at"])
    op.create_index("ix_call_sessions_attempt_id", "call_sessions", ["attempt_id"])
    op.create_table(
        "call_turns",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("was", sa.String(), nullable=False),
        sa.Column("keys", sa.String(), nullable=False),
        sa.Column("heard_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("prompts", postgresql.JSONB(), nullable=False),
        sa.Column("said_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", ZONED, nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["call_sessions.id"], name=op.f("fk_call_turns_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_turns")),
        sa.UniqueConstraint("session_id", "number", name=op.f("uq_call_turns_session_id_number")),
    )
