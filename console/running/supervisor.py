"""Runs a set of programs together: starts them, restarts the crashed, ends them all.

    started ─ends unasked─► waiting for its restart ─pause over─► started
       │          └─ restart not wanted ─► given up
       └─stop─► asked to end ─grace over─► killed

One thread, the keeper, starts every child and lives until the last one has ended: the kernel ends a child when the
thread that started it is gone. The pause before a restart doubles with each crash and starts anew after a quiet minute.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from console.running.errors import StartFailed
from console.running.output import Output
from console.running.process import Process

FIRST_PAUSE = 0.25  # seconds before the first restart
LONGEST_PAUSE = 15.0
QUIET = 60.0  # seconds without a crash after which the pause starts anew
LOOK = 0.05  # seconds between two looks of the keeper
GRACE = 15.0  # seconds a program has to end by itself


@dataclass(frozen=True)
class Program:
    """What to run.

    Attributes:
        name: how it is called in messages; unique within a supervisor.
        command: the program and its arguments.
        env: variables on top of ours.
        ready: whether it does its work; None: it is ready as soon as it is started.
        restart: start it again when it ends unasked.
    """

    name: str
    command: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    ready: Callable[[], bool] | None = None
    restart: bool = False


class Supervisor:
    """Runs programs from `start` to `stop`; as a context manager, for the length of a block.

    Args:
        programs: what to run.
        output: gives each program, by its name, a place for its words; see `console.running.output`.
        grace: seconds a program has to end by itself after SIGTERM.
    """

    def __init__(self, programs: Iterable[Program], output: Callable[[str], Output], *, grace: float = GRACE) -> None:
        self._children = {program.name: _Child(program, output(program.name)) for program in programs}
        self._grace = grace
        self._stopping = threading.Event()
        self._started = threading.Event()
        self._failure: Exception | None = None
        self._keeper = threading.Thread(target=self._keep, name="supervisor", daemon=True)

    def start(self) -> None:
        """Starts all programs; returns when each was started once, ready or not.

        Raises:
            StartFailed: one of them could not be started; the others have been ended.
        """
        self._keeper.start()
        self._started.wait()
        if self._failure:
            self._keeper.join()
            raise self._failure

    def wait_ready(self, seconds: float) -> None:
        """Returns when every program is ready; otherwise ends all of them and raises.

        Raises:
            StartFailed: naming the program that was not ready in time, or ended and is not restarted.
        """
        deadline = time.monotonic() + seconds
        for child in self._children.values():
            while not child.ready():
                if child.given_up or time.monotonic() > deadline:
                    self.stop()
                    raise child.process.failure(f"was not ready within {seconds:g} s")
                time.sleep(LOOK)

    def wait(self) -> list[str]:
        """Blocks until `stop` was asked for, or a program ended that is not restarted; returns the names of those."""
        while not (self._stopping.wait(LOOK) or self.given_up):
            pass
        return self.given_up

    @property
    def given_up(self) -> list[str]:
        """The programs that ended unasked and are not restarted."""
        return [name for name, child in self._children.items() if child.given_up]

    def pid(self, name: str) -> int | None:
        """The process id of a program's present life."""
        return self._children[name].process.pid

    def restarts(self, name: str) -> int:
        """How often a program has been started again."""
        return self._children[name].restarts

    def stop(self) -> None:
        """Asks all programs to end, ends those that do not, and returns when none is left."""
        self.request_stop()
        if self._keeper.is_alive():
            self._keeper.join()

    def request_stop(self) -> None:
        """As `stop`, but returns at once."""
        self._stopping.set()

    def stop_on_signals(self) -> None:
        """From now on SIGTERM and SIGINT to this process end the programs. Main thread only."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.request_stop())

    def _keep(self) -> None:
        try:
            for child in self._children.values():
                child.process.start()
        except Exception as failure:  # noqa: BLE001 - handed over to whoever waits in start()
            self._failure = failure
            self._stopping.set()
        self._started.set()
        while not self._stopping.wait(LOOK):
            for child in self._children.values():
                child.look(time.monotonic())
        self._end_all()

    def _end_all(self) -> None:
        """Asks all at once, then waits for one after the other; the grace is counted from the asking."""
        deadline = time.monotonic() + self._grace
        for child in self._children.values():
            child.process.send(signal.SIGTERM)
        for child in self._children.values():
            child.process.wait(max(0.0, deadline - time.monotonic()))
            child.process.kill()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Child:
    """A program, its process, and what is known about its crashes."""

    def __init__(self, program: Program, output: Output) -> None:
        self.program = program
        self.process = Process(program.name, program.command, output, env=program.env)
        self.restarts = 0
        self.given_up = False
        self._pause = FIRST_PAUSE
        self._crashed_at = -QUIET
        self._restart_at: float | None = None

    def ready(self) -> bool:
        return self.process.running and (self.program.ready is None or self.program.ready())

    def look(self, now: float) -> None:
        """Called again and again: notices that the process has ended, and starts it when its pause is over."""
        if self.given_up or self.process.running:
            return
        if self._restart_at is None:
            self._note_crash(now)
        elif now >= self._restart_at:
            self._restart_at = None
            self.restarts += 1
            with suppress(StartFailed):  # the next look finds it not running: one more crash
                self.process.start()

    def _note_crash(self, now: float) -> None:
        code = self.process.kill()  # ends whatever it has left behind
        if not self.program.restart:
            self.given_up = True
            self.process.output.say(f"{self.program.name} ended ({code})")
            return
        self._pause = FIRST_PAUSE if now - self._crashed_at > QUIET else min(self._pause * 2, LONGEST_PAUSE)
        self._crashed_at = now
        self._restart_at = now + self._pause
        self.process.output.say(f"{self.program.name} ended ({code}) and starts again in {self._pause:g} s")
