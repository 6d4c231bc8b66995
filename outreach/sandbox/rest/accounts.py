"""`Accounts/{sid}.json`: what a health check asks for."""

from __future__ import annotations

from typing import Final

from outreach.sandbox.holdings import OPENED_AT
from outreach.sandbox.rest.ask import Ask, Reply
from outreach.sandbox.sandbox import Sandbox
from outreach.sandbox.webhooks.voice_fields import API_VERSION, rfc2822

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
