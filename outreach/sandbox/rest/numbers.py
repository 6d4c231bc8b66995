"""`IncomingPhoneNumbers.json`: the account's numbers, where their calls and texts go, buying one and giving it back."""

from __future__ import annotations

import re
from typing import Final

from outreach.sandbox.errors import Refusal
from outreach.sandbox.holdings import OurNumber
from outreach.sandbox.ids import number_sid
from outreach.sandbox.rest.ask import GONE, Ask, Reply, is_phone
from outreach.sandbox.rest.magic import BUY, BUY_IN
from outreach.sandbox.rest.paging import page_of
from outreach.sandbox.rest.parameters import PAGING, Parameters, names
from outreach.sandbox.sandbox import Sandbox
from outreach.sandbox.webhooks.voice_fields import API_VERSION, rfc2822

URLS: Final = {
    "VoiceUrl": "voice_url",
    "VoiceFallbackUrl": "voice_fallback_url",
    "SmsUrl": "sms_url",
    "SmsFallbackUrl": "sms_fallback_url",
    "StatusCallback": "status_callback",
}
METHODS: Final = {
    "VoiceMethod": "voice_method",
    "VoiceFallbackMethod": "voice_fallback_method",
    "SmsMethod": "sms_method",
    "SmsFallbackMethod": "sms_fallback_method",
    "StatusCallbackMethod": "status_callback_method",
}
WITHOUT_EFFECT: Final = names(
    "ApiVersion SmsApplicationSid VoiceApplicationSid VoiceCallerIdLookup EmergencyStatus "
    "EmergencyAddressSid TrunkSid IdentitySid AddressSid VoiceReceiveMode BundleSid"
)
UPDATE: Final = Parameters(frozenset(URLS) | frozenset(METHODS) | {"FriendlyName"}, WITHOUT_EFFECT | {"AccountSid"})
CREATE: Final = Parameters(UPDATE.modelled | {"PhoneNumber", "AreaCode"}, WITHOUT_EFFECT)
AREA_CODE: Final = re.compile(r"[2-9]\d\d")
LIST: Final = Parameters(names("PhoneNumber FriendlyName") | PAGING, names("Beta Origin"))


def create(sandbox: Sandbox, ask: Ask) -> Reply:
    """Buy a number, or one of an area code."""
    number, now = _wanted(sandbox, ask), sandbox.clock.now()
    bought = OurNumber(number=number, friendly_name=number, created_at=now, updated_at=now)
    _configure(bought, ask)
    sandbox.holdings.numbers[number] = bought
    sandbox.holdings.declared = True
    return Reply(201, _shown(sandbox, bought), bought.sid)


def fetch(sandbox: Sandbox, ask: Ask) -> Reply:
    return Reply(200, _shown(sandbox, _named(sandbox, ask)))


def list_numbers(sandbox: Sandbox, ask: Ask) -> Reply:
    wanted, name = ask.query.get("PhoneNumber", ""), ask.query.get("FriendlyName")
    numbers = [one for one in sandbox.holdings.numbers.values() if wanted in one.number]
    rows = [_shown(sandbox, one) for one in numbers if name in {None, one.friendly_name}]
    return Reply(200, page_of(ask, "incoming_phone_numbers", rows))


def update(sandbox: Sandbox, ask: Ask) -> Reply:
    number = _named(sandbox, ask)
    _configure(number, ask)
    number.updated_at = sandbox.clock.now()
    return Reply(200, _shown(sandbox, number))


def delete(sandbox: Sandbox, ask: Ask) -> Reply:
    """Give a number back."""
    number = _named(sandbox, ask)
    del sandbox.holdings.numbers[number.number]
    for service in sandbox.holdings.services.values():
        service.numbers = [one for one in service.numbers if one != number.number]
    return GONE


def _wanted(sandbox: Sandbox, ask: Ask) -> str:
    """The number to buy. Raises `Refusal` when there is none such, or it is sold."""
    number, area = ask.text("PhoneNumber"), ask.text("AreaCode")
    if area and not number:
        return _in_area(sandbox, area)
    if number in BUY:
        raise Refusal(BUY[number], number)
    if not is_phone(number):
        raise Refusal(21421, number)
    if number in sandbox.holdings.numbers:
        raise Refusal(21422, number)
    return number


def _in_area(sandbox: Sandbox, area: str) -> str:
    """A number nobody has; they are of those kept for fiction (555-01xx)."""
    free = (f"+1{area}55501{place:02}" for place in range(100))
    number = next((one for one in free if is_phone(one) and one not in sandbox.holdings.numbers), None)
    if AREA_CODE.fullmatch(area) is None:
        raise Refusal(21451, area)
    if area in BUY_IN or number is None:
        raise Refusal(BUY_IN.get(area, 21452), area)
    return number


def _configure(number: OurNumber, ask: Ask) -> None:
    """Take in what the form says. Raises `Refusal` and then changes nothing."""
    urls = {attribute: ask.url(name, 21402) for name, attribute in URLS.items() if name in ask.form}
    methods = {attribute: ask.method_of(name) for name, attribute in METHODS.items() if name in ask.form}
    if urls.get("voice_fallback_url") and not urls.get("voice_url", number.voice_url):
        raise Refusal(21405)
    if urls.get("sms_fallback_url") and not urls.get("sms_url", number.sms_url):
        raise Refusal(21406)
    for attribute, value in (urls | methods).items():
        setattr(number, attribute, value)
    number.friendly_name = ask.text("FriendlyName", number.friendly_name)


def _named(sandbox: Sandbox, ask: Ask) -> OurNumber:
    number = sandbox.holdings.by_sid(ask.parts[1])
    if number is None:
        raise Refusal(20404, ask.path)
    return number


def _shown(sandbox: Sandbox, number: OurNumber) -> dict[str, object]:
    account, sid = sandbox.options.account_sid, number_sid(number.number)
    uri = f"/{API_VERSION}/Accounts/{account}/IncomingPhoneNumbers/{sid}"
    unused = dict.fromkeys(("address_sid", "identity_sid", "trunk_sid", "emergency_address_sid", "bundle_sid"))
    return unused | {
        "account_sid": account,
        "address_requirements": "none",
        "api_version": API_VERSION,
        "beta": False,
        "capabilities": {"voice": True, "sms": True, "mms": True, "fax": False},
        "date_created": rfc2822(number.created_at),
        "date_updated": rfc2822(number.updated_at),
        "emergency_status": "Inactive",
        "emergency_address_status": "unregistered",
        "friendly_name": number.friendly_name,
        "origin": "twilio",
        "phone_number": number.number,
        "sid": sid,
        "sms_application_sid": "",
        "sms_fallback_method": number.sms_fallback_method,
        "sms_fallback_url": number.sms_fallback_url,
        "sms_method": number.sms_method,
        "sms_url": sandbox.holdings.sms_url(number.number),
        "status": "in-use",
        "status_callback": number.status_callback,
        "status_callback_method": number.status_callback_method,
        "type": "local",
        "uri": f"{uri}.json",
        "voice_application_sid": "",
        "voice_caller_id_lookup": False,
        "voice_fallback_method": number.voice_fallback_method,
        "voice_fallback_url": number.voice_fallback_url,
        "voice_method": number.voice_method,
        "voice_receive_mode": "voice",
        "voice_url": sandbox.holdings.voice_url(number.number),
    }
