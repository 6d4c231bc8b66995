"""The rows a rule counted, and why it left out the others, as proofs show them: word for word and to the second."""

from __future__ import annotations

from typing import Any

import pytest

from tests.compliance.cases import ATLANTA, Json, daily_calls, facts, judged, row, text

NOON = "2026-12-07T18:00:00Z"
TWO: Json = {"debts": [{"id": "D1"}, {"id": "D2"}], "others": [{"id": "P2"}]}
SPOKEN = {"outcome": "conversation"}

Seen = tuple[bool, str, str | None]


def seen(case: Json, rule: str, part: str = "") -> list[Seen]:
    """Whether each row counted under the rule, the reason, and when it is released, in order of time."""
    proof = judged(case).proof.to_json()
    rows = [one for one in proof["counted"] + proof["excluded"] if (one["rule"], one["part"]) == (rule, part)]
    rows.sort(key=lambda one: str(one["at"]))
    return [(one["counted"], one["reason"], one["released_at"]) for one in rows]


def call(at: str, outcome: str = "no_answer", **changes: Any) -> Json:
    return row(at, outcome, **changes)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (call("2026-12-04T15:00:00Z"), (True, "is one of the last 7 days", "2026-12-11T05:00:00Z")),
        (call("2026-11-30T15:00:00Z"), (False, "no longer one of the last 7 days", "2026-12-07T05:00:00Z")),
        (call("2026-12-04T15:00:00Z", "busy"), (False, "busy: not connected", None)),
        (call("2026-12-04T15:00:00Z", "not_in_service"), (False, "not in service: not connected", None)),
        (
            call("2026-12-04T15:00:00Z", "failed", sip_code=404),
            (False, "failed with a code that proves the number not in service: not connected", None),
        ),
        (
            call("2026-12-04T15:00:00Z", "failed", sip_code=408),
            (True, "is one of the last 7 days", "2026-12-11T05:00:00Z"),
        ),
        (call("2026-12-04T15:00:00Z", channel="sms") | {"outcome": "sent"}, (False, "another channel", None)),
        (call("2026-12-04T15:00:00Z", direction="inbound"), (False, "started by the consumer", None)),
        (call("2026-12-04T15:00:00Z", by="prior_collector"), (False, "made by the prior collector", None)),
        (call("2026-12-04T15:00:00Z", person="P2"), (False, "to somebody else", None)),
        (call("2026-12-04T15:00:00Z", debts=["D2"]), (False, "about another debt", None)),
    ],
)
def test_seven_in_seven_says_of_each_call_whether_it_counts(one: Json, expected: Seen) -> None:
    assert seen(facts(NOON, history=[one], **TWO), "US-F-7IN7") == [expected]


def test_a_call_made_with_direct_prior_consent_does_not_count_and_says_so() -> None:
    consent = {"kind": "direct_prior", "channels": ["call"], "at": "2026-12-01T15:00:00Z"}
    calls = [call("2026-12-02T15:00:00Z"), call("2026-12-03T15:00:00Z", "conversation"), call("2026-12-04T15:00:00Z")]
    # The call on the 3rd was asked for still; it is the conversation that ends the consent.
    assert seen(facts(NOON, history=calls, consents=[consent]), "US-F-7IN7") == [
        (False, "made with direct prior consent", None),
        (False, "made with direct prior consent", None),
        (True, "is one of the last 7 days", "2026-12-11T05:00:00Z"),
    ]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (call("2026-12-03T15:00:00Z", **SPOKEN), (True, "a conversation, day 1 of 7", "2026-12-10T05:00:00Z")),
        (
            call("2026-12-03T15:00:00Z", direction="inbound", **SPOKEN),
            (True, "a conversation, day 1 of 7", "2026-12-10T05:00:00Z"),
        ),
        (call("2026-11-30T15:00:00Z", **SPOKEN), (False, "a conversation, day 1 of 7", "2026-12-07T05:00:00Z")),
        (call("2026-12-03T15:00:00Z"), (False, "no conversation", None)),
        (call("2026-12-03T15:00:00Z", person="P2", **SPOKEN), (False, "with somebody else", None)),
        (call("2026-12-03T15:00:00Z", by="prior_collector", **SPOKEN), (False, "with the prior collector", None)),
        (call("2026-12-03T15:00:00Z", debts=["D2"], **SPOKEN), (False, "about another debt", None)),
    ],
)
def test_the_pause_says_of_each_call_whether_it_starts_one(one: Json, expected: Seen) -> None:
    assert seen(facts(NOON, history=[one], **TWO), "US-F-CONV7") == ([expected] if "conv" in one["outcome"] else [])
    spoken = call("2026-11-01T15:00:00Z", "conversation")  # so that there is a conversation on record at all
    assert seen(facts(NOON, history=[spoken, one], **TWO), "US-F-CONV7")[1] == expected


