"""Keys that hold everywhere: no, the other language, once more; and the wrong person."""

from __future__ import annotations

import pytest

from outreach.accounts.addresses import Address
from outreach.accounts.people import Person
from outreach.accounts.standing import OptOut
from outreach.agreements.plans import Plan
from outreach.agreements.promises import Promise
from outreach.contacts.appointments import Appointment
from tests.support.accounts import Agency, Debtor
from tests.support.agreements import PLANS, Desk
from tests.support.talking import (
    known,
    outbound,
    speaks,
    told,
)

BOTH = pytest.mark.parametrize("language", ["en", "es"])


@BOTH
@pytest.mark.parametrize(
    "way",
    [(), ("1",), ("1", "30303"), ("1", "30303", "1"), ("1", "30303", "1", "1"), ("1", "30303", "2"), ("1", "30303", "2", "2"),
     ("1", "30303", "3"), ("1", "30303", "4"), ("1", "30303", "5"), ("1", "30303", "5", "1"), ("1", "30303", "5", "1", "1"),
     ("1", "30303", "0")],
)  # fmt: skip
def test_nine_stops_everywhere(office: Agency, pat: Debtor, language: str, way: tuple[str, ...]) -> None:
    Desk(office, pat).allow(PLANS)
    speaks(office, pat, language)
    queued = [office.planned(pat, channel) for channel in ("call", "sms")]
    line = outbound(office, pat).press(*way, "9")
    assert (line.state, line.row().outcome) == ("stopped", "stop")
    assert {"en": "no more calls", "es": "No recibirá más llamadas"}[language] in line.words
    (no,) = office.rows(OptOut)
    assert (no.person_id, no.channels, no.form) == (pat.person, ["call", "sms"], "oral")
    assert {office.attempt(one).state for one in queued} == {"cancelled"}
    assert line.order().disposition == "refused"
    assert office.count(Promise) == office.count(Plan) == 0


def test_a_no_gives_up_what_was_booked(office: Agency, pat: Debtor) -> None:
    known(office, pat).press("0", "1")
    known(office, pat).press("9")
    assert office.rows(Appointment)[0].state == "cancelled"


@pytest.mark.parametrize("way", [("2",), ("1", "30303", "6")])
@BOTH
def test_a_wrong_person_is_not_looked_for_at_that_number_again(
    office: Agency, pat: Debtor, language: str, way: tuple[str, ...]
) -> None:
    speaks(office, pat, language)
    line = outbound(office, pat).press(*way)
    assert (line.state, line.row().outcome) == ("wrong_person", "wrong_person")
    assert office.rows(Address, id=pat.phone)[0].state == "wrong_person"
    assert line.order().disposition == "wrong_person"
    assert "Pat" not in line.words


# --- Languages ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("way", "english", "spanish"),
    [
        ((), "If you are Pat", "Si usted es Pat"),
        (("1",), "ZIP code", "código postal"),
        (("1", "30303"), "Your balance", "Su saldo"),
        (("1", "30303", "1"), "When will you pay", "Cuándo pagará"),
        (("1", "30303", "1", "2"), "You will pay", "Usted pagará"),
        (("1", "30303", "2"), "The first plan", "El primer plan"),
        (("1", "30303", "2", "2"), "You chose this plan", "Usted eligió este plan"),
        (("1", "30303", "3"), "It is made of", "Se compone de"),
        (("1", "30303", "4"), "do not owe", "no debe"),
        (("1", "30303", "5"), "On which days", "Qué días"),
        (("1", "30303", "5", "2"), "At what time", "A qué hora"),
        (("1", "30303", "5", "2", "1"), "This is how we will contact you", "Así nos comunicaremos"),
        (("1", "30303", "0"), "When may we call you back", "Cuándo podemos llamarle"),
    ],
)
def test_eight_switches_everywhere_and_back(
    office: Agency, pat: Debtor, way: tuple[str, ...], english: str, spanish: str
) -> None:
    Desk(office, pat).allow(PLANS)
    line = outbound(office, pat).press(*way)
    assert english in line.words
    state = line.state
    line.press("8")
    assert (line.state, line.last.language) == (state, "es")
    assert spanish in line.words
    assert english not in line.words
    line.press("8")
    assert english in line.words


def test_the_language_becomes_hers_only_when_it_is_known_who_speaks(office: Agency, pat: Debtor) -> None:
    line = outbound(office, pat).press("8")
    assert office.rows(Person, id=pat.person)[0].language == "en"
    line.press("1", "30303")
    assert office.rows(Person, id=pat.person)[0].language == "es"


def test_switching_and_hearing_again_log_nothing_twice(office: Agency, pat: Debtor) -> None:
    known(office, pat).press("8", "*", "8", "*", "*")
    assert len(told(office, pat.person, "identified")) == 1
