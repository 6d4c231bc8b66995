"""Number: the whisper before the connection, digits to send, and the callbacks of the dialled call."""

from __future__ import annotations

import pytest

from tests.sandbox.behaviour.golden import CHILD, DIAL, ENDED, PROGRESS, RECORDED, STANDARD
from tests.sandbox.behaviour.pages import AMD, ERRORS, NUMBER
from tests.sandbox.behaviour.scenes import OBSERVED
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
    moment,
    presses,
)

TABLE = Table("Number", "What happens at the dialled end before the two are connected, and what is told of it.")
ALL_EVENTS = "statusCallback='status' statusCallbackEvent='initiated ringing answered completed'"


def test_number_as_documented(played: Played, row: Row) -> None:
    played.judge(row)


def dial(play: Play, number: str = "", attributes: str = "") -> str:
    return f"<Dial action='after' {attributes}><Number {number}>{play.number('b')}</Number></Dial>"


# --- the whisper


@TABLE.row("url: its TwiML runs at the called party's end after the answer and before the two are connected.", NUMBER)
def _(play: Play) -> Scene:
    play.serve("whisper", "<Say>A transfer for you.</Say>")
    play.call(dial(play, "url='whisper'"))
    yield
    leg = play.leg("b")
    assert play.words(leg) == ["A transfer for you."]
    assert play.at("call.answered", sid=leg) <= play.at("call.said") < play.at("call.bridged")
    assert play.at("call.bridged") - play.at("call.said") == pytest.approx(19 / 14, abs=0.001)


@TABLE.row(
    "The request for it tells of the dialled call: its CallSid, ParentCallSid, outbound-dial, in-progress.", NUMBER
)
def _(play: Play) -> Scene:
    sid = play.call(dial(play, "url='whisper'"))
    yield
    told = play.asked("whisper")
    assert set(told) == CHILD
    assert (told["CallSid"], told["ParentCallSid"]) == (play.leg("b"), sid)
    assert (told["Direction"], told["CallStatus"]) == ("outbound-dial", "in-progress")
    assert (told["From"], told["To"]) == (play.ours, play.number("b"))


@TABLE.row("method says how it is requested; the default is POST.", NUMBER)
def _(play: Play) -> Scene:
    play.call(
        f"<Dial timeLimit='5'><Number url='whisper' method='GET'>{play.number('b')}</Number></Dial>",
        dial(play, "url='other'"),
    )
    yield
    assert [one.method for one in play.requests("whisper") + play.requests("other")] == ["GET", "POST"]


@TABLE.row(
    "Gather in it lets the called party decide: who accepts is connected when the TwiML ends.", NUMBER, b=presses("1")
)
def _(play: Play) -> Scene:
    play.serve("whisper", "<Gather numDigits='1' action='decide'><Say>Press 1 to accept.</Say></Gather>", "<Hangup/>")
    play.serve("decide", "<Say>Thank you.</Say>")
    play.call(dial(play, "url='whisper'"))
    yield
    assert play.asked("decide")["CallSid"] == play.leg("b")
    assert (play.asked("after")["DialCallStatus"], play.asked("after")["DialBridged"]) == ("completed", "true")


@TABLE.row("Hangup in it declines: DialCallStatus completed, DialBridged false.", NUMBER, OBSERVED)
def _(play: Play) -> Scene:
    play.serve("whisper", "<Gather numDigits='1' timeout='3'><Say>Press 1 to accept.</Say></Gather>", "<Hangup/>")
    play.call(dial(play, "url='whisper'"))
    yield
    told = play.asked("after")
    assert set(told) == STANDARD | DIAL
    assert (told["DialCallStatus"], told["DialBridged"], told["CallStatus"]) == ("completed", "false", "in-progress")
    assert play.journal("call.bridged") == []


@TABLE.row(
    "A called party who hangs up during it was never connected.", NUMBER, OBSERVED, b=human(hangs_up_hearing="transfer")
)
def _(play: Play) -> Scene:
    play.serve("whisper", "<Say>A transfer for you.</Say>", "<Pause length='9'/>")
    play.call(dial(play, "url='whisper'"))
    yield
    told = play.asked("after")
    assert (told["DialCallStatus"], told["DialBridged"]) == ("completed", "false")


