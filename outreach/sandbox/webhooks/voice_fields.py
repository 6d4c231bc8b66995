"""The form fields of each webhook about a call, as captured from production payloads and documented.

Places (city, state, ZIP) are sent blank, as Twilio sends them for numbers it cannot place; a client must keep blank
fields or the signature will not match.
"""

from __future__ import annotations

from email.utils import format_datetime
from typing import TYPE_CHECKING, Final

from outreach.sandbox.clock import moment
from outreach.sandbox.voice.call import Call, CallStatus, Direction
from outreach.sandbox.voice.recording import Recording

if TYPE_CHECKING:
    from outreach.sandbox.voice.conference import Conference, Room, Seat
    from outreach.sandbox.voice.queues import CallQueue, Member

API_VERSION: Final = "2010-04-01"
TRACKED: Final = frozenset({"OutboundAPI", "StartCallRecordingAPI"})  # whose callbacks name the track
PLACES: Final = ("City", "State", "Zip")

Fields = dict[str, str]


def rfc2822(at: float) -> str:
    return format_datetime(moment(at))


def country(number: str) -> str:
    return "US" if number.startswith("+1") else ""


def places(side: str, number: str) -> Fields:
    return {side + place: "" for place in PLACES} | {f"{side}Country": country(number)}


def call_fields(call: Call) -> Fields:
    """What every webhook about a call carries, TwiML fetches included."""
    fields = {
        "CallSid": call.sid,
        "AccountSid": call.account_sid,
        "From": call.from_,
        "To": call.to,
        "Caller": call.from_,
        "Called": call.to,
        "CallStatus": call.status.value,
        "ApiVersion": API_VERSION,
        "Direction": call.direction.value if call.direction is not Direction.OUTBOUND_DIAL else "outbound-dial",
    }
    for side, number in (("From", call.from_), ("To", call.to), ("Caller", call.from_), ("Called", call.to)):
        fields |= places(side, number)
    if call.parent_sid is not None:
        fields["ParentCallSid"] = call.parent_sid
    if call.answered_by is not None:
        fields["AnsweredBy"] = call.answered_by
    if call.direction is Direction.INBOUND and call.status is CallStatus.RINGING:
        fields |= {"CallToken": f'{{"parentCallInfoToken":"{call.sid}"}}', "StirVerstat": "TN-Validation-Passed-A"}
    return fields


def progress_fields(call: Call, event: str, sequence: int, at: float) -> Fields:
    """A status callback of a call; `event` is initiated, ringing, answered or completed."""
    fields = call_fields(call)
    fields |= {
        "CallStatus": "initiated" if event == "initiated" else call.status.value,
        "Timestamp": rfc2822(at),
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(sequence),
    }
    if event == "completed":
        fields |= {"CallDuration": str(call.seconds), "Duration": str(billed_minutes(call.seconds))}
        if call.sip_code is not None:
            fields["SipResponseCode"] = str(call.sip_code)
    return fields


