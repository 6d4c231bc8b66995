"""The first instant that suits, where something begins or ends on the way to it. Worked out on a calendar."""

from __future__ import annotations

from typing import Any

import pytest

from tests.compliance.cases import ALLOW, ATLANTA, Json, answer, facts, human, judged, row, text, until

NIGHT = "2026-12-02T03:00:00Z"  # 22:00 in Atlanta, Tuesday
WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def opens(case: Json) -> str | None:
    found: str | None = judged(case).to_json()["next_permitted"]
    return found


def lapsing(**changes: Any) -> Json:
    """Consent to texts that lapses at midnight in Atlanta."""
    given = {"kind": "direct_prior", "channels": ["sms"], "at": "2026-11-20T15:00:00Z", "until": "2026-12-02T05:00:00Z"}
    return text(NIGHT, consents=[given], **changes)


def wrote(at: str, channel: str = "sms", outcome: str = "received") -> Json:
    return row(at, outcome, channel, direction="inbound", address=ATLANTA)


def test_a_text_from_the_consumer_to_come_is_waited_for() -> None:
    assert opens(lapsing(history=[wrote("2026-12-02T15:00:00Z")])) == "2026-12-02T15:00:00Z"
    assert (
        opens(lapsing(history=[wrote("2026-12-02T15:00:00Z") | {"direction": "outbound", "outcome": "sent"}])) is None
    )
    # A consent given sooner is found sooner.
    case = lapsing(history=[wrote("2026-12-02T15:00:00Z")])
    case["consents"].append({"kind": "direct_prior", "channels": ["sms"], "at": "2026-12-02T14:00:00Z"})
    assert opens(case) == "2026-12-02T14:00:00Z"


@pytest.mark.parametrize(("channel", "outcome"), [("sms", "received"), ("call", "no_answer")])
def test_a_message_to_come_may_be_answered_when_it_has_come(channel: str, outcome: str) -> None:
    made = text if channel == "sms" else facts
    case = made(NIGHT, attempt={"purpose": "reply"}, history=[wrote("2026-12-02T03:30:00Z", channel, outcome)])
    assert opens(case) == "2026-12-02T03:30:00Z"


def test_a_reassignment_check_to_come_is_waited_for() -> None:
    """Consent of 2 October is sixty days old on 1 December and too old on the 2nd."""
    check = {"at": "2026-12-02T15:00:00Z", "since": "2026-10-02T15:00:00Z", "answer": "no"}
    address = {"value": ATLANTA, "line": "mobile", "reassigned_check": check}
    given = [{"kind": "direct_prior", "channels": ["sms"], "at": "2026-10-02T15:00:00Z"}]
    assert opens(text(NIGHT, attempt={"address": address}, consents=given)) == "2026-12-02T15:00:00Z"


def test_a_consent_renewed_this_second_is_fresh() -> None:
    given = {"kind": "direct_prior", "channels": ["sms"], "at": "2026-09-01T15:00:00Z"}
    renewed = given | {"renewed_at": "2026-12-01T18:00:00Z"}
    assert answer(text(consents=[renewed])) == ALLOW
    assert answer(text(consents=[renewed | {"renewed_at": "2026-12-01T18:00:01Z"}])) != ALLOW


def test_a_hold_that_comes_and_goes_is_waited_out_also_where_the_law_changes_later() -> None:
    """New York City's older rule ends on 2027-01-01."""
    holds = [{"kind": "vulnerable", "since": "2026-12-02T12:00:00Z", "until": "2026-12-03T15:30:00Z"}]
    case = facts(NIGHT, holds=holds, person={"postal_code": "10001"}, attempt={"address": {"value": "+12125550101"}})
    assert answer(case) == until("2026-12-03T15:30:00Z", "US-F-TIME")
    case["history"] = [row("2026-06-01T15:00:00Z")]  # so that the limit has something to count
    assert answer(case) == until("2026-12-03T15:30:00Z", "US-F-TIME")


