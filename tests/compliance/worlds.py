"""Random contact situations for the properties, with what the world really is, written by hand.

`PLACES` says which clocks a postal code and an area code leave possible; it is typed from atlases, not computed by
the engine, so that the properties are judged from outside.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

Json = dict[str, Any]

EASTERN, CENTRAL, MOUNTAIN, PACIFIC, PHOENIX, HAWAII, GUAM = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Phoenix",
    "Pacific/Honolulu",
    "Pacific/Guam",
)
PLACES: list[tuple[str, str, set[str]]] = [
    ("30303", "404", {EASTERN}),
    ("94103", "404", {PACIFIC, EASTERN}),
    ("32501", "850", {CENTRAL}),
    ("85004", "602", {PHOENIX}),
    ("60601", "312", {CENTRAL}),
    ("96813", "808", {HAWAII}),
    ("96910", "404", {GUAM, EASTERN}),
    ("80202", "206", {MOUNTAIN, PACIFIC}),
    ("79901", "915", {MOUNTAIN}),
    ("02108", "617", {EASTERN}),
    ("98101", "206", {PACIFIC}),
    ("10001", "212", {EASTERN}),
    ("20001", "202", {EASTERN}),
]
CALLS = ["no_answer", "busy", "not_in_service", "failed", "dialling", "voicemail_left", "conversation", "mailbox_full"]
BEGIN = datetime(2026, 10, 20, tzinfo=UTC)


def spoken(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def instants(days: int = 160) -> st.SearchStrategy[datetime]:
    """Whole seconds around two changes of the clocks, the turn of the year and two changes of law."""
    return st.integers(0, days * 86_400).map(lambda seconds: BEGIN + timedelta(seconds=seconds))


def near(at: datetime, before: int = 12, after: int = 0) -> st.SearchStrategy[str]:
    return st.integers(-before * 86_400, after * 86_400).map(lambda seconds: spoken(at + timedelta(seconds=seconds)))


@st.composite
def rows(draw: st.DrawFn, at: datetime) -> Json:
    """One outbound contact in the days before, now and then stamped a little later."""
    channel = draw(st.sampled_from(["call", "call", "call", "sms", "email", "letter"]))
    outcome = draw(st.sampled_from(CALLS if channel == "call" else ["sent", "delivered", "bounced"]))
    base = {"at": draw(near(at, 12, 1)), "channel": channel, "outcome": outcome, "person": "P1"}
    return base | {"debts": draw(st.sampled_from([["D1"], ["D2"], ["D1", "D2"]]))}


@st.composite
def statements(draw: st.DrawFn, at: datetime) -> Json:
    hour, length = draw(st.integers(0, 23)), draw(st.integers(1, 12))
    said: Json = {"kind": "inconvenient_hours", "at": draw(near(at, 30)), "from": f"{hour:02d}:00"}
    said["to"] = f"{(hour + length) % 24:02d}:30"
    if draw(st.booleans()):
        said["days"] = draw(st.lists(st.sampled_from(["mon", "tue", "wed", "sat", "sun"]), min_size=1, unique=True))
    if draw(st.booleans()):
        said["until"] = spoken(at + timedelta(seconds=draw(st.integers(1, 9 * 86_400))))
    return said


@st.composite
def consents(draw: st.DrawFn, at: datetime) -> Json:
    given = at - timedelta(seconds=draw(st.integers(0, 10 * 86_400)))
    consent: Json = {"kind": "direct_prior", "channels": ["call"], "at": spoken(given)}
    if draw(st.booleans()):
        consent["until"] = spoken(at + timedelta(seconds=draw(st.integers(1, 5 * 86_400))))
    if draw(st.booleans()):
        consent["from"] = spoken(min(at, given + timedelta(seconds=draw(st.integers(0, 3600)))))
    return consent


@st.composite
def policies(draw: st.DrawFn) -> Json:
    known = {
        "open_guard_seconds": st.integers(0, 3600),
        "close_guard_seconds": st.integers(0, 3600),
        "max_calls_per_day": st.integers(1, 3),
        "min_gap_minutes_per_number": st.integers(1, 300),
        "min_gap_minutes_per_person": st.integers(1, 300),
        "closed_on_federal_holidays": st.booleans(),
    }
    chosen = draw(st.lists(st.sampled_from(sorted(known)), unique=True, max_size=4))
    return {key: draw(known[key]) for key in chosen}


@st.composite
def worlds(draw: st.DrawFn, *, with_consent: bool = True) -> tuple[Json, set[str]]:
    """A live third-party call about a consumer debt, and the clocks on which it may ring."""
    at = draw(instants())
    postal_code, area_code, zones = draw(st.sampled_from(PLACES))
    case: Json = {
        "at": spoken(at),
        "attempt": {
            "channel": "call",
            "person": "P1",
            "debts": draw(st.sampled_from([["D1"], ["D2"], ["D1", "D2"]])),
            "address": {"value": f"+1{area_code}5550101"},
        },
        "people": [{"id": "P1", "postal_code": postal_code}],
        "debts": [{"id": "D1"}, {"id": "D2"}],
        "history": draw(st.lists(rows(at), max_size=12)),
        "statements": draw(st.lists(statements(at), max_size=2)),
        "policy": draw(policies()),
    }
    if with_consent:
        case["consents"] = draw(st.lists(consents(at), max_size=1))
    if draw(st.integers(0, 5)) == 0:
        until = spoken(at + timedelta(seconds=draw(st.integers(1, 20 * 86_400))))
        case["holds"] = [{"kind": "disaster_freeze", "since": spoken(at - timedelta(days=3)), "until": until}]
    return case, zones
