"""How a person wants to be contacted: filled in, read back, confirmed; and what cannot be kept to, said."""

from __future__ import annotations

from datetime import time

import pytest

from outreach.accounts.people import Person
from outreach.contacts import contact_contract
from outreach.contacts.attempts import Attempt
from outreach.contacts.claim import Blocked, Snoozed, Wired, claim
from outreach.contacts.contact_contract import ContactContract, Terms
from tests.support.accounts import NOON, Agency, Debtor
from tests.web.pages.visitor import Visitor

YES = "Yes, this is how I want it"
EVERYTHING: dict[str, str | list[str]] = {
    "channels": ["sms", "email"],
    "days": ["mon", "tue", "wed"],
    "opens": "17:00",
    "closes": "20:00",
    "language": "en",
    "not_at_work": "yes",
    "not_before": "2027-01-01",
}
READ_BACK = "only texts and e-mails, Monday to Wednesday, between 5:00 PM and 8:00 PM, from Friday, January 1 on, not at work, in English"


def test_every_term_is_read_back_kept_and_confirmed(office: Agency, pat: Debtor, visitor: Visitor) -> None:
    visitor.open("/preferences").press("Continue", **EVERYTHING)
    assert f"We may contact you like this: {READ_BACK}." in visitor.text
    assert office.count(ContactContract) == 0
    visitor.press(YES)
    assert f"We contact you like this: {READ_BACK}." in visitor.text
    (contract,) = office.rows(ContactContract)
    assert contract.person_id == pat.person
    assert contract.terms == {
        "channels": ["sms", "email"], "days": ["mon", "tue", "wed"], "opens": "17:00", "closes": "20:00",
        "not_before": "2027-01-01", "language": "en", "not_at_work": True,
    }  # fmt: skip
    (confirmation,) = office.rows(Attempt, purpose="reply")
    assert (confirmation.template, confirmation.channel, confirmation.subject_id) == (
        "preferences_confirmed", "email", contract.id,
    )  # fmt: skip
    assert f"What you asked for: {READ_BACK}." in visitor.open("/account").text


def test_the_confirmation_says_the_same_in_writing(office: Agency, visitor: Visitor) -> None:
    visitor.open("/preferences").press("Continue", days=["mon", "tue"], language="en").press(YES)
    (confirmation,) = office.rows(Attempt, purpose="reply")
    with office.store.sessions.begin() as session:
        said = claim(session, office.store, confirmation.id, NOON)
    assert isinstance(said, Wired), said
    assert "Monday and Tuesday, in English" in said.words.text


def test_what_is_in_force_is_filled_in(office: Agency, visitor: Visitor) -> None:
    visitor.open("/preferences").press("Continue", **EVERYTHING).press(YES)
    form = visitor.open("/preferences").form("Continue")
    assert form.fields["channels"] == ["sms", "email"]
    assert form.fields["not_before"] == ["2027-01-01"]
    assert "selected" in (visitor.last.text if visitor.last else "")


def test_hours_of_another_way_are_kept_when_nothing_else_is_said(office: Agency, pat: Debtor, visitor: Visitor) -> None:
    with office.store.sessions.begin() as session:
        contact_contract.agree(session, pat.person, Terms(opens=time(8, 30), closes=time(19, 15)), "UTC", "sms:1", NOON)
    page = visitor.open("/preferences").last
    assert page is not None
    assert '<option value="08:30" selected>' in page.text
    assert '<option value="19:15" selected>' in page.text


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"opens": "17:00"}, "Choose both hours"),
        ({"closes": "17:00"}, "Choose both hours"),
        ({"opens": "17:00", "closes": "17:00"}, "Choose both hours"),
        ({"opens": "18:00", "closes": "17:00"}, "Choose both hours"),
        ({"opens": "noon", "closes": "17:00"}, "Choose both hours"),
        ({"not_before": "2026-12-01"}, "Choose a day that is still to come"),
        ({"not_before": "2028-01-01"}, "Choose a day that is still to come"),
        ({"not_before": "next week"}, "Choose a day that is still to come"),
    ],
)
def test_what_nobody_could_keep_to_is_said_and_the_rest_stays_filled_in(
    office: Agency, visitor: Visitor, fields: dict[str, str], problem: str
) -> None:
    visitor.open("/preferences").press("Continue", days=["sat"], **fields)
    assert visitor.title == "There is a problem: How may we contact you?"
    assert problem in visitor.text
    assert visitor.form("Continue").fields["days"] == ["sat"]
    assert office.count(ContactContract) == 0


def test_ways_and_days_there_are_not_are_nothing(office: Agency, visitor: Visitor) -> None:
    visitor.open("/preferences").press("Continue", channels=["fax", "sms"], days=["someday"], language="fr").press(YES)
    assert office.rows(ContactContract)[0].terms == {"channels": ["sms"]}


def test_another_language_is_spoken_at_once(office: Agency, visitor: Visitor) -> None:
    visitor.open("/preferences").press("Continue", language="es").press(YES)
    assert visitor.title == "Lo respetamos"
    assert office.rows(Person)[0].language == "es"


def test_a_later_contract_replaces_the_earlier_one(office: Agency, pat: Debtor, visitor: Visitor) -> None:
    call = office.planned(pat, "call")
    visitor.open("/preferences").press("Continue", days=["sat", "sun"]).press(YES)
    with office.store.sessions.begin() as session:
        assert isinstance(claim(session, office.store, call, NOON), Snoozed)
    visitor.open("/preferences").press("Continue", channels=["sms"], days=[]).press(YES)
    again = office.planned(pat, "call")
    with office.store.sessions.begin() as session:
        blocked = claim(session, office.store, again, NOON)
    assert isinstance(blocked, Blocked)
    visitor.open("/preferences").press("Continue", channels=[], days=[]).press(YES)
    last = office.planned(pat, "call")
    with office.store.sessions.begin() as session:
        assert isinstance(claim(session, office.store, last, NOON), Wired)
