"""``outreach collector``: who takes calls, who is there, and how transfers went."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer
from rich.table import Table
from sqlalchemy import select

from console.cli.context import open_store, plain, screen
from outreach.errors import NotAllowed
from outreach.masking import mask_phone
from outreach.transfers import collectors, report, rings, screens
from outreach.transfers.collectors import Collector, Profile

app = typer.Typer(help="Collectors, and the calls handed over to them.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The collector's name.")]


@app.command()
@plain
def add(
    name: Name,
    number: Annotated[str, typer.Argument(help="The telephone that rings, like +12125550123.")],
    languages: Annotated[str, typer.Option(help="Of those we speak, like en,es.")] = "en",
    skills: Annotated[str, typer.Option(help="Words of the house, like senior,medical.")] = "",
) -> None:
    """Add a collector, who is away until she signs on."""
    store = open_store()
    with store.sessions.begin() as session:
        profile = Profile(name, _number(number), _listed(languages), _listed(skills))
        collectors.add(session, store, profile, store.clock.now())
    screen.print(f"collector {name} added; sign on with `outreach collector sign-on`", highlight=False)


@app.command("list")
@plain
def list_() -> None:
    """Every collector, where she stands, and since when."""
    store = open_store()
    table = Table("name", "telephone", "languages", "skills", "state", "since (UTC)", "form due")
    with store.sessions() as session:
        for one in session.scalars(select(Collector).order_by(Collector.name)):
            number, due = mask_phone(collectors.number_of(store, one)), rings.due_form(session, one.id)
            since, spoken, able = f"{one.state_since:%Y-%m-%d %H:%M}", ", ".join(one.languages), ", ".join(one.skills)
            table.add_row(one.name, number, spoken, able, one.state, since, "yes" if due else "")
    screen.print(table)


@app.command("sign-on")
@plain
def sign_on(
    name: Name,
    hours: Annotated[
        float | None, typer.Option(help="Without a screen: free for calls for so many hours, by telephone alone.")
    ] = None,
) -> None:
    """Print the link that opens her screen, good once within a quarter of an hour; or sign her on by telephone alone."""
    store = open_store()
    with store.sessions.begin() as session:
        found, at = collectors.named(session, name), store.clock.now()
        if hours is None:
            link = f"{store.settings.public_base_url}/collectors/on/{screens.invite(store, found, at)}"
        elif rings.due_form(session, found.id):
            raise NotAllowed(f"{name} owes the form about a call: give her a screen, without --hours")
        else:
            collectors.sign_on(found, at, timedelta(hours=hours))
            link = f"{name} is there for {hours:g} hours"
    screen.print(link, highlight=False, soft_wrap=True)


@app.command("sign-off")
@plain
def sign_off(name: Name) -> None:
    """Nobody is there any more; a call under way goes on to its end. Closes her screen."""
    store = open_store()
    with store.sessions.begin() as session:
        collectors.sign_off(collectors.named(session, name), store.clock.now())
    screen.print(f"{name} is signed off", highlight=False)


@app.command("report")
@plain
def report_(hours: Annotated[float, typer.Option(help="So many hours back from now.")] = 24.0) -> None:
    """How transfers went, what collectors did, and how many lines there are."""
    store = open_store()
    until = store.clock.now()
    since = until - timedelta(hours=hours)
    with store.sessions() as session:
        screen.print(_callers(report.callers(session, since, until)))
        screen.print(_work(report.work(session, since, until)))
        screen.print(_lines(report.lines(session, until)))


def _callers(found: report.Callers) -> Table:
    table = Table("callers", "", title="transfers", title_justify="left")
    table.add_row("were offered a person", str(found.offered))
    table.add_row("asked for one", str(found.asked))
    table.add_row("spoke with one", str(found.talked))
    table.add_row("were offered a time instead", str(found.unmet))
    table.add_row("hung up before (aim: none)", f"{found.abandoned} ({found.abandoned_rate:.1%})")
    waits = (found.wait_median, found.wait_90, found.wait_longest)
    table.add_row(
        "waited (median, 9 of 10, longest)", ", ".join("-" if one is None else f"{one:.0f} s" for one in waits)
    )
    return table


def _work(rows: list[report.Work]) -> Table:
    table = Table(
        "collector", "state", "talks", "declined", "not reached", "talk", "form", "forms due", title="collectors"
    )
    for row in rows:
        mean = row.talks or 1
        table.add_row(
            row.name,
            row.state,
            str(row.talks),
            str(row.declined),
            str(row.not_reached),
            f"{row.talk_seconds / mean:.0f} s",
            f"{row.form_seconds / mean:.0f} s",
            str(row.forms_due),
        )
    return table


def _lines(rows: list[report.ClientLines]) -> Table:
    table = Table("client", "lines", "of those for talks", "in use", "answered", "came to need a person", title="lines")
    for row in rows:
        offered = "no limit" if row.offered is None else str(row.offered)
        rates = f"{row.measured.answer_rate:.0%}", f"{row.measured.transfer_rate:.0%} of the answered"
        table.add_row(row.client, offered, str(row.needed or 0), str(row.in_use), *rates)
    return table


def _listed(written: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in written.split(",") if word.strip())


def _number(written: str) -> str:
    number = "".join(sign for sign in written if sign not in " ()-.")
    if not (number.startswith("+") and number[1:].isdigit() and 8 <= len(number) <= 16):
        raise NotAllowed(f"{written!r} is no telephone number: write it like +12125550123")
    return number
