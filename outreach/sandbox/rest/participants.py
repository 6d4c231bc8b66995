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
from outreach.sandbox.twiml.reading import parse
from outreach.sandbox.twiml.verbs import Conference, Dial
from outreach.sandbox.voice.call import Call, CallStatus, Source
from outreach.sandbox.voice.conference import Room, Seat
from outreach.sandbox.voice.conferring import Announced
from outreach.sandbox.voice.outbound import enqueue
from outreach.sandbox.voice.rooms import Kicked, tell
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
    callback = call_request.status_callback(ask)
    call = Call(
        sid=sandbox.ids.sid("CA"),
        account_sid=sandbox.options.account_sid,
        to=to,
        from_=from_,
        created_at=sandbox.clock.now(),
        source=Source(twiml=_twiml(room, ask)),
        callback=callback,
        attempt=attempt_in(callback.url if callback else None),
        timeout=ask.whole("Timeout", 60, 5, 600) + EXTRA_SECONDS,
        time_limit=ask.whole("TimeLimit", 14_400, 1, 86_400),
        detection=call_request.detection(ask, "AmdStatusCallback"),
        recording=call_request.recording(ask),
    )
    room.invited[call.sid] = call
    enqueue(sandbox, call)
    return Reply(201, _invited(room, call), call.sid)


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
    for call in room.invited.values():
        if ask.parts[2] in {call.sid, _wish(call).participant_label}:
            return Reply(200, _invited(room, call))
    return Reply(200, shown(room, _seat(room, ask)))


def update(sandbox: Sandbox, ask: Ask) -> Reply:
    """Mute, hold, coach, announce; each change is told to the conference's callback."""
    room = _open(sandbox, ask)
    seat, now = _seat(room, ask), sandbox.clock.now()
    for name, attribute in (("Muted", "muted"), ("Hold", "hold")):
        if name in ask.form and ask.flag(name) != getattr(seat, attribute):
            setattr(seat, attribute, ask.flag(name))
            event = attribute.removesuffix("d") if name == "Muted" else attribute
            tell(sandbox, room, f"participant-{'' if ask.flag(name) else 'un'}{event}", now, seat)
    if seat.hold and ask.text("HoldUrl"):
        source = Source(ask.url("HoldUrl", 21402), ask.method_of("HoldMethod", "GET"))
        seat.leg.line.interrupt(Announced(source), now)
    if ask.text("AnnounceUrl"):
        source = Source(ask.url("AnnounceUrl", 21402), ask.method_of("AnnounceMethod"))
        seat.leg.line.interrupt(Announced(source), now)
    _modify(sandbox, room, seat, ask, now)
    seat.updated_at = now
    return Reply(200, shown(room, seat))


def delete(sandbox: Sandbox, ask: Ask) -> Reply:
    """Out of the conference; the call goes on with what stands behind its Dial."""
    room = _open(sandbox, ask)
    _seat(room, ask).leg.line.interrupt(Kicked(), sandbox.clock.now())
    return GONE


def shown(room: Room, seat: Seat) -> dict[str, object]:
    conference = room.conference
    uri = f"/{API_VERSION}/Accounts/{conference.account_sid}/Conferences/{conference.sid}/Participants"
    return {
        "account_sid": conference.account_sid,
        "call_sid": seat.leg.call.sid,
        "label": seat.label or None,
        "call_sid_to_coach": seat.coach or None,
        "coaching": bool(seat.coach),
        "conference_sid": conference.sid,
        "date_created": rfc2822(seat.joined_at),
        "date_updated": rfc2822(seat.updated_at),
        "end_conference_on_exit": seat.ends,
        "muted": seat.muted,
        "hold": seat.hold,
        "start_conference_on_enter": seat.starts,
        "status": "connected",
        "queue_time": str(int(seat.leg.call.queue_seconds * 1000)),
        "uri": f"{uri}/{seat.leg.call.sid}.json",
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


def _invited(room: Room, call: Call) -> dict[str, object]:
    """A participant who has been called and is not in yet."""
    conference, wish = room.conference, _wish(call)
    uri = f"/{API_VERSION}/Accounts/{conference.account_sid}/Conferences/{conference.sid}/Participants"
    return {
        "account_sid": conference.account_sid,
        "call_sid": call.sid,
        "label": wish.participant_label or None,
        "call_sid_to_coach": wish.coach or None,
        "coaching": bool(wish.coach),
        "conference_sid": conference.sid,
        "date_created": rfc2822(call.created_at),
        "date_updated": rfc2822(call.updated_at),
        "end_conference_on_exit": wish.end_conference_on_exit,
        "muted": wish.muted,
        "hold": False,
        "start_conference_on_enter": wish.start_conference_on_enter,
        "status": ARRIVALS.get(call.status, "connecting"),
        "queue_time": str(int(call.queue_seconds * 1000)),
        "uri": f"{uri}/{call.sid}.json",
    }


def _wish(call: Call) -> Conference:
    """How an invited participant is to enter: what stands in the document that will take her in."""
    dial = next(verb for verb in parse(call.source.twiml.encode()).verbs if isinstance(verb, Dial))
    return dial.conference or Conference("")


def _room_to_join(sandbox: Sandbox, ask: Ask) -> Room:
    name = ask.parts[1]
    room = sandbox.rooms.get(name) or sandbox.rooms.named(name)
    if room is not None:
        return room
    if name.startswith("CF"):
        raise Refusal(16022)
    return sandbox.rooms.open(sandbox, name, sandbox.clock.now(), ask.text("Region"))


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


def _twiml(room: Room, ask: Ask) -> str:
    """The document that takes an answered call into the conference."""
    given = {attribute: " ".join(ask.form[name]) for name, attribute in ATTRIBUTES.items() if name in ask.form}
    given.setdefault("statusCallbackEvent", "start end")
    if "record" in given:
        given["record"] = RECORD.get(given["record"].lower(), given["record"])
    written = "".join(f" {name}={quoteattr(value)}" for name, value in given.items())
    return (
        f"<Response><Dial><Conference{written}>{escape(room.conference.friendly_name)}</Conference></Dial></Response>"
    )
