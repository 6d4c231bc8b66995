"""What may be done to calls, recordings, conferences, queues, numbers and services, and when not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from tests.sandbox.stage import ACCOUNT_SID, OURS, ClientApp, Stage, outcome, twiml

ANNA, BELL = "+12125550123", "+12125550124"
MANNER = {"answer": "human", "ring_seconds": 10, "patience_seconds": 9000, "talk_seconds": 9000}
URL = "https://collect.example.com/twiml"
OK, REFUSED = None, (21220, 400)
CALL_RULES = [
    # seconds after its creation, state, cancel, redirect, end, delete
    (0, "queued", OK, REFUSED, OK, (20009, 409)),
    (5, "ringing", OK, REFUSED, OK, (20009, 409)),
    (20, "in-progress", REFUSED, OK, OK, (20009, 409)),
    (100, "completed", REFUSED, REFUSED, REFUSED, OK),
]


@pytest.fixture
def talking(stage: Callable[..., Stage], app: ClientApp) -> Stage:
    """Two people who pick up after eleven seconds and listen to a minute of silence."""
    app.documents["/twiml"] = twiml("<Pause length='60'/>")
    return stage([{"address": number, "call": MANNER} for number in (ANNA, BELL)], calls_per_second=100)


@pytest.mark.parametrize(("after", "state", "cancel", "redirect", "end", "delete"), CALL_RULES)
def test_what_may_be_done_to_a_call_depends_on_its_state(
    talking: Stage, after: int, state: str, cancel: Any, redirect: Any, end: Any, delete: Any
) -> None:
    made = [talking.client.calls(talking.call(ANNA).sid) for _ in range(4)]
    talking.advance(after)
    assert {call.fetch().status for call in made} == {state}
    assert outcome(lambda: made[0].update(status="canceled")) == cancel
    assert outcome(lambda: made[1].update(url=URL)) == redirect
    assert outcome(lambda: made[2].update(status="completed")) == end
    assert outcome(made[3].delete) == delete
    assert outcome(lambda: made[0].update(status="on hold")) == (20001, 400)
    assert outcome(made[3].fetch) == ((20404, 404) if delete is OK else None)


def test_a_deleted_call_leaves_its_recording(talking: Stage) -> None:
    call = talking.call(ANNA, record=True)
    talking.run()
    talking.client.calls(call.sid).delete()
    assert [one.call_sid for one in talking.client.recordings.list()] == [call.sid]


def test_a_recording_is_started_paused_and_stopped_only_while_somebody_talks(talking: Stage) -> None:
    call = talking.call(ANNA)
    recordings = talking.client.calls(call.sid).recordings
    assert outcome(recordings.create) == REFUSED
    assert outcome(lambda: recordings("Twilio.CURRENT").update(status="paused")) == (16114, 400)
    talking.advance(20)
    first = recordings.create()
    talking.advance(5)
    assert outcome(recordings.create) == (16108, 400)
    assert outcome(lambda: recordings("RE" + "f" * 32).update(status="paused")) == (16114, 400)
    assert outcome(lambda: recordings(first.sid).update(status="deleted")) == (20001, 400)
    assert outcome(talking.client.recordings(first.sid).delete) == (20009, 409)
    assert recordings(first.sid).update(status="paused").status == "paused"
    assert recordings("Twilio.CURRENT").update(status="stopped").status == "stopped"
    assert recordings(first.sid).fetch().status == "completed"
    assert outcome(lambda: recordings(first.sid).update(status="in-progress")) == (16114, 400)


def test_a_deleted_recording_is_remembered_for_forty_days_by_who_asks_for_it(talking: Stage) -> None:
    call = talking.call(ANNA, record=True)
    talking.run()
    recordings = talking.client.recordings
    sid = recordings.list(call_sid=call.sid)[0].sid
    media = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Recordings/{sid}"
    sound = talking.client.request("GET", f"https://api.twilio.com{media}.wav")
    assert (sound.status_code, sound.headers["Content-Type"]) == (200, "audio/x-wav")
    assert talking.ask("GET", f"{media}.wav?RequestedChannels=2")[:2][1]["code"] == 16113
    recordings(sid).delete()
    assert outcome(recordings(sid).fetch) == (20404, 404)
    assert talking.ask("GET", f"{media}.wav")[0] == 404
    assert outcome(recordings(sid).delete) == (20404, 404)
    assert recordings.list() == []
    for days, remembered in ((0, True), (39, True), (2, False)):
        talking.advance(days * 86_400)
        shown = recordings.list(include_soft_deleted=True)
        assert [one.status for one in shown] == (["deleted"] if remembered else [])
        assert outcome(lambda: recordings(sid).fetch(include_soft_deleted=True)) == (
            None if remembered else (20404, 404)
        )


def test_a_conference_that_is_over_takes_nobody_and_does_nothing(talking: Stage) -> None:
    participants = talking.client.conferences("Case 12").participants
    first = participants.create(to=ANNA, from_=OURS, label="debtor")
    talking.advance(20)
    room = talking.client.conferences(first.conference_sid)
    assert room.participants("debtor").fetch().call_sid == first.call_sid
    for wrong in ("nobody", "CA" + "f" * 32):
        assert outcome(room.participants(wrong).fetch) == (20404, 404)
        assert outcome(room.participants(wrong).delete) == (20404, 404)
    assert outcome(lambda: room.update(status="paused")) == (20001, 400)
    assert outcome(lambda: room.participants("debtor").update(coaching=True, call_sid_to_coach="CA1")) == (16028, 400)
    room.update(status="completed")
    talking.run()
    assert outcome(lambda: room.update(status="completed")) == (16022, 400)
    assert outcome(lambda: room.participants.create(to=ANNA, from_=OURS)) == (16022, 400)
    assert outcome(room.participants("debtor").fetch) == (20404, 404)
    assert room.participants.list() == []
    assert participants.create(to=ANNA, from_=OURS).conference_sid != first.conference_sid


def test_an_invited_participant_is_shown_as_she_was_asked_to_come(talking: Stage) -> None:
    participants = talking.client.conferences("Case 12").participants
    asked = {"label": "debtor", "muted": True, "start_conference_on_enter": False, "end_conference_on_exit": True}
    made = participants.create(to=ANNA, from_=OURS, **asked)
    for after, status in ((0, "queued"), (2, "ringing"), (20, "connected")):
        talking.advance(after)
        shown = talking.client.conferences(made.conference_sid).participants("debtor").fetch()
        assert shown.status == status
        assert {name: getattr(shown, name) for name in asked} == asked


def test_queues_have_names_of_their_own_and_go_only_when_they_are_empty(talking: Stage, app: ClientApp) -> None:
    queues = talking.client.queues
    made = queues.create(friendly_name="support")
    assert (made.max_size, made.current_size, made.average_wait_time) == (1000, 0, 0)
    assert outcome(lambda: queues.create(friendly_name="support")) == (22003, 400)
    for wrong in ({"friendly_name": ""}, {"friendly_name": "x" * 65}, {"friendly_name": "y", "max_size": 5001}):
        assert outcome(partial(queues.create, **wrong)) == (20001, 400)
    assert outcome(queues(made.sid).members("Front").fetch) == (20404, 404)
    app.documents["/twiml"] = twiml("<Enqueue>support</Enqueue>")
    call = talking.call(ANNA)
    talking.advance(30)
    member = queues(made.sid).members(call.sid)
    assert (member.fetch().position, member.fetch().wait_time) == (1, 19)
    assert outcome(queues(made.sid).delete) == (22002, 400)
    assert outcome(lambda: member.update(url="nowhere")) == (21402, 400)
    member.update(url=f"{app.origin}/out")
    assert outcome(lambda: member.update(url=f"{app.origin}/out")) == (20404, 404)
    queues(made.sid).delete()
    assert outcome(queues(made.sid).fetch) == (20404, 404)


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ({"phone_number": "12125550150"}, 21421),
        ({"phone_number": ""}, 21421),
        ({"phone_number": OURS}, 21422),
        ({"area_code": "12"}, 21451),
        ({"phone_number": "+12125550150", "voice_url": "nowhere"}, 21402),
        ({"phone_number": "+12125550150", "voice_fallback_url": URL}, 21405),
        ({"phone_number": "+12125550150", "sms_fallback_url": URL}, 21406),
        ({"phone_number": "+12125550150", "sms_method": "PUT"}, 20001),
    ],
)
def test_a_number_that_cannot_be_had_or_set_up_is_refused(
    stage: Callable[..., Stage], order: dict[str, Any], code: int
) -> None:
    scene = stage([{"header": {"numbers": {OURS: {}}}}])
    assert outcome(lambda: scene.client.incoming_phone_numbers.create(**order)) == (code, 400)
    assert [one.phone_number for one in scene.client.incoming_phone_numbers.list()] == [OURS]


def test_a_bought_number_answers_and_a_released_one_is_nobodys(stage: Callable[..., Stage], app: ClientApp) -> None:
    scene = stage([{"header": {"numbers": {OURS: {}}}}])
    numbers = scene.client.incoming_phone_numbers
    bought = numbers.create(area_code="415", sms_url=f"{app.origin}/sms")
    assert bought.phone_number.startswith("+14155550")
    scene.admin("text", {"from": ANNA, "to": bought.phone_number, "body": "hello"})
    scene.run()
    assert len(app.on("/sms")) == 1
    numbers(bought.sid).delete()
    assert outcome(lambda: scene.text(ANNA, from_=bought.phone_number)) == (21606, 400)
    assert outcome(lambda: scene.call(ANNA, from_=bought.phone_number)) == (21210, 400)


def test_a_number_is_in_one_service_only_and_goes_out_of_it_when_it_is_released(stage: Callable[..., Stage]) -> None:
    scene = stage([{"header": {"numbers": {OURS: {}}}}])
    services, numbers = scene.client.messaging.v1.services, scene.client.incoming_phone_numbers
    first, second = services.create(friendly_name="first"), services.create(friendly_name="second")
    sid = numbers.list()[0].sid
    services(first.sid).phone_numbers.create(phone_number_sid=sid)
    assert outcome(lambda: services(first.sid).phone_numbers.create(phone_number_sid=sid)) == (21710, 409)
    assert outcome(lambda: services(second.sid).phone_numbers.create(phone_number_sid=sid)) == (21712, 409)
    assert outcome(lambda: services(second.sid).phone_numbers.create(phone_number_sid="PN1")) == (21421, 400)
    assert outcome(services(second.sid).phone_numbers(sid).fetch) == (20404, 404)
    assert outcome(lambda: services.create(friendly_name="")) == (20001, 400)
    assert outcome(lambda: services(first.sid).update(validity_period=36_001)) == (20001, 400)
    services(first.sid).delete()
    services(second.sid).phone_numbers.create(phone_number_sid=sid)
    numbers(sid).delete()
    assert services(second.sid).phone_numbers.list() == []


@pytest.mark.parametrize(
    ("number", "error"),
    [("+1212555", "TOO_SHORT"), ("+1212555012312345", "TOO_LONG"), ("+1212555ABCD", "NOT_A_NUMBER"),
     ("+10005550123", "INVALID_BUT_POSSIBLE")],
)  # fmt: skip
def test_a_number_that_is_none_says_why_and_nothing_else_is_known_of_it(
    stage: Callable[..., Stage], number: str, error: str
) -> None:
    found = stage().client.lookups.v2.phone_numbers(number).fetch(fields="line_type_intelligence")
    assert (found.valid, found.validation_errors) == (False, [error])
    assert found.country_code is found.national_format is found.line_type_intelligence is None


def test_a_reassigned_number_is_known_by_the_day_it_was_last_verified(stage: Callable[..., Stage]) -> None:
    scene = stage([{"address": ANNA, "reassigned_on": "2030-02-01"}])
    numbers = scene.client.lookups.v2.phone_numbers

    def asked(number: str, day: str | None) -> dict[str, Any]:
        found: dict[str, Any] = (
            numbers(number).fetch(fields="reassigned_number", last_verified_date=day).reassigned_number
        )
        return found

    assert asked(ANNA, "20300131")["is_number_reassigned"] == "yes"
    assert asked(ANNA, "20300201")["is_number_reassigned"] == "no"
    assert asked(BELL, "20300101") == {
        "last_verified_date": "2030-01-01",
        "is_number_reassigned": "no",
        "error_code": None,
    }
    assert asked("+442079460123", "20300101")["is_number_reassigned"] == "no_data_available"
    assert asked(ANNA, None)["error_code"] == "60617"
    assert asked(ANNA, "2030-01-01")["error_code"] == "60618"


@pytest.mark.parametrize(
    ("number", "country", "known"),
    [
        ("2125550123", None, True),
        ("(212) 555-0123", "US", True),
        ("2125550123", "us", True),
        ("2125550123", "MX", False),
    ],
)
def test_a_national_number_is_looked_up_in_its_country(
    stage: Callable[..., Stage], number: str, country: str | None, known: bool
) -> None:
    lookup = stage().client.lookups.v2.phone_numbers(number)
    if known:
        found = lookup.fetch(country_code=country)
        assert (found.phone_number, found.valid, found.validation_errors) == (ANNA, True, [])
    else:
        assert outcome(lambda: lookup.fetch(country_code=country)) == (20404, 404)


def test_a_call_list_knows_days_and_instants(talking: Stage) -> None:
    call = talking.call(ANNA).sid
    talking.run()
    noon = datetime(2030, 3, 18, 16, tzinfo=UTC)
    for filters, found in (
        ({"start_time": noon.date()}, 1),
        ({"start_time": noon.date() + timedelta(days=1)}, 0),
        ({"end_time_after": noon, "end_time_before": noon + timedelta(hours=1)}, 1),
        ({"end_time_before": noon}, 0),
        ({"start_time_after": noon + timedelta(seconds=1)}, 0),
    ):
        assert [one.sid for one in talking.client.calls.list(**filters)] == [call] * found, filters
