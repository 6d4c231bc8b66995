"""Deadlines where clocks differ, on the very second, and with what does not bear on them. Dates from a calendar."""

from __future__ import annotations

from typing import Any

import pytest

from compliance import RuleBook, due_items, read_facts, rule_book
from tests.compliance.cases import ATLANTA, MAILBOX, Json, email, facts, row, text

DRAFT = """
[pack]
jurisdiction = "US"
checked_on = 2026-11-21

[[rule]]
id = "US-DRAFT"
kind = "deadline"
effective_from = 2026-12-01
effective_to = 2026-12-10
citation = "A draft"
confidence = "policy"
starts = "notice_mailed"
nature = "wait_until"
what = "wait for an answer to the notice"
days = 10
"""


def items(case: Json, rule: str, book: RuleBook | None = None) -> list[tuple[str, str, str]]:
    """Subject, date and state of the rule's due items."""
    found = [item.to_json() for item in due_items(read_facts(case), book)]
    return [(item["about"], item["on"], item["state"]) for item in found if item["rule"] == rule]


def debt(**changes: object) -> list[Json]:
    return [{"id": "D1"} | changes]


def test_a_due_item_says_everything_that_is_to_be_known_of_it() -> None:
    case = facts("2026-12-08T15:00:00Z", debts=debt(first_communication_at="2026-12-07T15:00:00Z"))
    (item,) = [item for item in due_items(read_facts(case)) if item.rule == "US-F-VALID5"]
    assert item.to_json() == {
        "rule": "US-F-VALID5",
        "part": "deadline",
        "about": "D1",
        "nature": "act_by",
        "what": "send the validation information",
        "since": "2026-12-07T15:00:00Z",
        "on": "2026-12-12",
        "plan_on": "2026-12-11",  # the 12th is a Saturday
        "state": "open",
        "citation": "15 USC 1692g(a); 12 CFR 1006.34(a)(1)(i)(B)",
    }


def test_the_day_before_a_sunday_and_a_monday_holiday_is_a_friday() -> None:
    # First communication Wed 2026-09-02, five days: Labor Day, Mon 2026-09-07.
    case = facts("2026-09-03T15:00:00Z", debts=debt(first_communication_at="2026-09-02T15:00:00Z"))
    (item,) = [item for item in due_items(read_facts(case)) if item.rule == "US-F-VALID5"]
    assert (item.on.isoformat(), item.plan_on.isoformat()) == ("2026-09-07", "2026-09-04")


NIGHT = "2026-11-24T05:30:00Z"  # 00:30 on the 24th in Atlanta, 21:30 on the 23rd in San Francisco
TWO_CLOCKS = {"other_postal_codes": ["94103"]}


def test_what_must_be_done_counts_from_the_earliest_date_and_what_must_be_waited_for_from_the_latest() -> None:
    case = facts("2026-11-25T18:00:00Z", person=TWO_CLOCKS, debts=debt(first_communication_at=NIGHT))
    assert items(case, "US-F-VALID5") == [("D1", "2026-11-28", "open")]
    case["debts"] = debt(validation_notice_sent_at=NIGHT)
    # From Tue 24th, Thanksgiving out: received Wed 12-02, thirty days.
    assert items(case, "US-F-OVERSHADOW") == [("D1", "2027-01-01", "running")]


def test_what_lasts_ends_with_the_earliest_date_and_what_is_kept_with_the_latest() -> None:
    consent = [{"kind": "direct_prior", "channels": ["sms"], "at": NIGHT}]
    case = text("2026-12-01T18:00:00Z", person=TWO_CLOCKS, consents=consent)
    assert items(case, "US-F-SMS60") == [("texts to this number", "2027-01-22", "running")]  # 23 November and 60
    case = facts("2026-12-01T18:00:00Z", person=TWO_CLOCKS, history=[row(NIGHT)])
    assert items(case, "US-F-RETAIN") == [("D1", "2029-11-24", "running")]


@pytest.mark.parametrize(
    ("at", "state"),
    [
        ("2026-11-29T05:30:00Z", "overdue"),  # the 29th has begun in Atlanta
        ("2026-11-29T04:59:59Z", "open"),
    ],
)
def test_an_act_is_overdue_when_the_day_after_has_begun_anywhere(at: str, state: str) -> None:
    case = facts(at, person=TWO_CLOCKS, debts=debt(first_communication_at=NIGHT))
    assert items(case, "US-F-VALID5") == [("D1", "2026-11-28", state)]


@pytest.mark.parametrize(("at", "state"), [("2027-01-02T05:30:00Z", "running"), ("2027-01-02T08:00:00Z", "over")])
def test_a_wait_is_over_when_the_day_after_has_begun_everywhere(at: str, state: str) -> None:
    case = facts(at, person=TWO_CLOCKS, debts=debt(validation_notice_sent_at=NIGHT))
    assert items(case, "US-F-OVERSHADOW") == [("D1", "2027-01-01", state)]


def test_a_deadline_begins_and_is_met_on_the_second() -> None:
    at, later = "2026-12-08T15:00:00Z", "2026-12-08T15:00:01Z"
    assert items(facts(at, debts=debt(first_communication_at=later)), "US-F-VALID5") == []
    assert items(facts(at, debts=debt(first_communication_at=at)), "US-F-VALID5")[0][2] == "open"
    met = debt(first_communication_at="2026-12-07T15:00:00Z", validation_notice_sent_at=at)
    assert items(facts(at, debts=met), "US-F-VALID5")[0][2] == "met"
    met[0]["validation_notice_sent_at"] = later
    assert items(facts(at, debts=met), "US-F-VALID5")[0][2] == "open"


