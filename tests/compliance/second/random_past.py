"""The contacts on record in a random file: as many as a rule allows, one fewer or one more, at the edge of its days."""

from __future__ import annotations

from random import Random
from typing import Any, NamedTuple

from tests.compliance.second.clocks import DAY, HOUR, local, written
from tests.compliance.second.random_rows import chance
from tests.compliance.second.towns import Town

Facts = dict[str, Any]
CALLS = (
    *("no_answer", "no_answer", "no_answer", "busy", "not_in_service", "failed", "cancelled", "dialling"),
    *("voicemail_left", "voicemail_left", "voicemail_reached_no_message", "mailbox_full", "ringless_voicemail"),
    *("dropped_after_answer", "conversation"),
)
MESSAGES = ("sent", "delivered", "delivered", "bounced", "failed")


class Habit(NamedTuple):
    """So many contacts in so many days, all alike."""

    most: int
    days: int
    outcomes: tuple[str, ...]
    channel: str = ""  # that of the attempt
    purpose: str = ""


HABITS = (
    Habit(7, 7, ("no_answer", "voicemail_left", "mailbox_full")),
    Habit(7, 7, ("no_answer", "busy", "failed", "dialling")),
    Habit(4, 7, ("no_answer", "voicemail_left")),
    Habit(3, 7, ("voicemail_left", "dropped_after_answer")),
    Habit(2, 7, ("voicemail_left", "no_answer")),
    Habit(1, 7, ("conversation",), "call"),
    Habit(3, 7, ("conversation", "voicemail_left", "voicemail_left"), "call"),
    Habit(2, 30, ("no_answer", "voicemail_left")),
    Habit(10, 30, ("voicemail_left",)),
    Habit(3, 30, ("no_answer", "voicemail_left")),
    Habit(5, 7, ("no_answer",)),
    Habit(2, 1, ("no_answer", "voicemail_left")),
    Habit(1, 7, ("no_answer",)),
    Habit(1, 90, ("conversation",), "call", "location"),
)


def history(draw: Random, facts: Facts, town: Town, at: int) -> None:
    attempt = facts["attempt"]
    rows: list[Facts] = []
    if chance(draw, 1.7):
        rows += _habitual(draw, facts, town, at)
    if chance(draw, 3):
        rows += [_contact(draw, facts, at - draw.randint(0, 9 * DAY)) for _ in range(draw.randint(1, 5))]
    if chance(draw, 20):
        rows.append(_contact(draw, facts, at + draw.randint(1, 3 * DAY)))
    if chance(draw, 9) or attempt.get("purpose") == "reply":
        rows.append(_heard(draw, facts, at))
    if attempt.get("purpose") == "opt_out_confirmation" and chance(draw, 5):
        rows.append(_contact(draw, facts, at - draw.randint(0, 400)) | {"purpose": "opt_out_confirmation"})
    if rows:
        draw.shuffle(rows)
        facts["history"] = rows


def _habitual(draw: Random, facts: Facts, town: Town, at: int) -> list[Facts]:
    """Contacts alike, the first of them just inside or just outside the days that count."""
    habit = draw.choice(HABITS)
    wanted = habit.most + draw.choice((-1, 0, 0, 0, 1))
    midnight = at - local(at, town.clocks[0]) % DAY
    rows = []
    for number in range(wanted):
        ago = habit.days - (number == 0 and chance(draw, 2)) if number < 2 else draw.randint(0, habit.days)
        then = min(midnight - ago * DAY + draw.choice((-1, 0, 1, draw.randint(0, DAY), DAY - 1)), at - 1)
        row = _contact(draw, facts, then, habit)
        if habit.purpose:
            row["purpose"] = habit.purpose
        rows.append(row)
    return rows


def _contact(draw: Random, facts: Facts, at: int, habit: Habit | None = None) -> Facts:
    attempt, names = facts["attempt"], [debt["id"] for debt in facts["debts"]]
    odd = 12.0 if habit else 2.5  # how seldom a row differs from the others
    channel = attempt["channel"]
    if chance(draw, odd):
        channel = draw.choice(("call", "sms", "email", "letter"))
    if habit and habit.channel:
        channel = habit.channel
    row: Facts = {
        "at": written(at),
        "channel": channel,
        "person": attempt["person"] if not chance(draw, odd) else draw.choice(facts["people"])["id"],
        "debts": attempt["debts"] if not chance(draw, odd) else draw.sample(names, draw.randint(1, len(names))),
        "outcome": _outcome(draw, channel, habit),
    }
    if channel == "call":
        _call(draw, attempt, row)
    _where_and_why(draw, attempt, row, odd)
    return row


def _outcome(draw: Random, channel: str, habit: Habit | None) -> str:
    if channel == "call":
        usual = draw.choice(habit.outcomes if habit else CALLS)
        return "no_answer" if usual == "conversation" and not habit and chance(draw, 1.5) else usual
    return draw.choice(MESSAGES[:3] if habit and not chance(draw, 6) else MESSAGES)


def _call(draw: Random, attempt: Facts, row: Facts) -> None:
    if row["outcome"] in ("failed", "busy") and chance(draw, 1.3):
        row["sip_code"] = draw.choice((404, 410, 484, 604, 486, 600, 408, 503, 603))
    if row["outcome"] in ("no_answer", "cancelled", "failed", "busy") and chance(draw, 5):
        row["could_leave_message"] = False
    if chance(draw, 8) or (attempt.get("voice") == "artificial" and chance(draw, 1.1)):
        row["voice"] = "artificial"
    if chance(draw, 40):
        row["recorded"] = True


def _where_and_why(draw: Random, attempt: Facts, row: Facts, odd: float) -> None:
    channel = row["channel"]
    if chance(draw, 1.6) and channel != "letter" and (channel == "email") == (attempt["channel"] == "email"):
        row["address"] = attempt["address"]["value"]
    elif chance(draw, odd):
        row["address"] = "sam@example.org" if channel in ("email", "letter") else "+12125550177"
    same_place = attempt["address"].get("place") == "work" and not chance(draw, odd)
    if same_place or chance(draw, 2 * odd):
        row["place"] = "work"
    if chance(draw, 3 * odd):
        purposes = ("reply", "consent_request", "opt_out_confirmation", "voicemail", "location", "statutory_notice")
        row["purpose"] = draw.choice(purposes)
    if chance(draw, 4 * odd):
        row["by"] = "prior_collector"
    if chance(draw, 5 * odd):
        row["direction"] = "inbound"
        if channel != "call":
            row["outcome"] = "received"


def _heard(draw: Random, facts: Facts, at: int) -> Facts:
    """What came from her, often lately."""
    attempt = facts["attempt"]
    answer = attempt["channel"] == "call"
    row: Facts = {
        "at": written(at - draw.choice((0, 60, 120, HOUR, 10 * HOUR, DAY, 30 * DAY, 59 * DAY, 60 * DAY, 61 * DAY))),
        "channel": attempt["channel"],
        "direction": "inbound",
        "outcome": draw.choice(("conversation", "voicemail_left", "no_answer")) if answer else "received",
        "person": attempt["person"],
        "debts": attempt["debts"],
    }
    if chance(draw, 1.3):
        row["address"] = attempt["address"]["value"]
    return row