@TABLE.row(
    "A voicemail that answers presses nothing, so that a whisper that asks keeps it out.", NUMBER, OBSERVED, b=MACHINE
)
def _(play: Play) -> Scene:
    play.serve("whisper", "<Gather numDigits='1' timeout='3'><Say>Press 1 to accept.</Say></Gather>", "<Hangup/>")
    play.call(dial(play, "url='whisper'"))
    yield
    told = play.asked("after")
    assert (told["DialCallStatus"], told["DialBridged"]) == ("completed", "false")


@TABLE.row(
    "The caller hangs up during it: the action is told completed and not bridged, and the called party is hung up.",
    NUMBER,
    "not documented",
    a=human(hangs_up_after=6.0),
)
def _(play: Play) -> Scene:
    play.serve(
        "whisper",
        "<Pause length='1'/>",
        "<Say>Long words for a long whisper. Long words for a long whisper. Hello?</Say>" * 9,
    )
    play.call(dial(play, "url='whisper'"))
    yield
    told = play.asked("after")
    assert (told["DialCallStatus"], told["DialBridged"], told["CallStatus"]) == ("completed", "false", "completed")
    assert play.at("call.ended", sid=play.leg("b")) == play.at("call.ended", sid=play.leg("a"))


def refused(verb: str, code: int, sentence: str) -> None:
    @TABLE.row(sentence, NUMBER, "an error (13201); the called party hears an apology and is hung up")
    def _(play: Play) -> Scene:
        play.serve("whisper", verb)
        play.call(dial(play, "url='whisper'"))
        yield
        assert play.codes() == [code]
        assert (play.asked("after")["DialCallStatus"], play.asked("after")["DialBridged"]) == ("completed", "false")


refused("<Dial>+12125550199</Dial>", 13201, "The whispered TwiML may not contain Dial.")
refused("<Record/>", 13201, "It may contain Play, Say, Gather and Hangup only: no Record.")
refused("<Enqueue>queue</Enqueue>", 13201, "It may contain Play, Say, Gather and Hangup only: no Enqueue.")
refused("<Pause/>", 13201, "It may contain Play, Say, Gather and Hangup only: no Pause.")


@TABLE.row("Whispered TwiML that cannot be fetched or read ends the dialled call.", NUMBER, "not documented")
def _(play: Play) -> Scene:
    play.serve("whisper", "<Say>")
    play.call(dial(play, "url='whisper'"))
    yield
    assert play.codes() == [12100]
    assert (play.asked("after")["DialCallStatus"], play.asked("after")["DialBridged"]) == ("completed", "false")


@TABLE.row(
    "With answerOnBridge the caller hears ringing while it runs: an inbound call is answered when it is over.",
    NUMBER,
    ours={"voice_url": "inbound"},
)
def _(play: Play) -> Scene:
    play.serve("whisper", "<Say>A transfer for you.</Say>")
    sid = play.ring_us(dial(play, "url='whisper'", "answerOnBridge='true'"))
    yield
    assert play.at("call.answered", sid=sid) == play.at("call.bridged")


# --- digits


@TABLE.row(
    "sendDigits plays tones when the call is answered: w waits half a second, W a second.",
    NUMBER,
    "a tone lasts a quarter of a second",
)
def _(play: Play) -> Scene:
    play.call(dial(play, "sendDigits='wwW1928'"))
    yield
    assert play.one("call.digits_sent")["digits"] == "wwW1928"
    assert play.at("call.bridged") - play.at("call.answered", sid=play.leg("b")) == pytest.approx(3, abs=0.001)


