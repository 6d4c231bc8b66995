"""Twilio as a carrier, through its official SDK.

Creates are sent once, without retries: Calls, Messages and Emails have no idempotency key. E-mail is not in the SDK;
it goes through the same client to ``comms.twilio.com/v1/Emails`` and is followed by its operation.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, NoReturn
from urllib.parse import urlencode

from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.rest import Client

from outreach.channels.carrier import (
    CallOrder,
    Doubtful,
    EmailOrder,
    InboundText,
    MessageOrder,
    News,
    NotSent,
    Refused,
    Taken,
)
from outreach.channels.http import CarrierHttp
from outreach.channels.statuses import BY_CHANNEL, EMAIL
from outreach.clock import Clock
from outreach.settings import Settings

EMAILS = "https://comms.twilio.com/v1/Emails"
NEWEST = 50  # orders looked through for one that lost its answer
MOST_TEXTS = 1000  # inbound texts of one number per look: the carrier's longest page
PATIENCE, LONGEST_PATIENCE = 5.0, 3600.0  # seconds to wait after a 429 that does not say, and at most
_JSON = {"Content-Type": "application/json"}


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
                machine_detection="Enable",
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

    def send_email(self, order: EmailOrder) -> Taken:
        answer = self._json(
            "POST",
            EMAILS,
            {
                "from": {"address": order.from_, "name": order.from_name},
                "to": [{"address": order.to}],
                "content": {"subject": order.subject, "html": order.html, "text": order.text},
                "tags": {"attempt": order.reference},
            },
        )
        return Taken(answer["operationId"], "queued")

    def news(self, channel: str, sid: str) -> News | None:
        if channel == "email":
            found = self._emails({"operationId": sid})
            return News(sid, EMAIL[found[0]["status"]]) if found else None
        try:
            one = self._client.calls(sid) if channel == "call" else self._client.messages(sid)
            return _news(channel, one.fetch())
        except TwilioRestException as error:
            if error.status == 404:
                return None
            _settle(error)

    def search(self, channel: str, to: str, from_: str, reference: str) -> list[News]:
        if channel == "email":
            return [News(item["id"], EMAIL[item["status"]]) for item in self._emails({"tags": f"attempt:{reference};"})]
        # Not filtered by start or sending: an order still in the carrier's queue has neither yet.
        try:
            found = (self._client.calls if channel == "call" else self._client.messages).list(
                to=to, from_=from_, limit=NEWEST
            )
        except TwilioException as error:
            _settle(error)
        since = self._clock.now() - timedelta(days=1)
        return [_news(channel, item) for item in found if item.date_created is None or item.date_created >= since]

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

    def _emails(self, wanted: dict[str, str]) -> list[dict[str, Any]]:
        """E-mails that fit. An operation found by tag is known by its e-mail's id, which is asked for directly."""
        sid = wanted.get("operationId", "")
        if sid.startswith("comms_email_"):
            return [self._json("GET", f"{EMAILS}/{sid}", None)]
        answer = self._json("GET", f"{EMAILS}?{urlencode(wanted)}", None)
        # The reference names the list ``emails``, the guide's sample ``data``.
        return list(answer.get("emails", answer.get("data", [])))

    def _json(self, method: str, url: str, body: dict[str, Any] | None) -> dict[str, Any]:
        answer = self._client.request(method, url, data=body, headers=dict(_JSON))
        if answer.status_code >= 400:
            _settle_status(answer.status_code, str(_code(answer.text)), answer.headers or {})
        return dict(json.loads(answer.text))


def _news(channel: str, order: Any) -> News:
    code = getattr(order, "error_code", None)  # calls have none
    status = BY_CHANNEL[channel][str(order.status)]
    return News(str(order.sid), status, str(code) if code else None, order.date_created)


def _code(body: str) -> object:
    try:
        return json.loads(body).get("code", "none")
    except ValueError:
        return "none"


def _settle(error: TwilioException) -> NoReturn:
    if isinstance(error, TwilioRestException | TwilioServiceException):
        _settle_status(error.status, str(error.code), {})
    raise Doubtful(f"the SDK could not read the carrier's answer ({type(error).__name__})") from None


def _settle_status(status: int, code: str, headers: Any) -> NoReturn:
    if status == 429:
        raise NotSent("the carrier asks to slow down (429)", _patience(headers.get("Retry-After"))) from None
    if status >= 500:
        raise Doubtful(f"the carrier answered {status}") from None
    raise Refused(f"the carrier refused with {status}, code {code}", code) from None


def _patience(said: str | None) -> float:
    """Seconds to wait. The header may also be a date (RFC 9110, 10.2.3), which is not worth a second clock."""
    return min(float(said), LONGEST_PATIENCE) if said and said.isdecimal() else PATIENCE
