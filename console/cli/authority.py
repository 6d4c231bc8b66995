"""``outreach client authority``: what a client lets us agree to, shown and set from options or from a TOML file.

The file has the fields of ``outreach.agreements.authority`` as its keys; amounts are quoted decimals (``"25.00"``), and
every bracket is a ``[[settlements]]`` table.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.table import Table
from sqlalchemy.orm import Session

from campaigns.units import parse_amount
from console.cli.context import open_store, plain, screen, whoami
from outreach.accounts.account_ref import find_account
from outreach.accounts.clients import client_named
from outreach.agreements import authorities
from outreach.agreements.authority import Authority, AuthorityError, Bracket, default_authority, read_authority
from outreach.agreements.calendar import earliest_day
from outreach.money import Money

app = typer.Typer(help="What a client lets us agree to.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The client's name.")]
Account = Annotated[str | None, typer.Option(help="For this account alone, by the client's own number.")]
Currency = Annotated[str, typer.Option(help="Of the debts it is about.")]
By = Annotated[str | None, typer.Option(help="Who sets it; else the user of this machine.")]
From = Annotated[
    datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day it holds; else at once.")
]
Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day it holds; else until replaced.")]
AMOUNTS = ("least_down_payment", "least_instalment", "balance_from", "balance_to")
PLAN_LENGTHS = ("longest_plan_days", "longest_plan_months")


@app.command("set")
@plain
def set_(
    name: Name,
    terms: Annotated[
        list[str] | None,
        typer.Argument(
            help="FIELD=VALUE, like least_instalment=25.00 most_instalments=12 longest_plan_months=12 settlements=60 "
            "(percent of any debt; none: no settlements), on top of what holds."
        ),
    ] = None,
    file: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Everything, as TOML.")] = None,
    currency: Currency = "USD",
    account: Account = None,
    from_: From = None,
    until: Until = None,
    by: By = None,
) -> None:
    """Set an authority, from terms given here or from a file. Offers made before keep the terms they were made under."""
    if bool(file) == bool(terms):
        raise AuthorityError("give either --file or the terms to change, like least_instalment=25.00")
    given = _in_minor(_toml(file) if file else dict(map(_term, terms or ())))
    store = open_store()
    with store.sessions.begin() as session:
        client, debt = _scope(session, name, account)
        at = store.clock.now()
        held = authorities.in_force(session, client, debt, currency, earliest_day(at)).terms
        allowed = read_authority(given if file else _changed(held, given))
        span = authorities.Span(from_.date() if from_ else earliest_day(at), until.date() if until else None)
        authorities.record(session, client, allowed, span, by or whoami(), at, debt)
    _say_set(name, account, allowed, span)


@app.command()
@plain
def withdraw(name: Name, currency: Currency = "USD", account: Account = None, by: By = None) -> None:
    """Go back to the default at once: nothing but payment in full within four weeks."""
    store = open_store()
    with store.sessions.begin() as session:
        client, debt = _scope(session, name, account)
        at = store.clock.now()
        terms, span = default_authority(currency), authorities.Span(earliest_day(at))
        authorities.record(session, client, terms, span, by or whoami(), at, debt)
    _say_set(name, account, terms, span)


@app.command()
@plain
def show(
    name: Name,
    currency: Currency = "USD",
    account: Account = None,
    history: Annotated[bool, typer.Option("--history", help="Every authority ever set, oldest first.")] = False,
) -> None:
    """What holds for a client, or for one account of it."""
    store = open_store()
    with store.sessions() as session:
        client, debt = _scope(session, name, account)
        held = authorities.in_force(session, client, debt, currency, earliest_day(store.clock.now()))
        past = authorities.history(session, client, debt) if history else ()
    screen.print(_table(held))
    if history:
        screen.print(_listed(past))


def _scope(session: Session, name: str, account: str | None) -> tuple[UUID, UUID | None]:
    client = client_named(session, name)
    return client.id, find_account(session, account, name).debt_id if account else None


def _term(written: str) -> tuple[str, Any]:
    """``least_instalment=25.00`` as a field and a value; amounts stay text."""
    field, equals, value = written.partition("=")
    if not equals:
        raise AuthorityError(f"{written}: write a term as FIELD=VALUE, like least_instalment=25.00")
    if field in AMOUNTS:
        return field, value
    if field == "settlements":
        return field, [] if value == "none" else [{"least_percent": _whole(field, value)}]
    return field, _whole(field, value)


def _whole(field: str, value: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise AuthorityError(f"{field}: {value!r} is not a whole number") from None


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AuthorityError(f"{file} is not TOML: {error}") from None


def _in_minor(raw: dict[str, Any], place: str = "") -> dict[str, Any]:
    """Amounts as integer minor units, also in the brackets; the rest as it is, for ``read_authority`` to judge."""
    read = {field: _minor(value, f"{place}{field}") if field in AMOUNTS else value for field, value in raw.items()}
    if isinstance(brackets := read.get("settlements"), list):
        read["settlements"] = [
            _in_minor(bracket, f"settlements {number}, ") if isinstance(bracket, dict) else bracket
            for number, bracket in enumerate(brackets, 1)
        ]
    return read


def _minor(value: Any, field: str) -> int:
    try:
        return int(parse_amount(value))
    except ValueError as error:
        raise AuthorityError(f"{field}: {error}") from None


def _changed(held: Authority, given: dict[str, Any]) -> dict[str, Any]:
    """The terms that hold with what is given; a plan's length in one unit replaces the length in the other."""
    before = held.model_dump(mode="json")
    if any(field in given for field in PLAN_LENGTHS):
        before |= dict.fromkeys(PLAN_LENGTHS)
    return before | given


