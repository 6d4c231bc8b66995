"""Phones ringing for a caller: each a leg of its own. The first that is picked up stops the others.

    ringing ──picked up──► whisper ──its end──► connected
       └─ nobody             └─ hung up
          did: lost             during it: lost

Whoever picked up hears the whispered document, if there is one; when that ends the two are connected. Who hangs up during
it, or is hung up by it, has answered and was never connected: the others do not ring again. Legs that a Dial makes wait in
no queue. Source: twilio.com/docs/voice/twiml/number.
"""

from __future__ import annotations

from typing import Final, NoReturn

from outreach.sandbox.journal import attempt_in
from outreach.sandbox.timers import NEVER
from outreach.sandbox.twiml.verbs import Dial, Gather, Hangup, Number, Play, Say, Verb
from outreach.sandbox.voice.bridge import Bridge
from outreach.sandbox.voice.call import Call, Callback, CallStatus, Detection, Direction, Source
from outreach.sandbox.voice.detection import detect
from outreach.sandbox.voice.dial_tape import DialTape
from outreach.sandbox.voice.leg import Leg
from outreach.sandbox.voice.line import LineBroken, Redirected
from outreach.sandbox.voice.performance import Performance, converse
from outreach.sandbox.voice.ringing import ring
from outreach.sandbox.webhooks.voice_fields import Fields, dial_fields

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

    def __init__(self, stage: Performance, dial: Dial, numbers: tuple[Number, ...], tape: DialTape) -> None:
        self._stage = stage
        self._dial = dial
        self._tape = tape
        self._caller = stage.leg
        legs = [_leg(stage, dial, number) for number in numbers]
        self._fate = legs[0].call  # the leg whose fate is told: who picked up, else who was the last to give up
        self._status = CallStatus.FAILED.value  # as DialCallStatus has it
        self._winner: Leg | None = None
        self._bridge: Bridge | None = None
        self._deserted = False  # the caller waits no longer
        self._moved = False  # the client took the winner elsewhere
        self._out_there = {leg.call.sid: leg for leg in legs}
        for leg, number in zip(legs, numbers, strict=True):
            leg.sandbox.bustle.spawn(self._live(leg, number))

    @property
    def picked_up(self) -> bool:
        return self._winner is not None

    def told(self) -> Fields:
        """What the action of the Dial is told."""
        call, now = self._fate, self._caller.line.at
        talked = call.answered_at is not None and not self._moved
        seconds = int((call.ended_at or now) - (call.answered_at or now)) if talked else None
        return dial_fields(self._status, bridged=self._bridge is not None, leg=call, seconds=seconds)

    async def run(self) -> None:
        """Ring until somebody is connected, and talk until they part. Raises what ends the caller's leg."""
        line = self._caller.line
        try:
            await self._ring(line.at + self._dial.timeout + EXTRA_SECONDS)
        except Connected:
            self._status = CallStatus.COMPLETED.value
            await self._talk()
        except Lost:
            self._status = self._fate.status.value if self._winner is None else CallStatus.COMPLETED.value
        except (LineBroken, Redirected):
            self._status = (CallStatus.CANCELED if self._winner is None else CallStatus.COMPLETED).value
            raise
        finally:
            self._deserted = True
            self._stop("caller", CallStatus.CANCELED, line.at)
            if self._bridge is not None:
                self._bridge.close(self._caller)
            for stale in (Answered, Connected, Lost):
                line.forgets(stale)

    async def _ring(self, until: float) -> NoReturn:
        """Raises `Connected` or `Lost`, or what ends the caller's leg."""
        line = self._caller.line
        try:
            await line.until(until)
            self._stop("timeout", CallStatus.NO_ANSWER, until, but=self._winner)
        except Answered:
            pass
        while True:
            try:
                await line.for_ever()  # while the whisper is heard
            except Answered:
                continue

    async def _talk(self) -> None:
        if self._bridge is not None:
            self._caller.pick_up()
            dial = self._dial
            await self._bridge.stay(self._caller, limit=dial.time_limit, star_ends=dial.hangup_on_star)

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

    async def _be_rung(self, leg: Leg, number: Number) -> NoReturn:
        try:
            await ring(leg, NEVER, on_ringing=lambda: self._tape.phones_ring(leg.line.at))
            self._wins(leg)
            await detect(leg)
            if number.url:
                whisper = Performance(leg, self._stage.performers, WHISPERS, 13201)
                await whisper.play(self._stage.aim(number.url, number.method))
            await self._connect(leg)
        except Redirected as order:
            self._moved = True
            self._out(leg)
            await converse(leg, self._stage.performers, order.source)
        raise LineBroken("hangup")

    def _wins(self, leg: Leg) -> None:
        """Raises `LineBroken` for who picks up when it is too late."""
        if self._winner is not None or self._deserted:
            raise LineBroken("answered elsewhere" if self._winner else "caller")
        self._winner, self._fate = leg, leg.call
        self._caller.line.interrupt(Answered(), leg.line.at)
        self._stop("answered elsewhere", CallStatus.CANCELED, leg.line.at, but=leg)

    async def _connect(self, leg: Leg) -> None:
        if self._deserted:
            raise LineBroken("caller")
        self._out_there.pop(leg.call.sid, None)
        self._bridge = Bridge(self._caller, leg, leg.line.at, self._tape)
        self._caller.line.interrupt(Connected(), leg.line.at)
        await self._bridge.stay(leg)

    def _out(self, leg: Leg) -> None:
        """The phone no longer rings for the caller."""
        if self._out_there.pop(leg.call.sid, None) is None:
            return
        if self._winner is None:
            self._fate = leg.call
        if not self._out_there and self._bridge is None and not self._deserted:
            self._caller.line.interrupt(Lost(), leg.line.at)


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
