"""authorities, offers as they were made, plans with their instalments, and what became of each agreement"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

APPEND_ONLY = ("authorities", "offer_sets")
LIVE = sa.text("state IN ('agreed', 'active')")
OPEN = sa.text("state = 'open'")
VERDICTS = "'open', 'kept', 'partial', 'broken', 'cancelled'"
PROMISES = (
    sa.Column("offer_set_id", sa.Uuid(), nullable=True),
    sa.Column("offer_number", sa.SmallInteger(), nullable=True),
    sa.Column("authority_id", sa.Uuid(), nullable=True),
    sa.Column("code", sa.String(), nullable=True),
    sa.Column("grace_days", sa.SmallInteger(), nullable=False, server_default="3"),
    sa.Column("outside_authority", sa.String(), nullable=True),
    sa.Column("words_key", sa.String(), nullable=True),
    sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("ended_why", sa.String(), nullable=True),
)


def upgrade() -> None:
    op.execute("CREATE SEQUENCE agreement_numbers")
    op.create_table(
        "authorities",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("debt_id", sa.Uuid(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("terms", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_authorities_ends_on")),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_authorities_client_id")),
        sa.ForeignKeyConstraint(["debt_id"], ["debts.id"], name=op.f("fk_authorities_debt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authorities")),
        sa.UniqueConstraint("number", name=op.f("uq_authorities_number")),
    )
    op.create_index("ix_authorities_client_id", "authorities", ["client_id", "currency"], unique=False)
    op.create_table(
        "offer_sets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("debt_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("words_key", sa.String(), nullable=True),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=True),
        sa.Column("terms", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("offers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_offer_sets_authority_id")),
        sa.ForeignKeyConstraint(["debt_id"], ["debts.id"], name=op.f("fk_offer_sets_debt_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_offer_sets_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_sets")),
    )
    op.create_index("ix_offer_sets_debt_id", "offer_sets", ["debt_id"], unique=False)
    op.create_index("ix_offer_sets_person_id", "offer_sets", ["person_id", "channel", "made_at"], unique=False)
    _plans()
    _promises()
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def _plans() -> None:
    op.create_table(
        "plans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("debt_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column("offer_set_id", sa.Uuid(), nullable=False),
        sa.Column("offer_number", sa.SmallInteger(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("waived", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("grace_days", sa.SmallInteger(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("words_key", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_why", sa.String(), nullable=True),
        sa.CheckConstraint("kind IN ('plan', 'settlement')", name=op.f("ck_plans_kind")),
        sa.CheckConstraint("state IN ('agreed', 'active', 'kept', 'broken', 'cancelled')", name=op.f("ck_plans_state")),
        sa.CheckConstraint("amount > 0 AND waived >= 0", name=op.f("ck_plans_amount")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_plans_authority_id")),
        sa.ForeignKeyConstraint(["debt_id"], ["debts.id"], name=op.f("fk_plans_debt_id")),
        sa.ForeignKeyConstraint(["offer_set_id"], ["offer_sets.id"], name=op.f("fk_plans_offer_set_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_plans_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sa.UniqueConstraint("code", name=op.f("uq_plans_code")),
        sa.UniqueConstraint("offer_set_id", name=op.f("uq_plans_offer_set_id")),
    )
    op.create_index("ix_plans_debt_id", "plans", ["debt_id"], unique=False)
    op.create_index("ix_plans_person_id", "plans", ["person_id"], unique=False)
    op.create_index("uq_plans_live", "plans", ["debt_id"], unique=True, postgresql_where=LIVE)
    op.create_table(
        "instalments",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"state IN ({VERDICTS})", name=op.f("ck_instalments_state")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_instalments_amount")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_instalments_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "number", name=op.f("pk_instalments")),
    )
    op.create_index("ix_instalments_open", "instalments", ["due_on"], unique=False, postgresql_where=OPEN)


def _promises() -> None:
    for column in PROMISES:
        op.add_column("promises", column)
    op.alter_column("promises", "grace_days", server_default=None)
    op.create_foreign_key(
        op.f("fk_promises_offer_set_id"), "promises", "offer_sets", ["offer_set_id"], ["id"]
    )  # fmt: skip
    op.create_foreign_key(
        op.f("fk_promises_authority_id"), "promises", "authorities", ["authority_id"], ["id"]
    )  # fmt: skip
    op.create_unique_constraint(op.f("uq_promises_offer_set_id"), "promises", ["offer_set_id"])
    op.create_unique_constraint(op.f("uq_promises_code"), "promises", ["code"])
    op.create_index("ix_promises_open", "promises", ["due_on"], unique=False, postgresql_where=OPEN)


def downgrade() -> None:
    op.drop_index("ix_promises_open", table_name="promises")
    for column in reversed(PROMISES):
        op.drop_column("promises", column.name)
    op.drop_table("instalments")
    op.drop_table("plans")
    op.drop_table("offer_sets")
    op.drop_table("authorities")
    op.execute("DROP SEQUENCE agreement_numbers")
