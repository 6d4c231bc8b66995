"""where answers to e-mails go, where each client has a mailbox from, and the log's silences by day"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("clients", sa.Column("reply_to", sa.String(), nullable=True))
    op.create_index(
        "ix_contact_log_silence", "contact_log", ["at"], unique=False, postgresql_where=sa.text("kind = 'silence'")
    )


def downgrade() -> None:
    op.drop_index("ix_contact_log_silence", table_name="contact_log")
    op.drop_column("clients", "reply_to")
