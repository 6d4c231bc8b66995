from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from outreach.sandbox.webhooks.policy import DeliveryPolicy, Failure, policy_of
from tests.sandbox.stage import OURS, ClientApp, Document, Stage, twiml

ANNA = "+12125550123"


def text_in(scene: Stage) -> None:
    scene.admin("text", {"from": ANNA, "to": OURS, "body": "hello"})
    scene.run()


def test_a_webhook_looks_like_one_of_twilios(stage: Callable[..., Stage], app: ClientApp) -> None:
    scene = stage(sms_url=f"{app.origin}/sms?tenant=a%2Fb&x=#rc=2&rp=all")
    text_in(scene)
    webhook = app.on("/sms")[0]
    assert webhook.genuine
    assert webhook.headers["user-agent"] == "TwilioProxy/1.1"
    assert webhook.headers["content-type"] == "application/x-www-form-urlencoded"
    assert webhook.headers["x-home-region"] == "us1"
    assert len(webhook.headers["i-twilio-idempotency-token"]) == 36
    assert webhook.fields["FromCity"] == ""


def test_a_failing_webhook_is_tried_as_its_policy_says_with_one_token(
    stage: Callable[..., Stage], app: ClientApp
) -> None:
    rows = [
        # fragment, failures before success, their status, tries
        ("", 1, 500, 1),
        ("#rc=5", 1, 500, 1),
        ("#rc=2&rp=5xx", 2, 503, 3),
        ("#rc=1&rp=5xx", 2, 500, 2),
        ("#rc=5&rp=all", 1, 404, 2),
        ("#rc=0&rp=all", 1, 500, 1),
    ]
    numbers = {f"+1212555010{n}": {"sms_url": f"{app.origin}/sms/{n}{row[0]}"} for n, row in enumerate(rows)}
    scene = stage([{"header": {"numbers": numbers}}])
    for n, (_, failures, status, _) in enumerate(rows):
        app.fail_first(f"/sms/{n}", failures, status)
        scene.admin("text", {"from": ANNA, "to": f"+1212555010{n}", "body": "hello"})
    scene.run()
    for n, (fragment, failures, _, tries) in enumerate(rows):
        arrived = app.on(f"/sms/{n}")
        assert len(arrived) == tries, fragment
        assert len({one.headers["i-twilio-idempotency-token"] for one in arrived}) == 1
        kind = "webhook.sent" if tries > failures else "webhook.failed"
        assert [line["tries"] for line in scene.journal(kind, to=f"+1212555010{n}")] == [tries]


def test_a_refused_connection_is_tried_once_more_by_default(stage: Callable[..., Stage]) -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        scene = stage(sms_url=f"http://127.0.0.1:{reserved.getsockname()[1]}/sms")
        text_in(scene)
    assert [line["tries"] for line in scene.journal("webhook.failed")] == [2]


def test_a_slow_answer_counts_as_a_read_timeout(stage: Callable[..., Stage], app: ClientApp) -> None:
    app.documents["/sms"] = Document("", 204, delay=0.5)
    scene = stage(sms_url=f"{app.origin}/sms#rt=100&rp=rt&rc=1")
    text_in(scene)
    assert len(app.on("/sms")) == 2
    assert len(scene.journal("webhook.failed")) == 1


def test_a_public_origin_is_signed_as_it_is_and_reached_where_it_is_served(
    process: Callable[..., Stage], app: ClientApp
) -> None:
    public = "https://collect.example.com"
    scene = process("--sms-url", f"{public}/sms", "--route", f"{public}={app.origin}")
    text_in(scene)
    assert [line["url"] for line in scene.journal("webhook.sent")] == [f"{public}/sms"]
    assert not app.on("/sms")[0].genuine  # the application validated against the address it is served at


BROKEN = [
    (Document("", 500), 11200),
    (Document("", 404, "text/plain"), 11200),
    (Document("<Response"), 12100),
    (Document("<Answer/>"), 12102),
    (Document("{}", content_type="application/json"), 12300),
]


