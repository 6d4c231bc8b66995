"""The parts of one sandbox, put together once and handed to whoever needs them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from outreach.sandbox.bustle import Bustle
from outreach.sandbox.chaos import Chaos, chaos_from
from outreach.sandbox.clock import Clock, FastClock, FileClock, ManualClock, WallClock, instant
from outreach.sandbox.holdings import Holdings
from outreach.sandbox.ids import Ids
from outreach.sandbox.journal import Journal
from outreach.sandbox.mail.email import Email, Operation
from outreach.sandbox.pace import Pace
from outreach.sandbox.page.recent import Recent
from outreach.sandbox.people.population import Population, read_population
from outreach.sandbox.shelf import Shelf
from outreach.sandbox.tap import Tap
from outreach.sandbox.texts.message import Message
from outreach.sandbox.texts.opt_outs import OptOuts
from outreach.sandbox.timers import Timers
from outreach.sandbox.voice.call import Call
from outreach.sandbox.voice.conference import Conference
from outreach.sandbox.voice.leg import Leg
from outreach.sandbox.voice.queues import Queues
from outreach.sandbox.voice.recording import Recording
from outreach.sandbox.voice.rooms import Rooms
from outreach.sandbox.webhooks.callbacks import Callbacks
from outreach.sandbox.webhooks.debugger import Debugger
from outreach.sandbox.webhooks.sending import Webhooks

BY_HAND: Final = "manual"  # --speed
MANUAL_START: Final = (
    "2030-03-18T16:00:00Z"  # where a clock moved by hand begins unless told: noon in New York, a Monday
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the command line asks for. `speed` is virtual seconds a real second, or `manual`."""

    account_sid: str
    auth_token: str
    journal: Path
    population: Path | None = None
    port: int = 0
    seed: int = 0
    speed: str = "1"
    start: str = ""
    clock_file: Path | None = None
    chaos: Path | None = None
    misbehave: tuple[str, ...] = ()
    ready_file: Path | None = None
    tap: Path | None = None
    sms_url: str = ""
    voice_url: str = ""
    voice_status_url: str = ""
    calls_per_second: float = 1.0
    concurrent_calls: int | None = None
    segments_per_second: float = 3.0
    routes: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Sandbox:
    """State and machinery of the whole. `legs` are the calls under way, by CallSid."""

    options: Options
    clock: Clock
    timers: Timers
    bustle: Bustle
    pace: Pace
    ids: Ids
    journal: Journal
    tap: Tap
    holdings: Holdings
    population: Population
    chaos: Chaos
    debugger: Debugger
    webhooks: Webhooks
    callbacks: Callbacks
    optouts: OptOuts
    queues: Queues
    recent: Recent
    rooms: Rooms = field(default_factory=Rooms)
    calls: Shelf[Call] = field(default_factory=Shelf)
    messages: Shelf[Message] = field(default_factory=Shelf)
    emails: Shelf[Email] = field(default_factory=Shelf)
    operations: Shelf[Operation] = field(default_factory=Shelf)
    conferences: Shelf[Conference] = field(default_factory=Shelf)
    recordings: Shelf[Recording] = field(default_factory=Shelf)
    legs: dict[str, Leg] = field(default_factory=dict)
    call_queue: dict[str, Call] = field(default_factory=dict)
    next_call_slot: float = 0.0
    sender_free_at: dict[str, float] = field(default_factory=dict)

    async def close(self) -> None:
        self.timers.close()
        await self.bustle.close()
        await self.webhooks.close()
        self.journal.close()
        self.tap.close()
        for shelf in (self.calls, self.messages, self.emails, self.operations, self.conferences, self.recordings):
            shelf.close()


def assemble(options: Options) -> Sandbox:
    """Build a sandbox inside a running event loop. Raises the errors of the files it is given."""
    loop = asyncio.get_running_loop()
    clock = _clock(options)
    holdings = Holdings(options.sms_url, options.voice_url, options.voice_status_url)
    population = read_population(options.population, options.seed, holdings)
    chaos = chaos_from(options.chaos, options.seed, options.misbehave)
    journal, recent = Journal(options.journal, loop), Recent()
    journal.watchers.add(recent.note)
    timers, bustle = Timers(clock, loop), Bustle(lambda fault: _confess(journal, clock, fault))
    ids, tap, debugger = Ids(options.seed, clock.now()), Tap(options.tap), Debugger()
    turn = bustle.alone if isinstance(clock, ManualClock) else None
    webhooks = Webhooks(options.auth_token, options.routes, ids, tap, turn)
    for after, rules in chaos.script:
        timers.at(clock.now() + after, lambda _, rules=rules: chaos.set(rules))  # type: ignore[misc]
    return Sandbox(
        options=options,
        clock=clock,
        timers=timers,
        bustle=bustle,
        pace=Pace(clock, timers, bustle),
        ids=ids,
        journal=journal,
        tap=tap,
        holdings=holdings,
        population=population,
        chaos=chaos,
        debugger=debugger,
        webhooks=webhooks,
        callbacks=Callbacks(webhooks, timers, bustle, journal, chaos, debugger),
        optouts=OptOuts(holdings),
        queues=Queues(ids),
        recent=recent,
    )


def _clock(options: Options) -> Clock:
    """Raises `ClockError` for a file or a start that cannot be read."""
    if options.clock_file is not None:
        return FileClock(options.clock_file)
    if options.speed == BY_HAND:
        return ManualClock(instant(options.start or MANUAL_START))
    wall = WallClock()
    if float(options.speed) == 1 and not options.start:
        return wall
    return FastClock(instant(options.start) if options.start else wall.now(), float(options.speed))


def _confess(journal: Journal, clock: Clock, fault: BaseException) -> None:
    """A strand broke: a fault of the sandbox itself, which no test may overlook."""
    journal.record("sandbox.error", clock.now(), error=repr(fault))
