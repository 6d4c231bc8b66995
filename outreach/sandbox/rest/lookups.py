"""`lookups.twilio.com/v2/PhoneNumbers/{number}`: the line type of whoever is behind a number."""

from __future__ import annotations

from typing import Final

from outreach.sandbox.errors import Refusal
from outreach.sandbox.rest.ask import Ask, Reply, is_phone, note_unknown
from outreach.sandbox.sandbox import Sandbox

PACKAGES: Final = [
    "caller_name",
    "sim_swap",
    "call_forwarding",
    "line_status",
    "line_type_intelligence",
    "identity_match",
    "reassigned_number",
    "sms_pumping_risk",
    "phone_number_quality_score",
    "pre_fill",
]
KNOWN: Final = frozenset(
    [
        "Fields",
        "CountryCode",
        "FirstName",
        "LastName",
        "AddressLine1",
        "AddressLine2",
        "City",
        "State",
        "PostalCode",
        "AddressCountryCode",
        "NationalId",
        "DateOfBirth",
        "LastVerifiedDate",
        "VerificationSid",
        "PartnerSubId",
    ]
)


def fetch(sandbox: Sandbox, ask: Ask) -> Reply:
    """Validation always, `line_type_intelligence` when asked for; the other packages stay null."""
    number = ask.parts[-1]
    note_unknown(sandbox, "Lookups", ask.query, KNOWN, frozenset({"Fields"}))
    if not number.startswith("+"):
        raise Refusal(20404, ask.path)
    valid = is_phone(number)
    american = number.startswith("+1")
    body: dict[str, object] = {
        "calling_country_code": "1" if american else None,
        "country_code": "US" if american else None,
        "phone_number": number,
        "national_format": f"({number[2:5]}) {number[5:8]}-{number[8:]}" if american and valid else number,
        "valid": valid,
        "validation_errors": None if valid else ["INVALID_LENGTH"],
        **dict.fromkeys(PACKAGES),
        "url": f"https://lookups.twilio.com/v2/PhoneNumbers/{number}",
    }
    if valid and "line_type_intelligence" in ask.query.get("Fields", "").split(","):
        body["line_type_intelligence"] = _line_type(sandbox, number)
    return Reply(200, body)


def _line_type(sandbox: Sandbox, number: str) -> dict[str, object]:
    return {
        "error_code": None,
        "mobile_country_code": "310",
        "mobile_network_code": "000",
        "carrier_name": "Sandbox Mobile",
        "type": sandbox.population.at(number).line,
    }