def billed_minutes(seconds: int) -> int:
    return -(-seconds // 60)


def verdict_fields(call: Call, verdict: str, milliseconds: int) -> Fields:
    """The callback of asynchronous machine detection."""
    return {
        "CallSid": call.sid,
        "AccountSid": call.account_sid,
        "AnsweredBy": verdict,
        "MachineDetectionDuration": str(milliseconds),
    }


def digits_fields(digits: str, finished_on: str) -> Fields:
    return {"Digits": digits, "FinishedOnKey": finished_on, "msg": "Gather End"}


def speech_fields(words: str, language: str) -> Fields:
    return {"SpeechResult": words, "Confidence": "0.92", "Language": language}


def dial_fields(leg: Call, status: str, talked: int | None, recording: Recording | None) -> Fields:
    """The action of a Dial to numbers; `talked` seconds when two were connected, None when not.

    A phone that nobody picked up has no duration.
    """
    fields = {"DialCallStatus": status, "DialCallSid": leg.sid, "DialBridged": _flag(talked is not None)}
    if talked is not None or leg.answered_at is not None:
        fields["DialCallDuration"] = str(leg.seconds if talked is None else talked)
    if recording is not None:
        fields |= {"RecordingUrl": recording.url, "RecordingSid": recording.sid}
        fields["RecordingDuration"] = str(recording.seconds)
    return fields


def record_fields(recording: Recording, digits: str) -> Fields:
    """The action of a Record; `digits` is the key that ended it, or `hangup`."""
    told = {"RecordingUrl": recording.url, "RecordingSid": recording.sid, "RecordingDuration": str(recording.seconds)}
    return {**told, "Digits": digits}


def recording_fields(recording: Recording, started_at: float) -> Fields:
    """The status callback of a recording; one of nothing has neither sound nor length."""
    fields = {
        "AccountSid": recording.account_sid,
        "RecordingSid": recording.sid,
        "RecordingStatus": recording.status,
        "RecordingChannels": str(recording.channels),
        "RecordingStartTime": rfc2822(started_at),
        "RecordingSource": recording.source,
    }
    if recording.status == "absent":
        fields["ErrorCode"] = "16102"
    else:
        fields |= {"RecordingUrl": recording.url, "RecordingDuration": str(recording.seconds or 0)}
    if recording.source in TRACKED:
        fields["RecordingTrack"] = "both"
    if recording.conference_sid is not None:
        return fields | {"ConferenceSid": recording.conference_sid}
    return fields | {"CallSid": recording.call_sid}


def queue_fields(result: str, sid: str, seconds: int) -> Fields:
    """The action of an Enqueue."""
    return {"QueueResult": result, "QueueSid": sid, "QueueTime": str(seconds)}


def queue_wait_fields(queue: CallQueue, member: Member, at: float) -> Fields:
    """What a waiting document is asked with."""
    return {
        "QueueSid": queue.sid,
        "QueuePosition": str(queue.position(member)),
        "QueueTime": str(member.waited(at)),
        "AvgQueueTime": str(queue.average_wait(at)),
        "CurrentQueueSize": str(len(queue.members)),
        "MaxQueueSize": str(queue.max_size),
    }


def queue_dial_fields(queue: CallQueue, member: Member, by: Call, at: float) -> Fields:
    """What the document for a caller about to be connected is asked with. The spelling is Twilio's."""
    return {"QueueSid": queue.sid, "QueueTime": str(member.waited(at)), "DequeingCallSid": by.sid}


def conference_wait_fields(conference: Conference) -> Fields:
    return {"ConferenceSid": conference.sid, "FriendlyName": conference.friendly_name}


def conference_fields(room: Room, event: str, sequence: int, at: float, seat: Seat | None) -> Fields:
    """A status callback of a conference, about one participant or all of it."""
    conference = room.conference
    fields = {
        "ConferenceSid": conference.sid,
        "FriendlyName": conference.friendly_name,
        "AccountSid": conference.account_sid,
        "StatusCallbackEvent": event,
        "Timestamp": rfc2822(at),
        "SequenceNumber": str(sequence),
    }
    if event == "conference-end":
        fields["ReasonConferenceEnded"] = conference.reason_ended or ""
        fields["Reason"] = f"The conference ended: {(conference.reason_ended or '').replace('-', ' ')}"
        if conference.call_sid_ending:
            fields["CallSidEndingConference"] = conference.call_sid_ending
    return fields | (_seat_fields(seat, event) if seat is not None else {})


def _seat_fields(seat: Seat, event: str) -> Fields:
    fields = {
        "CallSid": seat.leg.call.sid,
        "Muted": _flag(seat.muted),
        "Hold": _flag(seat.hold),
        "Coaching": _flag(bool(seat.coach)),
        "EndConferenceOnExit": _flag(seat.ends),
        "StartConferenceOnEnter": _flag(seat.starts),
    }
    if seat.label:
        fields["ParticipantLabel"] = seat.label
    if seat.coach:
        fields["CallSidToCoach"] = seat.coach
    if event == "participant-leave":
        fields["ParticipantCallStatus"] = seat.leg.call.status.value
        fields["ReasonParticipantLeft"] = seat.reason_left
    return fields


def _flag(value: bool) -> str:
    return "true" if value else "false"
