"""The form fields of a conference's status callbacks. Source: twilio.com/docs/voice/twiml/conference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from outreach.sandbox.webhooks.voice_fields import Fields, flag, rfc2822

if TYPE_CHECKING:
    from outreach.sandbox.voice.conference import Conference, Part, Seat

REASONS: Final = {
    "conference-ended-via-api": "Conference ended via API",
    "last-participant-kicked": "Last participant was removed",
    "last-participant-left": "Last participant left",
    "participant-with-end-conference-on-exit-kicked": "Participant with endConferenceOnExit was removed",
    "participant-with-end-conference-on-exit-left": "Participant with endConferenceOnExit left",
}


def waiting_fields(conference: Conference) -> Fields:
    """What the document for those who wait is asked with."""
    return {"ConferenceSid": conference.sid, "FriendlyName": conference.friendly_name}


def conference_fields(conference: Conference, event: str, sequence: int, at: float) -> Fields:
    """What every event tells."""
    return {
        "ConferenceSid": conference.sid,
        "FriendlyName": conference.friendly_name,
        "AccountSid": conference.account_sid,
        "StatusCallbackEvent": event,
        "Timestamp": rfc2822(at),
        "SequenceNumber": str(sequence),
    }


def part_fields(part: Part) -> Fields:
    """What an event about one participant adds."""
    fields = {
        "CallSid": part.call.sid,
        "Muted": flag(part.muted),
        "Hold": flag(part.hold),
        "Coaching": flag(bool(part.coach)),
        "EndConferenceOnExit": flag(part.ends),
        "StartConferenceOnEnter": flag(part.starts),
    }
    if part.label:
        fields["ParticipantLabel"] = part.label
    if part.coach:
        fields["CallSidToCoach"] = part.coach
    return fields


def left_fields(status: str, reason: str) -> Fields:
    """What `participant-leave` adds: the status of the call, and why."""
    return {"ParticipantCallStatus": status, "ReasonParticipantLeft": reason}


def end_fields(reason: str, by: Seat | None) -> Fields:
    """What `conference-end` adds: why, and by whom if by one of them."""
    fields = {"ReasonConferenceEnded": reason, "Reason": REASONS[reason]}
    if by is not None:
        fields["CallSidEndingConference"] = by.call.sid
        if by.label:
            fields["ParticipantLabelEndingConference"] = by.label
    return fields


def announcement_fields(url: str) -> Fields:
    return {"AnnounceUrl": url}
