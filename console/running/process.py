"""One child process that we start, wait for, and end; it never outlives us.

It leads a process group of its own, so that Ctrl-C in a terminal reaches only us and we decide the order of ending.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from console.running.errors import StartFailed
from console.running.output import Output
from console.running.tether import tethered

PAUSE = 0.02  # seconds between two looks whether it is ready


class Process:
    """A program, running at most once at a time.

    Args:
        name: how it is called in messages.
        command: the program and its arguments.
        output: where its words go.
        env: variables on top of ours.
        death_signal: what the kernel sends it when we are gone; see `console.running.tether`.
        shed_root: it does not run as root, even where we do.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        output: Output,
        *,
        env: Mapping[str, str] | None = None,
        death_signal: str = "TERM",
        shed_root: bool = False,
    ) -> None:
        self.name = name
        self.output = output
        self._program = command[0]
        self._command = tethered(command, death_signal, shed_root=shed_root)
        self._env = dict(env or {})
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    @property
    def exit_code(self) -> int | None:
        """None while it runs or before it was started; negative: ended by that signal."""
        return self._child.poll() if self._child else None

    @property
    def running(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def start(self) -> None:
        """Starts it; it is not ready yet. Call from a thread that lives longer than the process shall.

        Raises:
            StartFailed: there is no such program, or the system has no room for another process.
        """
        if shutil.which(self._program) is None:
            raise StartFailed(f"{self.name} could not be started: there is no program {self._program}")
        with self.output.sink() as sink:
            try:
                self._child = subprocess.Popen(
                    self._command,
                    stdin=subprocess.DEVNULL,
                    stdout=sink,
                    stderr=subprocess.STDOUT,
                    env=os.environ | self._env,
                    process_group=0,
                )
            except OSError as error:
                raise StartFailed(f"{self.name} could not be started: {error}") from error

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Returns as soon as `ready()` is true; otherwise ends the process and raises.

        Raises:
            StartFailed: it ended first, or the time was over; with its last lines.
        """
        deadline = time.monotonic() + seconds
        while not ready():
            if not self.running:
                raise self.failure(f"ended ({self.exit_code}) before it was ready")
            if time.monotonic() > deadline:
                self.kill()
                raise self.failure(f"was not ready after {seconds:g} s")
            time.sleep(PAUSE)

    def failure(self, what: str) -> StartFailed:
        """An error saying what happened and what the program said last."""
        return StartFailed("\n  ".join([f"{self.name} {what}. Its last lines:", *self.output.tail()]))

    def send(self, number: int) -> None:
        """Sends a signal to the program itself, not to its children."""
        if self._child is not None:
            self._child.send_signal(number)

    def wait(self, seconds: float) -> int | None:
        """Waits until it has ended, at most that long; returns its exit code, None when it still runs."""
        if self._child is not None:
            with suppress(subprocess.TimeoutExpired):
                self._child.wait(seconds)
        return self.exit_code

    def stop(self, seconds: float = 10, number: int = signal.SIGTERM) -> int | None:
        """Asks it to end, and ends it and all it started after that many seconds; returns its exit code.

        Does nothing when it does not run.
        """
        self.send(number)
        self.wait(seconds)
        return self.kill()

    def kill(self) -> int | None:
        """Ends it and everything it started at once (`kill -9`); returns its exit code."""
        if self._child is None:
            return None
        with suppress(ProcessLookupError):
            os.killpg(self._child.pid, signal.SIGKILL)
        return self._child.wait()
