"""Dial to telephone numbers: the flow, and what the action is told. The Number noun: test_number.py."""

from __future__ import annotations

import pytest

from tests.sandbox.behaviour.golden import DIAL as DIALLED
from tests.sandbox.behaviour.golden import STANDARD
from tests.sandbox.behaviour.pages import CALL, DIAL, NUMBER
from tests.sandbox.behaviour.scenes import GOODBYE, OBSERVED, dials
from tests.sandbox.behaviour.table import (
    BUSY,
    MACHINE,
    NO_ANSWER,
    NOT_IN_SERVICE,
    Manner,
    Play,
    Played,
    Row,
    Scene,
    Table,
    human,
)

TABLE = Table("Dial", "The caller is connected to a telephone, and comes back when that is over.")


def test_dial_as_documented(played: Played, row: Row) -> None:
    played.judge(row)


# --- the flow


@TABLE.row(
    "Whoever answers is connected to the caller; the two talk until one hangs up.", DIAL, b=human(talk_seconds=40.0)
)
def _(play: Play) -> Scene:
    play.call(dials(play), GOODBYE)
    yield
    assert play.at("call.parted") - play.at("call.bridged") == pytest.approx(40, abs=0.001)
    assert play.one("call.bridged")["with_sid"] == play.leg("b")


@TABLE.row("The number may be plain text, without a noun.", DIAL)
def _(play: Play) -> Scene:
    play.call(f"<Dial>{play.number('b')}</Dial>")
    yield
    assert play.one("call.bridged")["with_sid"] == play.leg("b")


@TABLE.row("Numbers of the United States may be written without +1: (415) 555-0111, 415-555-0111.", NUMBER)
def _(play: Play) -> Scene:
    plain = play.number("b").removeprefix("+1")
    written = f"({plain[:3]}) {plain[3:6]}-{plain[6:]}"
    dashed = f"{plain[:3]}-{plain[3:6]}-{plain[6:]}"
    play.call(f"<Dial timeLimit='5'>{written}</Dial>", f"<Dial timeLimit='5'><Number>{dashed}</Number></Dial>")
    yield
    assert len(play.legs("b")) == 2


def falls_through(sentence: str, manner: Manner) -> None:
    @TABLE.row(sentence, DIAL, b=manner)
    def _(play: Play) -> Scene:
        play.call(dials(play, "timeout='5'"), GOODBYE)
        yield
        assert play.words() == ["Goodbye."]
        assert play.one("call.ended", sid=play.leg("a"))["by"] == "document_end"


falls_through("No action: a busy line leads to the next verb.", BUSY)
falls_through("No action: no answer leads to the next verb.", NO_ANSWER)
falls_through("No action: a called party who hangs up leads to the next verb.", human(talk_seconds=5.0))


@TABLE.row("No action and no further verb: the call ends.", DIAL, b=BUSY)
def _(play: Play) -> Scene:
    play.call(dials(play))
    yield
    assert play.one("call.ended", sid=play.leg("a"))["by"] == "document_end"


@TABLE.row(
    "The initial caller hangs up: the session is over, the next verb is not run.", DIAL, a=human(talk_seconds=5.0)
)
def _(play: Play) -> Scene:
    play.call(dials(play), GOODBYE)
    yield
    assert play.words() == []
    ended = play.journal("call.ended")
    assert [(one["by"], one["status"]) for one in ended] == [("person", "completed"), ("hangup", "completed")]


@TABLE.row("With an action, its TwiML goes on with the call; verbs behind the Dial are not reached.", DIAL, b=BUSY)
def _(play: Play) -> Scene:
    play.serve("after", "<Say>Sorry.</Say>")
    play.call(dials(play, "action='after'"), GOODBYE)
    yield
    assert play.words() == ["Sorry."]


@TABLE.row("method says how the action is requested; the default is POST.", DIAL, b=BUSY)
def _(play: Play) -> Scene:
    play.serve("after", dials(play, "action='last'"))
    play.call(dials(play, "action='after' method='GET'"))
    yield
    assert [one.method for one in play.requests("after") + play.requests("last")] == ["GET", "POST"]
    assert play.asked("after")["DialCallStatus"] == "busy"


# --- what the action is told


def outcome(
    sentence: str, source: str, status: str, bridged: str, modelled: str = "as documented", **people: Manner
) -> None:
    @TABLE.row(sentence, source, modelled, **people)
    def _(play: Play) -> Scene:
        play.call(dials(play, "action='after' timeout='10'"))
        yield
        told = play.asked("after")
        assert (told["DialCallStatus"], told["DialBridged"]) == (status, bridged)
        assert told["DialCallSid"] == play.leg("b")


outcome("DialCallStatus completed: answered and connected; DialBridged is true.", DIAL, "completed", "true")
outcome("DialCallStatus busy: a busy signal; DialBridged is false.", DIAL, "busy", "false", b=BUSY)
outcome("DialCallStatus no-answer: not picked up before the timeout passed.", DIAL, "no-answer", "false", b=NO_ANSWER)
outcome("DialCallStatus failed: the number cannot be reached.", DIAL, "failed", "false", b=NOT_IN_SERVICE)
outcome(
    "A voicemail that answers is an answer: completed, and bridged.", NUMBER, "completed", "true", OBSERVED, b=MACHINE
)


