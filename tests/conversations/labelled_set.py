"""The labelled messages in tests/conversations/labelled/, one file a set, and how they are read.

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
TODAY = date(2026, 12, 1)
QUESTION = Question(12_000, date(2026, 12, 4))


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
    def right(self) -> bool:
        """The kind, and with the labelled kind its choice, amount and day."""
        reply = self.reply
        terms = (reply.choice, reply.amount_minor, reply.full, reply.due_on)
        return self.right_kind and (not self.exact or terms == self.row.terms)


def files() -> list[Path]:
    return sorted(FOLDER.glob("*.tsv"))


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
