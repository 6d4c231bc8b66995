"""How many segments a text takes on the air (3GPP TS 23.038).

GSM-7: 160 characters alone, 153 each when concatenated, characters of the extension table count twice and are not
split across segments. Anything else makes the whole text UCS-2: 70 alone, 67 each.
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
    if BASIC.issuperset(body):
        return _parts(len(body), 160, 153)
    if (BASIC | EXTENDED).issuperset(body):
        return _extended(body)
    return _parts(len(body.encode("utf-16-be")) // 2, 70, 67)


def _parts(length: int, alone: int, each: int) -> int:
    return 1 if length <= alone else -(-length // each)


def _extended(body: str) -> int:
    widths = [2 if character in EXTENDED else 1 for character in body]
    if sum(widths) <= 160:
        return 1
    count, room = 1, 153
    for width in widths:
        if width > room:
            count, room = count + 1, 153
        room -= width
    return count
