"""`Conferences/{…}/Participants.json`: who is in a conference, whom to call into it, and what may be done to them.

Creating a participant places a call, which waits in the account's queue like any other, and joins the conference when it
is answered. A conference is named by its sid or, when it is open, by its friendly name.
"""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import escape, quoteattr

from outreach.sandbox.errors import Refusal
from outreach.sandbox.journal import attempt_in
from outreach.sandbox.rest import call_request
from outreach.sandbox.rest.ask import GONE, Ask, Reply
from outreach.sandbox.rest.paging import page_of
from outreach.sandbox.rest.parameters import PAGING, Parameters, names
from outreach.sandbox.sandbox import Sandbox
from outreach.sandbox.voice.call import Call, CallStatus, Source
from outreach.sandbox.voice.conference import Announcement, Part, Room, Seat
from outreach.sandbox.voice.outbound import enqueue
from outreach.sandbox.voice.rooms import HoldChanged, Kicked, tell
from outreach.sandbox.webhooks.voice_fields import API_VERSION, rfc2822

EXTRA_SECONDS: Final = 5.0  # Twilio rings so much longer than Timeout says
CREATE: Final = Parameters(
    names(
        "From To StatusCallback StatusCallbackMethod StatusCallbackEvent Label Timeout Record Muted Beep "
        "StartConferenceOnEnter EndConferenceOnExit WaitUrl WaitMethod MaxParticipants ConferenceRecord "
        "ConferenceStatusCallback ConferenceStatusCallbackMethod ConferenceStatusCallbackEvent RecordingChannels "
        "RecordingStatusCallback RecordingStatusCallbackMethod RecordingStatusCallbackEvent Region "
        "ConferenceRecordingStatusCallback ConferenceRecordingStatusCallbackMethod "
        "ConferenceRecordingStatusCallbackEvent Coaching CallSidToCoach TimeLimit MachineDetection "
        "MachineDetectionTimeout AmdStatusCallback AmdStatusCallbackMethod"
    ),
    names(
        "EarlyMedia ConferenceTrim SipAuthUsername SipAuthPassword JitterBufferSize Byoc CallerId CallReason "
        "RecordingTrack MachineDetectionSpeechThreshold MachineDetectionSpeechEndThreshold "
        "MachineDetectionSilenceTimeout Trim CallToken ClientNotificationUrl CallerDisplayName"
    ),
)
UPDATE: Final = Parameters(
    names("Muted Hold HoldUrl HoldMethod AnnounceUrl AnnounceMethod EndConferenceOnExit Coaching CallSidToCoach"),
    names("WaitUrl WaitMethod BeepOnExit"),
)
LIST: Final = Parameters(names("Muted Hold Coaching") | PAGING)
RECORD: Final = {"true": "record-from-start", "false": "do-not-record"}
ARRIVALS: Final = {CallStatus.QUEUED: "queued", CallStatus.RINGING: "ringing"}
ATTRIBUTES: Final = {
    "Muted": "muted",
    "Beep": "beep",
    "StartConferenceOnEnter": "startConferenceOnEnter",
    "EndConferenceOnExit": "endConferenceOnExit",
    "WaitUrl": "waitUrl",
    "WaitMethod": "waitMethod",
    "MaxParticipants": "maxParticipants",
    "ConferenceRecord": "record",
    "ConferenceStatusCallback": "statusCallback",
    "ConferenceStatusCallbackMethod": "statusCallbackMethod",
    "ConferenceStatusCallbackEvent": "statusCallbackEvent",
    "ConferenceRecordingStatusCallback": "recordingStatusCallback",
    "ConferenceRecordingStatusCallbackMethod": "recordingStatusCallbackMethod",
    "ConferenceRecordingStatusCallbackEvent": "recordingStatusCallbackEvent",
    "Label": "participantLabel",
    "CallSidToCoach": "coach",
    "Region": "region",
}


def create(sandbox: Sandbox, ask: Ask) -> Reply:
    """Raises `Refusal` 16022 for a conference that is over, and those of a call."""
    to, from_ = call_request.parties(sandbox, ask)
    room = _room_to_join(sandbox, ask)
    name = room.conference.friendly_name if room else ask.parts[1]
    callback = call_request.status_callback(ask)
    call = Call(
        sid=sandbox.ids.sid("CA"),
        account_sid=sandbox.options.account_sid,
        to=to,
        from_=from_,
        created_at=sandbox.clock.now(),
        source=Source(twiml=_twiml(name, ask)),
        callback=callback,
        attempt=attempt_in(callback.url if callback else None),
        timeout=ask.whole("Timeout", 60, 5, 600) + EXTRA_SECONDS,
        time_limit=ask.whole("TimeLimit", 14_400, 1, 86_400),
        detection=call_request.detection(ask, "AmdStatusCallback"),
        recording=call_request.recording(ask),
    )
    enqueue(sandbox, call)
    room = room or sandbox.rooms.open(sandbox, name, call.created_at)
    part = room.invited[call.sid] = Part(
        call=call,
        label=ask.text("Label"),
        muted=ask.flag("Muted"),
        coach=ask.text("CallSidToCoach"),
        starts=ask.flag("StartConferenceOnEnter", default=True),
        ends=ask.flag("EndConferenceOnExit"),
    )
    return Reply(201, shown(room, part), call.sid)


