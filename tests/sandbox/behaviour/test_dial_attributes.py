"""The attributes of a Dial, and what is wrong with one."""

from __future__ import annotations

import pytest

from tests.sandbox.behaviour.golden import STANDARD
from tests.sandbox.behaviour.pages import DIAL, ERRORS
from tests.sandbox.behaviour.scenes import GOODBYE, dials
from tests.sandbox.behaviour.table import (
    BUSY,
    NO_ANSWER,
    Play,
    Played,
    Row,
    Scene,
    Table,
    human,
)

INBOUND = {"voice_url": "inbound"}
TABLE = Table("Dial: attributes", "How long, from which number, until which key.")


def test_attributes_of_dial_as_documented(played: Played, row: Row) -> None:
    played.judge(row)


# --- attributes


@TABLE.row("timeout is 30 seconds by default, and Twilio always adds five.", DIAL, b=NO_ANSWER)
def _(play: Play) -> Scene:
    play.call(dials(play))
    yield
    leg = play.leg("b")
    assert play.at("call.ended", sid=leg) - play.at("call.created", sid=leg) == pytest.approx(35, abs=0.001)


@TABLE.row("A timeout of 10 seconds lasts about 15.", DIAL, b=NO_ANSWER)
def _(play: Play) -> Scene:
    play.call(dials(play, "timeout='10'"))
    yield
    leg = play.leg("b")
    assert play.at("call.ended", sid=leg) - play.at("call.created", sid=leg) == pytest.approx(15, abs=0.001)


@TABLE.row(
    "timeout is at least 5 seconds and at most 600; others are warned of (13212).",
    DIAL,
    "and the default holds",
    b=NO_ANSWER,
)
def _(play: Play) -> Scene:
    play.call(dials(play, "timeout='4'"), dials(play, "timeout='601'"))
    yield
    rang = [play.at("call.ended", sid=leg) - play.at("call.created", sid=leg) for leg in play.legs("b")]
    assert rang == pytest.approx([35, 35], abs=0.001)
    assert play.codes() == [13212, 13212]


@TABLE.row(
    "timeLimit hangs up on the called party after that many seconds of talk.",
    DIAL,
    a=human(talk_seconds=900.0),
    b=human(talk_seconds=900.0),
)
def _(play: Play) -> Scene:
    play.call(dials(play, "timeLimit='120' action='after'"))
    yield
    assert play.at("call.parted") - play.at("call.bridged") == pytest.approx(120, abs=0.001)
    assert (play.asked("after")["DialCallStatus"], play.asked("after")["DialCallDuration"]) == ("completed", "120")


@TABLE.row("hangupOnStar: the caller's * hangs up on the called party, and the call goes on.", DIAL)
def _(play: Play) -> Scene:
    play.hand("take")
    play.call(dials(play, "hangupOnStar='true' action='after'"))
    yield 2
    play.hand("answer")
    yield 20
    play.hand("press", keys="7*")
    yield
    assert play.asked("after")["DialCallStatus"] == "completed"
    assert play.one("call.ended", sid=play.leg("b"))["status"] == "completed"


@TABLE.row("hangupOnStar is false by default: a * is heard and nothing more.", DIAL)
def _(play: Play) -> Scene:
    play.hand("take")
    play.call(dials(play, "action='after'"))
    yield 2
    play.hand("answer")
    yield 20
    play.hand("press", keys="*")
    yield
    assert play.at("call.parted") - play.at("call.bridged") == pytest.approx(90, abs=0.001)


@TABLE.row("The called party's * does not end the call.", DIAL, a=human(talk_seconds=90.0))
def _(play: Play) -> Scene:
    play.hand("take", "b")
    play.call(dials(play, "hangupOnStar='true' action='after'"))
    yield 5
    play.hand("answer", "b")
    yield 10
    play.hand("press", "b", keys="*")
    yield
    assert play.at("call.parted") - play.at("call.bridged") == pytest.approx(90, abs=0.001)


@TABLE.row(
    "answerOnBridge as first verb: an inbound call rings until the dialled number answers.",
    DIAL,
    ours=INBOUND,
    b=human(ring_seconds=8),
)
def _(play: Play) -> Scene:
    sid = play.ring_us(dials(play, "answerOnBridge='true'"))
    yield
    assert play.at("call.answered", sid=sid) == play.at("call.answered", sid=play.leg("b"))


@TABLE.row(
    "Without answerOnBridge an inbound call is answered before the number is dialled.",
    DIAL,
    ours=INBOUND,
    b=human(ring_seconds=8),
)
def _(play: Play) -> Scene:
    sid = play.ring_us(dials(play))
    yield
    assert play.at("call.answered", sid=sid) == play.at("call.created", sid=play.leg("b"))


@TABLE.row("answerOnBridge: nobody answers, and the next verb picks up.", DIAL, ours=INBOUND, b=BUSY)
def _(play: Play) -> Scene:
    sid = play.ring_us(dials(play, "answerOnBridge='true'"), GOODBYE)
    yield
    assert play.at("call.answered", sid=sid) == play.at("call.ended", sid=play.leg("b"))
    assert play.words() == ["Goodbye."]


