"""Dial to several numbers."""

from __future__ import annotations

from tests.sandbox.behaviour.pages import DIAL, NUMBER
from tests.sandbox.behaviour.scenes import dials
from tests.sandbox.behaviour.table import (
    BUSY,
    NO_ANSWER,
    NOT_IN_SERVICE,
    Play,
    Played,
    Row,
    Scene,
    Table,
    human,
    moment,
)

TABLE = Table("Dial: several numbers", "At once, or one after the other.")


def test_dial_to_many_as_documented(played: Played, row: Row) -> None:
    played.judge(row)


@TABLE.row(
    "Several numbers ring at once; the first that is picked up is connected and the others are hung up.",
    NUMBER,
    b=human(ring_seconds=9),
    c=human(ring_seconds=4),
    d=NO_ANSWER,
)
def _(play: Play) -> Scene:
    play.call(dials(play, "action='after'", "bcd"))
    yield
    told = play.asked("after")
    assert (told["DialCallStatus"], told["DialCallSid"]) == ("completed", play.leg("c"))
    created = [moment(line) for line in play.journal("call.created")]
    assert created[1] == created[2] == created[3]
    ends = {name: play.one("call.ended", sid=play.leg(name))["status"] for name in "bcd"}
    assert ends == {"b": "canceled", "c": "completed", "d": "canceled"}
    assert play.at("call.ended", sid=play.leg("b")) == play.at("call.answered", sid=play.leg("c"))


@TABLE.row(
    "The first that is picked up stops the others also while its whisper still runs, even if that refuses the call.",
    NUMBER,
    b=human(ring_seconds=2),
    c=human(ring_seconds=6),
)
def _(play: Play) -> Scene:
    play.serve("refuse", "<Say>A call for you, very long words to say here.</Say>", "<Hangup/>")
    inside = f"<Number url='refuse'>{play.number('b')}</Number><Number>{play.number('c')}</Number>"
    play.call(f"<Dial action='after'>{inside}</Dial>")
    yield
    told = play.asked("after")
    assert (told["DialCallStatus"], told["DialBridged"], told["DialCallSid"]) == ("completed", "false", play.leg("b"))
    assert play.one("call.ended", sid=play.leg("c"))["status"] == "canceled"


@TABLE.row(
    "Several numbers, none picked up: the status of the last one is told.",
    DIAL,
    "not documented",
    b=BUSY,
    c=NO_ANSWER,
    d=NOT_IN_SERVICE,
)
def _(play: Play) -> Scene:
    play.call(dials(play, "action='after' timeout='5'", "bcd"))
    yield
    told = play.asked("after")
    assert (told["DialCallStatus"], told["DialCallSid"]) == ("no-answer", play.leg("c"))


@TABLE.row("One of several is busy: the others ring on.", NUMBER, b=BUSY, c=human(ring_seconds=9))
def _(play: Play) -> Scene:
    play.call(dials(play, "action='after'", "bc"))
    yield
    assert play.asked("after")["DialCallSid"] == play.leg("c")


@TABLE.row("Up to ten numbers ring.", NUMBER, "more are warned of (13250) and left out", b=human(ring_seconds=9))
def _(play: Play) -> Scene:
    play.call(dials(play, "action='after' timeout='5'", "bcdefghijklm"))
    yield
    assert len(play.journal("call.created")) == 1 + 10
    assert play.codes() == [13250]


@TABLE.row(
    "sequential rings them one after the other, in the order of the document.", DIAL, b=BUSY, c=NO_ANSWER, d=human()
)
def _(play: Play) -> Scene:
    play.call(dials(play, "action='after' timeout='5' sequential='true'", "bcd"))
    yield
    created = [line["to"] for line in play.journal("call.created")[1:]]
    assert created == [play.number(name) for name in "bcd"]
    assert play.at("call.created", to=play.number("c")) == play.at("call.ended", to=play.number("b"))
    assert play.asked("after")["DialCallSid"] == play.leg("d")


@TABLE.row(
    "sequential stops with the first that is picked up, also when its whisper refuses the call.",
    NUMBER,
    "as with numbers that ring at once",
    b=human(),
    c=human(),
)
def _(play: Play) -> Scene:
    play.serve("refuse", "<Hangup/>")
    inside = f"<Number url='refuse'>{play.number('b')}</Number><Number>{play.number('c')}</Number>"
    play.call(f"<Dial sequential='true' action='after'>{inside}</Dial>")
    yield
    assert (play.asked("after")["DialBridged"], play.legs("c")) == ("false", [])


@TABLE.row("Calls a Dial makes start right away: they wait in no queue.", NUMBER)
def _(play: Play) -> Scene:
    play.call(dials(play, "", "bcdefgh"))
    yield
    assert len({line["at"] for line in play.journal("call.created")[1:]}) == 1
