"""What the account is made of, a dispute, and what is said where a hold stands."""

from __future__ import annotations

import pytest

from outreach.accounts.standing import Hold
from outreach.agreements.promises import Promise
from outreach.contacts.attention import Attention
from outreach.ledger.entries import post
from tests.support.accounts import NOON, Agency, Debtor
from tests.support.talking import (
    known,
    on_hold,
    outbound,
    owes_also,
    speaks,
)

BOTH = pytest.mark.parametrize("language", ["en", "es"])


@BOTH
def test_the_balance_is_itemised(office: Agency, pat: Debtor, language: str) -> None:
    speaks(office, pat, language)
    with office.store.sessions.begin() as session:
        post(session, pat.debt, "interest", 1_050, "december", NOON, component="interest")
        post(session, pat.debt, "payment", -2_000, "card", NOON)
    line = known(office, pat).press("3")
    parts = {
        "en": ("120 dollars principal", "10 dollars and 50 cents interest", "minus 20 dollars paid so far"),
        "es": ("120 dólares capital", "10 dólares con 50 centavos intereses", "menos 20 dólares pagado hasta ahora"),
    }[language]
    assert all(part in line.words for part in parts), line.words
    line.press("1", "1", "1")
    assert office.rows(Promise)[0].amount == 11_050


@BOTH
def test_a_dispute_is_confirmed_and_holds_every_debt(office: Agency, pat: Debtor, language: str) -> None:
    speaks(office, pat, language)
    other, queued = owes_also(office, pat, 3_000), office.planned(pat, "email")
    line = known(office, pat, debt_ids=[pat.debt, other]).press("4")
    assert office.count(Hold) == 0
    line.press("1")
    assert {(hold.debt_id, hold.kind) for hold in office.rows(Hold)} == {(pat.debt, "dispute"), (other, "dispute")}
    assert {hold.source for hold in office.rows(Hold)} == {f"keypad:{line.session}"}
    assert office.attempt(queued).state == "cancelled"
    assert (line.row().outcome, line.order().disposition) == ("dispute", "dispute")
    assert office.count(Attention, kind="reply") == 1
    assert {"en": "dispute this account", "es": "no está de acuerdo"}[language] in line.words


def test_a_dispute_that_was_not_meant_is_none(office: Agency, pat: Debtor) -> None:
    line = known(office, pat).press("4", "2")
    assert line.state == "menu"
    assert office.count(Hold) == 0


@pytest.mark.parametrize("kind", ["attorney", "cease", "dispute", "bankruptcy", "manual", "vulnerable"])
def test_where_a_hold_stands_nothing_is_asked_for(office: Agency, kind: str) -> None:
    pat = office.debtor(office.client("Northgate", role="third_party"), line="mobile")
    line = outbound(office, pat)
    on_hold(office, pat.person, kind)
    line.press("1", "30303")
    assert line.state == "held"
    assert "balance" not in line.words
    assert "120" not in line.words
    line.press("0")
    assert line.state == "no_slots"
    assert office.count(Attention, kind="reply") == 1


def test_of_two_debts_only_the_one_in_dispute_is_left_out(office: Agency, pat: Debtor) -> None:
    other = owes_also(office, pat, 3_000)
    line = outbound(office, pat, debt_ids=[pat.debt, other])
    on_hold(office, pat.person, "dispute", pat.debt)
    line.press("1", "30303")
    assert "30 dollars" in line.words
    line.press("1", "1", "1")
    assert [(row.debt_id, row.amount) for row in office.rows(Promise)] == [(other, 3_000)]


def test_a_hold_that_only_keeps_records_changes_nothing(office: Agency, pat: Debtor) -> None:
    on_hold(office, pat.person, "litigation")
    assert known(office, pat).state == "welcome"
