"""A carrier that accepts every call at once: what the wire costs when nobody is at its other end.

``python -m bench.carrier --ready-file FILE`` listens on a free loopback port, writes its URL into FILE and answers every
``POST …/Calls.json`` with a call of Twilio's shape under a new sid. ``GET /tally`` says how many there were, and the
seconds (``time.monotonic``) of the first and the last; ``DELETE /tally`` begins to count anew. It is not the sandbox:
it checks nothing, lives through nothing and remembers nothing, so that its own cost stays small beside ours.
"""

from __future__ import annotations

import asyncio
import json
from itertools import count

from bench.listening import listen
from outreach.clock import stopwatch

_CALL = json.dumps(
    {
        "sid": "%SID%", "date_created": None, "date_updated": None, "parent_call_sid": None, "account_sid": "AC" + "0" * 32,
        "to": "+12125550123", "to_formatted": "(212) 555-0123", "from": "+12125550100", "from_formatted": "(212) 555-0100",
        "phone_number_sid": "PN" + "0" * 32, "status": "queued", "start_time": None, "end_time": None, "duration": None,
        "price": None, "price_unit": "USD", "direction": "outbound-api", "answered_by": None, "api_version": "2010-04-01",
        "forwarded_from": None, "group_sid": None, "caller_name": None, "queue_time": "0", "trunk_sid": None,
        "uri": "/2010-04-01/Accounts/AC/Calls/%SID%.json",
        "subresource_uris": {
            part: f"/2010-04-01/Accounts/AC/Calls/%SID%/{part}.json"
            for part in ("notifications", "recordings", "payments", "events", "siprec", "streams", "transcriptions")
        },
    }
)  # fmt: skip


class _Tally:
    """How many calls were placed, and when."""

    def __init__(self) -> None:
        self.calls, self.first, self.last = 0, 0.0, 0.0

    def add(self) -> None:
        self.last = stopwatch()
        self.first = self.first or self.last
        self.calls += 1


class _Wire(asyncio.Protocol):
    """One connection: whole requests in, whole answers out."""

    tally = _Tally()
    numbers = count(1)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._read = transport, b""

    def data_received(self, data: bytes) -> None:
        self._read += data
        while (end := self._read.find(b"\r\n\r\n")) >= 0:
            head = self._read[:end].lower()
            _, found, rest = head.partition(b"content-length:")
            length = int(rest.split(b"\r\n", 1)[0]) if found else 0
            if len(self._read) < end + 4 + length:
                return
            self._read = self._read[end + 4 + length :]
            self._answer(head.split(b" ", 1)[0])

    def _answer(self, method: bytes) -> None:
        if method == b"post":
            self.tally.add()
            self._send(201, _CALL.replace("%SID%", f"CA{next(self.numbers):032x}"))
        elif method == b"delete":
            type(self).tally = _Tally()
            self._send(200, "{}")
        else:
            self._send(200, json.dumps(vars(self.tally)))

    def _send(self, status: int, body: str) -> None:
        head = f"HTTP/1.1 {status} OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self._transport.write((head + body).encode())


if __name__ == "__main__":
    listen(_Wire, "Accept every call at once.")
