"""Consent, stops and rules debt by debt, where an attempt is about two; and who is one household."""

from __future__ import annotations

from typing import Any

import pytest

from tests.compliance.cases import ALLOW, ATLANTA, Json, answer, daily_calls, email, facts, human, judged, row, text

BOTH: Json = {"debts": [{"id": "D1"}, {"id": "D2"}]}
WROTE = {"direction": "inbound", "channel": "sms", "address": ATLANTA}


def about_both(case: Json) -> Json:
    case["debts"] = case["debts"] if len(case["debts"]) > 1 else [{"id": "D1"}, {"id": "D2"}]
    case["attempt"]["debts"] = ["D1", "D2"]
    return case


def consent(at: str, kind: str = "direct_prior", channel: str = "sms", **changes: Any) -> Json:
    return {"kind": kind, "channels": [channel], "at": at} | changes


def stop(at: str, channel: str = "sms", **changes: Any) -> Json:
    return {"at": at, "channels": [channel], "form": "keyword"} | changes


def test_a_stop_about_one_debt_leaves_the_consent_about_the_other() -> None:
    case = about_both(text(consents=[consent("2026-11-10T15:00:00Z")]))
    assert answer(case) == ALLOW
    case["opt_outs"] = [stop("2026-11-20T15:00:00Z", debts=["D2"])]
    assert "US-TCPA-REVOKE" in judged(case).rules
    case["consents"].append(consent("2026-11-25T15:00:00Z", debts=["D2"]))
    assert answer(case) == ALLOW
    case["opt_outs"] = [stop("2026-11-20T15:00:00Z")]
    assert "US-TCPA-REVOKE" in judged(case).rules


def test_a_stop_to_another_program_in_the_second_of_the_consent_wins() -> None:
    case = text(opt_outs=[stop("2026-11-10T15:00:00Z", program="reminders")])
    assert "US-TCPA-REVOKEALL" in judged(case).rules
    case["opt_outs"][0]["at"] = "2026-11-10T14:59:59Z"
    assert answer(case) == ALLOW


def test_consent_anew_about_the_debt_reopens_a_number_that_was_disconnected() -> None:
    check = {"at": "2026-11-20T15:00:00Z", "since": "2026-11-10T00:00:00Z", "answer": "yes"}
    address = {"value": ATLANTA, "line": "mobile", "reassigned_check": check}
    case = text(attempt={"address": address}, consents=[consent("2026-11-25T15:00:00Z", debts=["D1"])])
    assert answer(case) == ALLOW


def wrote(at: str, debts: list[str]) -> Json:
    return row(at, "received", debts=debts, **WROTE)


@pytest.mark.parametrize(
    ("history", "stops", "fresh"),
    [
        ([wrote("2026-11-20T15:00:00Z", ["D1"])], [], True),
        ([wrote("2026-11-20T15:00:00Z", ["D2"])], [], False),  # about another debt
        ([wrote("2026-12-01T18:00:00Z", ["D1"])], [], True),  # this very second
        ([wrote("2026-11-20T15:00:00Z", ["D1"])], [stop("2026-11-20T15:00:00Z")], False),  # the stop itself
        ([wrote("2026-11-20T15:00:01Z", ["D1"])], [stop("2026-11-20T15:00:00Z")], True),
        ([wrote("2026-11-20T15:00:00Z", ["D1"])], [stop("2026-12-01T18:00:00Z")], False),
        ([wrote("2026-11-20T15:00:00Z", ["D1"])], [stop("2026-11-25T15:00:00Z", "call")], True),
        ([wrote("2026-11-20T15:00:00Z", ["D1"]) | {"address": "+14045550199"}], [], False),
    ],
)
def test_a_text_from_the_consumer_keeps_the_number_fresh(history: list[Json], stops: list[Json], fresh: bool) -> None:
    case = text(
        consents=[consent("2026-11-01T15:00:00Z", "tcpa_prior_express")], history=history, opt_outs=stops, **BOTH
    )
    assert ("US-F-SMS60" not in {one.rule for one in judged(case).findings}) is fresh


def test_after_an_oral_cease_her_own_message_may_be_answered() -> None:
    holds = [{"kind": "cease", "since": "2026-11-20T00:00:00Z", "form": "oral"}]
    case = text(holds=holds, history=[wrote("2026-12-01T17:00:00Z", ["D1"])], attempt={"purpose": "reply"})
    assert answer(case) == ALLOW
    case["holds"][0]["since"] = "2026-12-01T17:00:00Z"
    assert "US-F-CHANNEL" in judged(case).rules


