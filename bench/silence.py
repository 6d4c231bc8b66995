"""Time to silence: how fast a no, a payment and a hold stop what is queued while thousands of contacts wait.

A house runs in real time with a queue that is due at once and leaves slowly, so that workers and scheduler have all hands
full. Meanwhile people text a no (keyword, own words), dispute, and payments and holds are entered as the office enters them.
What it took is read from the hash-chained log: from the instant we could know (``since``) to the instant the last queued item
was cancelled (``silenced``). The ledger of the sandbox then tells what left for somebody after that instant.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, Final
from uuid import UUID

import urllib3
from sqlalchemy import text

from bench import audience
from bench.figures import Figure
from bench.processes import wait_until
from console.running.house import House
from outreach.accounts import onboarding
from outreach.clock import ClockGovernor, pause, stopwatch
from outreach.contacts import payments, silence
from outreach.store import Store

SAID: Final = {"stop": "STOP", "written": "please stop texting me", "dispute": "this is not my debt"}
ENTERED: Final = ("payment", "hold")
CONFIRMS: Final = 1  # a no in words of her own is confirmed by one text
EVERY: Final = 0.05  # real seconds between two causes
OURS: Final = "+12125550100"
_PACE: Final = {"OUTREACH_CALLS_PER_SECOND": "2", "OUTREACH_MESSAGES_PER_SECOND": "2", "OUTREACH_TICK_SECONDS": "0.5"}


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person with two queued contacts, and her debt."""

    person: UUID
    debt: UUID
    number: str


@dataclass(frozen=True, slots=True)
class Silenced:
    """One entry of the log: the cause in its word, seconds to silence, how much was cancelled, and when."""

    number: str
    cause: str
    seconds: float
    cancelled: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Rush:
    """What came of it. ``after``: orders for people who were silenced, beyond the confirmation of a no in own words."""

    queued: int
    asked: int
    silenced: list[Silenced]
    after: list[dict[str, Any]]
    round_trip: float


def measure(folder: Path, quick: bool) -> list[Figure]:
    rush = live(folder, queued=200 if quick else 10_000, asked=20 if quick else 400)
    seconds = sorted(one.seconds for one in rush.silenced)
    against = "an empty request to the web process"
    return [
        Figure(f"{rush.queued:,} queued: median", median(seconds), "s to silence", against, rush.round_trip, "< 1 s"),
        Figure(f"{rush.queued:,} queued: longest", seconds[-1], "s to silence", against, rush.round_trip, "< 10 s"),
        Figure("contacts cancelled", sum(one.cancelled for one in rush.silenced), "in all"),
        Figure("contacts that left after silence", len(rush.after), "in all", aim="none"),
    ]


def live(folder: Path, queued: int, asked: int) -> Rush:
    """Run a house with ``queued`` contacts due and let ``asked`` people (at most half as many) be heard."""
    with _house(folder, queued) as (house, store, people):
        wait_until(lambda: _at_work(store), "the first contact")
        _speak(house, store, people[-asked:])
        wait_until(lambda: len(_entries(store, people)) >= asked, "silencing everybody who was heard", 120)
        pause(3.0)  # whatever was under way is ordered by now
        silenced, trip = _entries(store, people), _round_trip(house)
    after = list(_orders_after(house.journal, silenced))
    return Rush(queued, asked, silenced, after, trip)


