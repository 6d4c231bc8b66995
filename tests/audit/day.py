"""What there is to audit: the sandbox's ledger, the exported contact log, the exported chain, the placement file.

Everything is read from files; nothing here knows the product.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.audit.placement import Party, Placement

Line = dict[str, Any]
OURS = "outbound-api"
CHANNELS = {"call.created": "call", "message.created": "sms", "email.created": "email"}
STOPS = re.compile(
    r"\b(stop|stopall|unsubscribe|quit|revoke|opt ?out|alto|no (?:more|me) (?:texts|escriba|manden|llamen)|do(?: not|n't) (?:text|call|contact))\b",
    re.IGNORECASE,
)
# These the carrier answers by itself; any other no is answered by us, with one text.
KEYWORDS = re.compile(r"\W*(?:stop|stopall|unsubscribe|cancel|end|quit|revoke|optout)\W*", re.IGNORECASE)
MONEY = re.compile(r"[$€£]\s?\d|\b\d[\d,.]* (?:dollars|cents)\b|\b(?:debt|owe|balance|deuda|saldo)\b", re.IGNORECASE)
WILL_CALL = re.compile(r"will call you at this number|le llamar(?:á|emos) a este n[uú]mero", re.IGNORECASE)
OFFERS_STOP = re.compile(r"press 9|oprima 9|presione 9|marque 9", re.IGNORECASE)


@dataclass(frozen=True)
class House:
    """What was agreed about the day. ``roles`` by client name; caps are per person and local day; gaps by the wire."""

    roles: Mapping[str, str]
    day_caps: Mapping[str, int] = field(default_factory=lambda: {"call": 2, "sms": 1, "email": 1})
    min_gap: timedelta = timedelta(minutes=60)
    slack: timedelta = timedelta(minutes=3)  # between the decision's instant and the wire's
    obeyed_within: timedelta = timedelta(minutes=5)  # from a no to silence
    answered_within: timedelta = timedelta(hours=12)  # an answer may wait for its hour


@dataclass(frozen=True)
class Order:
    """One order the sandbox took."""

    attempt: str
    channel: str
    at: datetime
    to: str
    sid: str
    operation: str | None = None  # e-mails are ordered as operations
    body: str = ""


@dataclass
class Day:
    """All papers of one day. ``shown`` are the attempts put before a person."""

    house: House
    ledger: list[Line]
    log: list[Line]
    chain: list[Line]
    placement: Placement
    shown: set[str] = field(default_factory=set)

    @cached_property
    def orders(self) -> list[Order]:
        """Every order of the ledger, in the order of their instants."""
        return sorted(self._orders(), key=lambda order: order.at)

    def _orders(self) -> Iterator[Order]:
        for line in self.ledger:
            ours = (
                line.get("direction", OURS) == OURS
            )  # neither a call that came in nor a collector's phone rung in one
            if ours and (channel := CHANNELS.get(line["kind"])):
                at, rest = instant(line["at"]), (line["sid"], line.get("operation"), line.get("body", ""))
                yield Order(line.get("attempt", ""), channel, at, line["to"], *rest)

    @cached_property
    def attempts(self) -> dict[str, Line]:
        """The log by attempt."""
        return {row["attempt"]: row for row in self.log}

    @cached_property
    def by_person(self) -> dict[str, list[Order]]:
        """The orders of each person of the log, in time."""
        found: defaultdict[str, list[Order]] = defaultdict(list)
        for order in self.orders:
            if order.attempt in self.attempts:
                found[self.attempts[order.attempt]["person"]].append(order)
        return found

    @cached_property
    def by_call(self) -> dict[str, list[Line]]:
        """What happened in each call, in time."""
        told = {
            sid: [line for line in lines if line["kind"].startswith("call.")] for sid, lines in self._by_sid.items()
        }
        return {sid: lines for sid, lines in told.items() if lines}

    def party(self, order: Order) -> list[Party]:
        """Whom the placement file has at the order's address."""
        name = self.attempts.get(order.attempt, {}).get("person_name")
        return self.placement.at(order.to, name)

    def zones(self, order: Order) -> frozenset[str]:
        """Every clock that the person of the order may live by."""
        return frozenset(zone for party in self.party(order) for zone in party.clocks(order.at))

    def touches(self, order: Order) -> list[datetime]:
        """The instants at which the order was given and at which it rang or left."""
        lines = self._by_sid.get(order.sid, [])
        return [order.at, *(instant(line["at"]) for line in lines if line["kind"] in ("call.ringing", "message.sent"))]

    @cached_property
    def _by_sid(self) -> dict[str, list[Line]]:
        found: defaultdict[str, list[Line]] = defaultdict(list)
        for line in self.ledger:
            found[line.get("sid", "")].append(line)
        return found

    def debts(self, order: Order) -> list[str]:
        return list(self.attempts.get(order.attempt, {}).get("debts", []))

    @cached_property
    def refusals(self) -> list[tuple[str, datetime, str]]:
        """Address, instant and words of every no that was heard: texts, and the key that stops calls.

        What a dead web process never heard is no refusal here: the person got no confirmation either.
        """
        return self._texted_refusals + [no for lines in self.by_call.values() for no in _keyed_refusals(lines)]

    @cached_property
    def _texted_refusals(self) -> list[tuple[str, datetime, str]]:
        heard = {line["sid"] for line in self.ledger if line["kind"] in ("webhook.sent", "text.unrouted")}
        texts = [line for line in self.ledger if line["kind"] == "text.in" and line["sid"] in heard]
        return [(line["from"], instant(line["at"]), line["body"]) for line in texts if STOPS.search(line["body"])]

    @cached_property
    def confirmations(self) -> frozenset[str]:
        """The attempts that confirm a no said in the person's own words: one text to each number, soon, not about money.

        47 CFR 64.1200(a)(12) and 12 CFR 1006.14(h)(2) allow it; it counts as no contact of ours.
        """
        found: dict[str, str] = {}
        for address, at, words in self._texted_refusals:
            if KEYWORDS.fullmatch(words) or address in found:
                continue
            until = at + self.house.obeyed_within + self.house.slack
            texts = (order for order in self.orders if (order.channel, order.to) == ("sms", address))
            if answer := next((order for order in texts if at <= order.at <= until), None):
                found |= {} if MONEY.search(answer.body) else {address: answer.attempt}
        return frozenset(found.values())

    @cached_property
    def answers(self) -> frozenset[str]:
        """The attempts that answer her: at most one to each thing she wrote, pressed or said, not long after it.

        12 CFR 1006.6(b)(1) lets one answer to what she writes; what was agreed on the phone is confirmed in writing.
        """
        found: set[str] = set()
        for orders in self.by_person.values():
            waiting = sorted(self._heard_from(orders))
            for order in orders:
                cause = next((at for at in waiting if at <= order.at <= at + self.house.answered_within), None)
                if cause is not None and self.attempts[order.attempt].get("purpose") == "reply":
                    waiting.remove(cause)
                    found.add(order.attempt)
        return frozenset(found)

    def _heard_from(self, orders: list[Order]) -> Iterator[datetime]:
        """The instants at which somebody at her numbers wrote, pressed a key or spoke."""
        numbers = {order.to for order in orders if order.channel != "email"}
        for line in self.ledger:
            gathered = line["kind"] == "call.gathered" and (line.get("digits") or line.get("speech"))
            if (gathered or line["kind"] == "text.in") and numbers & {line.get("from"), line.get("to")}:
                yield instant(line["at"])

    def spoke(self, order: Order) -> bool:
        """Whether somebody answered the call and pressed a key, or said something."""
        lines = self.by_call.get(order.sid, [])
        by_human = any(line["kind"] == "call.answered" and line["by"] == "human" for line in lines)
        return by_human and any(
            line["kind"] == "call.gathered" and (line.get("digits") or line.get("speech")) for line in lines
        )

    def agreed(self, order: Order) -> bool:
        """Whether she had been told at this number, because she chose the time, that a person will call her.

        Who asks for a call has consented to it: it waits for nothing and counts for nothing. 12 CFR 1006.14(b)(3)(i).
        """
        told = (line for line in self.ledger if line.get("to") == order.to and instant(line["at"]) <= order.at)
        return any(WILL_CALL.search(line.get("words") or line.get("body") or "") for line in told)

    def connected(self, order: Order) -> bool:
        """Whether the call counts: anything but a busy signal or a number that does not ring."""
        lines = self.by_call.get(order.sid, [])
        ended = next((line["status"] for line in lines if line["kind"] == "call.ended"), "unknown")
        rang = any(line["kind"] == "call.ringing" for line in lines)
        return ended != "busy" and (rang or ended != "failed")


def _keyed_refusals(lines: list[Line]) -> Iterator[tuple[str, datetime, str]]:
    offered = False
    if any(line.get("by") == "application_error" for line in lines):
        return
    hers = "from" if any(line.get("direction") == "inbound" for line in lines) else "to"
    for line in lines:
        if line["kind"] == "call.said":
            offered = offered or bool(OFFERS_STOP.search(line["words"]))
        elif line["kind"] == "call.gathered":
            if offered and line.get("digits") == "9":
                yield line[hers], instant(line["at"]), "pressed 9"
            if STOPS.search(line.get("speech") or ""):
                yield line[hers], instant(line["at"]), line["speech"]
            offered = False


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def read_lines(path: Path) -> list[Line]:
    """A JSON Lines file; a last line cut off by a crash is an error like any other."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
