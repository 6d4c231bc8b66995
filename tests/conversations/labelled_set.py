"""The labelled messages in tests/conversations/labelled/, one file a set, and how they are read.

A set is told by its name. ``held_out`` is for measuring only: nobody who changes the word lists looks at it, and one that
was looked at is given another name. Every other set is for developing: the lists are kept right on it.
``first_readings.tsv`` keeps how a set that was held out once was read then; a later reading of it says nothing about
unseen messages.

Columns: ``id``, ``language`` (en, es, mixed), ``context`` (none, question, offers:N), ``kind``; ``choice``, ``amount``
(minor units), ``full`` and ``due_on`` where the kind has them; ``acceptable``, kinds that do no harm for this message;
``tags``; ``body``, in which ``\\n`` is a line break. The day is always Tuesday, December 1, 2026; a question asks for
$120.00 by December 4. All bodies are invented.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from outreach.conversations.reader.reading import read_reply
from outreach.conversations.reader.reply import Context, Kind, Offers, Question, Reply

FOLDER = Path(__file__).with_name("labelled")
HELD_OUT = "held_out"
FIRST_READINGS = Path(__file__).with_name("first_readings.tsv")
TODAY = date(2026, 12, 1)
QUESTION = Question(12_000, date(2026, 12, 4))
_COUNTS = ("messages", "right", "opt_outs", "found", "rested")


@dataclass(frozen=True)
class Labelled:
    """A message and what a person says it means."""

    id: str
    language: str
    context: str
    kind: Kind
    acceptable: frozenset[Kind]
    terms: tuple[int | None, int | None, bool, date | None]  # choice, amount, whole balance, day
    body: str


@dataclass(frozen=True)
class Reading:
    """A labelled message and how it is read."""

    row: Labelled
    reply: Reply

    @property
    def exact(self) -> bool:
        return self.reply.kind is self.row.kind

    @property
    def right_kind(self) -> bool:
        return self.exact or self.reply.kind in self.row.acceptable

    @property
    def rests(self) -> bool:
        """Whether contact ends or rests at once: an opt-out that is read as neither is the harmful miss."""
        return self.reply.kind in (Kind.STOP, Kind.UNCLEAR)

    @property
    def right(self) -> bool:
        """The kind, and with the labelled kind its choice, amount and day."""
        reply = self.reply
        terms = (reply.choice, reply.amount_minor, reply.full, reply.due_on)
        return self.right_kind and (not self.exact or terms == self.row.terms)


@dataclass(frozen=True)
class FirstReading:
    """How a set was read while it was held out, with the lists of that ``version``. Opt-outs: found, and rested as well."""

    name: str
    version: str
    messages: int
    right: int
    opt_outs: int
    found: int
    rested: int


def files() -> list[Path]:
    """Every set, those for developing first."""
    return sorted(FOLDER.glob("*.tsv"), key=lambda path: (held_out(path), path.stem))


def held_out(path: Path) -> bool:
    """Whether a set is for measuring only."""
    return path.stem == HELD_OUT


def developing() -> tuple[Labelled, ...]:
    """The messages of all sets on which the lists are kept right."""
    return tuple(row for path in files() if not held_out(path) for row in rows(path))


def first_readings() -> tuple[FirstReading, ...]:
    with FIRST_READINGS.open(encoding="utf-8", newline="") as lines:
        return tuple(
            FirstReading(one["set"], one["version"], *(int(one[column]) for column in _COUNTS))
            for one in csv.DictReader(lines, delimiter="\t")
        )


@cache
def rows(path: Path) -> tuple[Labelled, ...]:
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(_row(one) for one in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def read(row: Labelled) -> Reading:
    return Reading(row, read_reply(row.body, context(row.context)))


def context(name: str) -> Context:
    """``none``, ``question`` or ``offers:3``."""
    if name == "question":
        return Context(TODAY, QUESTION)
    return Context(TODAY, Offers(int(name.removeprefix("offers:"))) if name != "none" else None)


def version(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _row(one: dict[str, str]) -> Labelled:
    return Labelled(
        id=one["id"],
        language=one["language"],
        context=one["context"],
        kind=Kind(one["kind"]),
        acceptable=frozenset(Kind(kind) for kind in one["acceptable"].split(",") if kind),
        terms=(
            int(one["choice"]) if one["choice"] else None,
            int(one["amount"]) if one["amount"] else None,
            one["full"] == "1",
            date.fromisoformat(one["due_on"]) if one["due_on"] else None,
        ),
        body=one["body"].replace("\\n", "\n"),
    )
