"""Which mailboxes may be written to at all, from the account store to the verdict; expectations from the regulation's text.

12 CFR 1006.6(d)(4): the collector's e-mail goes to an address (i) the consumer used to write to the collector, or agreed to
directly; (ii) the creditor had from the consumer, after a notice that named a day, at least 35 days off, by which she could
object, and that day is over, at a domain open to the general public; (iii) the collector immediately before used about the
debt. 12 CFR 1006.22(f)(3): not to an address her employer provided, unless she used it with the collector or agreed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from compliance import Decision, Verdict, decide
from outreach.accounts.addresses import Address, EmailProvenance
from outreach.accounts.debts import Debt
from outreach.accounts.standing import Consent
from outreach.contacts import facts
from outreach.contacts.attempts import Attempt
from outreach.contacts.facts import Subject
from outreach.ids import new_id
from tests.support.accounts import NOON, Agency, Debtor, add

SOURCE, WORK = "US-F-EMAIL-SRC", "US-F-WORKMAIL"
ALLOW, UNTIL, CLEARED, HUMAN = Verdict.ALLOW, Verdict.BLOCK_UNTIL, Verdict.BLOCK_UNTIL_CLEARED, Verdict.HUMAN
PUBLIC, EMPLOYERS = "pat.example@gmail.com", "pat@harbor-tools.example"
LONG_AGO = NOON - timedelta(days=90)


def collector(office: Agency, role: str = "third_party", name: str = "Northgate") -> UUID:
    return office.client(name, role)


def owes(office: Agency, client: UUID, mailbox: str = PUBLIC, *, agreed: bool = False) -> Debtor:
    """Somebody with this mailbox, who agreed to nothing about it unless she did."""
    pat = office.debtor(client)
    with office.store.sessions.begin() as session:
        vault = office.store.vault
        row = session.get_one(Address, pat.mailbox)
        row.value_sealed, row.value_index = (
            vault.seal("addresses.value", row.id, mailbox),
            vault.index("email", mailbox),
        )
        row.source = "creditor"
        if not agreed:
            given = session.scalars(
                select(Consent).where(Consent.person_id == pat.person, Consent.kind == "direct_prior")
            )
            for one in given.all():
                over = {"person_id": pat.person, "source": "test", "recorded_at": NOON, "given_at": NOON}
                add(session, Consent, NOON, kind=one.kind, channels=[], ends_id=one.id, **over)
    return pat


def told(office: Agency, client: UUID, pat: Debtor, source: str, **columns: Any) -> None:
    """What a client's file said about the mailbox."""
    with office.store.sessions.begin() as session:
        known = {"address_id": pat.mailbox, "client_id": client, "source": source, "recorded_at": LONG_AGO}
        session.add(EmailProvenance(id=new_id(NOON), **known | columns))


def judged(office: Agency, pat: Debtor, at: datetime = NOON) -> Decision:
    with office.store.sessions() as session:
        client = session.get_one(Debt, pat.debt).client_id
        subject = Subject(pat.person, pat.mailbox, (pat.debt,), client, "email", "reminder")
        return decide(facts.load(session, office.store.vault, subject, at).facts)


def answer(decision: Decision) -> tuple[Verdict, tuple[str, ...]]:
    return decision.verdict, tuple(decision.rules)


NOTICE = {"notice_sent_at": NOON - timedelta(days=36)}
ROUTES: dict[str, tuple[str, dict[str, Any], Verdict, tuple[str, ...]]] = {
    "(i) gave it to us": ("consumer", {}, ALLOW, ()),
    "(i) wrote to us from it": ("used_with_us", {}, ALLOW, ()),
    "(ii) the creditor's, announced, time to object over": ("creditor", NOTICE, ALLOW, ()),
    "(ii) the creditor's, announced yesterday": (
        "creditor", {"notice_sent_at": NOON - timedelta(days=1)}, UNTIL, (SOURCE,),
    ),
    "(ii) the creditor's, announced, longer time to object": (
        "creditor", NOTICE | {"opt_out_until": NOON + timedelta(days=3)}, UNTIL, (SOURCE,),
    ),
    "(ii) the creditor's, never announced": ("creditor", {}, CLEARED, (SOURCE,)),
    "(iii) the collector's before us": ("prior_collector", {}, ALLOW, ()),
    "found elsewhere": ("skip_trace", {}, HUMAN, (SOURCE,)),
    "nobody knows": ("unknown", {}, HUMAN, (SOURCE,)),
}  # fmt: skip


