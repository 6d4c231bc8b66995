"""Calls to our numbers: what is asked, which verb picks up, what is told at the end."""

from __future__ import annotations

import pytest

from tests.sandbox.behaviour.golden import ENDED, INBOUND, STANDARD
from tests.sandbox.behaviour.pages import CALL, FALLBACK, PAUSE, REJECT, TWIML
from tests.sandbox.behaviour.table import BUSY, Play, Played, Row, Scene, Table, human, presses
from tests.sandbox.stage import Document

TABLE = Table("Inbound calls", "Somebody calls one of our numbers.")
OURS = {"voice_url": "inbound", "status_callback": "ended"}


def test_inbound_calls_as_documented(played: Played, row: Row) -> None:
    played.judge(row)


@TABLE.row(
    "The URL of the number is requested with the standard parameters.",
    TWIML,
    "with CallToken and StirVerstat, 27 in all, as captured",
    ours=OURS,
)
def _(play: Play) -> Scene:
    sid = play.ring_us("<Say>Good morning.</Say>")
    yield
    told = play.asked("inbound")
    assert set(told) == INBOUND
    assert len(told) == 27
    assert (told["CallSid"], told["Direction"], told["CallStatus"]) == (sid, "inbound", "ringing")
    assert (told["From"], told["To"]) == (play.number("a"), play.ours)


@TABLE.row("Later requests of the call are told in-progress.", TWIML, ours=OURS, a=presses("1"))
def _(play: Play) -> Scene:
    play.ring_us("<Gather numDigits='1' action='action'><Say>Press 1.</Say></Gather>")
    yield
    assert play.asked("action")["CallStatus"] == "in-progress"
    assert play.asked("action")["Direction"] == "inbound"


def picks_up(name: str, verb: str) -> None:
    @TABLE.row(
        f"{name} as first verb picks up.",
        REJECT,
        ours=OURS,
        a=human(hangs_up_after=20.0, patience_seconds=20.0),
        b=BUSY,
    )
    def _(play: Play) -> Scene:
        play.serve("next", "<Reject/>")
        sid = play.ring_us(verb.format(b=play.number("b"), room=play.room, queue=play.queue))
        yield
        assert play.at("call.answered", sid=sid) == play.at("call.ringing", sid=sid)
        assert play.client.calls(sid).fetch().status == "completed"


for name, verb in {
    "Say": "<Say>Good morning.</Say>",
    "Play": "<Play digits='1'/>",
    "Gather": "<Gather timeout='1'/>",
    "Record": "<Record maxLength='2' timeout='1' action='x'/>",
    "Dial": "<Dial>{b}</Dial>",
    "Dial Conference": "<Dial><Conference>{room}</Conference></Dial>",
    "Enqueue": "<Enqueue>{queue}</Enqueue>",
    "Pay": "<Pay action='x' chargeAmount='wrong'/>",
    "Redirect": "<Redirect>next</Redirect>",
    "Hangup": "<Hangup/>",
    "Leave": "<Leave/>",
}.items():
    picks_up(name, verb)


@TABLE.row("A document without verbs picks up, and hangs up.", REJECT, "any response but Reject is answered", ours=OURS)
def _(play: Play) -> Scene:
    sid = play.ring_us()
    play.serve("inbound")
    yield
    assert len(play.journal("call.answered")) == 1
    assert play.client.calls(sid).fetch().status == "completed"


@TABLE.row("Pause as first verb waits before it is picked up.", PAUSE, ours=OURS)
def _(play: Play) -> Scene:
    sid = play.ring_us("<Pause length='6'/>", "<Say>Good morning.</Say>")
    yield
    assert play.at("call.answered", sid=sid) - play.at("call.ringing", sid=sid) == pytest.approx(6, abs=0.001)