def reasons(case: Json, rule: str) -> list[str]:
    proof = judged(case).proof.to_json()
    rows = sorted(
        (one for one in proof["counted"] + proof["excluded"] if one["rule"] == rule), key=lambda one: one["at"]
    )
    return [one["reason"] for one in rows]


ASKED = "made with direct prior consent"
COUNTS = "is one of the last 7 days"


@pytest.mark.parametrize(
    ("at", "reason"),
    [("2026-12-08T04:59:59Z", ASKED), ("2026-12-08T05:00:00Z", COUNTS)],  # day eight begins at midnight in Atlanta
)
def test_direct_prior_consent_lasts_seven_days(at: str, reason: str) -> None:
    given = [consent("2026-12-01T15:00:00Z", channel="call")]
    assert reasons(facts("2026-12-09T18:00:00Z", consents=given, history=[row(at)]), "US-F-7IN7") == [reason]


def test_a_stop_about_one_debt_does_not_take_back_what_was_asked_about_the_other() -> None:
    given = [consent("2026-12-01T15:00:00Z", channel="call")]
    outs = [stop("2026-12-02T15:00:00Z", "call", debts=["D2"])]
    for debts, reason in ((["D1"], ASKED), (["D2"], COUNTS)):
        calls = [row("2026-12-03T15:00:00Z", debts=debts)]
        case = about_both(facts("2026-12-05T18:00:00Z", consents=given, opt_outs=outs, history=calls, **BOTH))
        assert reasons(case, "US-F-7IN7") == [reason]


def in_toronto(**changes: Any) -> Json:
    person = {"id": "P1", "country": "CA", "postal_code": "M5V"}
    return facts("2026-12-05T18:00:00Z", attempt={"address": {"value": "+14165550101"}}, people=[person], **changes)


@pytest.mark.parametrize(
    ("kind", "channel", "reason"),
    [
        ("electronic", "sms", ASKED),
        ("direct_prior", "sms", ASKED),
        ("tcpa_prior_express", "sms", COUNTS),
        ("electronic", "call", COUNTS),  # consent to electronic messages asks for no call
        ("direct_prior", "call", ASKED),
    ],
)
def test_what_the_consumer_asked_for_is_not_counted_in_its_medium(kind: str, channel: str, reason: str) -> None:
    spoken = row("2026-11-01T15:00:00Z", "conversation")
    contact = row("2026-12-03T15:00:00Z", "voicemail_left" if channel == "call" else "delivered", channel)
    case = in_toronto(consents=[consent("2026-12-02T15:00:00Z", kind, channel)], history=[spoken, contact])
    assert reasons(case, "CA-ON-3IN7")[-1] == reason


def test_a_count_over_all_debts_is_lifted_by_consent_about_all_of_them() -> None:
    spoken = [row(f"2026-12-0{day}T15:00:00Z", "conversation", debts=["D1", "D2"]) for day in (2, 3, 4)]
    case = about_both(in_toronto(history=spoken, **BOTH))
    for covered, blocked in ({}, False), ({"debts": ["D1", "D2"]}, False), ({"debts": ["D1"]}, True):
        case["consents"] = [consent("2026-12-05T15:00:00Z", channel="call") | covered]
        assert ("CA-ON-3IN7" in judged(case).rules) is blocked


def test_a_count_per_debt_is_lifted_by_consent_about_that_debt() -> None:
    given = [consent("2026-12-07T16:00:00Z", channel="call", debts=["D1"])]
    case = about_both(facts("2026-12-07T18:00:00Z", history=daily_calls(range(1, 8)), consents=given, **BOTH))
    assert answer(case) == ALLOW
    case["consents"][0]["debts"] = ["D2"]
    assert "US-F-7IN7" in judged(case).rules


def test_a_call_to_the_number_the_consent_names_was_asked_for() -> None:
    given = [consent("2026-12-05T15:00:00Z", channel="call", address=ATLANTA)]
    case = facts("2026-12-07T18:00:00Z", history=[row("2026-12-04T15:00:00Z", "conversation")], consents=given)
    assert answer(case) == ALLOW
    case["consents"][0]["address"] = "+14045550199"
    assert "US-F-CONV7" in judged(case).rules


SENT = "2026-11-25T15:00:00Z"


