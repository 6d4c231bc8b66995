"""`Accounts/{sid}.json` and its `IncomingPhoneNumbers.json`: what a health check asks for."""

from __future__ import annotations

from typing import Final

from outreach.sandbox.fields import API_VERSION, rfc2822
from outreach.sandbox.ids import number_sid
from outreach.sandbox.rest.ask import Ask, Reply
from outreach.sandbox.rest.paging import envelope, page_number, page_size
from outreach.sandbox.sandbox import Sandbox

OPENED_AT: Final = 1_577_836_800.0  # 1 January 2020
SUBRESOURCES: Final = {
    "available_phone_numbers": "AvailablePhoneNumbers",
    "calls": "Calls",
    "conferences": "Conferences",
    "incoming_phone_numbers": "IncomingPhoneNumbers",
    "notifications": "Notifications",
    "outgoing_caller_ids": "OutgoingCallerIds",
    "recordings": "Recordings",
    "transcriptions": "Transcriptions",
    "addresses": "Addresses",
    "signing_keys": "SigningKeys",
    "connect_apps": "ConnectApps",
    "sip": "SIP",
    "authorized_connect_apps": "AuthorizedConnectApps",
    "usage": "Usage",
    "keys": "Keys",
    "applications": "Applications",
    "short_codes": "SMS/ShortCodes",
    "queues": "Queues",
    "messages": "Messages",
    "balance": "Balance",
}


def fetch_account(sandbox: Sandbox, _ask: Ask) -> Reply:
    sid = sandbox.options.account_sid
    root = f"/{API_VERSION}/Accounts/{sid}"
    return Reply(
        200,
        {
            "auth_token": "redacted",
            "date_created": rfc2822(OPENED_AT),
            "date_updated": rfc2822(OPENED_AT),
            "friendly_name": "Sandbox",
            "owner_account_sid": sid,
            "sid": sid,
            "status": "active",
            "subresource_uris": {name: f"{root}/{path}.json" for name, path in SUBRESOURCES.items()},
            "type": "Full",
            "uri": f"{root}.json",
        },
    )


def list_numbers(sandbox: Sandbox, ask: Ask) -> Reply:
    wanted = ask.query.get("PhoneNumber", "")
    numbers = [number for number in sandbox.population.numbers if wanted in number]
    size = page_size(ask)
    start = page_number(ask) * size
    rows = [_number(sandbox, number) for number in numbers[start : start + size]]
    token = f"PA{number_sid(numbers[start + size - 1])}" if start + size < len(numbers) else None
    return Reply(200, envelope(ask, "incoming_phone_numbers", list(rows), token))


def _number(sandbox: Sandbox, number: str) -> dict[str, object]:
    account, sid = sandbox.options.account_sid, number_sid(number)
    unused = dict.fromkeys(("address_sid", "identity_sid", "trunk_sid", "emergency_address_sid", "bundle_sid"))
    return unused | {
        "account_sid": account,
        "address_requirements": "none",
        "api_version": API_VERSION,
        "beta": False,
        "capabilities": {"voice": True, "sms": True, "mms": True, "fax": False},
        "date_created": rfc2822(OPENED_AT),
        "date_updated": rfc2822(OPENED_AT),
        "emergency_status": "Inactive",
        "emergency_address_status": "unregistered",
        "friendly_name": number,
        "origin": "twilio",
        "phone_number": number,
        "sid": sid,
        "sms_application_sid": "",
        "sms_fallback_method": "POST",
        "sms_fallback_url": "",
        "sms_method": "POST",
        "sms_url": sandbox.sms_url(number),
        "status": "in-use",
        "status_callback": "",
        "status_callback_method": "POST",
        "type": "local",
        "uri": f"/{API_VERSION}/Accounts/{account}/IncomingPhoneNumbers/{sid}.json",
        "voice_application_sid": "",
        "voice_caller_id_lookup": False,
        "voice_fallback_method": "POST",
        "voice_fallback_url": None,
        "voice_method": "POST",
        "voice_receive_mode": "voice",
        "voice_url": None,
    }
