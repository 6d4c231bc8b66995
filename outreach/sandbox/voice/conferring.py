"""Dial into a conference: wait for it to start, be in it, be put on hold, leave it.

While it has not started, the document of `waitUrl` is performed, once; without one there is music.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from outreach.sandbox.twiml.errors import TwimlError
from outreach.sandbox.twiml.verbs import Conference, Pause, Play, Redirect, Say, Verb
from outreach.sandbox.voice.call import Callback, RecordingWish, Source
from outreach.sandbox.voice.conference import Room, Seat
from outreach.sandbox.voice.documents import complain
from outreach.sandbox.voice.line import Redirected
from outreach.sandbox.voice.performance import Performance
from outreach.sandbox.voice.rooms import Ended, Kicked, Started
from outreach.sandbox.webhooks.voice_fields import conference_wait_fields

WAITING: Final[frozenset[type[Verb]]] = frozenset({Say, Play, Pause, Redirect})


class Announced(Exception):
    """The conference, or this participant alone, is to hear a document."""

    def __init__(self, source: Source) -> None:
        self.source = source
        super().__init__(source.url)


async def join(stage: Performance, noun: Conference) -> bool:
    """Be in the conference until it ends for this leg; False when there is no way in. Raises what ends the leg itself."""
    leg, rooms = stage.leg, stage.leg.sandbox.rooms
    room = rooms.named(noun.name)
    if room is None:
        room = rooms.open(leg.sandbox, noun.name, stage.line.at, noun.region)
    if not room.sequence and not room.seats:
        room.callback, room.limit = _callback(stage, noun), noun.max_participants
    refused = _refused(room, noun)
    if refused is not None:
        complain(leg, "", refused)
        return False
    if noun.record == "record-from-start" and room.tape is None:
        rooms.record_from(room, _wish(stage, noun), stage.line.at)
    seat = Seat(
        leg,
        stage.line.at,
        stage.line.at,
        label=noun.participant_label,
        muted=noun.muted,
        coach=noun.coach,
        starts=noun.start_conference_on_enter,
        ends=noun.end_conference_on_exit,
    )
    async with _seated(room, seat):
        await _be_there(stage, noun, room, seat)
    return True


def _refused(room: Room, noun: Conference) -> TwimlError | None:
    if len(room.seats) >= room.limit:
        return TwimlError(16020, f"the conference {noun.name} is full")
    if noun.participant_label and room.seat(noun.participant_label):
        return TwimlError(16025, f"the label {noun.participant_label} is taken")
    if noun.coach and noun.coach not in room.seats:
        return TwimlError(13240, f"nobody called {noun.coach} is in the conference to be coached")
    return None


@asynccontextmanager
async def _seated(room: Room, seat: Seat) -> AsyncIterator[None]:
    leg, line = seat.leg, seat.leg.line
    leg.with_whom = f"conference {room.conference.friendly_name}"
    before = line.leaves_at
    line.leaves(line.at + leg.party.waits())
    leg.sandbox.rooms.enter(leg.sandbox, room, seat)
    try:
        yield
    except Ended as over:
        seat.reason_left = over.reason
    except Kicked:
        seat.reason_left = "participant_updated_via_api"
    except Redirected:
        seat.reason_left = "participant_updated_via_api"
        raise
    finally:
        leg.with_whom = ""
        line.leaves(before)
        leg.sandbox.rooms.leave(leg.sandbox, room, seat, line.at)
        for stale in (Started, Ended, Kicked, Announced):
            line.forgets(stale)


async def _be_there(stage: Performance, noun: Conference, room: Room, seat: Seat) -> None:
    """Wait until it starts, then talk and hear announcements. Raises `Ended`, `Kicked`, and what ends the leg."""
    line, waits = stage.line, room.conference.status == "init"
    while True:
        if not waits:
            line.leaves(line.at + stage.leg.party.talks())
        try:
            await (_wait(stage, noun, room) if waits else line.for_ever())
        except Started:
            waits = False
        except Announced as announced:
            await Performance(stage.leg, stage.performers, WAITING, 13238).play(announced.source)


async def _wait(stage: Performance, noun: Conference, room: Room) -> None:
    """The waiting document, once, then silence; or music."""
    if noun.wait_url:
        hold = Performance(stage.leg, stage.performers, WAITING, 13238)
        await hold.play(stage.aim(noun.wait_url, noun.wait_method), conference_wait_fields(room.conference))
    await stage.line.for_ever()


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
