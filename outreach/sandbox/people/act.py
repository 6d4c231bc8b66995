"""What a person does on the phone at an instant."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Act:
    """Types `key`, or begins to say `words`, at the instant `due`; `means` is what she intends by it."""

    due: float
    key: str = ""
    words: str = ""
    means: str | None = None
