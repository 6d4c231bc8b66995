"""The rows of all tables as a page for readers: the sentence, where it stands, how the sandbox models it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

from tests.sandbox.behaviour.gaps import GAPS
from tests.sandbox.behaviour.table import AS_DOCUMENTED, Table

PAGE = Path(__file__).parents[3] / "docs" / "sandbox-twiml.md"
SUBJECTS = (
    "documents", "redirect", "first_verb_inbound", "hangup_reject", "say_play_pause", "gather", "gather_speech", "dial",
    "dial_attributes", "dial_many", "dial_record", "number", "conference", "conference_attributes", "conference_events",
    "conference_rest", "participants", "enqueue", "queue", "record", "pay", "pay_results", "detection", "callbacks",
)  # fmt: skip
NOT_MODELLED = "What is not modelled"
HEAD = """# TwiML in the sandbox, sentence by sentence

What Twilio's documents say of calls, in our words, one sentence a row; where it stands; and how the [sandbox](sandbox.md)
models it. Every row is a test in `tests/sandbox/behaviour`: a scene played by the official SDK against the real process, judged
by the webhooks a client's application got and by the journal.

*As documented* needs no more words. Anything else in the last column is what the documents leave open and the sandbox chose, or
what it does differently. Numbers are those of Twilio's error dictionary; a warning is logged and the call goes on.

`make twiml-table` writes this page from the rows; a test says when it is out of date.
"""


def tables() -> list[Table]:
    return [import_module(f"tests.sandbox.behaviour.test_{subject}").TABLE for subject in SUBJECTS]


def written() -> str:
    """The whole page."""
    all_tables = tables()
    sections = (line for table in all_tables for line in _section(table))
    return "\n".join([HEAD, *_summary(all_tables), *sections, *_gaps()])


def _summary(all_tables: list[Table]) -> Iterator[str]:
    yield "| subject | rows | as documented |"
    yield "|---|---:|---:|"
    for table in all_tables:
        yield f"| [{table.title}](#{_anchor(table.title)}) | {len(table.rows)} | {_plain(table)} |"
    total, plain = sum(len(table.rows) for table in all_tables), sum(_plain(table) for table in all_tables)
    yield f"| all | {total} | {plain} |"
    yield f"| [{NOT_MODELLED}](#{_anchor(NOT_MODELLED)}) | {len(GAPS)} | |"
    yield ""


def _section(table: Table) -> Iterator[str]:
    yield f"## {table.title}"
    yield ""
    yield table.about
    yield ""
    yield "| sentence | source | modelled |"
    yield "|---|---|---|"
    for row in table.rows:
        yield f"| {_escaped(row.sentence)} | {_link(row.source)} | {_escaped(row.modelled)} |"
    yield ""


def _gaps() -> Iterator[str]:
    yield f"## {NOT_MODELLED}"
    yield ""
    yield "What the documents say and the sandbox does not do, beside the verbs and nouns under [Documents](#documents)."
    yield ""
    yield "| sentence | source | what happens instead |"
    yield "|---|---|---|"
    for gap in GAPS:
        yield f"| {_escaped(gap.sentence)} | {_link(gap.source)} | {_escaped(gap.instead)} |"
    yield ""


def _plain(table: Table) -> int:
    return sum(row.modelled == AS_DOCUMENTED for row in table.rows)


def _link(source: str) -> str:
    """The last words of the address stand for it."""
    return f"[{urlsplit(source).path.rsplit('/', 1)[-1]}]({source})"


def _anchor(title: str) -> str:
    kept = "".join(letter for letter in title.lower() if letter.isalnum() or letter in " -")
    return kept.replace(" ", "-")


def _escaped(text: str) -> str:
    """What Markdown would take for its own."""
    for sign, written_as in (("&", "&amp;"), ("<", "&lt;"), ("*", r"\*"), ("|", r"\|"), ("_", r"\_")):
        text = text.replace(sign, written_as)
    return text
