"""Dial news: what the carrier tells of the phones it rang for a caller, or of the room she was in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DialNews:
    """``status`` and ``sid`` are of the phone that decided.

    ``bridged`` is whether the two heard each other, ``gone`` whether the caller has hung up.
    """

    status: str
    bridged: bool = False
    sid: str = ""
    gone: bool = False
