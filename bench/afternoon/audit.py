"""What the afternoon shows: the sandbox's journal says what people heard, the store what we wrote down about it.

**Silence.** On a caller's leg nobody may be left in silence. What she hears is words of ours, the tone of a phone that rings for
her (from the moment it rings to the moment its holder speaks with her, or it is given up), and somebody she is connected with.
The time before her own keys and words, while she is asked for them, is hers. Everything else is silence.

**Fates.** Whoever asked for a person was connected with one, was given a time, or hung up of her own accord.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from bench.afternoon.cast import TRANSFER

SPEECH_RATE: Final = 14.0  # characters a second, of the sandbox's voices
Line = dict[str, Any]
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Silence:
    """A caller heard nothing for ``seconds``, before ``then`` happened."""

    sid: str
    since: datetime
    seconds: float
    then: str


class Journal:
    """The sandbox's journal, by leg."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.lines = list(lines)
        self.legs: dict[str, list[Line]] = defaultdict(list)
        self.rung_for: dict[str, list[str]] = defaultdict(list)  # legs a Dial made, by the leg they were made for
        self.rung_at: dict[str, list[str]] = defaultdict(list)  # legs, by the number called
        self.parted: dict[str, list[datetime]] = defaultdict(list)
        self.rooms: dict[str, list[Line]] = defaultdict(list)  # who came in, by the room
        for line in self.lines:
            if "sid" in line and line["kind"].startswith(("call.", "conference.")):
                self._take_in(line, line["sid"])

    def _take_in(self, line: Line, sid: str) -> None:
        self.legs[sid].append(line)
        if line["kind"] == "call.created":
            self.rung_at[line.get("to", "")].append(sid)
            if "parent" in line:
                self.rung_for[line["parent"]].append(sid)
        elif line["kind"] == "call.parted":
            for one in (sid, line["with_sid"]):
                self.parted[one].append(at(line))
        elif line["kind"] == "conference.joined":
            self.rooms[line["conference"]].append(line)

    def requests(self) -> list[str]:
        """The calls in which somebody pressed the key for a person."""
        return [sid for sid, leg in self.legs.items() if any(line.get("means") == TRANSFER for line in leg)]

    def connected(self, sid: str) -> bool:
        return any(line["kind"] == "call.bridged" for line in self.legs[sid])

    def hung_up(self, sid: str) -> bool:
        """Whether the call was ended by the person herself."""
        return any(line["kind"] == "call.ended" and line.get("by") == "person" for line in self.legs[sid])

    def silences(self, sid: str) -> Iterator[Silence]:
        """Where a caller heard nothing, in order."""
        began = next((line for line in self.legs[sid] if line["kind"] == "call.answered"), None)
        if began is None:
            return
        heard_until = at(began)
        sounds = sorted([*self._sounds(sid), *self._tones(sid)], key=lambda sound: (sound[0], sound[1]))
        for since, until, what in sounds:
            if since > heard_until:
                yield Silence(sid, heard_until, (since - heard_until).total_seconds(), what)
            heard_until = max(heard_until, until)

    def twice(self, numbers: Sequence[str]) -> list[tuple[str, str]]:
        """Legs of one telephone that overlap: a collector was rung while she was in a ring or a talk."""
        found = []
        for number in numbers:
            spans = sorted((self._span(sid), sid) for sid in self.rung_at[number])
            found += [(first, second) for ((_, end), first), ((begin, _), second) in _pairs(spans) if begin < end]
        return found

    def _sounds(self, sid: str) -> Iterator[tuple[datetime, datetime, str]]:
        """What is on the leg itself; the time before her own acts, while she is asked, is no silence."""
        last = None
        for line in self.legs[sid]:
            now, kind = at(line), line["kind"]
            if kind == "call.said":
                last = now + timedelta(seconds=max(0.2, len(line["words"]) / SPEECH_RATE))
                yield now, last, "words"
            elif kind == "call.gathered":
                yield min(last or now, now), now, "her turn"
            elif kind == "conference.joined":
                yield from self._in_room(line)
            elif kind == "call.ended":
                yield now, now, "the end"

    def _in_room(self, joined: Line) -> Iterator[tuple[datetime, datetime, str]]:
        """A room is a talk while somebody else is in it."""
        mine = self._stay(joined)
        for other in self.rooms[joined["conference"]]:
            since, until = self._stay(other)
            if other["sid"] != joined["sid"] and max(since, mine[0]) < min(until, mine[1]):
                yield max(since, mine[0]), min(until, mine[1]), "a talk"

    def _stay(self, joined: Line) -> Span:
        """From coming in to what the leg leaves by; lines stand in the order in which things happened."""
        leg = self.legs[joined["sid"]]
        later = leg[next(place for place, line in enumerate(leg) if line is joined) + 1 :]
        over = (line for line in later if line["kind"] in ("conference.left", "call.ended"))
        return at(joined), at(next(over, leg[-1]))

    def _tones(self, sid: str) -> Iterator[tuple[datetime, datetime, str]]:
        """A phone rings for her until its holder is connected with her, or the leg is over."""
        bridged = [at(line) for line in self.legs[sid] if line["kind"] == "call.bridged"]
        for other in self.rung_for[sid]:
            rings = next((at(line) for line in self.legs[other] if line["kind"] == "call.ringing"), None)
            if rings is not None:
                ends = [self._span(other)[1], *(moment for moment in bridged if moment >= rings)]
                yield rings, min(ends), "a tone"
        for begins, partner in self._bridges(sid):
            parted = [moment for moment in self.parted[sid] if moment >= begins]
            ended = [self._span(partner)[1], self._span(sid)[1], *parted]
            yield begins, min(ended), "a talk"

    def _bridges(self, sid: str) -> Iterator[tuple[datetime, str]]:
        for line in self.legs[sid]:
            if line["kind"] == "call.bridged":
                yield at(line), line["with_sid"]

    def _span(self, sid: str) -> Span:
        leg = self.legs[sid]
        return at(leg[0]), at(leg[-1])


def read(path: Path) -> Journal:
    with path.open(encoding="utf-8") as file:
        return Journal(json.loads(line) for line in file)


def at(line: Line) -> datetime:
    return datetime.fromisoformat(line["at"])


def _pairs(spans: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    return pairwise(spans)
