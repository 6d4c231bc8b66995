"""Validity: how long the carrier may hold a text back, so that it never leaves at an hour at which it may not.

The closing guard is time the window certainly still has in every zone, for a contact that keeps to the hours. An answer may
leave outside of them, so for an answer the engine is asked again whether it would be lawful at the end of the time given.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from compliance import Verdict, decide, read_facts
from outreach.contacts.facts import Loaded

LONGEST: Final = 3600  # seconds; an older text has lost its occasion
HAND_OFF: Final = 30  # seconds between the decision and the carrier's taking over, at most
SHORTEST: Final = 1  # the carrier knows none
ANSWERS: Final = frozenset({"reply", "opt_out_confirmation"})
TRIED: Final = (900, 300, 120, 60)


def seconds(loaded: Loaded, purpose: str) -> int:
    """Seconds from now that the carrier may wait with a text that is lawful now."""
    guard = int(loaded.json.get("policy", {}).get("close_guard_seconds", 0))
    given = min(LONGEST, max(SHORTEST, guard - HAND_OFF))
    if purpose not in ANSWERS:
        return given
    return next((after for after in TRIED if _lawful(loaded, after + HAND_OFF)), SHORTEST)


def _lawful(loaded: Loaded, after: int) -> bool:
    later = loaded.facts.at + timedelta(seconds=after)
    return decide(read_facts(loaded.json | {"at": later.strftime("%Y-%m-%dT%H:%M:%SZ")})).verdict is Verdict.ALLOW
