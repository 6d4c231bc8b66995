"""The afternoon itself: a house with its processes, people calling and being called, collectors at work.

The web process, the workers, the scheduler, PostgreSQL and the sandbox are real; business time is moved by hand
(`clockwork.py`).
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from bench.afternoon import audit, cast
from bench.afternoon.audit import Journal
from bench.afternoon.cast import Caller, Colleague
from bench.afternoon.clockwork import Clockwork
from bench.afternoon.screens import Screen
from campaigns import lifecycle, strategy
from console.running.house import House
from outreach.accounts.onboarding import add_client, add_sender
from outreach.intake.importing import import_file
from outreach.store import Store
from outreach.transfers import collectors, report
from outreach.transfers.collectors import Profile
from outreach.transfers.report import Callers

NOON: Final = datetime(2026, 12, 1, 17, 0, tzinfo=UTC)  # 12:00 Eastern on a Tuesday
POLICY: Final = {
    "open_guard_seconds": 60,
    "close_guard_seconds": 600,
    "max_calls_per_day": 2,
    "max_sms_per_day": 2,
    "min_gap_minutes_per_person": 5,
}
PACE: Final = 5.0  # calls a second
SETTINGS: Final = {
    "OUTREACH_CALLS_PER_SECOND": str(PACE),
    "OUTREACH_MESSAGES_PER_SECOND": str(PACE),
    "OUTREACH_TICK_SECONDS": "0.25",
    "OUTREACH_DECISION_GOOD_FOR": "240",
    "OUTREACH_SETTLE_AFTER": "600",
    "OUTREACH_REDISPATCH_AFTER": "10",
}
CAMPAIGN: Final = """
[campaign]
name = "talks"
[population]
clients = {clients}
min_balance = "{least}.00"
[[steps]]
channel = "call"
template = "keypad"
"""
RULES: Final[dict[str, dict[str, Any]]] = {
    "Harbor Dental Group": {"handover": "warm"},
    "Northgate Recovery": {"ring": "at_once", "escalation": [{"when": "failures", "count": 2, "then": "route"}]},
}


@dataclass(frozen=True, slots=True)
class Size:
    """How much happens: so many who call us, so many whom we call, so many collectors, in so long."""

    calling: int = 345
    called: int = 190
    collectors: int = 20
    lasts: timedelta = timedelta(hours=4)
    seed: int = 7


@dataclass(frozen=True)
class Papers:
    """What is left of the afternoon.

    ``outcomes`` by the carrier's call; ``slots`` are calls that booked a time; ``rings`` by what they came to; ``forms`` that were
    filled in; ``still_open`` transfers and rings that nobody ended; ``late`` steps that the web process answered too late.
    """

    journal: Journal
    callers: Callers
    outcomes: dict[str, str]
    slots: set[str]
    rings: dict[str, int]
    forms: int
    still_open: int
    late: float
    telephones: list[str]

    @cached_property
    def requests(self) -> list[str]:
        """The calls in which somebody asked for a person."""
        return self.journal.requests()

    def fates(self) -> dict[str, list[str]]:
        """How each of them ended."""
        found: dict[str, list[str]] = {fate: [] for fate in ("talk", "slot", "hung up", "lost")}
        for sid in self.requests:
            found[self._fate(sid)].append(sid)
        return found

    @cached_property
    def longest_silence(self) -> float:
        """Seconds, of all callers."""
        return max((one.seconds for sid in self.outcomes for one in self.journal.silences(sid)), default=0.0)

    @cached_property
    def twice(self) -> list[tuple[str, str]]:
        """Legs of one collector that overlap."""
        return self.journal.twice(self.telephones)

    def _fate(self, sid: str) -> str:
        if self.journal.connected(sid):
            return "talk"
        if sid in self.slots:
            return "slot"
        return "hung up" if self.journal.hung_up(sid) else "lost"


@dataclass
class Afternoon:
    """One afternoon in ``folder``."""

    folder: Path
    size: Size

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        clock = self.folder / "clock"
        self.time = Clockwork(clock, NOON)
        self.people = cast.callers(self.size.calling, self.size.called, self.size.seed)
        self.colleagues = cast.staff(self.size.collectors)
        population = self.folder / "population.jsonl"
        cast.populate(population, self.people, self.colleagues, self.size.seed)
        self.house = House(
            self.folder / "house",
            workers=1,
            threads=4,
            population=population,
            overrides=SETTINGS | {"OUTREACH_CLOCK_FILE": str(clock)},
            sandbox_options=[
                *("--speed", "manual", "--start", NOON.isoformat(), "--seed", str(self.size.seed)),
                *("--calls-per-second", str(PACE)),
            ],
        )

    def live(self) -> Papers:
        """Live it through from noon to the last form."""
        with self._open() as store:
            ours = self._fill(store)
            self.house.open()
            self.time.sandbox = self.house.env["OUTREACH_CARRIER_BASE_URL"]
            screens = self._sign_on(store)
            _launch(store, self.size.calling)
            self._run(store, screens, self._arrivals(ours))
            return self._gather(store)

    @contextmanager
    def _open(self) -> Iterator[Store]:
        try:
            self.house.prepare()
            store = self.house.open_store()
            yield store
            store.engine.dispose()
        finally:
            self.house.stop()

    def _fill(self, store: Store) -> dict[str, str]:
        """Clients, their numbers, accounts and collectors. Our number by client."""
        ours = {name: f"+1212555{7000 + number}" for number, name in enumerate(cast.CLIENTS)}
        with store.sessions.begin() as session:
            for name, role in cast.CLIENTS.items():
                client = add_client(
                    session, name=name, role=role, business_name=f"{name.split()[0]} Services",
                    callback_number="(212) 555-0100", licensed_in=["*"], policy=dict(POLICY), at=NOON,
                )  # fmt: skip
                client.transfer_rules = RULES[name]
                for channel in ("call", "sms"):
                    add_sender(session, client.id, channel, ours[name], PACE, NOON)
            for one in self.colleagues:
                collectors.add(session, store, Profile(one.name, one.phone, one.languages), NOON)
        file = cast.place(self.folder / "placement.csv", self.people)
        for name in cast.CLIENTS:
            loaded = import_file(store.sessions, store.vault, file, name, "afternoon", NOON)
            assert loaded.rejected == 0, loaded
        return ours

    def _sign_on(self, store: Store) -> list[Screen]:
        base = self.house.env["OUTREACH_PUBLIC_BASE_URL"]
        screens = [self._screen(one, base) for one in self.colleagues]
        for screen in screens:
            screen.sign_on(store, self.time.now)
        return screens

    def _screen(self, who: Colleague, base: str) -> Screen:
        return Screen(who, base, random.Random(f"{self.size.seed}|{who.name}"), self.time.now)

    def _arrivals(self, ours: dict[str, str]) -> list[tuple[datetime, Caller, str]]:
        """Who calls us when, at which number; the last first."""
        draw = random.Random(f"{self.size.seed}|arrivals")
        span = self.size.lasts.total_seconds()
        arrive = [(NOON + timedelta(seconds=draw.uniform(60, span)), one) for one in self.people if one.calls]
        return sorted(((when, one, ours[one.client]) for when, one in arrive), key=lambda call: call[0], reverse=True)

    def _run(self, store: Store, screens: list[Screen], arrivals: list[tuple[datetime, Caller, str]]) -> None:
        evening = NOON + self.size.lasts
        while arrivals or self.time.now < evening or _busy(store):
            self._act(screens, arrivals)
            nearest = min([screen.due for screen in screens] + ([arrivals[-1][0]] if arrivals else []))
            self.time.step(nearest)
            self.time.settle(store.sessions)
            if self.time.now > evening + timedelta(hours=1):
                raise RuntimeError("an hour after the afternoon something is still going on")

    def _act(self, screens: list[Screen], arrivals: list[tuple[datetime, Caller, str]]) -> None:
        now = self.time.now
        while arrivals and arrivals[-1][0] <= now:
            _, caller, number = arrivals.pop()
            self.time.ask("POST", "dial", **{"from": caller.phone, "to": number})
        for screen in screens:
            if screen.due <= now:
                screen.look(now)

    def _gather(self, store: Store) -> Papers:
        self.time.ask("GET", "stats")  # the journal is on disk from here on
        with store.sessions() as session:
            sessions = session.execute(_SESSIONS).all()
            rings = session.execute(_RINGS).all()
            told = session.execute(_TOLD).one()
            found = report.callers(session, NOON, self.time.now + timedelta(seconds=1))
        metrics = _metrics(self.house)
        return Papers(
            journal=audit.read(self.house.journal),
            callers=found,
            outcomes={row.call_sid: row.outcome for row in sessions},
            slots={row.call_sid for row in sessions if row.booked},
            rings={row.outcome or row.state: row.times for row in rings},
            forms=told.forms,
            still_open=told.open,
            late=sum(float(value) for name, value in metrics.items() if 'answer="late"' in name),
            telephones=[one.phone for one in self.colleagues],
        )


def _busy(store: Store) -> bool:
    with store.sessions() as session:
        return bool(session.execute(_BUSY).scalar())


def _launch(store: Store, calling: int) -> UUID:
    """The campaign that calls those who do not call us."""
    names = "[" + ", ".join(f'"{name}"' for name in cast.CLIENTS) + "]"
    written = CAMPAIGN.format(clients=names, least=100 + calling)
    with store.sessions.begin() as session:
        campaign = lifecycle.create(session, strategy.read(written), written, "ann", NOON)
        lifecycle.approve(session, campaign.name, "bea", NOON)
        lifecycle.start(session, campaign.name, "ann", NOON)
        return campaign.id


def _metrics(house: House) -> dict[str, str]:
    import urllib3

    told = urllib3.request("GET", f"{house.env['OUTREACH_PUBLIC_BASE_URL']}/metrics").data.decode()
    return dict(line.rsplit(" ", 1) for line in told.splitlines() if line.startswith("outreach_"))


_BUSY: Final = text("""
SELECT EXISTS (SELECT 1 FROM call_sessions WHERE ended_at IS NULL)
    OR EXISTS (SELECT 1 FROM transfer_rings WHERE ended_at IS NULL OR (outcome = 'talked' AND wrapped_at IS NULL))
    OR EXISTS (SELECT 1 FROM attempts WHERE channel = 'call' AND ended_at IS NULL AND state <> 'planned')
""")
_SESSIONS: Final = text("""
SELECT s.call_sid, s.outcome, EXISTS (SELECT 1 FROM appointments p WHERE p.source = 'keypad:' || s.id) AS booked
FROM call_sessions s
""")
_RINGS: Final = text("SELECT state, outcome, count(*) AS times FROM transfer_rings GROUP BY state, outcome")
_TOLD: Final = text("""
SELECT (SELECT count(*) FROM wrap_ups) AS forms,
       (SELECT count(*) FROM transfers WHERE ended_at IS NULL AND state <> 'offered')
     + (SELECT count(*) FROM transfer_rings WHERE ended_at IS NULL AND state <> 'reserved') AS open
""")
