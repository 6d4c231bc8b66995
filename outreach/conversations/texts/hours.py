"""Hours: until when the hour at which somebody wrote is one at which we do not write by ourselves."""

from __future__ import annotations

from datetime import datetime

from compliance import decide, read_facts
from outreach.contacts.facts import Loaded


def closed_until(loaded: Loaded) -> datetime | None:
    """When we may write to her again of ourselves; None when it is now.

    Asked without her history, so that only the hours, days and holidays can speak against it.
    """
    unasked = loaded.json["attempt"] | {"purpose": "collection"}
    decision = decide(read_facts(loaded.json | {"history": [], "attempt": unasked}))
    waits = [finding.until for finding in decision.findings if finding.until is not None]
    return max(waits, default=None)
