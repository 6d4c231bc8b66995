"""the collector's licence number, which California wants in every message"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("clients", sa.Column("licence_number", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("clients", "licence_number")
