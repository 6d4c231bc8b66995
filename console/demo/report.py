"""What came of the day, and whether the sandbox's journal and our contact log tell the same story.

The journal is read from its file: what the other end of the wire says, not what we remember of it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

_CREATED = {"call.created": "call", "message.created": "sms", "email.created": "email"}
_ORDERED = "outbound-api"
_ON_SCREEN_ONLY = ("plans", "conversations", "transfers", "meant", "beside")


@dataclass(frozen=True, slots=True)
class Report:
    """The day in figures.

    ``ledger`` is the path of the journal, ``ledger_differences`` counts attempts on which journal and log disagree; ``beside`` puts the two next to each other:
    contacts by channel, first as the log has them, then as the journal has them. ``conversations`` are calls by what they came
    to, ``meant`` is what people meant by what they pressed, said and wrote, in the journal's words.
    """

    accounts: int
    people: int
    attempts: int
    by_channel: dict[str, int]
    blocked_by_rule: dict[str, int]
    outcomes: dict[str, int]
    promises: dict[str, int]
    plans: dict[str, int]
    conversations: dict[str, int]
    transfers: dict[str, int]
    meant: dict[str, int]
    ledger_differences: int
    seconds: float
    log: str
    ledger: str
    beside: dict[str, tuple[int, int]]

    def line(self) -> str:
        """The report as one JSON object on one line; what people meant and what calls came to is for the screen only."""
        return json.dumps({key: value for key, value in asdict(self).items() if key not in _ON_SCREEN_ONLY})


def journal_contacts(path: Path) -> Counter[tuple[str, str]]:
    """(attempt, channel) of every order the sandbox took, with how often."""
    with path.open(encoding="utf-8") as lines:
        facts = [json.loads(line) for line in lines]
    return Counter((fact.get("attempt", "none"), _CREATED[fact["kind"]]) for fact in facts if _ordered(fact))


def _ordered(fact: dict[str, Any]) -> bool:
    """Whether it is an order: neither a call that came in nor the phone of a collector, rung within one."""
    return fact["kind"] in _CREATED and fact.get("direction", _ORDERED) == _ORDERED


def journal_meanings(path: Path) -> Counter[str]:
    """What people meant, and how often."""
    with path.open(encoding="utf-8") as lines:
        facts = (json.loads(line) for line in lines)
        return Counter(fact["means"] for fact in facts if fact.get("means"))


def log_contacts(rows: Iterable[dict[str, Any]]) -> Counter[tuple[str, str]]:
    """(attempt, channel) of every attempt the log says the carrier has."""
    return Counter((row["attempt"], row["channel"]) for row in rows if row["carrier_sid"])


def differences(journal: Counter[tuple[str, str]], log: Counter[tuple[str, str]]) -> int:
    """On how many attempts the two disagree, in either direction or in number."""
    return sum(1 for contact in journal.keys() | log.keys() if journal[contact] != log[contact])


def gather(session: Session, log: Path, journal: Path, seconds: float) -> Report:
    """Count the day from the store, the exported log and the journal."""
    with log.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    contacts, orders = log_contacts(rows), journal_contacts(journal)
    ours, theirs = _by_channel(contacts), _by_channel(orders)
    one = session.execute(_COUNTS).one()
    return Report(
        accounts=one.accounts,
        people=one.people,
        attempts=sum(contacts.values()),
        by_channel=dict(ours),
        blocked_by_rule=dict(Counter(rule for row in rows for rule in row["rules"] or []).most_common()),
        outcomes=dict(Counter(row["disposition"] for row in rows if row["carrier_sid"]).most_common()),
        promises=_counted(session, _PROMISES),
        plans=_counted(session, _PLANS),
        conversations=_counted(session, _CONVERSATIONS),
        transfers=_counted(session, _TRANSFERS),
        meant=dict(journal_meanings(journal).most_common()),
        ledger_differences=differences(orders, contacts),
        seconds=round(seconds, 1),
        log=str(log),
        ledger=str(journal),
        beside={channel: (ours[channel], theirs[channel]) for channel in sorted(ours | theirs)},
    )


def _by_channel(contacts: Counter[tuple[str, str]]) -> Counter[str]:
    return Counter(channel for _, channel in contacts.elements())


def _counted(session: Session, query: TextClause) -> dict[str, int]:
    return {str(name): int(found) for name, found in session.execute(query)}


def show(report: Report, screen: Console) -> None:
    """Print the day for people."""
    table = Table("what", "how many", title="The day", title_justify="left")
    table.add_row("accounts / people", f"{report.accounts} / {report.people}")
    for title, counts in (
        ("contacted by", report.by_channel),
        ("blocked by", report.blocked_by_rule),
        ("outcome", report.outcomes),
        ("people meant", report.meant),
        ("call came to", report.conversations),
        ("transfer", report.transfers),
        ("promises by", report.promises),
        ("plans by", report.plans),
    ):
        table.add_section()
        for name, count in counts.items():
            table.add_row(f"{title} {str(name).replace('_', ' ')}", str(count))
    screen.print(table)
    both = Table("contacts", "contact log", "sandbox journal", title="Two books of one day", title_justify="left")
    for channel, (ours, theirs) in report.beside.items():
        both.add_row(channel, str(ours), str(theirs))
    both.add_row("attempts that differ", str(report.ledger_differences), "")
    screen.print(both)
    screen.print(f"contact log     {report.log}\nsandbox journal {report.ledger}", highlight=False)


_COUNTS = text("SELECT (SELECT count(*) FROM debts) AS accounts, (SELECT count(*) FROM people) AS people")
_PROMISES = text("SELECT channel, count(*) FROM promises GROUP BY channel ORDER BY channel")
_PLANS = text("SELECT channel, count(*) FROM plans GROUP BY channel ORDER BY channel")
_CONVERSATIONS = text("""
SELECT direction || ' ' || coalesce(outcome, 'unfinished'), count(*) FROM call_sessions GROUP BY 1 ORDER BY 2 DESC, 1
""")
_TRANSFERS = text("SELECT state, count(*) FROM transfers WHERE asked_at IS NOT NULL GROUP BY state ORDER BY state")
