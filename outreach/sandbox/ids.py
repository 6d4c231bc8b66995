"""Identifiers in the forms Twilio gives them. They are random, never seeded: no two runs may share one."""

from __future__ import annotations

import secrets
from hashlib import md5
from typing import Final

CROCKFORD: Final = "0123456789abcdefghjkmnpqrstvwxyz"


def new_sid(prefix: str) -> str:
    """`CA…`, `SM…`, `RQ…`: the prefix and 32 hexadecimal digits."""
    return prefix + secrets.token_hex(16)


def new_comms_id(kind: str) -> str:
    """`comms_email_…`, `comms_operation_…`: 26 characters in the alphabet of a ULID."""
    return f"comms_{kind}_0" + "".join(secrets.choice(CROCKFORD) for _ in range(25))


def number_sid(number: str) -> str:
    """The `PN…` of one of our numbers, the same in every run."""
    return "PN" + md5(number.encode(), usedforsecurity=False).hexdigest()
