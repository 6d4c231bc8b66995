"""``outreach campaign``: create, rehearse, approve, run and explain contact campaigns."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group
from rich.progress import Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text
from sqlalchemy import func, select

from campaigns import lifecycle, strategy
from campaigns.explain import Explanation
from campaigns.explain import explain as explain_account
from campaigns.rehearsal import Rehearsal, rehearse
from compliance.zones import zone_info
from console.cli.context import open_store, plain, screen, whoami
from outreach.contacts.enrolments import Campaign, Enrolment

app = typer.Typer(help="Contact campaigns.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The campaign's name.")]
By = Annotated[str | None, typer.Option(help="Who does this; else the user of this machine.")]
SHOWN = 40


@app.command()
@plain
def create(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The campaign file (TOML).")],
    author: Annotated[str | None, typer.Option(help="Who wrote it; may not approve it.")] = None,
) -> None:
    """Read a campaign file into a draft."""
    store, written = open_store(), file.read_text("utf-8")
    read = strategy.read(written)
    with store.sessions.begin() as session:
        lifecycle.create(session, read, written, author or whoami(), store.clock.now())
    screen.print(f"draft {read.campaign.name} created; look at it with `outreach campaign preview`", markup=False)


@app.command()
@plain
def preview(
    name: Name,
    csv: Annotated[Path | None, typer.Option(help="Write every line to this CSV file.")] = None,
    at: Annotated[datetime | None, typer.Option(help="As if started at this UTC instant; else now.")] = None,
) -> None:
    """Who is in and out, why, and when each could first be contacted."""
    store = open_store()
    now = at.replace(tzinfo=store.clock.now().tzinfo) if at else store.clock.now()
    with (
        store.sessions() as session,
        Progress(TextColumn("{task.description}"), TimeElapsedColumn(), transient=True) as bar,
    ):
        task = bar.add_task("looking at the population")
        found = rehearse(
            session,
            store.vault,
            lifecycle.named(session, name),
            now,
            lambda done: bar.update(task, description=f"{done:,} debts looked at"),
        )
    screen.print(_rehearsal(found))
    if csv:
        with csv.open("w", encoding="utf-8", newline="") as out:
            found.write_csv(out)
        screen.print(f"every line is in {csv}", soft_wrap=True)


@app.command()
@plain
def approve(name: Name, by: By = None) -> None:
    """Approve a draft; not by its author."""
    store = open_store()
    with store.sessions.begin() as session:
        lifecycle.approve(session, name, by or whoami(), store.clock.now())
    screen.print(f"{name} approved; `outreach campaign start` starts it", markup=False)


@app.command()
@plain
def start(name: Name, by: By = None) -> None:
    """Enrol the population and start."""
    store = open_store()
    with store.sessions.begin() as session:
        enrolled = lifecycle.start(session, name, by or whoami(), store.clock.now())
    screen.print(f"{name} is running with {enrolled:,} enrolled", markup=False)


@app.command()
@plain
def pause(
    name: Name, reason: Annotated[str, typer.Option(help="Why; kept with the event.")] = "paused", by: By = None
) -> None:
    """Stop contacting; what is planned is withdrawn."""
    store = open_store()
    with store.sessions.begin() as session:
        lifecycle.pause(session, name, by or whoami(), store.clock.now(), reason)
    screen.print(f"{name} is paused; nothing is planned any more", markup=False)


@app.command()
@plain
def resume(name: Name, by: By = None) -> None:
    """Go on where a paused campaign stood."""
    store = open_store()
    with store.sessions.begin() as session:
        lifecycle.resume(session, name, by or whoami(), store.clock.now())
    screen.print(f"{name} is running again", markup=False)


@app.command()
@plain
def cancel(
    name: Name, reason: Annotated[str, typer.Option(help="Why; kept with the event.")] = "cancelled", by: By = None
) -> None:
    """End a campaign for good; what is planned is withdrawn."""
    store = open_store()
    with store.sessions.begin() as session:
        lifecycle.cancel(session, name, by or whoami(), store.clock.now(), reason)
    screen.print(f"{name} is cancelled", markup=False)


@app.command()
@plain
def status(name: Annotated[str | None, typer.Argument(help="Only this campaign.")] = None) -> None:
    """Every campaign and where its enrolments stand."""
    store = open_store()
    table = Table(
        "campaign", "state", "priority", "share", "waiting", "in flight", "held", "done", "author", "approver"
    )
    with store.sessions() as session:
        count = select(Enrolment.campaign_id, Enrolment.state, func.count()).group_by(
            Enrolment.campaign_id, Enrolment.state
        )
        counts = {(campaign, state): number for campaign, state, number in session.execute(count)}
        wanted = [lifecycle.named(session, name)] if name else session.scalars(select(Campaign).order_by(Campaign.id))
        for campaign in wanted:
            numbers = [f"{counts.get((campaign.id, state), 0):,}" for state in ("waiting", "in_flight", "held", "done")]
            weight = (str(campaign.priority), str(campaign.share))
            _row(table, campaign.name, campaign.state, *weight, *numbers, campaign.author, campaign.approver or "")
    screen.print(table)


@app.command()
@plain
def explain(
    account: Annotated[str, typer.Argument(help="The client's number for the debt.")],
    client: Annotated[str | None, typer.Option(help="Which client, when several use the number.")] = None,
) -> None:
    """What will happen next to one account, and why."""
    store = open_store()
    with store.sessions() as session:
        found = explain_account(session, store.vault, account, store.clock.now(), client)
    screen.print(_explanation(found))


def _rehearsal(found: Rehearsal) -> Group:
    head = f"{found.campaign}: {len(found.included):,} in, {len(found.excluded):,} out, as of {found.at:%Y-%m-%d %H:%M} UTC"
    lines = Table(
        "account", "person", "owed", "in", "first contact (UTC)", "channel", "why", title=f"first {SHOWN} lines"
    )
    for line in found.lines[:SHOWN]:
        when = f"{line.first_at:%a %m-%d %H:%M}" if line.first_at else ""
        why = f"{line.why} {' '.join(line.rules)}".strip()
        row = (line.account_ref, line.person, str(line.owed), "in" if line.included else "out")
        _row(lines, *row, when, line.channel or "", why)
    counts = (
        _counted("out because", found.by_reason().most_common()),
        _counted("rule met", found.by_rule().most_common()),
        _counted("first channel", found.by_channel().most_common()),
        _counted(
            "first contacts in the hour (UTC)",
            [(f"{hour:%a %m-%d %H}h", n) for hour, n in sorted(found.by_hour().items())],
        ),
    )
    return Group(Text(head), lines, *(table for table in counts if table.row_count))


def _counted(title: str, rows: list[tuple[str, int]]) -> Table:
    table = Table(title, "debts")
    for what, number in rows:
        _row(table, what, f"{number:,}")
    return table


def _explanation(found: Explanation) -> Group:
    facts = Table.grid(padding=(0, 2))
    _row(facts, "account", f"{found.account_ref} of {found.client}")
    _row(facts, "person", found.person)
    _row(facts, "owed", f"{found.owed} ({found.status})")
    _row(facts, "next", found.next)
    for title, lines in (("hold", found.holds), ("promise", found.promises), ("plan", found.plans)):
        for line in lines:
            _row(facts, title, line)
    for station in found.stations:
        where = (
            f"{station.campaign} ({station.campaign_state}): {station.state}, step {station.step} of {station.steps}"
        )
        _row(
            facts,
            "campaign",
            f"{where}, {station.channel}, {_clocks(station.next_at, found.outlook.zones)}: {station.why}",
        )
    for finding in found.outlook.decision.findings if found.outlook.decision else ():
        _row(facts, "rule", f"{finding.rule}: {finding.why} ({finding.citation})")
    for attempt in found.attempts:
        cost = f" ({attempt.segments} segment{'s' * (attempt.segments > 1)})" if attempt.segments else ""
        _row(
            facts,
            "attempt",
            f"{attempt.at:%Y-%m-%d %H:%M} UTC {attempt.channel} {attempt.state} {attempt.disposition or ''}{cost}",
        )
    return Group(facts)


def _row(table: Table, *cells: str) -> None:
    """Cells as they are: a bracket in a name or a citation is no mark-up."""
    table.add_row(*map(Text, cells))


def _clocks(at: datetime, zones: tuple[str, ...]) -> str:
    """The instant in UTC and on every clock the person may live by."""
    local = (f"{at.astimezone(zone_info(zone)):%a %H:%M} {zone}" for zone in zones)
    return ", ".join((f"{at:%Y-%m-%d %H:%M} UTC", *local))
