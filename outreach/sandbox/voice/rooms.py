"""The conferences under way: who comes in, when one starts and ends, and what is told of it.

The events and the order of their numbers: twilio.com/docs/voice/twiml/conference#attributes-statusCallback. When one ends,
those still in it leave first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from outreach.sandbox.voice.call import Call, RecordingWish
from outreach.sandbox.voice.conference import Announcement, Conference, Part, Room, Seat
from outreach.sandbox.voice.tape import begin, finish
from outreach.sandbox.webhooks.callbacks import About, Mail
from outreach.sandbox.webhooks.conference_fields import (
    announcement_fields,
    conference_fields,
    end_fields,
    left_fields,
    part_fields,
)
from outreach.sandbox.webhooks.voice_fields import Fields

if TYPE_CHECKING:
    from outreach.sandbox.sandbox import Sandbox

KINDS: Final = {"unmute": "mute", "unhold": "hold"}
LEFT: Final = {"conference-ended-via-api": "conference_ended_via_api"}
BEEPS: Final = {"join": frozenset({"true", "onEnter"}), "leave": frozenset({"true", "onExit"})}
CALLBACK_FAILED: Final = 16011


class Started(Exception):
    """The conference begins: no more waiting music."""


class Ended(Exception):
    """The conference is over for everybody."""


class Kicked(Exception):
    """This participant is put out of the conference."""


class Announced(Exception):
    """The conference, or this participant alone, is to hear a document."""

    def __init__(self, announcement: Announcement) -> None:
        self.announcement = announcement
        super().__init__(announcement.source.url)


class HoldChanged(Exception):
    """This participant was put on hold, or taken off it."""


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

    def open(self, sandbox: Sandbox, name: str, at: float) -> Room:
        conference = Conference(
            sid=sandbox.ids.sid("CF"),
            account_sid=sandbox.options.account_sid,
            friendly_name=name,
            created_at=at,
            updated_at=at,
        )
        sandbox.conferences.add(conference)
        room = self._open[name] = Room(conference)
        return room

    def enter(self, sandbox: Sandbox, room: Room, seat: Seat) -> None:
        """Take a seat; the conference starts when there are two and one of them starts it."""
        at = seat.joined_at
        room.invited.pop(seat.call.sid, None)
        room.seats[seat.call.sid] = seat
        seat.leg.record("conference.joined", conference=room.conference.friendly_name, muted=seat.muted or None)
        _beep(room, seat, "join")
        tell(sandbox, room, "participant-join", at, seat)
        if room.conference.status == "init" and len(room.seats) > 1 and any(one.starts for one in room.seats.values()):
            self._start(sandbox, room, at)
        elif room.conference.status == "in-progress":
            _record(sandbox, room, at)

    def leave(self, sandbox: Sandbox, room: Room, seat: Seat, at: float, how: str = "left") -> None:
        """Give up a seat; the last one to do so, or one that ends the conference, ends it for all."""
        if room.seats.get(seat.call.sid) is not seat:
            return
        self._out(sandbox, room, seat, at)
        if not room.seats and not room.invited:
            self.end(sandbox, room, at, f"last-participant-{how}", seat)
        elif seat.ends:
            self.end(sandbox, room, at, f"participant-with-end-conference-on-exit-{how}", seat)

    def never_came(self, sandbox: Sandbox, call: Call, at: float) -> None:
        """A call that was to join ended before it did."""
        for room in self:
            part = room.invited.pop(call.sid, None)
            if part is not None:
                why = left_fields(call.status.value, "participant_add_failed")
                tell(sandbox, room, "participant-leave", at, part, why)
                if not room.seats and not room.invited:
                    self.end(sandbox, room, at, "last-participant-left")

    def end(self, sandbox: Sandbox, room: Room, at: float, reason: str, by: Seat | None = None) -> None:
        """Over, for whoever is still in it."""
        conference = room.conference
        if conference.status == "completed":
            return
        conference.status, conference.updated_at = "completed", at
        conference.reason_ended, conference.call_sid_ending = reason, by.call.sid if by else None
        self._open.pop(conference.friendly_name, None)
        for seat in list(room.seats.values()):
            seat.reason_left = LEFT.get(reason, "moderator_ended_conference")
            seat.leg.line.interrupt(Ended(), at)
            self._out(sandbox, room, seat, at)
        sandbox.journal.record("conference.ended", at, sid=conference.sid, conference=conference.friendly_name)
        tell(sandbox, room, "conference-end", at, None, end_fields(reason, by))
        if room.tape is not None and room.taped_on is not None:
            finish(sandbox, room.taped_on, room.tape, at)
        sandbox.conferences.put_away(conference)

    def wish(self, sandbox: Sandbox, room: Room, wish: RecordingWish, at: float) -> None:
        """The conference is to be recorded, from its start."""
        room.wish = room.wish or wish
        if room.conference.status == "in-progress":
            _record(sandbox, room, at)

    def announce(self, sandbox: Sandbox, room: Room, announcement: Announcement, at: float) -> None:
        """Let one participant, or all of them, hear a document."""
        for seat in room.seats.values():
            if announcement.to in {None, seat}:
                seat.owed.append(announcement)
                seat.leg.line.interrupt(Announced(announcement), at)

    def heard(self, sandbox: Sandbox, room: Room, seat: Seat, announcement: Announcement, at: float) -> None:
        """A participant has heard an announcement to its end, or as much of it as she will hear."""
        if announcement not in seat.owed:
            return
        seat.owed.remove(announcement)
        announcement.hearing -= 1
        if announcement.hearing == 0:
            to = announcement.to if announcement.to in room.seats.values() else None
            tell(sandbox, room, "announcement-end", at, to, announcement_fields(announcement.source.url))

    def _start(self, sandbox: Sandbox, room: Room, at: float) -> None:
        conference = room.conference
        conference.status, conference.updated_at = "in-progress", at
        sandbox.journal.record("conference.started", at, sid=conference.sid, conference=conference.friendly_name)
        tell(sandbox, room, "conference-start", at)
        _record(sandbox, room, at)
        for seat in room.seats.values():
            seat.leg.line.interrupt(Started(), at)

    def _out(self, sandbox: Sandbox, room: Room, seat: Seat, at: float) -> None:
        del room.seats[seat.call.sid]
        seat.leg.record("conference.left", conference=room.conference.friendly_name)
        _beep(room, seat, "leave")
        tell(sandbox, room, "participant-leave", at, seat, left_fields(seat.status_left, seat.reason_left))
        for announcement in list(seat.owed):
            self.heard(sandbox, room, seat, announcement, at)


def tell(
    sandbox: Sandbox, room: Room, event: str, at: float, part: Part | None = None, more: Fields | None = None
) -> None:
    """Send the status callback of `event` when the conference's first participant asked for its kind."""
    kind = event.removeprefix("conference-").removeprefix("participant-").split("-", maxsplit=1)[0]
    wanted, conference = room.callback, room.conference
    if wanted is None or KINDS.get(kind, kind) not in wanted.events:
        return
    room.sequence += 1
    fields = conference_fields(conference, event, room.sequence, sandbox.chaos.skewed(at))
    fields |= (part_fields(part) if part is not None else {}) | (more or {})
    attempt = part.call.attempt if part is not None else None
    about = About("calls", conference.sid, None, conference.friendly_name, attempt, CALLBACK_FAILED)
    sandbox.callbacks.send(Mail(about, wanted, event, fields))


def _beep(room: Room, seat: Seat, event: str) -> None:
    if seat.beep in BEEPS[event] and room.others(seat):
        seat.leg.record("conference.beeped", conference=room.conference.friendly_name, event=event)


def _record(sandbox: Sandbox, room: Room, at: float) -> None:
    if room.wish is not None and room.tape is None:
        room.taped_on = next(iter(room.seats.values())).call
        room.tape = begin(sandbox, room.taped_on, room.wish, at, room.conference.sid)
