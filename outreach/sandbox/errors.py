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
    20001: (400, "Invalid value provided for field '{0}'"),
    20003: (401, "Authenticate"),
    20004: (405, "Method not allowed"),
    20404: (404, "The requested resource {0} was not found"),
    20429: (429, "Too Many Requests"),
    20500: (500, "An internal server error has occurred"),
    21201: (400, "No 'To' number is specified"),
    21205: (400, "Url is not a valid URL: {0}"),
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
    21218: (400, "Invalid ApplicationSid {0}"),
    21220: (400, "Call is not in-progress. Cannot redirect."),
    21262: (400, "AsyncAmdStatusCallback is required when AsyncAmd is true"),
    21263: (400, "Invalid machine detection parameter {0}"),
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
    21617: (400, "The concatenated message body exceeds the 1600 character limit."),
    21703: (400, "The Messaging Service {0} does not contain a phone number."),
    21705: (400, "The Messaging Service Sid {0} is invalid."),
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
