"""A client's rules: what can be set, and which rule acts."""

from __future__ import annotations

from typing import Any

import pytest

from outreach.transfers.rules import RulesError, Seen, escalation, read_rules

HIGH = {"when": "balance", "at_least": 500_000, "then": "route", "skills": ["senior"]}
SHORT = {"when": "hardship"}
SAYS = {"when": "meaning", "meanings": ["dispute", "already_paid"]}
LOST = {"when": "failures", "count": 2}
NAMED = {"when": "keyword", "words": ["supervisor", "queja"]}


def test_nothing_set_is_the_defaults() -> None:
    found = read_rules({})
    assert (found.ring, found.phones, found.ring_seconds, found.rounds, found.handover) == ("in_turn", 1, 10, 3, "cold")
    assert read_rules({"ring": "at_once"}).phones == 3


def test_what_was_read_reads_again() -> None:
    found = read_rules({"skills": ["medical"], "escalation": [HIGH, SHORT, SAYS, LOST, NAMED]})
    assert read_rules(found.model_dump(mode="json")) == found


@pytest.mark.parametrize(("raw", "told"), [
    ({"rings": 3}, "rings"),
    ({"ring": "all"}, "ring"),
    ({"ring_seconds": 60}, "ring_seconds"),
    ({"skills": ["Two Words"]}, "skills"),
    ({"escalation": [{"when": "balance"}]}, "at_least"),
    ({"escalation": [{"when": "hardship", "count": 2}]}, "none of them anything else"),
    ({"escalation": [{"when": "meaning", "meanings": ["stop"]}]}, "meanings"),
    ({"escalation": [{"when": "failures", "count": 9}]}, "count"),
    ({"escalation": [{"when": "keyword"}]}, "keyword words"),
    ({"escalation": [{"when": "keyword", "words": ["Señor"]}]}, "words"),
])  # fmt: skip
def test_what_cannot_be_is_named(raw: dict[str, Any], told: str) -> None:
    with pytest.raises(RulesError, match=told):
        read_rules(raw)


@pytest.mark.parametrize(("seen", "when"), [
    (Seen(balance=500_000), "balance"), (Seen(balance=499_999), None), (Seen(meaning="hardship"), "hardship"),
    (Seen(meaning="dispute"), "meaning"), (Seen(meaning="promise"), None), (Seen(failures=2), "failures"),
    (Seen(words="give me a supervisor please"), "keyword"), (Seen(words="supervisors"), None), (Seen(failures=1), None), (Seen(balance=900_000, meaning="dispute"), "balance"), (Seen(), None),
])  # fmt: skip
def test_the_first_rule_that_fits_acts(seen: Seen, when: str | None) -> None:
    rules = read_rules({"escalation": [HIGH, SHORT, SAYS, LOST, NAMED]})
    found = escalation(rules, seen)
    assert (found.when if found else None) == when
