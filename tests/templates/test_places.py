"""What a place wants is in the text that goes there, and a text that lacks it is refused there and nowhere else.

The sentences are written here once more, from the sources that the rules name.
"""

from __future__ import annotations

import pytest

import templates
from compliance.places import postal_place
from templates import Key, Library, lint
from templates.errors import BrokenRule, MissingVariable
from templates.places import PLACE_RULES, PLACES, notices, place_notice, read_places, wanted
from templates.variables import VARIABLES

REMINDER = Key("reminder", "email", "en")
SAMPLES: dict[str, str | bool] = {name: variable.sample for name, variable in VARIABLES.items()}
FIRST = {"collector_is_third_party": True, "first_communication": True}
LATER = {"collector_is_third_party": True, "first_communication": False}
OURS = {"collector_is_third_party": False, "first_communication": True}
ZIPS = (
    "94103", "80202", "06103", "19801", "33130", "60601", "21201", "02108", "48201", "55401", "59101", "89101", "03101",
    "10001", "27601", "97201", "19102", "37203", "98101", "53202",
)  # fmt: skip
SENTENCES = {
    "US-WI": "This collection agency is licensed by the Division of Banking in the Wisconsin Department of Financial "
    "Institutions, www.wdfi.org.",
    "US-MN": "This collection agency is licensed by the Minnesota Department of Commerce.",
    "US-MA": "NOTICE OF IMPORTANT RIGHTS",
    "US-CO": "A written request to cease communication will not prohibit the debt collector or collection agency from "
    "taking any other action authorized by law to collect the debt.",
    "US-NY-NYC": "Robin Smith",
}


def sent(facts: dict[str, bool], *places: str, key: Key = REMINDER) -> tuple[templates.Rendered, dict[str, str | bool]]:
    """The shipped text as the product puts it together for a person in these places."""
    known = SAMPLES | facts
    known["place_notice"] = place_notice(notices(templates.SHIPPED, key, known, places))
    return templates.SHIPPED.rendered(key, known), known


def complaints(facts: dict[str, bool], place: str, **changed: str) -> set[tuple[str, str]]:
    """Rule and place of what the shipped text breaks when it is sent without the notices of the place."""
    known = SAMPLES | facts | {"place_notice": ""} | changed
    said = templates.SHIPPED.rendered(REMINDER, known)
    return {(found.rule, found.place) for found in lint(said, known, ("US", place), templates.SHIPPED)}


@pytest.mark.parametrize("place", SENTENCES)
def test_a_third_party_says_in_its_first_email_what_the_place_prescribes(place: str) -> None:
    said, known = sent(FIRST, "US", place)
    assert said.html is not None
    assert SENTENCES[place] in said.text.replace("\n", " ")
    assert lint(said, known, ("US", place), templates.SHIPPED) == []
    assert complaints(FIRST, place) >= {("place-notice", place)}


@pytest.mark.parametrize(("place", "later"), [("US-WI", False), ("US-MA", False), ("US-MN", True), ("US-NY-NYC", True)])
def test_some_places_want_it_every_time(place: str, later: bool) -> None:
    assert (("place-notice", place) in complaints(LATER, place)) is later


def test_a_creditor_in_its_own_name_is_no_collection_agency() -> None:
    assert complaints(OURS, "US-WI") == complaints(OURS, "US-MN") == set()


def test_california_sees_a_licence_number_of_everybody() -> None:
    assert complaints(OURS, "US-CA", licence_number="") == {("licence-number", "US-CA")}
    assert complaints(OURS, "US-GA", licence_number="") == set()


def test_several_places_are_all_heard() -> None:
    said, known = sent(FIRST, "US-WI", "US-MN")
    assert SENTENCES["US-WI"] in said.text
    assert SENTENCES["US-MN"] in said.text
    assert lint(said, known, ("US-WI", "US-MN"), templates.SHIPPED) == []


def test_a_notice_in_other_words_is_not_the_notice() -> None:
    known = SAMPLES | FIRST | {"place_notice": "This agency has a licence from Wisconsin."}
    said = templates.SHIPPED.rendered(REMINDER, known)
    broken = lint(said, known, ("US-WI",), templates.SHIPPED)
    assert {(complaint.rule, complaint.where) for complaint in broken} == {
        ("place-notice", "reminder/email.en.txt"), ("place-notice", "reminder/email.en.html"),
    }  # fmt: skip


def test_what_a_place_prescribes_is_no_threat_of_ours() -> None:
    said, known = sent(FIRST, "US-CA")
    assert "arrest" in said.text
    assert lint(said, known, ("US-CA",), templates.SHIPPED) == []
    own = SAMPLES | FIRST | {"place_notice": "", "first_name": "you will face arrest, Pat"}
    assert {found.rule for found in lint(templates.SHIPPED.rendered(REMINDER, own), own)} == {"no-threat"}


def test_without_the_library_a_notice_is_taken_to_be_lacking() -> None:
    said, known = sent(FIRST, "US-WI")
    assert {complaint.rule for complaint in lint(said, known, ("US-WI",))} == {"place-notice"}


@pytest.mark.parametrize("state", ["US-CA", "US-FL", "US-IL", "US-MA", "US-PA", "US-WA"])
def test_a_greeting_tells_of_the_recording_where_everybody_must_agree(state: str) -> None:
    greeting = Key("keypad", "greeting", "en")
    silent = Library({greeting: {"text": "{{ business_name }}, {{ callback_number }}. To stop calls, press 9."}})
    said = silent.rendered(greeting, SAMPLES)
    assert ("recording-notice", state) in {(found.rule, found.place) for found in lint(said, SAMPLES, (state,), silent)}
    shipped = templates.SHIPPED.rendered(greeting, SAMPLES)
    assert lint(shipped, SAMPLES, (state,), templates.SHIPPED) == []


def test_every_place_is_one_that_decisions_name() -> None:
    named = {place for code in ZIPS for place in postal_place("US", code).regions}
    assert set(PLACES) <= named


def test_every_rule_of_a_place_has_a_source_and_a_confidence() -> None:
    assert all(rule.source and rule.confidence in ("confirmed", "memory") for rule in PLACE_RULES)


def test_every_notice_is_there_in_every_language_and_wanted_by_some_place() -> None:
    there = {info.key.name for info in templates.catalogue() if info.purpose == "notice"}
    assert there == {rule.notice for rule in PLACE_RULES if rule.notice}


def test_a_prescribed_sentence_with_a_hole_in_it_is_not_said() -> None:
    with pytest.raises(MissingVariable, match="contact_name"):
        notices(templates.SHIPPED, REMINDER, SAMPLES | LATER | {"contact_name": " "}, ("US-NY-NYC",))


def test_an_unknown_fact_binds() -> None:
    assert {rule.notice for rule in wanted(REMINDER, {}, ("US-WI",))} == {"us-wi"}


@pytest.mark.parametrize(
    "rule",
    ['id = "a"\nplaces = ["US-GA"]', 'id = "a"\nnotice = "x"', 'id = "a"\nplaces = ["US-GA"]\nsays = "b"\nwrong = 1'],
)
def test_a_rule_that_wants_nothing_or_is_for_nowhere_is_refused(rule: str) -> None:
    rest = '\nsource = "s"\nconfidence = "memory"\nchannels = ["email"]'
    with pytest.raises(BrokenRule, match=r"places\.toml"):
        read_places(f"[[rule]]\n{rule}{rest}")
