"""What the page shows besides the journal: the whole at the beginning (`scene`), and what moves all the time (`pulse`)."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import Final

from outreach.sandbox.clock import ManualClock, iso
from outreach.sandbox.sandbox import Sandbox
from outreach.sandbox.voice.call import CallStatus
from outreach.sandbox.voice.leg import Leg

LINES: Final = 1_000
LEGS: Final = 500
COMPLAINTS: Final = 100
OURS: Final = 200


def scene(sandbox: Sandbox) -> dict[str, object]:
    """Everything a page that has just been opened needs; newest lines, legs and complaints only."""
    recent = sandbox.recent
    lines = {line["n"]: line for line in recent.newest(LINES)}
    for number in sandbox.population.in_hand:
        lines |= {line["n"]: line for line in recent.about(number)}
    return {
        **pulse(sandbox),
        "epoch": recent.epoch,
        "noted": recent.noted,
        "legs": [shown(leg) for leg in islice(reversed(sandbox.legs.values()), LEGS)],
        "lines": [lines[n] for n in sorted(lines)],
        "debugger": sandbox.debugger.newest(COMPLAINTS),
    }


def pulse(sandbox: Sandbox) -> dict[str, object]:
    """The clock, what is going on and how much there has been."""
    going_on = Counter(leg.call.status for leg in sandbox.legs.values())
    return {
        "now": iso(sandbox.clock.now()),
        "rate": sandbox.clock.rate(),
        "by_hand": isinstance(sandbox.clock, ManualClock),
        "ringing": going_on[CallStatus.RINGING],
        "talking": going_on[CallStatus.IN_PROGRESS],
        "queued": len(sandbox.call_queue),
        "counts": dict(sandbox.journal.counts),
        "complaints": sandbox.debugger.noted,
        "in_hand": sorted(sandbox.population.in_hand),
        "ours": sorted(islice(sandbox.holdings.numbers, OURS)),
    }


def shown(leg: Leg) -> dict[str, object]:
    """One call under way."""
    call = leg.call
    return {
        "sid": call.sid,
        "number": call.person,
        "ours": call.ours,
        "direction": call.direction.value,
        "status": call.status.value,
        "parent": call.parent_sid,
        "with": leg.with_whom or None,
        "in_hand": leg.party.by_hand,
        "since": iso(call.answered_at or call.dialled_at or call.created_at),
    }