@TABLE.row(
    "sendDigits takes 0-9, A-D, w, W, # and *; others are warned of (13222).", f"{ERRORS}/13222", "and nothing is sent"
)
def _(play: Play) -> Scene:
    play.call(f"<Dial timeLimit='5'><Number sendDigits='1,2'>{play.number('b')}</Number></Dial>")
    yield
    assert (play.codes(), play.journal("call.digits_sent"), len(play.journal("call.bridged"))) == ([13222], [], 1)


# --- callbacks


@TABLE.row("statusCallback is told of completed when no events are named.", NUMBER)
def _(play: Play) -> Scene:
    play.call(dial(play, "statusCallback='status'"))
    yield
    assert [one.fields["CallStatus"] for one in play.requests("status")] == ["completed"]


@TABLE.row(
    "statusCallbackEvent names them: initiated, ringing, answered, completed.",
    NUMBER,
    "answered tells CallStatus in-progress",
)
def _(play: Play) -> Scene:
    play.call(dial(play, ALL_EVENTS))
    yield
    statuses = [one.fields["CallStatus"] for one in play.requests("status")]
    assert statuses == ["initiated", "ringing", "in-progress", "completed"]


@TABLE.row("Only the events named are told.", NUMBER)
def _(play: Play) -> Scene:
    play.call(dial(play, "statusCallback='status' statusCallbackEvent='answered'"))
    yield
    assert [one.fields["CallStatus"] for one in play.requests("status")] == ["in-progress"]


@TABLE.row(
    "They carry the parameters of a TwiML request, ParentCallSid, Timestamp, CallbackSource and SequenceNumber.", NUMBER
)
def _(play: Play) -> Scene:
    sid = play.call(dial(play, ALL_EVENTS))
    yield
    for one in play.requests("status")[:3]:
        assert set(one.fields) == CHILD | PROGRESS
    told = play.requests("status")[0].fields
    assert (told["CallSid"], told["ParentCallSid"]) == (play.leg("b"), sid)
    assert told["CallbackSource"] == "call-progress-events"
    assert told["Timestamp"].endswith("+0000")


@TABLE.row("SequenceNumber counts the events from 0.", NUMBER)
def _(play: Play) -> Scene:
    play.call(dial(play, ALL_EVENTS))
    yield
    assert [one.fields["SequenceNumber"] for one in play.requests("status")] == ["0", "1", "2", "3"]


@TABLE.row(
    "CallDuration is present in the completed event only.", NUMBER, "with Duration and SipResponseCode, as captured"
)
def _(play: Play) -> Scene:
    play.call(dial(play, ALL_EVENTS), "<Say>Bye.</Say>")
    yield
    *before, last = (one.fields for one in play.requests("status"))
    assert not [fields for fields in before if "CallDuration" in fields]
    assert set(last) == CHILD | ENDED
    assert (last["CallDuration"], last["Duration"], last["SipResponseCode"]) == ("90", "2", "200")


@TABLE.row(
    "RecordingUrl, RecordingSid and RecordingDuration are in the completed event when the Dial recorded.",
    NUMBER,
    b=human(talk_seconds=30.0),
)
def _(play: Play) -> Scene:
    play.call(dial(play, ALL_EVENTS, "record='record-from-answer'"))
    yield
    *before, last = (one.fields for one in play.requests("status"))
    assert not [fields for fields in before if set(fields) & RECORDED]
    assert set(last) == CHILD | ENDED | RECORDED
    assert (last["RecordingSid"], last["RecordingDuration"]) == (play.asked("after")["RecordingSid"], "30")


def ends(sentence: str, status: str, sip: str, manner: Manner) -> None:
    @TABLE.row(sentence, NUMBER, b=manner)
    def _(play: Play) -> Scene:
        play.call(dial(play, "statusCallback='status'", "timeout='5'"))
        yield
        told = play.asked("status")
        assert (told["CallStatus"], told["CallDuration"], told["SipResponseCode"]) == (status, "0", sip)


ends("completed is told of a busy line as well.", "busy", "486", BUSY)
ends("completed is told of no answer as well.", "no-answer", "487", NO_ANSWER)
ends("completed is told of a failed call as well.", "failed", "404", NOT_IN_SERVICE)


