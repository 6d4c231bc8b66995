"""Phones ringing for a caller: each a leg of its own. The first that is picked up stops the others.

Whoever picked up hears the whispered document, if there is one; when that ends the two are connected. Who hangs up during
it, or is hung up by it, has answered and was never connected: the others do not ring again. Legs that a Dial makes wait in
no queue. Source: twilio.com/docs/voice/twiml/number.
"""

from __future__ import annotations

from typing import Final

from outreach.sandbox.journal import attempt_in
from outreach.sandbox.timers import NEVER
from outreach.sandbox.twiml.verbs import Dial, Gather, Hangup, Number, Play, Say, Verb
from outreach.sandbox.voice.bridge import Bridge
from outreach.sandbox.voice.call import Call, Callback, CallStatus, Detection, Direction, Source
from outreach.sandbox.voice.detection import detect
from outreach.sandbox.voice.leg import Leg
from outreach.sandbox.voice.line import LineBroken, Redirected
from outreach.sandbox.voice.performance import Performance, converse
from outreach.sandbox.voice.ringing import ring

EXTRA_SECONDS: Final = 5.0  # Twilio rings so much longer than the Dial says
WHISPERS: Final[frozenset[type[Verb]]] = frozenset({Say, Play, Gather, Hangup})


class Answered(Exception):
    """A phone was picked up."""


class Connected(Exception):
    """The caller hears whoever picked up."""


class Lost(Exception):
    """Nobody is left to ring, or to listen to a whisper."""


class Hunt:
    """The phones of one Dial, or one of them when they are rung in turn."""

    def __init__(self, stage: Performance, dial: Dial, numbers: tuple[Number, ...]) -> None:
        self.stage = stage
        self.dial = dial
        self.caller = stage.leg
        self.bridge: Bridge | None = None
        self.outcome = "failed"  # as DialCallStatus has it
        legs = [_leg(stage, dial, number) for number in numbers]
        self.told = legs[0].call  # the leg whose fate is told: who answered, else who was the last to give up
        self._winner: Leg | None = None
        self._out_there = {leg.call.sid: leg for leg in legs}
        for leg, number in zip(legs, numbers, strict=True):
            leg.sandbox.bustle.spawn(self._live(leg, number))

    async def run(self) -> None:
        """Ring until somebody is connected or everybody is out. Raises what ends the caller's leg."""
        line = self.caller.line
        try:
            await self._rung(line.at + self.dial.timeout + EXTRA_SECONDS)
            await line.for_ever()  # while the whisper is heard
        except Connected:
            self.outcome = "completed"
        except Lost:
            self.outcome = "completed" if self._winner else self.told.status.value
        except BaseException:
            self.outcome = "completed" if self.bridge else "canceled"
            self._stop("caller", CallStatus.CANCELED, line.at)
            if self.bridge is not None:
                self.bridge.close(self.caller)
            raise
        finally:
            for stale in (Answered, Connected, Lost):
                line.forgets(stale)

    async def _rung(self, until: float) -> None:
        try:
            await self.caller.line.until(until)
            self._stop("timeout", CallStatus.NO_ANSWER, until, but=self._winner)
        except Answered:
            return

    def _stop(self, by: str, status: CallStatus, at: float, but: Leg | None = None) -> None:
        for leg in list(self._out_there.values()):
            if leg is not but:
                leg.line.interrupt(LineBroken(by) if leg.answered else LineBroken(by, status), at)

    async def _live(self, leg: Leg, number: Number) -> None:
        try:
            await self._be_rung(leg, number)
        except LineBroken as ending:
            leg.over(ending)
            self._out(leg)

    async def _be_rung(self, leg: Leg, number: Number) -> None:
        try:
            await ring(leg, NEVER)
            self._wins(leg)
            await detect(leg)
            if number.url:
                whisper = Performance(leg, self.stage.performers, WHISPERS, 13201)
                await whisper.play(self.stage.aim(number.url, number.method))
            await self._connect(leg)
        except Redirected as order:
            self._out(leg)
            await converse(leg, self.stage.performers, order.source)
        raise LineBroken("hangup")

    def _wins(self, leg: Leg) -> None:
        """Raises `LineBroken` for the second to pick up at the same instant."""
        if self._winner is not None:
            raise LineBroken("answered elsewhere")
        self._winner, self.told = leg, leg.call
        self.caller.line.interrupt(Answered(), leg.line.at)
        self._stop("answered elsewhere", CallStatus.CANCELED, leg.line.at, but=leg)

    async def _connect(self, leg: Leg) -> None:
        self._out_there.pop(leg.call.sid, None)
        if self.caller.call.ended:
            raise LineBroken("caller")
        self.bridge = Bridge(self.caller, leg, leg.line.at)
        self.caller.line.interrupt(Connected(), leg.line.at)
        await self.bridge.stay(leg)

    def _out(self, leg: Leg) -> None:
        """The phone no longer rings for the caller."""
        if self._out_there.pop(leg.call.sid, None) is None:
            return
        if self._winner is None:
            self.told = leg.call
        if not self._out_there and self.bridge is None and not self.caller.call.ended:
            self.caller.line.interrupt(Lost(), leg.line.at)


def _leg(stage: Performance, dial: Dial, number: Number) -> Leg:
    caller, sandbox, at = stage.leg.call, stage.leg.sandbox, stage.line.at
    call = Call(
        sid=sandbox.ids.sid("CA"),
        account_sid=caller.account_sid,
        to=number.to,
        from_=dial.caller_id or caller.from_,
        created_at=at,
        source=stage.aim(number.url, number.method) if number.url else Source(),
        direction=Direction.OUTBOUND_DIAL,
        parent_sid=caller.sid,
        callback=_callback(stage, number),
        attempt=attempt_in(number.url, number.status_callback) or caller.attempt,
        send_digits=number.send_digits,
        detection=_detection(stage, number),
        dialled_at=at,
    )
    sandbox.calls.add(call)
    leg = Leg(sandbox, call, at)
    leg.record("call.created", direction=call.direction.value, url=call.source.url or None)
    return leg


def _callback(stage: Performance, number: Number) -> Callback | None:
    if not number.status_callback:
        return None
    url = stage.aim(number.status_callback, number.status_callback_method).url
    return Callback(url, number.status_callback_method, number.status_callback_event)


def _detection(stage: Performance, number: Number) -> Detection:
    if not number.machine_detection:
        return Detection()
    to = stage.aim(number.amd_status_callback, number.amd_status_callback_method)
    told = Callback(to.url, to.method) if number.amd_status_callback else None
    return Detection(number.machine_detection, told, float(number.machine_detection_timeout))
