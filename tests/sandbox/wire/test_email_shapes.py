"""E-mails have no official description: their shapes are written here by hand, from Twilio's reference.

Sources: twilio.com/docs/email/api/reference/mail-send-resource (EmailBase: these ten properties are required, the words of
an e-mail are not among them), /docs/email/api/operations-and-email-tracking (operation and its stats), /docs/email/api/mail-send
(the answer to a create). How a list is framed is told by the reference in words only.
"""

from __future__ import annotations

import re
from typing import Any

from tests.sandbox.wire.exchanges import Run

EMAIL: dict[str, Any] = {
    "id": r"comms_email_[0-7][a-hjkmnpqrstv-z0-9]{25,34}",
    "from": dict,
    "to": list,
    "status": "SCHEDULED|QUEUED|SENT|DELIVERED|UNDELIVERED|OPENED|FAILED|CANCELED",
    "related": list,
    "tags": dict,
    "scheduledFor": None,
    "createdAt": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "updatedAt": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "deletedAt": None,
}
STATS: dict[str, Any] = dict.fromkeys(
    ["total", "queued", "sent", "scheduled", "delivered", "opened", "undelivered", "failed", "canceled"], int
)
OPERATION_ID = r"comms_operation_[0-7][a-hjkmnpqrstv-z0-9]{25,34}"
OPERATION: dict[str, Any] = {
    "id": OPERATION_ID,
    "status": "SCHEDULED|PROCESSING|COMPLETED|CANCELED",
    "stats": STATS,
    "createdAt": EMAIL["createdAt"],
    "updatedAt": EMAIL["updatedAt"],
}
ACCEPTED = {
    "operationId": OPERATION_ID,
    "operationLocation": f"https://comms\\.twilio\\.com/v1/Emails/Operations/{OPERATION_ID}",
}
REFUSED = {"code": int, "message": str, "more_info": str, "status": int}


def fits(value: Any, shape: Any) -> bool:
    """A dict has exactly these keys, a text matches whole, a type is the value's, None is null."""
    if isinstance(shape, dict):
        return (
            isinstance(value, dict) and set(value) == set(shape) and all(fits(value[key], shape[key]) for key in shape)
        )
    if isinstance(shape, str):
        return isinstance(value, str) and re.fullmatch(shape, value) is not None
    return value is None if shape is None else type(value) is shape


def answers(run: Run, method: str, path: str) -> list[tuple[int, Any]]:
    """Status and answer of every request about e-mails on a path."""
    mine = [one for one in run.exchanges if one.product == "comms" and one.method == method]
    return [(one.status, one.answer) for one in mine if re.fullmatch(path, one.path)]


def test_an_email_and_a_list_of_them(run: Run) -> None:
    alone = [answer for _, answer in answers(run, "GET", r"/v1/Emails/comms_email_\w+")]
    lists = [answer for _, answer in answers(run, "GET", "/v1/Emails")]
    assert alone
    assert lists
    assert all(
        set(answer) == {"emails", "pagination"} and set(answer["pagination"]) == {"next", "self"} for answer in lists
    )
    for email in [*alone, *(one for answer in lists for one in answer["emails"])]:
        assert fits(email, EMAIL), email


def test_an_operation_and_its_counts(run: Run) -> None:
    found = [answer for _, answer in answers(run, "GET", f"/v1/Emails/Operations/{OPERATION_ID}")]
    assert [answer["status"] for answer in found] == ["PROCESSING", "COMPLETED"]
    for operation in found:
        assert fits(operation, OPERATION), operation
        stats = operation["stats"]
        assert stats["total"] == sum(stats.values()) - stats["total"] == 5


def test_an_order_is_accepted_or_refused(run: Run) -> None:
    (status, accepted), (refused_status, refused) = answers(run, "POST", "/v1/Emails")
    assert (status, refused_status) == (202, 400)
    assert fits(accepted, ACCEPTED)
    assert fits(refused, REFUSED)


def test_a_wrong_shape_is_noticed() -> None:
    email: dict[str, Any] = {"id": "comms_email_0" + "a" * 25, "from": {}, "to": [], "status": "SENT", "related": [], "tags": {},
             "scheduledFor": None, "createdAt": "2030-03-18T16:00:00Z", "updatedAt": "2030-03-18T16:00:00Z", "deletedAt": None}  # fmt: skip
    assert fits(email, EMAIL)
    wrong: list[dict[str, Any]] = [
        {"content": {}}, {"status": "sent"}, {"to": None}, {"deletedAt": ""}, {"id": "email_1"},
    ]  # fmt: skip
    assert not any(fits(email | change, EMAIL) for change in wrong)
