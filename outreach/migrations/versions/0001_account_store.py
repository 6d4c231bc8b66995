"""the account store"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


APPEND_ONLY = (
    "ledger_entries",
    "consents",
    "opt_outs",
    "statements",
    "holds",
    "campaign_events",
    "attempt_events",
    "decisions",
    "contact_log",
)

# Two exceptions, each for one transaction that says so: a placement that nobody was contacted from may be taken back, and
# sealed values may be sealed anew under another key while everything else in the row stays as it is.
REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME IN ('ledger_entries', 'consents', 'opt_outs', 'statements', 'holds')
       AND current_setting('outreach.undoing_placement', true) = 'yes' THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND current_setting('outreach.rotating_keys', true) = 'yes'
       AND (SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(OLD)) WHERE key NOT LIKE '%\\_sealed')
         = (SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(NEW)) WHERE key NOT LIKE '%\\_sealed') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only: add a row that corrects the old one', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$
"""


def upgrade() -> None:
    op.create_table(
        "account_pace",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("per_second", sa.Double(), nullable=False),
        sa.Column("next_free_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_account_pace")),
    )
    op.create_table(
        "attention",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attention")),
    )
    op.create_index(
        "ix_attention_open", "attention", ["opened_at"], unique=False, postgresql_where=sa.text("closed_at IS NULL")
    )
    op.create_table(
        "campaigns",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("strategy", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("strategy_text", sa.String(), nullable=False),
        sa.Column("population", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("approver", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'approved', 'running', 'paused', 'finished', 'cancelled')",
            name=op.f("ck_campaigns_state"),
        ),
        sa.CheckConstraint("priority BETWEEN 1 AND 9", name=op.f("ck_campaigns_priority")),
        sa.CheckConstraint("share > 0", name=op.f("ck_campaigns_share")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
        sa.UniqueConstraint("name", name=op.f("uq_campaigns_name")),
    )
    op.create_table(
        "carrier_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dedupe_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column("params_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("address_index", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('new', 'applied', 'ignored')", name=op.f("ck_carrier_events_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier_events")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_carrier_events_dedupe_key")),
    )
    op.create_index(
        "ix_carrier_events_new",
        "carrier_events",
        ["stored_at"],
        unique=False,
        postgresql_where=sa.text("state = 'new'"),
    )
    op.create_index(
        "ix_carrier_events_not_applied",
        "carrier_events",
        ["address_index"],
        unique=False,
        postgresql_where=sa.text("applied_at IS NULL AND address_index IS NOT NULL"),
    )
    op.create_table(
        "clients",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("business_name", sa.String(), nullable=False),
        sa.Column("callback_number", sa.String(), nullable=False),
        sa.Column("licensed_in", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("policy", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("role IN ('first_party', 'third_party', 'debt_buyer')", name=op.f("ck_clients_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clients")),
        sa.UniqueConstraint("name", name=op.f("uq_clients_name")),
    )
    op.create_table(
        "dead_letters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("arguments", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replayed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dead_letters")),
        sa.UniqueConstraint("message_id", name=op.f("uq_dead_letters_message_id")),
    )
    op.create_table(
        "inbound_messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("address_index", sa.LargeBinary(), nullable=False),
        sa.Column("to_value", sa.String(), nullable=False),
        sa.Column("carrier_sid", sa.String(), nullable=False),
        sa.Column("reading", sa.String(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_messages")),
        sa.UniqueConstraint("carrier_sid", name=op.f("uq_inbound_messages_carrier_sid")),
        sa.UniqueConstraint("event_id", name=op.f("uq_inbound_messages_event_id")),
    )
    op.create_index("ix_inbound_messages_person_at", "inbound_messages", ["person_id", "at"], unique=False)
    op.create_table(
        "people",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("birth_date_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id_fragment_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("deceased", sa.Boolean(), nullable=False),
        sa.Column("military", sa.Boolean(), nullable=False),
        sa.Column("stated_location_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stated_postal_code_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    op.create_table(
        "addresses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("value_index", sa.LargeBinary(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("notice_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('phone', 'email')", name=op.f("ck_addresses_kind")),
        sa.CheckConstraint(
            "line IN ('mobile', 'landline', 'voip', 'toll_free', 'unknown')", name=op.f("ck_addresses_line")
        ),
        sa.CheckConstraint("place IN ('home', 'work')", name=op.f("ck_addresses_place")),
        sa.CheckConstraint("state IN ('active', 'wrong_person', 'dead')", name=op.f("ck_addresses_state")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_addresses_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addresses")),
        sa.UniqueConstraint("person_id", "value_index", name=op.f("uq_addresses_person_id_value_index")),
    )
    op.create_index("ix_addresses_value_index", "addresses", ["value_index"], unique=False)
    op.create_table(
        "campaign_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=False),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_events_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_events")),
    )
    op.create_index(op.f("ix_campaign_events_campaign_id"), "campaign_events", ["campaign_id"], unique=False)
    op.create_table(
        "consents",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("channels", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("address_index", sa.LargeBinary(), nullable=True),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("debt_id", sa.Uuid(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("ends_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["ends_id"], ["consents.id"], name=op.f("fk_consents_ends_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_consents_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
        sa.UniqueConstraint("ends_id", name=op.f("uq_consents_ends_id")),
    )
    op.create_index(op.f("ix_consents_person_id"), "consents", ["person_id"], unique=False)
    op.create_table(
        "contact_log",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column("payload", sa.String(), nullable=False),
        sa.Column("prev_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_contact_log_person_id")),
        sa.PrimaryKeyConstraint("person_id", "seq", name=op.f("pk_contact_log")),
    )
    op.create_index("ix_contact_log_attempt_id", "contact_log", ["attempt_id"], unique=False)
    op.create_table(
        "debts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("account_ref", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("original_creditor", sa.String(), nullable=True),
        sa.Column("charged_off_on", sa.Date(), nullable=True),
        sa.Column("last_payment_on", sa.Date(), nullable=True),
        sa.Column("placed_on", sa.Date(), nullable=False),
        sa.Column("first_communication_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("validation_notice_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('medical', 'student_loan', 'credit_card', 'other')", name=op.f("ck_debts_kind")),
        sa.CheckConstraint("purpose IN ('consumer', 'commercial')", name=op.f("ck_debts_purpose")),
        sa.CheckConstraint("status IN ('open', 'paid', 'recalled', 'legal')", name=op.f("ck_debts_status")),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_debts_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debts")),
        sa.UniqueConstraint("client_id", "account_ref", name=op.f("uq_debts_client_id_account_ref")),
    )
    op.create_table(
        "holds",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("form", sa.String(), nullable=True),
        sa.Column("chapter", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("verification_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("debt_id", sa.Uuid(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("ends_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('attorney', 'cease', 'dispute', 'bankruptcy', 'moratorium', 'vulnerable', 'disaster_freeze', 'manual')",
            name=op.f("ck_holds_kind"),
        ),
        sa.ForeignKeyConstraint(["ends_id"], ["holds.id"], name=op.f("fk_holds_ends_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_holds_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
        sa.UniqueConstraint("ends_id", name=op.f("uq_holds_ends_id")),
    )
    op.create_index(op.f("ix_holds_person_id"), "holds", ["person_id"], unique=False)
    op.create_table(
        "opt_outs",
        sa.Column("channels", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("address_index", sa.LargeBinary(), nullable=True),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("debt_id", sa.Uuid(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("ends_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["ends_id"], ["opt_outs.id"], name=op.f("fk_opt_outs_ends_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_opt_outs_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opt_outs")),
        sa.UniqueConstraint("ends_id", name=op.f("uq_opt_outs_ends_id")),
    )
    op.create_index("ix_opt_outs_address_index", "opt_outs", ["address_index"], unique=False)
    op.create_index(op.f("ix_opt_outs_person_id"), "opt_outs", ["person_id"], unique=False)
    op.create_table(
        "person_keys",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_person_keys_person_id")),
        sa.PrimaryKeyConstraint("kind", "value", name=op.f("pk_person_keys")),
    )
    op.create_index("ix_person_keys_person_id", "person_keys", ["person_id"], unique=False)
    op.create_table(
        "placements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_placements_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placements")),
        sa.UniqueConstraint("client_id", "digest", name=op.f("uq_placements_client_id_digest")),
    )
    op.create_table(
        "postal_addresses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("postal_code_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_postal_addresses_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postal_addresses")),
        sa.UniqueConstraint("person_id", "digest", name=op.f("uq_postal_addresses_person_id_digest")),
    )
    op.create_table(
        "sender_numbers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("per_second", sa.Double(), nullable=False),
        sa.Column("next_free_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("channel IN ('call', 'sms', 'email')", name=op.f("ck_sender_numbers_channel")),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_sender_numbers_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sender_numbers")),
        sa.UniqueConstraint("channel", "value", name=op.f("uq_sender_numbers_channel_value")),
    )
    op.create_index(op.f("ix_sender_numbers_client_id"), "sender_numbers", ["client_id"], unique=False)
    op.create_table(
        "statements",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("days", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("from_time", sa.String(), nullable=True),
        sa.Column("to_time", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("debt_id", sa.Uuid(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("ends_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["ends_id"], ["statements.id"], name=op.f("fk_statements_ends_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_statements_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statements")),
        sa.UniqueConstraint("ends_id", name=op.f("uq_statements_ends_id")),
    )
    op.create_index(op.f("ix_statements_person_id"), "statements", ["person_id"], unique=False)
    op.create_table(
        "debt_parties",
        sa.Column("debt_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.CheckConstraint(
            "role IN ('debtor', 'co_obligor', 'spouse', 'executor', 'parent', 'attorney', 'third_party')",
            name=op.f("ck_debt_parties_role"),
        ),
        sa.ForeignKeyConstraint(["debt_id"], ["debts.id"], name=op.f("fk_debt_parties_debt_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_debt_parties_person_id")),
        sa.PrimaryKeyConstraint("debt_id", "person_id", name=op.f("pk_debt_parties")),
    )
    op.create_index("ix_debt_parties_person_id", "debt_parties", ["person_id"], unique=False)
    op.create_table(
        "enrolments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("debt_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("step", sa.SmallInteger(), nullable=False),
        sa.Column("tries", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'in_flight', 'held', 'done')", name=op.f("ck_enrolments_state")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_enrolments_campaign_id")),
        sa.ForeignKeyConstraint(["debt_id"], ["debts.id"], name=op.f("fk_enrolments_debt_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_enrolments_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolments")),
        sa.UniqueConstraint("campaign_id", "debt_id", name=op.f("uq_enrolments_campaign_id_debt_id")),
    )
    op.create_index("ix_enrolments_debt_id", "enrolments", ["debt_id"], unique=False)
    op.create_index(
        "ix_enrolments_due",
        "enrolments",
        ["campaign_id", "step", "priority", "next_at"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "ix_enrolments_in_flight",
        "enrolments",
        ["campaign_id"],
        unique=False,
        postgresql_where=sa.text("state = 'in_flight'"),
    )
    op.create_index("ix_enrolments_person_id", "enrolments", ["person_id"], unique=False)
    op.create_table(
        "ledger_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("debt_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("component", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("external_ref", sa.String(), nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('placement', 'adjustment', 'payment', 'fee', 'interest', 'credit')",
            name=op.f("ck_ledger_entries_kind"),
        ),
        sa.ForeignKeyConstraint(["debt_id"], ["debts.id"], name=op.f("fk_ledger_entries_debt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entries")),
        sa.UniqueConstraint("debt_id", "external_ref", name=op.f("uq_ledger_entries_debt_id_external_ref")),
    )
    op.create_table(
        "placement_rows",
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("debt_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("created", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["placement_id"], ["placements.id"], name=op.f("fk_placement_rows_placement_id")),
        sa.PrimaryKeyConstraint("placement_id", "row_number", name=op.f("pk_placement_rows")),
    )
    op.create_index("ix_placement_rows_debt_id", "placement_rows", ["debt_id"], unique=False)
    op.create_table(
        "promises",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("debt_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'kept', 'partial', 'broken', 'cancelled')", name=op.f("ck_promises_state")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_promises_amount")),
        sa.ForeignKeyConstraint(["debt_id"], ["debts.id"], name=op.f("fk_promises_debt_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_promises_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_promises_attempt_id")),
    )
    op.create_index("ix_promises_debt_id", "promises", ["debt_id"], unique=False)
    op.create_index("ix_promises_person_id", "promises", ["person_id"], unique=False)
    op.create_table(
        "attempts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=True),
        sa.Column("campaign_id", sa.Uuid(), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("address_id", sa.Uuid(), nullable=False),
        sa.Column("debt_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("step", sa.SmallInteger(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("voice", sa.String(), nullable=True),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("template_version", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paced", sa.Boolean(), nullable=False),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("from_value", sa.String(), nullable=True),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.Column("carrier_sid", sa.String(), nullable=True),
        sa.Column("carrier_status", sa.String(), nullable=True),
        sa.Column("sequence", sa.SmallInteger(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("sip_code", sa.SmallInteger(), nullable=True),
        sa.Column("error_code", sa.String(), nullable=True),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("contact_outcome", sa.String(), nullable=True),
        sa.Column("disposition", sa.String(), nullable=True),
        sa.CheckConstraint("channel IN ('call', 'sms', 'email')", name=op.f("ck_attempts_channel")),
        sa.CheckConstraint(
            "state IN ('planned', 'wired', 'unknown', 'queued', 'sent', 'ringing', 'in_progress', 'delivered', 'undelivered', 'failed', 'completed', 'busy', 'no_answer', 'recalled', 'snoozed', 'blocked', 'cancelled', 'expired')",
            name=op.f("ck_attempts_state"),
        ),
        sa.ForeignKeyConstraint(["address_id"], ["addresses.id"], name=op.f("fk_attempts_address_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_attempts_campaign_id")),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_attempts_client_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolments.id"], name=op.f("fk_attempts_enrolment_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_attempts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
        sa.UniqueConstraint("carrier_sid", name=op.f("uq_attempts_carrier_sid")),
    )
    op.create_index("ix_attempts_address_wired", "attempts", ["address_id", "wired_at"], unique=False)
    op.create_index(op.f("ix_attempts_campaign_id"), "attempts", ["campaign_id"], unique=False)
    op.create_index("ix_attempts_enrolment_id", "attempts", ["enrolment_id"], unique=False)
    op.create_index(
        "ix_attempts_open",
        "attempts",
        ["state", "heard_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('wired', 'unknown', 'queued', 'sent', 'ringing', 'in_progress')"),
    )
    op.create_index("ix_attempts_person_wired", "attempts", ["person_id", "wired_at"], unique=False)
    op.create_index(
        "ix_attempts_planned", "attempts", ["due_at"], unique=False, postgresql_where=sa.text("state = 'planned'")
    )
    op.create_table(
        "attempt_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=False),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_attempt_events_attempt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_events")),
    )
    op.create_index(op.f("ix_attempt_events_attempt_id"), "attempt_events", ["attempt_id"], unique=False)
    op.create_table(
        "decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("rules", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("next_permitted", sa.DateTime(timezone=True), nullable=True),
        sa.Column("facts_digest", sa.String(), nullable=False),
        sa.Column("facts_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("labels", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("proof", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("evidence_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("ruleset", sa.String(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.Column("tzdata", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_decisions_attempt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index("ix_decisions_at", "decisions", ["at"], unique=False)
    op.create_index(op.f("ix_decisions_attempt_id"), "decisions", ["attempt_id"], unique=False)
    op.execute(REFUSE)
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
    op.drop_index(op.f("ix_decisions_attempt_id"), table_name="decisions")
    op.drop_index("ix_decisions_at", table_name="decisions")
    op.drop_table("decisions")
    op.drop_index(op.f("ix_attempt_events_attempt_id"), table_name="attempt_events")
    op.drop_table("attempt_events")
    op.drop_index("ix_attempts_planned", table_name="attempts", postgresql_where=sa.text("state = 'planned'"))
    op.drop_index("ix_attempts_person_wired", table_name="attempts")
    op.drop_index(
        "ix_attempts_open",
        table_name="attempts",
        postgresql_where=sa.text("state IN ('wired', 'unknown', 'queued', 'sent', 'ringing', 'in_progress')"),
    )
    op.drop_index("ix_attempts_enrolment_id", table_name="attempts")
    op.drop_index(op.f("ix_attempts_campaign_id"), table_name="attempts")
    op.drop_index("ix_attempts_address_wired", table_name="attempts")
    op.drop_table("attempts")
    op.drop_index("ix_promises_person_id", table_name="promises")
    op.drop_index("ix_promises_debt_id", table_name="promises")
    op.drop_table("promises")
    op.drop_index("ix_placement_rows_debt_id", table_name="placement_rows")
    op.drop_table("placement_rows")
    op.drop_table("ledger_entries")
    op.drop_index("ix_enrolments_person_id", table_name="enrolments")
    op.drop_index("ix_enrolments_due", table_name="enrolments", postgresql_where=sa.text("state = 'waiting'"))
    op.drop_index("ix_enrolments_debt_id", table_name="enrolments")
    op.drop_table("enrolments")
    op.drop_index("ix_debt_parties_person_id", table_name="debt_parties")
    op.drop_table("debt_parties")
    op.drop_index(op.f("ix_statements_person_id"), table_name="statements")
    op.drop_table("statements")
    op.drop_index(op.f("ix_sender_numbers_client_id"), table_name="sender_numbers")
    op.drop_table("sender_numbers")
    op.drop_table("postal_addresses")
    op.drop_table("placements")
    op.drop_index("ix_person_keys_person_id", table_name="person_keys")
    op.drop_table("person_keys")
    op.drop_index(op.f("ix_opt_outs_person_id"), table_name="opt_outs")
    op.drop_index("ix_opt_outs_address_index", table_name="opt_outs")
    op.drop_table("opt_outs")
    op.drop_index(op.f("ix_holds_person_id"), table_name="holds")
    op.drop_table("holds")
    op.drop_table("debts")
    op.drop_index("ix_contact_log_attempt_id", table_name="contact_log")
    op.drop_table("contact_log")
    op.drop_index(op.f("ix_consents_person_id"), table_name="consents")
    op.drop_table("consents")
    op.drop_index(op.f("ix_campaign_events_campaign_id"), table_name="campaign_events")
    op.drop_table("campaign_events")
    op.drop_index("ix_addresses_value_index", table_name="addresses")
    op.drop_table("addresses")
    op.drop_table("people")
    op.drop_index("ix_inbound_messages_person_at", table_name="inbound_messages")
    op.drop_table("inbound_messages")
    op.drop_table("dead_letters")
    op.drop_table("clients")
    op.drop_index(
        "ix_carrier_events_not_applied",
        table_name="carrier_events",
        postgresql_where=sa.text("applied_at IS NULL AND address_index IS NOT NULL"),
    )
    op.drop_index("ix_carrier_events_new", table_name="carrier_events", postgresql_where=sa.text("state = 'new'"))
    op.drop_table("carrier_events")
    op.drop_table("campaigns")
    op.drop_index("ix_attention_open", table_name="attention", postgresql_where=sa.text("closed_at IS NULL"))
    op.drop_table("attention")
    op.drop_table("account_pace")
    op.execute("DROP FUNCTION refuse_change")
