"""How many segments a text takes on the air (3GPP TS 23.038).

GSM-7: 160 characters alone, 153 each when concatenated, characters of the extension table count twice. Anything else
makes the whole text UCS-2: 70 alone, 67 each, characters beyond the basic plane count twice. What counts twice is not split
across segments.
"""

from __future__ import annotations

from typing import Final

BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED: Final = frozenset("^{}\\[~]|€\f")


def segments(body: str) -> int:
    """Number of segments `body` is sent in; 1 for an empty text."""
    if (BASIC | EXTENDED).issuperset(body):
        return _parts([2 if character in EXTENDED else 1 for character in body], 160, 153)
    return _parts([2 if character > "\uffff" else 1 for character in body], 70, 67)


def _parts(widths: list[int], alone: int, each: int) -> int:
    if sum(widths) <= alone:
        return 1
    count, room = 1, each
    for width in widths:
        if width > room:
            count, room = count + 1, each
        room -= width
    return count
