"""Authorities on record: which one holds on a day, for which debt, and that none is ever overwritten."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from outreach.accounts.debts import Debt
from outreach.agreements import authorities
from outreach.agreements.authorities import InForce, Span
from outreach.agreements.authority import AuthorityError, default_authority, read_authority
from tests.support.accounts import NOON
from tests.support.agreements import PLANS, TODAY, Desk

DAY = timedelta(days=1)


def held(desk: Desk, on: date = TODAY, currency: str = "USD", *, in_general: bool = False) -> InForce:
    with desk.office.store.sessions() as session:
        debt = session.get_one(Debt, desk.pat.debt)
        return authorities.in_force(session, debt.client_id, None if in_general else debt.id, currency, on)


def test_a_client_without_an_authority_has_the_default(desk: Desk) -> None:
    assert held(desk) == InForce(None, default_authority("USD"))


def test_the_newest_that_has_begun_holds(desk: Desk) -> None:
    first, second = desk.allow(PLANS), desk.allow(PLANS | {"grace_days": 5})
    later = desk.allow(PLANS | {"grace_days": 9}, TODAY + 7 * DAY)
    assert (held(desk).id, held(desk).terms.grace_days) == (second, 5)
    assert held(desk, TODAY + 6 * DAY).id == second
    assert held(desk, TODAY + 7 * DAY).id == later
    assert held(desk, TODAY - DAY).id is None
    with desk.office.store.sessions() as session:
        client = session.get_one(Debt, desk.pat.debt).client_id
        assert [row.id for row in authorities.history(session, client)] == [first, second, later]


def test_one_that_is_over_leaves_the_default_and_no_earlier_one(desk: Desk) -> None:
    desk.allow(PLANS)
    short = desk.allow(PLANS | {"grace_days": 5}, ends_on=TODAY + DAY)
    assert held(desk, TODAY + DAY).id == short
    assert held(desk, TODAY + 2 * DAY).id is None


def test_one_for_a_debt_goes_before_the_clients_own_until_it_is_over(desk: Desk) -> None:
    own = desk.allow(PLANS)
    special = desk.allow(PLANS | {"most_instalments": 24}, debt=desk.pat.debt, ends_on=TODAY)
    desk.allow(PLANS, debt=desk.office.debtor(desk.office.client("Bay")).debt)
    assert held(desk).id == special
    assert held(desk, in_general=True).id == own
    assert held(desk, TODAY + DAY).id == own


def test_an_authority_speaks_of_its_currency_and_its_client_only(desk: Desk) -> None:
    desk.allow(PLANS)
    assert held(desk, currency="CAD") == InForce(None, default_authority("CAD"))
    other = Desk(desk.office, desk.office.debtor(desk.office.client("Bay")))
    assert held(other).id is None


@pytest.mark.parametrize(
    ("terms", "span", "by", "refused"),
    [
        (PLANS, Span(TODAY - DAY), "ann", "starts_on: 2026-11-30 is in the past"),
        (PLANS, Span(TODAY + DAY, TODAY), "ann", "ends_on: 2026-12-01 is before 2026-12-02"),
        (PLANS, Span(TODAY), " ", "set_by: "),
        (PLANS | {"currency": "CAD"}, Span(TODAY), "ann", "currency: the account is in USD, the authority in CAD"),
    ],
)
def test_what_cannot_be_set_is_named(desk: Desk, terms: dict[str, Any], span: Span, by: str, refused: str) -> None:
    with desk.office.store.sessions() as session:
        client = session.get_one(Debt, desk.pat.debt).client_id
        with pytest.raises(AuthorityError, match=refused):
            authorities.record(session, client, read_authority(terms), span, by, NOON, desk.pat.debt)