@TABLE.row("Pause alone: the call is picked up when it is over, and hung up.", PAUSE, "not documented", ours=OURS)
def _(play: Play) -> Scene:
    sid = play.ring_us("<Pause length='6'/>")
    yield
    assert play.at("call.answered", sid=sid) - play.at("call.ringing", sid=sid) == pytest.approx(6, abs=0.001)


@TABLE.row("A Reject right behind a Pause still rejects.", REJECT, "not documented", ours=OURS)
def _(play: Play) -> Scene:
    sid = play.ring_us("<Pause length='6'/>", "<Reject reason='busy'/>")
    yield
    assert (play.journal("call.answered"), play.client.calls(sid).fetch().status) == ([], "busy")


@TABLE.row("A caller may give up while it rings: no-answer.", TWIML, "not documented", ours=OURS)
def _(play: Play) -> Scene:
    play.serve("inbound", "<Pause length='20'/>", "<Say>Never.</Say>")
    play.hand("dial", to=play.ours)
    yield 5
    play.hand("hang_up")
    yield
    assert (play.one("call.ended")["status"], play.words()) == ("no-answer", [])
    assert play.asked("ended")["CallStatus"] == "no-answer"


@TABLE.row(
    "When the call is over, the StatusCallback of the number is requested once, with CallDuration.",
    TWIML,
    "with Timestamp, CallbackSource and SequenceNumber",
    ours=OURS,
    a=human(hangs_up_after=9.0),
)
def _(play: Play) -> Scene:
    play.ring_us("<Pause/>", "<Say>Good morning.</Say>", "<Pause length='60'/>")
    yield
    told = play.asked("ended")
    assert set(told) == STANDARD | ENDED
    assert (told["CallStatus"], told["CallDuration"], told["Direction"]) == ("completed", "9", "inbound")


@TABLE.row("VoiceMethod of the number says how its URL is requested.", TWIML, ours=OURS | {"voice_method": "GET"})
def _(play: Play) -> Scene:
    play.ring_us("<Hangup/>")
    yield
    assert [one.method for one in play.requests("inbound")] == ["GET"]


@TABLE.row(
    "A URL that fails: VoiceFallbackUrl is asked, with ErrorCode and ErrorUrl.",
    FALLBACK,
    ours=OURS | {"voice_fallback_url": "fallback"},
)
def _(play: Play) -> Scene:
    play.serve("fallback", "<Say>Please call again.</Say>")
    play.ring_us()
    play.answer("inbound", Document("", 500, "text/plain"))
    yield
    told = play.asked("fallback")
    assert set(told) == INBOUND | {"ErrorCode", "ErrorUrl"}
    assert (told["ErrorCode"], told["ErrorUrl"]) == ("11200", play.url("inbound"))
    assert play.words() == ["Please call again."]


@TABLE.row("Without a fallback the caller hears an error, and is hung up.", FALLBACK, ours=OURS)
def _(play: Play) -> Scene:
    play.ring_us()
    play.answer("inbound", Document("", 500, "text/plain"))
    yield
    assert play.one("call.ended")["by"] == "application_error"
    assert "application error" in play.words()[0]


@TABLE.row("A number without a URL: the call fails.", TWIML, "not documented; written down as call.unrouted")
def _(play: Play) -> Scene:
    play.ring_us()
    yield
    assert len(play.journal("call.unrouted")) == 1
    assert play.one("call.ended")["status"] == "failed"


@TABLE.row("Inbound calls wait in no queue.", CALL, ours=OURS)
def _(play: Play) -> Scene:
    play.serve("inbound", "<Hangup/>")
    for person in "abcde":
        play.ring_us(person=person)
    yield
    assert len({line["at"] for line in play.journal("call.ringing")}) == 1


@TABLE.row("Over REST it is a call of direction inbound.", CALL, ours=OURS)
def _(play: Play) -> Scene:
    sid = play.ring_us("<Say>Good morning.</Say>")
    yield
    call = play.client.calls(sid).fetch()
    assert (call.direction, call._from, call.to, call.caller_name) == ("inbound", play.number("a"), play.ours, "")
