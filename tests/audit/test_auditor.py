"""The auditor must see every breach: a small lawful day is broken in each way it looks for."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.audit import clocks
from tests.audit.auditor import breaches
from tests.audit.papers import MOBILE, NOON, Papers

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
GREETING = "Hello. This is Harbor with a call for Pat Example. To stop calls to this number, press 9."
ZIP, BALANCE = "Please enter the five digits of your home ZIP code.", "Your balance with Harbor is $120.00."


@pytest.fixture
def papers() -> Papers:
    """A text, a call in which Pat was identified, an e-mail, and a text that was blocked."""
    papers = Papers()
    papers.order("sms", NOON)
    call = papers.order("call", NOON + 2 * HOUR)
    papers.conversation(call, GREETING, "1", ZIP, "10001", BALANCE, at=NOON + 2 * HOUR)
    papers.order("email", NOON + 4 * HOUR)
    papers.blocked()
    return papers


def found(papers: Papers) -> str:
    """The one breach there is."""
    sentences = breaches(papers.day())
    assert len(set(sentences)) == 1, sentences
    return sentences[0]


def test_a_lawful_day_has_no_breaches(papers: Papers) -> None:
    assert breaches(papers.day()) == []


def test_an_order_without_an_attempt_is_seen(papers: Papers) -> None:
    papers.tell("email.created", NOON + 6 * HOUR, "stray", attempt="nobody's", to="pat@example.com")
    assert found(papers) == "order stray belongs to no attempt of the log"


def test_an_order_without_permission_is_seen(papers: Papers) -> None:
    papers.log[0]["decision"] = "BLOCK_UNTIL"
    assert found(papers) == "attempt attempt-1 was sent and its decision is BLOCK_UNTIL"


def test_an_attempt_that_went_twice_is_seen(papers: Papers) -> None:
    papers.ledger.append(dict(papers.ledger[0]))
    assert "attempt attempt-1 reached the sandbox 2 times" in breaches(papers.day())


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("channel", "email", "the log says email, the sandbox sms"),
        ("carrier_sid", "other", "the log says order other, the sandbox sid-2"),
        ("address", "+12125550199", "the log says another address than the sandbox"),
    ],
)
def test_a_difference_between_ledger_and_log_is_seen(papers: Papers, field: str, value: str, sentence: str) -> None:
    papers.log[0][field] = value
    assert found(papers) == f"attempt attempt-1: {sentence}"


def test_a_masked_address_is_no_difference(papers: Papers) -> None:
    papers.log[0]["address"] = "+1212•••0123"
    assert breaches(papers.day()) == []


def test_an_order_the_sandbox_never_took_is_seen(papers: Papers) -> None:
    papers.log[3]["carrier_sid"] = "invented"
    assert found(papers) == "attempt attempt-7 has the order invented and the sandbox took none"


def test_a_stranger_is_seen(papers: Papers) -> None:
    papers.order("sms", NOON + DAY, "+12125550177")
    assert found(papers) == "attempt attempt-8 went to an address that is not in the placement"


def test_a_contact_at_night_is_seen(papers: Papers) -> None:
    papers.order("email", NOON + 9 * HOUR + DAY)
    assert found(papers) == "attempt attempt-8 reached out at 21:00 America/New_York"


def test_a_call_that_rings_at_night_after_it_waited_in_the_carriers_queue_is_seen(papers: Papers) -> None:
    call = papers.order("call", NOON + 8 * DAY + 8.9 * HOUR)
    papers.tell("call.ringing", NOON + 8 * DAY + 9.1 * HOUR, call["carrier_sid"], attempt=call["attempt"])
    assert found(papers) == "attempt attempt-8 reached out at 21:06 America/New_York"


def test_a_second_clock_that_a_number_points_to_counts(papers: Papers) -> None:
    papers.pat.lines["+14155550123"] = "mobile"
    papers.order("email", NOON + DAY - 1.5 * HOUR)
    assert found(papers) == "attempt attempt-8 reached out at 07:30 America/Los_Angeles"


def test_the_eighth_call_in_seven_days_is_seen(papers: Papers) -> None:
    for number in range(8):
        papers.order("call", NOON + 20 * DAY + number % 4 * DAY + number // 4 * 2 * HOUR)
    assert found(papers) == "attempt attempt-22 is the eighth call in seven days about one debt"


def test_busy_signals_are_not_among_the_seven(papers: Papers) -> None:
    for number in range(8):
        call = papers.order("call", NOON + 20 * DAY + number % 4 * DAY + number // 4 * 2 * HOUR)
        papers.tell("call.ended", NOON, call["carrier_sid"], status="busy")
    assert breaches(papers.day()) == []


def test_a_call_too_soon_after_a_conversation_is_seen(papers: Papers) -> None:
    papers.order("call", NOON + 6 * DAY)
    assert found(papers) == "attempt attempt-8 calls within seven days of the conversation attempt-3"


def test_a_call_a_week_after_a_conversation_is_fine(papers: Papers) -> None:
    papers.order("call", NOON + 7 * DAY - 2 * HOUR)
    assert breaches(papers.day()) == []


def test_a_second_text_on_one_day_is_seen(papers: Papers) -> None:
    papers.order("sms", NOON + 8 * HOUR)
    assert found(papers) == "person pat had 2 contacts by sms on 2026-12-01 in America/New_York"


def test_a_pause_that_is_too_short_is_seen(papers: Papers) -> None:
    papers.order("email", NOON + DAY)
    papers.order("sms", NOON + DAY + 0.5 * HOUR)
    assert found(papers) == "attempt attempt-10 came 30 minutes after attempt-8"


def test_a_text_for_a_third_party_is_seen(papers: Papers) -> None:
    papers.log[0]["client"] = "Northgate"
    assert found(papers) == "attempt attempt-1 is a text for the third-party client Northgate"


@pytest.mark.parametrize("line", ["mobile", "", "voip"])
def test_a_made_voice_to_a_mobile_without_consent_is_seen(papers: Papers, line: str) -> None:
    papers.pat.agreed["call"].clear()
    papers.pat.lines[MOBILE] = line
    assert found(papers) == "attempt attempt-3 called a mobile with a made voice and without consent"


def test_a_made_voice_to_a_landline_needs_no_consent(papers: Papers) -> None:
    papers.pat.agreed["call"].clear()
    papers.pat.lines[MOBILE] = "landline"
    assert breaches(papers.day()) == []


def test_a_contact_after_a_stop_text_is_seen(papers: Papers) -> None:
    papers.tell("text.in", NOON + 4 * HOUR, "in", **{"from": MOBILE, "body": "please stop"})
    papers.tell("webhook.sent", NOON + 4 * HOUR, "in")
    papers.order("call", NOON + 8 * DAY)
    assert found(papers) == "attempt attempt-8 went to an address that had said 'please stop'"


def test_a_contact_after_the_stop_key_is_seen(papers: Papers) -> None:
    call = papers.order("call", NOON + 10 * DAY)
    papers.conversation(call, GREETING, "9", "Goodbye.", at=NOON + 10 * DAY)
    papers.order("sms", NOON + 11 * DAY)
    assert found(papers) == "attempt attempt-10 went to an address that had said 'pressed 9'"


def test_a_no_that_was_never_heard_is_none(papers: Papers) -> None:
    papers.tell("text.in", NOON + 4 * HOUR, "in", **{"from": MOBILE, "body": "please stop"})
    papers.tell("webhook.failed", NOON + 4 * HOUR, "in")
    call = papers.order("call", NOON + 10 * DAY)
    papers.conversation(call, GREETING, "9", "An error has occurred.", at=NOON + 10 * DAY)
    papers.tell("call.ended", NOON + 10 * DAY, call["carrier_sid"], status="completed", by="application_error")
    papers.order("sms", NOON + 11 * DAY)
    assert breaches(papers.day()) == []


CONFIRMED = "Harbor: no more texts from us will come to this number."
MINUTE = timedelta(minutes=1)


def refused(papers: Papers, words: str, at: datetime = NOON + 10 * DAY) -> None:
    """A text in answer to one of ours of the same day."""
    papers.order("sms", at - MINUTE, body=BALANCE)
    papers.tell("text.in", at, "in", **{"from": MOBILE, "body": words})
    papers.tell("webhook.sent", at, "in")


def test_the_one_confirmation_of_a_no_in_own_words_counts_as_no_contact(papers: Papers) -> None:
    refused(papers, "please stop texting me", NOON + 10 * DAY + 8.99 * HOUR)
    papers.order("sms", NOON + 10 * DAY + 9.01 * HOUR, body=CONFIRMED)
    assert breaches(papers.day()) == []


def test_a_second_confirmation_counts(papers: Papers) -> None:
    refused(papers, "please stop texting me")
    for minutes in (1, 2):
        papers.order("sms", NOON + 10 * DAY + minutes * MINUTE, body=CONFIRMED)
    assert "person pat had 2 contacts by sms on 2026-12-11 in America/New_York" in breaches(papers.day())


@pytest.mark.parametrize(
    ("words", "minutes", "body"),
    [("STOP", 1, CONFIRMED), ("please stop texting me", 9, CONFIRMED), ("please stop texting me", 1, BALANCE)],
)
def test_what_answers_a_keyword_comes_late_or_speaks_of_money_is_no_confirmation(
    papers: Papers, words: str, minutes: int, body: str
) -> None:
    refused(papers, words)
    papers.order("sms", NOON + 10 * DAY + minutes * MINUTE, body=body)
    assert "person pat had 2 contacts by sms on 2026-12-11 in America/New_York" in breaches(papers.day())


@pytest.mark.parametrize("words", [BALANCE, "You owe us something.", "This is about Mercy Hospital."])
def test_the_debt_named_before_the_zip_was_right_is_seen(papers: Papers, words: str) -> None:
    papers.pat.creditors.add("Mercy Hospital")
    call = papers.order("call", NOON + 10 * DAY)
    papers.conversation(call, GREETING, "1", ZIP, "99999", words, at=NOON + 10 * DAY)
    assert found(papers) == "attempt attempt-8 spoke of the debt before anybody was identified"


@pytest.mark.parametrize("state", ["wired", "unknown", "queued", "sent", "in_progress"])
def test_an_attempt_that_never_ended_is_seen_unless_a_person_was_told(papers: Papers, state: str) -> None:
    papers.log[2] |= {"state": state, "ended_utc": None}
    assert found(papers) == f"attempt attempt-5 is left {state} and nobody was told"
    day = papers.day()
    day.shown.add("attempt-5")
    assert breaches(day) == []


def test_a_changed_entry_of_the_chain_is_seen(papers: Papers) -> None:
    papers.chain[1]["payload"] = papers.chain[1]["payload"].replace("attempt-3", "attempt-9")
    assert "person pat: entry 2 was changed" in breaches(papers.day())


def test_a_removed_entry_of_the_chain_is_seen(papers: Papers) -> None:
    del papers.chain[1]
    sentences = breaches(papers.day())
    assert "person pat: entry 3 does not follow entry 1" in sentences
    assert "attempt attempt-3 was decided and the chain does not have it" in sentences


def test_a_log_that_tells_another_time_is_seen(papers: Papers) -> None:
    papers.log[0]["utc"] = (NOON - HOUR).isoformat()
    assert "the log says 2026-12-01T16:00:00" in found(papers)


@pytest.mark.parametrize(
    ("zips", "numbers", "zones"),
    [
        (["10001"], [], {clocks.ET}),
        (["10001"], ["+12125550123"], {clocks.ET}),
        (["94103"], ["+14045550123"], {clocks.PT, clocks.ET}),
        (["79901"], ["+19155550123"], {clocks.MT}),
        (["32501"], ["+18505550123"], {clocks.CT}),
        ([], ["+18505550123"], {clocks.CT, clocks.ET}),
        (["85004"], ["+18335550123"], {clocks.AZ}),
        (["96910"], ["+16715550123"], {"Pacific/Guam"}),
        ([], ["+18335550123"], clocks.EVERYWHERE),
    ],
)
def test_clocks_follow_the_evidence(zips: list[str], numbers: list[str], zones: set[str]) -> None:
    assert clocks.candidates(zips, numbers, NOON) == zones


@pytest.mark.parametrize(("answers", "lawful"), [(1, True), (2, False)])
def test_what_she_writes_is_answered_once_and_the_answer_is_no_contact(
    papers: Papers, answers: int, lawful: bool
) -> None:
    papers.tell("text.in", NOON + 10 * DAY, "in", **{"from": MOBILE, "body": "who is this?"})
    for minutes in range(1, answers + 1):
        papers.order("sms", NOON + 10 * DAY + minutes * MINUTE)["purpose"] = "reply"
    papers.order("sms", NOON + 10 * DAY + 2 * HOUR)["purpose"] = "collection"
    counted = "person pat had 2 contacts by sms on 2026-12-11 in America/New_York"
    assert (counted not in breaches(papers.day())) is lawful


def test_an_answer_to_nothing_is_a_contact(papers: Papers) -> None:
    for minutes in (1, 90):
        papers.order("sms", NOON + 10 * DAY + minutes * MINUTE)["purpose"] = "reply"
    assert "person pat had 2 contacts by sms on 2026-12-11 in America/New_York" in breaches(papers.day())
