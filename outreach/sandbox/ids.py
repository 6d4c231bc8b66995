"""Identifiers in the forms Twilio gives them.

They follow from the seed, the instant at which the sandbox began and their place among their kind: the same requests at
the same instants of a clock moved by hand get the same ids, and two runs at different times never share one.
"""

from __future__ import annotations

import uuid
from collections import Counter
from hashlib import md5
from typing import Final

CROCKFORD: Final = "0123456789abcdefghjkmnpqrstvwxyz"


class Ids:
    """Gives out ids, each once."""

    def __init__(self, seed: int, began: float) -> None:
        self._world = f"{seed}|{began!r}"
        self._given: Counter[str] = Counter()

    def sid(self, prefix: str) -> str:
        """`CA…`, `SM…`, `RQ…`: the prefix and 32 hexadecimal digits."""
        return prefix + self._digest(prefix).hex()

    def comms(self, kind: str) -> str:
        """`comms_email_…`, `comms_operation_…`: 26 characters in the alphabet of a ULID."""
        digest = int.from_bytes(self._digest(kind))
        return f"comms_{kind}_0" + "".join(CROCKFORD[digest >> 5 * place & 31] for place in range(25))

    def token(self) -> str:
        """A UUID, as webhooks carry it for idempotency."""
        return str(uuid.UUID(bytes=self._digest("token"), version=4))

    def _digest(self, kind: str) -> bytes:
        self._given[kind] += 1
        return md5(f"{self._world}|{kind}|{self._given[kind]}".encode(), usedforsecurity=False).digest()


def number_sid(number: str) -> str:
    """The `PN…` of one of our numbers, the same in every run."""
    return "PN" + md5(number.encode(), usedforsecurity=False).hexdigest()
