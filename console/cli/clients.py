"""``outreach client``: creditors, their senders and their house rules."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer
from rich.table import Table
from sqlalchemy import select

from console.cli.context import open_store, plain, screen
from outreach.accounts import onboarding
from outreach.accounts.clients import Client, SenderNumber, client_named
from outreach.accounts.house_rules import HOUSE_RULES

app = typer.Typer(help="Creditors, their senders and their house rules.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The client's name.")]
LicenceNumber = Annotated[
    str | None, typer.Option(help="Shown in texts and e-mails, which California wants; like 'CA 12345-99'.")
]
ContactName = Annotated[
    str | None, typer.Option(help="A person of ours to ask for, as said on voicemails and where a city wants one.")
]
ReplyTo = Annotated[str | None, typer.Option(help="The mailbox that answers to our e-mails go to; else the sender's.")]


@app.command()
@plain
def add(
    name: Name,
    role: Annotated[str, typer.Option(help="first_party, third_party or debt_buyer: what we are toward its debts.")],
    callback: Annotated[str, typer.Option(help="The number people can call back, as it is said.")],
    business_name: Annotated[
        str | None, typer.Option(help="The registered name said in contacts; else the name.")
    ] = None,
    neutral_name: Annotated[
        bool, typer.Option("--neutral-name", help="The name said in contacts does not by itself tell of debt.")
    ] = False,
    licensed_in: Annotated[str, typer.Option(help="Places like US-GA,US-FL; * is everywhere.")] = "*",
    licence_number: LicenceNumber = None,
    policy: Annotated[
        str, typer.Option(help="House rules as JSON, in the words of the facts format; they change the usual ones.")
    ] = "{}",
) -> None:
    """Add a client."""
    store = open_store()
    with store.sessions.begin() as session:
        client = onboarding.add_client(
            session,
            name=name,
            role=role,
            business_name=business_name or name,
            callback_number=callback,
            name_reveals_collection=not neutral_name,
            licensed_in=licensed_in.split(","),
            policy=HOUSE_RULES | json.loads(policy),
            at=store.clock.now(),
        )
        if licence_number is not None:
            onboarding.change_client(client, licence_number=licence_number)
    screen.print(f"client {name} added; give it senders with `outreach client sender`")


@app.command()
@plain
def change(
    name: Name,
    neutral_name: Annotated[
        bool | None,
        typer.Option(
            "--neutral-name/--no-neutral-name",
            help="Whether the name said in contacts does not by itself tell of debt.",
        ),
    ] = None,
    licence_number: LicenceNumber = None,
    contact_name: ContactName = None,
    reply_to: ReplyTo = None,
    pay_url: Annotated[
        str | None,
        typer.Option(
            help="The client's own page to pay at, https:// with {account_ref}, {amount}, {currency}, {code}, {language}."
        ),
    ] = None,
    second_factor: Annotated[
        str | None,
        typer.Option(help="What a person is asked before a debt is spoken of: zip, birth_date or last_four."),
    ] = None,
    page_link_hours: Annotated[
        int | None, typer.Option(help="How many hours a link to the account page works; at first 72.")
    ] = None,
) -> None:
    """Change what is known of a client; what is not given stays. An empty text takes what it replaces off the record."""
    store = open_store()
    with store.sessions.begin() as session:
        reveals = None if neutral_name is None else not neutral_name
        changes = (reveals, licence_number, contact_name, reply_to, pay_url, page_link_hours, second_factor)
        onboarding.change_client(client_named(session, name), *changes)
    screen.print(f"client {name} changed; contacts decided from now on go by it")


@app.command()
@plain
def sender(
    name: Name,
    channel: Annotated[str, typer.Argument(help="call, sms or email")],
    value: Annotated[str, typer.Argument(help="Our own number (+1…) or mailbox.")],
    per_second: Annotated[float, typer.Option(help="How often it may be used.")] = 1.0,
) -> None:
    """Add one of our numbers or mailboxes to a client's pool."""
    store = open_store()
    with store.sessions.begin() as session:
        client = client_named(session, name)
        onboarding.add_sender(session, client.id, channel, value, per_second, store.clock.now())
    screen.print(f"{value} sends {channel} for {name}")


@app.command("list")
@plain
def list_() -> None:
    """Every client with its senders."""
    store = open_store()
    table = Table("client", "role", "licence number", "senders", "house rules")
    with store.sessions() as session:
        for client in session.scalars(select(Client).order_by(Client.name)):
            own = select(SenderNumber).where(SenderNumber.client_id == client.id, SenderNumber.active)
            senders = ", ".join(f"{number.channel} {number.value}" for number in session.scalars(own))
            table.add_row(client.name, client.role, client.licence_number or "-", senders, _told(client.policy))
    screen.print(table)


def _told(policy: dict[str, Any]) -> str:
    return "\n".join(f"{key.replace('_', ' ')}: {value}" for key, value in sorted(policy.items()))
