"""Where the words of a child process go: into a file of its own."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Protocol

SHOWN_LINES = 15  # of a process that did not start


class Output(Protocol):
    """Takes standard output and errors of one program, also of its later lives."""

    def sink(self) -> IO[bytes]:
        """A file to give to a new child; the caller closes it once the child has it."""
        ...

    def say(self, text: str) -> None:
        """A line of ours among the program's."""
        ...

    def tail(self) -> list[str]:
        """The last lines, to explain a failure."""
        ...


class LogFile:
    """Appends to a file; its folder must exist."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def sink(self) -> IO[bytes]:
        return self.path.open("ab")

    def say(self, text: str) -> None:
        with self.path.open("a") as log:
            log.write(f"-- {text}\n")

    def tail(self) -> list[str]:
        return self.path.read_text(errors="replace").splitlines()[-SHOWN_LINES:] if self.path.exists() else []
