"""The link by text: it leaves only when it is known who reads at the number, and as a step of a strategy like any text."""

from __future__ import annotations

import httpx
import pytest
from sqlalchemy import update

from campaigns import strategy
from outreach.accounts.clients import Client
from outreach.contacts import reception
from outreach.contacts.attempts import Attempt
from outreach.contacts.carrier_events import CarrierEvent
from outreach.contacts.claim import Wired, claim
from outreach.contacts.page_links import PageLink
from outreach.conversations.texts import receiving
from tests.support.accounts import CAMPAIGN, NOON, ZIP, Agency, Debtor
from tests.web.pages.telling import TELLS
from tests.web.pages.visitor import LINK, Visitor


def _claimed(office: Agency, attempt: Attempt) -> Wired:
    with office.store.sessions.begin() as session:
        came = claim(session, office.store, attempt.id, office.clock.at)
    assert isinstance(came, Wired), came
    return came


def _writes(office: Agency, pat: Debtor, to: str, body: str) -> None:
    params = {"MessageSid": "SM" + "1" * 32, "From": pat.number, "To": to, "Body": body}
    with office.store.sessions.begin() as session:
        kept = reception.keep(session, office.store, "sms_in", None, params, None)
        assert kept is not None
        event = session.get_one(CarrierEvent, kept)
        receiving.receive(session, office.store, event, params, NOON)


def test_first_it_is_asked_who_reads_and_then_the_link_follows(
    office: Agency, browser: httpx.Client, pat: Debtor
) -> None:
    with office.store.sessions.begin() as session:
        session.execute(update(Client).values(role="first_party", name_reveals_collection=False))
    first = _claimed(office, office.attempt(office.planned(pat, "sms", template="account_page")))
    assert "ZIP code" in first.words.text
    assert not LINK.search(first.words.text)
    assert not TELLS.search(first.words.text.replace("Northgate Services", "").replace("Pat", "")), first.words.text
    assert office.count(PageLink) == 0
    _writes(office, pat, first.sender, ZIP)
    (reply,) = office.rows(Attempt, purpose="reply")
    assert reply.template == "account_page"
    office.clock.wait(60)
    with office.store.sessions.begin() as session:  # no worker has marked the text as applied here
        session.execute(update(CarrierEvent).values(state="applied", applied_at=NOON))
    found = LINK.search(_claimed(office, reply).words.text)
    assert found
    assert Visitor(browser, found[1]).know(ZIP).title == "Your account"


@pytest.mark.parametrize("channel", ["sms", "email"])
def test_a_step_of_a_strategy_may_send_it(channel: str) -> None:
    read = strategy.read(CAMPAIGN.format(channel=channel, template="account_page"))
    step = read.strategy.steps[0]
    assert (step.channel, step.template) == (channel, "account_page")
