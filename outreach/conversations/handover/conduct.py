"""Conduct: what a collector must say and never says, by what is known of the call. The sentences are data (`conduct.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

WHEN: Final = (
    "always", "unidentified", "unknown", "third_party", "undisclosed", "time_barred", "disputed", "represented",
    "bankrupt", "left_alone",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of conduct and the rule it comes from. ``kind`` is ``must`` or ``never``."""

    kind: str
    when: str
    text: str
    source: str


def _read() -> tuple[Sentence, ...]:
    rows = tomllib.loads((Path(__file__).parent / "conduct.toml").read_text("utf-8"))["rule"]
    found = tuple(Sentence(**row) for row in rows)
    if strange := [one for one in found if one.kind not in ("must", "never") or one.when not in WHEN]:
        raise ValueError(f"conduct.toml: kind or when of {strange} is unknown")
    return found


SENTENCES: Final = _read()


def for_call(known: Collection[str]) -> tuple[Sentence, ...]:
    """The sentences of a call of which these things are known, in the words of ``when``."""
    return tuple(one for one in SENTENCES if one.when == "always" or one.when in known)
