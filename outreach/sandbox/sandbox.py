"""The parts of one sandbox, put together once and handed to whoever needs them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from outreach.sandbox.callbacks import Callbacks
from outreach.sandbox.calls import Call
from outreach.sandbox.chaos import Chaos, chaos_from
from outreach.sandbox.clock import Clock, clock_from
from outreach.sandbox.emails import Email, Operation
from outreach.sandbox.ledger import Ledger
from outreach.sandbox.line import Line
from outreach.sandbox.messages import Message
from outreach.sandbox.optouts import OptOuts
from outreach.sandbox.population import Population, read_population
from outreach.sandbox.shelf import Shelf
from outreach.sandbox.timers import Timers
from outreach.sandbox.webhooks import Webhooks


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the command line asks for."""

    account_sid: str
    auth_token: str
    ledger: Path
    population: Path | None = None
    port: int = 0
    seed: int = 0
    clock_file: Path | None = None
    chaos: Path | None = None
    ready_file: Path | None = None
    sms_url: str = ""
    calls_per_second: float = 1.0
    segments_per_second: float = 3.0
    routes: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Sandbox:
    """State and machinery of the whole. Lines are the running calls' time lines, by CallSid."""

    options: Options
    clock: Clock
    timers: Timers
    ledger: Ledger
    population: Population
    chaos: Chaos
    webhooks: Webhooks
    callbacks: Callbacks
    optouts: OptOuts
    calls: Shelf[Call] = field(default_factory=Shelf)
    messages: Shelf[Message] = field(default_factory=Shelf)
    emails: Shelf[Email] = field(default_factory=Shelf)
    operations: Shelf[Operation] = field(default_factory=Shelf)
    lines: dict[str, Line] = field(default_factory=dict)
    call_queue: dict[str, Call] = field(default_factory=dict)
    next_call_slot: float = 0.0
    sender_free_at: dict[str, float] = field(default_factory=dict)

    def owns(self, number: str) -> bool:
        """Whether `number` is the account's. Without declared numbers every sender is, from its first use."""
        if not self.population.numbers_declared:
            self.population.numbers.setdefault(number, "")
        return number in self.population.numbers

    def sms_url(self, number: str) -> str:
        """Where texts to our `number` are posted, empty for nowhere."""
        return self.population.numbers.get(number) or self.options.sms_url

    async def close(self) -> None:
        self.timers.close()
        await self.callbacks.close()
        await self.webhooks.close()
        self.ledger.close()


def assemble(options: Options) -> Sandbox:
    """Build a sandbox inside a running event loop. Raises the errors of the files it is given."""
    loop = asyncio.get_running_loop()
    clock = clock_from(options.clock_file)
    population = read_population(options.population, options.seed)
    chaos = chaos_from(options.chaos, options.seed)
    timers = Timers(clock, loop)
    ledger = Ledger(options.ledger, loop)
    webhooks = Webhooks(options.auth_token, options.routes)
    return Sandbox(
        options=options,
        clock=clock,
        timers=timers,
        ledger=ledger,
        population=population,
        chaos=chaos,
        webhooks=webhooks,
        callbacks=Callbacks(webhooks, timers, ledger, chaos),
        optouts=OptOuts(population),
    )
