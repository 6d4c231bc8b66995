"""A dispute, a stop, and the page at rest while only a person of ours may speak of the debt."""

from __future__ import annotations

import re

import pytest

from outreach.accounts.people import Person
from outreach.accounts.standing import Hold, OptOut
from outreach.agreements.promises import Promise
from outreach.contacts import silence
from outreach.conversations.pages.page_events import PageEvent, words_of
from tests.support.accounts import NOON, Agency, Debtor
from tests.web.pages.visitor import Visitor
from tests.web.pages.walking import DISPUTE, PAY, PLAN, YES, confirmations


def test_a_dispute_rests_the_debt_and_is_acknowledged(office: Agency, pat: Debtor, visitor: Visitor) -> None:
    queued = office.planned(pat, "sms")
    visitor.click(DISPUTE).press("Tell us that this is wrong", words="I paid this <b>in May</b>.")
    assert visitor.title == "We wrote it down"
    (hold,) = office.rows(Hold)
    assert (hold.kind, hold.debt_id, hold.form, hold.person_id) == ("dispute", pat.debt, "written", pat.person)
    assert office.attempt(queued).state == "cancelled"
    assert confirmations(office) == ["dispute_acknowledgement"]
    (event,) = office.rows(PageEvent, kind="done")
    assert words_of(office.store.vault, event) == "I paid this <b>in May</b>."
    visitor.open("/account")
    assert "You told us that something is wrong" in visitor.text
    assert not {PAY, PLAN, DISPUTE} & visitor.links.keys()
    for path in ("/debts/1/pay", "/debts/1/plans"):
        assert visitor.open(path).title == "Your account"


@pytest.mark.parametrize("kind", ["attorney", "bankruptcy", "cease", "manual", "vulnerable", "moratorium"])
def test_what_only_a_person_of_ours_may_clear_shows_nothing_of_a_debt(
    office: Agency, pat: Debtor, visitor: Visitor, kind: str
) -> None:
    form = visitor.click(PAY).press("Continue", day="2026-12-15").form(YES)
    with office.store.sessions.begin() as session:
        silence.hold(session, office.store, pat.person, None, kind, "user:ann", NOON)
    visitor.send(form)
    assert office.count(Promise) == 0
    for path in ("/account", "/debts/1/pay", "/debts/1/plans", "/debts/1/dispute", "/debts/1/pay-site", "/check/4"):
        assert visitor.open(path).title == "Nothing to do here"
        assert not re.search(r"\$|debt|Recovery|collect", visitor.text), visitor.text
    assert visitor.press("Close this page").title == "This page is closed"


def test_records_for_a_court_change_nothing(office: Agency, pat: Debtor, visitor: Visitor) -> None:
    with office.store.sessions.begin() as session:
        silence.hold(session, office.store, pat.person, None, "litigation", "user:ann", NOON)
    assert visitor.open("/account").title == "Your account"


def test_the_dead_are_not_asked(office: Agency, pat: Debtor, visitor: Visitor) -> None:
    with office.store.sessions.begin() as session:
        session.get_one(Person, pat.person).deceased = True
    assert visitor.open("/account").title == "Nothing to do here"


def test_a_stop_to_the_mailbox(office: Agency, pat: Debtor, visitor: Visitor) -> None:
    queued = office.planned(pat, "email")
    visitor.click("Ask us to stop")
    assert f"Messages to p•••@{pat.email.partition('@')[2]}" in visitor.text
    visitor.press("Stop")
    assert visitor.title == "There is a problem: Ask us to stop"
    visitor.press("Stop", scope="here")
    assert visitor.title == "Done"
    (no,) = office.rows(OptOut)
    assert (no.channels, no.form) == (["email"], "written")
    assert office.attempt(queued).state == "cancelled"
    assert office.count(Hold) == 0
    assert "$120.00" in visitor.open("/account").text


def test_a_stop_to_everything_is_a_cease(office: Agency, pat: Debtor, visitor: Visitor) -> None:
    queued = [office.planned(pat, channel) for channel in ("call", "email")]
    visitor.click("Ask us to stop").press("Stop", scope="everything")
    assert "We will not contact you about this any more" in visitor.text
    (hold,) = office.rows(Hold)
    assert (hold.kind, hold.debt_id, hold.form) == ("cease", None, "written")
    assert {office.attempt(one).state for one in queued} == {"cancelled"}
    assert visitor.open("/account").title == "Nothing to do here"
