"""The contact contract binds every worker, term by term, until a later one takes its place.

A claim is the one way in which anything leaves; it is noon on Tuesday, December 1, where the person lives.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from outreach.accounts.addresses import Address
from outreach.contacts import contact_contract, silence
from outreach.contacts.claim import Blocked, Claim, Snoozed, Wired, claim
from outreach.contacts.contact_contract import Terms
from tests.support.accounts import NOON, Agency, Debtor

ATLANTA = "America/New_York"
CLIENTS: dict[str, tuple[str, dict[str, Any]]] = {
    "a collector": ("third_party", {}),
    "a creditor who keeps what people ask": ("first_party", {"requests_bind_creditors": True}),
    "a creditor who keeps no more than the law": ("first_party", {"requests_bind_creditors": False}),
}


@pytest.fixture(params=CLIENTS)
def pat(office: Agency, request: pytest.FixtureRequest) -> Debtor:
    role, policy = CLIENTS[request.param]
    return office.debtor(office.client("Northgate", role, **policy), line="mobile")


def agreed(office: Agency, pat: Debtor, terms: Terms) -> None:
    with office.store.sessions.begin() as session:
        contact_contract.agree(session, pat.person, terms, ATLANTA, "page:1", office.clock.at)


def claimed(office: Agency, pat: Debtor, channel: str = "call", **columns: str) -> Claim:
    attempt = office.planned(pat, channel, due=None, **columns)
    with office.store.sessions.begin() as session:
        return claim(session, office.store, attempt, office.clock.at)


def at_work(office: Agency, pat: Debtor) -> None:
    with office.store.sessions.begin() as session:
        session.get_one(Address, pat.phone).place = "work"


@pytest.mark.parametrize("wanted", ["call", "sms", "email"])
@pytest.mark.parametrize("channel", ["call", "sms", "email"])
def test_a_way_she_does_not_want_is_closed(office: Agency, pat: Debtor, wanted: str, channel: str) -> None:
    agreed(office, pat, Terms(channels=frozenset({wanted})))
    came = claimed(office, pat, channel)
    assert isinstance(came, Blocked) or wanted == channel, came


def test_the_way_she_wants_stays_open(office: Agency, pat: Debtor) -> None:
    agreed(office, pat, Terms(channels=frozenset({"email"})))
    assert isinstance(claimed(office, pat, "email"), Wired)


def test_who_wants_no_texts_is_called_by_people_and_not_by_machines(office: Agency, pat: Debtor) -> None:
    """A no to texts revokes the consent to artificial voices at a mobile number, too: 47 CFR 64.1200(a)(10)."""
    agreed(office, pat, Terms(channels=frozenset({"call"})))
    by_machine, in_person = claimed(office, pat), claimed(office, pat, voice="live")
    assert isinstance(by_machine, Blocked)
    assert "US-TCPA-REVOKE" in by_machine.why
    assert isinstance(in_person, Wired), in_person


@pytest.mark.parametrize(
    ("terms", "from_then_on"),
    [
        (Terms(days=frozenset({"thu", "fri"})), datetime(2026, 12, 3, tzinfo=UTC)),
        (Terms(opens=time(17), closes=time(20)), datetime(2026, 12, 1, 22, tzinfo=UTC)),
        (Terms(not_before=date(2026, 12, 4)), datetime(2026, 12, 4, 5, tzinfo=UTC)),
    ],
    ids=["days", "hours", "not before a day"],
)
def test_nothing_leaves_before_the_time_she_named(
    office: Agency, pat: Debtor, terms: Terms, from_then_on: datetime
) -> None:
    agreed(office, pat, terms)
    call, letter = claimed(office, pat, "call"), claimed(office, pat, "email")
    assert isinstance(call, Snoozed), call
    assert isinstance(letter, Snoozed), letter
    for until in (call.until, letter.until):
        assert timedelta(0) <= until - from_then_on < timedelta(days=1)
    office.clock.at = letter.until
    assert isinstance(claimed(office, pat, "email"), Wired)


def test_after_her_hours_it_is_the_next_day(office: Agency, pat: Debtor) -> None:
    agreed(office, pat, Terms(opens=time(9), closes=time(11)))
    waits = claimed(office, pat)
    assert isinstance(waits, Snoozed)
    assert datetime(2026, 12, 2, 14, tzinfo=UTC) <= waits.until < datetime(2026, 12, 2, 16, tzinfo=UTC)


def test_where_she_works_nobody_calls(office: Agency, pat: Debtor) -> None:
    at_work(office, pat)
    agreed(office, pat, Terms(not_at_work=True))
    assert isinstance(claimed(office, pat), Blocked)


def test_her_language_is_spoken(office: Agency, pat: Debtor) -> None:
    agreed(office, pat, Terms(language="es"))
    said = claimed(office, pat, "email")
    assert isinstance(said, Wired)
    assert "saldo" in said.words.text
    agreed(office, pat, Terms(language="en"))
    office.clock.wait(86_400)
    again = claimed(office, pat, "email")
    assert isinstance(again, Wired)
    assert "saldo" not in again.words.text


@pytest.mark.parametrize("later", [Terms(), Terms(language="en")], ids=["taken back", "another one"])
@pytest.mark.parametrize(
    "terms",
    [
        Terms(channels=frozenset({"email"})),
        Terms(days=frozenset({"sat"})),
        Terms(opens=time(17), closes=time(20)),
        Terms(not_before=date(2026, 12, 20)),
        Terms(not_at_work=True),
    ],
    ids=["channels", "days", "hours", "not before a day", "not at work"],
)
def test_a_later_contract_takes_the_place_of_the_earlier(
    office: Agency, pat: Debtor, terms: Terms, later: Terms
) -> None:
    if terms.not_at_work:
        at_work(office, pat)
    agreed(office, pat, terms)
    assert not isinstance(claimed(office, pat), Wired)
    office.clock.wait(60)
    agreed(office, pat, later)
    assert isinstance(claimed(office, pat), Wired)


def test_what_was_already_planned_is_held_to_it_too(office: Agency, pat: Debtor) -> None:
    attempt = office.planned(pat)
    agreed(office, pat, Terms(channels=frozenset({"sms"})))
    with office.store.sessions.begin() as session:
        assert isinstance(claim(session, office.store, attempt, NOON), Blocked)


def test_no_contract_takes_back_a_no(office: Agency, pat: Debtor) -> None:
    with office.store.sessions.begin() as session:
        silence.no_from(session, office.store, pat.email, "email_link:1", NOON, "stop", "written")
    agreed(office, pat, Terms(channels=frozenset({"email"})))
    assert isinstance(claimed(office, pat, "email"), Blocked)
