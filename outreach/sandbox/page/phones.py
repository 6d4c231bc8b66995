"""The phones as the page shows them, and what a person at the page does with one: answer, press, say, hang up, text, dial.

A phone taken in hand is answered by nobody else, also when it is ringing at that moment. Whoever releases it gives it back
to its persona, from the next call on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from outreach.sandbox.errors import SandboxError
from outreach.sandbox.page.scene import LEGS, shown
from outreach.sandbox.people.act import Act
from outreach.sandbox.rest.ask import Ask, Reply, is_sender
from outreach.sandbox.sandbox import Sandbox
from outreach.sandbox.texts.inbound import receive
from outreach.sandbox.voice.call import CallStatus, Direction
from outreach.sandbox.voice.inbound import call_us
from outreach.sandbox.voice.leg import Leg
from outreach.sandbox.voice.line import LineBroken
from outreach.sandbox.voice.ringing import PickedUp

LONGEST: Final = 1_600  # characters of a text, or of what is said at once
KEYS: Final = frozenset("0123456789*#")

Wish = Mapping[str, Any]


class NoSuchCall(SandboxError):
    """The phone is not ringing or talking, so there is nothing to do with it."""


class NotPossible(SandboxError):
    """What is asked for is no number, no key, no word, or no act."""


def show(sandbox: Sandbox, ask: Ask) -> Reply:
    """Every leg under way, the account's numbers, and the phones taken in hand; of one `number`, with its journal lines."""
    number = ask.query.get("number")
    if number is not None:
        return _one(sandbox, _number(number))
    legs = [shown(leg) for leg in list(sandbox.legs.values())[-LEGS:]]
    return Reply(
        200, {"legs": legs, "ours": sorted(sandbox.holdings.numbers), "in_hand": sorted(sandbox.population.in_hand)}
    )


def act(sandbox: Sandbox, ask: Ask) -> Reply:
    """`{"number", "act", "sid"?, …}` on a phone, or on one of its calls; answers with that phone as it is then.

    Raises `NoSuchCall` when the act needs a call and there is none, `NotPossible` when something is wrong with the wish.
    """
    wish = ask.json()
    deed = DEEDS.get(str(wish.get("act")))
    if deed is None:
        raise NotPossible(f"a phone can {', '.join(DEEDS)}, not {wish.get('act')!r}")
    number = _number(wish.get("number"))
    deed(sandbox, number, wish)
    return _one(sandbox, number)


def _one(sandbox: Sandbox, number: str) -> Reply:
    legs = [shown(leg) for leg in _legs(sandbox, number)]
    held = number in sandbox.population.in_hand
    recent = sandbox.recent
    lines = recent.about(number)
    return Reply(200, {"number": number, "in_hand": held, "legs": legs, "lines": lines, "noted": recent.noted})


def _number(given: object) -> str:
    if not isinstance(given, str) or not is_sender(given):
        raise NotPossible(f"{given!r} is no phone number: write it like +12125550123")
    return given


def _words(wish: Wish, name: str) -> str:
    words = str(wish.get(name, "")).strip()
    if not 0 < len(words) <= LONGEST:
        raise NotPossible(f"{name} takes 1 to {LONGEST} characters, not {len(words)}")
    return words


def _legs(sandbox: Sandbox, number: str) -> list[Leg]:
    return [leg for leg in sandbox.legs.values() if leg.call.person == number]


def _leg(sandbox: Sandbox, number: str, wish: Wish) -> Leg:
    """The call meant: the one named by its sid, else the newest of the phone."""
    legs = [leg for leg in _legs(sandbox, number) if wish.get("sid") in {None, leg.call.sid}]
    if not legs:
        raise NoSuchCall(f"{number} is neither ringing nor talking, or that call has ended")
    return legs[-1]


def _talking(sandbox: Sandbox, number: str, wish: Wish) -> Leg:
    leg = _leg(sandbox, number, wish)
    if not leg.answered:
        raise NoSuchCall(f"{number} is not talking yet")
    return leg


def _take(sandbox: Sandbox, number: str, _wish: Wish) -> None:
    sandbox.population.take_in_hand(number, taken=True)
    sandbox.recent.follow(number)
    for leg in _legs(sandbox, number):
        if not leg.answered and leg.call.direction is not Direction.INBOUND:
            leg.party.taken_in_hand()


def _release(sandbox: Sandbox, number: str, _wish: Wish) -> None:
    sandbox.population.take_in_hand(number, taken=False)
    sandbox.recent.forget(number)


def _answer(sandbox: Sandbox, number: str, wish: Wish) -> None:
    leg = _leg(sandbox, number, wish)
    ringing = leg.call.status is CallStatus.RINGING and leg.call.direction is not Direction.INBOUND
    if not ringing or not leg.party.by_hand:
        raise NoSuchCall(f"{number} is not ringing in your hand")
    leg.line.interrupt(PickedUp())


def _hang_up(sandbox: Sandbox, number: str, wish: Wish) -> None:
    """Ends a talk or an own call, turns a ringing phone away."""
    leg = _leg(sandbox, number, wish)
    declined = not leg.answered and leg.call.direction is not Direction.INBOUND
    leg.line.interrupt(LineBroken("person", CallStatus.BUSY) if declined else LineBroken("person"))


def _press(sandbox: Sandbox, number: str, wish: Wish) -> None:
    leg, now, keys = _talking(sandbox, number, wish), sandbox.clock.now(), _words(wish, "keys")
    if set(keys) - KEYS:
        raise NotPossible(f"a phone has the keys 0 to 9, * and #, not {keys!r}")
    leg.line.happens(*(Act(now, key=key) for key in keys))


def _say(sandbox: Sandbox, number: str, wish: Wish) -> None:
    leg = _talking(sandbox, number, wish)
    leg.line.happens(Act(sandbox.clock.now(), words=_words(wish, "words")))


def _text(sandbox: Sandbox, number: str, wish: Wish) -> None:
    receive(sandbox, number, _number(wish.get("to")), _words(wish, "body"), sandbox.clock.now())


def _dial(sandbox: Sandbox, number: str, wish: Wish) -> None:
    """Calls one of our numbers, with the phone in hand."""
    ours = _number(wish.get("to"))
    _take(sandbox, number, wish)
    call_us(sandbox, number, ours, sandbox.clock.now())


Deed = Callable[[Sandbox, str, Wish], None]
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
