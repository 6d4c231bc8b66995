"""where answers to e-mails go, where each client has a mailbox from, and the log's silences by day"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


SOURCES = "'consumer', 'used_with_us', 'creditor', 'prior_collector', 'skip_trace', 'unknown'"


def upgrade() -> None:
    op.add_column("clients", sa.Column("reply_to", sa.String(), nullable=True))
    op.create_index(
        "ix_contact_log_silence", "contact_log", ["at"], unique=False, postgresql_where=sa.text("kind = 'silence'")
    )
    op.create_table(
        "email_provenance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("address_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("notice_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opt_out_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"source IN ({SOURCES})", name=op.f("ck_email_provenance_source")),
        sa.ForeignKeyConstraint(["address_id"], ["addresses.id"], name=op.f("fk_email_provenance_address_id")),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_email_provenance_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_provenance")),
        sa.UniqueConstraint("address_id", "client_id", name=op.f("uq_email_provenance_address_id_client_id")),
    )
    # What was read from placement files belongs to the clients who sent them. A notice was taken for sent when its day began
    # in London; read as late as it can be, as all dates that open doors are, its day ends everywhere on earth.
    op.execute("""
        INSERT INTO email_provenance (id, address_id, client_id, source, notice_sent_at, recorded_at)
        SELECT gen_random_uuid(), a.id, p.client_id, a.source, a.notice_sent_at + interval '36 hours' - interval '1 second',
               a.recorded_at
        FROM addresses a
        JOIN (
            SELECT DISTINCT party.person_id, d.client_id
            FROM debt_parties party JOIN debts d ON d.id = party.debt_id JOIN placement_rows r ON r.debt_id = d.id
        ) p ON p.person_id = a.person_id
        WHERE a.kind = 'email'
    """)


def downgrade() -> None:
    op.drop_table("email_provenance")
    op.drop_index("ix_contact_log_silence", table_name="contact_log")
    op.drop_column("clients", "reply_to")
