"""What the proof calls each piece of evidence of place."""

from __future__ import annotations

from tests.compliance.cases import Json, facts, judged

TOLL_FREE = {"address": {"value": "+18005550101"}}


def evidence(case: Json) -> set[str]:
    return {piece for zone in judged(case).proof.zones for piece in zone["evidence"]}


def test_a_port_record_is_named_with_its_code() -> None:
    case = facts(attempt={"address": {"value": "+14045550101", "ported_to_postal_code": "94103"}})
    assert "port record 94103" in evidence(case)


def test_a_subdivision_without_a_code_is_named() -> None:
    assert evidence(facts(people=[{"id": "P1", "region": "GA"}], attempt=TOLL_FREE)) == {"residence subdivision GA"}


def test_nothing_known_is_said_with_the_country() -> None:
    assert evidence(facts(people=[{"id": "P1"}], attempt=TOLL_FREE)) == {"nothing known US"}


def test_a_number_abroad_shows_four_characters_and_one_at_home_its_area_code() -> None:
    abroad = facts(person={"phones": ["+442079460101"]})
    assert "area code +442" in evidence(abroad)
    at_home = facts(person={"phones": ["+12065550101"]})
    assert "area code 206" in evidence(at_home)
