"""What an answer that is no success means, whoever gave it: never taken, refused for good, or nobody knows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from outreach.channels.carrier import Doubtful, NotSent, Refused

PATIENCE, LONGEST_PATIENCE = 5.0, 3600.0  # seconds to wait after a 429 that does not say, and at most


def refuse(status: int, code: str, headers: Mapping[str, str]) -> NoReturn:
    """Raise what an answer of 400 or more means. ``code`` is the carrier's own error number.

    Raises:
        NotSent: 429, which no carrier processes.
        Doubtful: 5xx, which may come after the order was taken.
        Refused: anything else.
    """
    if status == 429:
        raise NotSent("the carrier asks to slow down (429)", _patience(headers.get("Retry-After"))) from None
    if status >= 500:
        raise Doubtful(f"the carrier answered {status}") from None
    raise Refused(f"the carrier refused with {status}, code {code}", code) from None


def read_json(body: str) -> dict[str, Any]:
    """The object in an answer of success. Raises Doubtful when there is none: who knows what else went wrong."""
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Doubtful("the carrier's answer cannot be read")
    return found


def _patience(said: str | None) -> float:
    """Seconds to wait. The header may also be a date (RFC 9110, 10.2.3), which is not worth a second clock."""
    return min(float(said), LONGEST_PATIENCE) if said and said.isdecimal() else PATIENCE
