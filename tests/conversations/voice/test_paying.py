"""Paying, by key: in full by a day, or by a plan; what is read back, what stands in the account store, what is confirmed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from outreach.accounts.addresses import Address
from outreach.agreements.plans import Plan
from outreach.agreements.promises import Promise
from tests.support.accounts import Agency, Debtor
from tests.support.agreements import PLANS, SETTLED, Desk
from tests.support.talking import (
    client_of,
    confirmations,
    known,
    letters,
    owes_also,
    pays,
    speaks,
)

BOTH = pytest.mark.parametrize("language", ["en", "es"])


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
    assert letters(promise.code) in line.words
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
    assert letters(office.rows(Promise)[0].code) in line.words


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
    assert all(letters(row.code) in line.words for row in promises.values())


def test_a_debt_that_is_paid_is_not_promised_beside_another(office: Agency, pat: Debtor) -> None:
    other = owes_also(office, pat, 3_050)
    pays(office, pat.debt, 12_000)
    known(office, pat, debt_ids=[pat.debt, other]).press("1", "1", "1")
    assert [(row.debt_id, row.amount) for row in office.rows(Promise)] == [(other, 3_050)]


def test_what_is_paid_meanwhile_is_not_promised(office: Agency, pat: Debtor) -> None:
    line = known(office, pat).press("1", "1")
    pays(office, pat.debt, 5_000)
    line.press("1")
    assert office.rows(Promise)[0].amount == 7_000


def test_where_nothing_is_owed_no_day_is_asked_for(office: Agency, pat: Debtor) -> None:
    pays(office, pat.debt, 12_000)
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
    assert letters(plan.code) in line.words
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
    assert known(office, office.debtor(client_of(office, pat), line="mobile")).press("2", "2", "2").state == "plans"


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
    pays(office, pat.debt, 2_000)
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
    pays(office, pat.debt, 12_000)
    known(office, pat, debt_ids=[pat.debt, other]).press("2", "2", "1")
    assert [(plan.debt_id, plan.amount) for plan in office.rows(Plan)] == [(other, 9_000)]
