"""One running leg of a call: its person, its time line, what is written down and told of it.

Who makes a leg live: `outbound.py` (the API asked for it), `inbound.py` (a person called us), `hunt.py` (a `<Dial>`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from outreach.sandbox.people.act import Act
from outreach.sandbox.people.party import Party
from outreach.sandbox.voice import progress
from outreach.sandbox.voice.call import Call, CallStatus
from outreach.sandbox.voice.line import Line, LineBroken
from outreach.sandbox.voice.tape import Tape, begin, finish

if TYPE_CHECKING:
    from outreach.sandbox.sandbox import Sandbox
    from outreach.sandbox.voice.bridge import Bridge

UNANSWERED_SIP_CODES: Final = {
    CallStatus.BUSY: 486,
    CallStatus.NO_ANSWER: 487,
    CallStatus.FAILED: 404,
    CallStatus.CANCELED: 487,
}
MASK: Final = "*"


class Leg:
    """A call that has been dialled or has come in, until it ends."""

    def __init__(self, sandbox: Sandbox, call: Call, at: float) -> None:
        self.sandbox = sandbox
        self.call = call
        self.party = Party(sandbox.population.at(call.person).call)
        self.line = Line(sandbox.timers, sandbox.bustle, at, lambda act: self.acted(act, heard=False))
        self.tapes: list[Tape] = []  # that run
        self.bridge: Bridge | None = None
        self.with_whom = ""  # what the leg is doing, for who watches: a number, a conference, a queue
        self.secret = False  # keys are those of a card and not written down
        self.cookies: dict[str, dict[str, str]] = {}  # by host
        sandbox.legs[call.sid] = self

    @property
    def answered(self) -> bool:
        return self.call.answered_at is not None

    def record(self, kind: str, **more: Any) -> None:
        """Write a fact of the leg's present into the journal."""
        call = self.call
        names = {"sid": call.sid, "from_": call.from_, "to": call.to, "attempt": call.attempt}
        self.sandbox.journal.record(kind, self.line.at, **names, parent=call.parent_sid, **more)

    def become(self, status: CallStatus, kind: str, **more: Any) -> None:
        self.call.status = status
        self.call.updated_at = self.line.at
        self.record(kind, **more)

    def answer(self) -> None:
        """The person picks up, or we pick up her call."""
        call, line = self.call, self.line
        call.answered_at = line.at
        call.sip_code = 200
        line.limit_at = line.at + call.time_limit
        line.leaves(line.at + self.party.stays())
        self.become(CallStatus.IN_PROGRESS, "call.answered", by=self.party.who)
        progress.tell(self.sandbox, call, "answered", line.at)
        if call.recording is not None:
            self.tapes.append(begin(self.sandbox, call, call.recording, line.at))

    def pick_up(self) -> None:
        """Answer a call to us that still rings."""
        if not self.answered:
            self.answer()

    def acted(self, act: Act, *, heard: bool) -> None:
        """Write down what the person did; it ends what her reactions look at."""
        self.party.acted()
        lost = None if heard else True
        if act.key:
            digits, means = (MASK, None) if self.secret else (act.key, act.means)
            self.record("call.pressed", digits=digits, means=means, lost=lost)
        else:
            self.record("call.spoke", words=act.words, means=act.means, lost=lost)

    def over(self, ending: LineBroken) -> None:
        """Write down and tell the end, and put the call away."""
        call, at = self.call, self.line.at
        self.sandbox.legs.pop(call.sid, None)
        if self.bridge is not None:
            self.bridge.close(self)
        status = ending.status if ending.status is not CallStatus.COMPLETED or self.answered else CallStatus.NO_ANSWER
        call.status = status
        call.ended_at = call.updated_at = at
        call.sip_code = UNANSWERED_SIP_CODES.get(status, call.sip_code)
        self.record("call.ended", status=status.value, by=ending.by, seconds=call.seconds)
        for tape in self.tapes:
            finish(self.sandbox, call, tape, at)
        progress.tell(self.sandbox, call, "completed", at)
        self.sandbox.rooms.never_came(self.sandbox, call, at)
        self.sandbox.calls.put_away(call)
