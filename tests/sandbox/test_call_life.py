from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest

from tests.sandbox.stage import ATTEMPT, OURS, ClientApp, Stage, twiml

ANNA = "+12125550123"
EVERY_CALLBACK = {
    "CallSid", "AccountSid", "From", "To", "Caller", "Called", "CallStatus", "ApiVersion", "Direction",
    "FromCity", "FromState", "FromZip", "FromCountry", "ToCity", "ToState", "ToZip", "ToCountry",
    "CallerCity", "CallerState", "CallerZip", "CallerCountry", "CalledCity", "CalledState", "CalledZip",
    "CalledCountry", "Timestamp", "CallbackSource", "SequenceNumber",
}  # fmt: skip
LAST_CALLBACK = {"CallDuration", "Duration", "SipResponseCode"}


def person(answer: str, address: str = ANNA, **more: Any) -> dict[str, Any]:
    return {"address": address, "call": {"answer": answer, "ring_seconds": 5, **more}}


def at(line: dict[str, Any]) -> float:
    return datetime.fromisoformat(line["at"]).timestamp()


def test_an_answered_call_goes_through_every_status_and_tells_each_by_a_signed_callback(
    stage: Callable[..., Stage], app: ClientApp
) -> None:
    scene = stage([person("human")])
    app.documents[f"/twiml/{ATTEMPT}"] = twiml("<Say>Good morning, this is about your account.</Say>")
    call = scene.call(ANNA, f"/twiml/{ATTEMPT}")
    assert call.status == "queued"
    scene.run()

    callbacks = app.on("/status/")
    statuses = [(one.fields["SequenceNumber"], one.fields["CallStatus"]) for one in callbacks]
    assert statuses == [("0", "initiated"), ("1", "ringing"), ("2", "in-progress"), ("3", "completed")]
    assert all(one.genuine for one in app.webhooks)
    assert [set(one.fields) for one in callbacks[:3]] == [EVERY_CALLBACK] * 3
    assert set(callbacks[3].fields) == EVERY_CALLBACK | LAST_CALLBACK
    assert scene.kinds(call.sid) == ["call.created", "call.ringing", "call.answered", "call.said", "call.ended"]
    assert {line["attempt"] for line in scene.journal(sid=call.sid) if line["kind"] != "request"} == {ATTEMPT}

    ended = scene.client.calls(call.sid).fetch()
    assert (ended.status, ended.direction, ended._from) == ("completed", "outbound-api", OURS)
    assert callbacks[3].fields["CallDuration"] == ended.duration != "0"


def test_the_phone_rings_as_long_as_its_owner_lets_it_and_words_take_their_time(
    stage: Callable[..., Stage], app: ClientApp
) -> None:
    scene = stage([person("human", ring_seconds=8)])
    app.documents["/twiml"] = twiml(f"<Say>{'x' * 140}</Say><Pause length='7'/>")
    call = scene.call(ANNA)
    scene.run()
    moments = {line["kind"]: at(line) for line in scene.journal(sid=call.sid)}
    assert moments["call.answered"] - moments["call.ringing"] == pytest.approx(8, abs=0.001)
    assert moments["call.ended"] - moments["call.said"] == pytest.approx(140 / 14 + 7, abs=0.001)


def test_a_call_nobody_takes_ends_as_the_network_says(stage: Callable[..., Stage], app: ClientApp) -> None:
    expected = {
        "busy": ("busy", "486", ["initiated", "ringing", "busy"]),
        "no_answer": ("no-answer", "487", ["initiated", "ringing", "no-answer"]),
        "not_in_service": ("failed", "404", ["initiated", "failed"]),
    }
    numbers = {answer: f"+1212555011{n}" for n, answer in enumerate(expected)}
    scene = stage([person(answer, number) for answer, number in numbers.items()], calls_per_second=100)
    calls = {answer: scene.call(number, timeout=20) for answer, number in numbers.items()}
    scene.run()
    for answer, (status, sip, sequence) in expected.items():
        callbacks = [one.fields for one in app.on("/status/") if one.fields["CallSid"] == calls[answer].sid]
        assert [fields["CallStatus"] for fields in callbacks] == sequence
        last = callbacks[-1]
        assert (last["SipResponseCode"], last["CallDuration"], last["Duration"]) == (sip, "0", "0")
        assert scene.client.calls(calls[answer].sid).fetch().status == status
    assert not app.on("/twiml")


def test_a_phone_that_rings_longer_than_the_timeout_is_not_answered(stage: Callable[..., Stage]) -> None:
    scene = stage([person("human", ring_seconds=30)])
    call = scene.call(ANNA, timeout=10)
    scene.run()
    ringing, ended = scene.journal("call.ringing")[0], scene.journal("call.ended")[0]
    assert at(ended) - at(ringing) == pytest.approx(10, abs=0.001)
    assert scene.client.calls(call.sid).fetch().status == "no-answer"


def test_a_call_is_cut_at_its_time_limit(stage: Callable[..., Stage], app: ClientApp) -> None:
    scene = stage([person("human")])
    app.documents["/twiml"] = twiml("<Pause length='600'/>")
    scene.call(ANNA, time_limit=60)
    scene.run()
    ended = scene.journal("call.ended")[0]
    assert (ended["by"], ended["status"], ended["seconds"]) == ("time_limit", "completed", 60)


def test_only_the_events_asked_for_are_told_and_completed_when_none_is_named(
    stage: Callable[..., Stage], app: ClientApp
) -> None:
    scene = stage([person("human")])
    app.documents["/twiml"] = twiml("<Hangup/>")
    scene.call(ANNA, status_callback_event=["answered"])
    scene.call(ANNA, status_callback=f"{app.origin}/plain", status_callback_event=[])
    scene.run()
    assert [one.fields["CallStatus"] for one in app.on("/status/")] == ["in-progress"]
    assert [one.fields["CallStatus"] for one in app.on("/plain")] == ["completed"]


def test_synchronous_machine_detection_delays_the_twiml_until_the_verdict(
    stage: Callable[..., Stage], app: ClientApp
) -> None:
    verdicts = {"human": "human", "machine": "machine_start", "fax": "fax"}
    numbers = {answer: f"+1212555011{n}" for n, answer in enumerate(verdicts)}
    scene = stage([person(answer, number) for answer, number in numbers.items()], calls_per_second=100)
    app.documents["/twiml"] = twiml("<Say>Hello</Say>")
    calls = {answer: scene.call(number, machine_detection="Enable") for answer, number in numbers.items()}
    scene.run()
    for answer, verdict in verdicts.items():
        sid = calls[answer].sid
        about = [one.fields for one in app.webhooks if one.fields["CallSid"] == sid]
        assert [fields["AnsweredBy"] for fields in about if "Timestamp" not in fields] == [verdict]
        assert [fields["AnsweredBy"] for fields in about if "CallDuration" in fields] == [verdict]
        said, answered = scene.journal("call.said", sid=sid)[0], scene.journal("call.answered", sid=sid)[0]
        assert at(said) - at(answered) >= 2
        assert scene.client.calls(sid).fetch().answered_by == verdict


def test_asynchronous_machine_detection_fetches_at_once_and_posts_the_verdict(
    stage: Callable[..., Stage], app: ClientApp
) -> None:
    scene = stage([person("machine", greeting_seconds=9)])
    app.documents["/twiml"] = twiml("<Pause length='60'/>")
    verdict_url = f"{app.origin}/verdict/{ATTEMPT}"
    scene.call(ANNA, machine_detection="DetectMessageEnd", async_amd="true", async_amd_status_callback=verdict_url)
    scene.run()
    assert "AnsweredBy" not in app.on("/twiml")[0].fields
    verdict = app.on("/verdict/")[0]
    assert verdict.genuine
    assert set(verdict.fields) == {"CallSid", "AccountSid", "AnsweredBy", "MachineDetectionDuration"}
    assert (verdict.fields["AnsweredBy"], verdict.fields["MachineDetectionDuration"]) == ("machine_end_beep", "9000")


def test_calls_beyond_the_rate_wait_in_the_queue_and_leave_one_a_second(stage: Callable[..., Stage]) -> None:
    numbers = [f"+121255501{n:02d}" for n in range(10, 15)]
    scene = stage([person("busy", number) for number in numbers])
    for number in numbers:
        scene.call(number)
    assert scene.admin("stats")["queued_calls"] >= 4
    scene.run()
    rang = [at(line) for line in scene.journal("call.ringing")]
    gaps = [later - earlier for earlier, later in pairwise(rang)]
    assert len(rang) == 5
    assert min(gaps) >= 0.999


def test_the_person_hangs_up_on_hearing_what_she_does_not_want_to_hear(
    stage: Callable[..., Stage], app: ClientApp
) -> None:
    scene = stage([person("human", hangs_up_hearing="debt collector")])
    app.documents["/twiml"] = twiml("<Say>This call is from a debt collector.</Say>", "<Say>Never said.</Say>")
    scene.call(ANNA)
    scene.run()
    assert [line["words"] for line in scene.journal("call.said")] == ["This call is from a debt collector."]
    assert scene.journal("call.ended")[0]["by"] == "person"
