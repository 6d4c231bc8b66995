"""Facts in their public form for tests: an Atlanta debtor called about one debt, changed as each test needs."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from compliance import Decision, decide, read_facts

Json = dict[str, Any]

ATLANTA = "+14045550101"
MAILBOX = "pat@example.net"


def facts(at: str = "2026-12-01T18:00:00Z", **changes: Any) -> Json:
    """A third-party live call on Tuesday 2026-12-01 at 13:00 in Atlanta. `attempt` and `person` are merged in."""
    base: Json = {
        "at": at,
        "attempt": {"channel": "call", "person": "P1", "debts": ["D1"], "address": {"value": ATLANTA}},
        "people": [{"id": "P1", "postal_code": "30303"}],
        "debts": [{"id": "D1"}],
    }
    base["attempt"] |= changes.pop("attempt", {})
    base["people"][0] |= changes.pop("person", {})
    base["people"] += changes.pop("others", [])
    return base | deepcopy(changes)


def text(at: str = "2026-12-01T18:00:00Z", **changes: Any) -> Json:
    """A first-party text, with consent, over a carrier that takes it."""
    attempt = {"channel": "sms", "carrier": "other", "address": {"value": ATLANTA, "line": "mobile"}}
    consent = {"kind": "direct_prior", "channels": ["sms"], "at": "2026-11-10T15:00:00Z"}
    changes["attempt"] = attempt | changes.get("attempt", {})
    return facts(at, **({"consents": [consent]} | changes))


def email(at: str = "2026-12-01T18:00:00Z", **changes: Any) -> Json:
    attempt = {"channel": "email", "address": {"value": MAILBOX}}
    changes["attempt"] = attempt | changes.get("attempt", {})
    return facts(at, **changes)


def row(at: str, outcome: str = "no_answer", channel: str = "call", **changes: Any) -> Json:
    return {"at": at, "channel": channel, "outcome": outcome, "person": "P1", "debts": ["D1"]} | changes


def daily_calls(days: range, outcome: str = "no_answer", **changes: Any) -> list[Json]:
    """One call at 15:00 UTC on each of these days of December 2026."""
    return [row(f"2026-12-{day:02d}T15:00:00Z", outcome, **changes) for day in days]


def judged(case: Json) -> Decision:
    return decide(read_facts(case))


def answer(case: Json) -> tuple[str, set[str], str | None]:
    """Verdict, rules and next permitted instant of a case."""
    decision = judged(case)
    return decision.verdict.value, set(decision.rules), decision.to_json()["next_permitted"]


def verdict(case: Json) -> str:
    return judged(case).verdict.value


def until(at: str, *rules: str) -> tuple[str, set[str], str]:
    return "BLOCK_UNTIL", set(rules), at


def cleared(*rules: str) -> tuple[str, set[str], None]:
    return "BLOCK_UNTIL_CLEARED", set(rules), None


def human(*rules: str) -> tuple[str, set[str], None]:
    return "HUMAN", set(rules), None


ALLOW: tuple[str, set[str], None] = ("ALLOW", set(), None)
