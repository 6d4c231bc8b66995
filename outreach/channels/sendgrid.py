"""SendGrid as the carrier of e-mail: ``api.sendgrid.com/v3/mail/send``.

What it takes is answered 202 with ``X-Message-Id``; what becomes of it comes as signed events that carry the attempt's id
(``custom_args``) and a ``sg_message_id`` beginning with that message id. It has no idempotency key. Orders can be looked up
only in accounts with the Email Activity add-on; without it the carrier ``CannotSay``.

SendGrid's own link rewriting, open pixel and unsubscribe footer are switched off in every order: the links are the
person's way to say no, and ours must work without a stranger's redirect.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from twilio.http.response import Response

from outreach.channels.answers import read_json, refuse
from outreach.channels.carrier import CannotSay, Doubtful, EmailOrder, News, Taken
from outreach.channels.http import CarrierHttp
from outreach.channels.statuses import SENDGRID_ACTIVITY
from outreach.settings import Settings

SEND = "https://api.sendgrid.com/v3/mail/send"
MESSAGES = "https://api.sendgrid.com/v3/messages"
REFERENCE = "attempt"  # the custom argument that comes back with every event
_OFF = {
    "click_tracking": {"enable": False, "enable_text": False},
    "open_tracking": {"enable": False},
    "subscription_tracking": {"enable": False},
}


class SendGrid:
    """One per process. Safe for threads."""

    def __init__(self, settings: Settings) -> None:
        self._http = CarrierHttp(
            settings.email_base_url or settings.carrier_base_url,
            settings.carrier_connect_timeout,
            settings.carrier_read_timeout,
        )
        key = settings.sendgrid_api_key.get_secret_value() if settings.sendgrid_api_key else ""
        self._headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
        self._has_activity = settings.sendgrid_activity

    def send(self, order: EmailOrder) -> Taken:
        answer = self._ask("POST", SEND, _request(order))
        sid = (answer.headers or {}).get("X-Message-Id")
        if not sid:
            raise Doubtful("the carrier took the e-mail and gave it no id")
        return Taken(str(sid), "queued")

    def news(self, sid: str) -> News | None:
        if sid.startswith("comms_"):
            raise CannotSay("another carrier took this e-mail")
        found = self._find(f'msg_id LIKE "{sid}%"')
        return News(sid, found[0].status) if found else None

    def search(self, reference: str) -> list[News]:
        return self._find(f"(unique_args['{REFERENCE}']=\"{reference}\")")

    def _find(self, query: str) -> list[News]:
        if not self._has_activity:
            raise CannotSay("this SendGrid account keeps no messages to look up")
        answer = self._ask("GET", f"{MESSAGES}?{urlencode({'limit': 10, 'query': query})}")
        return [_news(item) for item in read_json(answer.text).get("messages", [])]

    def _ask(self, method: str, url: str, body: dict[str, Any] | None = None) -> Response:
        answer = self._http.request(method, url, data=body, headers=dict(self._headers))
        if answer.status_code >= 400:
            refuse(answer.status_code, f"sendgrid:{answer.status_code}", answer.headers or {})
        return answer


def _request(order: EmailOrder) -> dict[str, Any]:
    return {
        "personalizations": [{"to": [{"email": order.to}], "custom_args": {REFERENCE: order.reference}}],
        "from": {"email": order.from_, "name": order.from_name},
        "subject": order.subject,
        # In the order of RFC 2046: the plainest first.
        "content": [{"type": "text/plain", "value": order.text}, {"type": "text/html", "value": order.html}],
        "headers": order.headers(),
        "tracking_settings": _OFF,
    } | ({"reply_to": {"email": order.reply_to}} if order.reply_to else {})


def _news(message: dict[str, Any]) -> News:
    status = SENDGRID_ACTIVITY.get(str(message.get("status")))
    if status is None:
        raise Doubtful(f"the carrier gives an e-mail the status {message.get('status')!r}, which is not known")
    return News(message_id(str(message.get("msg_id", ""))), status)


def message_id(sg_message_id: str) -> str:
    """The ``X-Message-Id`` in the longer id of events and of the activity feed (``<id>.recvd-…``, ``<id>.filter…``)."""
    for mark in (".recvd", ".filter"):
        sg_message_id = sg_message_id.partition(mark)[0]
    return sg_message_id