def test_the_pause_lets_the_call_the_consumer_asked_for_through() -> None:
    consent = {"kind": "direct_prior", "channels": ["call"], "at": "2026-12-05T15:00:00Z"}
    case = facts(NOON, history=[call("2026-12-04T15:00:00Z", "conversation")], consents=[consent])
    assert seen(case, "US-F-CONV7") == [(False, "the consumer asked for the call that is to be made", None)]


def test_a_pause_is_over_at_the_midnight_that_ends_its_seventh_day() -> None:
    spoken = [call("2026-11-30T15:00:00Z", "conversation")]
    for at, over in (("2026-12-07T04:59:59Z", False), ("2026-12-07T05:00:00Z", True)):
        decision = judged(facts(at, history=spoken))
        assert ("US-F-CONV7" not in decision.rules) is over
        assert seen(facts(at, history=spoken), "US-F-CONV7")[0][0] is not over


GAP = {"policy": {"min_gap_minutes_per_number": 60}}


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (call("2026-12-07T17:30:00Z"), (True, "60 minutes apart", "2026-12-07T18:30:00Z")),
        (call("2026-12-07T17:00:01Z"), (True, "60 minutes apart", "2026-12-07T18:00:01Z")),
        (call("2026-12-07T17:00:00Z"), (False, "60 minutes apart", "2026-12-07T18:00:00Z")),
        (call("2026-12-07T17:30:00Z", channel="sms") | {"outcome": "sent"}, (False, "another channel", None)),
        (call("2026-12-07T17:30:00Z", direction="inbound"), (False, "started by the consumer", None)),
        (call("2026-12-07T17:30:00Z", by="prior_collector"), (False, "made by the prior collector", None)),
        (call("2026-12-07T17:30:00Z", address="+14045550199"), (False, "another number", None)),
        (call("2026-12-07T17:30:00Z", address=ATLANTA), (True, "60 minutes apart", "2026-12-07T18:30:00Z")),
    ],
)
def test_a_gap_says_of_each_call_whether_it_is_close(one: Json, expected: Seen) -> None:
    case = facts(NOON, history=[one], **TWO, **GAP)
    assert seen(case, "US-F-REBUT-POL", "number") == [expected]
    assert ("US-F-REBUT-POL" in judged(case).rules) is expected[0]


def test_a_gap_between_contacts_with_a_person_counts_only_this_person() -> None:
    close = [call("2026-12-07T17:30:00Z", person="P2"), call("2026-12-07T17:31:00Z", address="+14045550199")]
    case = facts(NOON, history=close, **TWO, policy={"min_gap_minutes_per_person": 60})
    assert seen(case, "US-F-REBUT-POL", "person") == [
        (False, "to somebody else", None),
        (True, "60 minutes apart", "2026-12-07T18:31:00Z"),
    ]


