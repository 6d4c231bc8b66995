"""Where the words of a child process go: into a file, or onto our screen with its name in front."""

from __future__ import annotations

import os
import threading
from collections import deque
from pathlib import Path
from typing import IO, Protocol

from rich.console import Console
from rich.text import Text

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


class NamedLines:
    """Prints each line behind the program's name, padded to `width` and in its colour."""

    def __init__(self, screen: Console, name: str, *, width: int = 0, colour: str = "cyan") -> None:
        self._screen = screen
        self._prefix = Text(f"{name:<{width}} │ ", style=colour)
        self._last: deque[str] = deque(maxlen=SHOWN_LINES)

    def sink(self) -> IO[bytes]:
        source, sink = os.pipe()
        threading.Thread(target=self._pass_on, args=(source,), daemon=True).start()
        return os.fdopen(sink, "wb")

    def say(self, text: str) -> None:
        self._last.append(text)
        self._screen.print(self._prefix + Text(text), soft_wrap=True)

    def tail(self) -> list[str]:
        return list(self._last)

    def _pass_on(self, source: int) -> None:
        with os.fdopen(source, errors="replace") as lines:
            for line in lines:
                self.say(line.rstrip("\n"))