def test_records_of_an_ordinary_day_are_kept_to_the_same_date() -> None:
    case = facts("2027-06-01T18:00:00Z", history=[row("2027-05-03T18:00:00Z")])
    assert items(case, "US-F-RETAIN") == [("D1", "2030-05-03", "running")]


@pytest.mark.parametrize(
    ("hold", "state"),
    [
        ({"since": "2030-06-01T18:00:00Z"}, "held"),
        ({"since": "2030-06-01T18:00:01Z"}, "over"),
        ({"since": "2030-05-01T18:00:00Z", "until": "2030-06-01T18:00:01Z"}, "held"),
        ({"since": "2030-05-01T18:00:00Z", "until": "2030-06-01T18:00:00Z"}, "over"),
        ({"since": "2030-07-01T18:00:00Z", "until": "2030-08-01T18:00:00Z"}, "over"),
    ],
)
def test_a_litigation_hold_keeps_records_while_it_runs(hold: Json, state: str) -> None:
    holds = [{"kind": "litigation"} | hold]
    case = facts("2030-06-01T18:00:00Z", history=[row("2027-05-03T18:00:00Z")], holds=holds)
    assert items(case, "US-F-RETAIN")[0][2] == state


def test_only_our_own_contacts_about_the_debt_are_its_activity() -> None:
    past = [
        row("2027-05-03T18:00:00Z"),
        row("2027-05-04T18:00:00Z", by="prior_collector"),
        row("2027-05-05T18:00:00Z", debts=["D2"]),
    ]
    case = facts("2027-06-01T18:00:00Z", history=past, debts=[{"id": "D1"}, {"id": "D2"}])
    assert items(case, "US-F-RETAIN") == [("D1", "2030-05-03", "running")]
    case["history"] = past[1:]
    assert items(case, "US-F-RETAIN") == []


def test_a_stop_from_two_media_is_one_deadline_that_names_both() -> None:
    out = {"at": "2026-11-24T18:00:00Z", "channels": ["sms", "call"], "form": "keyword"}
    assert items(text(opt_outs=[out]), "US-TCPA-REVOKE") == [("opt-out from call, sms", "2026-12-09", "met")]


def checked(at: str, since: str) -> Json:
    check = {"at": at, "since": since, "answer": "no"}
    address = {"value": ATLANTA, "line": "mobile", "reassigned_check": check}
    return text("2026-12-01T18:00:00Z", attempt={"address": address})  # consent of 2026-11-10 at 15:00


@pytest.mark.parametrize(
    ("case", "ends"),
    [
        (checked("2026-12-01T18:00:00Z", "2026-11-10T15:00:00Z"), "2027-01-30"),  # today and 60 days
        (checked("2026-12-01T18:00:01Z", "2026-11-10T15:00:00Z"), "2027-01-09"),  # not asked yet
        (checked("2026-12-01T18:00:00Z", "2026-11-10T15:00:01Z"), "2027-01-09"),  # asked about a later date
    ],
)
def test_a_check_renews_the_ground_for_texts_it_covers(case: Json, ends: str) -> None:
    assert items(case, "US-F-SMS60") == [("texts to this number", ends, "running")]


def test_only_a_creditors_notice_starts_the_wait_for_objections() -> None:
    assert items(email(), "US-F-EMAIL-SRC") == []
    source: dict[str, Any] = {"source": "prior_collector", "notice_sent_at": "2026-11-20T15:00:00Z"}
    case = email(attempt={"address": {"value": MAILBOX, "provenance": source}})
    assert items(case, "US-F-EMAIL-SRC") == []
    source["source"] = "creditor"
    assert items(case, "US-F-EMAIL-SRC") == [("e-mails to this mailbox", "2026-12-24", "running")]


def test_a_wait_after_a_mailed_notice_may_be_drafted_and_is_asked_for_while_the_draft_is_in_force() -> None:
    book = rule_book().with_packs({"draft.toml": DRAFT})
    mailed = [*debt(notice_mailed_at="2026-11-23T15:00:00Z"), {"id": "D2"}]
    case = facts("2026-12-01T18:00:00Z", debts=mailed)
    case["attempt"]["debts"] = ["D1", "D2"]
    assert items(case, "US-DRAFT", book) == [("D1", "2026-12-03", "running")]
    assert items(case | {"at": "2026-11-30T18:00:00Z"}, "US-DRAFT", book) == []
    assert items(case | {"at": "2026-12-10T18:00:00Z"}, "US-DRAFT", book) == []


def test_the_law_of_a_stated_place_has_its_deadlines() -> None:
    said = {"at": "2026-11-24T16:00:00Z", "postal_code": "02108"}
    case = facts(
        "2026-11-25T15:00:00Z",
        debts=debt(first_communication_at="2026-11-24T15:00:00Z"),
        person={"stated_location": said},
        collector={"role": "first_party"},
    )
    assert items(case, "US-MA-VALID5") == [("D1", "2026-12-02", "open")]
    said["at"] = "2026-11-26T16:00:00Z"
    assert items(case, "US-MA-VALID5") == []


def test_texts_about_two_debts_are_as_fresh_as_the_older_ground() -> None:
    given = {"kind": "direct_prior", "channels": ["sms"]}
    consents = [
        given | {"at": f"2026-11-{day}T15:00:00Z", "debts": [name]} for day, name in (("20", "D1"), ("10", "D2"))
    ]
    case = text("2026-12-01T18:00:00Z", consents=consents, debts=[{"id": "D1"}, {"id": "D2"}])
    assert items(case, "US-F-SMS60") == [("texts to this number", "2027-01-19", "running")]
    case["attempt"]["debts"] = ["D1", "D2"]
    assert items(case, "US-F-SMS60") == [("texts to this number", "2027-01-09", "running")]
