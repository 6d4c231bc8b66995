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
    policy: Annotated[
        str, typer.Option(help="House rules as JSON, in the words of the facts format; they change the usual ones.")
    ] = "{}",
) -> None:
    """Add a client."""
    store = open_store()
    with store.sessions.begin() as session:
        onboarding.add_client(
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
    screen.print(f"client {name} added; give it senders with `outreach client sender`")


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
    table = Table("client", "role", "senders", "house rules")
    with store.sessions() as session:
        for client in session.scalars(select(Client).order_by(Client.name)):
            own = select(SenderNumber).where(SenderNumber.client_id == client.id, SenderNumber.active)
            senders = ", ".join(f"{number.channel} {number.value}" for number in session.scalars(own))
            table.add_row(client.name, client.role, senders, _told(client.policy))
    screen.print(table)


def _told(policy: dict[str, Any]) -> str:
    return "\n".join(f"{key.replace('_', ' ')}: {value}" for key, value in sorted(policy.items()))
