from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.sandbox.stage import ATTEMPT, Stage

FATES = ["DELIVERED", "UNDELIVERED", "OPENED"]
IMPOSSIBLE: list[dict[str, Any]] = [
    {"from": {"name": "nobody"}},
    {"to": []},
    {"to": [{"address": "not an address"}]},
    {"content": {"subject": "no body", "text": "text alone is not enough"}},
    {"tags": {f"tag{n}": "x" for n in range(11)}},
    {"tags": {"attempt": "x" * 257}},
]


def letter(**changes: Any) -> dict[str, Any]:
    return {
        "from": {"address": "accounts@example.com", "name": "Accounts"},
        "to": [{"address": "anna@example.net"}],
        "content": {"subject": "Your account", "html": "<p>Please <b>call</b> us.</p>"},
        "tags": {"attempt": ATTEMPT},
    } | changes


def test_an_email_is_accepted_as_an_operation_and_followed_to_its_end(stage: Callable[..., Stage]) -> None:
    people = [{"address": f"{fate}@example.net", "email": {"delivery": fate}} for fate in FATES]
    scene = stage(people)
    accepted = scene.email(letter(to=[{"address": f"{fate.lower()}@example.net"} for fate in FATES]))
    assert accepted.status_code == 202
    operation = scene.comms("Emails?pageSize=1")["emails"][0]
    assert operation["status"] == "QUEUED"
    scene.run()
    emails = scene.comms(f"Emails?tags=attempt:{ATTEMPT};")["emails"]
    assert [one["status"] for one in emails] == FATES[::-1]
    assert {line["attempt"] for line in scene.journal("email.delivered")} == {ATTEMPT}
    assert [line["text"] for line in scene.journal("email.created")] == ["Please call us."] * len(FATES)


def test_an_operation_counts_its_emails_and_lists_them(stage: Callable[..., Stage]) -> None:
    scene = stage([{"address": "anna@example.net", "email": {"delivery": "DELIVERED"}}])
    body = _json(scene.email(letter()))
    assert body["operationLocation"] == f"https://comms.twilio.com/v1/Emails/Operations/{body['operationId']}"
    scene.email(letter(tags={}))
    scene.run()
    operation = scene.comms(f"Emails/Operations/{body['operationId']}")
    assert (operation["id"], operation["status"]) == (body["operationId"], "COMPLETED")
    assert operation["stats"] == {
        "total": 1, "queued": 0, "sent": 0, "scheduled": 0, "delivered": 1,
        "opened": 0, "undelivered": 0, "failed": 0, "canceled": 0,
    }  # fmt: skip
    listed = scene.comms(f"Emails?operationId={body['operationId']}")
    assert len(listed["emails"]) == 1
    assert listed["pagination"]["next"] is None


def test_emails_are_listed_page_by_page(stage: Callable[..., Stage]) -> None:
    scene = stage()
    for _ in range(5):
        scene.email(letter())
    seen: list[str] = []
    token: str | None = ""
    while token is not None:
        page = scene.comms(f"Emails?pageSize=2&pageToken={token}")
        seen += [one["id"] for one in page["emails"]]
        token = page["pagination"]["next"]
    assert len(seen) == len(set(seen)) == 5


def test_an_impossible_email_is_refused_by_the_name_of_its_field(stage: Callable[..., Stage]) -> None:
    scene = stage()
    for changes in IMPOSSIBLE:
        refused = scene.email(letter(**changes))
        assert refused.status_code == 400
        assert f"'{next(iter(changes))}'" in _json(refused)["message"]
    assert not scene.journal("email.created")


def _json(response: Any) -> Any:
    return json.loads(response.text)
