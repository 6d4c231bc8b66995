"""The auditor: recounts a day from its papers and says, one sentence per breach, what should not have happened.

It shares no code with what it audits. Each check takes the whole day and yields sentences; ``breaches`` runs them all.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

from tests.audit import clocks
from tests.audit.day import MONEY, Day, Line, Order, instant
from tests.audit.placement import FIXED, tidy

ENDED = {
    "delivered", "undelivered", "failed", "completed", "busy", "no_answer", "recalled", "snoozed", "blocked",
    "cancelled", "expired",
}  # fmt: skip
MASK = "•"


def breaches(day: Day) -> list[str]:
    """Everything wrong with the day, check by check."""
    return [sentence for check in CHECKS for sentence in check(day)]


def every_order_was_allowed(day: Day) -> Iterator[str]:
    for order in day.orders:
        row = day.attempts.get(order.attempt)
        if row is None:
            yield f"order {order.sid} belongs to no attempt of the log"
        elif row["decision"] != "ALLOW":
            yield f"attempt {order.attempt} was sent and its decision is {row['decision']}"


def no_attempt_went_twice(day: Day) -> Iterator[str]:
    for attempt, times in Counter(order.attempt for order in day.orders).items():
        if times > 1:
            yield f"attempt {attempt} reached the sandbox {times} times"


def ledger_and_log_agree(day: Day) -> Iterator[str]:
    sent = {order.attempt: order for order in day.orders}
    for attempt, row in day.attempts.items():
        order = sent.get(attempt)
        if order is None:
            if row["carrier_sid"]:
                yield f"attempt {attempt} has the order {row['carrier_sid']} and the sandbox took none"
            continue
        yield from (f"attempt {attempt}: the log says {what}" for what in _differences(row, order))


def _differences(row: Line, order: Order) -> Iterator[str]:
    if row["channel"] != order.channel:
        yield f"{row['channel']}, the sandbox {order.channel}"
    if row["carrier_sid"] not in (order.sid, order.operation):
        yield f"order {row['carrier_sid']}, the sandbox {order.sid}"
    if MASK not in row["address"] and row["address"] != order.to:
        yield "another address than the sandbox"


def everybody_is_on_file(day: Day) -> Iterator[str]:
    for order in day.orders:
        if not day.party(order):
            yield f"attempt {order.attempt} went to an address that is not in the placement"


def nobody_is_contacted_at_night(day: Day) -> Iterator[str]:
    for order in day.orders:
        if order.attempt in day.confirmations:  # it answers what the person just wrote
            continue
        zones = day.zones(order)
        for at in day.touches(order):
            if night := clocks.closed(zones, at):
                yield f"attempt {order.attempt} reached out at {', '.join(night)}"


def seven_calls_in_seven_days(day: Day) -> Iterator[str]:
    for orders in day.by_person.values():
        calls = [
            order for order in orders if order.channel == "call" and day.connected(order) and not day.agreed(order)
        ]
        for debt in {debt for call in calls for debt in day.debts(call)}:
            about = [call for call in calls if debt in day.debts(call)]
            for first, eighth in zip(about, about[7:], strict=False):
                if _days_between(day, first, eighth) < 7:
                    yield f"attempt {eighth.attempt} is the eighth call in seven days about one debt"


def a_week_of_rest_after_a_conversation(day: Day) -> Iterator[str]:
    for orders in day.by_person.values():
        calls = [order for order in orders if order.channel == "call"]
        for number, spoken in enumerate(calls):
            if not day.spoke(spoken):
                continue
            for later in (call for call in calls[number + 1 :] if not day.agreed(call)):
                if set(day.debts(spoken)) & set(day.debts(later)) and _days_between(day, spoken, later) < 7:
                    yield f"attempt {later.attempt} calls within seven days of the conversation {spoken.attempt}"


def _days_between(day: Day, first: Order, later: Order) -> int:
    """Local dates between two orders, where they are fewest."""
    zones = [clocks.clock(zone) for zone in day.zones(later) or clocks.EVERYWHERE]
    return min((later.at.astimezone(zone).date() - first.at.astimezone(zone).date()).days for zone in zones)


def day_caps_hold(day: Day) -> Iterator[str]:
    for person, orders in day.by_person.items():
        for zone in frozenset(zone for order in orders for zone in day.zones(order)):
            counted = [order for order in orders if order.attempt not in day.confirmations | day.answers]
            dated = Counter((order.channel, order.at.astimezone(clocks.clock(zone)).date()) for order in counted)
            for (channel, date), count in dated.items():
                if count > day.house.day_caps[channel]:
                    yield f"person {person} had {count} contacts by {channel} on {date} in {zone}"


def people_get_a_pause(day: Day) -> Iterator[str]:
    for orders in day.by_person.values():
        for before, after in pairwise(
            order for order in orders if order.attempt not in day.confirmations | day.answers
        ):
            if after.at - before.at < day.house.min_gap - day.house.slack:
                minutes = (after.at - before.at).total_seconds() / 60
                yield f"attempt {after.attempt} came {minutes:.0f} minutes after {before.attempt}"


def third_parties_send_no_texts(day: Day) -> Iterator[str]:
    for order in day.orders:
        client = day.attempts.get(order.attempt, {}).get("client", "")
        if order.channel == "sms" and day.house.roles.get(client) != "first_party":
            yield f"attempt {order.attempt} is a text for the third-party client {client}"


def made_voices_call_mobiles_by_consent_only(day: Day) -> Iterator[str]:
    for order in day.orders:
        if order.channel != "call":
            continue
        for party in day.party(order):
            if party.lines.get(order.to, "") not in FIXED and order.to not in party.agreed["call"]:
                yield f"attempt {order.attempt} called a mobile with a made voice and without consent"


def a_no_is_final(day: Day) -> Iterator[str]:
    for order in day.orders:
        if order.attempt in day.confirmations:
            continue
        for address, at, words in day.refusals:
            if order.to == address and order.at > at + day.house.obeyed_within:
                yield f"attempt {order.attempt} went to an address that had said {words!r}"


def nothing_is_said_to_strangers(day: Day) -> Iterator[str]:
    people = {order.sid: order for order in day.orders}
    for sid, lines in day.by_call.items():
        if sid in people:
            yield from _spoken_too_early(day, people[sid], lines)


def _spoken_too_early(day: Day, order: Order, lines: list[Line]) -> Iterator[str]:
    zips = {code for party in day.party(order) for code in party.zips}
    secrets = _creditors(day, order)
    for line in lines:
        if line["kind"] == "call.gathered" and line.get("digits") in zips:
            return
        if line["kind"] == "call.said" and (MONEY.search(line["words"]) or _names_any(line["words"], secrets)):
            yield f"attempt {order.attempt} spoke of the debt before anybody was identified"


def _creditors(day: Day, order: Order) -> set[str]:
    """The names that would tell a listener about the debt; a first party calls under its own."""
    client = str(day.attempts.get(order.attempt, {}).get("client", ""))
    first_party = day.house.roles.get(client) == "first_party"
    named = {name for party in day.party(order) for name in party.creditors} | {client}
    return {name for name in named if name and not (first_party and tidy(name) == tidy(client))}


def _names_any(words: str, names: set[str]) -> bool:
    return any(name.casefold() in words.casefold() for name in names)


def everything_has_ended(day: Day) -> Iterator[str]:
    for attempt, row in day.attempts.items():
        if row["state"] not in ENDED and not row["ended_utc"] and attempt not in day.shown:
            yield f"attempt {attempt} is left {row['state']} and nobody was told"


def the_chain_is_whole(day: Day) -> Iterator[str]:
    heads: dict[str, tuple[int, str]] = {}
    for line in day.chain:
        last, head = heads.get(line["person"], (0, "0" * 64))
        told = json.loads(line["payload"])
        if (line["seq"], line["prev_hash"]) != (last + 1, head) or told["seq"] != line["seq"]:
            yield f"person {line['person']}: entry {line['seq']} does not follow entry {last}"
        if hashlib.sha256(f"{line['prev_hash']}|{line['payload']}".encode()).hexdigest() != line["hash"]:
            yield f"person {line['person']}: entry {line['seq']} was changed"
        heads[line["person"]] = line["seq"], line["hash"]


def every_decision_is_in_the_chain(day: Day) -> Iterator[str]:
    chained = {(line["person"], line["hash"]) for line in day.chain}
    told = {json.loads(line["payload"])["attempt"] for line in day.chain}
    for attempt, row in day.attempts.items():
        if row["decision"] and ((row["person"], row["log_hash"]) not in chained or attempt not in told):
            yield f"attempt {attempt} was decided and the chain does not have it"


def the_log_tells_the_wires_time(day: Day) -> Iterator[str]:
    for order in day.orders:
        row = day.attempts.get(order.attempt)
        if row and abs(order.at - instant(row["utc"])) > day.house.slack:
            yield f"attempt {order.attempt} reached the sandbox at {order.at} and the log says {row['utc']}"


CHECKS: tuple[Callable[[Day], Iterator[str]], ...] = (
    every_order_was_allowed,
    no_attempt_went_twice,
    ledger_and_log_agree,
    everybody_is_on_file,
    nobody_is_contacted_at_night,
    seven_calls_in_seven_days,
    a_week_of_rest_after_a_conversation,
    day_caps_hold,
    people_get_a_pause,
    third_parties_send_no_texts,
    made_voices_call_mobiles_by_consent_only,
    a_no_is_final,
    nothing_is_said_to_strangers,
    everything_has_ended,
    the_chain_is_whole,
    every_decision_is_in_the_chain,
    the_log_tells_the_wires_time,
)
