"""Dial into a conference: wait for it to start, be in it, be put on hold, hear what is announced, leave it.

    waiting ──started──► talking ⇄ on hold, hearing an announcement
       └────────────────────┴──► out: hung up, put out, redirected, ended for all, or enough of it (star, time limit)

While it has not started, the document of `waitUrl` is performed, once; without one there is music. One that cannot be
performed keeps its caller out. Source: twilio.com/docs/voice/twiml/conference.
"""

from __future__ import annotations

import re
from collections import deque
from typing import Final, NoReturn

from outreach.sandbox.twiml.errors import TwimlError
from outreach.sandbox.twiml.verbs import Conference, Dial, Pause, Play, Redirect, Say, Verb
from outreach.sandbox.voice.call import Callback, RecordingWish, Source
from outreach.sandbox.voice.conference import Announcement, Room, Seat
from outreach.sandbox.voice.dial_tape import DialTape
from outreach.sandbox.voice.documents import complain
from outreach.sandbox.voice.line import LineBroken, Redirected
from outreach.sandbox.voice.performance import NotPerformed, Performance
from outreach.sandbox.voice.rooms import Announced, Ended, HoldChanged, Kicked, Started
from outreach.sandbox.webhooks.conference_fields import waiting_fields

WAITING: Final[frozenset[type[Verb]]] = frozenset({Say, Play, Pause, Redirect})
LONGEST_NAME: Final = 128
CALL_SID: Final = re.compile("CA[0-9a-fA-F]{32}")


class TimeIsUp(Exception):
    """The time limit of the Dial has passed."""


class Enough(Exception):
    """The participant pressed the star that takes her out."""


async def join(stage: Performance, dial: Dial, noun: Conference, tape: DialTape) -> bool:
    """Be in the conference until it ends for this leg; False when there is no way in. Raises what ends the leg itself."""
    leg, rooms, at = stage.leg, stage.leg.sandbox.rooms, stage.line.at
    refused = _refused(rooms.named(noun.name), noun)
    if refused is not None:
        complain(leg, "", refused)
        return False
    room = rooms.named(noun.name) or rooms.open(leg.sandbox, noun.name, at)
    if not room.opened:
        room.opened, room.callback, room.limit = True, _callback(stage, noun), noun.max_participants
    if noun.region and not room.region_named:
        room.region_named, room.conference.region = True, noun.region
    if noun.record == "record-from-start":
        rooms.wish(leg.sandbox, room, _wish(stage, noun), at)
    return await _Participation(stage, dial, noun, room).run(tape)


def _refused(room: Room | None, noun: Conference) -> TwimlError | None:
    label = noun.participant_label
    if not 0 < len(noun.name) <= LONGEST_NAME:
        return TwimlError(13237, f"the name of a conference has 1 to {LONGEST_NAME} characters, not {len(noun.name)}")
    if len(label) > LONGEST_NAME or "/" in label or CALL_SID.fullmatch(label):
        return TwimlError(16023, "a label has at most 128 characters, no slash, and is no CallSid")
    if noun.coach and (room is None or noun.coach not in room.seats):
        return TwimlError(13240, f"nobody called {noun.coach} is in the conference to be coached")
    if room is None:
        return None
    if room.opened and len(room.seats) >= room.limit:
        return TwimlError(16020, f"the conference {noun.name} is full")
    if label and room.seat(label):
        return TwimlError(16025, f"the label {label} is taken")
    return None


