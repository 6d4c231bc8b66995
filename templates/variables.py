"""The variables a text may use, by purpose, with a sample of each.

Values arrive as text already formatted for the reader (money with its sign, dates in words, in
the language of the text), except the two facts, which are booleans. Samples are as long as real
values get, so that a text that passes the lint with them also fits in practice. Which purpose uses
which is said in `purposes.toml`.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Literal, NamedTuple

from templates.purposes import PURPOSE

About = Literal["business", "person", "debt", "contact", "fact"]


class Variable(NamedTuple):
    """A variable's meaning, a sample of the kind of value it holds, and what its value tells about.

    `about` the `person` or the `debt`: it may not stand where somebody else may read or hear it.
    """

    meaning: str
    sample: str | bool
    about: About


def _business(meaning: str, sample: str) -> Variable:
    return Variable(meaning, sample, "business")


def _person(meaning: str, sample: str) -> Variable:
    return Variable(meaning, sample, "person")


def _debt(meaning: str, sample: str) -> Variable:
    return Variable(meaning, sample, "debt")


def _contact(meaning: str, sample: str) -> Variable:
    return Variable(meaning, sample, "contact")


VARIABLES = MappingProxyType(
    {
        # Who contacts, and how to reach us.
        "business_name": _business("who is contacting, as registered", "Harborlight Account Services"),
        "callback_number": _business("where a person answers", "(212) 555-0123"),
        "contact_name": _business("a person of ours to ask for, blank when none is on record", "Robin Smith"),
        "licence_number": _business("the collector's licence, blank when it has none", "CA 12345-99, NMLS 1234567"),
        "reply_times": _business("when we can be reached, blank when not said", "Monday to Friday, 8 AM to 6 PM"),
        # Who is contacted.
        "first_name": _person("the person's first name", "María Fernanda"),
        "full_name": _person("the person's full name", "María Fernanda Castellanos"),
        "identity_level": _person("how sure it is that this is the person", "confirmed by ZIP code"),
        "caller_wish": _person("what the person asked for, in a few words", "Wants to change the second date"),
        # What is owed.
        "client_name": _debt("who the money is owed to", "Northside Regional Medical Center"),
        "balance": _debt("what is owed now", "$12,345.67"),
        "itemisation": _debt("what the balance is made of", "$11,900.00 care, $400.00 interest, $45.67 fees"),
        "itemised_on": _debt("the day the balance is of", "Friday, December 4"),
        "account_ending": _debt("last characters of the client's account number", "4321"),
        # What is offered and agreed.
        "promise_amount": _debt("the amount promised, or about to be", "$12,345.67"),
        "due_on": _debt("the day promised", "Wednesday, December 23, 2026"),
        "pay_by_1": _debt("first day offered on the keypad", "Friday, December 4"),
        "pay_by_2": _debt("second day offered on the keypad", "Friday, December 11"),
        "pay_by_3": _debt("third day offered on the keypad", "Friday, December 18"),
        "plan_1": _debt("first plan offered", "6 payments of $2,057.61 from Dec 18"),
        "plan_2": _debt("second plan offered, blank when there is none", "12 payments of $1,028.81 from Dec 18"),
        "plan_3": _debt("third plan offered, blank when there is none", "24 payments of $514.40 from Dec 18"),
        "plan_schedule": _debt("the plan chosen: amounts and days", "$2,057.61 on Dec 18, then on the 18th to May"),
        "plan_total": _debt("what the plan comes to", "$12,345.66"),
        "payment_amount": _debt("what was received", "$12,345.67"),
        "payment_on": _debt("the day it was received", "December 23, 2026"),
        # The conversation itself.
        "confirmation_code": _contact("code of what was agreed, blank when there is none", "K7-4921"),
        "callback_at": _contact("day and time of a call we will make", "Friday, December 18, at 3:00 PM"),
        "answer_at": _contact("when an answer will come", "Friday, December 18, after 9:00 AM"),
        "contact_contract": _contact(
            "how the person wants to be contacted", "texts only, Monday to Friday, after 5:00 PM, in English"
        ),
        "message_moment": _contact(
            "date and time of a voicemail, blank when not said", "4:15 PM on Friday, December 4"
        ),
        "slot_1": _contact("first time offered for a call", "Friday, December 18, at 3:00 PM"),
        "slot_2": _contact(
            "second time offered for a call, blank when there is none", "Monday, December 21, at 10:00 AM"
        ),
        "slot_3": _contact(
            "third time offered for a call, blank when there is none", "Tuesday, December 22, at 5:00 PM"
        ),
        "page_link": _contact("https: link to the person's own page", "https://example.com/p/7Q2k9"),
        "page_link_until": _contact("until when that link works", "Friday, December 18, at 3:00 PM"),
        "factor": _contact("what we ask for to know who reads", "date of birth as eight digits (MMDDYYYY)"),
        "sent_to": _contact("where the link was sent, masked", "m•••@example.com"),
        "closes_after": _contact("minutes without use after which the page closes", "15"),
        "pay_site": _debt("where money is paid: the site that the client names", "pay.example.com"),
        "opt_out_link": _contact("https: or mailto: link that needs no login", "https://example.com/o/7Q2k"),
        "place_notice": _contact("what the person's place wants to be said, blank when it wants nothing", ""),
        # Facts.
        "collector_is_third_party": Variable("fact: collects what is owed to somebody else", False, "fact"),
        "first_communication": Variable("fact: nothing was conveyed about this debt before", False, "fact"),
    }
)

MAY_BE_BLANK = frozenset(
    {
        "licence_number", "contact_name", "confirmation_code", "place_notice", "reply_times", "message_moment",
        "plan_2", "plan_3", "slot_2", "slot_3",
    }
)  # fmt: skip
"""What not everybody has: it must be given, blank for none, and a text asks for it with `{% if %}`."""

PURPOSES = MappingProxyType({name: purpose.variables for name, purpose in PURPOSE.items()})
"""The variables of each purpose."""
