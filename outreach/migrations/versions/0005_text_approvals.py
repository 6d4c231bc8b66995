"""every version of a text that was submitted, who answers for it, and a person to ask for"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

APPEND_ONLY = ("text_versions", "text_approvals")


def upgrade() -> None:
    op.create_table(
        "text_versions",
        sa.Column("template_id", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("parts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("starts_with(digest, version)", name=op.f("ck_text_versions_version")),
        sa.PrimaryKeyConstraint("template_id", "version", name=op.f("pk_text_versions")),
        sa.UniqueConstraint(
            "template_id", "version", "author", name=op.f("uq_text_versions_template_id_version_author")
        ),
    )
    op.create_table(
        "text_approvals",
        sa.Column("number", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("template_id", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('approved', 'revoked')", name=op.f("ck_text_approvals_kind")),
        sa.CheckConstraint(
            "kind <> 'approved' OR lower(btrim(by)) <> lower(btrim(author))", name=op.f("ck_text_approvals_two_people")
        ),
        sa.CheckConstraint("btrim(note) <> '' AND btrim(by) <> ''", name=op.f("ck_text_approvals_answered_for")),
        sa.ForeignKeyConstraint(
            ["template_id", "version", "author"],
            ["text_versions.template_id", "text_versions.version", "text_versions.author"],
            name=op.f("fk_text_approvals_template_id"),
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_text_approvals")),
    )
    op.create_index(
        "ix_text_approvals_text", "text_approvals", ["template_id", "version", sa.text("number DESC")], unique=False
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    op.add_column("clients", sa.Column("contact_name", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("clients", "contact_name")
    op.drop_table("text_approvals")
    op.drop_table("text_versions")
