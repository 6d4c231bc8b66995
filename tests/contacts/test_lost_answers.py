"""What was lost on the way is found by asking the sandbox: orders it never confirmed, texts it could not bring."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from outreach.accounts.clients import SenderNumber
from outreach.channels.opening import open_carriers
from outreach.contacts import inbound_check, settle, wire
from outreach.contacts.claim import Wired, claim
from tests.sandbox.stage import START, ClientApp, Stage, open_stage
from tests.support.accounts import Agency, agency, settings_for
from tests.support.house import empty

CHANNELS = pytest.mark.parametrize("channel", ["call", "sms", "email"])


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A sandbox in which everybody is reached."""
    app = ClientApp()
    app.start()
    opened = open_stage(tmp_path_factory.mktemp("sandbox"), app, "--speed", "600", "--start", START)
    yield opened
    opened.stop()
    app.stop()


@pytest.fixture
def office(shared_database_url: str, stage: Stage) -> Iterator[Agency]:
    with agency(settings_for(shared_database_url, carrier_base_url=stage.origin)) as opened:
        opened.clock.at = datetime.fromtimestamp(stage.now(), UTC)
        yield opened
        empty(opened.store.engine)


def lose_an_answer(office: Agency, stage: Stage, channel: str) -> UUID:
    """Send an order that the sandbox takes and answers with 500."""
    stage.admin("chaos", {"error_after": {"next": 1}})
    attempt = office.planned(office.debtor(office.client(f"Client {channel}"), line="mobile"), channel)
    with office.store.sessions.begin() as session:
        wired = claim(session, office.store, attempt, office.clock.now())
    assert isinstance(wired, Wired), wired
    wire.send(office.store, open_carriers(office.store.settings, office.clock), wired)
    assert office.attempt(attempt).state == "unknown"
    return attempt


def ask(office: Agency, attempt: UUID) -> Any:
    """Ask the carrier about the attempt and return its row."""
    with office.store.sessions.begin() as session:
        session.execute(text("UPDATE attempts SET heard_at = now() - interval '5 minutes'"))
    settle.settle(office.store, open_carriers(office.store.settings, office.clock), attempt)
    return office.attempt(attempt)


@CHANNELS
def test_an_order_whose_answer_was_lost_is_adopted_and_followed_to_its_end(
    office: Agency, stage: Stage, channel: str
) -> None:
    attempt = lose_an_answer(office, stage, channel)
    row = ask(office, attempt)
    created = [line for line in stage.journal(attempt=str(attempt)) if line["kind"].endswith(".created")]
    assert len(created) == 1
    assert row.carrier_sid in (created[0]["sid"], created[0].get("operation"))
    stage.wait_for(lambda: ask(office, attempt).ended_at is not None)
    assert office.attempt(attempt).disposition not in (None, "not_sent")


@CHANNELS
def test_an_order_that_never_arrived_is_not_mixed_up_with_another(office: Agency, stage: Stage, channel: str) -> None:
    office.numbers = count(50)  # numbers the sandbox has not seen yet
    stage.admin("chaos", {"error_before": {"next": 1}})
    attempt = office.planned(office.debtor(office.client(f"Client {channel}"), line="mobile"), channel)
    with office.store.sessions.begin() as session:
        wired = claim(session, office.store, attempt, office.clock.now())
    assert isinstance(wired, Wired), wired
    wire.send(office.store, open_carriers(office.store.settings, office.clock), wired)
    row = ask(office, attempt)
    assert (row.state, row.carrier_sid) == ("unknown", None)


def test_a_text_the_sandbox_could_not_bring_is_found_once(office: Agency, stage: Stage) -> None:
    pat = office.debtor(office.client(), line="mobile")
    (number,) = {row.value for row in office.rows(SenderNumber, channel="sms")}
    # The stage has no webhook for texts, and answers a STOP itself.
    stage.admin("text", {"from": pat.number, "to": number, "body": "STOP"})
    carrier = open_carriers(office.store.settings, office.clock).phone
    assert [inbound_check.keep_lost(office.store, carrier) for _ in range(2)] == [1, 0]
    assert [text.body for text in carrier.inbound(number, office.clock.now() - timedelta(days=1))] == ["STOP"]
    assert carrier.inbound(number, office.clock.now() + timedelta(days=1)) == []
