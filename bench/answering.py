"""A client of the sandbox that answers every webhook at once: what the sandbox can do when nobody holds it up.

``python -m bench.answering --ready-file FILE`` listens on a free loopback port, writes its URL into FILE, answers paths
that begin with ``/twiml`` by a question, ``/answer`` by a goodbye, and everything else, the status callbacks, by 204.
"""

from __future__ import annotations

import asyncio

from bench.listening import listen

QUESTION = (
    '<Response><Gather numDigits="1" action="/answer" timeout="5"><Say>Hello. This is a call about your account. '
    "Please press 1 to go on.</Say></Gather><Say>Goodbye.</Say></Response>"
)
GOODBYE = "<Response><Say>Thank you. Goodbye.</Say><Hangup/></Response>"


class _Wire(asyncio.Protocol):
    """One connection: whole requests in, whole answers out."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._read = transport, b""

    def data_received(self, data: bytes) -> None:
        self._read += data
        while (end := self._read.find(b"\r\n\r\n")) >= 0:
            head = self._read[:end]
            _, found, rest = head.lower().partition(b"content-length:")
            length = int(rest.split(b"\r\n", 1)[0]) if found else 0
            if len(self._read) < end + 4 + length:
                return
            self._read = self._read[end + 4 + length :]
            self._answer(head.split(b" ", 2)[1])

    def _answer(self, path: bytes) -> None:
        if path.startswith(b"/twiml"):
            self._send(QUESTION)
        elif path.startswith(b"/answer"):
            self._send(GOODBYE)
        else:
            self._transport.write(b"HTTP/1.1 204 No Content\r\n\r\n")

    def _send(self, body: str) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n"
        self._transport.write((head + body).encode())


if __name__ == "__main__":
    listen(_Wire, "Answer every webhook at once.")
