"""What the account holds: its phone numbers with their URLs, and its messaging services.

Without declared numbers every number a client sends from counts as the account's, from its first use.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import md5
from typing import Any, Final

from outreach.sandbox.errors import PopulationError
from outreach.sandbox.ids import number_sid

OPENED_AT: Final = 1_577_836_800.0  # 1 January 2020: what was there before the sandbox began
DECLARABLE: Final = frozenset(
    {"sms_url", "sms_method", "sms_fallback_url", "voice_url", "voice_method", "voice_fallback_url", "status_callback"}
)


@dataclass(slots=True, kw_only=True)
class OurNumber:
    """A number of the account. Empty URLs: nobody is told, nothing is said."""

    number: str
    friendly_name: str = ""
    voice_url: str = ""
    voice_method: str = "POST"
    voice_fallback_url: str = ""
    voice_fallback_method: str = "POST"
    status_callback: str = ""
    status_callback_method: str = "POST"
    sms_url: str = ""
    sms_method: str = "POST"
    sms_fallback_url: str = ""
    sms_fallback_method: str = "POST"
    created_at: float = OPENED_AT
    updated_at: float = OPENED_AT

    @property
    def sid(self) -> str:
        return number_sid(self.number)


@dataclass(frozen=True, slots=True)
class TextRoute:
    """Where the texts to a number are posted, and where when that fails. Empty URLs: nowhere."""

    url: str
    method: str
    fallback_url: str
    fallback_method: str


@dataclass(slots=True, kw_only=True)
class Service:
    """A messaging service: several senders that speak as one and are stopped as one."""

    sid: str
    friendly_name: str = ""
    numbers: list[str] = field(default_factory=list)
    advanced_opt_out: bool = False
    inbound_request_url: str = ""
    inbound_method: str = "POST"
    fallback_url: str = ""
    fallback_method: str = "POST"
    status_callback: str = ""
    sticky_sender: bool = True
    smart_encoding: bool = True
    use_inbound_webhook_on_number: bool = True
    validity_period: int = 36_000
    usecase: str = "undeclared"
    chosen: int = 0  # how often a sender was
    created_at: float = OPENED_AT
    updated_at: float = OPENED_AT

    def sender_for(self, person: str) -> str:
        """The number this person always hears from; where that may change, the next one in turn. There must be numbers."""
        self.chosen += 1
        place = int.from_bytes(md5(person.encode(), usedforsecurity=False).digest()[:4])
        return self.numbers[(place if self.sticky_sender else self.chosen) % len(self.numbers)]


@dataclass(slots=True)
class Holdings:
    """Numbers by number, services by sid. The default URLs hold for numbers that have none of their own."""

    default_sms_url: str = ""
    default_voice_url: str = ""
    default_voice_status_url: str = ""
    numbers: dict[str, OurNumber] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    declared: bool = False

    def owns(self, number: str) -> bool:
        """Whether `number` is the account's."""
        if not self.declared and number not in self.numbers:
            self.numbers[number] = OurNumber(number=number, friendly_name=number)
        return number in self.numbers

    def by_sid(self, sid: str) -> OurNumber | None:
        return next((number for number in self.numbers.values() if number.sid == sid), None)

    def sms_url(self, number: str) -> str:
        """Where texts to our `number` are posted unless its service has them, empty for nowhere."""
        known = self.numbers.get(number)
        return (known.sms_url if known else "") or self.default_sms_url

    def text_route(self, number: str) -> TextRoute:
        """The way of the number's service, unless that leaves it to the number."""
        service, known = self.service_of(number), self.numbers.get(number)
        if service and service.inbound_request_url and not service.use_inbound_webhook_on_number:
            own = service.fallback_url, service.fallback_method
            return TextRoute(service.inbound_request_url, service.inbound_method, *own)
        if known is None or not known.sms_url:
            return TextRoute(self.default_sms_url, "POST", known.sms_fallback_url if known else "", "POST")
        return TextRoute(known.sms_url, known.sms_method, known.sms_fallback_url, known.sms_fallback_method)

    def voice_url(self, number: str) -> str:
        """Where the TwiML of calls to our `number` comes from, empty for nowhere."""
        known = self.numbers.get(number)
        return (known.voice_url if known else "") or self.default_voice_url

    def voice_status_url(self, number: str) -> str:
        """Where the statuses of calls to our `number` are posted, empty for nowhere."""
        known = self.numbers.get(number)
        return (known.status_callback if known else "") or self.default_voice_status_url

    def service_of(self, number: str) -> Service | None:
        return next((service for service in self.services.values() if number in service.numbers), None)

    def declare(self, header: Mapping[str, Any]) -> None:
        """Take in numbers and services of a population's header. Raises `PopulationError`."""
        unknown = sorted(set(header) - {"numbers", "services"})
        if unknown:
            raise PopulationError(f"the header has no field {', '.join(unknown)}; it has numbers, services, strangers")
        for number, settings in header.get("numbers", {}).items():
            if set(settings) - DECLARABLE:
                raise PopulationError(f"a number has {', '.join(sorted(DECLARABLE))}, not {sorted(settings)}")
            self.numbers[number] = OurNumber(number=number, friendly_name=number, **settings)
            self.declared = True
        for sid, settings in header.get("services", {}).items():
            numbers, advanced = list(settings.get("numbers", ())), bool(settings.get("advanced_opt_out", False))
            self.services[sid] = Service(sid=sid, friendly_name=sid, numbers=numbers, advanced_opt_out=advanced)
