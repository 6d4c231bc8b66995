"""Pay: Twilio asks for a card by keypad, step by step, and tells the client a token; the client never hears the digits.

    card number ─► expiration date ─► security code ─► postal code ─► processing ─► action

Each step is asked `maxAttempts` times. The journal masks what was typed. A card whose number ends in 0002 is declined.
Source: twilio.com/docs/voice/twiml/pay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from outreach.sandbox.twiml.verbs import Pay, PayPrompt, Prompt, Say, Verb
from outreach.sandbox.voice.call import Callback
from outreach.sandbox.voice.cards import Card, card_type, is_card_number, is_expiration
from outreach.sandbox.voice.documents import ask
from outreach.sandbox.voice.line import LineBroken
from outreach.sandbox.voice.performance import Performance
from outreach.sandbox.voice.progress import about
from outreach.sandbox.voice.speaking import answer_first, prompt, react
from outreach.sandbox.webhooks.callbacks import Mail
from outreach.sandbox.webhooks.pay_fields import pay_fields, pay_status_fields

PROCESSING_SECONDS: Final = 3.0
DECLINED: Final = "0002"
CANCEL: Final = "*"


@dataclass(frozen=True, slots=True)
class Step:
    """What is asked for, in Twilio's own words unless the client has others, and what counts as an answer."""

    name: str
    words: str
    digits: int
    accepts: Callable[[str, Card], bool]
    error: str


def steps_of(pay: Pay) -> Iterator[Step]:
    yield Step(
        "payment-card-number",
        "Please enter your credit card number followed by the pound sign.",
        19,
        lambda typed, _: is_card_number(typed) and card_type(typed) in pay.valid_card_types,
        "invalid-card-number",
    )
    yield Step(
        "expiration-date",
        "Please enter your expiration date, two digits for the month and two digits for the year.",
        4,
        lambda typed, _: is_expiration(typed),
        "invalid-date",
    )
    if pay.security_code:
        yield Step(
            "security-code",
            "Please enter your security code.",
            4,
            lambda typed, card: len(typed) == card.security_digits,
            "invalid-security-code",
        )
    if pay.postal_code == "true":
        yield Step(
            "postal-code",
            "Please enter your billing zip code followed by the pound sign.",
            10,
            lambda typed, _: len(typed) >= max(1, pay.min_postal_code_length),
            "invalid-postal-code",
        )


class _GaveUp(Exception):
    """The payment ends without one; `result` as Twilio names it."""

    def __init__(self, result: str) -> None:
        self.result = result
        super().__init__(result)


async def pay(stage: Performance, verb: Verb) -> None:
    if not isinstance(verb, Pay):
        return
    answer_first(stage)
    session = _Session(stage, verb)
    try:
        fields = await session.run()
    except LineBroken:
        if verb.action:
            stage.leg.sandbox.bustle.spawn(_tell_the_absent(stage, verb, session.outcome("caller-hung-up")))
        raise
    if verb.action:
        stage.go_on(verb.action, "POST", fields)


async def _tell_the_absent(stage: Performance, verb: Pay, fields: Mapping[str, str]) -> None:
    await ask(stage.leg, stage.aim(verb.action, "POST"), fields, "pay action")


class _Session:
    """One payment on one leg."""

    def __init__(self, stage: Performance, verb: Pay) -> None:
        self._stage = stage
        self._pay = verb
        self._card = Card()

    async def run(self) -> Mapping[str, str]:
        try:
            for step in steps_of(self._pay):
                self._card = self._card.with_(step.name, await self._ask(step))
            await self._prompt("payment-processing", "Thank you. Please wait while we process your payment.", 1, "")
        except _GaveUp as ending:
            return self.outcome(ending.result)
        await self._stage.line.until(self._stage.line.at + PROCESSING_SECONDS)
        return self.outcome("payment-connector-error" if self._card.number.endswith(DECLINED) else "success")

    def outcome(self, result: str) -> Mapping[str, str]:
        """What the action is told."""
        sandbox = self._stage.leg.sandbox
        self._stage.leg.record("call.paid", result=result, amount=self._pay.charge_amount or None)
        return pay_fields(self._pay, self._card, result, sandbox.ids)

    async def _ask(self, step: Step) -> str:
        """What was typed for `step`. Raises `_GaveUp` when every attempt was in vain."""
        error = ""
        for attempt in range(1, self._pay.max_attempts + 1):
            await self._prompt(step.name, step.words, attempt, error)
            typed = await self._typed(step.digits)
            if step.accepts(typed, self._card):
                return typed
            error = step.error if typed else "timeout"
        raise _GaveUp("too-many-failed-attempts")

    async def _prompt(self, name: str, words: str, attempt: int, error: str) -> None:
        self._tell(name, attempt, error)
        for verb in self._words_for(name, attempt, error) or (Say(words),):
            await prompt(self._stage, verb)
        react(self._stage, keys=True, speech=False)

    def _tell(self, name: str, attempt: int, error: str) -> None:
        pay, call = self._pay, self._stage.leg.call
        if pay.status_callback:
            to = self._stage.aim(pay.status_callback, pay.status_callback_method)
            told = pay_status_fields(call, self._card, name, attempt, "input-timeout" if error == "timeout" else error)
            self._stage.leg.sandbox.callbacks.send(Mail(about(call), Callback(to.url, to.method), f"pay {name}", told))

    def _words_for(self, name: str, attempt: int, error: str) -> tuple[Prompt, ...]:
        """The client's words that fit best: those that name this attempt and error before those that name none."""
        fitting = [one for one in self._pay.prompts if _fits(one, name, attempt, error)]
        fitting.sort(key=lambda one: bool(one.attempt) + bool(one.error_type))
        return fitting[-1].prompts if fitting else ()

    async def _typed(self, most: int) -> str:
        """Keys until the pound sign, the longest input or `timeout` seconds of silence."""
        digits, leg, line = "", self._stage.leg, self._stage.line
        while len(digits) < most:
            act = await line.until(line.at + self._pay.timeout, listening=True)
            if act is None or act.key == "#":
                break
            if act.key == CANCEL:
                raise _GaveUp("caller-interrupted-with-star")
            digits += act.key
        leg.party.acted()
        leg.record("call.typed_secretly", count=len(digits))
        return digits


def _fits(one: PayPrompt, name: str, attempt: int, error: str) -> bool:
    said = name in one.for_ and (not one.attempt or attempt in one.attempt)
    return said and (not one.error_type or error in one.error_type)
