"""`lookups.twilio.com/v2/PhoneNumbers/{number}`: validity, line type, and whether a number has gone to somebody else."""

from __future__ import annotations

import re
from typing import Final

from outreach.sandbox.errors import Refusal
from outreach.sandbox.rest.ask import Ask, Reply, is_phone
from outreach.sandbox.rest.call_shown import formatted
from outreach.sandbox.rest.parameters import Parameters, names
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
FETCH: Final = Parameters(
    names("Fields LastVerifiedDate CountryCode"),
    names(
        "FirstName LastName AddressLine1 AddressLine2 City State PostalCode AddressCountryCode NationalId DateOfBirth "
        "VerificationSid PartnerSubId"
    ),
)
NOT_ENOUGH: Final = "60617"
MALFORMED: Final = "60618"
DIALLED_AS_ONE: Final = frozenset({"", "US", "CA"})  # whose national numbers follow +1; no other country's are known
NATIONAL: Final = 10  # digits of a number behind +1
LONGEST: Final = 15  # digits of an international number


def fetch(sandbox: Sandbox, ask: Ask) -> Reply:
    """Validation always; `line_type_intelligence` and `reassigned_number` when asked for, the other packages stay null."""
    number = _international(ask.parts[-1], ask.query.get("CountryCode", ""))
    fields = set(ask.query.get("Fields", "").split(","))
    if not number.startswith("+"):
        raise Refusal(20404, ask.path)
    valid = is_phone(number)
    american = number.startswith("+1")
    body: dict[str, object] = {
        "calling_country_code": "1" if valid and american else None,
        "country_code": "US" if valid and american else None,
        "phone_number": number,
        "national_format": formatted(number) if valid else None,
        "valid": valid,
        "validation_errors": [] if valid else [_problem(number)],
        **dict.fromkeys(PACKAGES),
        "url": f"{ask.origin}/v2/PhoneNumbers/{number}",
    }
    if valid and "line_type_intelligence" in fields:
        body["line_type_intelligence"] = _line_type(sandbox, number)
    if valid and "reassigned_number" in fields:
        body["reassigned_number"] = _reassigned(sandbox, number, ask.query.get("LastVerifiedDate", ""))
    return Reply(200, body)


def _international(number: str, country: str) -> str:
    """A national number with its country in front, where that is known."""
    digits = re.sub(r"[\s().-]", "", number)
    return f"+1{digits}" if len(digits) == NATIONAL and country.upper() in DIALLED_AS_ONE else number


def _problem(number: str) -> str:
    digits = number.removeprefix("+")
    if not digits.isdecimal():
        return "NOT_A_NUMBER"
    if len(digits) > LONGEST:
        return "TOO_LONG"
    return "TOO_SHORT" if len(digits) < 11 else "INVALID_BUT_POSSIBLE"


def _line_type(sandbox: Sandbox, number: str) -> dict[str, object]:
    return {
        "error_code": None,
        "mobile_country_code": "310",
        "mobile_network_code": "000",
        "carrier_name": "Sandbox Mobile",
        "type": sandbox.population.at(number).line,
    }


def _reassigned(sandbox: Sandbox, number: str, verified: str) -> dict[str, object]:
    """Whether the number changed hands after `verified` (YYYYMMDD); only American numbers are known."""
    if len(verified) != 8 or not verified.isdecimal():
        code = MALFORMED if verified else NOT_ENOUGH
        return {"last_verified_date": None, "is_number_reassigned": None, "error_code": code}
    day = f"{verified[:4]}-{verified[4:6]}-{verified[6:]}"
    since = sandbox.population.at(number).reassigned_on
    answer = "no_data_available" if not number.startswith("+1") else "yes" if since and since > day else "no"
    return {"last_verified_date": day, "is_number_reassigned": answer, "error_code": None}