def in_boston(*history: Json) -> Json:
    person = {"postal_code": "02108"}
    return facts(NOON, history=list(history), person=person, attempt={"address": {"value": "+16175550101"}})


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (call("2026-12-04T15:00:00Z"), (True, "is one of the last 7 days", "2026-12-11T05:00:00Z")),
        (
            call("2026-12-04T15:00:00Z", could_leave_message=False),
            (False, "unanswered, and no message could be left", None),
        ),
        (row("2026-12-04T15:00:00Z", "bounced", "sms"), (False, "bounced: never arrived", None)),
        (row("2026-12-04T15:00:00Z", "sent", "sms"), (True, "is one of the last 7 days", "2026-12-11T05:00:00Z")),
        (call("2026-12-04T15:00:00Z", "busy"), (False, "busy: not connected", None)),
        (call("2026-12-04T15:00:00Z", place="work"), (False, "to another place", None)),
    ],
)
def test_massachusetts_says_of_each_contact_whether_it_counts(one: Json, expected: Seen) -> None:
    assert seen(in_boston(one), "US-MA-2IN7") == [expected]


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (call("2026-12-04T15:00:00Z", "mailbox_full"), "mailbox full: nothing was conveyed"),
        (
            call("2026-12-04T15:00:00Z", "voicemail_reached_no_message"),
            "voicemail reached no message: nothing was conveyed",
        ),
        (row("2026-12-04T15:00:00Z", "bounced", "email"), "bounced: nothing was conveyed"),
    ],
)
def test_washington_counts_what_conveyed_something(one: Json, reason: str) -> None:
    case = facts(NOON, history=[one], person={"postal_code": "98101"}, attempt={"address": {"value": "+12065550101"}})
    assert seen(case, "US-WA-3WK") == [(False, reason, None)]


def test_answers_and_other_voices_are_left_out_by_name() -> None:
    answered = row("2026-12-07T15:00:00Z", "sent", "sms", purpose="reply")
    case = text(NOON, history=[answered], policy={"max_sms_per_day": 1})
    assert seen(case, "POL-DAYCAP", "texts in a day") == [(False, "an answer to the consumer", None)]
    live = call("2026-12-04T15:00:00Z", address=ATLANTA)
    robot = facts(
        NOON, history=[live], attempt={"voice": "artificial", "address": {"value": ATLANTA, "line": "landline"}}
    )
    assert seen(robot, "US-TCPA-RES3IN30") == [(False, "another kind of voice", None)]


def test_a_row_about_two_debts_counts_once_and_is_shown_with_both() -> None:
    case = facts(NOON, history=daily_calls(range(4, 5), debts=["D2", "D1"]), **TWO)
    case["attempt"]["debts"] = ["D1", "D2"]
    (shown,) = [one for one in judged(case).proof.counted if one["rule"] == "US-F-7IN7"]
    assert shown == {
        "rule": "US-F-7IN7",
        "part": "",
        "at": "2026-12-04T15:00:00Z",
        "channel": "call",
        "direction": "outbound",
        "outcome": "no_answer",
        "debts": ["D1", "D2"],
        "counted": True,
        "reason": "is one of the last 7 days",
        "released_at": "2026-12-11T05:00:00Z",
    }


@pytest.mark.parametrize(
    ("at", "counted", "reason"),
    [
        ("2026-12-08T04:59:59Z", 1, "is one of the last 7 days"),
        ("2026-12-08T05:00:00Z", 0, "no longer one of the last 7 days"),
    ],
)
def test_a_call_stops_counting_at_the_midnight_that_releases_it(at: str, counted: int, reason: str) -> None:
    case = facts(at, history=[call("2026-12-01T15:00:00Z")])
    assert [one[1] for one in seen(case, "US-F-7IN7")] == [reason]
    (far,) = [one for one in judged(case).proof.counters if one["rule"] == "US-F-7IN7"]
    assert far["counted"] == counted


def test_a_confirmation_of_an_opt_out_is_free() -> None:
    confirmed = row("2026-12-07T15:00:00Z", "sent", "sms", purpose="opt_out_confirmation")
    case = text(NOON, history=[confirmed], policy={"max_sms_per_day": 1})
    assert seen(case, "POL-DAYCAP", "texts in a day") == [(False, "an answer to the consumer", None)]


def test_calls_and_texts_counted_together_are_called_contacts() -> None:
    both = in_boston(call("2026-12-05T15:00:00Z"), row("2026-12-06T15:00:00Z", "sent", "sms"))
    (found,) = [one for one in judged(both).findings if one.rule == "US-MA-2IN7"]
    assert found.why == "2 contacts in 7 days are already on record"
