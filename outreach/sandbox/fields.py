"""The form fields of each webhook, as captured from production payloads.

Places (city, state, ZIP) are sent blank, as Twilio sends them for numbers it cannot place; a client must keep blank
fields or the signature will not match.
"""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime
from typing import Final

from outreach.sandbox.calls import Call, CallStatus
from outreach.sandbox.clock import moment
from outreach.sandbox.messages import Message

API_VERSION: Final = "2010-04-01"
PLACES: Final = ("City", "State", "Zip")


def rfc2822(at: float) -> str:
    return format_datetime(moment(at))


def _country(number: str) -> str:
    return "US" if number.startswith("+1") else ""


def _places(side: str, number: str) -> dict[str, str]:
    return {side + place: "" for place in PLACES} | {f"{side}Country": _country(number)}


def call_fields(call: Call) -> dict[str, str]:
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
        "Direction": "outbound-api",
    }
    for side, number in (("From", call.from_), ("To", call.to), ("Caller", call.from_), ("Called", call.to)):
        fields |= _places(side, number)
    if call.answered_by is not None:
        fields["AnsweredBy"] = call.answered_by
    return fields


def progress_fields(call: Call, event: str, sequence: int, at: float) -> dict[str, str]:
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


def verdict_fields(call: Call, verdict: str, milliseconds: int) -> dict[str, str]:
    """The callback of asynchronous machine detection."""
    return {
        "CallSid": call.sid,
        "AccountSid": call.account_sid,
        "AnsweredBy": verdict,
        "MachineDetectionDuration": str(milliseconds),
    }


def gather_fields(digits: str, finished_on: str) -> dict[str, str]:
    return {"Digits": digits, "FinishedOnKey": finished_on, "msg": "Gather End"}


def delivery_fields(message: Message, at: float) -> dict[str, str]:
    """A status callback of a message; it has neither a time nor a number in a sequence."""
    fields = {
        "SmsSid": message.sid,
        "SmsStatus": message.status,
        "MessageStatus": message.status,
        "To": message.to,
        "MessageSid": message.sid,
        "AccountSid": message.account_sid,
        "From": message.from_ or "",
        "ApiVersion": API_VERSION,
    }
    if message.service_sid:
        fields["MessagingServiceSid"] = message.service_sid
    if message.error_code is not None:
        fields["ErrorCode"] = str(message.error_code)
    if message.status in {"delivered", "undelivered"}:
        fields["RawDlrDoneDate"] = (moment(at) - timedelta(seconds=30)).strftime("%y%m%d%H%M")
    return fields


def inbound_fields(message: Message, opt_out_type: str | None) -> dict[str, str]:
    """A text from a person, posted to the URL of our number."""
    fields = {
        "ToCountry": _country(message.to),
        "ToState": "",
        "SmsMessageSid": message.sid,
        "NumMedia": "0",
        "ToCity": "",
        "FromZip": "",
        "SmsSid": message.sid,
        "FromState": "",
        "SmsStatus": "received",
        "FromCity": "",
        "Body": message.body,
        "FromCountry": _country(message.from_ or ""),
        "To": message.to,
        "ToZip": "",
        "NumSegments": str(message.segments),
        "MessageSid": message.sid,
        "AccountSid": message.account_sid,
        "From": message.from_ or "",
        "ApiVersion": API_VERSION,
    }
    if message.service_sid:
        fields["MessagingServiceSid"] = message.service_sid
    if opt_out_type is not None:
        fields["OptOutType"] = opt_out_type
    return fields


UNANSWERED_SIP_CODES: Final = {CallStatus.BUSY: 486, CallStatus.NO_ANSWER: 487, CallStatus.FAILED: 404}
