from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.intake.errors import ValueUnread, shape
from outreach.intake.places import read_country, read_postal_code, read_region
from outreach.intake.reachable import read_email, read_line_type, read_phone, read_source
from outreach.intake.words import Consented, read_consent, read_id_fragment, read_kind, read_language

TODAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("text", "value", "line"),
    [
        ("(212) 555-0123", "+12125550123", "unknown"), ("212.555.0123", "+12125550123", "unknown"),
        ("1-212-555-0123", "+12125550123", "unknown"), ("+1 212 555 0123", "+12125550123", "unknown"),
        ("2125550123", "+12125550123", "unknown"), ("800-555-0123", "+18005550123", "toll_free"),
        ("+44 7700 900123", "+447700900123", "unknown"),
    ],
)  # fmt: skip
def test_a_number_becomes_e164(text: str, value: str, line: str) -> None:
    assert read_phone(text) == (value, line)


@pytest.mark.parametrize(
    "text",
    ["911", "555-0123", "112-555-0123", "212-155-0123", "911-555-0123", "212-911-0123", "212-555-01234", "900-555-0123", "none",
     "212-555-0123 x4", "+44 1", "212555012A"],
)  # fmt: skip
def test_what_must_not_be_dialled_is_no_number(text: str) -> None:
    with pytest.raises(ValueUnread):
        read_phone(text)


@given(st.integers(200, 899).filter(lambda npa: npa % 100 != 11), st.integers(100, 199))
def test_the_whole_fictional_range_is_accepted(area: int, line: int) -> None:
    assert read_phone(f"({area}) 555-0{line}")[0] == f"+1{area}5550{line}"


def test_mailboxes_are_read_in_lower_case_and_others_refused() -> None:
    assert read_email(" Pat.O'Neil+debt@Example.COM ") == "pat.o'neil+debt@example.com"
    for text in (
        "pat@",
        "@example.com",
        "pat@example",
        "pat example.com",
        "a..b@example.com",
        "p@x@example.com",
        ".p@example.com",
    ):
        with pytest.raises(ValueUnread):
            read_email(text)


def test_line_types_and_sources_have_many_names() -> None:
    assert read_line_type("Cell") == ("mobile", "")
    assert read_line_type("LAND") == ("landline", "")
    assert read_line_type("work") == ("unknown", "work")
    assert read_source("Skip-Trace") == "skip_trace"
    for reader in (read_line_type, read_source):
        with pytest.raises(ValueUnread):
            reader("carrier pigeon")


@pytest.mark.parametrize(
    ("text", "region", "code"),
    [("30303", "", "30303"), ("30303-1234", "GA", "30303"), ("303031234", "", "30303"), ("2108", "MA", "02108"),
     ("m5v 3l9", "ON", "M5V"), ("M5V", "", "M5V")],
)  # fmt: skip
def test_postal_codes_are_cut_to_what_places_somebody(text: str, region: str, code: str) -> None:
    assert read_postal_code(text, region) == code


@pytest.mark.parametrize(
    ("text", "region"), [("2108", "GA"), ("2108", ""), ("303", ""), ("3030A", ""), ("D5V 3L9", "")]
)
def test_what_is_no_postal_code_is_refused(text: str, region: str) -> None:
    with pytest.raises(ValueUnread):
        read_postal_code(text, region)


def test_states_provinces_and_countries_are_known_by_code_and_name() -> None:
    assert read_region("ga") == ("GA", "US")
    assert read_region("District of Columbia") == ("DC", "US")
    assert read_region("N.Y.") == ("NY", "US")
    assert read_region("Ontario") == ("ON", "CA")
    assert read_country("U.S.A.") == "US"
    for reader in (read_region, read_country):
        with pytest.raises(ValueUnread):
            reader("Atlantis")


def test_a_consent_is_a_yes_a_no_or_a_date() -> None:
    assert read_consent("Yes", TODAY) == Consented(True)
    assert read_consent("oral", TODAY) == Consented(True, form="oral")
    assert read_consent("N", TODAY) == Consented(False)
    assert read_consent("3/1/2026", TODAY) == Consented(True, date(2026, 3, 1))
    for text in ("maybe", "2027-01-01"):
        with pytest.raises(ValueUnread):
            read_consent(text, TODAY)


def test_only_the_last_four_digits_of_an_id_are_kept() -> None:
    assert read_id_fragment("123-45-6789") == read_id_fragment("***-**-6789") == read_id_fragment("6789") == "6789"
    for text in ("789", "67890", "67a9"):
        with pytest.raises(ValueUnread):
            read_id_fragment(text)


def test_languages_and_kinds_are_read_or_refused() -> None:
    assert read_language("Español") == "es"
    assert read_language("en-US") == "en"
    assert read_kind("Credit_Card") == "credit_card"
    for reader in (read_language, read_kind):
        with pytest.raises(ValueUnread):
            reader("klingon")


@given(st.text())
def test_a_masked_value_shows_no_letter_and_no_digit_of_its_own(text: str) -> None:
    assert {sign for sign in shape(text) if sign.isalnum()} <= {"x", "9"}
    assert len(shape(text)) <= 41
