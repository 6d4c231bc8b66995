"""The papers of a small lawful day, made by hand, for breaking them one by one."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from tests.audit.day import Day, House, Line
from tests.audit.placement import Party, Placement

NOON = datetime(2026, 12, 1, 17, 0, tzinfo=UTC)  # 12:00 in New York, a Tuesday
MOBILE, MAILBOX = "+12125550123", "pat@example.com"
CREATED = {"call": "call.created", "sms": "message.created", "email": "email.created"}
HOUSE = House(roles={"Harbor": "first_party", "Northgate": "third_party"})


@dataclass
class Papers:
    """Writes ledger, log and chain side by side. ``pat`` is the only person of the placement."""

    pat: Party = field(
        default_factory=lambda: Party(
            "pat example", {MOBILE: "mobile"}, {MAILBOX}, {"10001"}, agreed={"call": {MOBILE}, "sms": {MOBILE}}
        )
    )
    ledger: list[Line] = field(default_factory=list)
    log: list[Line] = field(default_factory=list)
    chain: list[Line] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: count(1))

    def order(
        self, channel: str, at: datetime = NOON, to: str | None = None, client: str = "Harbor", **more: Any
    ) -> Line:
        """An order the sandbox took and its row of the log; returns the row."""
        attempt, sid = f"attempt-{next(self.numbers)}", f"sid-{next(self.numbers)}"
        to = to or (MAILBOX if channel == "email" else MOBILE)
        self.tell(CREATED[channel], at, sid, attempt=attempt, to=to, **more)
        ending = {"call": "completed", "sms": "delivered", "email": "delivered"}[channel]
        row = self._row(attempt, channel, at, client) | {"carrier_sid": sid, "state": ending, "address": to}
        return self._write(row, "ALLOW")

    def blocked(self, channel: str = "sms", at: datetime = NOON) -> Line:
        row = self._row(f"attempt-{next(self.numbers)}", channel, at, "Northgate")
        return self._write(row | {"state": "blocked", "address": MOBILE}, "BLOCK_UNTIL_CLEARED")

    def tell(self, kind: str, at: datetime, sid: str, **more: Any) -> None:
        """A line of the ledger."""
        self.ledger.append({"at": at.isoformat(), "kind": kind, "sid": sid, **more})

    def conversation(self, row: Line, *said_and_pressed: str, at: datetime = NOON) -> None:
        """An answered call: words, keys, words, keys …"""
        self.tell("call.answered", at, row["carrier_sid"], by="human", to=row["address"])
        for number, words in enumerate(said_and_pressed):
            said = {"words": words} if number % 2 == 0 else {"digits": words}
            kind = "call.said" if number % 2 == 0 else "call.gathered"
            self.tell(kind, at + timedelta(seconds=number), row["carrier_sid"], to=row["address"], **said)

    def day(self) -> Day:
        return Day(HOUSE, self.ledger, self.log, self.chain, Placement([self.pat]))

    def _row(self, attempt: str, channel: str, at: datetime, client: str) -> Line:
        return {
            "attempt": attempt, "person": "pat", "person_name": "Pat Example", "debts": ["debt-1"], "client": client,
            "channel": channel, "utc": at.isoformat(), "carrier_sid": None, "ended_utc": at.isoformat(),
        }  # fmt: skip

    def _write(self, row: Line, decision: str) -> Line:
        row["decision"] = decision
        head = self.chain[-1]["hash"] if self.chain else "0" * 64
        seq = len(self.chain) + 1
        payload = json.dumps({"attempt": row["attempt"], "seq": seq})
        row["log_hash"] = hashlib.sha256(f"{head}|{payload}".encode()).hexdigest()
        self.chain.append({"person": "pat", "seq": seq, "payload": payload, "prev_hash": head, "hash": row["log_hash"]})
        self.log.append(row)
        return row
