"""Taking on a client: its row and later changes to it, its senders, and the pace of our carrier accounts."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from outreach.accounts import pay_sites
from outreach.accounts.clients import CHANNELS, ROLES, SECOND_FACTORS, AccountPace, Client, SenderNumber
from outreach.errors import NotAllowed
from outreach.ids import new_id
from outreach.settings import Settings

LONGEST_LINK = 720  # hours
_MAILBOX = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")


def add_client(
    session: Session,
    *,
    name: str,
    role: str,
    business_name: str,
    callback_number: str,
    licensed_in: list[str],
    policy: dict[str, Any],
    at: datetime,
    name_reveals_collection: bool = True,
) -> Client:
    """``name_reveals_collection``: does the business name by itself tell of debt? True until somebody has looked.

    Raises NotAllowed when the name is taken or the role is none of ours.
    """
    if role not in ROLES:
        raise NotAllowed(f"there is no role {role!r}: use {', '.join(ROLES)}")
    if session.scalar(select(Client.id).where(Client.name == name)):
        raise NotAllowed(f"there is already a client called {name!r}")
    client = Client(
        id=new_id(at),
        name=name,
        role=role,
        business_name=business_name,
        callback_number=callback_number,
        name_reveals_collection=name_reveals_collection,
        licensed_in=licensed_in,
        policy=policy,
        created_at=at,
    )
    session.add(client)
    session.flush()
    return client


def change_client(
    client: Client,
    name_reveals_collection: bool | None = None,
    licence_number: str | None = None,
    contact_name: str | None = None,
    reply_to: str | None = None,
    pay_url: str | None = None,
    page_link_hours: int | None = None,
    second_factor: str | None = None,
) -> None:
    """Set what is given, leave what is None.

    ``licence_number`` and ``contact_name`` are as people are to read or hear them; a blank text removes what it replaces.
    Raises NotAllowed when nothing is given, ``reply_to`` is no mailbox, ``pay_url`` no address of a pay site, a link to the
    account page would work for less than an hour or more than thirty days, or nobody can be asked the ``second_factor``.
    """
    given = (name_reveals_collection, licence_number, contact_name, reply_to, pay_url, page_link_hours, second_factor)
    if all(value is None for value in given):
        raise NotAllowed(f"nothing to change about {client.name!r}: say what")
    if name_reveals_collection is not None:
        client.name_reveals_collection = name_reveals_collection
    if licence_number is not None:
        client.licence_number = " ".join(licence_number.split()) or None
    if contact_name is not None:
        client.contact_name = " ".join(contact_name.split()) or None
    if reply_to is not None:
        if reply_to and not _MAILBOX.fullmatch(reply_to):
            raise NotAllowed(f"{reply_to!r} is no mailbox that could get answers")
        client.reply_to = reply_to or None
    if pay_url is not None:
        client.pay_url = pay_sites.checked(pay_url) if pay_url.strip() else None
    if page_link_hours is not None:
        if not 1 <= page_link_hours <= LONGEST_LINK:
            raise NotAllowed(f"a link to the account page works for 1 to {LONGEST_LINK} hours, not {page_link_hours}")
        client.page_link_hours = page_link_hours
    if second_factor is not None:
        if second_factor not in SECOND_FACTORS:
            raise NotAllowed(f"there is no second factor {second_factor!r}: use {', '.join(SECOND_FACTORS)}")
        client.second_factor = second_factor


def add_sender(
    session: Session, client: UUID, channel: str, value: str, per_second: float, at: datetime
) -> SenderNumber:
    """Raises NotAllowed when the channel is unknown or the number sends for somebody already."""
    if channel not in CHANNELS:
        raise NotAllowed(f"there is no channel {channel!r}: use {', '.join(CHANNELS)}")
    if session.scalar(select(SenderNumber.id).where(SenderNumber.channel == channel, SenderNumber.value == value)):
        raise NotAllowed(f"{value} already sends {channel} for a client")
    sender = SenderNumber(
        id=new_id(at), client_id=client, channel=channel, value=value, per_second=per_second, next_free_at=at
    )
    session.add(sender)
    session.flush()
    return sender


def set_pace(session: Session, settings: Settings, at: datetime) -> None:
    """Write the carrier accounts' pace from the settings; what is reserved already stays reserved."""
    rates = {
        "call": settings.calls_per_second,
        "sms": settings.messages_per_second,
        "email": settings.emails_per_second,
    }
    for channel, rate in rates.items():
        row = insert(AccountPace).values(channel=channel, per_second=rate, next_free_at=at)
        session.execute(row.on_conflict_do_update(index_elements=["channel"], set_={"per_second": rate}))
