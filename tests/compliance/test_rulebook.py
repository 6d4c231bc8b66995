from __future__ import annotations

from datetime import date

import pytest

from compliance import PackError, ruleset_version
from compliance.rulebook import read_rule_book, rule_book

RULE = """
[[rule]]
id = "T-CAP"
kind = "cap"
effective_from = 2020-01-01
citation = "A statute"
confidence = "memory"
channels = ["call"]
limit = 2
days = 7
counts = ["call"]
"""
PACK = '[pack]\njurisdiction = "US"\nchecked_on = 2026-11-21\n'


def load(text: str) -> None:
    read_rule_book({"test.toml": text})


def test_a_whole_pack_loads() -> None:
    (rule,) = read_rule_book({"test.toml": PACK + RULE}).rules
    assert (rule.id, rule.jurisdiction, rule.to_day) == ("T-CAP", "US", None)


@pytest.mark.parametrize(
    ("pack", "complaint"),
    [
        (PACK + RULE.replace('citation = "A statute"\n', ""), "no citation"),
        (PACK + RULE.replace('"A statute"', '""'), "no citation"),
        (PACK + RULE.replace("effective_from = 2020-01-01\n", ""), "no effective_from"),
        (PACK + RULE.replace("limit = 2", "limit = 2\ncolour = 3"), "unknown key 'colour'"),
        (PACK + RULE.replace("limit = 2", 'limit = "two"'), "parameter that cannot be read"),
        (PACK + RULE.replace("days = 7\n", ""), "no days"),
        (PACK + RULE.replace('"cap"', '"hat"'), "no known kind"),
        (PACK + RULE.replace('"memory"', '"hearsay"'), "confidence"),
        (PACK + RULE.replace('channels = ["call"]', 'channels = ["fax"]'), "word in channels"),
        (PACK + RULE.replace("2020-01-01", '"2020"'), "no date"),
        (PACK + RULE.replace("limit = 2", "limit = 2\neffective_to = 2019-01-01"), "ends before it begins"),
        (PACK + RULE.replace("limit = 2", 'limit = 2\njurisdiction = "CA-ON"'), "outside the jurisdiction"),
        (PACK.replace("checked_on = 2026-11-21\n", "") + RULE, "no checked_on"),
        (PACK.replace("[pack]", "[pack]\nmood = 1") + RULE, "unknown key 'mood'"),
        (PACK + RULE + RULE.replace("2020-01-01", "2021-01-01"), "gap or an overlap"),
        (
            PACK + RULE.replace("limit = 2", "limit = 2\neffective_to = 2020-06-01") + RULE.replace("2020-", "2021-"),
            "gap",
        ),
        (PACK + "[[rule", "not TOML"),
        (
            PACK + RULE.replace('kind = "cap"', 'kind = "window"').replace("limit = 2", 'weekdays = "21:00-08:00"'),
            "key",
        ),
    ],
)
def test_a_pack_with_a_fault_does_not_load(pack: str, complaint: str) -> None:
    with pytest.raises(PackError, match=complaint):
        load(pack)


def test_versions_that_follow_each_other_load() -> None:
    ended = RULE.replace("limit = 2", "limit = 2\neffective_to = 2027-01-01")
    load(PACK + ended + RULE.replace("2020-01-01", "2027-01-01"))


def test_the_version_names_the_rules_by_their_content() -> None:
    assert ruleset_version().startswith("sha256:")
    one, other = (read_rule_book({"test.toml": PACK + rule}).version for rule in (RULE, RULE + "\n"))
    assert one != other


def test_every_shipped_rule_has_a_source_and_no_rule_starts_in_the_far_future() -> None:
    horizon = date(2030, 1, 1).toordinal() - date(1970, 1, 1).toordinal()
    for rule in rule_book().rules:
        assert len(rule.citation) > 8, rule.id
        assert rule.from_day < horizon, rule.id


def test_the_countries_with_rules() -> None:
    assert rule_book().countries == {"US", "CA", "AU", "GB", "EU"}
