"""The trigger numbers of Twilio's test credentials: what a request from or to them is refused with.

They exist nowhere else, so they are always on. Source: twilio.com/docs/iam/test-credentials.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CALL_FROM: Final[Mapping[str, int]] = {"+15005550001": 21212}
CALL_TO: Final[Mapping[str, int]] = {
    "+15005550001": 21217,
    "+15005550002": 21214,
    "+15005550003": 21215,
    "+15005550004": 21216,
}
MESSAGE_FROM: Final[Mapping[str, int]] = {"+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611}
MESSAGE_TO: Final[Mapping[str, int]] = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
BUY: Final[Mapping[str, int]] = {"+15005550000": 21422, "+15005550001": 21421}
BUY_IN: Final[Mapping[str, int]] = {"533": 21452}  # area codes
