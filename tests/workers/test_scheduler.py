"""The scheduler: one leads, plans and hands out; what the broker loses it hands out again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import dramatiq
import pytest
from sqlalchemy import text

from console.running.embedded_broker import EmbeddedBroker
from outreach.agreements.making import Promised
from outreach.agreements.promises import Promise
from outreach.clock import ClockGovernor
from outreach.contacts import agreeing, reception
from outreach.contacts.attempts import Attempt
from outreach.contacts.carrier_events import CarrierEvent
from outreach.contacts.dead_letters import DeadLetter
from outreach.contacts.enrolments import Campaign, Enrolment
from outreach.settings import Settings
from outreach.store import open_store
from tests.support.accounts import FROM, NOON, Agency, agency, settings_for
from tests.support.house import empty
from tests.support.parents import eventually
from tests.support.tiny_carrier import TinyCarrier
from workers.broker import make_broker, post
from workers.leader import Leadership
from workers.registry import build
from workers.scheduler import Desk, tick

SID = "CA" + "1" * 32


@pytest.fixture(scope="module")
def broker_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    broker = EmbeddedBroker(tmp_path_factory.mktemp("broker"))
    yield broker.start()
    broker.stop()


@pytest.fixture
def settings(shared_database_url: str, broker_url: str, other_end: TinyCarrier, tmp_path: Path) -> Settings:
    ClockGovernor(tmp_path / "clock", NOON)
    knobs = {"carrier_base_url": other_end.url, "redis_url": broker_url, "clock_file": tmp_path / "clock"}
    return settings_for(shared_database_url, redispatch_after=0.05, **knobs)


@pytest.fixture
def office(settings: Settings) -> Iterator[Agency]:
    with agency(settings) as opened:
        yield opened
        empty(opened.store.engine)


@pytest.fixture
def desk_of(settings: Settings) -> Iterator[Callable[[], Desk]]:
    """Opens scheduler processes' desks on the broker, which is empty at first."""
    opened: list[Desk] = []

    def open_one() -> Desk:
        store = open_store(settings, pool_size=3)
        opened.append(Desk(store, make_broker(settings), Leadership(store.engine)))
        return opened[-1]

    open_one().broker.client.flushall()
    yield open_one
    for desk in opened:
        desk.leadership._drop()
        desk.store.engine.dispose()
        desk.broker.client.close()


def queued(desk: Desk, queue: str) -> list[tuple[str, list[str]]]:
    """(actor, arguments) of every message of the queue."""
    messages = [json.loads(body) for body in desk.broker.client.hvals(f"dramatiq:{queue}.msgs")]
    return [(message["actor_name"], message["args"]) for message in messages]


def enrolled(office: Agency, channel: str = "call") -> UUID:
    """The enrolment of a campaign that has just started."""
    row, attempt = office.enrolled(office.debtor(office.client(), line="mobile"), channel)
    with office.store.sessions.begin() as session:
        session.delete(session.get_one(Attempt, attempt))
        session.get_one(Enrolment, row).state = "waiting"
    return row


@pytest.mark.parametrize(("channel", "queue", "actor"), [("call", "calls", "call"), ("sms", "messages", "message")])
def test_a_beat_plans_what_is_due_and_hands_it_out_as_an_id(
    office: Agency, desk_of: Callable[[], Desk], channel: str, queue: str, actor: str
) -> None:
    row, desk = enrolled(office, channel), desk_of()
    tick(desk)
    (attempt,) = office.rows(Attempt, enrolment_id=row)
    assert (attempt.state, attempt.channel) == ("planned", channel)
    assert queued(desk, queue) == [(actor, [str(attempt.id)])]


def test_a_beat_judges_what_has_run_out_before_it_plans(office: Agency, desk_of: Callable[[], Desk]) -> None:
    pat = office.debtor(office.client())
    enrolment, attempt = office.enrolled(pat)
    said = Promised(12_000, "USD", NOON.date() - timedelta(days=4), "sms")
    with office.store.sessions.begin() as session:
        agreeing.promise(session, pat.person, pat.debt, attempt, said, NOON)
    desk = desk_of()
    tick(desk)
    assert [promise.state for promise in office.rows(Promise)] == ["broken"]
    assert office.rows(Enrolment, id=enrolment)[0].state == "in_flight"
    assert [actor for actor, _ in queued(desk, "calls")] == ["call"]


def test_two_schedulers_beat_and_one_works(office: Agency, desk_of: Callable[[], Desk]) -> None:
    enrolled(office)
    first, second = desk_of(), desk_of()
    for _ in range(3):
        tick(first)
        tick(second)
    assert (first.leadership.held(), second.leadership.held()) == (True, False)
    assert office.count(Attempt) == 1