@pytest.mark.parametrize(
    ("rule", "debt", "more"),
    [
        ("US-F-CONV7", {}, {"history": [row("2026-11-30T15:00:00Z", "conversation", debts=["D2"])]}),
        ("US-F-DISPUTE", {}, {"holds": [{"kind": "dispute", "since": SENT, "debts": ["D2"]}]}),
        ("US-F-CEASE", {}, {"holds": [{"kind": "cease", "since": SENT, "debts": ["D2"]}]}),
        ("US-F-VALID5", {"first_communication_at": SENT}, {}),
        ("US-F-OVERSHADOW", {"validation_notice_sent_at": SENT}, {"attempt": {"content": {"overshadows": True}}}),
        ("US-F-SOL", {"limitation_ends_on": "2026-11-01"}, {"attempt": {"content": {"threatens_suit": True}}}),
    ],
)
def test_a_rule_about_consumer_debts_leaves_a_commercial_one_beside_them_alone(
    rule: str, debt: Json, more: Json
) -> None:
    ends = {"limitation_ends_on": "2030-01-01"}
    for purpose, speaks in (("commercial", False), ("consumer", True)):
        debts = [{"id": "D1"} | ends, {"id": "D2", "purpose": purpose} | ends | debt]
        case = about_both(facts(debts=debts, **more))
        assert (rule in {one.rule for one in judged(case).findings}) is speaks


def test_the_mailed_notice_washington_dc_wants_is_that_of_consumer_debts() -> None:
    for purpose, speaks in (("commercial", False), ("consumer", True)):
        debts = [{"id": "D1"}, {"id": "D2", "purpose": purpose, "notice_mailed": False}]
        case = about_both(email(person={"postal_code": "20001"}, debts=debts))
        assert ("US-DC-NOTICE-FIRST" in judged(case).rules) is speaks


def test_the_latest_of_two_freezes_is_waited_for_in_whatever_order_they_are_listed() -> None:
    ends = ["2027-01-20T18:00:00Z", "2027-01-05T18:00:00Z"]
    for order in (ends, ends[::-1]):
        holds = [{"kind": "disaster_freeze", "since": "2026-11-20T00:00:00Z", "until": end} for end in order]
        (freeze,) = judged(facts(holds=holds)).to_json()["findings"]
        assert freeze["until"] == ends[0]


def test_the_heaviest_of_two_bankruptcies_counts_in_whatever_order_they_are_listed() -> None:
    filed = {"kind": "bankruptcy", "since": "2026-11-20T00:00:00Z", "person": "P1", "chapter": 7}
    for order in (["open", "dismissed"], ["dismissed", "open"]):
        case = facts(holds=[filed | {"status": status} for status in order])
        (stay,) = [one for one in judged(case).findings if one.rule == "US-BK-STAY"]
        assert stay.verdict == "BLOCK_UNTIL_CLEARED"
    assert answer(facts(holds=[filed | {"status": "dismissed"}])) == human("US-BK-STAY")


@pytest.mark.parametrize(("whom", "counts"), [("P1", True), ("P2", True), ("P3", True), ("P4", True), ("P5", False)])
def test_a_household_is_one_whichever_record_says_so(whom: str, counts: bool) -> None:
    """P1 lists P2, who lists P3; P4 lists P3; P5 lives alone. Washington counts debtor and household together."""
    people = [
        {"id": "P1", "postal_code": "98101", "household": ["P2"]},
        {"id": "P2", "household": ["P3"]},
        {"id": "P3"},
        {"id": "P4", "household": ["P3"]},
        {"id": "P5"},
    ]
    contacts = [row(f"2026-12-0{day}T17:00:00Z", "conversation", "call", person=whom, by="us") for day in (2, 3, 4)]
    case = facts(
        "2026-12-05T20:00:00Z", people=people, history=contacts, attempt={"address": {"value": "+12065550101"}}
    )
    assert ("US-WA-3WK" in judged(case).rules) is counts


def test_whom_only_the_persons_own_record_names_is_of_the_household() -> None:
    people = [{"id": "P1", "postal_code": "98101", "household": ["P2"]}, {"id": "P2"}]
    contacts = [row(f"2026-12-0{day}T17:00:00Z", "conversation", person="P2") for day in (2, 3, 4)]
    case = facts(
        "2026-12-05T20:00:00Z", people=people, history=contacts, attempt={"address": {"value": "+12065550101"}}
    )
    assert "US-WA-3WK" in judged(case).rules


def test_new_york_city_wants_consent_to_messages_about_each_debt() -> None:
    given = [consent("2026-11-10T15:00:00Z", "electronic", "email")]
    case = about_both(email(consents=given, person={"postal_code": "10001"}))
    assert "US-NYC-ECONSENT" not in judged(case).rules
    case["opt_outs"] = [stop("2026-11-20T15:00:00Z", "email", debts=["D2"])]
    assert "US-NYC-ECONSENT" in judged(case).rules
    case["consents"].append(consent("2026-11-25T15:00:00Z", "electronic", "email", debts=["D2"]))
    assert "US-NYC-ECONSENT" not in judged(case).rules


