"""Questions for the decision, in the public facts format, seeded: the same every time.

A simple mix: one debt, none to three rows of history. A realistic one: up to seven debts, up to sixty rows of history
with 40 at the 95th percentile. People live all over the country, are asked about at every hour of the day, and are
called, texted and written to. All of them are invented; their numbers are reserved for fiction.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

Facts = dict[str, Any]
_MONDAY = datetime(2026, 12, 7, tzinfo=UTC)
_MEAN_HISTORY = 40 / 3.0  # of an exponential distribution whose 95th percentile is 40
_LONGEST_HISTORY = 60
_HOMES = (
    ("12207", "518"), ("30303", "404"), ("94103", "415"), ("79901", "915"), ("60601", "312"), ("02108", "617"),
    ("85004", "602"), ("97205", "503"), ("37402", "423"), ("46204", "317"), ("99501", "907"), ("96813", "808"),
    ("32501", "850"), ("83702", "208"), ("57501", "605"), ("33130", "305"), ("98101", "206"), ("80202", "303"),
)  # fmt: skip
_OUTCOMES = {
    "call": ("no_answer", "no_answer", "no_answer", "busy", "voicemail_left", "conversation", "not_in_service"),
    "sms": ("sent", "delivered"),
    "email": ("sent", "delivered", "bounced"),
}


def simple(count: int) -> list[Facts]:
    """One debt, none to three rows of history."""
    dice = random.Random(1)
    return [_question(dice, debts=1, events=dice.randint(0, 3)) for _ in range(count)]


def realistic(count: int) -> list[Facts]:
    """One to seven debts, as many rows of history as months of work leave."""
    dice = random.Random(2)
    return [_question(dice, dice.randint(1, 7), _some_history(dice)) for _ in range(count)]


def long(count: int, events: int) -> list[Facts]:
    """Two debts and so many rows of history, with direct prior consent: every row is weighed against it."""
    dice = random.Random(3)
    found = [_question(dice, 2, events) for _ in range(count)]
    for question in found:
        question["consents"] += [
            {"kind": "direct_prior", "channels": ["call", "sms"], "at": question["consents"][0]["at"]}
        ]
    return found


def _some_history(dice: random.Random) -> int:
    return min(int(dice.expovariate(1 / _MEAN_HISTORY)), _LONGEST_HISTORY)


def _question(dice: random.Random, debts: int, events: int) -> Facts:
    at = _MONDAY + timedelta(minutes=dice.randrange(7 * 24 * 60))
    postal_code, area = dice.choice(_HOMES)
    number, mailbox = f"+1{area}5550{dice.randint(100, 199)}", f"pat{dice.randrange(10**6)}@example.com"
    names = [f"D{number}" for number in range(1, debts + 1)]
    history = sorted((_event(dice, at, names, number, mailbox) for _ in range(events)), key=lambda row: str(row["at"]))
    return {
        "at": _spoken(at),
        "collector": {"role": dice.choice(("first_party", "third_party")), "licensed_in": ["*"], "name": "Harbor Care"},
        "attempt": _attempt(dice, names, number, mailbox),
        "people": [{"id": "P1", "postal_code": postal_code, "phones": [number]}],
        "debts": [{"id": name, "placed_with_us_on": "2026-09-01"} for name in names],
        "history": history,
        "consents": [_consent(at)],
        "policy": {"min_gap_minutes_per_person": 240, "max_calls_per_day": 2, "max_emails_per_7_days": 3},
    }


def _attempt(dice: random.Random, names: list[str], number: str, mailbox: str) -> Facts:
    channel = dice.choice(("call", "call", "email", "sms"))
    asked = dice.sample(names, dice.randint(1, len(names)))
    attempt: Facts = {"channel": channel, "person": "P1", "debts": asked}
    if channel == "email":
        return attempt | {"address": {"value": mailbox}}
    extra = {"voice": "artificial"} if channel == "call" else {"carrier": "twilio"}
    return attempt | extra | {"address": {"value": number, "line": dice.choice(("mobile", "landline"))}}


def _event(dice: random.Random, at: datetime, names: list[str], number: str, mailbox: str) -> Facts:
    channel = dice.choice(("call", "call", "email", "sms"))
    return {
        "at": _spoken(at - timedelta(minutes=dice.randrange(60, 60 * 24 * 60))),
        "channel": channel,
        "outcome": dice.choice(_OUTCOMES[channel]),
        "person": "P1",
        "debts": dice.sample(names, dice.randint(1, len(names))),
        "address": mailbox if channel == "email" else number,
    }


def _consent(at: datetime) -> Facts:
    given = _spoken(at - timedelta(days=20))
    return {"kind": "tcpa_prior_express", "channels": ["call", "sms"], "person": "P1", "at": given}


def _spoken(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