@TABLE.row(
    "The action gets the standard parameters of the caller's leg, DialCallStatus, DialCallSid, DialCallDuration and DialBridged.",
    DIAL,
)
def _(play: Play) -> Scene:
    sid = play.call(dials(play, "action='after'"))
    yield
    told = play.asked("after")
    assert set(told) == STANDARD | DIALLED
    assert (told["CallSid"], told["CallStatus"], told["Direction"]) == (sid, "in-progress", "outbound-api")


@TABLE.row(
    "DialCallDuration is the duration of the dialled call in seconds.",
    DIAL,
    "from its answer to its end",
    b=human(talk_seconds=40.0),
)
def _(play: Play) -> Scene:
    play.serve("whisper", "<Say>Fourteen char.</Say>" * 10)
    play.call(f"<Dial action='after'><Number url='whisper'>{play.number('b')}</Number></Dial>")
    yield
    assert play.asked("after")["DialCallDuration"] == "50"
    assert play.one("call.ended", sid=play.leg("b"))["seconds"] == 50


@TABLE.row("A call nobody answered has no DialCallDuration.", DIAL, "as captured from a real call", b=NO_ANSWER)
def _(play: Play) -> Scene:
    play.call(dials(play, "action='after' timeout='5'"))
    yield
    assert set(play.asked("after")) == STANDARD | DIALLED - {"DialCallDuration"}


@TABLE.row("DialCallDuration of a call that hangupOnStar ends is told all the same.", DIAL)
def _(play: Play) -> Scene:
    play.hand("take")
    play.call(dials(play, "action='after' hangupOnStar='true'"))
    yield 2
    play.hand("answer")
    yield 20
    play.hand("press", keys="*")
    yield
    assert 15 <= int(play.asked("after")["DialCallDuration"]) <= 20


@TABLE.row("DialCallDuration is not sent when the dialled call was redirected before it ended.", DIAL)
def _(play: Play) -> Scene:
    play.serve("elsewhere", "<Say>Hello again.</Say>")
    play.call(dials(play, "action='after'"))
    yield 20
    play.client.calls(play.leg("b")).update(url=play.url("elsewhere"))
    yield
    assert set(play.asked("after")) == STANDARD | DIALLED - {"DialCallDuration"}
    assert play.words(play.leg("b")) == ["Hello again."]


@TABLE.row(
    "DialCallStatus canceled: the dialled call was canceled over REST before it was answered.", DIAL, b=NO_ANSWER
)
def _(play: Play) -> Scene:
    play.call(dials(play, "action='after'"))
    yield 10
    play.client.calls(play.leg("b")).update(status="canceled")
    yield
    told = play.asked("after")
    assert (told["DialCallStatus"], told["DialBridged"], told["CallStatus"]) == ("canceled", "false", "in-progress")


@TABLE.row(
    "The caller hangs up while it rings: the action is requested with canceled and CallStatus completed; its TwiML has no effect.",
    DIAL,
    OBSERVED,
    a=human(hangs_up_after=6.0),
    b=NO_ANSWER,
)
def _(play: Play) -> Scene:
    play.serve("after", "<Say>Never.</Say>")
    play.call(dials(play, "action='after'"))
    yield
    told = play.asked("after")
    assert (told["DialCallStatus"], told["DialBridged"], told["CallStatus"]) == ("canceled", "false", "completed")
    assert play.words() == []
    assert play.one("call.ended", sid=play.leg("b"))["status"] == "canceled"


@TABLE.row(
    "The caller hangs up while talking: the action is requested with completed, bridged, CallStatus completed.",
    DIAL,
    OBSERVED,
    a=human(talk_seconds=9.0),
)
def _(play: Play) -> Scene:
    play.serve("after", "<Say>Never.</Say>")
    play.call(dials(play, "action='after'"))
    yield
    told = play.asked("after")
    assert (told["DialCallStatus"], told["DialBridged"], told["CallStatus"]) == ("completed", "true", "completed")
    assert (told["DialCallDuration"], play.words()) == ("9", [])


@TABLE.row("The action of a Dial out of which the caller was redirected is not requested.", DIAL, "not documented")
def _(play: Play) -> Scene:
    sid = play.call(dials(play, "action='after'"))
    play.serve("elsewhere", "<Say>Over here.</Say>")
    yield 20
    play.client.calls(sid).update(url=play.url("elsewhere"))
    yield
    assert (play.requests("after"), play.words()) == ([], ["Over here."])
    assert play.one("call.ended", sid=play.leg("b"))["status"] == "completed"


# --- over REST


@TABLE.row(
    "The legs of a Dial are calls of their own: outbound-dial, with the caller's as parent.",
    CALL,
)
def _(play: Play) -> Scene:
    sid = play.call(dials(play, "", "bc"))
    yield
    children = play.client.calls.list(parent_call_sid=sid)
    assert {one.sid for one in children} == {play.leg("b"), play.leg("c")}
    assert {(one.direction, one.parent_call_sid) for one in children} == {("outbound-dial", sid)}
    parent = play.client.calls(sid).fetch()
    assert (parent.direction, parent.parent_call_sid) == ("outbound-api", None)


@TABLE.row("A dialled call can be ended over REST: the caller goes on.", DIAL)
def _(play: Play) -> Scene:
    play.call(dials(play, "action='after'"))
    yield 20
    play.client.calls(play.leg("b")).update(status="completed")
    yield
    assert play.asked("after")["DialCallStatus"] == "completed"
    assert play.one("call.ended", sid=play.leg("b"))["by"] == "api"
