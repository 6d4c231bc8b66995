"""Noes: what whoever holds the message may say at the door, without being known."""

from __future__ import annotations

import httpx
from sqlalchemy import update

from outreach.accounts.addresses import Address
from outreach.accounts.clients import Client
from outreach.accounts.standing import OptOut
from outreach.contacts.attention import Attention
from outreach.contacts.page_links import PageLink
from tests.support.accounts import Agency, Debtor
from tests.web.pages.conftest import Later
from tests.web.pages.telling import TELLS, closed, digest_of_everything
from tests.web.pages.visitor import Visitor, sent
from tests.web.pages.walking import DAY


def test_anybody_may_say_stop_at_the_door(office: Agency, pat: Debtor, holder: Visitor) -> None:
    queued = office.planned(pat, "email")
    holder.open().press("Stop writing to me")
    assert holder.title == "Done"
    (no,) = office.rows(OptOut)
    assert (no.person_id, no.channels, no.source) == (pat.person, ["email"], f"page_link:{office.rows(PageLink)[0].id}")
    assert office.attempt(queued).state == "cancelled"
    holder.open().press("Stop writing to me")
    assert office.count(OptOut) == 1
    assert office.rows(PageLink)[0].revoked_at is None


def test_a_stop_holds_also_from_a_link_that_is_over(office: Agency, holder: Visitor, later: Later) -> None:
    later(DAY * 90)
    holder.open().press("Stop writing to me")
    assert holder.title == "Done"
    assert office.count(OptOut) == 1


def test_a_wrong_person_says_so_at_the_door(office: Agency, pat: Debtor, holder: Visitor) -> None:
    holder.open().press("This is not for me")
    assert holder.title == "Thank you"
    assert not TELLS.search(holder.text), holder.text
    assert office.rows(Address, id=pat.mailbox)[0].state == "wrong_person"
    assert office.count(Attention, kind="wrong_person") == 1
    closed(holder)
    holder.press("This is not for me")
    assert office.count(Attention, kind="wrong_person") == 1


def test_a_wrong_person_closes_what_that_address_got_and_nothing_else(
    office: Agency, browser: httpx.Client, pat: Debtor, holder: Visitor, visitor: Visitor
) -> None:
    with office.store.sessions.begin() as session:
        session.execute(update(Client).values(role="first_party"))
    by_text = Visitor(browser, sent(office, pat, "sms")[1])
    visitor.open().press("This is not for me")
    assert visitor.open("/account").title == "This page is not open"
    assert by_text.open().title == "Your private page"


def test_a_no_to_a_link_nobody_made_is_answered_alike_and_changes_nothing(
    office: Agency, browser: httpx.Client, holder: Visitor
) -> None:
    unknown, before = Visitor(browser, "/p/" + "B" * 22), digest_of_everything(office)
    pages = []
    for button in ("Stop writing to me", "This is not for me"):
        unknown.open().press(button)
        pages.append(unknown.text)
    assert digest_of_everything(office) == before
    holder.open().press("Stop writing to me")
    assert holder.text == pages[0]
