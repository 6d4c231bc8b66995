"""The smallest other end of the wire: an HTTP server that does to each request what a test says, and remembers it.

``manner`` is a status and a JSON body to answer with, ``"reset"`` (accept the request, then cut the connection),
``"hang"`` (accept it and say nothing), or ``"half"`` (cut the connection in the middle of the answer).
"""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

Answer = tuple[int, dict[str, Any]]
Manner = Answer | str | Callable[["Asked"], "Answer | str"]


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    host: str
    fields: dict[str, str]
    authorization: str


@dataclass
class TinyCarrier:
    """What the server does and what it saw."""

    manner: Manner = (404, {})
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    url: str = ""
    released: threading.Event = field(default_factory=threading.Event)

    def orders(self) -> list[Asked]:
        return [asked for asked in self.asked if asked.method == "POST"]


@contextmanager
def tiny_carrier() -> Iterator[TinyCarrier]:
    """A running server; hanging requests are let go at the end."""
    carrier = TinyCarrier()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.do_POST()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            asked = Asked(
                self.command, self.path, self.headers["Host"], _fields(body), self.headers.get("Authorization", "")
            )
            carrier.asked.append(asked)
            manner = carrier.manner(asked) if callable(carrier.manner) else carrier.manner
            if isinstance(manner, str):
                _misbehave(carrier, self.connection, manner)
                self.close_connection = True
            else:
                self._answer(*manner)

        def _answer(self, status: int, body: dict[str, Any]) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **carrier.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    carrier.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield carrier
    finally:
        carrier.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _misbehave(carrier: TinyCarrier, connection: socket.socket, manner: str) -> None:
    if manner == "hang":
        carrier.released.wait(30)
    elif manner == "half":
        connection.sendall(b'HTTP/1.1 201 Created\r\nContent-Length: 1000\r\n\r\n{"sid": ')
    # Without lingering the kernel sends a reset instead of an orderly end.
    if manner == "reset":
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.shutdown(socket.SHUT_RDWR) if manner == "half" else connection.close()


def _fields(body: str) -> dict[str, str]:
    if body.startswith("{"):
        return {"json": body}
    return {name: values[-1] for name, values in parse_qs(body, keep_blank_values=True).items()}
