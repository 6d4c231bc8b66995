"""The conferences under way: who comes in, when one starts and ends, and what is told of it.

The events and the order of their numbers: twilio.com/docs/voice/twiml/conference#attributes-statusCallback.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from outreach.sandbox.voice.call import Call, Callback, RecordingWish
from outreach.sandbox.voice.conference import Conference, Room, Seat
from outreach.sandbox.voice.progress import about
from outreach.sandbox.voice.tape import Tape, finish
from outreach.sandbox.webhooks.callbacks import Mail
from outreach.sandbox.webhooks.voice_fields import conference_fields

if TYPE_CHECKING:
    from outreach.sandbox.sandbox import Sandbox


class Started(Exception):
    """The conference begins: no more waiting music."""


class Ended(Exception):
    """The conference is over for everybody; `reason` as those who were in it are told."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Kicked(Exception):
    """This participant is put out of the conference."""


class Rooms:
    """All conferences that have not ended, by name."""

    def __init__(self) -> None:
        self._open: dict[str, Room] = {}

    def __iter__(self) -> Iterator[Room]:
        return iter(list(self._open.values()))

    def named(self, name: str) -> Room | None:
        return self._open.get(name)

    def get(self, sid: str) -> Room | None:
        return next((room for room in self._open.values() if room.conference.sid == sid), None)

    def open(self, sandbox: Sandbox, name: str, at: float, region: str = "") -> Room:
        conference = Conference(
            sid=sandbox.ids.sid("CF"),
            account_sid=sandbox.options.account_sid,
            friendly_name=name,
            created_at=at,
            updated_at=at,
            region=region or "us1",
        )
        sandbox.conferences.add(conference)
        room = self._open[name] = Room(conference)
        return room

    def enter(self, sandbox: Sandbox, room: Room, seat: Seat) -> None:
        """Take a seat; the conference starts when there are two and one of them starts it."""
        room.invited.pop(seat.leg.call.sid, None)
        room.seats[seat.leg.call.sid] = seat
        seat.leg.record("conference.joined", conference=room.conference.friendly_name, muted=seat.muted or None)
        tell(sandbox, room, "participant-join", seat.joined_at, seat)
        if room.conference.status == "init" and len(room.seats) > 1 and any(one.starts for one in room.seats.values()):
            self._start(sandbox, room, seat.joined_at)

    def leave(self, sandbox: Sandbox, room: Room, seat: Seat, at: float, how: str = "left") -> None:
        """Give up a seat; the last one to do so, or one that ends the conference, ends it for all."""
        if room.seats.pop(seat.leg.call.sid, None) is None:
            return
        seat.leg.record("conference.left", conference=room.conference.friendly_name)
        tell(sandbox, room, "participant-leave", at, seat)
        if not room.seats:
            self.end(sandbox, room, at, f"last-participant-{how}", seat.leg.call)
        elif seat.ends:
            self.end(sandbox, room, at, f"participant-with-end-conference-on-exit-{how}", seat.leg.call)

    def never_came(self, sandbox: Sandbox, call: Call, at: float) -> None:
        """A call that was to join ended before it did."""
        for room in self:
            if room.invited.pop(call.sid, None) is not None and not room.seats and not room.invited:
                self.end(sandbox, room, at, "last-participant-left", call)

    def end(self, sandbox: Sandbox, room: Room, at: float, reason: str, by: Call | None = None) -> None:
        conference = room.conference
        if conference.status == "completed":
            return
        conference.status, conference.updated_at = "completed", at
        conference.reason_ended, conference.call_sid_ending = reason, by.sid if by else None
        self._open.pop(conference.friendly_name, None)
        sandbox.journal.record("conference.ended", at, sid=conference.sid, conference=conference.friendly_name)
        for seat in list(room.seats.values()):
            seat.leg.line.interrupt(Ended(_LEFT.get(reason, "moderator_ended_conference")), at)
        tell(sandbox, room, "conference-end", at)
        if room.tape is not None and by is not None:
            finish(sandbox, by, room.tape, at)
        sandbox.conferences.put_away(conference)

    def record_from(self, room: Room, wish: RecordingWish, at: float) -> None:
        room.tape = Tape(wish, at, room.conference.sid)

    def _start(self, sandbox: Sandbox, room: Room, at: float) -> None:
        conference = room.conference
        conference.status, conference.updated_at = "in-progress", at
        sandbox.journal.record("conference.started", at, sid=conference.sid, conference=conference.friendly_name)
        tell(sandbox, room, "conference-start", at)
        for seat in room.seats.values():
            seat.leg.line.interrupt(Started(), at)


def tell(sandbox: Sandbox, room: Room, event: str, at: float, seat: Seat | None = None) -> None:
    """Send the status callback of `event` when the conference's first participant asked for its kind."""
    kind = event.removeprefix("conference-").removeprefix("participant-").split("-", maxsplit=1)[0]
    wanted: Callback | None = room.callback
    if wanted is None or _KINDS.get(kind, kind) not in wanted.events:
        return
    room.sequence += 1
    who = seat or next(iter(room.seats.values()), None)
    fields = conference_fields(room, event, room.sequence, sandbox.chaos.skewed(at), seat)
    if who is not None:
        sandbox.callbacks.send(Mail(about(who.leg.call), wanted, event, fields))


_KINDS = {"unmute": "mute", "unhold": "hold"}
_LEFT = {"conference-ended-via-api": "conference_ended_via_api"}