@pytest.mark.parametrize(("document", "code"), BROKEN)
@pytest.mark.parametrize("kind", ["text", "call"])
def test_a_broken_answer_leads_to_the_fallback_which_is_told_why(
    stage: Callable[..., Stage], app: ClientApp, kind: str, document: Document, code: int
) -> None:
    urls = {"url": f"{app.origin}/broken", "fallback_url": f"{app.origin}/fallback"}
    number = {f"{prefix}_{name}": url for prefix in ("sms", "voice") for name, url in urls.items()}
    scene = stage([{"header": {"numbers": {OURS: number}}}])
    app.documents |= {"/broken": document, "/fallback": twiml()}
    scene.admin("text" if kind == "text" else "dial", {"from": ANNA, "to": OURS, "body": "hello"})
    scene.run()
    broken, fallback = app.on("/broken")[0], app.on("/fallback")[0]
    told = {"ErrorCode": str(code), "ErrorUrl": f"{app.origin}/broken"}
    assert fallback.fields == broken.fields | told
    assert fallback.genuine
    tokens = {one.headers["i-twilio-idempotency-token"] for one in (broken, fallback)}
    assert len(tokens) == 2
    assert [(entry["code"], entry["level"]) for entry in scene.admin("debugger")["entries"]] == [(code, "error")]


def test_a_broken_fallback_is_the_end_of_it(stage: Callable[..., Stage], app: ClientApp) -> None:
    number = {"sms_url": f"{app.origin}/broken", "sms_fallback_url": f"{app.origin}/broken-too"}
    scene = stage([{"header": {"numbers": {OURS: number}}}])
    app.documents |= {"/broken": Document("", 500), "/broken-too": Document("", 503)}
    text_in(scene)
    assert (len(app.on("/broken-too")), len(app.webhooks)) == (1, 2)
    assert [entry["url"] for entry in scene.admin("debugger")["entries"]] == [
        f"{app.origin}/broken",
        f"{app.origin}/broken-too",
    ]


@pytest.mark.parametrize(("kind", "code", "level"), [("call", 15003, "warning"), ("text", 11200, "error")])
def test_a_status_callback_in_vain_is_noted_and_leads_nowhere(
    stage: Callable[..., Stage], app: ClientApp, kind: str, code: int, level: str
) -> None:
    people = [{"address": ANNA, "call": {"answer": "busy"}, "sms": {"delivery": "failed"}}]
    number = {"sms_fallback_url": f"{app.origin}/fallback", "voice_fallback_url": f"{app.origin}/fallback"}
    scene = stage([{"header": {"numbers": {OURS: number}}}, *people])
    app.documents["/lost"] = Document("", 500)
    told = {"status_callback": f"{app.origin}/lost"}
    if kind == "call":
        scene.call(ANNA, status_callback_event=["completed"], fallback_url=f"{app.origin}/fallback", **told)
    else:
        scene.text(ANNA, **told)
    scene.run()
    assert len(app.on("/lost")) == 1
    assert not app.on("/fallback")
    assert [(entry["code"], entry["level"]) for entry in scene.admin("debugger")["entries"]] == [(code, level)]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_webhook_by_either_method_is_signed_for_what_it_carries(
    stage: Callable[..., Stage], app: ClientApp, method: str
) -> None:
    scene = stage([{"address": ANNA, "call": {"answer": "human", "ring_seconds": 1}}])
    app.documents["/twiml"] = twiml("<Hangup/>")
    url = f"{app.origin}/status?case=a%2Fb&name=%C3%A9&blank="
    scene.call(ANNA, method=method, status_callback=url, status_callback_method=method)
    scene.run()
    assert {one.method for one in app.webhooks} == {method}
    assert all(one.genuine for one in app.webhooks)
    statuses = [one.fields["CallStatus"] for one in app.on("/status")]
    assert statuses == ["initiated", "ringing", "in-progress", "completed"]
    assert all(one.fields.get("blank", "") == "" for one in app.on("/status"))


@pytest.mark.parametrize(
    ("fragment", "policy"),
    [
        ("", DeliveryPolicy()),
        ("#rc=9&ct=5&rt=abc&tt=99999", DeliveryPolicy()),
        ("#rc=5&rp=all", DeliveryPolicy(retries=5, retried=frozenset(Failure))),
        (
            "#rp=rt,5xx&ct=2000&rt=3000&tt=9000",
            DeliveryPolicy(2, 3, 9, 1, frozenset({Failure.READ, Failure.SERVER_ERROR})),
        ),
        ("#rp=nonsense", DeliveryPolicy()),
    ],
)
def test_the_policy_is_read_from_the_fragment_and_nonsense_is_ignored(fragment: str, policy: DeliveryPolicy) -> None:
    assert policy_of(f"https://collect.example.com/status{fragment}") == policy
