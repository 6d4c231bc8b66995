"""The variables a text may use, by purpose, with a sample of each.

Values arrive as text already formatted for the reader (money with its sign, dates in words, in
the language of the text), except the two facts, which are booleans. Samples are as long as real
values get, so that a text that passes the lint with them also fits in practice.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple


class Variable(NamedTuple):
    """A variable's meaning, and a sample of the kind of value it holds."""

    meaning: str
    sample: str | bool


VARIABLES = MappingProxyType(
    {
        "business_name": Variable("who is contacting, as registered", "Harborlight Account Services"),
        "client_name": Variable("who the money is owed to", "Northside Regional Medical Center"),
        "first_name": Variable("the person's first name", "María Fernanda"),
        "full_name": Variable("the person's full name", "María Fernanda Castellanos"),
        "balance": Variable("what is owed now", "$12,345.67"),
        "account_ending": Variable("last characters of the client's account number", "4321"),
        "callback_number": Variable("where a person answers", "(212) 555-0123"),
        "licence_number": Variable("the collector's licence, blank when it has none", "CA 12345-99, NMLS 1234567"),
        "promise_amount": Variable("the amount promised, or about to be", "$12,345.67"),
        "due_on": Variable("the day promised", "Wednesday, December 23, 2026"),
        "pay_by_1": Variable("first day offered on the keypad", "Friday, December 4"),
        "pay_by_2": Variable("second day offered on the keypad", "Friday, December 11"),
        "pay_by_3": Variable("third day offered on the keypad", "Friday, December 18"),
        "opt_out_link": Variable("https: or mailto: link that needs no login", "https://example.com/o/7Q2k"),
        "collector_is_third_party": Variable("fact: collects what is owed to somebody else", False),
        "first_communication": Variable("fact: nothing was conveyed about this debt before", False),
    }
)

MAY_BE_BLANK = frozenset({"licence_number"})
"""What not everybody has: it must be given, blank for none, and a text asks for it with `{% if %}`."""

_EVERY_PURPOSE = frozenset({"business_name", "client_name", "first_name", "callback_number"})
_FACTS = frozenset({"collector_is_third_party", "first_communication"})
_ACCOUNT = frozenset({"balance", "account_ending", "opt_out_link", "licence_number"})
_PROMISE = frozenset({"promise_amount", "due_on"})

PURPOSES = MappingProxyType(
    {
        "reminder": _EVERY_PURPOSE | _FACTS | _ACCOUNT,
        "promise_confirmation": _EVERY_PURPOSE | _FACTS | _ACCOUNT | _PROMISE,
        "opt_out_confirmation": frozenset({"business_name", "callback_number"}),
        "keypad": _EVERY_PURPOSE
        | _FACTS
        | _PROMISE
        | {"full_name", "balance", "account_ending", "pay_by_1", "pay_by_2", "pay_by_3"},
    }
)
