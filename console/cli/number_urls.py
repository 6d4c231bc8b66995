"""Where the carrier sends the calls and texts of our numbers, held against where it should."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import text

from outreach.channels import answers
from outreach.channels.http import CarrierHttp
from outreach.errors import OutreachError
from outreach.store import Store

API: Final = "https://api.twilio.com"
PATHS: Final = {
    "call": {"voice_url": "/voice/inbound", "status_callback": "/webhooks/twilio/call-in"},
    "sms": {"sms_url": "/webhooks/twilio/sms"},
}
"""By channel: a field of a number at the carrier, and the path of ours that belongs there."""
MOST_PAGES: Final = 50


class NumbersDiffer(OutreachError):
    """Calls or texts to numbers of ours go elsewhere; the text says which, and what to set."""


def compared(store: Store, http: CarrierHttp) -> str:
    """How many numbers are set as they should be. One the carrier does not host gets nothing there, and is only counted.

    Raises:
        NumbersDiffer: naming each number and field; or the carrier did not list its numbers.
    """
    hosted = {str(number["phone_number"]): number for number in _hosted(store, http)}
    ours = _ours(store)
    differ = [told for number, channels in ours.items() if number in hosted
              for told in _differing(store.settings.public_base_url, hosted[number], channels)]  # fmt: skip
    if differ:
        raise NumbersDiffer(f"set at the carrier: {'; '.join(differ)}")
    elsewhere = len(ours.keys() - hosted.keys())
    return f"{len(ours) - elsewhere} of {len(ours)} set as they should be" + (
        f"; {elsewhere} not hosted by the carrier: who calls them does not reach us" if elsewhere else ""
    )


def _differing(base: str, number: dict[str, Any], channels: list[str]) -> Iterator[str]:
    """What is set otherwise; what follows a # says only how the carrier asks again."""
    for channel in channels:
        for field, path in PATHS.get(channel, {}).items():
            if str(number.get(field) or "").partition("#")[0] != f"{base}{path}":
                yield f"{number['phone_number']} {field} = {base}{path}"


def _hosted(store: Store, http: CarrierHttp) -> Iterator[dict[str, Any]]:
    sid, token = store.settings.twilio_account_sid, store.settings.twilio_auth_token.get_secret_value()
    path = f"/2010-04-01/Accounts/{sid}/IncomingPhoneNumbers.json?PageSize=1000"
    for _ in range(MOST_PAGES):
        answer = http.request("GET", f"{API}{path}", auth=(sid, token))
        if answer.status_code != 200:
            raise NumbersDiffer(f"the carrier answered {answer.status_code} when asked for its numbers")
        page = answers.read_json(answer.text)
        yield from page.get("incoming_phone_numbers", ())
        path = page.get("next_page_uri") or ""
        if not path:
            return


def _ours(store: Store) -> dict[str, list[str]]:
    """Our numbers in use, with the channels they speak on."""
    with store.sessions() as session:
        return {row.value: list(row.channels) for row in session.execute(_OURS)}


_OURS: Final = text("""
SELECT value, array_agg(DISTINCT channel ORDER BY channel) AS channels FROM sender_numbers
WHERE active AND channel IN ('call', 'sms') GROUP BY value ORDER BY value
""")
