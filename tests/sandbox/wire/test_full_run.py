"""A full run by the official SDK: everything the sandbox answered, held against Twilio's own descriptions."""

from __future__ import annotations

from typing import Any

import pytest

from outreach.sandbox.rest.routes import ROUTES, Route
from tests.sandbox.wire.contract import faults
from tests.sandbox.wire.descriptions import FILES, PLAIN, needed
from tests.sandbox.wire.exchanges import Exchange, Run

STATES = {
    "calls": "queued ringing in-progress completed busy no-answer failed canceled",
    "messages": "accepted queued scheduled sent delivered undelivered failed canceled received",
    "conferences": "init in-progress completed",
    "participants": "queued ringing connecting connected",
    "recordings": "in-progress paused stopped completed absent deleted",
    "emails": "QUEUED SENT DELIVERED UNDELIVERED OPENED FAILED",
    "operations": "PROCESSING COMPLETED",
}
DIRECTIONS = {"outbound-api", "outbound-dial", "inbound", "outbound-reply"}
ANSWERED_BY = {"human", "machine_start", "machine_end_beep", "fax"}
SOURCES = {"OutboundAPI", "DialVerb", "RecordVerb", "Conference", "StartCallRecordingAPI"}


@needed
def test_every_exchange_is_as_the_official_description_says(run: Run) -> None:
    found = [fault for one in run.exchanges if one.product in FILES and not plain(one) for fault in faults(one)]
    assert not found, "\n".join(found)


def test_no_request_had_a_parameter_that_twilio_does_not_know(run: Run) -> None:
    assert not run.lines("contract_violation")


def test_nothing_went_wrong_inside_the_sandbox(run: Run) -> None:
    assert not run.lines("sandbox.error")


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path.pattern}")
def test_the_tour_takes_every_route(run: Run, route: Route) -> None:
    assert any(taken(route, one) and one.status < 400 for one in run.exchanges)


@pytest.mark.parametrize("resource", STATES)
def test_the_tour_sees_every_state(run: Run, resource: str) -> None:
    assert {shown["status"] for shown in shown_of(run, resource)} == set(STATES[resource].split())


def test_the_tour_sees_every_kind_of_call_text_and_recording(run: Run) -> None:
    both = [*shown_of(run, "calls"), *shown_of(run, "messages")]
    assert {shown["direction"] for shown in both} == DIRECTIONS
    assert {shown["answered_by"] for shown in shown_of(run, "calls")} == ANSWERED_BY | {None}
    assert {shown["source"] for shown in shown_of(run, "recordings")} == SOURCES
    assert {shown["num_media"] for shown in shown_of(run, "messages")} == {"0", "1", "2"}


def test_every_answer_has_an_id_of_its_own_and_says_how_many_are_served(run: Run) -> None:
    ids = [one.headers["Twilio-Request-Id"] for one in run.exchanges]
    assert len(set(ids)) == len(ids)
    assert {one.headers["Twilio-Concurrent-Requests"] for one in run.exchanges} == {"1"}


def plain(one: Exchange) -> bool:
    return any(taken(route, one) and route.resource.__name__ in PLAIN for route in ROUTES)


def taken(route: Route, one: Exchange) -> bool:
    return (route.product, route.method) == (one.product, one.method) and route.path.fullmatch(one.path) is not None


def shown_of(run: Run, resource: str) -> list[dict[str, Any]]:
    """Every resource of a kind that was shown, alone or in a list."""
    found: list[dict[str, Any]] = []
    for one in run.exchanges:
        if one.answer is None or one.status >= 400 or kind(one.path) != resource:
            continue
        found += one.answer[resource] if isinstance(one.answer.get(resource), list) else [one.answer]
    return [shown for shown in found if "status" in shown]


def kind(path: str) -> str:
    """The last word of a path that names a kind of resource."""
    words = [part.removesuffix(".json").lower() for part in path.split("/")]
    return next(word for word in reversed(words) if word in {*STATES, "media", "members", "queues", "accounts", "services",
                "phonenumbers", "incomingphonenumbers"})  # fmt: skip