@contextmanager
def _house(folder: Path, queued: int) -> Iterator[tuple[House, Store, list[Somebody]]]:
    ClockGovernor(folder / "clock", audience.NOON, rate=1.0)
    house = House(folder, workers=2, clock_file=folder / "clock", overrides=_PACE)
    try:
        house.prepare()
        store = house.open_store()
        people = _fill(store, queued // 2)
        house.open()
        yield house, store, people
        store.engine.dispose()
    finally:
        house.stop()


def _at_work(store: Store) -> bool:
    with store.sessions() as session:
        return bool(session.execute(_WIRED, {"noon": audience.NOON}).scalar())


def _fill(store: Store, people: int) -> list[Somebody]:
    """Each person has a call that is due and one that will be in an hour."""
    audience.fill(store, people)
    with store.sessions.begin() as session:
        client = session.execute(text("SELECT id FROM clients")).scalar_one()
        onboarding.add_sender(session, client, "sms", OURS, 2.0, audience.NOON)
        session.execute(_LATER)
        rows = session.execute(_PEOPLE).all()
    return [
        Somebody(row.person_id, row.debt_id, store.vault.open("addresses.value", row.id, row.value_sealed))
        for row in rows
    ]


def _speak(house: House, store: Store, people: list[Somebody]) -> None:
    """One after the other is heard, each in another way."""
    ways = (*SAID, *ENTERED)
    for number, somebody in enumerate(people):
        way = ways[number % len(ways)]
        if way in SAID:
            _text(house, somebody.number, SAID[way])
        else:
            _enter(store, way, somebody)
        pause(EVERY)


def _text(house: House, number: str, words: str) -> None:
    told = json.dumps({"from": number, "to": OURS, "body": words, "means": "stop"})
    answer = urllib3.request("POST", f"{house.settings.carrier_base_url}/_sandbox/text", body=told)
    assert answer.status == 201, answer.data


def _enter(store: Store, way: str, somebody: Somebody) -> None:
    at = store.clock.now()
    with store.sessions.begin() as session:
        if way == "payment":
            payments.receive(session, store, somebody.debt, 1_000_000, str(somebody.debt), at)
        else:
            silence.hold(session, store, somebody.person, somebody.debt, "manual", "user:bench", at)


def _entries(store: Store, people: list[Somebody]) -> list[Silenced]:
    numbers = {somebody.person: somebody.number for somebody in people}
    with store.sessions() as session:
        rows = session.execute(_SILENCES).all()
    return [_silenced(numbers[row.person_id], json.loads(row.payload)) for row in rows]


def _silenced(number: str, payload: dict[str, Any]) -> Silenced:
    detail = payload.get("detail", payload)
    since, at = datetime.fromisoformat(detail["since"]), datetime.fromisoformat(detail["silenced"])
    return Silenced(number, detail["cause"], (at - since).total_seconds(), detail["cancelled"], at)


def _orders_after(ledger: Path, silenced: list[Silenced]) -> Iterator[dict[str, Any]]:
    """Orders given after somebody was silenced; one text confirms a no in her own words or a dispute."""
    until = {one.number: one.at for one in silenced}
    texts: dict[str, int] = {}
    for line in map(json.loads, ledger.read_text(encoding="utf-8").splitlines()):
        quiet_since = until.get(line.get("to", ""))
        if line["kind"] not in ("call.created", "message.created") or quiet_since is None:
            continue
        if datetime.fromisoformat(line["at"]) <= quiet_since + timedelta(seconds=1):
            continue  # ordered before; the ledger's instant is the order's arrival
        texts[line["to"]] = texts.get(line["to"], 0) + 1
        if line["kind"] == "call.created" or texts[line["to"]] > CONFIRMS:
            yield line


def _round_trip(house: House) -> float:
    """Seconds that an empty request takes now; median of many."""
    url, took = f"{house.settings.public_base_url}/healthz", []
    for _ in range(50):
        began = stopwatch()
        assert urllib3.request("GET", url).status == 200
        took.append(stopwatch() - began)
    return median(took)


_LATER = text("""
INSERT INTO attempts
SELECT (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid(), 'due_at', a.due_at + interval '1 hour'))).*
FROM attempts a WHERE a.state = 'planned'
""")
_WIRED = text("SELECT count(*) FROM attempts WHERE wired_at >= :noon")
_PEOPLE = text("""
SELECT p.person_id, p.debt_id, a.id, a.value_sealed FROM debt_parties p
JOIN addresses a ON a.person_id = p.person_id AND a.kind = 'phone' ORDER BY a.id
""")
_SILENCES = text("SELECT person_id, payload FROM contact_log WHERE kind = 'silence'")
