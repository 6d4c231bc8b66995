"""Reserving: who is kept free for whom, and that nobody is kept free, or rung, twice at once."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from threading import Lock
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from outreach.errors import NotAllowed, NotFound
from outreach.ids import new_id
from outreach.transfers import collectors, leases, reserving, rings
from outreach.transfers import transfers as requests
from outreach.transfers.collectors import Profile
from outreach.transfers.rings import Ring
from outreach.transfers.transfers import Transfer, Wanted
from tests.support.accounts import NOON, Agency
from tests.transfers.staff import act, hire, offer, one, rung, wanted

MINUTE = timedelta(minutes=1)


def kept(office: Agency, transfer: Transfer | None) -> UUID:
    assert transfer is not None
    (ring,) = office.rows(Ring, transfer_id=transfer.id, ended_at=None)
    return ring.collector_id


def test_the_collector_who_was_free_longest_comes_first(office: Agency) -> None:
    client = office.client()
    second, first = hire(office, 2), hire(office, 1)
    assert [kept(office, offer(office, wanted(client))) for _ in range(2)] == [first, second]
    assert offer(office, wanted(client)) is None
    assert office.count(Transfer) == 2


@pytest.mark.parametrize(("language", "skills", "fits"), [
    ("en", (), True), ("es", (), False), ("en", ("senior",), True), ("en", ("senior", "medical"), False),
])  # fmt: skip
def test_a_collector_speaks_the_language_and_has_the_skills(
    office: Agency, language: str, skills: tuple[str, ...], fits: bool
) -> None:
    hire(office, 1, "en", skills=("senior", "legal"))
    found = offer(office, wanted(office.client(), language, *skills))
    assert (found is not None) == fits


@pytest.mark.parametrize("state", [state for state in collectors.STATES if state != "available"])
def test_only_who_is_free_is_kept_free(office: Agency, state: str) -> None:
    busy = hire(office, 1)
    act(office, lambda session: collectors.become(collectors.locked(session, busy), state, NOON))
    assert offer(office, wanted(office.client())) is None


def test_who_is_gone_is_not_kept_free(office: Agency) -> None:
    hire(office, 1)
    assert offer(office, wanted(office.client()), NOON + timedelta(hours=10, minutes=1)) is None


def test_released_she_keeps_her_place(office: Agency) -> None:
    client = office.client()
    first, _ = hire(office, 1), hire(office, 2)
    transfer = offer(office, wanted(client), NOON + MINUTE)
    assert transfer is not None
    act(office, lambda session: reserving.release(session, requests.locked(session, transfer.id), NOON + MINUTE))
    assert kept(office, offer(office, wanted(client), NOON + MINUTE)) == first


def test_after_a_call_she_goes_to_the_end(office: Agency) -> None:
    client = office.client()
    first, second = hire(office, 1), hire(office, 2)
    transfer = offer(office, wanted(client))
    assert transfer is not None
    rung(office, transfer, "gone", NOON + MINUTE)
    assert one(office, first).state == "available"
    assert kept(office, offer(office, wanted(client), NOON + 2 * MINUTE)) == second


def test_who_declines_rests_and_after_three_in_a_row_is_away(office: Agency) -> None:
    client, busy = office.client(), hire(office, 1)
    at = NOON
    for state in ("available", "available", "away"):
        transfer = offer(office, wanted(client), at)
        assert transfer is not None
        rung(office, transfer, "declined", at)
        assert one(office, busy).state == state
        assert offer(office, wanted(client), at + timedelta(seconds=29)) is None
        at += timedelta(seconds=31)
    assert offer(office, wanted(client), at) is None


@pytest.mark.parametrize("outcome", rings.UNREACHED)
def test_who_is_not_reached_is_away_until_she_says_so(office: Agency, outcome: str) -> None:
    client, busy = office.client(), hire(office, 1)
    transfer = offer(office, wanted(client))
    assert transfer is not None
    rung(office, transfer, outcome)
    assert one(office, busy).state == "away"
    act(office, lambda session: collectors.sign_on(collectors.locked(session, busy), NOON))
    assert offer(office, wanted(client)) is not None


def test_nobody_is_asked_twice_by_one_transfer(office: Agency) -> None:
    busy = hire(office, 1)
    transfer = offer(office, wanted(office.client()))
    assert transfer is not None
    rung(office, transfer, "declined")
    later = NOON + timedelta(minutes=5)
    assert act(office, lambda s: reserving.another(s, requests.locked(s, transfer.id), later)) is None
    assert one(office, busy).state == "available"


def test_the_database_refuses_a_second_ring(office: Agency) -> None:
    client, busy = office.client(), hire(office, 1)
    offer(office, wanted(client))

    def twice(session: Session) -> None:
        other = requests.begin(session, Wanted(client, "en"), NOON)
        session.add(Ring(id=new_id(NOON), transfer_id=other.id, collector_id=busy, reserved_at=NOON))
        session.flush()

    with pytest.raises(IntegrityError, match="one_at_a_time"):
        act(office, twice)


def test_the_database_refuses_a_second_open_transfer_of_a_call(office: Agency) -> None:
    client, call = office.client(), uuid4()
    with pytest.raises(IntegrityError, match="open_session"):
        act(office, lambda s: [requests.begin(s, Wanted(client, "en", session=call), NOON) for _ in range(2)])


def test_twenty_collectors_and_many_callers_at_once_never_meet_twice(office: Agency) -> None:
    """Real threads on a real database: everybody reserves, rings, and lets go as fast as she can, and keeps her own book."""
    client, book = office.client(), Book()
    for number in range(20):
        hire(office, number, "en", "es")
    with ThreadPoolExecutor(12) as threads:
        met = sum(threads.map(lambda seed: _an_afternoon(office, client, random.Random(seed), book), range(12)))
    assert met > 100
    assert book.twice == []
    assert office.count(Ring, ended_at=None) == 0


class Book:
    """Who is held by whom at this moment, written down beside the database."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: set[UUID] = set()
        self.twice: list[UUID] = []

    def takes(self, collector: UUID) -> None:
        with self._lock:
            if collector in self._held:
                self.twice.append(collector)
            self._held.add(collector)

    def lets_go(self, collector: UUID) -> None:
        with self._lock:
            self._held.discard(collector)


