"""Personal data is unrecognisable in logs and on screens."""

from __future__ import annotations

import pytest

from outreach.logs import mask
from outreach.masking import mask_address, mask_name
from outreach.money import Money


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("+12125550123", "+1212•••0123"),
        ("pat@example.com", "p•••@example.com"),
        ("nonsense", "•••"),
    ],
)
def test_addresses_are_masked(value: str, shown: str) -> None:
    assert mask_address(value) == shown


@pytest.mark.parametrize(("name", "shown"), [("Pat Example", "P. E•••"), ("Cher", "C•••"), ("", "•••")])
def test_names_are_masked(name: str, shown: str) -> None:
    assert mask_name(name) == shown


def test_numbers_and_mailboxes_that_slip_into_a_log_line_are_masked() -> None:
    event = mask(None, "info", {"event": "to +12125550123 from pat@example.com", "count": 3})
    assert "2125550123" not in str(event)
    assert "pat@" not in str(event)
    assert event["count"] == 3


@pytest.mark.parametrize(
    ("minor", "currency", "said"),
    [(123456, "USD", "$1,234.56"), (-5, "USD", "-$0.05"), (100, "GBP", "£1.00"), (100, "CHF", "CHF 1.00")],
)
def test_money_is_said_exactly(minor: int, currency: str, said: str) -> None:
    assert str(Money(minor, currency)) == said
