"""A conference: a room of legs that hear each other.

    init ──two are in it, and one of them starts it──► in-progress ──the last one, or one that ends it, leaves──► completed

Names are unique among conferences that have not ended. Source: twilio.com/docs/voice/twiml/conference and
twilio.com/docs/voice/api/conference-resource.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outreach.sandbox.voice.call import Call, Callback

if TYPE_CHECKING:
    from outreach.sandbox.voice.leg import Leg
    from outreach.sandbox.voice.tape import Tape


@dataclass(slots=True, kw_only=True)
class Conference:
    """The resource. Instants are unix seconds of virtual time."""

    sid: str
    account_sid: str
    friendly_name: str
    created_at: float
    updated_at: float
    region: str = "us1"
    status: str = "init"
    reason_ended: str | None = None
    call_sid_ending: str | None = None

    @property
    def addresses(self) -> tuple[str, ...]:
        return (self.friendly_name,)


@dataclass(slots=True, eq=False)
class Seat:
    """One participant. `coach` is the call that alone hears this one."""

    leg: Leg
    joined_at: float
    updated_at: float
    label: str = ""
    muted: bool = False
    hold: bool = False
    coach: str = ""
    starts: bool = True
    ends: bool = False
    reason_left: str = "participant_hung_up"


@dataclass(slots=True, eq=False)
class Room:
    """A conference that has not ended, with who is in it. Its first participant fixes the callback and the limit."""

    conference: Conference
    limit: int = 250
    callback: Callback | None = None
    seats: dict[str, Seat] = field(default_factory=dict)
    invited: dict[str, Call] = field(default_factory=dict)  # called over REST, not yet in
    sequence: int = 0
    tape: Tape | None = None

    def seat(self, name: str) -> Seat | None:
        """The participant with this call id or label."""
        found = self.seats.get(name)
        return found or next((seat for seat in self.seats.values() if seat.label == name), None)

    def others(self, seat: Seat) -> list[Seat]:
        return [one for one in self.seats.values() if one is not seat]
