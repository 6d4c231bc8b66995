"""Free TCP ports on the loopback interface, and asking whether somebody answers."""

from __future__ import annotations

import socket

import urllib3

LOOPBACK = "127.0.0.1"
PATIENCE = 1.0  # seconds for one question


def free_port() -> int:
    """A loopback port that was free a moment ago; another process may still take it first."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def answers_http(url: str) -> bool:
    """Whether a GET of this URL is answered with 200: the ready check of a web process."""
    try:
        return urllib3.request("GET", url, retries=False, timeout=PATIENCE).status == 200
    except urllib3.exceptions.HTTPError:
        return False
