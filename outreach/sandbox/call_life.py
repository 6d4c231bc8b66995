"""The life of a call, from its place in the queue to its last callback.

Twilio starts one call a second and queues the rest; `calls_per_second` sets that pace. Dialling takes
`SETUP_SECONDS` until the phone rings or the network refuses.
"""

from __future__ import annotations

from typing import Final, NoReturn

from outreach.sandbox.callbacks import Mail
from outreach.sandbox.calls import Call, CallStatus
from outreach.sandbox.chaos import Mode
from outreach.sandbox.conversation import Conversation
from outreach.sandbox.documents import about
from outreach.sandbox.fields import UNANSWERED_SIP_CODES, progress_fields, verdict_fields
from outreach.sandbox.line import Line, LineBroken, Redirected
from outreach.sandbox.listener import Listener
from outreach.sandbox.people import Answer
from outreach.sandbox.sandbox import Sandbox

SETUP_SECONDS: Final = 1.0
BUSY_SECONDS: Final = 1.5
VERDICT_SECONDS: Final = {Answer.HUMAN: 2.5, Answer.MACHINE: 4.0, Answer.FAX: 3.0}
VERDICTS: Final = {Answer.HUMAN: "human", Answer.MACHINE: "machine_start", Answer.FAX: "fax"}


def enqueue(sandbox: Sandbox, call: Call) -> None:
    """Put a new call into the queue; it is dialled when its slot comes."""
    sandbox.calls.add(call)
    _record(sandbox, call, "call.created", call.created_at, url=call.source.url or None)
    slot = max(call.created_at, sandbox.next_call_slot)
    sandbox.next_call_slot = slot + 1 / sandbox.options.calls_per_second
    sandbox.call_queue[call.sid] = call
    sandbox.timers.at(slot, lambda due: _dial(sandbox, call, due))


def cancel_queued(sandbox: Sandbox, call: Call, at: float) -> None:
    """End a call that was never dialled."""
    sandbox.call_queue.pop(call.sid, None)
    _end(sandbox, call, CallStatus.CANCELED, at, "api")


def _dial(sandbox: Sandbox, call: Call, at: float) -> None:
    if sandbox.call_queue.pop(call.sid, None) is None:
        return
    call.dialled_at = at
    life = CallLife(sandbox, call, at)
    sandbox.lines[call.sid] = life.line  # from here on the API can break in
    sandbox.callbacks.background(life.run())


class CallLife:
    """One dialled call."""

    def __init__(self, sandbox: Sandbox, call: Call, at: float) -> None:
        self._sandbox = sandbox
        self._call = call
        self._manner = sandbox.population.at(call.to).call
        self._listener = Listener(self._manner) if self._manner.answer in VERDICTS else None
        self.line = Line(sandbox.timers, at, self._typed)

    async def run(self) -> None:
        sandbox, call = self._sandbox, self._call
        try:
            await self._ring()
            await self._talk()
        except LineBroken as ending:
            _end(sandbox, call, ending.status, self.line.at, ending.by)
        finally:
            sandbox.lines.pop(call.sid, None)

    async def _ring(self) -> None:
        """From dialling to picking up. Raises `LineBroken` when nobody does."""
        line, manner = self.line, self._manner
        self._tell("initiated")
        await line.until(line.at + SETUP_SECONDS)
        if manner.answer is Answer.NOT_IN_SERVICE:
            raise LineBroken("network", CallStatus.FAILED)
        self._become(CallStatus.RINGING, "call.ringing")
        self._tell("ringing")
        if manner.answer is Answer.BUSY:
            await line.until(line.at + BUSY_SECONDS)
            raise LineBroken("network", CallStatus.BUSY)
        if manner.answer is Answer.NO_ANSWER or manner.ring_seconds >= self._call.timeout:
            await line.until(line.at + self._call.timeout)
            raise LineBroken("network", CallStatus.NO_ANSWER)
        await line.until(line.at + manner.ring_seconds)

    async def _talk(self) -> NoReturn:
        """From picking up to hanging up."""
        call, line = self._call, self.line
        listener = self._listener or Listener(self._manner)
        call.answered_at = line.at
        call.sip_code = 200
        line.limit_at = line.at + call.time_limit
        line.leaves_at = line.at + listener.stays()
        self._become(CallStatus.IN_PROGRESS, "call.answered", by=listener.who)
        self._tell("answered")
        try:
            await self._detect()
        except Redirected as order:
            call.source = order.source
        await Conversation(self._sandbox, call, line, listener).run()

    async def _detect(self) -> None:
        detection = self._call.detection
        if not detection.mode:
            return
        verdict, seconds = self._verdict()
        if detection.delays_twiml:
            await self.line.until(self.line.at + seconds)
            self._judge(verdict, self.line.at)
        else:
            due = self.line.at + seconds
            self._sandbox.timers.at(due, lambda at: self._report_verdict(verdict, seconds, at))

    def _verdict(self) -> tuple[str, float]:
        """What detection says and after how many seconds; chaos may have it wrong."""
        answer = self._manner.answer
        seconds = VERDICT_SECONDS[answer]
        verdict = VERDICTS[answer]
        if self._sandbox.chaos.strikes((Mode.WRONG_DETECTION,), "calls"):
            verdict = "machine_start" if answer is Answer.HUMAN else "human"
        if verdict == "machine_start" and self._call.detection.mode == "DetectMessageEnd":
            return "machine_end_beep", max(seconds, self._manner.greeting_seconds)
        return verdict, seconds

    def _judge(self, verdict: str, at: float) -> None:
        self._call.answered_by = verdict
        _record(self._sandbox, self._call, "call.detected", at, answered_by=verdict)

    def _report_verdict(self, verdict: str, seconds: float, at: float) -> None:
        """Asynchronous detection: a callback of its own, also when the call is over by then."""
        call = self._call
        self._judge(verdict, at)
        if call.detection.verdict_to is not None:
            fields = verdict_fields(call, verdict, int(seconds * 1000))
            self._sandbox.callbacks.send(Mail(about(call), call.detection.verdict_to, "detected", fields))

    def _become(self, status: CallStatus, kind: str, **more: object) -> None:
        self._call.status = status
        self._call.updated_at = self.line.at
        _record(self._sandbox, self._call, kind, self.line.at, **more)

    def _tell(self, event: str) -> None:
        _tell(self._sandbox, self._call, event, self.line.at)

    def _typed(self, key: str, at: float, heard: bool) -> None:
        if self._listener is not None:
            self._listener.typed()
        _record(self._sandbox, self._call, "call.pressed", at, digits=key, lost=None if heard else True)


def _end(sandbox: Sandbox, call: Call, status: CallStatus, at: float, by: str) -> None:
    call.status = status
    call.ended_at = call.updated_at = at
    call.sip_code = UNANSWERED_SIP_CODES.get(status, call.sip_code)
    _record(sandbox, call, "call.ended", at, status=status.value, by=by, seconds=call.seconds)
    _tell(sandbox, call, "completed", at)


def _tell(sandbox: Sandbox, call: Call, event: str, at: float) -> None:
    """Send the status callback of `event` to whoever asked for it."""
    if call.callback is None or event not in call.callback.events:
        return
    fields = progress_fields(call, event, call.callbacks_fired, at)
    call.callbacks_fired += 1
    name = "initiated" if event == "initiated" else call.status.value
    sandbox.callbacks.send(Mail(about(call), call.callback, name, fields))


def _record(sandbox: Sandbox, call: Call, kind: str, at: float, **more: object) -> None:
    sandbox.ledger.record(kind, at, sid=call.sid, from_=call.from_, to=call.to, attempt=call.attempt, **more)
