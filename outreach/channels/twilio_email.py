"""Twilio's Email API as the carrier of e-mail: ``comms.twilio.com/v1/Emails``, which the SDK has not.

An order becomes an operation with one e-mail, found again by the operation's id or by the tag ``attempt``. The API has no
idempotency key and, for e-mails, no webhook (its event types are those of messages and of operations): the operation is
asked. It keeps e-mails for seven days, and does not tell why one was not delivered.

Subject, bodies and tags are Liquid templates to the API. What we hand over is words, so braces are handed over as such: a
name out of a debtor file must not be run. Source: docs.comms.twilio.com, Send Emails.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from outreach.channels.answers import read_json, refuse
from outreach.channels.carrier import CannotSay, Doubtful, EmailOrder, News, Taken
from outreach.channels.http import CarrierHttp
from outreach.channels.statuses import TWILIO_EMAIL
from outreach.settings import Settings

EMAILS = "https://comms.twilio.com/v1/Emails"
_JSON = {"Content-Type": "application/json"}


class TwilioEmail:
    """One per process. Safe for threads."""

    def __init__(self, settings: Settings) -> None:
        self._http = CarrierHttp(
            settings.email_base_url or settings.carrier_base_url,
            settings.carrier_connect_timeout,
            settings.carrier_read_timeout,
        )
        self._auth = settings.twilio_account_sid, settings.twilio_auth_token.get_secret_value()

    def send(self, order: EmailOrder) -> Taken:
        answer = self._ask("POST", EMAILS, _request(order))
        if not answer.get("operationId"):
            raise Doubtful("the carrier took the e-mail and named no operation")
        return Taken(str(answer["operationId"]), "queued")

    def news(self, sid: str) -> News | None:
        """``sid`` is an operation's, or an e-mail's when it was found by its tag."""
        if not sid.startswith("comms_"):
            raise CannotSay("another carrier took this e-mail")
        if sid.startswith("comms_email_"):
            return _news(sid, self._ask("GET", f"{EMAILS}/{sid}"))
        found = self._list({"operationId": sid})
        return _news(sid, found[0]) if found else None

    def search(self, reference: str) -> list[News]:
        return [_news(str(item["id"]), item) for item in self._list({"tags": f"attempt:{reference};"})]

    def _list(self, wanted: dict[str, str]) -> list[dict[str, Any]]:
        answer = self._ask("GET", f"{EMAILS}?{urlencode(wanted)}")
        # The reference names the list ``emails``, the guide's sample ``data``.
        return list(answer.get("emails", answer.get("data", [])))

    def _ask(self, method: str, url: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = self._http.request(method, url, data=body, headers=dict(_JSON), auth=self._auth)
        if answer.status_code >= 400:
            refuse(answer.status_code, _code(answer.text), answer.headers or {})
        return read_json(answer.text)


def _request(order: EmailOrder) -> dict[str, Any]:
    return {
        "from": {"address": order.from_, "name": order.from_name},
        "to": [{"address": order.to}],
        "content": {key: _literal(words) for key, words in _words(order).items()},
        "tags": {"attempt": order.reference},
        "headers": order.headers(),
    } | ({"replyTo": {"address": order.reply_to}} if order.reply_to else {})


def _words(order: EmailOrder) -> dict[str, str]:
    return {"subject": order.subject, "html": order.html, "text": order.text}


def _literal(words: str) -> str:
    """Words that mean themselves in Liquid."""
    return words.replace("{", "{{ '{' }}") if "{{" in words or "{%" in words else words


def _news(sid: str, email: dict[str, Any]) -> News:
    status = TWILIO_EMAIL.get(str(email.get("status")))
    if status is None:
        raise Doubtful(f"the carrier gives an e-mail the status {email.get('status')!r}, which is not known")
    return News(sid, status)


def _code(body: str) -> str:
    try:
        return str(read_json(body).get("code", "none"))
    except Doubtful:
        return "none"
