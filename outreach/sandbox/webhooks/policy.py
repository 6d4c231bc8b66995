"""How hard Twilio tries to deliver a webhook: connection overrides in the fragment of its URL.

`#rc=5&rp=all&rt=3000`: retry count 0-5 (default 1), retry policy (which failures are retried, default `ct`),
connect timeout ct 100-10000 ms (5000), read timeout rt 100-15000 ms (15000), total time tt up to 15000 ms.
Source: twilio.com/docs/usage/webhooks/webhooks-connection-overrides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from urllib.parse import parse_qsl


class Failure(StrEnum):
    """Ways a webhook can fail, in the words of the retry policy."""

    CONNECT = "ct"
    READ = "rt"
    CLIENT_ERROR = "4xx"
    SERVER_ERROR = "5xx"
    REDIRECTS = "redirects"  # more of them than Twilio follows


@dataclass(frozen=True, slots=True)
class DeliveryPolicy:
    """Seconds and counts that bound one webhook."""

    connect_timeout: float = 5.0
    read_timeout: float = 15.0
    total: float = 15.0
    retries: int = 1
    retried: frozenset[Failure] = frozenset({Failure.CONNECT})

    def again(self, failure: Failure, tries: int) -> bool:
        """Whether a webhook that failed at its `tries`-th try is tried once more."""
        return failure in self.retried and tries <= self.retries


def policy_of(url: str) -> DeliveryPolicy:
    """The policy written in the fragment of `url`; out-of-range and unreadable values fall back to the default."""
    return _read(url.partition("#")[2])


@lru_cache(maxsize=256)
def _read(fragment: str) -> DeliveryPolicy:
    fields = dict(parse_qsl(fragment))
    return DeliveryPolicy(
        connect_timeout=_number(fields, "ct", 100, 10_000, 5_000) / 1000,
        read_timeout=_number(fields, "rt", 100, 15_000, 15_000) / 1000,
        total=_number(fields, "tt", 100, 15_000, 15_000) / 1000,
        retries=_number(fields, "rc", 0, 5, 1),
        retried=_retried(fields.get("rp", "ct")),
    )


def _number(fields: Mapping[str, str], name: str, low: int, high: int, default: int) -> int:
    text = fields.get(name, "")
    return int(text) if text.isdecimal() and low <= int(text) <= high else default


def _retried(text: str) -> frozenset[Failure]:
    names = set(text.split(","))
    if "all" in names:
        return frozenset(Failure)
    chosen = frozenset(failure for failure in Failure if failure in names)
    return chosen or frozenset({Failure.CONNECT})
