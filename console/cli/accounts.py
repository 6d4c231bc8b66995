"""``outreach hold``, ``outreach payment`` and ``outreach stop``: what silences an account or a person from the office."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from console.cli.context import open_store, plain, screen, whoami
from outreach.accounts.clients import client_named
from outreach.accounts.debts import Debt, DebtParty
from outreach.contacts import payments, silence
from outreach.contacts.attempts import Attempt
from outreach.contacts.callbacks import address_of
from outreach.contacts.stop_links import attempt_of
from outreach.errors import NotFound, OutreachError
from outreach.intake.errors import ValueUnread
from outreach.intake.reachable import read_email, read_phone
from outreach.masking import mask_address
from outreach.money import Money
from outreach.store import Store

ClientName = Annotated[str, typer.Option("--client", help="The client the account belongs to.")]
Account = Annotated[str, typer.Argument(help="The client's own account number.")]


HOLDS = ("attorney", "cease", "dispute", "vulnerable", "manual", "litigation")


class BadAddress(OutreachError):
    """A number or mailbox that cannot be read."""


class BadAmount(OutreachError):
    """An amount of money that cannot be read; write it like 125.50."""


@plain
def hold(
    account: Account,
    kind: Annotated[str, typer.Argument(help=f"{', '.join(HOLDS)}; litigation keeps records and stops nothing")],
    client: ClientName,
) -> None:
    """Put a hold on an account: everything queued about it is cancelled at once."""
    if kind not in HOLDS:
        raise NotFound(f"there is no hold {kind!r}: use one of {', '.join(HOLDS)}")
    store = open_store()
    at = store.clock.now()
    with store.sessions.begin() as session:
        debt = _debt(session, client, account)
        people = session.scalars(select(DebtParty.person_id).where(DebtParty.debt_id == debt.id)).all()
        cancelled = sum(
            silence.hold(session, store, person, debt.id, kind, f"user:{whoami()}", at) for person in people
        )
    screen.print(f"account {account} is on hold ({kind}); {cancelled} queued contacts cancelled")


@plain
def payment(
    account: Account,
    amount: Annotated[str, typer.Argument(help="Like 125.50, in the debt's currency.")],
    client: ClientName,
    reference: Annotated[str, typer.Option("--ref", help="Check or card reference; posting it twice changes nothing.")],
) -> None:
    """Post a payment: the balance falls, and what is queued about the account is cancelled."""
    store = open_store()
    at = store.clock.now()
    with store.sessions.begin() as session:
        debt = _debt(session, client, account)
        received = payments.receive(session, store, debt.id, _minor(amount), reference, at)
    if received is None:
        screen.print(f"payment {reference} was posted before; nothing changed")
    else:
        left = Money(received.balance, debt.currency)
        screen.print(f"posted; {left} left; {received.cancelled} queued contacts cancelled")


@plain
def stop(
    address: Annotated[
        str,
        typer.Argument(
            help="The number (+1…) or mailbox the no is about, or the code of an e-mail's unsubscribe link."
        ),
    ],
    said: Annotated[str, typer.Option(help="What the person said, in her own words.")] = "",
    spoken: Annotated[bool, typer.Option("--spoken/--written", help="How it was said.")] = True,
) -> None:
    """Record a no that reached the office: everything queued for whoever is reached there is cancelled at once."""
    store = open_store()
    at = store.clock.now()
    with store.sessions.begin() as session:
        about = _address(session, store, address)
        form = "oral" if spoken else "written"
        news = silence.no_from(session, store, about, f"user:{whoami()}", at, said, form)
    screen.print(
        "recorded; what was queued is cancelled" if news else "this no stands already; what was queued is cancelled"
    )


def _address(session: Session, store: Store, given: str) -> str:
    """The number or mailbox as it is on file."""
    if (identity := attempt_of(store, given)) is not None:
        attempt = session.get(Attempt, identity)
        if attempt is None:
            raise NotFound("no e-mail of ours carried this code")
        return address_of(session, store, attempt)
    try:
        return read_email(given) if "@" in given else read_phone(given)[0]
    except ValueUnread as unread:
        raise BadAddress(f"{mask_address(given)} {unread}") from None


def _debt(session: Session, client: str, account: str) -> Debt:
    owner = client_named(session, client)
    debt = session.scalar(select(Debt).where(Debt.client_id == owner.id, Debt.account_ref == account))
    if debt is None:
        raise NotFound(f"{client} has no account {account!r}")
    return debt


def _minor(amount: str) -> int:
    try:
        value = Decimal(amount.replace(",", "").removeprefix("$"))
    except InvalidOperation:
        raise BadAmount(f"{amount!r} is not an amount: write it like 125.50") from None
    if value <= 0 or value != round(value, 2):
        raise BadAmount(f"{amount!r} is not a payment: it must be above zero, with at most two decimals")
    return int(value * 100)
