"""The steps of a payment: what is asked for, and what is wrong with what was typed. Errors as Twilio names them.

Source: twilio.com/docs/voice/twiml/pay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from outreach.sandbox.twiml.verbs import Pay
from outreach.sandbox.voice.cards import Typed, card_type, is_card_number, is_expiration, is_routing_number

LONGEST_CARD: Final = 19
LONGEST_POSTAL_CODE: Final = 10
ROUTING_DIGITS: Final = 9
ACCOUNT_DIGITS: Final = (4, 17)

Judge = Callable[[str, Typed, float], str]


@dataclass(frozen=True, slots=True)
class Step:
    """In Twilio's own words unless the client has others. `error` is empty for what is accepted; `most` are digits."""

    name: str
    words: str
    most: Callable[[Typed], int]
    error: Judge


def steps_of(pay: Pay) -> Iterator[Step]:
    yield from _bank_steps() if pay.payment_method == "ach-debit" else _card_steps(pay)


def _card_steps(pay: Pay) -> Iterator[Step]:
    yield Step(
        "payment-card-number",
        "Please enter your credit card number followed by the pound sign.",
        lambda _: LONGEST_CARD,
        lambda typed, _, __: _card_error(typed, pay.valid_card_types),
    )
    yield Step(
        "expiration-date",
        "Please enter your expiration date, two digits for the month and two digits for the year.",
        lambda _: 4,
        lambda typed, _, at: "" if is_expiration(typed, at) else "invalid-date",
    )
    if pay.security_code:
        yield Step(
            "security-code",
            "Please enter your security code.",
            lambda before: before.security_digits,
            lambda typed, before, _: "" if len(typed) == before.security_digits else "invalid-security-code",
        )
    if pay.postal_code == "true":
        shortest = max(1, pay.min_postal_code_length)
        yield Step(
            "postal-code",
            "Please enter your billing zip code followed by the pound sign.",
            lambda _: LONGEST_POSTAL_CODE,
            lambda typed, _, __: "" if len(typed) >= shortest else "invalid-postal-code",
        )


def _bank_steps() -> Iterator[Step]:
    yield Step(
        "bank-routing-number",
        "Please enter your bank routing number.",
        lambda _: ROUTING_DIGITS,
        lambda typed, _, __: "" if is_routing_number(typed) else "invalid-bank-routing-number",
    )
    least, most = ACCOUNT_DIGITS
    yield Step(
        "bank-account-number",
        "Please enter your bank account number followed by the pound sign.",
        lambda _: most,
        lambda typed, _, __: "" if len(typed) >= least else "invalid-bank-account-number",
    )


def _card_error(typed: str, accepted: tuple[str, ...]) -> str:
    if not is_card_number(typed):
        return "invalid-card-number"
    return "" if card_type(typed) in accepted else "invalid-card-type"