class _Participation:
    """One leg in a conference."""

    def __init__(self, stage: Performance, dial: Dial, noun: Conference, room: Room) -> None:
        self._stage = stage
        self._dial = dial
        self._noun = noun
        self._room = room
        self._line = stage.line
        self._waits = True
        self._silent = False  # the waiting document has been heard to its end
        self._announced: deque[Announcement] = deque()
        at = stage.line.at
        self._seat = Seat(
            call=stage.leg.call,
            leg=stage.leg,
            joined_at=at,
            updated_at=at,
            label=noun.participant_label,
            muted=noun.muted,
            coach=noun.coach,
            starts=noun.start_conference_on_enter,
            ends=noun.end_conference_on_exit,
            beep=noun.beep,
        )

    async def run(self, tape: DialTape) -> bool:
        """False when what was to be heard while waiting could not be had."""
        leg, line = self._stage.leg, self._line
        before = line.leaves_at
        limit = leg.sandbox.timers.at(line.at + self._dial.time_limit, lambda at: line.interrupt(TimeIsUp(), at))
        leg.with_whom = f"conference {self._room.conference.friendly_name}"
        tape.connected(line.at)
        line.leaves(line.at + leg.party.waits())
        leg.sandbox.rooms.enter(leg.sandbox, self._room, self._seat)
        try:
            return await self._until_out()
        finally:
            limit.cancel()
            leg.with_whom = ""
            line.leaves(before)
            for stale in (Started, Ended, Kicked, Announced, HoldChanged, TimeIsUp):
                line.forgets(stale)

    async def _until_out(self) -> bool:
        """Raises what ends or redirects the leg itself."""
        seat, how, sound = self._seat, "left", True
        try:
            await self._be_there()
        except (Ended, TimeIsUp, Enough):
            pass
        except Kicked:
            seat.reason_left, how = "participant_updated_via_api", "kicked"
        except NotPerformed:
            sound = False
        except Redirected:
            seat.reason_left = "participant_updated_via_api"
            raise
        except LineBroken:
            seat.status_left = "completed"
            raise
        finally:
            leg = self._stage.leg
            leg.sandbox.rooms.leave(leg.sandbox, self._room, seat, self._line.at, how)
        return sound

    async def _be_there(self) -> NoReturn:
        """Wait until it starts, then talk. Raises what takes the participant out."""
        if self._room.conference.status != "init":
            self._begins()
        while True:
            try:
                await (self._hear_announcement(self._announced.popleft()) if self._announced else self._hear())
            except Started:
                if self._waits:
                    self._begins()
            except HoldChanged:
                continue
            except Announced as announced:
                self._announced.append(announced.announcement)

    def _begins(self) -> None:
        self._waits = False
        self._line.leaves(self._line.at + self._stage.leg.party.talks())

    async def _hear(self) -> NoReturn:
        """The waiting document, once, then silence, or music; the others; or what is played on hold."""
        stage, noun, seat = self._stage, self._noun, self._seat
        if self._waits and noun.wait_url and not self._silent:
            told = waiting_fields(self._room.conference)
            await self._documents().play(stage.aim(noun.wait_url, noun.wait_method), told)
            self._silent = True
        elif seat.hold and seat.hold_with is not None:
            await self._play_if_possible(seat.hold_with)
        while True:
            act = await self._line.until(float("inf"), listening=self._dial.hangup_on_star)
            if act is not None:
                stage.leg.acted(act, heard=act.key == "*")
                if act.key == "*":
                    raise Enough

    async def _hear_announcement(self, announcement: Announcement) -> None:
        leg, seat = self._stage.leg, self._seat
        try:
            await self._play_if_possible(announcement.source)
        finally:
            leg.sandbox.rooms.heard(leg.sandbox, self._room, seat, announcement, self._line.at)

    async def _play_if_possible(self, source: Source) -> None:
        try:
            await self._documents().play(source)
        except NotPerformed:
            return

    def _documents(self) -> Performance:
        return Performance(self._stage.leg, self._stage.performers, WAITING, 13238, apologises=False)


def _callback(stage: Performance, noun: Conference) -> Callback | None:
    if not noun.status_callback:
        return None
    to = stage.aim(noun.status_callback, noun.status_callback_method)
    return Callback(to.url, to.method, noun.status_callback_event)


def _wish(stage: Performance, noun: Conference) -> RecordingWish:
    told = None
    if noun.recording_status_callback:
        to = stage.aim(noun.recording_status_callback, noun.recording_status_callback_method)
        told = Callback(to.url, to.method, noun.recording_status_callback_event)
    return RecordingWish(1, "Conference", told)
