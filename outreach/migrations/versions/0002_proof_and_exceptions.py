"""rule sets kept for replay, overrides, and what more the rules ask of a debt and a client"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("rule_sets", "overrides", "override_events")
HOLD_KINDS = "'attorney', 'cease', 'dispute', 'bankruptcy', 'moratorium', 'vulnerable', 'disaster_freeze', 'manual'"


def upgrade() -> None:
    op.create_table(
        "rule_sets",
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("packs", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_rule_sets")),
    )
    # Decisions of earlier days stay, though their rules were not kept.
    op.execute(
        "ALTER TABLE decisions ADD CONSTRAINT fk_decisions_ruleset "
        "FOREIGN KEY (ruleset) REFERENCES rule_sets (version) NOT VALID"
    )
    op.create_table(
        "overrides",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("debt_id", sa.Uuid(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("until > starts_at", name=op.f("ck_overrides_until")),
        sa.ForeignKeyConstraint(["debt_id"], ["debts.id"], name=op.f("fk_overrides_debt_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_overrides_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overrides")),
        sa.UniqueConstraint("id", "asked_by", name=op.f("uq_overrides_id_asked_by")),
    )
    op.create_index("ix_overrides_person_id", "overrides", ["person_id"], unique=False)
    op.create_table(
        "override_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("override_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind <> 'approved' OR lower(btrim(by)) <> lower(btrim(asked_by))",
            name=op.f("ck_override_events_two_people"),
        ),
        sa.CheckConstraint("kind IN ('approved', 'refused', 'withdrawn')", name=op.f("ck_override_events_kind")),
        sa.ForeignKeyConstraint(
            ["override_id", "asked_by"], ["overrides.id", "overrides.asked_by"],
            name=op.f("fk_override_events_override_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_override_events")),
        sa.UniqueConstraint("override_id", "kind", name=op.f("uq_override_events_override_id_kind")),
    )  # fmt: skip
    op.add_column("debts", sa.Column("notice_mailed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("debts", sa.Column("limitation_ends_on", sa.Date(), nullable=True))
    op.add_column(
        "clients", sa.Column("name_reveals_collection", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.alter_column("clients", "name_reveals_collection", server_default=None)
    op.drop_constraint("ck_holds_kind", "holds")
    op.create_check_constraint(op.f("ck_holds_kind"), "holds", f"kind IN ({HOLD_KINDS}, 'litigation')")
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    op.drop_constraint("ck_holds_kind", "holds")
    op.create_check_constraint(op.f("ck_holds_kind"), "holds", f"kind IN ({HOLD_KINDS})")
    op.drop_column("clients", "name_reveals_collection")
    op.drop_column("debts", "limitation_ends_on")
    op.drop_column("debts", "notice_mailed_at")
    op.drop_table("override_events")
    op.drop_table("overrides")
    op.drop_constraint("fk_decisions_ruleset", "decisions")
    op.drop_table("rule_sets")
