"""The first contact with a real carrier: one call and one text to the operator's own phone, and what became of them.

These are no contacts about a debt, so no attempt stands behind them; whoever asks for them has agreed at the keyboard.
"""

from __future__ import annotations

from urllib.parse import urlencode

from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from outreach.channels.http import CarrierHttp
from outreach.errors import OutreachError
from outreach.settings import Settings

ENDED = frozenset({"completed", "busy", "no-answer", "failed", "canceled", "delivered", "undelivered"})


class SmokeFailed(OutreachError):
    """The carrier would not do what the check asked for; the text has its reason."""


class Smoke:
    """Asks the carrier directly, through the same HTTP client as every other order."""

    def __init__(self, settings: Settings) -> None:
        http = CarrierHttp(settings.carrier_base_url, settings.carrier_connect_timeout, settings.carrier_read_timeout)
        token = settings.twilio_auth_token.get_secret_value()
        self._client = Client(settings.twilio_account_sid, token, http_client=http)
        self._client.region = self._client.edge = None
        self._public = settings.public_base_url.rstrip("/")

    def our_numbers(self) -> list[str]:
        """The phone numbers of the account. Raises `SmokeFailed`."""
        try:
            return [str(number.phone_number) for number in self._client.incoming_phone_numbers.list(limit=50)]
        except TwilioException as error:
            raise SmokeFailed(f"the account's numbers could not be listed: {error}") from None

    def call(self, to: str, from_: str, code: str) -> str:
        """Place a call that speaks the code, fetched from our public URL. Its sid. Raises `SmokeFailed`."""
        url = f"{self._public}/doctor/call?{urlencode({'code': code})}"
        try:
            call = self._client.calls.create(
                to=to, from_=from_, url=url, status_callback=f"{self._public}/doctor/status"
            )
        except TwilioException as error:
            raise SmokeFailed(f"the call was refused: {error}") from None
        return str(call.sid)

    def text(self, to: str, from_: str, body: str) -> str:
        """Send a text. Its sid. Raises `SmokeFailed`."""
        try:
            return str(self._client.messages.create(to=to, from_=from_, body=body).sid)
        except TwilioException as error:
            raise SmokeFailed(f"the text was refused: {error}") from None

    def status(self, sid: str) -> str:
        """How far a call or text is, with the carrier's error number where there is one. Raises `SmokeFailed`."""
        try:
            found = self._client.calls(sid).fetch() if sid.startswith("CA") else self._client.messages(sid).fetch()
        except TwilioException as error:
            raise SmokeFailed(f"{sid} could not be asked for: {error}") from None
        code = getattr(found, "error_code", None)
        return f"{found.status} (error {code})" if code else str(found.status)
