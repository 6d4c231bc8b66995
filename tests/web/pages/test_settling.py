"""What a person does at her page, from the link in the message to the code in her hand."""

from __future__ import annotations

from datetime import date

from outreach.agreements.promises import Promise
from tests.support.accounts import Agency, Debtor
from tests.web.pages.visitor import Visitor


def test_a_promise_in_five_steps(office: Agency, pat: Debtor, visitor: Visitor) -> None:
    queued = office.planned(pat, "sms")
    assert "$120.00" in visitor.text
    visitor.click("Choose a day to pay in full").press("Continue", day="2026-12-15")
    assert "You will pay $120.00 to Northgate Recovery by Tuesday, December 15." in visitor.text
    assert office.count(Promise) == 0
    visitor.press("Yes, I will pay this")
    (promise,) = office.rows(Promise)
    assert (promise.amount, promise.due_on, promise.channel, promise.state) == (12_000, date(2026, 12, 15), "page", "open")
    assert promise.code in visitor.text
    assert office.attempt(queued).state == "cancelled"
