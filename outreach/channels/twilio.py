"""Twilio as the carrier of calls and texts, through its official SDK.

Creates are sent once, without retries: Calls and Messages have no idempotency key.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NoReturn

from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.rest import Client

from outreach.channels.answers import refuse
from outreach.channels.carrier import CallOrder, Doubtful, InboundText, MessageOrder, News, Taken
from outreach.channels.http import CarrierHttp
from outreach.channels.statuses import BY_CHANNEL
from outreach.clock import Clock
from outreach.settings import Settings

NEWEST = 50  # orders looked through for one that lost its answer
MOST_TEXTS = 1000  # inbound texts of one number per look: the carrier's longest page


class TwilioCarrier:
    """One per process. Safe for threads: the SDK keeps no state per request with this HTTP client."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        http = CarrierHttp(settings.carrier_base_url, settings.carrier_connect_timeout, settings.carrier_read_timeout)
        self._sid = settings.twilio_account_sid
        self._clock = clock
        self._client = Client(self._sid, settings.twilio_auth_token.get_secret_value(), http_client=http)
        # A region in the environment would rewrite hosts, and with them a local base URL.
        self._client.region = self._client.edge = None

    def place_call(self, order: CallOrder) -> Taken:
        try:
            call = self._client.calls.create(
                to=order.to,
                from_=order.from_,
                url=order.url,
                status_callback=order.status_callback,
                status_callback_event=["initiated", "ringing", "answered", "completed"],
                timeout=order.timeout,
                time_limit=order.time_limit,
                fallback_url=order.fallback,
                machine_detection="DetectMessageEnd",
                async_amd="true",
                async_amd_status_callback=order.machine_callback,
            )
        except TwilioException as error:
            _settle(error)
        return Taken(str(call.sid), "queued")

    def send_message(self, order: MessageOrder) -> Taken:
        try:
            message = self._client.messages.create(
                to=order.to,
                from_=order.from_,
                body=order.body,
                status_callback=order.status_callback,
                validity_period=order.validity,
            )
        except TwilioException as error:
            _settle(error)
        return Taken(str(message.sid), "queued")

    def news(self, channel: str, sid: str) -> News | None:
        try:
            one = self._client.calls(sid) if channel == "call" else self._client.messages(sid)
            return _news(channel, one.fetch())
        except TwilioRestException as error:
            if error.status == 404:
                return None
            _settle(error)

    def search(self, channel: str, to: str, from_: str) -> list[News]:
        # Not filtered by start or sending: an order still in the carrier's queue has neither yet.
        try:
            found = (self._client.calls if channel == "call" else self._client.messages).list(
                to=to, from_=from_, limit=NEWEST
            )
        except TwilioException as error:
            _settle(error)
        since = self._clock.now() - timedelta(days=1)
        return [_news(channel, item) for item in found if item.date_created is None or item.date_created >= since]

    def redirect(self, sid: str, url: str) -> None:
        self._change(sid, url=url, method="POST")

    def hang_up(self, sid: str) -> None:
        self._change(sid, status="completed")

    def _change(self, sid: str, **change: str) -> None:
        """Changing a call twice to the same is harmless, so what went wrong here is never in doubt for long."""
        try:
            self._client.calls(sid).update(**change)
        except TwilioException as error:
            _settle(error)

    def inbound(self, to: str, since: datetime) -> list[InboundText]:
        # Asked number by number: in one list of all messages those we sent would crowd out those sent to us.
        try:
            found = self._client.messages.list(to=to, date_sent_after=since, limit=MOST_TEXTS)
        except TwilioException as error:
            _settle(error)
        return [
            InboundText(str(item.sid), str(item.from_), str(item.to), str(item.body or ""))
            for item in found
            if str(item.direction) == "inbound"
        ]


def _news(channel: str, order: Any) -> News:
    code = getattr(order, "error_code", None)  # calls have none
    status = BY_CHANNEL[channel][str(order.status)]
    return News(str(order.sid), status, str(code) if code else None, order.date_created)


def _settle(error: TwilioException) -> NoReturn:
    if isinstance(error, TwilioRestException | TwilioServiceException):
        refuse(error.status, str(error.code), {})
    raise Doubtful(f"the SDK could not read the carrier's answer ({type(error).__name__})") from None
