from __future__ import annotations

import socket
import subprocess
import sys

import pytest

from tests.support.network import OutsideWorld

DOCUMENTATION_ADDRESS = ("192.0.2.1", 9)  # RFC 5737: belongs to nobody


def test_a_connection_to_another_machine_is_refused() -> None:
    with socket.socket() as probe:
        with pytest.raises(OutsideWorld):
            probe.connect(DOCUMENTATION_ADDRESS)
        with pytest.raises(OutsideWorld):
            probe.connect_ex(DOCUMENTATION_ADDRESS)


def test_a_name_is_not_looked_up_elsewhere() -> None:
    with pytest.raises(OutsideWorld):
        socket.getaddrinfo("example.com", 443)


def test_a_connection_to_this_machine_is_let_through() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


def test_the_fence_also_stands_around_processes_that_tests_start() -> None:
    attempt = f"import socket; socket.socket().connect({DOCUMENTATION_ADDRESS!r})"
    outcome = subprocess.run([sys.executable, "-c", attempt], capture_output=True, text=True, check=False)
    assert "OutsideWorld" in outcome.stderr
