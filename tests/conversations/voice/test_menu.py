"""What each key of the menu leads to, in both languages, and what of it stands in the account store afterwards."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from outreach.accounts.addresses import Address
from outreach.accounts.debts import Debt
from outreach.accounts.people import Person
from outreach.accounts.standing import Hold, OptOut, Statement
from outreach.agreements.plans import Plan
from outreach.agreements.promises import Promise
from outreach.contacts.appointments import Appointment
from outreach.contacts.attempts import Attempt
from outreach.contacts.attention import Attention
from outreach.contacts.claim import Snoozed, Wired, claim
from outreach.contacts.contact_contract import ContactContract
from outreach.ledger.entries import balances, post
from tests.support.accounts import NOON, Agency, Debtor, add
from tests.support.agreements import PLANS, SETTLED, Desk
from tests.support.talking import known, outbound, owes_also, speaks, told

TODAY = date(2026, 12, 1)
BOTH = pytest.mark.parametrize("language", ["en", "es"])


def confirmations(office: Agency) -> list[tuple[str, str]]:
    return [(row.channel, row.template) for row in office.rows(Attempt, purpose="reply")]


# --- Paying in full ----------------------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize(
    ("key", "due_on", "said"),
    [
        ("1", date(2026, 12, 8), {"en": "Tuesday, December 8", "es": "martes 8 de diciembre"}),
        ("2", date(2026, 12, 15), {"en": "Tuesday, December 15", "es": "martes 15 de diciembre"}),
        ("3", date(2026, 12, 29), {"en": "Tuesday, December 29", "es": "martes 29 de diciembre"}),
    ],
)
def test_a_day_is_chosen_read_back_and_promised(
    office: Agency, pat: Debtor, language: str, key: str, due_on: date, said: dict[str, str]
) -> None:
    speaks(office, pat, language)
    line = known(office, pat).press("1")
    assert said[language] in line.words
    line.press(key)
    assert said[language] in line.words
    assert {"en": "120 dollars", "es": "120 dólares"}[language] in line.words
    assert office.count(Promise) == 0
    line.press("1")
    (promise,) = office.rows(Promise)
    assert (promise.amount, promise.due_on, promise.attempt_id) == (12_000, due_on, line.attempt)
    assert promise.words_key == f"keypad/read_back.{language}"
    assert (line.row().outcome, line.order().disposition) == ("promise", "promise")
    assert confirmations(office) == [("sms", "promise_confirmation")]
    assert _letters(promise.code) in line.words
    assert {"en": "also send you this in a text", "es": "también le enviaremos"}[language].lower() in line.words.lower()


def test_choosing_again_leads_back_to_the_days(office: Agency, pat: Debtor) -> None:
    line = known(office, pat).press("1", "3", "2")
    assert line.state == "pay_days"
    line.press("2", "1")
    assert office.rows(Promise)[0].due_on == date(2026, 12, 15)


def test_hanging_up_before_the_one_promises_nothing(office: Agency, pat: Debtor) -> None:
    line = known(office, pat).press("1", "3")
    line.over()
    assert office.count(Promise) == 0
    assert line.row().outcome == "unfinished"


def test_a_third_party_sends_no_text_and_does_not_say_it_would(office: Agency) -> None:
    pat = office.debtor(office.client("Northgate", role="third_party"), line="mobile")
    line = known(office, pat).press("1", "1", "1")
    assert "text message" not in line.words
    assert "e-mail" in line.words
    assert confirmations(office) == [("email", "promise_confirmation")]


def test_who_cannot_be_written_to_is_promised_no_letter(office: Agency, pat: Debtor) -> None:
    with office.store.sessions.begin() as session:
        for address in (pat.mailbox, pat.phone):
            session.get_one(Address, address).line = "landline"
        session.get_one(Address, pat.mailbox).state = "dead"
    line = known(office, pat).press("1", "1", "1")
    assert "also send" not in line.words
    assert _letters(office.rows(Promise)[0].code) in line.words


def test_all_debts_of_the_call_are_promised_and_added_up(office: Agency, pat: Debtor) -> None:
    other = owes_also(office, pat, 3_050)
    line = known(office, pat, debt_ids=[pat.debt, other])
    assert "150 dollars and 50 cents" in line.words
    line.press("1", "1")
    assert "150 dollars and 50 cents" in line.words
    line.press("1")
    promises = {row.debt_id: row for row in office.rows(Promise)}
    assert {debt: row.amount for debt, row in promises.items()} == {pat.debt: 12_000, other: 3_050}
    assert promises[pat.debt].attempt_id == line.attempt
    assert promises[other].attempt_id is None
    assert "150 dollars and 50 cents" in line.words
    assert all(_letters(row.code) in line.words for row in promises.values())


def test_a_debt_that_is_paid_is_not_promised_beside_another(office: Agency, pat: Debtor) -> None:
    other = owes_also(office, pat, 3_050)
    _pay(office, pat.debt, 12_000)
    known(office, pat, debt_ids=[pat.debt, other]).press("1", "1", "1")
    assert [(row.debt_id, row.amount) for row in office.rows(Promise)] == [(other, 3_050)]


def test_what_is_paid_meanwhile_is_not_promised(office: Agency, pat: Debtor) -> None:
    line = known(office, pat).press("1", "1")
    _pay(office, pat.debt, 5_000)
    line.press("1")
    assert office.rows(Promise)[0].amount == 7_000


def test_where_nothing_is_owed_no_day_is_asked_for(office: Agency, pat: Debtor) -> None:
    _pay(office, pat.debt, 12_000)
    line = known(office, pat)
    assert "choose a day" not in line.words
    assert "plans" not in line.words
    line.press("1")
    assert line.state == "welcome"
    assert "did not understand" in line.words


# --- Plans -------------------------------------------------------------------------------------------------------------


@BOTH
def test_a_plan_is_heard_chosen_read_back_and_agreed(office: Agency, pat: Debtor, language: str) -> None:
    Desk(office, pat).allow(PLANS)
    speaks(office, pat, language)
    line = known(office, pat).press("2")
    assert {"en": "The first plan", "es": "El primer plan"}[language] in line.words
    line.press("2")
    schedule = {"en": "4 payments of 30 dollars", "es": "4 pagos de 30 dólares"}[language]
    assert schedule in line.words
    assert {"en": "Tuesday, December 8", "es": "martes 8 de diciembre"}[language] in line.words
    assert office.count(Plan) == 0
    line.press("1")
    (plan,) = office.rows(Plan)
    assert (plan.amount, plan.offer_number, plan.attempt_id, plan.words_key) == (
        12_000, 2, line.attempt, f"keypad/plan_read_back.{language}"
    )  # fmt: skip
    assert (line.row().outcome, line.order().disposition) == ("plan", "plan")
    assert schedule in line.words
    assert _letters(plan.code) in line.words
    assert confirmations(office) == [("sms", "plan_confirmation")]


@pytest.mark.parametrize(
    ("terms", "count"),
    [
        (PLANS | {"most_instalments": 2}, 2),
        (PLANS, 3),
        (SETTLED, 3),
        (PLANS | {"most_instalments": 1, "longest_plan_months": None, "settlements": [{"least_percent": 50}]}, 2),
    ],
)
def test_as_many_plans_are_read_out_as_there_are(
    office: Agency, pat: Debtor, terms: dict[str, Any], count: int
) -> None:
    Desk(office, pat).allow({key: value for key, value in terms.items() if value is not None})
    line = known(office, pat).press("2")
    assert [name in line.words for name in ("first plan", "second plan", "third plan")] == [
        number <= count for number in (1, 2, 3)
    ]
    line.press(str(count))
    assert line.state == "plan_read_back"


def test_a_plan_that_was_not_read_out_cannot_be_chosen(office: Agency, pat: Debtor) -> None:
    Desk(office, pat).allow(PLANS | {"most_instalments": 2})
    line = known(office, pat).press("2", "3")
    assert line.state == "plans"
    assert "did not understand" in line.words


def test_without_anything_smaller_no_plan_is_offered(office: Agency, pat: Debtor) -> None:
    line = known(office, pat)
    assert "plans" not in line.words
    line.press("2")
    assert line.state == "welcome"


def test_the_first_offer_is_payment_in_full_and_becomes_a_promise(office: Agency, pat: Debtor) -> None:
    Desk(office, pat).allow(PLANS)
    line = known(office, pat).press("2", "1", "1")
    (promise,) = office.rows(Promise)
    assert (promise.amount, office.count(Plan)) == (12_000, 0)
    assert (line.row().outcome, line.order().disposition) == ("promise", "promise")
    assert confirmations(office) == [("sms", "promise_confirmation")]


def test_going_back_without_a_plan_leads_to_the_menu(office: Agency, pat: Debtor) -> None:
    Desk(office, pat).allow(PLANS)
    line = known(office, pat).press("2", "4")
    assert line.state == "menu"
    assert "choose a day" in line.words
    assert known(office, office.debtor(_client(office, pat), line="mobile")).press("2", "2", "2").state == "plans"


def test_a_plan_made_meanwhile_is_told_instead_of_a_second(office: Agency, pat: Debtor) -> None:
    desk = Desk(office, pat)
    desk.allow(PLANS)
    line = known(office, pat).press("2", "2")
    made = desk.plan(PLANS)
    line.press("1")
    assert line.state == "menu"
    assert "no longer offered" in line.words
    assert "Your plan goes on as agreed: 4 payments of 30 dollars" in line.words
    assert [plan.id for plan in office.rows(Plan)] == [made.id]
    assert "choose a day" not in line.words  # the plan stands; another promise would be beside it
    line.press("*")
    assert "no longer offered" not in line.words


def test_offers_that_are_over_are_made_anew(office: Agency, pat: Debtor) -> None:
    Desk(office, pat).allow(PLANS)
    line = known(office, pat).press("2", "2")
    _pay(office, pat.debt, 2_000)
    line.press("1")
    assert line.state == "plans"
    assert "no longer offered" in line.words
    assert "100 dollars" in line.words
    line.press("2", "1")
    assert office.rows(Plan)[0].amount == 10_000


def test_a_plan_that_runs_is_told_when_she_calls_about_it(office: Agency, pat: Debtor) -> None:
    Desk(office, pat).plan(PLANS)
    line = known(office, pat)
    assert "Your plan goes on as agreed" in line.words
    assert "plans with smaller payments" not in line.words


def test_who_owes_several_debts_chooses_a_plan_with_a_person(office: Agency, pat: Debtor) -> None:
    Desk(office, pat).allow(PLANS)
    line = known(office, pat, debt_ids=[pat.debt, owes_also(office, pat, 3_000)])
    assert "plans" not in line.words
    assert "choose a day" in line.words


def test_of_several_debts_the_one_still_owed_gets_the_plan(office: Agency, pat: Debtor) -> None:
    Desk(office, pat).allow(PLANS)
    other = owes_also(office, pat, 9_000)
    _pay(office, pat.debt, 12_000)
    known(office, pat, debt_ids=[pat.debt, other]).press("2", "2", "1")
    assert [(plan.debt_id, plan.amount) for plan in office.rows(Plan)] == [(other, 9_000)]


# --- What it is made of, and disputing it ----------------------------------------------------------------------------------


@BOTH
def test_the_balance_is_itemised(office: Agency, pat: Debtor, language: str) -> None:
    speaks(office, pat, language)
    with office.store.sessions.begin() as session:
        post(session, pat.debt, "interest", 1_050, "december", NOON, component="interest")
        post(session, pat.debt, "payment", -2_000, "card", NOON)
    line = known(office, pat).press("3")
    parts = {
        "en": ("120 dollars principal", "10 dollars and 50 cents interest", "minus 20 dollars paid so far"),
        "es": ("120 dólares capital", "10 dólares con 50 centavos intereses", "menos 20 dólares pagado hasta ahora"),
    }[language]
    assert all(part in line.words for part in parts), line.words
    line.press("1", "1", "1")
    assert office.rows(Promise)[0].amount == 11_050


@BOTH
def test_a_dispute_is_confirmed_and_holds_every_debt(office: Agency, pat: Debtor, language: str) -> None:
    speaks(office, pat, language)
    other, queued = owes_also(office, pat, 3_000), office.planned(pat, "email")
    line = known(office, pat, debt_ids=[pat.debt, other]).press("4")
    assert office.count(Hold) == 0
    line.press("1")
    assert {(hold.debt_id, hold.kind) for hold in office.rows(Hold)} == {(pat.debt, "dispute"), (other, "dispute")}
    assert {hold.source for hold in office.rows(Hold)} == {f"keypad:{line.session}"}
    assert office.attempt(queued).state == "cancelled"
    assert (line.row().outcome, line.order().disposition) == ("dispute", "dispute")
    assert office.count(Attention, kind="reply") == 1
    assert {"en": "dispute this account", "es": "no está de acuerdo"}[language] in line.words


def test_a_dispute_that_was_not_meant_is_none(office: Agency, pat: Debtor) -> None:
    line = known(office, pat).press("4", "2")
    assert line.state == "menu"
    assert office.count(Hold) == 0


# --- When and how we may call ----------------------------------------------------------------------------------------------

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


# --- No ------------------------------------------------------------------------------------------------------------------------


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


# --- Holds ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["attorney", "cease", "dispute", "bankruptcy", "manual", "vulnerable"])
def test_where_a_hold_stands_nothing_is_asked_for(office: Agency, kind: str) -> None:
    pat = office.debtor(office.client("Northgate", role="third_party"), line="mobile")
    line = outbound(office, pat)
    _hold(office, pat.person, kind)
    line.press("1", "30303")
    assert line.state == "held"
    assert "balance" not in line.words
    assert "120" not in line.words
    line.press("0")
    assert line.state == "no_slots"
    assert office.count(Attention, kind="reply") == 1


def test_of_two_debts_only_the_one_in_dispute_is_left_out(office: Agency, pat: Debtor) -> None:
    other = owes_also(office, pat, 3_000)
    line = outbound(office, pat, debt_ids=[pat.debt, other])
    _hold(office, pat.person, "dispute", pat.debt)
    line.press("1", "30303")
    assert "30 dollars" in line.words
    line.press("1", "1", "1")
    assert [(row.debt_id, row.amount) for row in office.rows(Promise)] == [(other, 3_000)]


def test_a_hold_that_only_keeps_records_changes_nothing(office: Agency, pat: Debtor) -> None:
    _hold(office, pat.person, "litigation")
    assert known(office, pat).state == "welcome"


def _hold(office: Agency, person: UUID, kind: str, debt: UUID | None = None) -> None:
    with office.store.sessions.begin() as session:
        add(session, Hold, NOON, person_id=person, debt_id=debt, kind=kind, source="test", recorded_at=NOON, since=NOON)


def _pay(office: Agency, debt: UUID, amount: int) -> None:
    with office.store.sessions.begin() as session:
        post(session, debt, "payment", -amount, f"paid {amount}", office.clock.now())
        assert balances(session, [debt])[debt] >= 0


def _client(office: Agency, debtor: Debtor) -> UUID:
    return office.rows(Debt, id=debtor.debt)[0].client_id


def _letters(code: str | None) -> str:
    """A code as it is spoken: sign by sign."""
    return " ".join(code or "")