@pytest.mark.parametrize("route", ROUTES)
def test_each_route_of_the_regulation_is_open_or_closed(office: Agency, route: str) -> None:
    source, columns, verdict, rules = ROUTES[route]
    client = collector(office)
    pat = owes(office, client)
    told(office, client, pat, source, **columns)
    assert answer(judged(office, pat)) == (verdict, rules)


@pytest.mark.parametrize("route", ROUTES)
def test_a_creditor_writes_to_its_own_customers_without_these_rules(office: Agency, route: str) -> None:
    source, columns, *_ = ROUTES[route]
    client = collector(office, "first_party")
    pat = owes(office, client)
    told(office, client, pat, source, **columns)
    assert judged(office, pat).verdict is ALLOW


def test_the_thirty_five_days_and_the_longer_period_end_when_they_end(office: Agency) -> None:
    client = collector(office)
    pat = owes(office, client)
    until = NOON + timedelta(days=3)
    told(office, client, pat, "creditor", **NOTICE, opt_out_until=until)
    assert judged(office, pat, until).verdict is UNTIL
    assert judged(office, pat, until + timedelta(seconds=1)).verdict is ALLOW


@pytest.mark.parametrize("mailbox", [PUBLIC, EMPLOYERS])
def test_what_she_agreed_to_directly_is_open_wherever_the_mailbox_is(office: Agency, mailbox: str) -> None:
    client = collector(office)
    pat = owes(office, client, mailbox, agreed=True)
    told(office, client, pat, "creditor")
    assert judged(office, pat).verdict is ALLOW


@pytest.mark.parametrize(
    ("source", "columns", "verdict", "rules"),
    [
        ("consumer", {}, ALLOW, ()),
        ("used_with_us", {}, ALLOW, ()),
        ("creditor", NOTICE, CLEARED, (WORK,)),  # (d)(4)(ii)(E): the domain is not open to the general public
        ("prior_collector", {}, CLEARED, (WORK,)),
        ("creditor", {}, CLEARED, (SOURCE, WORK)),
        ("unknown", {}, CLEARED, (WORK,)),
    ],
)
def test_a_mailbox_at_work_is_open_only_where_she_used_it_with_us(
    office: Agency, source: str, columns: dict[str, Any], verdict: Verdict, rules: tuple[str, ...]
) -> None:
    client = collector(office)
    pat = owes(office, client, EMPLOYERS)
    told(office, client, pat, source, **columns)
    assert answer(judged(office, pat)) == (verdict, rules)


def test_a_mailbox_the_file_calls_one_at_work_is_one_whatever_its_domain(office: Agency) -> None:
    client = collector(office)
    pat = owes(office, client)
    with office.store.sessions.begin() as session:
        session.execute(update(Address).where(Address.id == pat.mailbox).values(place="work"))
    told(office, client, pat, "prior_collector")
    assert answer(judged(office, pat)) == (CLEARED, (WORK,))


def test_what_another_client_told_is_no_answer_for_this_ones_debt(office: Agency) -> None:
    """The routes are about the debt: a mailbox given to one creditor's collector was not given to another's."""
    mine, other = collector(office), collector(office, name="Harbor")
    pat = owes(office, mine)
    told(office, other, pat, "consumer")
    assert answer(judged(office, pat)) == (HUMAN, (SOURCE,))
    told(office, mine, pat, "creditor", **NOTICE)
    assert judged(office, pat).verdict is ALLOW


def test_a_mailbox_no_file_told_of_is_taken_as_it_was_recorded(office: Agency) -> None:
    pat = owes(office, collector(office))
    assert answer(judged(office, pat)) == (CLEARED, (SOURCE,))
    with office.store.sessions.begin() as session:
        session.execute(update(Address).where(Address.id == pat.mailbox).values(source="consumer"))
    assert judged(office, pat).verdict is ALLOW


def test_emails_that_went_to_work_count_as_contacts_at_work(office: Agency) -> None:
    client = collector(office)
    pat = owes(office, client, EMPLOYERS)
    known: dict[str, Any] = {"state": "delivered", "contact_outcome": "delivered", "wired_at": NOON - timedelta(days=2)}
    office.planned(pat, "email", **known)
    assert office.count(Attempt) == 1
    with office.store.sessions() as session:
        subject = Subject(pat.person, pat.mailbox, (pat.debt,), client, "email", "reminder")
        loaded = facts.load(session, office.store.vault, subject, NOON)
    assert [event["place"] for event in loaded.json["history"]] == ["work"]
