from __future__ import annotations

from collections import defaultdict

import pytest

from tests.sandbox.wire.exchanges import Hook, Run
from tests.sandbox.wire.golden import GOLDEN, Golden, golden_of

# Captured: VA notification-api; `connection: close` there, kept open here between webhooks.
HEADERS = {"accept", "user-agent", "x-home-region", "content-type", "i-twilio-idempotency-token", "x-twilio-signature"}
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def by_type(run: Run) -> dict[Golden, list[Hook]]:
    found: dict[Golden, list[Hook]] = defaultdict(list)
    for hook in run.hooks:
        golden = golden_of(hook)
        assert golden is not None, f"a webhook of no known type: {hook.url} {sorted(hook.fields)}"
        found[golden].append(hook)
    return found


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden.title)
def test_a_webhook_carries_what_was_captured_or_documented(by_type: dict[Golden, list[Hook]], golden: Golden) -> None:
    hooks = by_type.get(golden, [])
    assert hooks, "the tour has no such webhook"
    for hook in hooks:
        assert set(hook.fields) - set(golden.may) == golden.expected(), hook.fields


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden.title)
def test_every_difference_that_is_allowed_exists(by_type: dict[Golden, list[Hook]], golden: Golden) -> None:
    assert set(golden.lacks) <= golden.keys
    assert not set(golden.adds) & golden.keys
    unseen = set(golden.may) - {name for hook in by_type[golden] for name in hook.fields}
    assert unseen <= {"AnsweredBy", "ParticipantLabel", "CallSidToCoach"}


def test_every_webhook_has_the_captured_headers(run: Run) -> None:
    for hook in run.hooks:
        headers = {name.lower(): value for name, value in hook.headers.items()}
        assert set(headers) == HEADERS
        assert headers["user-agent"] == "TwilioProxy/1.1"
        assert headers["x-home-region"] == "us1"
        assert headers["content-type"].startswith(FORM)


def test_only_status_callbacks_name_the_character_set(run: Run) -> None:
    kinds = {
        hook.headers["Content-Type"] for hook in run.hooks if "/call-status" in hook.url or "/sms-status" in hook.url
    }
    assert kinds == {f"{FORM}; charset=utf-8"}
    assert {hook.headers["Content-Type"] for hook in run.hooks if hook.url.endswith(("/welcome", "/dialled"))} == {FORM}


def test_no_two_webhooks_share_a_token(run: Run) -> None:
    tokens = [hook.headers["I-Twilio-Idempotency-Token"] for hook in run.hooks]
    assert len(set(tokens)) == len(tokens)
