"""Pay: Twilio asks for a card or a bank account by keypad and tells the client a token; the client never hears the digits.

    card number ─► expiration date ─► security code ─► postal code ─┐
                                   routing number ─► account number ─┴─► processing ─► action

A step is asked again `maxAttempts` times. The journal says how many digits were typed, never which. A card whose number
ends in 0002 is declined. Source: twilio.com/docs/voice/twiml/pay.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from outreach.sandbox.people.act import Act
from outreach.sandbox.twiml.verbs import Pay, PayPrompt, Prompt, Say, Verb
from outreach.sandbox.voice.call import Callback
from outreach.sandbox.voice.cards import Typed, card_type
from outreach.sandbox.voice.line import LineBroken
from outreach.sandbox.voice.pay_steps import Step, steps_of
from outreach.sandbox.voice.performance import Performance
from outreach.sandbox.voice.progress import about
from outreach.sandbox.voice.speaking import prompt, react
from outreach.sandbox.webhooks.callbacks import Mail
from outreach.sandbox.webhooks.pay_fields import pay_fields, pay_status_fields

PROCESSING_SECONDS: Final = 3.0
PROCESSING: Final = "payment-processing"
PLEASE_WAIT: Final = "Thank you. Please wait while we process your payment."
DECLINED: Final = "0002"
CANCEL: Final = "*"
POUND: Final = "#"
POUND_SECONDS: Final = 1.0  # in which it may still follow when there are digits enough
MOST_ATTEMPTS: Final = 3  # the largest value Attempt has
MOST_CHARGED: Final = Decimal(1_000_000)


class _GaveUp(Exception):
    """The payment ends without one; `result` as Twilio names it."""

    def __init__(self, result: str) -> None:
        self.result = result
        super().__init__(result)


async def pay(stage: Performance, verb: Verb) -> None:
    if not isinstance(verb, Pay):
        return
    session = _Session(stage, verb)
    stage.leg.secret = True
    try:
        fields = await session.run()
    except LineBroken:
        stage.tell_of_the_absent(verb.action, "POST", session.outcome("caller-hung-up"), "pay action")
        raise
    finally:
        stage.leg.secret = False
    stage.go_on(verb.action, "POST", fields)


class _Session:
    """One payment on one leg."""

    def __init__(self, stage: Performance, verb: Pay) -> None:
        self._stage = stage
        self._pay = verb
        self._typed_so_far = Typed()

    async def run(self) -> Mapping[str, str]:
        """What the action is told. Raises what ends or redirects the leg."""
        if not _chargeable(self._pay.charge_amount):
            return self.outcome("validation-error")
        try:
            for step in steps_of(self._pay):
                self._typed_so_far = self._typed_so_far.with_(step.name, await self._ask(step))
            return await self._process()
        except _GaveUp as ending:
            return self.outcome(ending.result)
        finally:
            self._stage.line.acts.clear()  # keys of a card that were still to come

    def outcome(self, result: str) -> Mapping[str, str]:
        sandbox = self._stage.leg.sandbox
        self._stage.leg.record("call.paid", result=result, amount=self._pay.charge_amount or None)
        return pay_fields(self._pay, self._typed_so_far, result, sandbox.ids)

    async def _process(self) -> Mapping[str, str]:
        line = self._stage.line
        self._heed(await self._prompt(PROCESSING, PLEASE_WAIT, 1, ""))
        until = line.at + PROCESSING_SECONDS
        while (act := await line.until(until, listening=True)) is not None:
            self._heed(act)
        return self.outcome("payment-connector-error" if self._typed_so_far.number.endswith(DECLINED) else "success")

    def _heed(self, act: Act | None) -> None:
        """The star ends it at any point."""
        if act is not None and act.key == CANCEL:
            self._stage.leg.acted(act, heard=True)
            raise _GaveUp("caller-interrupted-with-star")

    async def _ask(self, step: Step) -> str:
        """What was typed for `step`. Raises `_GaveUp` when every attempt was in vain."""
        error = ""
        for attempt in range(1, min(self._pay.max_attempts + 1, MOST_ATTEMPTS) + 1):
            first = await self._prompt(step.name, step.words, attempt, error)
            typed = await self._typed(step.most(self._typed_so_far), first)
            error = step.error(typed, self._typed_so_far, self._stage.line.at) if typed else "timeout"
            if not error:
                return typed
        raise _GaveUp("too-many-failed-attempts")

    async def _prompt(self, name: str, words: str, attempt: int, error: str) -> Act | None:
        """Say what is wanted; a key stops that and is returned."""
        self._tell(name, attempt, error)
        for verb in self._words_for(name, attempt, error) or (Say(words),):
            act = await prompt(self._stage, verb, keys=True)
            if act is not None:
                return act
        react(self._stage, keys=True, speech=False)
        return None

    def _tell(self, name: str, attempt: int, error: str) -> None:
        pay, call = self._pay, self._stage.leg.call
        if pay.status_callback:
            to = self._stage.aim(pay.status_callback, pay.status_callback_method)
            named = "input-timeout" if error == "timeout" else error
            told = pay_status_fields(pay, call, self._typed_so_far, name, attempt, named)
            self._stage.leg.sandbox.callbacks.send(Mail(about(call), Callback(to.url, to.method), f"pay {name}", told))

    def _words_for(self, name: str, attempt: int, error: str) -> tuple[Prompt, ...]:
        """The client's words that fit best: those with more conditions before those with fewer."""
        card = card_type(self._typed_so_far.number)
        fitting = [one for one in self._pay.prompts if _fits(one, name, attempt, error, card)]
        fitting.sort(key=lambda one: bool(one.attempt) + bool(one.error_type) + bool(one.card_type))
        return fitting[-1].prompts if fitting else ()

    async def _typed(self, most: int, first: Act | None) -> str:
        """Keys until the pound sign, the longest input or `timeout` seconds of silence; `first` was typed already."""
        digits, leg, line = "", self._stage.leg, self._stage.line
        act = first or await line.until(line.at + self._pay.timeout, listening=True)
        while act is not None and act.key != POUND:
            self._heed(act)
            digits += act.key if len(digits) < most else ""
            patience = self._pay.timeout if len(digits) < most else POUND_SECONDS
            act = await line.until(line.at + patience, listening=True)
        leg.party.acted()
        leg.record("call.typed_secretly", count=len(digits))
        return digits


def _chargeable(amount: str) -> bool:
    """Nothing, or a number from 0 to a million."""
    try:
        return not amount or 0 <= Decimal(amount) <= MOST_CHARGED
    except InvalidOperation:
        return False


def _fits(one: PayPrompt, name: str, attempt: int, error: str, card: str) -> bool:
    said = name in one.for_ and (not one.attempt or attempt in one.attempt)
    return said and (not one.error_type or error in one.error_type) and (not one.card_type or card in one.card_type)
