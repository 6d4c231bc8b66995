"""What can go wrong: the sandbox's own errors, and the refusals Twilio answers to a REST request.

A refusal is a row of `CATALOGUE`: Twilio's error number, the HTTP status it comes with, its text.
Source of numbers and texts: twilio.com/docs/api/errors. Clients should key on the number, texts change.
"""

from __future__ import annotations

from collections.abc import Mapping


class SandboxError(Exception):
    """Base of the errors that stop the sandbox or one of its files from being read."""


class ClockError(SandboxError):
    """The clock file is missing, too short, or was left half written."""


class PopulationError(SandboxError):
    """A line of the population file does not describe a person."""


class ChaosError(SandboxError):
    """A chaos rule names a mode or a field that does not exist."""


CATALOGUE: Mapping[int, tuple[int, str]] = {
    16022: (400, "Conference does not exist or is completed"),
    16028: (400, "Participant to be whispered is not present in the conference"),
    16108: (400, "Request failed due to concurrent recordings"),
    16113: (400, "Cannot download a dual-channel presentation of a mono recording"),
    16114: (400, "Resource not in a state to accept recording action request"),
    20001: (400, "Invalid value provided for field '{0}'"),
    20003: (401, "Authenticate"),
    20004: (405, "Method not allowed"),
    20009: (409, "Cannot delete this resource before it is complete"),
    20404: (404, "The requested resource {0} was not found"),
    20429: (429, "Too Many Requests"),
    20500: (500, "An internal server error has occurred"),
    21201: (400, "No 'To' number is specified"),
    21205: (400, "Url is not a valid URL: {0}"),
    21206: (400, "Invalid SendDigits: {0}"),
    21210: (
        400,
        (
            "The source phone number provided, {0}, is not yet verified for your account. "
            "You may only make calls from phone numbers that you've verified or purchased from Twilio."
        ),
    ),
    21211: (400, "Invalid 'To' Phone Number: {0}"),
    21212: (400, "Invalid From Number (caller ID): {0}"),
    21213: (400, "No 'From' number is specified"),
    21214: (400, "'To' phone number cannot be reached: {0}"),
    21215: (400, "Account not authorized to call {0}. Perhaps you need to enable some international permissions."),
    21216: (400, "Account not allowed to call {0}"),
    21217: (400, "Phone number does not appear to be valid: {0}"),
    21218: (400, "Invalid ApplicationSid {0}"),
    21220: (400, "Call is not in-progress. Cannot redirect."),
    21263: (400, "Invalid machine detection parameter {0}"),
    21402: (400, "Invalid Url: {0}"),
    21405: (400, "Cannot set VoiceFallbackUrl without setting Url"),
    21406: (400, "Cannot set SmsFallbackUrl without setting SmsUrl"),
    21408: (400, "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: {0}"),
    21421: (400, "{0} is not a valid number"),
    21422: (400, "{0} is not available."),
    21451: (400, "Invalid area code: {0}"),
    21452: (400, "No phone numbers found in area code {0}"),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (
        400,
        (
            "The 'From' phone number provided ({0}) is not a valid message-capable Twilio phone number "
            "for this destination/account."
        ),
    ),
    21609: (400, "The 'StatusCallback' URL {0} is not a valid URL."),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21611: (400, "This 'From' number {0} has exceeded the maximum number of queued messages."),
    21612: (400, "The 'To' phone number: {0}, is not currently reachable using the 'From' phone number via SMS."),
    21614: (400, "'To' number is not a valid mobile number: {0}"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit."),
    21620: (400, "Invalid media URL(s)"),
    21623: (400, "Number of media files exceeds allowed limit"),
    21626: (400, "Invalid {0}"),
    21701: (400, "The Messaging Service {0} does not exist."),
    21704: (400, "The Messaging Service {0} contains no phone numbers."),
    21705: (400, "The Messaging Service Sid {0} is invalid."),
    21710: (409, "Phone Number or Short Code is already in the Messaging Service."),
    21712: (409, "Phone Number or Short Code is associated with another Messaging Service."),
    22002: (400, "The queue is not empty"),
    22003: (400, "A queue named {0} exists already"),
    22005: (400, "Call queue full"),
    30409: (409, "This message cannot be canceled"),
    32018: (400, "The Twiml parameter has more than {0} characters"),
    35111: (400, "SendAt timestamp is missing"),
    35114: (400, "SendAt time must be between 900 seconds and 35 days (3024000 seconds) in the future, inclusive."),
    35118: (400, "MessagingServiceSid is required to schedule a message"),
    35119: (400, "SendAt can only be used when ScheduleType is 'fixed'"),
    35126: (400, "The ScheduleType value provided is not supported for this channel"),
}


class Refusal(SandboxError):
    """A REST request refused; `body` is the JSON Twilio sends: code, message, more_info, status."""

    def __init__(self, code: int, detail: str = "", *, headers: Mapping[str, str] | None = None) -> None:
        self.code = code
        self.status, text = CATALOGUE[code]
        self.message = text.format(detail)
        self.headers = dict(headers or {})
        super().__init__(f"{code}: {self.message}")

    def body(self) -> dict[str, object]:
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }
