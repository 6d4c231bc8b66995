from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.sandbox.stage import ACCOUNT_SID, OURS, ClientApp, Stage, twiml

ANNA = "+12125550123"
BELL = "+12125550124"
URL = "https://collect.example.com/twiml"
STRANGER_TO_US = "+12125550199"
HEADER = {"header": {"numbers": {OURS: {}, "+12125550101": {"sms_url": "https://collect.example.com/sms"}}}}


REFUSED_CALLS: list[tuple[dict[str, Any], int]] = [
    ({"to": "", "from_": OURS, "url": URL}, 21201),
    ({"to": ANNA, "from_": "", "url": URL}, 21213),
    ({"to": "12125550123", "from_": OURS, "url": URL}, 21211),
    ({"to": "+1212555", "from_": OURS, "url": URL}, 21211),
    ({"to": ANNA, "from_": "nobody", "url": URL}, 21212),
    ({"to": ANNA, "from_": STRANGER_TO_US, "url": URL}, 21210),
    ({"to": ANNA, "from_": OURS}, 21205),
    ({"to": ANNA, "from_": OURS, "url": "/relative"}, 21205),
    ({"to": ANNA, "from_": OURS, "application_sid": "AP" + "0" * 32}, 21218),
    ({"to": ANNA, "from_": OURS, "url": URL, "status_callback": "http://under_score.example.com/"}, 21609),
    ({"to": ANNA, "from_": OURS, "url": URL, "machine_detection": "Maybe"}, 21263),
    ({"to": ANNA, "from_": OURS, "url": URL, "timeout": 601}, 20001),
]
REFUSED_TEXTS: list[tuple[dict[str, Any], int]] = [
    ({"to": "", "from_": OURS, "body": "x"}, 21604),
    ({"to": ANNA, "body": "x"}, 21603),
    ({"to": ANNA, "from_": OURS}, 21602),
    ({"to": "+999", "from_": OURS, "body": "x"}, 21211),
    ({"to": ANNA, "from_": "+1", "body": "x"}, 21212),
    ({"to": ANNA, "from_": STRANGER_TO_US, "body": "x"}, 21606),
    ({"to": ANNA, "from_": OURS, "body": "x" * 1601}, 21617),
    ({"to": ANNA, "from_": OURS, "body": "x", "status_callback": "nowhere"}, 21609),
    ({"to": ANNA, "from_": OURS, "body": "x", "validity_period": 36001}, 20001),
    ({"to": ANNA, "messaging_service_sid": "MG" + "0" * 32, "body": "x"}, 21701),
    ({"to": ANNA, "messaging_service_sid": "reminders", "body": "x"}, 21705),
]


def test_impossible_creates_are_refused_with_twilios_numbers_and_nothing_happens(stage: Callable[..., Stage]) -> None:
    scene = stage([HEADER])
    attempts = [(scene.client.calls.create, *row) for row in REFUSED_CALLS]
    attempts += [(scene.client.messages.create, *row) for row in REFUSED_TEXTS]
    for create, arguments, code in attempts:
        with pytest.raises(TwilioRestException) as refused:
            create(**arguments)
        assert (refused.value.code, refused.value.status) == (code, 400), arguments
        assert refused.value.uri
    assert not scene.journal("call.created")
    assert not scene.journal("message.created")


def test_a_queued_or_ringing_call_can_be_canceled_and_a_final_one_cannot(
    stage: Callable[..., Stage], app: ClientApp
) -> None:
    scene = stage([{"address": ANNA, "call": {"answer": "human", "ring_seconds": 500}}])
    ringing, queued = scene.call(ANNA, timeout=600), scene.call(ANNA)
    scene.advance(1)
    assert scene.client.calls(ringing.sid).fetch().status == "ringing"
    with pytest.raises(TwilioRestException) as refused:
        scene.client.calls(ringing.sid).update(url=URL)
    assert refused.value.code == 21220
    for call in (ringing, queued):
        assert scene.client.calls(call.sid).update(status="canceled").status == "canceled"
    scene.advance(0)
    assert len(scene.journal("call.ended")) == 2
    with pytest.raises(TwilioRestException) as late:
        scene.client.calls(queued.sid).update(status="canceled")
    assert late.value.code == 21220
    scene.run()
    assert [line["by"] for line in scene.journal("call.ended")] == ["api", "api"]
    assert not app.on("/twiml")


def test_a_running_call_can_be_sent_to_another_document_and_ended(stage: Callable[..., Stage], app: ClientApp) -> None:
    scene = stage([{"address": ANNA, "call": {"answer": "human", "ring_seconds": 1}}])
    app.documents["/twiml"] = twiml("<Pause length='3600'/>")
    app.documents["/other"] = twiml("<Say>Something new.</Say>", "<Pause length='3600'/>")
    call = scene.call(ANNA)
    scene.advance(60)
    assert app.on("/twiml")
    scene.client.calls(call.sid).update(url=f"{app.origin}/other")
    scene.advance(60)
    assert scene.journal("call.said", words="Something new.")
    assert scene.client.calls(call.sid).update(status="completed").status == "completed"
    scene.run()
    assert scene.client.calls(call.sid).fetch().status == "completed"
    assert int(scene.client.calls(call.sid).fetch().duration) < 3600


def test_the_account_and_its_numbers_answer_a_health_check(stage: Callable[..., Stage]) -> None:
    scene = stage([HEADER])
    assert scene.client.api.accounts(ACCOUNT_SID).fetch().status == "active"
    numbers = scene.client.incoming_phone_numbers.list(page_size=1)
    assert [one.phone_number for one in numbers] == [OURS, "+12125550101"]
    assert numbers[1].sms_url == "https://collect.example.com/sms"


def test_a_line_type_is_that_of_the_person(stage: Callable[..., Stage]) -> None:
    scene = stage([{"address": ANNA, "line": "landline"}])
    found = scene.client.lookups.v2.phone_numbers(ANNA).fetch(fields="line_type_intelligence")
    assert (found.valid, found.line_type_intelligence["type"]) == (True, "landline")
    assert scene.client.lookups.v2.phone_numbers("+1212555").fetch().valid is False
