"""Links: made with a message, for one person, secret, open for a while, and all alike when they are not."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import httpx
from sqlalchemy import text, update

from outreach import schema
from outreach.accounts.addresses import Address
from outreach.accounts.clients import Client
from outreach.accounts.debts import Debt
from outreach.accounts.people import PostalAddress
from outreach.contacts.claim import Blocked, claim
from outreach.contacts.page_links import PageLink, revoke
from tests.support.accounts import NOON, ZIP, Agency, Debtor
from tests.web.line import WRONG
from tests.web.pages.conftest import Later
from tests.web.pages.telling import TELLS, closed
from tests.web.pages.visitor import Visitor, sent


def test_the_database_holds_neither_the_link_nor_the_cookie(office: Agency, holder: Visitor) -> None:
    holder.know(ZIP)
    token = holder.path.removeprefix("/p/")
    for secret in (token, holder.cookie):
        with office.store.engine.connect() as connection:
            for table in schema.metadata.sorted_tables:
                found = connection.execute(
                    text(f"SELECT count(*) FROM {table.name} t WHERE t::text LIKE :secret"), {"secret": f"%{secret}%"}
                )
                assert found.scalar() == 0, table.name


def test_a_link_that_is_not_live_looks_the_same_whatever_the_reason(
    office: Agency, browser: httpx.Client, pat: Debtor, later: Later
) -> None:
    client = office.attempt(sent(office, pat)[0]).client_id
    revoked, wrong, guessed, recalled, expired = (
        Visitor(browser, sent(office, office.debtor(client))[1]) for _ in range(5)
    )
    links = [link for link in office.rows(PageLink) if link.person_id != pat.person]
    unknown = Visitor(browser, "/p/" + "A" * 22)
    with office.store.sessions.begin() as session:
        revoke(session.get_one(PageLink, links[0].id), "a test", NOON)
        session.get_one(Address, links[1].address_id).state = "wrong_person"
        session.execute(update(Debt).where(Debt.id == links[3].debt_ids[0]).values(status="recalled"))
    for _ in range(3):
        guessed.post("", answer=WRONG)
    alike = {closed(one) for one in (unknown, revoked, wrong, guessed, recalled)}
    assert expired.open().title == "Your private page"
    later(timedelta(hours=72))
    alike.add(closed(expired))
    assert len(alike) == 1
    assert not TELLS.search(unknown.text), unknown.text
    answers = {
        (one.post("", answer=ZIP).status_code, one.cookie) for one in (unknown, revoked, wrong, guessed, expired)
    }
    assert answers == {(303, "")}


def test_the_link_works_as_long_as_the_client_says(
    office: Agency, browser: httpx.Client, pat: Debtor, later: Later
) -> None:
    with office.store.sessions.begin() as session:
        session.execute(update(Client).values(page_link_hours=5))
    attempt, path = sent(office, pat)
    sealed = office.attempt(attempt).body_sealed
    assert sealed is not None
    assert "works until Tuesday, December 1, at 5:00 PM" in " ".join(
        office.store.vault.open("attempts.body", attempt, sealed).split()
    )
    visitor = Visitor(browser, path)
    later(timedelta(hours=5) - timedelta(seconds=1))
    assert visitor.open().title == "Your private page"
    later(timedelta(seconds=1))
    closed(visitor)


def test_no_link_is_sent_to_who_could_never_open_it(office: Agency, pat: Debtor) -> None:
    with office.store.sessions.begin() as session:
        session.execute(update(PostalAddress).values(postal_code_sealed=None))
    attempt = office.planned(pat, "email", template="account_page")
    with office.store.sessions.begin() as session:
        claimed = claim(session, office.store, attempt, NOON)
    assert isinstance(claimed, Blocked)
    assert "could be asked" in claimed.why
    assert office.count(PageLink) == 0


def test_a_message_made_anew_has_a_link_of_its_own(office: Agency, browser: httpx.Client, pat: Debtor) -> None:
    attempt, first = sent(office, pat)
    with office.store.sessions.begin() as session:
        session.execute(text("UPDATE attempts SET state = 'planned', wired_at = NULL, contact_outcome = NULL"))
    with office.store.sessions.begin() as session:
        again = claim(session, office.store, attempt, NOON)
    closed(Visitor(browser, first))
    second = re.search(r"/p/[\w-]+", again.words.text)  # type: ignore[union-attr]
    assert second
    assert Visitor(browser, second[0]).open().title == "Your private page"


def test_a_visit_is_for_one_link(office: Agency, browser: httpx.Client, pat: Debtor, visitor: Visitor) -> None:
    client = office.rows(Client)[0].id
    other = Visitor(browser, sent(office, office.debtor(client, balance=7_700))[1], visitor.cookie)
    assert other.open("/account").title == "Your private page"
    assert "77.00" not in other.text


def test_links_know_nothing_of_ids(office: Agency, holder: Visitor) -> None:
    (link,) = office.rows(PageLink)
    ids = {str(value) for value in (link.id, link.person_id, link.attempt_id, *link.debt_ids)}
    page = holder.know(ZIP).last
    assert page is not None
    assert not [one for one in ids if one in page.text]
    assert UUID(int=0) not in ids