@TABLE.row(
    "completed is told of calls that ring in vain because another was picked up: canceled.",
    NUMBER,
    c=human(ring_seconds=9),
)
def _(play: Play) -> Scene:
    inside = f"<Number>{play.number('b')}</Number><Number statusCallback='status'>{play.number('c')}</Number>"
    play.call(f"<Dial>{inside}</Dial>")
    yield
    assert play.asked("status")["CallStatus"] == "canceled"


@TABLE.row("statusCallbackMethod says how it is requested; the default is POST.", NUMBER)
def _(play: Play) -> Scene:
    play.call(dial(play, "statusCallback='status' statusCallbackMethod='GET'"))
    yield
    (only,) = play.requests("status")
    assert (only.method, only.fields["CallStatus"]) == ("GET", "completed")


@TABLE.row("Each Number has events and a callback of its own.", NUMBER, c=human(ring_seconds=9))
def _(play: Play) -> Scene:
    one = f"<Number statusCallback='one' statusCallbackEvent='initiated'>{play.number('b')}</Number>"
    two = f"<Number statusCallback='two' statusCallbackEvent='ringing'>{play.number('c')}</Number>"
    play.call(f"<Dial>{one}{two}</Dial>")
    yield
    assert [play.asked(path)["CallStatus"] for path in ("one", "two")] == ["initiated", "ringing"]


@TABLE.row("An unknown event is warned of (12200).", f"{ERRORS}/12200", "and only completed is told")
def _(play: Play) -> Scene:
    play.call(dial(play, "statusCallback='status' statusCallbackEvent='initiated answred'"))
    yield
    assert play.codes() == [12200]
    assert [one.fields["CallStatus"] for one in play.requests("status")] == ["completed"]


# --- machine detection


@TABLE.row(
    "machineDetection Enable: the whisper is requested when it is known who answered, with AnsweredBy.", AMD, b=MACHINE
)
def _(play: Play) -> Scene:
    play.call(dial(play, "url='whisper' machineDetection='Enable'"))
    yield
    assert play.asked("whisper")["AnsweredBy"] == "machine_start"
    assert play.one("call.detected")["sid"] == play.leg("b")


@TABLE.row(
    "amdStatusCallback is told whether a human, a machine or a fax answered.",
    NUMBER,
    "AnsweredBy and MachineDetectionDuration; the whisper does not wait",
)
def _(play: Play) -> Scene:
    play.serve("whisper", "<Say>A transfer for you.</Say>")
    play.call(dial(play, "url='whisper' machineDetection='Enable' amdStatusCallback='amd'"))
    yield
    told = play.asked("amd")
    assert set(told) == {"CallSid", "AccountSid", "AnsweredBy", "MachineDetectionDuration"}
    assert (told["CallSid"], told["AnsweredBy"]) == (play.leg("b"), "human")
    assert "AnsweredBy" not in play.asked("whisper")


@TABLE.row("machineDetectionTimeout: not known by then, AnsweredBy is unknown.", NUMBER, b=MACHINE)
def _(play: Play) -> Scene:
    play.call(dial(play, "url='whisper' machineDetection='Enable' machineDetectionTimeout='3'"))
    yield
    assert play.asked("whisper")["AnsweredBy"] == "unknown"


@TABLE.row("Every attribute of the page is known.", NUMBER, "byoc and the thresholds of detection have no effect")
def _(play: Play) -> Scene:
    known = (
        "sendDigits='1' url='whisper' method='POST' byoc='BY' statusCallbackEvent='ringing' statusCallback='s' "
        "statusCallbackMethod='POST' machineDetection='Enable' machineDetectionTimeout='30' machineDetectionSpeechThreshold='2400' "
        "machineDetectionSpeechEndThreshold='1200' machineDetectionSilenceTimeout='5000' amdStatusCallback='a' amdStatusCallbackMethod='POST'"
    )
    play.call(dial(play, known))
    yield
    assert play.codes() == []
    assert moment(play.one("call.bridged")) > moment(play.one("call.digits_sent"))
