"""The tests' fence: no connection and no name look-up leaves this machine.

It is put up in pytest itself and, through `everywhere/sitecustomize.py` on the PYTHONPATH, in every Python process
the tests start.
"""

from __future__ import annotations

import socket
from typing import Any


class OutsideWorld(OSError):
    """A test tried to reach something that is not on this machine."""


def is_local(host: object) -> bool:
    """Whether a host (name or address, text or bytes, None for 'any of mine') means this machine."""
    name = host.decode() if isinstance(host, bytes) else host
    return name in {None, "", "localhost", "::1", "0.0.0.0", "::"} or str(name).startswith("127.")


def guard() -> None:
    """Lets Python's sockets connect to loopback and Unix addresses only, for the rest of this process."""
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def check(host: object) -> None:
        if not is_local(host):
            raise OutsideWorld(f"Tests reach nothing but this machine, and this one tried {host!r}.")

    def check_address(address: Any) -> None:
        if isinstance(address, tuple):  # Unix sockets have a path
            check(address[0])

    def guarded_connect(self: socket.socket, address: Any) -> None:
        check_address(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        check_address(address)
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        check(host)
        return getaddrinfo(host, *args, **kwargs)

    socket.socket.connect = guarded_connect  # type: ignore[method-assign, assignment]
    socket.socket.connect_ex = guarded_connect_ex  # type: ignore[method-assign, assignment]
    socket.getaddrinfo = guarded_getaddrinfo
