"""The call resource as the API shows it: every property of the official schema."""

from __future__ import annotations

from typing import Final

from outreach.sandbox.ids import number_sid
from outreach.sandbox.voice.call import Call, Direction
from outreach.sandbox.webhooks.voice_fields import API_VERSION, rfc2822

SUBRESOURCES: Final = [
    "notifications",
    "recordings",
    "payments",
    "events",
    "siprec",
    "streams",
    "transcriptions",
    "user_defined_message_subscriptions",
    "user_defined_messages",
]


def shown(call: Call) -> dict[str, object]:
    uri = f"/{API_VERSION}/Accounts/{call.account_sid}/Calls/{call.sid}"
    return {
        "account_sid": call.account_sid,
        "answered_by": call.answered_by,
        "api_version": API_VERSION,
        "caller_name": "" if call.direction is Direction.INBOUND else None,
        "date_created": rfc2822(call.created_at),
        "date_updated": rfc2822(call.updated_at),
        "direction": call.direction.value,
        "duration": str(call.seconds) if call.ended else None,
        "end_time": None if call.ended_at is None else rfc2822(call.ended_at),
        "forwarded_from": None,
        "from": call.from_,
        "from_formatted": formatted(call.from_),
        "group_sid": None,
        "parent_call_sid": call.parent_sid,
        "phone_number_sid": number_sid(call.ours),
        "price": None,
        "price_unit": "USD",
        "queue_time": str(int(call.queue_seconds * 1000)),
        "sid": call.sid,
        "start_time": None if call.dialled_at is None else rfc2822(call.dialled_at),
        "status": call.status.value,
        "subresource_uris": {name: f"{uri}/{_camel(name)}.json" for name in SUBRESOURCES},
        "to": call.to,
        "to_formatted": formatted(call.to),
        "trunk_sid": None,
        "uri": f"{uri}.json",
    }


def formatted(number: str) -> str:
    """`(212) 555-0123` for a North American number, the number itself for others."""
    if len(number) != 12 or not number.startswith("+1"):
        return number
    return f"({number[2:5]}) {number[5:8]}-{number[8:]}"


def _camel(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))
