"""The journal's newest lines, for whoever looks at the page late; of a phone in hand, more of its own.

A line's number (`n`) is its place in the journal of this sandbox, from 1 on. Memory is bounded: `KEPT` lines of everything,
`KEPT_OF_A_PHONE` of each followed phone, `FOLLOWED` phones. A phone's lines are those that name it, and those of whom it is
talking with.
"""

from __future__ import annotations

import secrets
from collections import deque
from itertools import islice
from typing import Final

from outreach.sandbox.journal import Line

KEPT: Final = 5_000
KEPT_OF_A_PHONE: Final = 500
FOLLOWED: Final = 20


class Recent:
    """A watcher of the journal. `epoch` tells one sandbox from the one before a restart or a reset."""

    def __init__(self) -> None:
        self.epoch = secrets.token_hex(8)
        self.noted = 0
        self._lines: deque[Line] = deque(maxlen=KEPT)
        self._followed: dict[str, deque[Line]] = {}
        self._person: dict[str, str] = {}  # of a call that has not ended, by CallSid
        self._partner: dict[str, str] = {}  # CallSids of two that talk with each other

    def note(self, line: Line) -> None:
        self.noted += 1
        numbered = {**line, "n": self.noted}
        self._lines.append(numbered)
        people = self._concerned(line)
        for number, lines in self._followed.items():
            if number in people:
                lines.append(numbered)

    def newest(self, count: int) -> list[Line]:
        """At most `count` lines, oldest first."""
        return list(islice(reversed(self._lines), count))[::-1]

    def since(self, n: int) -> list[Line] | None:
        """The lines after number `n`; None when some of them are no longer kept."""
        missing = self.noted - n
        return None if missing > len(self._lines) else self.newest(missing)

    def follow(self, number: str) -> None:
        """Keep more of this phone from now on; the phone followed longest gives way to a new one."""
        if number in self._followed:
            return
        if len(self._followed) >= FOLLOWED:
            del self._followed[next(iter(self._followed))]
        self._followed[number] = deque(self._naming(number), maxlen=KEPT_OF_A_PHONE)

    def forget(self, number: str) -> None:
        self._followed.pop(number, None)

    def about(self, number: str) -> list[Line]:
        """What is kept of one phone, oldest first."""
        followed = self._followed.get(number)
        return self._naming(number)[-KEPT_OF_A_PHONE:] if followed is None else list(followed)

    def _naming(self, number: str) -> list[Line]:
        return [line for line in self._lines if number in (line.get("from"), line.get("to"))]

    def _concerned(self, line: Line) -> set[str | None]:
        """The numbers whose phones a line is about."""
        sid, kind = line.get("sid", ""), line["kind"]
        if kind == "call.created":
            self._person[sid] = line["from"] if line["direction"] == "inbound" else line["to"]
        elif kind == "call.bridged":
            other = line["with_sid"]
            self._partner[sid], self._partner[other] = other, sid
        partner = self._person.get(self._partner.get(sid, ""))
        if kind == "call.parted":
            self._partner.pop(self._partner.pop(sid, ""), None)
        elif kind == "call.ended":
            self._person.pop(sid, None)
        return {line.get("from"), line.get("to"), partner}
