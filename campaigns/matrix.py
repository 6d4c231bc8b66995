"""The recycle matrix: what an ended attempt leads to.

One row per disposition::

    [recycle.no_answer]
    do = "repeat"       # repeat the step, go to the next step, or stop (the enrolment is done)
    after = "1 day"     # how long from the end of the attempt; absent with `next`: the step's own wait
    at_most = 3         # tries at one step that may come to this; the last of them leads to `then` instead
    then = "next"       # next or stop

Rows that a file leaves out are these::

    no_answer            repeat after 1 day, at most 3      right_party_contact  next after the step's wait
    busy                 repeat after 30 minutes, at most 3 promise, plan        stop
    voicemail            next after the step's wait         callback             next after 7 days
    not_in_service       repeat at once, at most 3          preferences          next after the step's wait
    failed               repeat after 1 hour, at most 2     unidentified         repeat after 1 day, at most 2
    dropped              repeat after 1 day, at most 2      refused, dispute     stop
    undelivered          repeat after 1 hour, at most 2     wrong_person, noted  stop
    not_sent             repeat after 10 minutes, at most 3 delivered, sent      next after the step's wait
    expired              repeat after 1 hour, at most 2     blocked              next at once

By the end of an attempt that brought a promise or a plan the enrolment is held for as long as that is open, and no longer
in flight: the row counts only where it could not be written down. So it is with a dispute, a no, a wrong number and what somebody
of ours must hear (``noted``): what was said has ended or held the enrolment by then. ``callback``: she wants to be called, at a
time that was booked or by a person who was told; the times offered lie within the seven days.

``not_in_service`` may repeat at once because the dead address is never used again. A disposition without a row is
nothing the machine may guess about: the enrolment is held for a person to look at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from campaigns.units import Span, say_span

Disposition = Literal[
    "no_answer", "busy", "voicemail", "not_in_service", "failed", "dropped", "unidentified", "right_party_contact", "promise",
    "plan", "callback", "preferences", "wrong_person", "dispute", "noted", "refused", "delivered", "undelivered", "sent", "not_sent",
    "expired", "blocked",
]  # fmt: skip
NOW = timedelta(0)


class Row(BaseModel):
    """What one disposition leads to; see the module's head."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    do: Literal["repeat", "next", "stop"]
    after: Span | None = None
    at_most: int = Field(default=3, ge=1, le=20)
    then: Literal["next", "stop"] = "next"


def _repeat(after: timedelta, at_most: int) -> Row:
    return Row(do="repeat", after=after, at_most=at_most)


_NEXT, _STOP = Row(do="next"), Row(do="stop")
DEFAULTS: Mapping[Disposition, Row] = {
    "no_answer": _repeat(timedelta(days=1), 3),
    "busy": _repeat(timedelta(minutes=30), 3),
    "voicemail": _NEXT,
    "not_in_service": _repeat(NOW, 3),
    "failed": _repeat(timedelta(hours=1), 2),
    "dropped": _repeat(timedelta(days=1), 2),
    "unidentified": _repeat(timedelta(days=1), 2),
    "right_party_contact": _NEXT,
    "promise": _STOP,
    "plan": _STOP,
    "callback": Row(do="next", after=timedelta(days=7)),
    "preferences": _NEXT,
    "wrong_person": _STOP,
    "dispute": _STOP,
    "noted": _STOP,
    "refused": _STOP,
    "delivered": _NEXT,
    "undelivered": _repeat(timedelta(hours=1), 2),
    "sent": _NEXT,
    "not_sent": _repeat(timedelta(minutes=10), 3),
    "expired": _repeat(timedelta(hours=1), 2),
    "blocked": Row(do="next", after=NOW),
}


@dataclass(frozen=True, slots=True)
class Position:
    """Where an enrolment stands in a sequence of ``steps``; ``tries`` counts outcomes at this ``step``."""

    step: int
    steps: int
    wait: timedelta
    tries: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Move:
    """What an enrolment becomes: ``state`` in the words of ``enrolments``, and why."""

    state: str
    step: int
    next_at: datetime
    tries: dict[str, int]
    why: str


def move_after(position: Position, disposition: str, row: Row | None, at: datetime) -> Move:
    """Where ``position`` goes when an attempt ended at ``at`` with ``disposition``; ``row`` is its matrix row."""
    tries = dict(position.tries) | {disposition: position.tries.get(disposition, 0) + 1}
    said = disposition.replace("_", " ")
    if row is None:
        return Move("held", position.step, at, tries, f"{said}: the recycle matrix has no row for this")
    if row.do == "repeat" and tries[disposition] < row.at_most:
        after = row.after or NOW
        again = f"{said}, try {tries[disposition]} of {row.at_most}: again {_later(after)}"
        return Move("waiting", position.step, at + after, tries, again)
    if "stop" in (row.do, row.then if row.do == "repeat" else ""):
        return Move("done", position.step, at, tries, said)
    after = position.wait if row.after is None or row.do == "repeat" else row.after
    return step_on(position, said, after, at)


def step_on(position: Position, because: str, after: timedelta, at: datetime) -> Move:
    """The next step in ``after``, with a fresh count of tries; after the last step the enrolment is done."""
    following = position.step + 1
    if following >= position.steps:
        return Move("done", position.step, at, dict(position.tries), f"{because}; that was the last step")
    return Move("waiting", following, at + after, {}, f"{because}: step {following + 1} {_later(after)}")


def _later(after: timedelta) -> str:
    return f"in {say_span(after)}" if after else "at once"
