"""A conference: a room of legs that hear each other.

    init ──two are in it, and one of them starts it──► in-progress ──the last one, or one that ends it, leaves──► completed

Names are unique among conferences that have not ended. Source: twilio.com/docs/voice/twiml/conference and
twilio.com/docs/voice/api/conference-resource.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outreach.sandbox.voice.call import Call, Callback, RecordingWish, Source

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


@dataclass(slots=True, kw_only=True, eq=False)
class Part:
    """How somebody takes part, as told of her in events. `coach` is the call that alone hears her."""

    call: Call
    label: str = ""
    muted: bool = False
    hold: bool = False
    coach: str = ""
    starts: bool = True
    ends: bool = False


@dataclass(slots=True, kw_only=True, eq=False)
class Seat(Part):
    """One participant. `beep` says when her coming and going is heard; `hold_with` is what she hears on hold."""

    leg: Leg
    joined_at: float
    updated_at: float
    beep: str = "true"
    hold_with: Source | None = None
    reason_left: str = "participant_hung_up"
    status_left: str = "in-progress"
    owed: list[Announcement] = field(default_factory=list)  # announcements she has not heard to their end


@dataclass(slots=True, eq=False)
class Announcement:
    """A document for one participant, or with `to` None for all; `hearing` of them have not heard it to its end."""

    source: Source
    to: Seat | None
    hearing: int


@dataclass(slots=True, eq=False)
class Room:
    """A conference that has not ended, with who is in it. Its first participant fixes the callback and the limit."""

    conference: Conference
    limit: int = 250
    callback: Callback | None = None
    opened: bool = False  # somebody has been in it
    region_named: bool = False
    seats: dict[str, Seat] = field(default_factory=dict)
    invited: dict[str, Part] = field(default_factory=dict)  # called over REST, not yet in
    sequence: int = 0
    wish: RecordingWish | None = None
    tape: Tape | None = None
    taped_on: Call | None = None  # the call the recording is filed under

    def seat(self, name: str) -> Seat | None:
        """The participant with this call id or label."""
        found = self.seats.get(name)
        return found or next((seat for seat in self.seats.values() if seat.label == name), None)

    def others(self, seat: Seat) -> list[Seat]:
        return [one for one in self.seats.values() if one is not seat]