def test_a_province_stated_later_is_known_from_then_on() -> None:
    said = {"at": "2026-12-05T17:00:00Z", "postal_code": "M5V"}
    people = [{"id": "P1", "country": "CA", "stated_location": said}]
    case = facts("2026-12-05T18:00:00Z", people=people, attempt={"address": {"value": "+18005550101"}})
    assert "CA-PROVINCE" not in judged(case).rules
    case["people"][0]["stated_location"]["at"] = "2026-12-05T18:00:01Z"
    assert "CA-PROVINCE" in judged(case).rules


def test_the_first_communication_may_overshadow_nothing_either() -> None:
    debts = [{"id": "D1", "first_communication_at": "2026-12-01T18:00:00Z"}]
    case = email(attempt={"content": {"overshadows": True}}, debts=debts)
    assert "US-F-OVERSHADOW" in judged(case).rules


def lending(one: list[str], other: list[str], **person: Any) -> Json:
    """Two student loans served under one account, called about on these days of December."""
    loan = {"kind": "student_loan", "servicing_account": "S1"}
    calls = [row(f"2026-12-{day}T17:00:00Z", debts=["D1"]) for day in one]
    calls += [row(f"2026-12-{day}T17:00:00Z", debts=["D2"]) for day in other]
    return facts("2026-12-08T18:00:00Z", debts=[{"id": "D1"} | loan, {"id": "D2"} | loan], history=calls, person=person)


def test_loans_served_together_are_one_debt_for_federal_law_and_two_for_massachusetts() -> None:
    case = lending(["02", "03", "04", "05"], ["06", "07", "08"])
    assert "US-F-7IN7" in judged(case).rules
    case["history"].pop()
    assert answer(case) == ALLOW
    boston = lending(["06"], ["07"], postal_code="02108")
    assert "US-MA-2IN7" not in judged(boston).rules
    assert "US-MA-2IN7" in judged(lending(["06", "07"], [], postal_code="02108")).rules
    other = lending(["06", "07"], [], postal_code="02108")
    other["attempt"]["debts"] = ["D2"]
    assert "US-MA-2IN7" not in judged(other).rules


@pytest.mark.parametrize(
    ("covered", "address", "debts", "reason"),
    [
        ({"debts": ["D1"]}, ATLANTA, ["D1", "D2"], ASKED),  # for D1 it was asked for
        ({"debts": ["D2"]}, ATLANTA, ["D1", "D2"], COUNTS),
        ({"address": ATLANTA}, ATLANTA, ["D1"], ASKED),
        ({"address": ATLANTA}, "+14045550199", ["D1"], COUNTS),
    ],
)
def test_a_call_was_asked_for_as_far_as_the_consent_reaches(
    covered: Json, address: str, debts: list[str], reason: str
) -> None:
    given = [consent("2026-12-01T15:00:00Z", channel="call") | covered]
    calls = [row("2026-12-03T15:00:00Z", debts=debts, address=address)]
    assert reasons(facts("2026-12-05T18:00:00Z", consents=given, history=calls, **BOTH), "US-F-7IN7") == [reason]


@pytest.mark.parametrize(("debts", "reason"), [(["D1"], ASKED), (["D2"], COUNTS), (["D1", "D2"], COUNTS)])
def test_a_count_over_all_debts_leaves_out_what_was_asked_about_all_of_its_debts(debts: list[str], reason: str) -> None:
    given = [consent("2026-12-02T15:00:00Z", channel="call") | {"debts": ["D1"]}]
    spoken = row("2026-11-01T15:00:00Z", "conversation")
    case = in_toronto(
        consents=given, history=[spoken, row("2026-12-03T15:00:00Z", "voicemail_left", debts=debts)], **BOTH
    )
    assert reasons(case, "CA-ON-3IN7")[-1] == reason


@pytest.mark.parametrize(
    ("outs", "holds"),
    [
        ([stop("2026-12-01T18:00:00Z", "call")], False),  # this very second
        ([stop("2026-12-01T18:00:01Z", "call")], True),
        ([stop("2026-11-20T15:00:00Z", "call")], False),  # in the second of the consent
        ([stop("2026-11-20T14:59:59Z", "call")], True),
        ([stop("2026-11-25T15:00:00Z", "call", debts=["D2"])], True),
        ([stop("2026-11-25T15:00:00Z", "call", program="reminders")], True),
    ],
)
def test_the_proof_says_whether_consent_holds(outs: list[Json], holds: bool) -> None:
    given = [consent("2026-11-20T15:00:00Z", channel="call")]
    proof = judged(facts(consents=given, opt_outs=outs, **BOTH)).proof
    assert [one["holds"] for one in proof.consents] == [holds]
