"""`comms.twilio.com/v1/Emails`: send, operations, list. Source: docs.comms.twilio.com, Emails."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import Any, Final

from outreach.sandbox.clock import moment
from outreach.sandbox.errors import Refusal
from outreach.sandbox.journal import attempt_in
from outreach.sandbox.mail.email import Email, Operation, stats_of, status_of
from outreach.sandbox.mail.life import accept
from outreach.sandbox.rest.ask import Ask, Reply
from outreach.sandbox.rest.parameters import Parameters, names
from outreach.sandbox.sandbox import Sandbox

CREATE: Final = Parameters(names("from to content tags headers replyTo"), names("schedule ipPoolName cc bcc category"))
LIST: Final = Parameters(names("operationId startDate endDate status tags pageToken pageSize"), names("profile"))
TAGS_FILTER: Final = re.compile(r"(?:[a-zA-Z0-9._~-]+:[a-zA-Z0-9._~-]+;){1,10}")
ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
RECIPIENTS_LIMIT: Final = 10_000
TAGS_LIMIT: Final = 10


def create(sandbox: Sandbox, ask: Ask) -> Reply:
    """202 with the operation, whose e-mails are looked up later. Raises `Refusal` 20001 naming the field."""
    data = ask.json()
    CREATE.check(sandbox, "Emails", data)
    sender = _address(data.get("from"), "from")
    recipients = data.get("to")
    if not isinstance(recipients, list) or not 0 < len(recipients) <= RECIPIENTS_LIMIT:
        raise Refusal(20001, "to")
    content, tags, headers = _content(data.get("content")), _tags(data.get("tags", {})), _headers(data)
    now = sandbox.clock.now()
    operation = Operation(sid=sandbox.ids.comms("operation"), created_at=now, total=len(recipients))
    emails = [
        Email(
            sid=sandbox.ids.comms("email"),
            operation=operation.sid,
            sender=sender,
            recipient=_address(recipient, "to"),
            content=content,
            tags=tags,
            headers=headers,
            created_at=now,
            attempt=attempt_in(tags.get("attempt")),
        )
        for recipient in recipients
    ]
    accept(sandbox, operation, emails)
    location = f"https://comms.twilio.com/v1/Emails/Operations/{operation.sid}"
    return Reply(202, {"operationId": operation.sid, "operationLocation": location}, emails[0].sid)


def fetch_operation(sandbox: Sandbox, ask: Ask) -> Reply:
    operation = sandbox.operations.get(ask.parts[-1])
    if operation is None:
        raise Refusal(20404, ask.path)
    emails = list(sandbox.emails.newest(operation.sid))
    updated = max((email.updated_at for email in emails), default=operation.created_at)
    return Reply(
        200,
        {
            "id": operation.sid,
            "status": status_of(emails),
            "stats": stats_of(emails),
            "createdAt": _iso(operation.created_at),
            "updatedAt": _iso(updated),
        },
    )


def fetch(sandbox: Sandbox, ask: Ask) -> Reply:
    email = sandbox.emails.get(ask.parts[-1])
    if email is None:
        raise Refusal(20404, ask.path)
    return Reply(200, shown(email))


def list_emails(sandbox: Sandbox, ask: Ask) -> Reply:
    """Newest first, filtered by operation, tags (all must match), status and creation time."""
    tags = _tags_filter(ask)
    since, until = _instant(ask, "startDate", float("-inf")), _instant(ask, "endDate", float("inf"))
    operation, status = ask.query.get("operationId"), ask.query.get("status")

    def fits(email: Email) -> bool:
        named = operation in {None, email.operation} and status in {None, email.status}
        tagged = all(email.tags.get(name) == value for name, value in tags.items())
        return named and tagged and since <= email.created_at <= until

    attempt = tags.get("attempt")
    address = operation or (f"attempt:{attempt}" if attempt else None)
    before, size = _page(ask)
    wanted = filter(fits, sandbox.emails.newest(address, before))
    rows = list(islice(wanted, size))
    more = _token(rows[-1].sid) if rows and next(wanted, None) is not None else None
    pagination = {"next": more, "self": ask.query.get("pageToken") or _token("")}
    return Reply(200, {"emails": [shown(row) for row in rows], "pagination": pagination})


def shown(email: Email) -> dict[str, object]:
    """What the API tells of an e-mail; its words are not part of it."""
    return {
        "id": email.sid,
        "from": email.sender,
        "to": [email.recipient],
        "status": email.status,
        "related": [],
        "tags": email.tags,
        "scheduledFor": None,
        "createdAt": _iso(email.created_at),
        "updatedAt": _iso(email.updated_at),
        "deletedAt": None,
    }


def _address(data: Any, name: str) -> Mapping[str, str]:
    if not isinstance(data, dict) or not ADDRESS.fullmatch(str(data.get("address", ""))):
        raise Refusal(20001, name)
    return {key: str(data[key]) for key in ("address", "name") if key in data}


def _content(data: Any) -> Mapping[str, str]:
    """`subject` and `html` are required; the text is made from the HTML when absent."""
    if not isinstance(data, dict) or not data.get("subject") or not data.get("html"):
        raise Refusal(20001, "content")
    html = str(data["html"])
    plain = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    return {"subject": str(data["subject"]), "text": str(data.get("text") or plain), "html": html}


def _tags(data: Any) -> Mapping[str, str]:
    if not isinstance(data, dict) or len(data) > TAGS_LIMIT:
        raise Refusal(20001, "tags")
    for name, value in data.items():
        if not isinstance(value, str) or len(name) > 128 or len(value) > 256:
            raise Refusal(20001, "tags")
    return data


def _headers(data: Mapping[str, Any]) -> Mapping[str, str]:
    """Headers of the client's own, such as List-Unsubscribe, and where to reply."""
    headers = data.get("headers", {})
    if not isinstance(headers, dict) or not all(isinstance(value, str) for value in headers.values()):
        raise Refusal(20001, "headers")
    reply_to = data.get("replyTo")
    return headers if reply_to is None else headers | {"Reply-To": _address(reply_to, "replyTo")["address"]}


def _tags_filter(ask: Ask) -> dict[str, str]:
    text = ask.query.get("tags")
    if text is None:
        return {}
    if TAGS_FILTER.fullmatch(text) is None:
        raise Refusal(20001, "tags")
    return dict(pair.split(":", 1) for pair in text.rstrip(";").split(";"))


def _page(ask: Ask) -> tuple[str | None, int]:
    """The e-mail the page starts after, and its size."""
    size = ask.query.get("pageSize", "50")
    if not size.isdecimal() or not 1 <= int(size) <= 1000:
        raise Refusal(20001, "pageSize")
    try:
        before = base64.urlsafe_b64decode(ask.query.get("pageToken", "")).decode()
    except ValueError:
        raise Refusal(20001, "pageToken") from None
    return before or None, int(size)


def _token(sid: str) -> str:
    return base64.urlsafe_b64encode(sid.encode()).decode()


def _instant(ask: Ask, name: str, default: float) -> float:
    if name not in ask.query:
        return default
    try:
        return datetime.fromisoformat(ask.query[name]).timestamp()
    except ValueError:
        raise Refusal(20001, name) from None


def _iso(at: float) -> str:
    return moment(at).strftime("%Y-%m-%dT%H:%M:%SZ")
