"""The ways through the account page, by the words of its links and buttons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from outreach.contacts.attempts import Attempt
from tests.support.accounts import Agency
from tests.web.pages.visitor import Visitor

PAY = "Choose a day to pay in full"
PLAN = "Look at payment plans"
DISPUTE = "Something is wrong with this account"
YES = "Yes, I will pay this"
DAY = timedelta(days=1)
Way = Callable[[Visitor], tuple[Visitor, str]]
"""Goes as far as the last page before something counts; that page, and the button that makes it count."""


def to_promise(visitor: Visitor) -> tuple[Visitor, str]:
    return visitor.click(PAY).press("Continue", day="2026-12-15"), YES


def to_plan(visitor: Visitor) -> tuple[Visitor, str]:
    return visitor.open("/account").click(PLAN).press("Continue", offer="2"), "Yes, I agree to this"


def to_dispute(visitor: Visitor) -> tuple[Visitor, str]:
    return visitor.click(DISPUTE), "Tell us that this is wrong"


def to_prefer(visitor: Visitor) -> tuple[Visitor, str]:
    return visitor.open("/preferences").press("Continue", channels=["email"]), "Yes, this is how I want it"


EVERY = [to_promise, to_plan, to_dispute, to_prefer]


def confirmations(office: Agency) -> list[str]:
    """What is planned to be written to the person, in order."""
    return [row.template for row in office.rows(Attempt, purpose="reply")]
