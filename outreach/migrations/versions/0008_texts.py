"""threads and questions by text, what a reply answers, segments, and the words behind what a person must read"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ZONED = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("attempts", sa.Column("answers_id", sa.Uuid(), nullable=True))
    op.add_column("attempts", sa.Column("segments", sa.SmallInteger(), nullable=True))
    op.create_index(
        "uq_attempts_answers_id",
        "attempts",
        ["answers_id"],
        unique=True,
        postgresql_where=sa.text("answers_id IS NOT NULL AND state <> 'snoozed'"),
    )
    op.add_column("attention", sa.Column("message_id", sa.Uuid(), nullable=True))
    op.create_index("ix_attention_message_id", "attention", ["message_id"])
    op.add_column("inbound_messages", sa.Column("client_id", sa.Uuid(), nullable=True))
    op.add_column(
        "inbound_messages", sa.Column("understood", postgresql.JSONB(), nullable=False, server_default=sa.text("'{}'"))
    )
    op.alter_column("inbound_messages", "understood", server_default=None)
    _threads()
    _questions()


def downgrade() -> None:
    op.drop_table("text_questions")
    op.drop_table("text_threads")
    op.drop_column("inbound_messages", "understood")
    op.drop_column("inbound_messages", "client_id")
    op.drop_index("ix_attention_message_id", table_name="attention")
    op.drop_column("attention", "message_id")
    op.drop_index("uq_attempts_answers_id", table_name="attempts")
    op.drop_column("attempts", "segments")
    op.drop_column("attempts", "answers_id")


def _threads() -> None:
    op.create_table(
        "text_threads",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("address_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("verified_at", ZONED, nullable=True),
        sa.Column("verified_by", sa.String(), nullable=True),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("tried_on", sa.Date(), nullable=True),
        sa.Column("wanted_template", sa.String(), nullable=True),
        sa.Column("wanted_subject", sa.Uuid(), nullable=True),
        sa.Column("wanted_at", ZONED, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_text_threads_person_id")),
        sa.ForeignKeyConstraint(["address_id"], ["addresses.id"], name=op.f("fk_text_threads_address_id")),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_text_threads_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_threads")),
        sa.UniqueConstraint("address_id", "client_id", name=op.f("uq_text_threads_address_id_client_id")),
    )


def _questions() -> None:
    op.create_table(
        "text_questions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("detail", postgresql.JSONB(), nullable=False),
        sa.Column("asked_at", ZONED, nullable=False),
        sa.Column("until", ZONED, nullable=False),
        sa.Column("answered_at", ZONED, nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.CheckConstraint("kind IN ('promise', 'slots', 'hour')", name=op.f("ck_text_questions_kind")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_text_questions_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_questions")),
    )
