"""Mail domains: what is open to the public is known by name; whatever is not known may be an employer's."""

from __future__ import annotations

import pytest

from outreach.accounts.mail_domains import PUBLIC, is_public, place_of


@pytest.mark.parametrize(
    "domain",
    [
        "gmail.com", "GMail.com", "yahoo.com", "yahoo.com.mx", "yahoo.co.uk", "hotmail.es", "outlook.fr", "live.ca",
        "icloud.com", "aol.com", "comcast.net", "sbcglobal.net", "tampabay.rr.com", "protonmail.com", "example.com",
    ],
)  # fmt: skip
def test_anybody_can_have_a_mailbox_here(domain: str) -> None:
    assert is_public(domain)


@pytest.mark.parametrize(
    "domain",
    [
        "harbor-tools.example", "acme.com", "state.ga.us", "gatech.edu", "yahoo-inc.com", "mail.gmail.com", "gmail.com.evil.example",
        "yahoo.evil.example", "yahoo.com.evil", "outlook.example", "notgmail.com", "rr.com.example", "hotmail", "",
    ],
)  # fmt: skip
def test_here_only_some_can(domain: str) -> None:
    assert not is_public(domain)


def test_the_list_is_of_domains_in_lower_case() -> None:
    assert all(domain == domain.strip().lower() and "." in domain and "@" not in domain for domain in PUBLIC)


@pytest.mark.parametrize(
    ("value", "recorded", "place"),
    [
        ("pat@gmail.com", "home", "home"),
        ("pat@gmail.com", "work", "work"),
        ("pat@acme.com", "home", "work"),
        ("+14045550101", "home", "home"),
        ("+14045550101", "work", "work"),
    ],
)
def test_a_mailbox_at_an_unknown_domain_is_one_at_work_and_a_number_is_where_it_is_said_to_be(
    value: str, recorded: str, place: str
) -> None:
    assert place_of(value, recorded) == place
