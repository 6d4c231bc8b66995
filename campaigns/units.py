"""The two quantities a campaign file is written in: spans of time and amounts of money.

A span is ``30 minutes``, ``1 day``, ``2 weeks``; a day is 24 hours here, because which calendar days are lawful is
not for a strategy to say. An amount is a quoted decimal (``"25.00"``) in the currency of whichever debt it is
compared with; it becomes integer minor units.
"""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer

_SECONDS = {"week": 604800, "day": 86400, "hour": 3600, "minute": 60, "second": 1}
_SPAN = re.compile(r"(\d{1,6}) ?(week|day|hour|minute|second)s?")
_AMOUNT = re.compile(r"\d{1,3}(,\d{3})+(\.\d\d)?|\d{1,12}(\.\d\d)?")


def parse_span(written: Any) -> Any:
    """``1 day`` as a timedelta. Raises ValueError saying how to write one."""
    if isinstance(written, timedelta):
        return written
    found = _SPAN.fullmatch(written.strip()) if isinstance(written, str) else None
    if found is None:
        raise ValueError('write a span like "30 minutes", "4 hours" or "1 day"')
    return timedelta(seconds=int(found[1]) * _SECONDS[found[2]])


def say_span(span: timedelta) -> str:
    """The span in the largest unit that fits it exactly."""
    seconds = int(span.total_seconds())
    unit = next((unit for unit, size in _SECONDS.items() if seconds and seconds % size == 0), "minute")
    count = seconds // _SECONDS[unit]
    return f"{count} {unit}{'' if count == 1 else 's'}"


def parse_amount(written: Any) -> Any:
    """``"1,250.00"`` as 125000. Raises ValueError; an unquoted number is refused, it could mean either unit."""
    if not isinstance(written, str) or not _AMOUNT.fullmatch(written):
        raise ValueError('write an amount in quotes, like "25.00"')
    return int(Decimal(written.replace(",", "")) * 100)


def say_amount(minor: int) -> str:
    """125000 as ``1250.00``, the way ``parse_amount`` reads it."""
    return f"{minor // 100}.{minor % 100:02d}"


Span = Annotated[timedelta, BeforeValidator(parse_span), PlainSerializer(say_span)]
Amount = Annotated[int, BeforeValidator(parse_amount), PlainSerializer(say_amount)]
