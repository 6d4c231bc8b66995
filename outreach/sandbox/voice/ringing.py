"""From dialling to picking up, or to whatever else happens to a ringing phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from outreach.sandbox.people.persona import Answer
from outreach.sandbox.voice import progress
from outreach.sandbox.voice.call import CallStatus
from outreach.sandbox.voice.leg import Leg
from outreach.sandbox.voice.line import LineBroken
from outreach.sandbox.voice.sounds import seconds_of_tones

SETUP_SECONDS: Final = 1.0  # until the phone rings or the network refuses
BUSY_SECONDS: Final = 1.5


class PickedUp(Exception):
    """Somebody at the page answered the phone."""


async def ring(leg: Leg, patience: float, on_ringing: Callable[[], object] | None = None) -> None:
    """Ring for at most `patience` seconds. Raises `LineBroken` when nobody picks up, and what breaks in afterwards."""
    line, manner = leg.line, leg.party.manner
    progress.tell(leg.sandbox, leg.call, "initiated", line.at)
    await line.until(line.at + SETUP_SECONDS)
    if manner.answer is Answer.NOT_IN_SERVICE:
        raise LineBroken("network", CallStatus.FAILED)
    leg.become(CallStatus.RINGING, "call.ringing")
    progress.tell(leg.sandbox, leg.call, "ringing", line.at)
    if on_ringing is not None:
        on_ringing()
    if manner.answer is Answer.BUSY:
        await line.until(line.at + BUSY_SECONDS)
        raise LineBroken("network", CallStatus.BUSY)
    await _picked_up(leg, patience)
    leg.answer()
    await _send_digits(leg)


async def _picked_up(leg: Leg, patience: float) -> None:
    """Return when somebody does. A phone taken in hand while it rings is no longer picked up by its persona."""
    line, manner = leg.line, leg.party.manner
    picks_up_at, gives_up_at = line.at + manner.ring_seconds, line.at + patience
    try:
        if manner.answer not in {Answer.BY_HAND, Answer.NO_ANSWER} and picks_up_at < gives_up_at:
            await line.until(picks_up_at)
            if not leg.party.by_hand:
                return
        await line.until(gives_up_at)
    except PickedUp:
        return
    finally:
        line.forgets(PickedUp)  # whoever answers twice answers once
    raise LineBroken("network", CallStatus.NO_ANSWER)


async def _send_digits(leg: Leg) -> None:
    digits = leg.call.send_digits
    if digits:
        leg.record("call.digits_sent", digits=digits)
        await leg.line.until(leg.line.at + seconds_of_tones(digits))
