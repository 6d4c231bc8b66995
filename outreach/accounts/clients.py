"""Clients: the creditors who placed debts with us, each walled off from the others.

``clients``
    one row per creditor. ``role`` is ours toward its debts: ``first_party`` (we are, or act in the name of, the
    creditor), ``third_party`` or ``debt_buyer``. ``policy`` holds the house rules in the words
    of the facts format (day caps, gaps, guards). ``name_reveals_collection``: the business name by itself tells of
    debt; taken as true until somebody has looked. ``licensed_in`` lists places (``US-GA``), ``*`` is everywhere.
    ``licence_number`` is shown in what we write; absent: none is on record. ``contact_name`` is a person of ours to ask
    for; without one no message is left on a voicemail. ``reply_to`` is the mailbox that answers to our e-mails go to;
    absent: the one they came from. ``second_factor`` is what a person is asked for before a debt is spoken of: ``zip``,
    ``birth_date`` or ``last_four`` (of the tax number). ``page_link_hours`` is how long a link to a person's own page works;
    ``pay_url`` the address of a page of the client's where money is paid, with places for what it needs to know
    (`pay_sites.py`); absent: there is none. ``transfer_rules`` are those of `outreach.transfers.rules`; empty: its defaults.
``sender_numbers``
    our own numbers and mailboxes per client and channel, with the pace each may keep.
    ``next_free_at`` is the first business instant at which the number may be used again.
``account_pace``
    the same for a whole carrier account, one row per channel.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from outreach.db import Base
from outreach.errors import NotFound

ROLES = ("first_party", "third_party", "debt_buyer")
CHANNELS = ("call", "sms", "email")
SECOND_FACTORS = ("zip", "birth_date", "last_four")


class Client(Base):
    __tablename__ = "clients"
    __table_args__ = (
        CheckConstraint("role IN ('first_party', 'third_party', 'debt_buyer')", name="role"),
        CheckConstraint("second_factor IN ('zip', 'birth_date', 'last_four')", name="second_factor"),
        CheckConstraint("page_link_hours BETWEEN 1 AND 720", name="page_link_hours"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    business_name: Mapped[str]
    callback_number: Mapped[str]
    name_reveals_collection: Mapped[bool] = mapped_column(default=True)
    licensed_in: Mapped[list[Any]]
    licence_number: Mapped[str | None]
    contact_name: Mapped[str | None]
    reply_to: Mapped[str | None]
    second_factor: Mapped[str] = mapped_column(default="zip")
    page_link_hours: Mapped[int] = mapped_column(SmallInteger, default=72)
    pay_url: Mapped[str | None]
    policy: Mapped[dict[str, Any]]
    transfer_rules: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    created_at: Mapped[datetime]


class SenderNumber(Base):
    __tablename__ = "sender_numbers"
    __table_args__ = (
        UniqueConstraint("channel", "value"),
        CheckConstraint("channel IN ('call', 'sms', 'email')", name="channel"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id"), index=True)
    channel: Mapped[str]
    value: Mapped[str]
    per_second: Mapped[float]
    next_free_at: Mapped[datetime]
    active: Mapped[bool] = mapped_column(default=True)


class AccountPace(Base):
    __tablename__ = "account_pace"

    channel: Mapped[str] = mapped_column(primary_key=True)
    per_second: Mapped[float]
    next_free_at: Mapped[datetime]


def client_named(session: Session, name: str) -> Client:
    """Raises NotFound, listing the names that exist."""
    client = session.scalar(select(Client).where(Client.name == name))
    if client is None:
        known = ", ".join(session.scalars(select(Client.name).order_by(Client.name))) or "none yet"
        raise NotFound(f"no client is called {name!r} (known: {known}); add it with `outreach client add`")
    return client
