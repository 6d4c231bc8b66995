"""The form fields of each webhook about a call, as captured from production payloads and documented.

Places (city, state, ZIP) are sent blank, as Twilio sends them for numbers it cannot place; a client must keep blank
fields or the signature will not match.
"""

from __future__ import annotations

from email.utils import format_datetime
from typing import TYPE_CHECKING, Final

from outreach.sandbox.clock import moment
from outreach.sandbox.voice.call import Call, Direction
from outreach.sandbox.voice.recording import Recording

if TYPE_CHECKING:
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
    return fields


def ringing_fields(call: Call) -> Fields:
    """What the first request for the TwiML of a call to us carries beside the fields of the call."""
    return {"CallToken": f'{{"parentCallInfoToken":"{call.sid}"}}', "StirVerstat": "TN-Validation-Passed-A"}


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
        fields |= call.recorded
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


def partial_speech_fields(call: Call, words: str, language: str) -> Fields:
    """What is told of speech that goes on."""
    about = {"CallSid": call.sid, "AccountSid": call.account_sid, "ApiVersion": API_VERSION}
    return about | {"UnstableSpeechResult": words, "StableSpeechResult": "", "Stability": "0.5", "Language": language}


def dial_fields(status: str, *, bridged: bool, leg: Call | None = None, seconds: int | None = None) -> Fields:
    """The action of a Dial; `leg` is the call it made, `seconds` since that was answered."""
    fields = {"DialCallStatus": status, "DialBridged": flag(bridged)}
    if leg is not None:
        fields["DialCallSid"] = leg.sid
    if seconds is not None:
        fields["DialCallDuration"] = str(seconds)
    return fields


def recorded_fields(recording: Recording) -> Fields:
    """What other requests tell of a recording."""
    told = {"RecordingUrl": recording.url, "RecordingSid": recording.sid}
    return told | {"RecordingDuration": str(recording.seconds or 0)}


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
        fields["ErrorCode"] = str(recording.error_code)
    else:
        fields["RecordingUrl"] = recording.url
    if recording.status == "completed":
        fields["RecordingDuration"] = str(recording.seconds or 0)
    if recording.conference_sid is not None:
        return fields | {"ConferenceSid": recording.conference_sid}
    return (
        fields | {"CallSid": recording.call_sid} | ({"RecordingTrack": "both"} if recording.source in TRACKED else {})
    )


def queue_fields(result: str, sid: str = "", seconds: int = 0) -> Fields:
    """The action of an Enqueue; without a sid the caller was never in the queue."""
    return {"QueueResult": result} | ({"QueueSid": sid, "QueueTime": str(seconds)} if sid else {})


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


def flag(value: bool) -> str:
    return "true" if value else "false"
