"""``outreach doctor`` about our numbers: where the carrier sends their calls and texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from console.cli.number_urls import NumbersDiffer, compared
from outreach.channels.http import CarrierHttp
from tests.support.accounts import ACCOUNT_SID, PUBLIC, Agency
from tests.support.house import office
from tests.support.talking import our_number
from tests.support.tiny_carrier import TinyCarrier, tiny_carrier

__all__ = ["office"]
RIGHT = {
    "voice_url": f"{PUBLIC}/voice/inbound#rc=2&rp=ct,rt,5xx",
    "status_callback": f"{PUBLIC}/webhooks/twilio/call-in",
    "sms_url": f"{PUBLIC}/webhooks/twilio/sms#rc=5&rp=all",
}


@pytest.fixture
def carrier() -> Iterator[TinyCarrier]:
    with tiny_carrier() as running:
        yield running


@pytest.fixture
def number(office: Agency) -> str:
    return our_number(office, office.client())


def told(office: Agency, carrier: TinyCarrier) -> str:
    return compared(office.store, CarrierHttp(carrier.url, 2, 2))


def listed(*numbers: dict[str, Any], more: str | None = None) -> tuple[int, dict[str, Any]]:
    return 200, {"incoming_phone_numbers": list(numbers), "next_page_uri": more}


def test_numbers_set_as_they_should_be_are_counted(office: Agency, carrier: TinyCarrier, number: str) -> None:
    carrier.manner = listed({"phone_number": number, **RIGHT})
    assert told(office, carrier) == "1 of 1 set as they should be"
    assert carrier.asked[0].path.startswith(f"/2010-04-01/Accounts/{ACCOUNT_SID}/IncomingPhoneNumbers.json")


@pytest.mark.parametrize("field", RIGHT)
@pytest.mark.parametrize("wrong", ["", None, "https://elsewhere.example.com/voice", f"{PUBLIC}/voice/inbound/"])
def test_a_field_that_differs_is_named_with_what_to_set(
    office: Agency, carrier: TinyCarrier, number: str, field: str, wrong: str | None
) -> None:
    carrier.manner = listed({"phone_number": number, **RIGHT, field: wrong})
    with pytest.raises(NumbersDiffer) as differ:
        told(office, carrier)
    assert f"{number} {field} = {RIGHT[field].partition('#')[0]}" in str(differ.value)
    assert str(differ.value).count(number) == 1


def test_a_number_the_carrier_does_not_host_is_told(office: Agency, carrier: TinyCarrier, number: str) -> None:
    carrier.manner = listed({"phone_number": "+12125550000"})
    assert (
        told(office, carrier)
        == "0 of 1 set as they should be; 1 not hosted by the carrier: who calls them does not reach us"
    )


def test_every_page_of_the_list_is_read(office: Agency, carrier: TinyCarrier, number: str) -> None:
    second = f"/2010-04-01/Accounts/{ACCOUNT_SID}/IncomingPhoneNumbers.json?PageSize=1000&Page=1"
    pages = iter([listed(more=second), listed({"phone_number": number, **RIGHT, "voice_url": ""})])
    carrier.manner = lambda _: next(pages)
    with pytest.raises(NumbersDiffer):
        told(office, carrier)


def test_a_carrier_that_refuses_is_told(office: Agency, carrier: TinyCarrier, number: str) -> None:
    carrier.manner = (401, {})
    with pytest.raises(NumbersDiffer, match="answered 401"):
        told(office, carrier)