def test_when_the_leader_is_gone_the_other_takes_over(office: Agency, desk_of: Callable[[], Desk]) -> None:
    first, second = desk_of(), desk_of()
    tick(first)
    tick(second)
    with office.store.sessions.begin() as session:
        session.execute(_CUT_LEADER)
    assert eventually(second.leadership.held)
    assert not first.leadership.held()
    enrolled(office)
    tick(first)
    assert office.count(Attempt) == 0
    tick(second)
    assert office.count(Attempt) == 1


def test_what_the_broker_forgot_is_handed_out_again(office: Agency, desk_of: Callable[[], Desk]) -> None:
    enrolled(office)
    desk = desk_of()
    tick(desk)
    desk.broker.client.flushall()

    def again() -> bool:
        tick(desk)
        return bool(queued(desk, "calls"))

    assert eventually(again)
    assert office.count(Attempt) == 1


def test_an_event_nobody_applied_is_handed_out_again_but_not_at_every_beat(
    office: Agency, desk_of: Callable[[], Desk]
) -> None:
    desk = desk_of()
    with office.store.sessions.begin() as session:
        fields = {"MessageSid": "SM1", "From": "+14045550123", "To": FROM, "Body": "STOP"}
        event = reception.keep(session, office.store, "sms_in", None, fields, None)
        session.execute(text("UPDATE carrier_events SET stored_at = now() - interval '1 minute'"))
    for _ in range(3):
        tick(desk)
    assert queued(desk, "callbacks") == [("callback", [str(event)])]


def test_lost_texts_are_sent_for_at_once_and_then_at_their_own_pace(
    office: Agency, desk_of: Callable[[], Desk]
) -> None:
    desk = desk_of()
    for _ in range(3):
        tick(desk)
    assert queued(desk, "maintenance") == [("inbound", [])]
    desk.texts.at -= desk.store.settings.inbound_check_every
    tick(desk)
    assert queued(desk, "maintenance") == [("inbound", [])] * 2


def test_a_real_worker_brings_in_a_text_whose_webhook_was_lost(
    office: Agency, settings: Settings, desk_of: Callable[[], Desk], other_end: TinyCarrier
) -> None:
    pat, desk = office.debtor(office.client(), line="mobile"), desk_of()
    lost = {"sid": "SM1", "from": pat.number, "to": FROM, "body": "STOP", "direction": "inbound"}
    other_end.manner = (200, {"messages": [lost], "page_size": 1000, "next_page_uri": None})
    with working(settings):
        tick(desk)
        assert eventually(lambda: office.count(CarrierEvent, kind="sms_in") == 1)


def test_a_campaign_with_nobody_left_is_finished(office: Agency, desk_of: Callable[[], Desk]) -> None:
    row = enrolled(office)
    with office.store.sessions.begin() as session:
        session.get_one(Enrolment, row).state = "done"
    tick(desk_of())
    assert [campaign.state for campaign in office.rows(Campaign)] == ["finished"]


def test_a_real_worker_carries_it_out_to_the_wire_and_a_lost_broker_changes_nothing(
    office: Agency, settings: Settings, desk_of: Callable[[], Desk], other_end: TinyCarrier
) -> None:
    other_end.manner = (201, {"sid": SID, "status": "queued"})
    row, desk = enrolled(office), desk_of()
    with working(settings):
        for _ in range(5):
            tick(desk)
            desk.broker.client.flushall()

        def carried_out() -> bool:
            tick(desk)
            return [attempt.state for attempt in office.rows(Attempt, enrolment_id=row)] == ["queued"]

        assert eventually(carried_out)
    assert len(other_end.orders()) == 1


def test_a_claim_that_always_fails_becomes_a_dead_letter_without_personal_data(
    office: Agency, settings: Settings, desk_of: Callable[[], Desk]
) -> None:
    pat, desk = office.debtor(office.client()), desk_of()
    attempt = office.planned(pat)
    with office.store.sessions.begin() as session:
        session.execute(text("UPDATE addresses SET value_sealed = '\\x026b31' || value_sealed"))
    with working(settings):
        post(desk.broker, "calls", "call", str(attempt))
        assert eventually(lambda: office.count(DeadLetter) == 1, 15)
    (letter,) = office.rows(DeadLetter)
    assert (letter.actor, letter.arguments) == ("call", [str(attempt)])
    assert pat.number not in letter.error
    assert office.attempt(attempt).state == "blocked"
    assert office.count(CarrierEvent) == 0


class working:  # noqa: N801 - reads as a sentence: with working(settings)
    """A real worker with two threads for the length of a block; it tries again quickly."""

    def __init__(self, settings: Settings) -> None:
        self._broker = build(settings)
        for actor in ("call", "message"):
            self._broker.get_actor(actor).options |= {"min_backoff": 5, "max_backoff": 10}
        self._worker = dramatiq.Worker(self._broker, worker_timeout=50, worker_threads=2)

    def __enter__(self) -> None:
        self._worker.start()

    def __exit__(self, *_: object) -> None:
        self._worker.stop()
        self._broker.close()
        self._broker.client.close()


_CUT_LEADER = text("""
SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND pid <> pg_backend_pid()
""")
