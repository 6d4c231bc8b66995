"""A client's rules put a person first: when, where that leads, and whom it takes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from outreach.conversations.voice.call_sessions import CallSession
from tests.support.accounts import ZIP, Agency, Debtor
from tests.support.talking import WRONG, Line, known, outbound
from tests.transfers.staff import comes_back, hire, ringing, rules, state, transfer

HIGH: dict[str, Any] = {"when": "balance", "at_least": 12_000}
LOST: dict[str, Any] = {"when": "failures", "count": 2}
SAYS: dict[str, Any] = {"when": "meaning", "meanings": ["already_paid"]}
SHORT: dict[str, Any] = {"when": "hardship"}
NAMED: dict[str, Any] = {"when": "keyword", "words": ["supervisor"]}
BOTH = pytest.mark.parametrize("then", ["offer", "route"])


def escalates(office: Agency, client: UUID, *given: dict[str, Any]) -> None:
    rules(office, client, escalation=list(given))


def happens(line: Line, rule: str) -> Line:
    """What the rule waits for, to somebody at the menu."""
    if rule == "failures":
        return line.press("7", "7")
    said = {
        "meaning": "I already paid that",
        "hardship": "I lost my job and cannot pay",
        "keyword": "Your supervisor, now!",
    }
    return line.say(said[rule])


@BOTH
@pytest.mark.parametrize("rule", [LOST, SAYS, SHORT, NAMED], ids=lambda rule: rule["when"])
def test_a_person_is_offered_or_rung_at_once(
    office: Agency, client: UUID, pat: Debtor, rule: dict[str, Any], then: str
) -> None:
    escalates(office, client, rule | {"then": then})
    free = hire(office, 1)
    line = happens(known(office, pat), rule["when"])
    if then == "route":
        assert (line.state, state(office, free)) == ("connect", "ringing")
        assert transfer(office).why == rule["when"]
        assert len(ringing(line)) == 1
    else:
        assert (line.state, state(office, free)) == ("person_offered", "reserved")
        assert "To speak with a person, press 0" in line.words
        assert line.press("1").state == "menu"
        assert happens(line, rule["when"]).state != "person_offered"  # once in a call


@BOTH
def test_a_high_balance_goes_to_a_person_before_the_menu(office: Agency, client: UUID, pat: Debtor, then: str) -> None:
    escalates(office, client, HIGH | {"then": then})
    hire(office, 1)
    line = known(office, pat)
    assert line.state == {"offer": "person_first", "route": "person_now"}[then]
    assert transfer(office).why == "balance"
    assert office.rows(CallSession)[0].identity == "verified"


def test_a_balance_below_changes_nothing(office: Agency, client: UUID, pat: Debtor) -> None:
    escalates(office, client, HIGH | {"at_least": 12_001, "then": "route"})
    hire(office, 1)
    assert known(office, pat).state == "welcome"


@pytest.mark.parametrize("rule", [HIGH, LOST, SAYS, SHORT, NAMED], ids=lambda rule: rule["when"])
def test_with_nobody_free_the_call_goes_on_as_it_would(
    office: Agency, client: UUID, pat: Debtor, rule: dict[str, Any]
) -> None:
    escalates(office, client, rule | {"then": "route"})
    line = known(office, pat)
    assert line.state == "welcome"
    if rule is not HIGH:
        assert happens(line, rule["when"]).state not in ("connect", "person_offered")
    assert ringing(line) == []


def test_with_nobody_free_an_offer_is_a_time(office: Agency, client: UUID, pat: Debtor) -> None:
    escalates(office, client, LOST)
    line = known(office, pat).press("7", "7")
    assert "To have a person call you back, press 0" in line.words
    assert line.press("0").state == "slots"


def test_a_rule_takes_a_collector_with_its_skills(office: Agency, client: UUID, pat: Debtor) -> None:
    escalates(office, client, HIGH | {"then": "route", "skills": ["senior"]})
    junior, senior = hire(office, 1), hire(office, 2, skills=("senior",))
    assert known(office, pat).state == "person_now"
    assert (state(office, junior), state(office, senior)) == ("available", "ringing")


def test_a_second_factor_that_is_wrong_again_and_again_is_not_understood(
    office: Agency, client: UUID, pat: Debtor
) -> None:
    escalates(office, client, LOST | {"then": "route"})
    hire(office, 1)
    line = outbound(office, pat).press("1", WRONG)
    assert line.state == "second_factor"
    assert line.press(WRONG).state == "connect"
    assert line.row().identity == "claimed"


def test_silence_is_no_failure(office: Agency, client: UUID, pat: Debtor) -> None:
    escalates(office, client, LOST | {"then": "route"})
    hire(office, 1)
    assert known(office, pat).press("", "").state == "welcome"


@pytest.mark.parametrize(("words", "state"), [("stop calling me", "stopped"), ("I have an attorney", "noted")])
def test_a_no_is_not_talked_over(office: Agency, client: UUID, pat: Debtor, words: str, state: str) -> None:
    everything = ["already_paid", "call_me", "dispute", "no", "plan", "person", "why"]
    escalates(office, client, {"when": "meaning", "meanings": everything, "then": "route"})
    hire(office, 1)
    assert known(office, pat).say(words).state == state


def test_who_turns_a_person_down_before_she_is_known_is_asked_for_the_factor_again(
    office: Agency, client: UUID, pat: Debtor
) -> None:
    escalates(office, client, LOST)
    hire(office, 1)
    line = outbound(office, pat).press("1", WRONG, WRONG)
    assert line.state == "person_offered"
    assert line.press("1").state == "second_factor"
    assert line.press(ZIP).state == "welcome"


def test_a_collector_who_does_not_come_is_followed_by_a_time(office: Agency, client: UUID, pat: Debtor) -> None:
    escalates(office, client, HIGH | {"then": "route"})
    hire(office, 1)
    line = comes_back(known(office, pat), "no-answer")
    assert line.state == "not_connected"
    assert line.press("1").state == "slot_booked"
