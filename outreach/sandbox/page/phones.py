"""The phones as the page shows them, and what a person at the page does with one: answer, press, say, hang up, text, dial.

A phone taken in hand is answered by nobody else. Whoever releases it gives it back to its persona, from the next call on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from outreach.sandbox.errors import SandboxError
from outreach.sandbox.people.act import Act
from outreach.sandbox.rest.ask import Ask, Reply
from outreach.sandbox.sandbox import Sandbox
from outreach.sandbox.texts.inbound import receive
from outreach.sandbox.voice.call import CallStatus, Direction
from outreach.sandbox.voice.inbound import call_us
from outreach.sandbox.voice.leg import Leg
from outreach.sandbox.voice.line import LineBroken
from outreach.sandbox.voice.ringing import PickedUp


class NoSuchCall(SandboxError):
    """The phone is not ringing or talking, so there is nothing to do with it."""


def show(sandbox: Sandbox, _ask: Ask) -> Reply:
    """Every leg under way, the account's numbers, and the phones taken in hand."""
    legs = [_shown(leg) for leg in sandbox.legs.values()]
    return Reply(
        200, {"legs": legs, "ours": sorted(sandbox.holdings.numbers), "in_hand": sorted(sandbox.population.in_hand)}
    )


def act(sandbox: Sandbox, ask: Ask) -> Reply:
    """`{"number", "act", …}`; raises `NoSuchCall` when the act needs a call and there is none."""
    wish = ask.json()
    deed = DEEDS.get(str(wish.get("act")))
    if deed is None:
        raise NoSuchCall(f"a phone can {', '.join(DEEDS)}, not {wish.get('act')!r}")
    deed(sandbox, str(wish.get("number", "")), wish)
    return show(sandbox, ask)


def _shown(leg: Leg) -> dict[str, object]:
    call = leg.call
    return {
        "sid": call.sid,
        "number": call.person,
        "ours": call.ours,
        "direction": call.direction.value,
        "status": call.status.value,
        "parent": call.parent_sid,
        "with": leg.with_whom or None,
        "in_hand": leg.party.by_hand,
    }


def _leg(sandbox: Sandbox, number: str) -> Leg:
    """The newest call of a phone."""
    for leg in reversed(list(sandbox.legs.values())):
        if leg.call.person == number:
            return leg
    raise NoSuchCall(f"{number} is neither ringing nor talking")


def _take(sandbox: Sandbox, number: str, _wish: Mapping[str, Any]) -> None:
    sandbox.population.take_in_hand(number, taken=True)


def _release(sandbox: Sandbox, number: str, _wish: Mapping[str, Any]) -> None:
    sandbox.population.take_in_hand(number, taken=False)


def _answer(sandbox: Sandbox, number: str, _wish: Mapping[str, Any]) -> None:
    leg = _leg(sandbox, number)
    rings = leg.call.status is CallStatus.RINGING and leg.call.direction is not Direction.INBOUND
    if not rings or not leg.party.by_hand:
        raise NoSuchCall(f"{number} is not ringing in your hand")
    leg.line.interrupt(PickedUp())


def _hang_up(sandbox: Sandbox, number: str, _wish: Mapping[str, Any]) -> None:
    """Ends a talk, turns a ringing phone away, or gives up calling us."""
    leg = _leg(sandbox, number)
    turned_away = not leg.answered and leg.call.direction is not Direction.INBOUND
    leg.line.interrupt(LineBroken("person", CallStatus.BUSY) if turned_away else LineBroken("person"))


def _press(sandbox: Sandbox, number: str, wish: Mapping[str, Any]) -> None:
    leg, now = _leg(sandbox, number), sandbox.clock.now()
    leg.line.happens(*(Act(now, key=key) for key in str(wish.get("keys", "")) if key in "0123456789*#"))


def _say(sandbox: Sandbox, number: str, wish: Mapping[str, Any]) -> None:
    _leg(sandbox, number).line.happens(Act(sandbox.clock.now(), words=str(wish.get("words", ""))))


def _text(sandbox: Sandbox, number: str, wish: Mapping[str, Any]) -> None:
    receive(sandbox, number, str(wish.get("to", "")), str(wish.get("body", "")), sandbox.clock.now())


def _dial(sandbox: Sandbox, number: str, wish: Mapping[str, Any]) -> None:
    """Calls one of our numbers, with the phone in hand."""
    sandbox.population.take_in_hand(number, taken=True)
    call_us(sandbox, number, str(wish.get("to", "")), sandbox.clock.now())


Deed = Callable[[Sandbox, str, Mapping[str, Any]], None]
DEEDS: Final[Mapping[str, Deed]] = {
    "take": _take,
    "release": _release,
    "answer": _answer,
    "hang_up": _hang_up,
    "press": _press,
    "say": _say,
    "text": _text,
    "dial": _dial,
}
