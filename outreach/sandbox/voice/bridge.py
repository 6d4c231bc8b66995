"""Two legs that hear each other, until one of them goes.

Each leg lives its own side (`stay`); whoever leaves tells the other. How long people talk is their own affair.
"""

from __future__ import annotations

from outreach.sandbox.timers import NEVER
from outreach.sandbox.voice.call import Direction
from outreach.sandbox.voice.dial_tape import DialTape
from outreach.sandbox.voice.leg import Leg


class Parted(Exception):
    """The other side has gone."""


class Bridge:
    """`near` asked to be connected, `far` is whom it got; `tape` records the two. Durations are seconds."""

    def __init__(self, near: Leg, far: Leg, at: float, tape: DialTape) -> None:
        self.near = near
        self.far = far
        self.opened_at = at
        self.closed_at: float | None = None
        self._tape = tape
        near.with_whom, far.with_whom = far.call.person, near.call.person
        near.bridge = far.bridge = self
        tape.connected(at)

    @property
    def seconds(self) -> int:
        return int((self.near.line.at if self.closed_at is None else self.closed_at) - self.opened_at)

    async def stay(self, leg: Leg, *, limit: float = NEVER, star_ends: bool = False) -> None:
        """Talk on `leg` until the other side goes, `limit` seconds have passed, or the star is pressed where it ends.

        Raises what ends or redirects the leg itself; the other side has been told by then.
        """
        line = leg.line
        before = line.leaves_at
        line.leaves(line.at + leg.party.talks())
        if leg is self.near:
            leg.record("call.bridged", with_sid=self.far.call.sid)
        try:
            while True:
                act = await line.until(self.opened_at + limit, listening=star_ends)
                if act is None:
                    return
                leg.acted(act, heard=act.key == "*")
                if act.key == "*":
                    return
        except Parted:
            return
        finally:
            line.leaves(before)
            self.close(leg)
            line.forgets(Parted)

    def close(self, leaving: Leg) -> None:
        """`leaving` goes; the other side is told, once."""
        if self.closed_at is None:
            self.closed_at = leaving.line.at
            other = self.far if leaving is self.near else self.near
            other.line.interrupt(Parted(), self.closed_at)
            leaving.record("call.parted", with_sid=other.call.sid, seconds=self.seconds)
            self.near.with_whom = self.far.with_whom = ""
            self.near.bridge = self.far.bridge = None
            recorded = self._tape.stop(self.closed_at)
            if self.far.call.direction is Direction.OUTBOUND_DIAL:
                self.far.call.recorded = recorded
