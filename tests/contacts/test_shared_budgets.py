"""Budgets that several people share: what the law counts per account or per household holds when their claims meet."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text, update

from outreach.accounts.debts import DebtParty
from outreach.accounts.people import PostalAddress
from outreach.contacts.claim import Claim, Snoozed, Wired, claim
from outreach.db import lock_budgets, person_key
from tests.support.accounts import NOON, Agency, Debtor

DAYS = timedelta(days=1)
FREE = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:key, 0))")
WAITING = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")


@dataclass(frozen=True)
class Pair:
    """Two people, and the debt each is to be contacted about."""

    one: Debtor
    other: Debtor
    debts: tuple[UUID, UUID]

    def planned(self, office: Agency) -> tuple[UUID, UUID]:
        """An attempt to each."""
        first, second = self.debts
        return office.planned(self.one, debt_ids=[first]), office.planned(self.other, debt_ids=[second])


@pytest.fixture
def co_obligors_in_dc(office: Agency) -> Pair:
    """Two who owe one debt in the District of Columbia, called three times about it this week: one call is left."""
    one, other = two(office, "first_party", "20001", "co_obligor")
    for days, debtor in enumerate((one, other, one), 1):
        happened(office, debtor, one.debt, "call", "no_answer", days)
    return Pair(one, other, (one.debt, one.debt))


@pytest.fixture
def co_obligors_in_new_york(office: Agency) -> Pair:
    """Two who owe one debt in New York City, contacted twice about it this week: one contact is left."""
    one, other = two(office, "first_party", "10001", "co_obligor")
    for days, debtor in enumerate((one, other), 1):
        happened(office, debtor, one.debt, "call", "no_answer", days)
    return Pair(one, other, (one.debt, one.debt))


@pytest.fixture
def couple_in_washington(office: Agency) -> Pair:
    """Husband and wife in Washington, each contacted once this week about a debt of their own: one contact is left."""
    one, other = two(office, "third_party", "98101", "spouse")
    happened(office, one, one.debt, "email", "sent", 1)
    happened(office, other, other.debt, "email", "sent", 2)
    return Pair(one, other, (one.debt, other.debt))


@pytest.fixture
def strangers_at_one_number(office: Agency) -> Pair:
    """Two who share nothing but a telephone, which the house calls once an hour."""
    client = office.client(min_gap_minutes_per_number=60)
    one, other = office.debtor(client), office.debtor(client)
    with office.store.sessions.begin() as session:
        shared = office.address(session, other.person, "phone", one.number, "landline")
    return Pair(one, replace(other, phone=shared), (one.debt, other.debt))


RULES = {
    "co_obligors_in_dc": "US-DC-4IN7",
    "co_obligors_in_new_york": "US-NYC-3IN7",
    "couple_in_washington": "US-WA-3WK",
    "strangers_at_one_number": "US-F-REBUT-POL",
}


@pytest.mark.parametrize("shared", RULES)
def test_the_last_contact_of_a_shared_budget_goes_to_one_of_two_claims_that_overlap(
    office: Agency, shared: str, request: pytest.FixtureRequest
) -> None:
    pair: Pair = request.getfixturevalue(shared)
    results = overlapping(office, *pair.planned(office))
    assert [type(result) for result in results] == [Wired, Snoozed]
    assert isinstance(results[1], Snoozed)
    assert RULES[shared] in results[1].why


@pytest.mark.parametrize("shared", RULES)
def test_a_shared_budget_holds_under_eight_claims_at_once(
    office: Agency, shared: str, request: pytest.FixtureRequest
) -> None:
    pair: Pair = request.getfixturevalue(shared)
    attempts = [attempt for _ in range(4) for attempt in pair.planned(office)]
    with ThreadPoolExecutor(len(attempts)) as threads:
        results = list(threads.map(lambda attempt: take(office, attempt), attempts))
    assert sum(isinstance(result, Wired) for result in results) == 1


def test_people_who_share_neither_debt_nor_household_share_no_budget(office: Agency) -> None:
    client = office.client()
    one, other = office.debtor(client, zip_code="20001"), office.debtor(client, zip_code="20001")
    nowhere_else(office)
    for days in (1, 2, 3, 4):
        happened(office, one, one.debt, "call", "no_answer", days)
    assert isinstance(take(office, office.planned(one)), Snoozed)
    assert isinstance(take(office, office.planned(other)), Wired)


@pytest.mark.parametrize("shared", RULES)
def test_who_holds_one_of_the_two_may_go_on_to_the_other_while_claims_wait(
    office: Agency, shared: str, request: pytest.FixtureRequest
) -> None:
    pair: Pair = request.getfixturevalue(shared)
    attempts = pair.planned(office)
    for held, wanted in ((pair.one, pair.other), (pair.other, pair.one)):
        with ThreadPoolExecutor(2) as threads:
            with office.store.sessions.begin() as session:
                lock_budgets(session, [person_key(held.person)])
                claims = [threads.submit(take, office, attempt) for attempt in attempts]
                wait_until(office, claims)
                lock_budgets(session, [person_key(wanted.person)])
            assert not any(one.exception() for one in claims)


def test_whoever_waits_for_a_shared_budget_holds_no_person_yet(office: Agency) -> None:
    """People's keys come last whatever their hashes; eight strangers would all be lucky once in 256 runs."""
    for _ in range(8):
        shared, person = f"number:{uuid4().hex}", person_key(uuid4())
        with ThreadPoolExecutor(1) as thread:
            with office.store.sessions.begin() as session:
                lock_budgets(session, [shared])
                other = thread.submit(lock_both, office, shared, person)
                wait_until(office, [other])
                assert session.execute(FREE, {"key": person}).scalar_one()
            other.result()