@TABLE.row(
    "answerOnBridge: a caller who gives up was never answered.",
    DIAL,
    "CallStatus of the action is no-answer",
    ours=INBOUND,
    a=human(),
    b=NO_ANSWER,
)
def _(play: Play) -> Scene:
    play.hand("dial", to=play.ours)
    play.serve("inbound", dials(play, "answerOnBridge='true' action='after'"))
    yield 10
    play.hand("hang_up")
    yield
    assert play.asked("after")["DialCallStatus"] == "canceled"
    assert play.asked("after")["CallStatus"] == "no-answer"


@TABLE.row("The called party sees the caller's number unless callerId is given.", DIAL, ours=INBOUND)
def _(play: Play) -> Scene:
    play.ring_us(dials(play))
    yield
    assert play.one("call.created", to=play.number("b"))["from"] == play.number("a")


@TABLE.row("callerId may be the To of the call.", DIAL, ours=INBOUND)
def _(play: Play) -> Scene:
    play.ring_us(f"<Dial callerId='{play.ours}'>{play.number('b')}</Dial>")
    yield
    assert (play.one("call.created", to=play.number("b"))["from"], play.codes()) == (play.ours, [])


@TABLE.row("callerId may be the From of the call.", DIAL, ours=INBOUND)
def _(play: Play) -> Scene:
    play.ring_us(f"<Dial callerId='{play.number('a')}'>{play.number('b')}</Dial>")
    yield
    assert (play.one("call.created", to=play.number("b"))["from"], play.codes()) == (play.number("a"), [])


@TABLE.row(
    "callerId that is none of these, nor bought, nor verified is warned of (13214).",
    f"{ERRORS}/13214",
    "nobody is called; DialCallStatus is failed",
)
def _(play: Play) -> Scene:
    play.call(f"<Dial callerId='{play.number('c')}' action='after'>{play.number('b')}</Dial>")
    yield
    assert (play.codes(), play.legs("b")) == ([13214], [])
    told = play.asked("after")
    assert set(told) == STANDARD | {"DialCallStatus", "DialBridged"}
    assert (told["DialCallStatus"], told["DialBridged"]) == ("failed", "false")


@TABLE.row("A number that is no telephone number is warned of (13223).", f"{ERRORS}/13223", "DialCallStatus is failed")
def _(play: Play) -> Scene:
    play.call("<Dial action='after'>12</Dial>")
    yield
    assert (play.codes(), play.asked("after")["DialCallStatus"]) == ([13223], "failed")


@TABLE.row(
    "Among several numbers, one that is no telephone number leaves the others to ring.",
    f"{ERRORS}/13223",
    "not documented",
)
def _(play: Play) -> Scene:
    play.call(f"<Dial action='after'><Number>12</Number><Number>{play.number('b')}</Number></Dial>")
    yield
    assert (play.codes(), play.asked("after")["DialCallStatus"]) == ([13223], "completed")


@TABLE.row("An empty Dial calls nobody.", DIAL, "not documented: warned of (13223), DialCallStatus is failed")
def _(play: Play) -> Scene:
    play.call("<Dial action='after'></Dial>", GOODBYE)
    yield
    assert (play.codes(), play.asked("after")["DialCallStatus"]) == ([13223], "failed")


@TABLE.row(
    "Numbers and a conference in one Dial are warned of (13000).",
    f"{ERRORS}/13000",
    "the conference is dialled",
    a=human(patience_seconds=9.0),
)
def _(play: Play) -> Scene:
    play.call(f"<Dial><Number>{play.number('b')}</Number><Conference>{play.room}</Conference></Dial>")
    yield
    assert (play.codes(), play.legs("b"), len(play.journal("conference.joined"))) == ([13000], [], 1)


@TABLE.row("An element that cannot stand in a Dial is warned of (13215).", f"{ERRORS}/13215", "and left out")
def _(play: Play) -> Scene:
    play.call(f"<Dial timeLimit='5'><Say>Ring</Say><Number>{play.number('b')}</Number></Dial>")
    yield
    assert (play.codes(), play.words(), len(play.legs("b"))) == ([13215], [], 1)


@TABLE.row(
    "Every attribute of the page is known.",
    DIAL,
    "trim, ringTone, recordingTrack, recordingConfigurationId, referUrl, referMethod, callReason, events and passports have no effect",
)
def _(play: Play) -> Scene:
    known = (
        "action='after' answerOnBridge='false' callReason='a debt' hangupOnStar='false' method='POST' record='do-not-record' "
        "recordingStatusCallback='r' recordingStatusCallbackMethod='GET' recordingStatusCallbackEvent='in-progress completed absent' "
        "recordingTrack='both' referUrl='x' referMethod='GET' ringTone='us' timeLimit='5' timeout='10' trim='do-not-trim' "
        "sequential='false' recordingConfigurationId='c' events='e' passports='p'"
    )
    play.call(f"<Dial {known} callerId='{play.ours}'>{play.number('b')}</Dial>")
    yield
    assert (play.codes(), play.asked("after")["DialCallStatus"]) == ([], "completed")