def list_participants(sandbox: Sandbox, ask: Ask) -> Reply:
    room = sandbox.rooms.get(ask.parts[1]) or sandbox.rooms.named(ask.parts[1])
    if room is None and sandbox.conferences.get(ask.parts[1]) is None:
        raise Refusal(20404, ask.path)
    wanted = {name: ask.query[name].lower() == "true" for name in ("Muted", "Hold", "Coaching") if name in ask.query}

    def fits(seat: Seat) -> bool:
        facts = {"Muted": seat.muted, "Hold": seat.hold, "Coaching": bool(seat.coach)}
        return all(facts[name] == value for name, value in wanted.items())

    rows = [shown(room, seat) for seat in room.seats.values() if fits(seat)] if room else []
    return Reply(200, page_of(ask, "participants", rows))


def fetch(sandbox: Sandbox, ask: Ask) -> Reply:
    room = _open(sandbox, ask)
    return Reply(200, shown(room, _invited(room, ask.parts[2]) or _seat(room, ask)))


def update(sandbox: Sandbox, ask: Ask) -> Reply:
    """Mute, hold, coach, announce; each change is told to the conference's callback."""
    room = _open(sandbox, ask)
    seat, now = _seat(room, ask), sandbox.clock.now()
    for name, attribute in (("Muted", "muted"), ("Hold", "hold")):
        if name in ask.form and ask.flag(name) != getattr(seat, attribute):
            setattr(seat, attribute, ask.flag(name))
            event = attribute.removesuffix("d") if name == "Muted" else attribute
            tell(sandbox, room, f"participant-{'' if ask.flag(name) else 'un'}{event}", now, seat)
    if "Hold" in ask.form:
        url = ask.url("HoldUrl", 21402)
        seat.hold_with = Source(url, ask.method_of("HoldMethod", "GET")) if url and seat.hold else None
        seat.leg.line.interrupt(HoldChanged(), now)
    if ask.text("AnnounceUrl"):
        source = Source(ask.url("AnnounceUrl", 21402), ask.method_of("AnnounceMethod"))
        sandbox.rooms.announce(sandbox, room, Announcement(source, seat, 1), now)
    _modify(sandbox, room, seat, ask, now)
    seat.updated_at = now
    return Reply(200, shown(room, seat))


def delete(sandbox: Sandbox, ask: Ask) -> Reply:
    """Out of the conference; the call goes on with what stands behind its Dial."""
    room = _open(sandbox, ask)
    _seat(room, ask).leg.line.interrupt(Kicked(), sandbox.clock.now())
    return GONE


def shown(room: Room, part: Part) -> dict[str, object]:
    """A participant, or one whose phone has not been picked up yet."""
    conference, call = room.conference, part.call
    since, changed, status = call.created_at, call.updated_at, ARRIVALS.get(call.status, "connecting")
    if isinstance(part, Seat):
        since, changed, status = part.joined_at, part.updated_at, "connected"
    uri = f"/{API_VERSION}/Accounts/{conference.account_sid}/Conferences/{conference.sid}/Participants"
    return {
        "account_sid": conference.account_sid,
        "call_sid": call.sid,
        "label": part.label or None,
        "call_sid_to_coach": part.coach or None,
        "coaching": bool(part.coach),
        "conference_sid": conference.sid,
        "date_created": rfc2822(since),
        "date_updated": rfc2822(changed),
        "end_conference_on_exit": part.ends,
        "muted": part.muted,
        "hold": part.hold,
        "start_conference_on_enter": part.starts,
        "status": status,
        "queue_time": str(int(call.queue_seconds * 1000)),
        "uri": f"{uri}/{call.sid}.json",
    }


def _modify(sandbox: Sandbox, room: Room, seat: Seat, ask: Ask, now: float) -> None:
    before = (seat.ends, seat.coach)
    if "EndConferenceOnExit" in ask.form:
        seat.ends = ask.flag("EndConferenceOnExit")
    if "Coaching" in ask.form or "CallSidToCoach" in ask.form:
        seat.coach = ask.text("CallSidToCoach", seat.coach) if ask.flag("Coaching", bool(seat.coach)) else ""
        if seat.coach and seat.coach not in room.seats:
            raise Refusal(16028)
    if (seat.ends, seat.coach) != before:
        tell(sandbox, room, "participant-modify", now, seat)


def _invited(room: Room, named: str) -> Part | None:
    """Who has been called and is not in yet, by call or label."""
    return next((part for part in room.invited.values() if named in {part.call.sid, part.label}), None)


def _room_to_join(sandbox: Sandbox, ask: Ask) -> Room | None:
    """None for a name nobody uses: the conference is to be opened. Raises `Refusal` 16022 for a sid that is none or over."""
    name = ask.parts[1]
    room = sandbox.rooms.get(name) or sandbox.rooms.named(name)
    if room is None and name.startswith("CF"):
        raise Refusal(16022)
    return room


def _open(sandbox: Sandbox, ask: Ask) -> Room:
    room = sandbox.rooms.get(ask.parts[1]) or sandbox.rooms.named(ask.parts[1])
    if room is None:
        raise Refusal(20404, ask.path)
    return room


def _seat(room: Room, ask: Ask) -> Seat:
    seat = room.seat(ask.parts[2])
    if seat is None:
        raise Refusal(20404, ask.path)
    return seat


def _twiml(name: str, ask: Ask) -> str:
    """The document that takes an answered call into the conference."""
    given = {attribute: " ".join(ask.form[asked]) for asked, attribute in ATTRIBUTES.items() if asked in ask.form}
    given.setdefault("statusCallbackEvent", "start end")
    if "record" in given:
        given["record"] = RECORD.get(given["record"].lower(), given["record"])
    written = "".join(f" {attribute}={quoteattr(value)}" for attribute, value in given.items())
    return f"<Response><Dial><Conference{written}>{escape(name)}</Conference></Dial></Response>"