def lock_both(office: Agency, *keys: str) -> None:
    with office.store.sessions.begin() as session:
        lock_budgets(session, keys)


def two(office: Agency, role: str, zip_code: str, relation: str) -> tuple[Debtor, Debtor]:
    """Two people who live there; the second has ``relation`` to the first one's debt, and a debt of her own."""
    client = office.client(role=role)
    one, other = office.debtor(client, zip_code=zip_code), office.debtor(client, zip_code=zip_code)
    with office.store.sessions.begin() as session:
        session.add(DebtParty(debt_id=one.debt, person_id=other.person, role=relation))
    nowhere_else(office)
    return one, other


def nowhere_else(office: Agency) -> None:
    """Let the postal code alone say where everybody lives."""
    with office.store.sessions.begin() as session:
        session.execute(update(PostalAddress).values(region=None))


def happened(office: Agency, debtor: Debtor, debt: UUID, channel: str, outcome: str, days: int) -> None:
    at = NOON - days * DAYS
    made = {"state": "completed", "wired_at": at, "ended_at": at, "contact_outcome": outcome}
    office.planned(debtor, channel, due=at, debt_ids=[debt], **made)


def take(office: Agency, attempt: UUID) -> Claim:
    with office.store.sessions.begin() as session:
        return claim(session, office.store, attempt, office.clock.now())


def overlapping(office: Agency, first: UUID, second: UUID) -> tuple[Claim, Claim]:
    """Claim the second while the first is decided and not committed: it waits, or has not noticed the first."""
    with ThreadPoolExecutor(1) as thread:
        with office.store.sessions.begin() as session:
            result = claim(session, office.store, first, office.clock.now())
            other = thread.submit(take, office, second)
            wait_until(office, [other])
        return result, other.result()


def wait_until(office: Agency, claims: Sequence[Future[Any]]) -> None:
    """Until every claim that has not ended waits for a budget."""
    while any(not one.done() for one in claims):
        with office.store.sessions() as session:
            if session.execute(WAITING).scalar() == sum(not one.done() for one in claims):
                return
        time.sleep(0.005)
