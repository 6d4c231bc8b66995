"""the account page: links, visits, what happened on them; how long a link works, and where money is paid"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ZONED = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("clients", sa.Column("page_link_hours", sa.SmallInteger(), nullable=False, server_default="72"))
    op.alter_column("clients", "page_link_hours", server_default=None)
    op.create_check_constraint(op.f("ck_clients_page_link_hours"), "clients", "page_link_hours BETWEEN 1 AND 720")
    op.add_column("clients", sa.Column("pay_url", sa.String(), nullable=True))
    _links()
    _visits()
    _events()
    op.execute(
        "CREATE TRIGGER page_events_append_only BEFORE UPDATE OR DELETE ON page_events "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER page_events_never_emptied BEFORE TRUNCATE ON page_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    for table in ("page_events", "page_visits", "page_links"):
        op.drop_table(table)
    op.drop_column("clients", "pay_url")
    op.drop_column("clients", "page_link_hours")


def _links() -> None:
    op.create_table(
        "page_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_index", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("debt_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("address_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("places", postgresql.JSONB(), nullable=False),
        sa.Column("made_at", ZONED, nullable=False),
        sa.Column("expires_at", ZONED, nullable=False),
        sa.Column("revoked_at", ZONED, nullable=True),
        sa.Column("revoked_why", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_page_links_person_id")),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_page_links_client_id")),
        sa.ForeignKeyConstraint(["address_id"], ["addresses.id"], name=op.f("fk_page_links_address_id")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_page_links_attempt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_links")),
        sa.UniqueConstraint("token_index", name=op.f("uq_page_links_token_index")),
    )
    op.create_index("ix_page_links_person_id", "page_links", ["person_id", "made_at"])
    op.create_index("ix_page_links_attempt_id", "page_links", ["attempt_id"])


def _visits() -> None:
    op.create_table(
        "page_visits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("secret_index", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("idle_minutes", sa.SmallInteger(), nullable=False),
        sa.Column("events", sa.SmallInteger(), nullable=False),
        sa.Column("began_at", ZONED, nullable=False),
        sa.Column("seen_at", ZONED, nullable=False),
        sa.Column("ended_at", ZONED, nullable=True),
        sa.Column("ended_why", sa.String(), nullable=True),
        sa.Column("digest", sa.String(), nullable=True),
        sa.CheckConstraint("ended_why IN ('left', 'idle', 'too_long')", name=op.f("ck_page_visits_ended_why")),
        sa.ForeignKeyConstraint(["link_id"], ["page_links.id"], name=op.f("fk_page_visits_link_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_page_visits_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_visits")),
        sa.UniqueConstraint("secret_index", name=op.f("uq_page_visits_secret_index")),
    )
    op.create_index("ix_page_visits_link_id", "page_visits", ["link_id"])
    op.create_index("ix_page_visits_open", "page_visits", ["seen_at"], postgresql_where=sa.text("ended_at IS NULL"))


def _events() -> None:
    op.create_table(
        "page_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.SmallInteger(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=True),
        sa.Column("detail", postgresql.JSONB(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("at", ZONED, nullable=False),
        sa.CheckConstraint(
            "kind IN ('wrong_factor', 'identified', 'shown', 'chosen', 'done', 'closed')",
            name=op.f("ck_page_events_kind"),
        ),
        sa.ForeignKeyConstraint(["link_id"], ["page_links.id"], name=op.f("fk_page_events_link_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_page_events_person_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["page_visits.id"], name=op.f("fk_page_events_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_events")),
        sa.UniqueConstraint("visit_id", "number", name=op.f("uq_page_events_visit_id_number")),
        sa.UniqueConstraint("visit_id", "about", name=op.f("uq_page_events_visit_id_about")),
    )
    op.create_index(
        "ix_page_events_wrong", "page_events", ["person_id", "at"], postgresql_where=sa.text("kind = 'wrong_factor'")
    )
    op.create_index("ix_page_events_link_id", "page_events", ["link_id"])
