"""The form fields of each webhook about a text, as captured from production payloads."""

from __future__ import annotations

from datetime import timedelta

from outreach.sandbox.clock import moment
from outreach.sandbox.texts.media import content_type, medium_url
from outreach.sandbox.texts.message import Message
from outreach.sandbox.webhooks.voice_fields import API_VERSION, Fields, country


def delivery_fields(message: Message, at: float) -> Fields:
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


def inbound_fields(message: Message, opt_out_type: str | None) -> Fields:
    """A text from a person, posted to the URL of our number."""
    fields = {
        "ToCountry": country(message.to),
        "ToState": "",
        "SmsMessageSid": message.sid,
        "NumMedia": str(len(message.media)),
        "ToCity": "",
        "FromZip": "",
        "SmsSid": message.sid,
        "FromState": "",
        "SmsStatus": "received",
        "FromCity": "",
        "Body": message.body,
        "FromCountry": country(message.from_ or ""),
        "To": message.to,
        "ToZip": "",
        "NumSegments": str(message.segments),
        "MessageSid": message.sid,
        "AccountSid": message.account_sid,
        "From": message.from_ or "",
        "ApiVersion": API_VERSION,
    }
    for place, medium in enumerate(message.media):
        fields |= {f"MediaUrl{place}": medium_url(message, medium), f"MediaContentType{place}": content_type(medium)}
    if message.service_sid:
        fields["MessagingServiceSid"] = message.service_sid
    if opt_out_type is not None:
        fields["OptOutType"] = opt_out_type
    return fields
