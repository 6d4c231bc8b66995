"""What is wrong with a pack, said whole: where, what, and what to do. And what a rule is when nothing is wrong."""

from __future__ import annotations

from datetime import date

import pytest

from compliance import PackError, rule_book
from compliance.rulebook import data_versions, read_rule_book
from compliance.rules.kind import Rule

HEAD = '[pack]\njurisdiction = "US"\nchecked_on = 2026-11-21\n'
RULE = """
[[rule]]
id = "US-T"
kind = "cap"
effective_from = 2020-01-01
citation = "A statute"
confidence = "memory"
limit = 2
days = 7
counts = ["call"]
"""
WINDOW = """
[[rule]]
id = "US-W"
kind = "window"
effective_from = 2020-01-01
citation = "A statute"
confidence = "memory"
weekdays = "08:00-21:00"
saturday = "closed"
sunday = "08:00-21:00"
"""
DEADLINE = """
[[rule]]
id = "US-D"
kind = "deadline"
effective_from = 2020-01-01
citation = "A statute"
confidence = "memory"
starts = "opt_out"
nature = "act_by"
what = "honour it"
"""


def rules(text: str) -> tuple[Rule, ...]:
    return read_rule_book({"t.toml": HEAD + text}).all


def more(line: str) -> str:
    return f"{RULE}{line}\n"


@pytest.mark.parametrize(
    ("pack", "where", "why"),
    [
        (RULE.replace('"A statute"', '""'), "t.toml: US-T", "has no citation"),
        (RULE.replace('id = "US-T"', ""), "t.toml: a rule without id", "has no id"),
        (
            RULE.replace("memory", "hearsay"),
            "t.toml: US-T",
            "has a confidence other than confirmed, memory, policy, unconfirmed",
        ),
        (more("colour = 1"), "t.toml: US-T", "has the unknown key 'colour'"),
        (more("effective_to = 2020-01-01"), "t.toml: US-T", "ends before it begins"),
        (more("effective_to = 2019-12-31"), "t.toml: US-T", "ends before it begins"),
        (more('effective_to = "2021"'), "t.toml: US-T", "has an effective date that is no date"),
        (RULE.replace("2020-01-01", '"2020"'), "t.toml: US-T", "has an effective date that is no date"),
        (more('checked_on = "2021"'), "t.toml: US-T", "has a checked_on that is no date"),
        (
            more("overridable = 1"),
            "t.toml: US-T",
            "has an overridable that is not true or false, or a note that is no text",
        ),
        (more("note = 1"), "t.toml: US-T", "has an overridable that is not true or false, or a note that is no text"),
        (more('jurisdiction = "CA"'), "t.toml: US-T", "lies outside the jurisdiction of its pack"),
        (more('jurisdiction = "USA"'), "t.toml: US-T", "lies outside the jurisdiction of its pack"),
        (more('channels = ["fax"]'), "t.toml: US-T", "has a word in channels that is none of call, email, sms"),
        (more('channels = "call"'), "t.toml: US-T", "has a word in channels that is none of call, email, sms"),
        (RULE.replace("days = 7\n", ""), "t.toml: US-T", "has no days"),
        (
            RULE.replace("days = 7", 'days = "7"'),
            "t.toml: US-T",
            "has a parameter that cannot be read ('7' is not <class 'int'>)",
        ),
        (
            WINDOW.replace('"08:00-21:00"', '"21:00-08:00"'),
            "t.toml: US-W",
            "has a parameter that cannot be read (hours end before they begin)",
        ),
        (
            WINDOW.replace('"08:00-21:00"', '"08:00-08:00"'),
            "t.toml: US-W",
            "has a parameter that cannot be read (hours end before they begin)",
        ),
        (
            DEADLINE.replace("opt_out", "birth"),
            "t.toml: US-D",
            "has a parameter that cannot be read (birth or act_by is no start or nature of a deadline)",
        ),
        (
            DEADLINE.replace("act_by", "hope"),
            "t.toml: US-D",
            "has a parameter that cannot be read (opt_out or hope is no start or nature of a deadline)",
        ),
        (
            RULE + RULE.replace("2020-01-01", "2021-01-01"),
            "US-T",
            "has a gap or an overlap between the dates of its versions",
        ),
        (
            more('part = "a"') + RULE.replace("2020-01-01", '2021-01-01\npart = "a"'),
            "US-T a",
            "has a gap or an overlap between the dates of its versions",
        ),
    ],
)
def test_a_fault_says_where_and_what(pack: str, where: str, why: str) -> None:
    with pytest.raises(PackError) as refused:
        rules(pack)
    said = f"The rule pack cannot be used: {where} {why}. Correct the pack; nothing may be sent until then."
    assert str(refused.value) == said


def test_an_unknown_kind_is_answered_with_the_known_ones() -> None:
    with pytest.raises(PackError, match=r"t\.toml: US-T is of no known kind; the kinds are attorney, bankruptcy, "):
        rules(RULE.replace('"cap"', '"hat"'))


def test_a_rule_has_what_its_row_says_and_the_head_where_it_is_silent() -> None:
    (plain,) = rules(RULE)
    day = (date(2020, 1, 1) - date(1970, 1, 1)).days
    assert (plain.id, plain.part, plain.jurisdiction, plain.from_day, plain.to_day) == ("US-T", "", "US", day, None)
    assert (plain.citation, plain.confidence, plain.checked_on) == ("A statute", "memory", date(2026, 11, 21))
    assert (plain.note, plain.overridable) == ("", False)
    row = 'checked_on = 2026-01-01\nnote = "N"\noverridable = true\njurisdiction = "US-GA"\neffective_to = 2021-01-01'
    (full,) = rules(more(f'part = "P"\n{row}'))
    assert (full.part, full.jurisdiction, full.to_day) == ("P", "US-GA", day + 366)
    assert (full.checked_on, full.note, full.overridable) == (date(2026, 1, 1), "N", True)


def test_a_book_knows_its_countries_its_turns_and_what_may_be_overridden() -> None:
    ended = more('effective_to = 2021-01-01\noverridable = true\njurisdiction = "US-GA"\npart = "old"')
    (book,) = [read_rule_book({"t.toml": HEAD + RULE + ended + WINDOW + "overridable = true\n" + DEADLINE})]
    assert book.countries == {"US"}
    assert book.overridable == {"US-W"}  # one part of US-T may not be
    assert [rule.id for rule in book.deadlines] == ["US-D"]
    assert [day - (date(2020, 1, 1) - date(1970, 1, 1)).days for day in book.turns] == [0, 366]


def test_a_version_of_the_rules_names_the_packs_and_the_data() -> None:
    assert set(data_versions()) == {"holidays", "phonenumbers", "places.toml", "zipcodes"}
    assert len(data_versions()["places.toml"]) == 64
    assert {"us-federal.toml", "us-states.toml", "house.toml"} <= set(rule_book().sources)
    one, other = (read_rule_book({name: HEAD + RULE}).version for name in ("a.toml", "b.toml"))
    assert one != other
