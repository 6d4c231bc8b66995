"""Calls from people to our numbers.

The number's voice URL is asked while the phone rings; the first verb that speaks or listens picks up, a Reject turns away.
A number without a URL plays an error, which is written down as `call.unrouted`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NoReturn

from outreach.sandbox.journal import attempt_in
from outreach.sandbox.people.persona import Answer
from outreach.sandbox.voice.call import Call, Callback, CallStatus, Direction, Source
from outreach.sandbox.voice.leg import Leg
from outreach.sandbox.voice.line import LineBroken
from outreach.sandbox.voice.performance import converse
from outreach.sandbox.voice.performers import PERFORMERS
from outreach.sandbox.webhooks.voice_fields import ringing_fields

if TYPE_CHECKING:
    from outreach.sandbox.sandbox import Sandbox

UNROUTED_SECONDS: Final = 4.0


def call_us(sandbox: Sandbox, person: str, ours: str, at: float) -> Call:
    """`person` dials our number `ours`."""
    holdings = sandbox.holdings
    number, url = holdings.numbers.get(ours), holdings.voice_url(ours)
    told = holdings.voice_status_url(ours)
    fallback = number.voice_fallback_url if number else ""
    call = Call(
        sid=sandbox.ids.sid("CA"),
        account_sid=sandbox.options.account_sid,
        to=ours,
        from_=person,
        created_at=at,
        source=Source(url, number.voice_method if number and number.voice_url else "POST"),
        direction=Direction.INBOUND,
        fallback=Source(fallback, number.voice_fallback_method if number else "POST") if fallback else None,
        callback=Callback(told, number.status_callback_method if number else "POST") if told else None,
        attempt=attempt_in(url),
        status=CallStatus.RINGING,
        dialled_at=at,
    )
    sandbox.calls.add(call)
    leg = Leg(sandbox, call, at)
    manner = leg.party.manner
    if manner.answer is not Answer.BY_HAND:  # whoever calls is a human being, whatever answers her phone
        leg.party.manner = replace(manner, answer=Answer.HUMAN)
    leg.record("call.created", direction=call.direction.value, url=url or None)
    sandbox.bustle.spawn(_live(leg))
    return call


async def _live(leg: Leg) -> None:
    try:
        leg.record("call.ringing")
        await (_answered(leg) if leg.call.source.url else _unrouted(leg))
    except LineBroken as ending:
        leg.over(ending)


async def _answered(leg: Leg) -> NoReturn:
    """The number's URL says how."""
    await converse(leg, PERFORMERS, leg.call.source, ringing_fields(leg.call))


async def _unrouted(leg: Leg) -> NoReturn:
    """Nobody said what to do with calls to this number."""
    leg.record("call.unrouted")
    await leg.line.until(leg.line.at + UNROUTED_SECONDS)
    raise LineBroken("network", CallStatus.FAILED)