def _an_afternoon(office: Agency, client: UUID, draw: random.Random, book: Book) -> int:
    met = 0
    for minute in range(30):
        at = NOON + timedelta(minutes=minute)
        transfer = offer(office, wanted(client, draw.choice(("en", "es"))), at)
        if transfer is None:
            continue
        collector = kept(office, transfer)
        book.takes(collector)
        met += 1
        book.lets_go(collector)  # in the book before in the database: whoever gets her next finds her let go in both
        if draw.random() < 0.3:
            act(office, partial(_release, transfer.id, at))
        else:
            rung(office, transfer, draw.choice(("gone", "not_needed", "declined", "dropped")), at)
    return met


def _release(transfer: UUID, at: datetime, session: Session) -> None:
    reserving.release(session, requests.locked(session, transfer), at)


def test_names_and_numbers_are_taken_once(office: Agency) -> None:
    hire(office, 1)
    for profile in (Profile("collector 01", "+12125553999"), Profile("another", "+12125553001")):
        with pytest.raises(NotAllowed, match="already"):
            act(office, lambda s, p=profile: collectors.add(s, office.store, p, NOON))  # type: ignore[misc]
    with pytest.raises(NotAllowed, match="en or es"):
        act(office, lambda s: collectors.add(s, office.store, Profile("c", "+12125553998", ("fr",)), NOON))
    with pytest.raises(NotFound, match="collector 01"):
        act(office, lambda s: collectors.named(s, "nobody"))


def test_a_number_is_kept_sealed(office: Agency) -> None:
    row = one(office, hire(office, 1))
    assert b"5553001" not in row.number_sealed
    assert collectors.number_of(office.store, row) == "+12125553001"


class TestLeases:
    def test_a_screen_that_asks_no_more_is_away(self, office: Agency) -> None:
        gone = hire(office, 1)
        act(office, lambda s: leases.end_overdue(s, NOON + timedelta(hours=9)))
        assert one(office, gone).state == "available"
        act(office, lambda s: leases.end_overdue(s, NOON + timedelta(hours=11)))
        assert one(office, gone).state == "away"

    def test_who_is_kept_free_for_nothing_is_free_again(self, office: Agency) -> None:
        free = hire(office, 1)
        transfer = offer(office, wanted(office.client()))
        act(office, lambda s: leases.end_overdue(s, NOON + collectors.RESERVED - timedelta(seconds=1)))
        assert one(office, free).state == "reserved"
        act(office, lambda s: leases.end_overdue(s, NOON + collectors.RESERVED))
        assert one(office, free).state == "available"
        assert transfer is not None
        assert office.rows(Ring)[0].outcome == "released"

    def test_asking_again_renews_it(self, office: Agency) -> None:
        free = hire(office, 1)
        transfer = offer(office, wanted(office.client()))
        assert transfer is not None
        assert act(office, lambda s: reserving.renewed(s, requests.locked(s, transfer.id), NOON + MINUTE))
        act(office, lambda s: leases.end_overdue(s, NOON + collectors.RESERVED))
        assert one(office, free).state == "reserved"

    def test_a_ring_of_which_nothing_is_heard_is_over(self, office: Agency) -> None:
        lost = hire(office, 1)
        transfer = offer(office, wanted(office.client()))
        assert transfer is not None
        rung(office, transfer)
        act(office, lambda s: leases.end_overdue(s, NOON + collectors.RINGING))
        assert (one(office, lost).state, office.rows(Ring)[0].outcome) == ("away", "lapsed")

    def test_a_talk_of_which_nothing_is_heard_owes_a_form(self, office: Agency) -> None:
        lost = hire(office, 1)
        transfer = offer(office, wanted(office.client()))
        assert transfer is not None
        ring = rung(office, transfer)

        def takes(session: Session) -> None:
            found = rings.locked(session, ring.id)
            assert found is not None
            rings.picked_up(session, found[0], "CA1", NOON)
            rings.take(session, found[0], NOON)

        act(office, takes)
        act(office, lambda s: leases.end_overdue(s, NOON + collectors.ON_CALL))
        assert one(office, lost).state == "wrap_up"
        form_late = NOON + collectors.ON_CALL + collectors.WRAP_UP
        act(office, lambda s: leases.end_overdue(s, form_late))
        act(office, lambda s: leases.end_overdue(s, form_late))
        assert one(office, lost).state == "away"
        assert act(office, lambda s: rings.due_form(s, lost)) is not None

    def test_a_transfer_that_nobody_ended_is_over(self, office: Agency) -> None:
        hire(office, 1)
        transfer = offer(office, wanted(office.client()))
        assert transfer is not None
        rung(office, transfer, "no_answer")
        act(office, lambda s: leases.end_overdue(s, NOON + timedelta(hours=3)))
        assert office.rows(Transfer)[0].ended_at is not None
