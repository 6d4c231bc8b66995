"""What scenes of several tables do: calls that dial, meet in a room, wait in a queue, pay, or hear a sound."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterable
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.sandbox.behaviour.table import Manner, Play, human
from tests.sandbox.stage import Document

CONFERENCE_EVENTS = "start end join leave mute hold modify speaker announcement"
EVENTS = f"statusCallback='room' statusCallbackEvent='{CONFERENCE_EVENTS}'"
OBSERVED = "observed by integrators; the page is silent"
GOODBYE = "<Say>Goodbye.</Say>"
GONE = Document("", 404, "text/plain")
WAITS: Manner = human(patience_seconds=30.0)
CARDS = VISA, AMEX, DECLINED = "4242424242424242", "378282246310005", "4000000000000002"
CARD_STEP = "payment-card-number"


def dials(play: Play, attributes: str = "", names: Iterable[str] = "b") -> str:
    inside = "".join(f"<Number>{play.number(name)}</Number>" for name in names)
    return f"<Dial {attributes}>{inside}</Dial>"


def conference(play: Play, attributes: str = "", dial: str = "action='after'") -> str:
    return f"<Dial {dial}><Conference {attributes}>{play.room}</Conference></Dial>"


def joins(play: Play, name: str, attributes: str = "", dial: str = "action='after'") -> str:
    """Call somebody into the room; she is in it two seconds later."""
    return play.call(conference(play, attributes, dial), "<Say>Back.</Say>", to=name, path=f"start-{name}")


def events(play: Play, path: str = "room") -> list[str]:
    return [one.fields["StatusCallbackEvent"] for one in play.requests(path)]


def told(play: Play, event: str, path: str = "room") -> list[dict[str, str]]:
    return [one.fields for one in play.requests(path) if one.fields["StatusCallbackEvent"] == event]


def together(play: Play, second: str = "", dial: str = "action='after'", first: str = "") -> tuple[str, str]:
    """Two calls into the room: a, whose attributes name the events, and b. Their sids."""
    one = f"<Dial><Conference {first} {EVENTS}>{play.room}</Conference></Dial>"
    two = f"<Dial {dial}><Conference {second}>{play.room}</Conference></Dial>"
    sid = play.call(one, "<Say>Back.</Say>", path="start-a")
    return sid, play.call(two, "<Say>Back.</Say>", to="b", path="start-b")


def the_conference(play: Play) -> Any:
    """Over REST, known by its first event."""
    return play.client.conferences(play.requests("room")[0].fields["ConferenceSid"])


def refusal(ask: Any) -> tuple[int, int | None]:
    """HTTP status and code of the refusal that `ask` must meet."""
    with pytest.raises(TwilioRestException) as refused:
        ask()
    return refused.value.status, refused.value.code


def waits(play: Play, name: str, attributes: str = "action='out'") -> str:
    """Call somebody into the queue; she is in it two seconds later."""
    return play.call(f"<Enqueue {attributes}>{play.queue}</Enqueue>", "<Say>Back.</Say>", to=name, path=f"start-{name}")


def takes(play: Play, name: str, queue: str = "", dial: str = "action='after'") -> str:
    """Call somebody who takes the first caller of the queue."""
    noun = f"<Dial {dial}><Queue {queue}>{play.queue}</Queue></Dial>"
    return play.call(noun, "<Say>Next.</Say>", to=name, path=f"start-{name}")


def results(play: Play) -> list[str]:
    return [one.fields["QueueResult"] for one in play.requests("out")]


def the_queue(play: Play) -> Any:
    return next(one for one in play.client.queues.list() if one.friendly_name == play.queue)


def payer(*answers: str, **more: Any) -> Manner:
    """Types the answers, each when Pay asks for the next thing: card, date, code, ZIP."""
    asks = ["card number", "expiration", "security code", "zip code"]
    return typed({hear: keys for hear, keys in zip(asks, answers, strict=False) if keys}, **more)


def typed(answers: dict[str, str], **more: Any) -> Manner:
    rules = [{"hear": hear, "keys": keys, "after": 1.0} for hear, keys in answers.items()]
    return human(presses=rules, **more)


GOOD: Manner = payer(f"{VISA}#", "1230", "123", "94109#")


def pay(attributes: str = "", inside: str = "", action: str = "action='paid'") -> str:
    return f"<Pay {action} {attributes}>{inside}</Pay>"


def steps(play: Play) -> list[tuple[str, str, str]]:
    return [(one.fields["For"], one.fields["Attempt"], one.fields["ErrorType"]) for one in play.requests("step")]


def sound(seconds: float) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(1)
        writer.setframerate(8000)
        writer.writeframes(b"\x80" * int(8000 * seconds))
    return file.getvalue()


def wav(seconds: float, content_type: str = "audio/wav") -> Document:
    return Document(sound(seconds), content_type=content_type)
