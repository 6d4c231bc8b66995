"""When she may be called: days and hours that bind us, and a time at which somebody of ours calls back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from outreach.accounts.people import Person
from outreach.accounts.standing import Statement
from outreach.contacts.appointments import Appointment
from outreach.contacts.claim import Snoozed, Wired, claim
from outreach.contacts.contact_contract import ContactContract
from tests.support.accounts import NOON, Agency, Debtor
from tests.support.talking import (
    confirmations,
    known,
    speaks,
    told,
)

BOTH = pytest.mark.parametrize("language", ["en", "es"])


DAYS = {"1": None, "2": {"sat", "sun"}, "3": {"mon", "tue", "wed", "thu", "fri"}}  # unwanted days
HOURS = {"1": ("12:00", "08:00"), "2": ("17:00", "12:00"), "3": ("21:00", "17:00"), "4": None}  # unwanted from, to


@pytest.mark.parametrize("days", DAYS)
@pytest.mark.parametrize("hours", HOURS)
def test_days_and_hours_are_kept_as_she_chose_them(office: Agency, pat: Debtor, days: str, hours: str) -> None:
    line = known(office, pat).press("5", days, hours)
    assert line.state == "contract_read_back"
    assert office.count(ContactContract) == 0
    line.press("1")
    kept = {row.kind: row for row in office.rows(Statement)}
    unwanted = kept.get("inconvenient_day")
    assert (set(unwanted.days or ()) if unwanted else None) == DAYS[days]
    closed = kept.get("inconvenient_hours")
    assert ((closed.from_time, closed.to_time) if closed else None) == HOURS[hours]
    assert (line.row().outcome, line.order().disposition) == ("preferences", "preferences")
    assert confirmations(office) == [("sms", "preferences_confirmed")]


@BOTH
def test_what_was_chosen_is_read_back(office: Agency, pat: Debtor, language: str) -> None:
    speaks(office, pat, language)
    line = known(office, pat).press("5", "2", "3")
    said = {
        "en": "Monday to Friday, between 5:00 PM and 9:00 PM",
        "es": "de lunes a viernes, entre las 5:00 PM y las 9:00 PM",
    }
    assert said[language] in line.words
    line.press("2")
    assert line.state == "call_days"


@pytest.mark.parametrize(("role", "policy"), [("third_party", {}), ("first_party", {"requests_bind_creditors": True})])
def test_a_call_outside_of_what_she_chose_is_not_made(office: Agency, role: str, policy: dict[str, Any]) -> None:
    pat = office.debtor(office.client("Northgate", role, **policy))
    known(office, pat).press("5", "2", "3", "1").over()
    office.clock.at = NOON + timedelta(days=8)  # seven days after the conversation; a Wednesday, noon in Atlanta
    attempt = office.planned(pat)
    with office.store.sessions.begin() as session:
        result = claim(session, office.store, attempt, office.clock.at)
    assert isinstance(result, Snoozed)
    assert result.until == office.clock.at + timedelta(hours=5)  # five in the afternoon
    office.clock.at = NOON + timedelta(days=8, hours=6)
    with office.store.sessions.begin() as session:
        assert isinstance(claim(session, office.store, office.planned(pat), office.clock.at), Wired)


# --- A person, or a time ----------------------------------------------------------------------------------------------------


@BOTH
def test_where_nobody_is_free_times_are_offered_and_one_is_booked(office: Agency, pat: Debtor, language: str) -> None:
    speaks(office, pat, language)
    line = known(office, pat).press("0")
    told_ = {
        "en": (
            "On Tuesday, December 1, at 2:00 PM, press 1",
            "On Tuesday, December 1, at 5:00 PM, press 2",
            "December 2, at 10:00 AM, press 3",
        ),
        "es": (
            "El martes 1 de diciembre, a las 2:00 PM, oprima 1",
            "5:00 PM, oprima 2",
            "miércoles 2 de diciembre, a las 10:00 AM, oprima 3",
        ),
    }[language]
    assert all(part in line.words for part in told_), line.words
    line.press("3")
    (booked,) = office.rows(Appointment)
    assert (booked.state, booked.begins_at) == ("booked", NOON.replace(day=2, hour=15))
    assert (line.row().outcome, line.order().disposition) == ("callback", "callback")
    assert confirmations(office) == [("sms", "callback_booked")]


@pytest.mark.parametrize(("hour", "count"), [(22, 3), (20, 3)])
def test_no_time_is_offered_sooner_than_in_an_hour(office: Agency, pat: Debtor, hour: int, count: int) -> None:
    office.clock.at = NOON.replace(hour=hour)
    line = known(office, pat).press("0")
    assert "December 1" not in line.words if hour == 22 else "December 1, at 5:00 PM" in line.words
    assert len(line.row().picks["slots"]) == count


def test_a_time_that_was_not_read_out_cannot_be_chosen(
    office: Agency, pat: Debtor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outreach.contacts.slots.DAYS", 1)
    line = known(office, pat).press("0")
    assert "press 2" in line.words
    assert "press 3" not in line.words
    line.press("3")
    assert line.state == "slots"
    line.press("2")
    assert office.rows(Appointment)[0].begins_at == NOON.replace(hour=22)


def test_none_of_the_times_ends_the_call(office: Agency, pat: Debtor) -> None:
    assert known(office, pat).press("0", "4").state == "goodbye"
    assert office.count(Appointment) == 0


def test_where_no_time_is_lawful_a_person_is_told(office: Agency) -> None:
    pat = office.debtor(office.client("Northgate", role="third_party"), line="mobile")
    line = known(office, pat)
    line_two = known(office, pat)
    line.press("4", "1")  # a dispute: nobody calls her about it
    line_two.press("0")
    assert line_two.state == "no_slots"
    assert "a person of ours will look" in line_two.words
    assert line_two.row().outcome == "person_wanted"
    assert len(told(office, pat.person, "person_wanted")) == 1


def test_a_record_that_cannot_be_judged_offers_no_time(office: Agency, pat: Debtor) -> None:
    line = known(office, pat)
    with office.store.sessions.begin() as session:
        session.get_one(Person, pat.person).country = "??"
    line.press("0")
    assert line.state == "no_slots"


@BOTH
def test_where_no_text_may_be_sent_a_time_is_confirmed_by_email(office: Agency, language: str) -> None:
    pat = office.debtor(office.client("Northgate", role="third_party"), line="mobile")
    speaks(office, pat, language)
    line = known(office, pat).press("0", "1")
    assert line.state == "slot_booked"
    assert confirmations(office) == [("email", "callback_booked")]
    assert {"en": "by e-mail", "es": "correo electrónico"}[language] in line.words