def test_open_hours_are_looked_for_through_the_twelfth_day() -> None:
    """Only Thursdays suit her, and Thursday 26 November is Thanksgiving: the next is 3 December."""
    said = [{"kind": "inconvenient_day", "at": "2026-11-01T15:00:00Z", "days": [day for day in WEEK if day != "thu"]}]
    policy = {"closed_on_federal_holidays": True}
    case = facts("2026-11-21T13:00:00Z", statements=said, policy=policy)
    assert answer(case) == until("2026-12-03T13:00:00Z", "US-F-TIME-PREF")
    assert answer(case | {"at": "2026-11-21T12:59:59Z"}) == human("US-F-TIME", "US-F-TIME-PREF")


def test_a_place_stated_on_the_way_moves_the_midnight_that_is_waited_for() -> None:
    said = {"at": "2026-12-07T20:00:00Z", "postal_code": "96813"}
    case = facts(
        "2026-12-07T18:00:00Z",
        person={"stated_location": said},
        collector={"role": "first_party"},
        history=[row("2026-12-07T15:00:00Z")],
        policy={"max_calls_per_day": 1},
    )
    assert answer(case) == until("2026-12-08T10:00:00Z", "POL-DAYCAP")  # midnight in Honolulu


def confirming(*sent: str, at: str = "2026-12-01T18:00:00Z") -> Json:
    history = [row(when, "sent", "sms", purpose="opt_out_confirmation") for when in sent]
    out = {"at": "2026-12-01T17:58:00Z", "channels": ["sms"], "form": "keyword"}
    return text(at, attempt={"purpose": "opt_out_confirmation"}, opt_outs=[out], history=history)


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (confirming(), ALLOW),
        (confirming("2026-12-01T17:57:59Z"), ALLOW),  # that confirmed an earlier one
        (confirming("2026-12-01T17:58:00Z"), human("US-TCPA-CONFIRM")),
        (confirming("2026-12-01T17:58:01Z"), human("US-TCPA-CONFIRM")),
        (confirming(at="2026-12-01T18:03:00Z"), ALLOW),
        (confirming(at="2026-12-01T18:03:01Z"), human("US-TCPA-CONFIRM")),
        (confirming(at="2026-12-01T17:58:00Z"), ALLOW),
        (confirming(at="2026-12-01T17:57:59Z"), human("US-TCPA-CONFIRM")),
    ],
)
def test_an_opt_out_is_confirmed_once_within_five_minutes(case: Json, expected: object) -> None:
    assert answer(case) == expected


def test_the_proof_names_the_opt_out_that_is_confirmed() -> None:
    proof = judged(confirming()).proof
    assert proof.answer == {"rule": "US-TCPA-CONFIRM", "answers": "2026-12-01T17:58:00Z"}
    assert judged(confirming("2026-12-01T17:59:00Z")).proof.answer is None


def test_the_proof_says_which_evidence_a_stated_place_replaces() -> None:
    said = {"at": "2026-12-01T17:00:00Z", "postal_code": "94103"}
    proof = judged(facts(person={"stated_location": said})).proof.to_json()
    why = "replaced by the stated location"
    assert proof["unused_evidence"] == [
        {"source": "area code", "detail": "404", "reason": why},
        {"source": "residence postal code", "detail": "30303", "reason": why},
    ]
    assert [(one["zone"], one["evidence"]) for one in proof["zones"]] == [
        ("America/Los_Angeles", ["stated location 94103"])
    ]


def test_a_decision_has_the_keys_the_documentation_names() -> None:
    told = judged(facts()).to_json()
    assert set(told) == {"decision", "rules", "next_permitted", "findings", "proof"}
    assert set(told["proof"]) == {
        *("engine", "ruleset", "tzdata", "facts", "at", "jurisdictions", "zones", "unused_evidence"),
        *("counters", "counted", "excluded", "consents", "answer", "overridden"),
    }
    assert told["proof"]["facts"].startswith("sha256:")


def test_a_confirmation_goes_out_whatever_the_house_has_sent_that_day() -> None:
    case = confirming()
    case["history"] = [row("2026-12-01T15:00:00Z", "delivered", "sms")]
    case["policy"] = {"max_sms_per_day": 1}
    assert answer(case) == ALLOW
    case["attempt"]["purpose"] = "collection"
    case["opt_outs"] = []
    assert answer(case) == until("2026-12-02T13:00:00Z", "POL-DAYCAP")
