"""`messaging.twilio.com/v1/Services` and the numbers in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from outreach.sandbox.clock import moment
from outreach.sandbox.errors import Refusal
from outreach.sandbox.holdings import OurNumber, Service
from outreach.sandbox.rest.ask import GONE, Ask, Reply
from outreach.sandbox.rest.paging import page_v1
from outreach.sandbox.rest.parameters import PAGING, Parameters, names
from outreach.sandbox.sandbox import Sandbox

CHANGE: Final = Parameters(
    names(
        "FriendlyName InboundRequestUrl InboundMethod FallbackUrl FallbackMethod StatusCallback StickySender "
        "ValidityPeriod Usecase UseInboundWebhookOnNumber"
    ),
    names("SmartEncoding MmsConverter ScanMessageContent FallbackToLongCode AreaCodeGeomatch SynchronousValidation"),
)
LIST: Final = Parameters(PAGING)
ADD: Final = Parameters(names("PhoneNumberSid"))
CAPITAL: Final = re.compile(r"(?<!^)[A-Z]")
WORDS: Final = ("FriendlyName", "Usecase")
URLS: Final = ("InboundRequestUrl", "FallbackUrl", "StatusCallback")
METHODS: Final = ("InboundMethod", "FallbackMethod")
FLAGS: Final = ("StickySender", "SmartEncoding", "UseInboundWebhookOnNumber")
LINKS: Final = {
    "phone_numbers": "PhoneNumbers",
    "short_codes": "ShortCodes",
    "alpha_senders": "AlphaSenders",
    "messages": "Messages",
    "us_app_to_person": "Compliance/Usa2p",
    "us_app_to_person_usecases": "Compliance/Usa2p/Usecases",
    "channel_senders": "ChannelSenders",
    "destination_alpha_senders": "DestinationAlphaSenders",
}


def create(sandbox: Sandbox, ask: Ask) -> Reply:
    if not ask.text("FriendlyName"):
        raise Refusal(20001, "FriendlyName")
    now = sandbox.clock.now()
    service = Service(sid=sandbox.ids.sid("MG"), created_at=now, updated_at=now)
    _configure(service, ask)
    sandbox.holdings.services[service.sid] = service
    return Reply(201, _shown(sandbox, ask, service), service.sid)


def fetch(sandbox: Sandbox, ask: Ask) -> Reply:
    return Reply(200, _shown(sandbox, ask, _named(sandbox, ask)))


def list_services(sandbox: Sandbox, ask: Ask) -> Reply:
    rows = [_shown(sandbox, ask, service) for service in sandbox.holdings.services.values()]
    return Reply(200, page_v1(ask, "services", rows))


def update(sandbox: Sandbox, ask: Ask) -> Reply:
    service = _named(sandbox, ask)
    _configure(service, ask)
    service.updated_at = sandbox.clock.now()
    return Reply(200, _shown(sandbox, ask, service))


def delete(sandbox: Sandbox, ask: Ask) -> Reply:
    """Its numbers stay with the account."""
    del sandbox.holdings.services[_named(sandbox, ask).sid]
    return GONE


def add_number(sandbox: Sandbox, ask: Ask) -> Reply:
    service, number = _named(sandbox, ask), sandbox.holdings.by_sid(ask.text("PhoneNumberSid"))
    if number is None:
        raise Refusal(21421, ask.text("PhoneNumberSid"))
    owner = sandbox.holdings.service_of(number.number)
    if owner is not None:
        raise Refusal(21710 if owner is service else 21712)
    service.numbers.append(number.number)
    return Reply(201, _number_shown(sandbox, ask, service, number), number.sid)


def list_numbers(sandbox: Sandbox, ask: Ask) -> Reply:
    service = _named(sandbox, ask)
    held = [sandbox.holdings.numbers[one] for one in service.numbers if one in sandbox.holdings.numbers]
    return Reply(200, page_v1(ask, "phone_numbers", [_number_shown(sandbox, ask, service, one) for one in held]))


def fetch_number(sandbox: Sandbox, ask: Ask) -> Reply:
    service = _named(sandbox, ask)
    return Reply(200, _number_shown(sandbox, ask, service, _number_named(sandbox, ask, service)))


def remove_number(sandbox: Sandbox, ask: Ask) -> Reply:
    service = _named(sandbox, ask)
    service.numbers.remove(_number_named(sandbox, ask, service).number)
    return GONE


def _configure(service: Service, ask: Ask) -> None:
    """Take in what the form says. Raises `Refusal` and then changes nothing."""
    found: dict[str, object] = {name: ask.text(name) for name in WORDS if name in ask.form}
    found |= {name: ask.url(name, 21402) for name in URLS if name in ask.form}
    found |= {name: ask.method_of(name) for name in METHODS if name in ask.form}
    found |= {name: ask.flag(name) for name in FLAGS if name in ask.form}
    if "ValidityPeriod" in ask.form:
        found["ValidityPeriod"] = ask.whole("ValidityPeriod", 36_000, 1, 36_000)
    for name, value in found.items():
        setattr(service, CAPITAL.sub(lambda capital: "_" + capital.group(), name).lower(), value)


def _named(sandbox: Sandbox, ask: Ask) -> Service:
    service = sandbox.holdings.services.get(ask.parts[0])
    if service is None:
        raise Refusal(20404, ask.path)
    return service


def _number_named(sandbox: Sandbox, ask: Ask, service: Service) -> OurNumber:
    number = sandbox.holdings.by_sid(ask.parts[1])
    if number is None or number.number not in service.numbers:
        raise Refusal(20404, ask.path)
    return number


def _iso(at: float) -> str:
    return moment(at).strftime("%Y-%m-%dT%H:%M:%SZ")


def _shown(sandbox: Sandbox, ask: Ask, service: Service) -> Mapping[str, object]:
    url = f"{ask.origin}/v1/Services/{service.sid}"
    return {
        "account_sid": sandbox.options.account_sid,
        "area_code_geomatch": True,
        "date_created": _iso(service.created_at),
        "date_updated": _iso(service.updated_at),
        "fallback_method": service.fallback_method,
        "fallback_to_long_code": True,
        "fallback_url": service.fallback_url or None,
        "friendly_name": service.friendly_name,
        "inbound_method": service.inbound_method,
        "inbound_request_url": service.inbound_request_url or None,
        "links": {name: f"{url}/{path}" for name, path in LINKS.items()},
        "mms_converter": True,
        "scan_message_content": "inherit",
        "sid": service.sid,
        "smart_encoding": service.smart_encoding,
        "status_callback": service.status_callback or None,
        "sticky_sender": service.sticky_sender,
        "synchronous_validation": False,
        "url": url,
        "us_app_to_person_registered": False,
        "use_inbound_webhook_on_number": service.use_inbound_webhook_on_number,
        "usecase": service.usecase,
        "validity_period": service.validity_period,
    }


def _number_shown(sandbox: Sandbox, ask: Ask, service: Service, number: OurNumber) -> Mapping[str, object]:
    return {
        "account_sid": sandbox.options.account_sid,
        "capabilities": ["Voice", "SMS", "MMS"],
        "country_code": "US",
        "date_created": _iso(number.created_at),
        "date_updated": _iso(number.updated_at),
        "phone_number": number.number,
        "service_sid": service.sid,
        "sid": number.sid,
        "url": f"{ask.origin}/v1/Services/{service.sid}/PhoneNumbers/{number.sid}",
    }
