"""One time for all: the sandbox's clock is moved by hand, and the clock file of our processes with it.

Both stand while anything is being done, so nothing that happens takes longer in business time than the people on the line
make it last, however slow the machine is. While somebody is on the line a step is ``GRAIN``; else it goes to what is due next.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import urllib3
from sqlalchemy import text
from sqlalchemy.orm import sessionmaker

from outreach.clock import ClockGovernor, pause, stopwatch

GRAIN: Final = timedelta(seconds=2)  # our clock is ahead of the sandbox's by so much at most
STRIDE: Final = timedelta(seconds=15)  # at most, so that the scheduler's beat comes by
BEHIND: Final = timedelta(seconds=10)  # our workers are behind the people on the line by so much at most
ASKED: Final = 10  # every so many steps the sandbox is asked whether anybody is on the line
PATIENCE: Final = 60.0  # real seconds
Answer = dict[str, Any]


class Clockwork:
    """Moves both clocks. ``sandbox`` is the sandbox's base URL."""

    def __init__(self, file: Path, start: datetime) -> None:
        self.governor = ClockGovernor(file, start)
        self.now = start
        self.sandbox = ""
        self._steps = 0
        self._quiet = True  # nobody was on the line when it was last asked
        self._http = urllib3.PoolManager(timeout=PATIENCE, retries=False)

    def ask(self, method: str, path: str, **body: str) -> Answer:
        """A request to the sandbox's own interface. Raises RuntimeError when it is refused."""
        sent = json.dumps(body) if body else None
        answer = self._http.request(method, f"{self.sandbox}/_sandbox/{path}", body=sent)
        if answer.status >= 300:
            raise RuntimeError(f"the sandbox refused {path}: {answer.status} {answer.data.decode()}")
        found: Answer = json.loads(answer.data)
        return found

    def step(self, until: datetime) -> None:
        """Go to the next thing that is due, ``until`` at most, and live it through."""
        nearest = self.now + GRAIN
        self._steps += 1
        if self._quiet or self._steps % ASKED == 0:
            told = self.ask("GET", "stats")
            self._quiet = told["active_calls"] == 0
            if self._quiet:
                due = told["next_timer_at"]
                nearest = min(datetime.fromisoformat(due) if due else until, until, self.now + STRIDE)
        self.now = max(nearest, self.now + GRAIN)
        self.governor.stand_at(self.now)
        self.ask("POST", "clock", to=self.now.isoformat())

    def settle(self, sessions: sessionmaker[Any]) -> None:
        """Wait until our workers have done what came in ``BEHIND`` ago. Raises RuntimeError when they do not come to it."""
        deadline = stopwatch() + PATIENCE
        while _waiting(sessions, self.now - BEHIND):
            if stopwatch() > deadline:
                raise RuntimeError("the workers do not come to what is waiting for them")
            pause(0.01)


def _waiting(sessions: sessionmaker[Any], since: datetime) -> bool:
    with sessions() as session:
        return bool(session.execute(_WAITING, {"since": since}).scalar())


_WAITING: Final = text("""
SELECT EXISTS (SELECT 1 FROM carrier_events WHERE state = 'new' AND received_at <= :since)
    OR EXISTS (SELECT 1 FROM attempts WHERE state = 'wired' AND wired_at <= :since)
""")
