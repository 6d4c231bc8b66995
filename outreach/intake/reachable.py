"""Telephone numbers, mailboxes and what a client says about them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import phonenumbers
from phonenumbers import PhoneNumberType

from outreach.intake.errors import ValueUnread

_NORTH_AMERICAN = re.compile(r"[2-9](?!11)\d\d[2-9](?!11)\d{6}")
_TOLL_FREE = ("800", "833", "844", "855", "866", "877", "888")
_PREMIUM = "900"
_LINES = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "landline",
    PhoneNumberType.VOIP: "voip",
    PhoneNumberType.TOLL_FREE: "toll_free",
}
_MAILBOX = re.compile(r"[a-z0-9._%+'&/=~-]+@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
_TYPES = {
    **dict.fromkeys(("mobile", "cell", "cellular", "cell phone", "wireless", "m", "c"), ("mobile", "")),
    **dict.fromkeys(("landline", "land", "land line", "fixed", "wireline", "l"), ("landline", "")),
    **dict.fromkeys(("voip", "internet", "v"), ("voip", "")),
    **dict.fromkeys(("toll free", "toll-free"), ("toll_free", "")),
    **dict.fromkeys(("home", "residence", "h"), ("unknown", "home")),
    **dict.fromkeys(("work", "business", "employer", "office", "w", "b"), ("unknown", "work")),
    **dict.fromkeys(("unknown", "other", "u", "o"), ("unknown", "")),
}
# "Consumer" in a creditor's file is what she told the creditor; to a collector she gave it only where the file says so.
HERS = frozenset(("consumer", "debtor", "customer"))
SOURCES = {
    **dict.fromkeys(HERS, "consumer"),
    **dict.fromkeys(("given to us", "given to agency", "given to collector"), "consumer"),
    **dict.fromkeys(("used with us", "wrote to us", "used with agency"), "used_with_us"),
    **dict.fromkeys(("creditor", "client"), "creditor"),
    **dict.fromkeys(("prior collector", "prior agency", "previous agency"), "prior_collector"),
    **dict.fromkeys(("skip trace", "skiptrace", "skip", "vendor", "append"), "skip_trace"),
    **dict.fromkeys(("unknown", "other", "not known"), "unknown"),
}
NOTICE_DAYS = 35  # at least so long the creditor's notice lets the consumer object. 12 CFR 1006.6(d)(4)(ii)(C)(5)


@dataclass(frozen=True, slots=True)
class Point:
    """One way to reach somebody, in the words of ``addresses``. ``value`` is E.164 or a lower-case mailbox."""

    kind: str
    value: str
    line: str = "unknown"
    place: str = "home"
    source: str = ""
    notice_sent_on: date | None = None
    opt_out_by: date | None = None


def read_phone(text: str) -> tuple[str, str]:
    """The E.164 number and the line type its digits give away (``toll_free``, or abroad ``mobile``), else ``unknown``.

    A number without a country is North American. Those are judged by their plan's own rules, because a list of
    assigned numbers refuses the fictional range (555-01xx) and new ones alike.

    Raises:
        ValueUnread: not a telephone number, a premium one, or one behind a switchboard.
    """
    try:
        number = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        raise ValueUnread("is not a telephone number") from None
    if number.extension:
        raise ValueUnread("has an extension: others answer there, and they must not hear of a debt")
    if number.country_code != 1:
        return _abroad(number)
    digits = str(number.national_number)
    if not _NORTH_AMERICAN.fullmatch(digits) or not phonenumbers.is_possible_number(number):
        raise ValueUnread("is not a North American number of ten digits")
    if digits.startswith(_PREMIUM):
        raise ValueUnread("is a premium number")
    return f"+1{digits}", "toll_free" if digits[:3] in _TOLL_FREE else "unknown"


def _abroad(number: phonenumbers.PhoneNumber) -> tuple[str, str]:
    if not phonenumbers.is_possible_number(number):
        raise ValueUnread("has the wrong length for its country")
    line = _LINES.get(phonenumbers.number_type(number), "unknown")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), line


def read_line_type(text: str) -> tuple[str, str]:
    """Line and place that ``text`` names; an empty place is not stated. Raises ValueUnread."""
    found = _TYPES.get(" ".join(text.lower().split()))
    if found is None:
        raise ValueUnread("is no type of line: mobile, landline, voip, toll free, home, work or unknown")
    return found


def read_source(text: str, *, collects: bool = False) -> str:
    """Where an address comes from, in the words of ``addresses.SOURCES``. ``collects``: for somebody else.

    Raises ValueUnread.
    """
    word = text.lower().replace("_", " ").replace("-", " ").strip()
    found = SOURCES.get(word)
    if found is None:
        raise ValueUnread(
            "is no source of an address: consumer, given to us, used with us, creditor, prior collector, skip trace or unknown"
        )
    return "creditor" if collects and word in HERS else found


def read_email(text: str) -> str:
    """The mailbox in lower case. Raises ValueUnread."""
    mailbox = text.strip().lower().removeprefix("mailto:")
    local = mailbox.partition("@")[0]
    if len(mailbox) > 254 or ".." in mailbox or local.startswith(".") or local.endswith("."):
        raise ValueUnread("is not an e-mail address")
    if not _MAILBOX.fullmatch(mailbox):
        raise ValueUnread("is not an e-mail address")
    return mailbox
