"""The simulated day: import a queue, launch a campaign, let it run through every process, and count what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from campaigns import lifecycle, strategy
from console.demo import cast, governor, report, staff, town
from console.running.house import House
from outreach.accounts.clients import Client
from outreach.clock import ClockGovernor, pause, stopwatch
from outreach.contacts import book
from outreach.intake.importing import import_file
from outreach.store import Store

DAWN = datetime(2026, 12, 1, 12, 30, tzinfo=UTC)  # 07:30 Eastern on a Tuesday
DUSK = DAWN + timedelta(hours=15)  # 17:30 in Honolulu, 13:30 the next day in Guam
LOOK = 0.04  # real seconds between looks at the load
LONGEST = 200.0  # real seconds; the campaign is paused then, wherever the day stands
DRAIN = 25.0  # real seconds contacts under way get to end after the campaign was paused
SETTINGS = {
    "OUTREACH_CALLS_PER_SECOND": "2",
    "OUTREACH_MESSAGES_PER_SECOND": "2",
    "OUTREACH_TICK_SECONDS": "0.15",
    "OUTREACH_DECISION_GOOD_FOR": "240",  # virtual seconds; the closing guard of the house is 600
    "OUTREACH_EMAIL_POLL_AFTER": "0.5",
    "OUTREACH_SETTLE_AFTER": "5",
    "OUTREACH_REDISPATCH_AFTER": "5",
}


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the day is played."""

    house: House
    time: ClockGovernor
    screen: Console


def run(queue: Path, folder: Path, seed: int, screen: Console, tap: Path | None = None) -> report.Report:
    """Play the day with the accounts of ``queue`` and return what came of it; ``tap`` is told all that goes over the wire."""
    folder.mkdir(parents=True, exist_ok=True)
    clock_file = folder / "clock"
    time = ClockGovernor(clock_file, DAWN)
    population = folder / "population.jsonl"
    house = House(
        folder,
        workers=2,
        population=population,
        clock_file=clock_file,
        overrides=SETTINGS,
        sandbox_options=[
            *("--seed", str(seed), "--calls-per-second", SETTINGS["OUTREACH_CALLS_PER_SECOND"]),
            *(("--tap", str(tap)) if tap else ()),
        ],
    )
    try:
        house.prepare()
        store = house.open_store()
        _fill(store, queue, population, seed, screen)
        house.open()
        began = stopwatch()
        _live(Stage(house, time, screen), store, began)
        return _close(house, store, folder, stopwatch() - began)
    finally:
        house.stop()


def _fill(store: Store, queue: Path, population: Path, seed: int, screen: Console) -> None:
    at = store.clock.now()
    with store.sessions.begin() as session:
        clients = cast.engage(session, queue, at)
    for client in clients:
        loaded = import_file(store.sessions, store.vault, queue, client, "demo", at)
        screen.print(f"imported {loaded.loaded} accounts of {client} ({loaded.rejected} rejected)")
    with store.sessions() as session:
        town.populate(session, store.vault, population, seed)
    with store.sessions.begin() as session:
        staff.sign_on(session, store, population, at)


def _live(stage: Stage, store: Store, began: float) -> None:
    _launch(store, stage.screen)
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), console=stage.screen) as progress:
        task = progress.add_task("the day begins")
        while store.clock.now() < DUSK and stopwatch() - began < LONGEST and _running(store):
            progress.update(task, description=_steer(stage, store))
            with store.sessions.begin() as session:
                staff.fill_in_forms(session, store, store.clock.now())
            pause(LOOK)
        _end(stage, store)
        progress.update(task, description="the day is over")


def _launch(store: Store, screen: Console) -> None:
    written = (Path(__file__).parent / "campaign.toml").read_text()
    at = store.clock.now()
    with store.sessions.begin() as session:
        names = list(session.scalars(select(Client.name).order_by(Client.name)))
        written = written.replace("clients = []", f"clients = {names!r}".replace("'", '"'))
        campaign = lifecycle.create(session, strategy.read(written), written, "operations", at)
        lifecycle.approve(session, campaign.name, "compliance", at)
        enrolled = lifecycle.start(session, campaign.name, "operations", at)
    screen.print(
        f"campaign {campaign.name!r}: written by operations, approved by compliance, {enrolled} accounts in it"
    )


def _steer(stage: Stage, store: Store) -> str:
    now = store.clock.now()
    with store.sessions() as session:
        found = governor.load(session, now)
        ended = session.execute(_ENDED).one()
    stage.time.run_at(governor.rate(found, now))
    eastern = now - timedelta(hours=5)
    return (
        f"{eastern:%H:%M} Eastern · {ended.contacts} contacts, {ended.promises} promises, {ended.blocked} blocked · "
        f"{found.carried} under way, {found.waiting} waiting"
    )


def _running(store: Store) -> bool:
    with store.sessions() as session:
        return bool(session.execute(text("SELECT 1 FROM campaigns WHERE state = 'running'")).scalar())


def _end(stage: Stage, store: Store) -> None:
    """Pause what still runs, let what is under way come to its end, and stop the clock."""
    stage.time.run_at(governor.CRAWL)
    with store.sessions.begin() as session:
        for name in session.scalars(text("SELECT name FROM campaigns WHERE state = 'running'")).all():
            lifecycle.pause(session, name, "demo", store.clock.now(), "the day is over")
    until = stopwatch() + DRAIN
    while stopwatch() < until:
        with store.sessions() as session:
            if _quiet(session, store):
                break
        pause(LOOK)
    stage.time.run_at(0)


def _quiet(session: Session, store: Store) -> bool:
    found = governor.load(session, store.clock.now())
    return found.carried == found.waiting == 0


def _close(house: House, store: Store, folder: Path, seconds: float) -> report.Report:
    """Nothing is sent any more while the two books are read."""
    house.close()
    log = folder / "contact-log.jsonl"
    with store.sessions() as session, log.open("w", encoding="utf-8") as file:
        book.write_jsonl(book.rows(session, store), file)
    with store.sessions() as session:
        return report.gather(session, log, house.journal, seconds)


_ENDED = text("""
SELECT (SELECT count(*) FROM attempts WHERE carrier_sid IS NOT NULL) AS contacts,
       (SELECT count(*) FROM promises) AS promises,
       (SELECT count(*) FROM attempts WHERE state IN ('snoozed', 'blocked')) AS blocked
""")
