"""How many SMS segments a text costs.

A text wholly in the GSM 03.38 default alphabet travels as 7-bit septets: 160 in a single message,
153 in each part of a longer one. Characters of the extension table take two septets. Any other
character makes the whole text UCS-2: 70 units, or 67 in each part; characters beyond the basic
plane take two units. A character of two units is never split over two parts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")
_LAST_OF_BASIC_PLANE = 0xFFFF

Encoding = Literal["GSM-7", "UCS-2"]
_CAPACITY: dict[Encoding, tuple[int, int]] = {"GSM-7": (160, 153), "UCS-2": (70, 67)}


@dataclass(frozen=True)
class Segments:
    """What a text costs: `units` are septets in GSM-7 and 16-bit units in UCS-2."""

    encoding: Encoding
    units: int
    count: int


def is_gsm7(text: str) -> bool:
    """Whether every character is in the GSM 03.38 alphabet or its extension table."""
    return all(c in _BASIC or c in _EXTENSION for c in text)


def beyond_gsm7(text: str) -> tuple[str, ...]:
    """The characters that make a text UCS-2, each once."""
    return tuple(dict.fromkeys(c for c in text if not is_gsm7(c)))


def segments(text: str) -> Segments:
    """Encoding, units and number of segments of `text` as it stands; an empty text has none."""
    encoding: Encoding = "GSM-7" if is_gsm7(text) else "UCS-2"
    widths = [_width(c, encoding) for c in text]
    single, part = _CAPACITY[encoding]
    units = sum(widths)
    if units <= single:
        return Segments(encoding, units, 1 if units else 0)
    return Segments(encoding, units, _parts(widths, part))


def _width(character: str, encoding: Encoding) -> int:
    if encoding == "GSM-7":
        return 2 if character in _EXTENSION else 1
    return 2 if ord(character) > _LAST_OF_BASIC_PLANE else 1


def _parts(widths: Iterable[int], capacity: int) -> int:
    count, used = 1, 0
    for width in widths:
        if used + width > capacity:
            count, used = count + 1, 0
        used += width
    return count