def _say_set(name: str, account: str | None, terms: Authority, span: authorities.Span) -> None:
    whose = f"account {account} of {name}" if account else name
    until = f" until {span.ends_on}" if span.ends_on else ""
    screen.print(f"from {span.starts_on}{until} this holds for {whose} ({terms.currency}):", highlight=False)
    screen.print("\n".join(f"  {field}: {value}" for field, value in _told(terms)), highlight=False, markup=False)


def _table(held: authorities.InForce) -> Table:
    source = f"authority {held.id}" if held.id else "the default: the client has set none"
    table = Table("term", "value", title=source, title_justify="left")
    for field, value in _told(held.terms):
        table.add_row(field, value)
    return table


def _listed(rows: Any) -> Table:
    table = Table("from", "until", "set by", "set at (UTC)", "terms", title="history", title_justify="left")
    for row in rows:
        told = "\n".join(f"{field}: {value}" for field, value in _told(Authority.model_validate(row.terms)))
        table.add_row(str(row.starts_on), str(row.ends_on or ""), row.set_by, f"{row.set_at:%Y-%m-%d %H:%M}", told)
    return table


def _told(terms: Authority) -> Iterator[tuple[str, str]]:
    for field, value in terms:
        if field == "settlements":
            yield from ((f"settlement {number}", _bracket(one, terms)) for number, one in enumerate(value, 1))
        elif value is not None:
            yield field.replace("_", " "), str(Money(value, terms.currency)) if field in AMOUNTS else str(value)


def _bracket(bracket: Bracket, terms: Authority) -> str:
    balance = _range(*(_money(value, terms) for value in (bracket.balance_from, bracket.balance_to)))
    age = _range(*(None if value is None else str(value) for value in (bracket.age_from_days, bracket.age_to_days)))
    fits = filter(None, (balance and f"balance {balance}", age and f"{age} days old"))
    return f"{bracket.least_percent} % of {', '.join(fits) or 'any balance'}"


def _money(minor: int | None, terms: Authority) -> str | None:
    return None if minor is None else str(Money(minor, terms.currency))


def _range(low: str | None, high: str | None) -> str:
    if low is None:
        return f"up to {high}" if high is not None else ""
    return f"from {low}" if high is None else f"{low} to {high}"
