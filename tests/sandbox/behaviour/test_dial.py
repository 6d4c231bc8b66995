"""Dial to telephone numbers. The Number noun, its whisper and callbacks: test_number.py."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.sandbox.behaviour.golden import DIAL as DIALLED
from tests.sandbox.behaviour.golden import RECORDED, RECORDING, STANDARD
from tests.sandbox.behaviour.table import (
    BUSY,
    DOCS,
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
)

DIAL, NUMBER, ERRORS = f"{DOCS}/dial", f"{DOCS}/number", "https://www.twilio.com/docs/api/errors"
TABLE = Table("Dial", "The caller is connected to a telephone, and comes back when that is over.")
OBSERVED = "observed by integrators; the page is silent"
GOODBYE = "<Say>Goodbye.</Say>"
INBOUND = {"voice_url": "inbound"}


@pytest.mark.usefixtures("played")
def test_dial_as_documented(played: Played, row: Row) -> None:
    played.judge(row)


def dial(play: Play, attributes: str = "", names: Iterable[str] = "b") -> str:
    inside = "".join(f"<Number>{play.number(name)}</Number>" for name in names)
    return f"<Dial {attributes}>{inside}</Dial>"


# --- the flow


@TABLE.row("Whoever answers is connected to the caller; the two talk until one hangs up.", DIAL, b=human(talk_seconds=40.0))
def _(play: Play) -> Scene:
    play.call(dial(play), GOODBYE)
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
        play.call(dial(play, "timeout='5'"), GOODBYE)
        yield
        assert play.words() == ["Goodbye."]
        assert play.one("call.ended", sid=play.leg("a"))["by"] == "document_end"


falls_through("No action: a busy line leads to the next verb.", BUSY)
falls_through("No action: no answer leads to the next verb.", NO_ANSWER)
falls_through("No action: a called party who hangs up leads to the next verb.", human(talk_seconds=5.0))


@TABLE.row("No action and no further verb: the call ends.", DIAL, b=BUSY)
def _(play: Play) -> Scene:
    play.call(dial(play))
    yield
    assert play.one("call.ended", sid=play.leg("a"))["by"] == "document_end"


@TABLE.row("The initial caller hangs up: the session is over, the next verb is not run.", DIAL, a=human(talk_seconds=5.0))
def _(play: Play) -> Scene:
    play.call(dial(play), GOODBYE)
    yield
    assert play.words() == []
    ended = play.journal("call.ended")
    assert [(one["by"], one["status"]) for one in ended] == [("person", "completed"), ("hangup", "completed")]


@TABLE.row("With an action, its TwiML goes on with the call; verbs behind the Dial are not reached.", DIAL, b=BUSY)
def _(play: Play) -> Scene:
    play.serve("after", "<Say>Sorry.</Say>")
    play.call(dial(play, "action='after'"), GOODBYE)
    yield
    assert play.words() == ["Sorry."]


@TABLE.row("method says how the action is requested; the default is POST.", DIAL, b=BUSY)
def _(play: Play) -> Scene:
    play.serve("after", dial(play, "action='last'"))
    play.call(dial(play, "action='after' method='GET'"))
    yield
    assert [one.method for one in play.requests("after") + play.requests("last")] == ["GET", "POST"]
    assert play.asked("after")["DialCallStatus"] == "busy"


# --- what the action is told


def outcome(sentence: str, source: str, status: str, bridged: str, modelled: str = "as documented", **people: Manner) -> None:
    @TABLE.row(sentence, source, modelled, **people)
    def _(play: Play) -> Scene:
        play.call(dial(play, "action='after' timeout='10'"))
        yield
        told = play.asked("after")
        assert (told["DialCallStatus"], told["DialBridged"]) == (status, bridged)
        assert told["DialCallSid"] == play.leg("b")


outcome("DialCallStatus completed: answered and connected; DialBridged is true.", DIAL, "completed", "true")
outcome("DialCallStatus busy: a busy signal; DialBridged is false.", DIAL, "busy", "false", b=BUSY)
outcome("DialCallStatus no-answer: not picked up before the timeout passed.", DIAL, "no-answer", "false", b=NO_ANSWER)
outcome("DialCallStatus failed: the number cannot be reached.", DIAL, "failed", "false", b=NOT_IN_SERVICE)
outcome("A voicemail that answers is an answer: completed, and bridged.", NUMBER, "completed", "true", OBSERVED, b=MACHINE)


@TABLE.row("The action gets the standard parameters of the caller's leg, DialCallStatus, DialCallSid, DialCallDuration and DialBridged.", DIAL)
def _(play: Play) -> Scene:
    sid = play.call(dial(play, "action='after'"))
    yield
    told = play.asked("after")
    assert set(told) == STANDARD | DIALLED
    assert (told["CallSid"], told["CallStatus"], told["Direction"]) == (sid, "in-progress", "outbound-api")


@TABLE.row("DialCallDuration is the duration of the dialled call in seconds.", DIAL, "from its answer to its end",
           b=human(talk_seconds=40.0))  # fmt: skip
def _(play: Play) -> Scene:
    play.serve("whisper", "<Say>Fourteen char.</Say>" * 10)
    play.call(f"<Dial action='after'><Number url='whisper'>{play.number('b')}</Number></Dial>")
    yield
    assert play.asked("after")["DialCallDuration"] == "50"
    assert play.one("call.ended", sid=play.leg("b"))["seconds"] == 50


@TABLE.row("DialCallDuration of a call that hangupOnStar ends is told all the same.", DIAL)
def _(play: Play) -> Scene:
    play.hand("take")
    play.call(dial(play, "action='after' hangupOnStar='true'"))
    yield 2
    play.hand("answer")
    yield 20
    play.hand("press", keys="*")
    yield
    assert 15 <= int(play.asked("after")["DialCallDuration"]) <= 20


@TABLE.row("DialCallDuration is not sent when the dialled call was redirected before it ended.", DIAL)
def _(play: Play) -> Scene:
    play.serve("elsewhere", "<Say>Hello again.</Say>")
    play.call(dial(play, "action='after'"))
    yield 20
    play.client.calls(play.leg("b")).update(url=play.url("elsewhere"))
    yield
    assert set(play.asked("after")) == STANDARD | DIALLED - {"DialCallDuration"}
    assert play.words(play.leg("b")) == ["Hello again."]


@TABLE.row("DialCallStatus canceled: the dialled call was canceled over REST before it was answered.", DIAL, b=NO_ANSWER)
def _(play: Play) -> Scene:
    play.call(dial(play, "action='after'"))
    yield 10
    play.client.calls(play.leg("b")).update(status="canceled")
    yield
    told = play.asked("after")
    assert (told["DialCallStatus"], told["DialBridged"], told["CallStatus"]) == ("canceled", "false", "in-progress")


@TABLE.row("The caller hangs up while it rings: the action is requested with canceled and CallStatus completed; its TwiML has no effect.",
           DIAL, OBSERVED, a=human(hangs_up_after=6.0), b=NO_ANSWER)  # fmt: skip
def _(play: Play) -> Scene:
    play.serve("after", "<Say>Never.</Say>")
    play.call(dial(play, "action='after'"))
    yield
    told = play.asked("after")
    assert (told["DialCallStatus"], told["DialBridged"], told["CallStatus"]) == ("canceled", "false", "completed")
    assert play.words() == []
    assert play.one("call.ended", sid=play.leg("b"))["status"] == "canceled"


@TABLE.row("The caller hangs up while talking: the action is requested with completed, bridged, CallStatus completed.",
           DIAL, OBSERVED, a=human(talk_seconds=9.0))  # fmt: skip
def _(play: Play) -> Scene:
    play.serve("after", "<Say>Never.</Say>")
    play.call(dial(play, "action='after'"))
    yield
    told = play.asked("after")
    assert (told["DialCallStatus"], told["DialBridged"], told["CallStatus"]) == ("completed", "true", "completed")
    assert (told["DialCallDuration"], play.words()) == ("9", [])


@TABLE.row("The action of a Dial out of which the caller was redirected is not requested.", DIAL, "not documented")
def _(play: Play) -> Scene:
    sid = play.call(dial(play, "action='after'"))
    play.serve("elsewhere", "<Say>Over here.</Say>")
    yield 20
    play.client.calls(sid).update(url=play.url("elsewhere"))
    yield
    assert (play.requests("after"), play.words()) == ([], ["Over here."])
    assert play.one("call.ended", sid=play.leg("b"))["status"] == "completed"


# --- several numbers


@TABLE.row("Several numbers ring at once; the first that is picked up is connected and the others are hung up.", NUMBER,
           b=human(ring_seconds=9), c=human(ring_seconds=4), d=NO_ANSWER)  # fmt: skip
def _(play: Play) -> Scene:
    play.call(dial(play, "action='after'", "bcd"))
    yield
    told = play.asked("after")
    assert (told["DialCallStatus"], told["DialCallSid"]) == ("completed", play.leg("c"))
    created = [moment(line) for line in play.journal("call.created")]
    assert created[1] == created[2] == created[3]
    ends = {name: play.one("call.ended", sid=play.leg(name))["status"] for name in "bcd"}
    assert ends == {"b": "canceled", "c": "completed", "d": "canceled"}
    assert play.at("call.ended", sid=play.leg("b")) == play.at("call.answered", sid=play.leg("c"))


@TABLE.row("The first that is picked up stops the others also while its whisper still runs, even if that refuses the call.", NUMBER,
           b=human(ring_seconds=2), c=human(ring_seconds=6))  # fmt: skip
def _(play: Play) -> Scene:
    play.serve("refuse", "<Say>A call for you, very long words to say here.</Say>", "<Hangup/>")
    inside = f"<Number url='refuse'>{play.number('b')}</Number><Number>{play.number('c')}</Number>"
    play.call(f"<Dial action='after'>{inside}</Dial>")
    yield
    told = play.asked("after")
    assert (told["DialCallStatus"], told["DialBridged"], told["DialCallSid"]) == ("completed", "false", play.leg("b"))
    assert play.one("call.ended", sid=play.leg("c"))["status"] == "canceled"


@TABLE.row("Several numbers, none picked up: the status of the last one is told.", DIAL, "not documented",
           b=BUSY, c=NO_ANSWER, d=NOT_IN_SERVICE)  # fmt: skip
def _(play: Play) -> Scene:
    play.call(dial(play, "action='after' timeout='5'", "bcd"))
    yield
    told = play.asked("after")
    assert (told["DialCallStatus"], told["DialCallSid"]) == ("no-answer", play.leg("c"))


@TABLE.row("One of several is busy: the others ring on.", NUMBER, b=BUSY, c=human(ring_seconds=9))
def _(play: Play) -> Scene:
    play.call(dial(play, "action='after'", "bc"))
    yield
    assert play.asked("after")["DialCallSid"] == play.leg("c")


@TABLE.row("Up to ten numbers ring.", NUMBER, "more are warned of (13250) and left out", b=human(ring_seconds=9))
def _(play: Play) -> Scene:
    play.call(dial(play, "action='after' timeout='5'", "bcdefghijklm"))
    yield
    assert len(play.journal("call.created")) == 1 + 10
    assert play.codes() == [13250]


@TABLE.row("sequential rings them one after the other, in the order of the document.", DIAL, b=BUSY, c=NO_ANSWER, d=human())
def _(play: Play) -> Scene:
    play.call(dial(play, "action='after' timeout='5' sequential='true'", "bcd"))
    yield
    created = [line["to"] for line in play.journal("call.created")[1:]]
    assert created == [play.number(name) for name in "bcd"]
    assert play.at("call.created", to=play.number("c")) == play.at("call.ended", to=play.number("b"))
    assert play.asked("after")["DialCallSid"] == play.leg("d")


@TABLE.row("sequential stops with the first that is picked up, also when its whisper refuses the call.", NUMBER,
           "as with numbers that ring at once", b=human(), c=human())  # fmt: skip
def _(play: Play) -> Scene:
    play.serve("refuse", "<Hangup/>")
    inside = f"<Number url='refuse'>{play.number('b')}</Number><Number>{play.number('c')}</Number>"
    play.call(f"<Dial sequential='true' action='after'>{inside}</Dial>")
    yield
    assert (play.asked("after")["DialBridged"], play.legs("c")) == ("false", [])


@TABLE.row("Calls a Dial makes start right away: they wait in no queue.", NUMBER)
def _(play: Play) -> Scene:
    play.call(dial(play, "", "bcdefgh"))
    yield
    assert len({line["at"] for line in play.journal("call.created")[1:]}) == 1


# --- attributes


@TABLE.row("timeout is 30 seconds by default, and Twilio always adds five.", DIAL, b=NO_ANSWER)
def _(play: Play) -> Scene:
    play.call(dial(play))
    yield
    leg = play.leg("b")
    assert play.at("call.ended", sid=leg) - play.at("call.created", sid=leg) == pytest.approx(35, abs=0.001)


@TABLE.row("A timeout of 10 seconds lasts about 15.", DIAL, b=NO_ANSWER)
def _(play: Play) -> Scene:
    play.call(dial(play, "timeout='10'"))
    yield
    leg = play.leg("b")
    assert play.at("call.ended", sid=leg) - play.at("call.created", sid=leg) == pytest.approx(15, abs=0.001)


@TABLE.row("timeout is at least 5 seconds and at most 600; others are warned of (13212).", DIAL, "and the default holds", b=NO_ANSWER)
def _(play: Play) -> Scene:
    play.call(dial(play, "timeout='4'"), dial(play, "timeout='601'"))
    yield
    rang = [play.at("call.ended", sid=leg) - play.at("call.created", sid=leg) for leg in play.legs("b")]
    assert rang == pytest.approx([35, 35], abs=0.001)
    assert play.codes() == [13212, 13212]


@TABLE.row("timeLimit hangs up on the called party after that many seconds of talk.", DIAL, a=human(talk_seconds=900.0), b=human(talk_seconds=900.0))
def _(play: Play) -> Scene:
    play.call(dial(play, "timeLimit='120' action='after'"))
    yield
    assert play.at("call.parted") - play.at("call.bridged") == pytest.approx(120, abs=0.001)
    assert (play.asked("after")["DialCallStatus"], play.asked("after")["DialCallDuration"]) == ("completed", "120")


@TABLE.row("hangupOnStar: the caller's * hangs up on the called party, and the call goes on.", DIAL)
def _(play: Play) -> Scene:
    play.hand("take")
    play.call(dial(play, "hangupOnStar='true' action='after'"))
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
    play.call(dial(play, "action='after'"))
    yield 2
    play.hand("answer")
    yield 20
    play.hand("press", keys="*")
    yield
    assert play.at("call.parted") - play.at("call.bridged") == pytest.approx(90, abs=0.001)


@TABLE.row("The called party's * does not end the call.", DIAL)
def _(play: Play) -> Scene:
    play.hand("take", "b")
    play.call(dial(play, "hangupOnStar='true' action='after'"))
    yield 5
    play.hand("answer", "b")
    yield 10
    play.hand("press", "b", keys="*")
    yield
    assert play.at("call.parted") - play.at("call.bridged") == pytest.approx(90, abs=0.001)


@TABLE.row("answerOnBridge as first verb: an inbound call rings until the dialled number answers.", DIAL,
           ours=INBOUND, b=human(ring_seconds=8))  # fmt: skip
def _(play: Play) -> Scene:
    sid = play.ring_us(dial(play, "answerOnBridge='true'"))
    yield
    assert play.at("call.answered", sid=sid) == play.at("call.answered", sid=play.leg("b"))


@TABLE.row("Without answerOnBridge an inbound call is answered before the number is dialled.", DIAL,
           ours=INBOUND, b=human(ring_seconds=8))  # fmt: skip
def _(play: Play) -> Scene:
    sid = play.ring_us(dial(play))
    yield
    assert play.at("call.answered", sid=sid) == play.at("call.created", sid=play.leg("b"))


@TABLE.row("answerOnBridge: nobody answers, and the next verb picks up.", DIAL, ours=INBOUND, b=BUSY)
def _(play: Play) -> Scene:
    sid = play.ring_us(dial(play, "answerOnBridge='true'"), GOODBYE)
    yield
    assert play.at("call.answered", sid=sid) == play.at("call.ended", sid=play.leg("b"))
    assert play.words() == ["Goodbye."]


@TABLE.row("answerOnBridge: a caller who gives up was never answered.", DIAL, "CallStatus of the action is no-answer",
           ours=INBOUND, a=human(), b=NO_ANSWER)  # fmt: skip
def _(play: Play) -> Scene:
    play.hand("dial", to=play.ours)
    play.serve("inbound", dial(play, "answerOnBridge='true' action='after'"))
    yield 10
    play.hand("hang_up")
    yield
    assert play.asked("after")["DialCallStatus"] == "canceled"
    assert play.asked("after")["CallStatus"] == "no-answer"


@TABLE.row("The called party sees the caller's number unless callerId is given.", DIAL, ours=INBOUND)
def _(play: Play) -> Scene:
    play.ring_us(dial(play))
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


@TABLE.row("callerId that is none of these, nor bought, nor verified is warned of (13214).", f"{ERRORS}/13214",
           "nobody is called; DialCallStatus is failed")  # fmt: skip
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


@TABLE.row("Among several numbers, one that is no telephone number leaves the others to ring.", f"{ERRORS}/13223", "not documented")
def _(play: Play) -> Scene:
    play.call(f"<Dial action='after'><Number>12</Number><Number>{play.number('b')}</Number></Dial>")
    yield
    assert (play.codes(), play.asked("after")["DialCallStatus"]) == ([13223], "completed")


@TABLE.row("An empty Dial calls nobody.", DIAL, "not documented: warned of (13223), DialCallStatus is failed")
def _(play: Play) -> Scene:
    play.call("<Dial action='after'></Dial>", GOODBYE)
    yield
    assert (play.codes(), play.asked("after")["DialCallStatus"]) == ([13223], "failed")


@TABLE.row("Numbers and a conference in one Dial are warned of (13000).", f"{ERRORS}/13000", "the conference is dialled", a=human(patience_seconds=9.0))
def _(play: Play) -> Scene:
    play.call(f"<Dial><Number>{play.number('b')}</Number><Conference>{play.room}</Conference></Dial>")
    yield
    assert (play.codes(), play.legs("b"), len(play.journal("conference.joined"))) == ([13000], [], 1)


@TABLE.row("An element that cannot stand in a Dial is warned of (13215).", f"{ERRORS}/13215", "and left out")
def _(play: Play) -> Scene:
    play.call(f"<Dial timeLimit='5'><Say>Ring</Say><Number>{play.number('b')}</Number></Dial>")
    yield
    assert (play.codes(), play.words(), len(play.legs("b"))) == ([13215], [], 1)


@TABLE.row("Every attribute of the page is known.", DIAL, "trim, ringTone, recordingTrack, recordingConfigurationId, referUrl, referMethod, callReason, events and passports have no effect")
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


# --- recording


def recorded(sentence: str, record: str, channels: str, seconds: int, modelled: str = "as documented") -> None:
    @TABLE.row(sentence, DIAL, modelled, b=human(ring_seconds=9, talk_seconds=30.0))
    def _(play: Play) -> Scene:
        sid = play.call(dial(play, f"record='{record}' recordingStatusCallback='recorded' action='after'"))
        yield
        told, after = play.asked("recorded"), play.asked("after")
        assert set(told) == RECORDING
        assert (told["RecordingSource"], told["RecordingChannels"], told["CallSid"]) == ("DialVerb", channels, sid)
        assert (told["RecordingStatus"], told["RecordingDuration"]) == ("completed", str(seconds))
        assert set(after) == STANDARD | DIALLED | RECORDED
        assert after["RecordingSid"] == told["RecordingSid"]


CONNECTED = "from the moment the two are connected"
recorded("record-from-answer records from the answer, in one channel, on the parent's leg.", "record-from-answer", "1", 30, CONNECTED)
recorded("record-from-answer-dual gives each leg a channel.", "record-from-answer-dual", "2", 30, CONNECTED)
recorded("record-from-ringing records from the ringing on.", "record-from-ringing", "1", 39)
recorded("record-from-ringing-dual records from the ringing on, in two channels.", "record-from-ringing-dual", "2", 39)
recorded("record true is record-from-answer.", "true", "1", 30, CONNECTED)


@TABLE.row("record false, or none, records nothing: the action tells of no recording.", DIAL, b=human(talk_seconds=9.0))
def _(play: Play) -> Scene:
    play.call(dial(play, "record='false' recordingStatusCallback='recorded' action='after'"))
    yield
    assert (play.requests("recorded"), set(play.asked("after"))) == ([], STANDARD | DIALLED)


@TABLE.row("recordingStatusCallbackEvent may ask for in-progress: the recording has started.", DIAL,
           "without RecordingDuration, which is not known yet", b=human(talk_seconds=30.0))  # fmt: skip
def _(play: Play) -> Scene:
    events = "recordingStatusCallbackEvent='in-progress completed'"
    play.call(dial(play, f"record='true' recordingStatusCallback='recorded' {events}"))
    yield
    first, last = (one.fields for one in play.requests("recorded"))
    assert (first["RecordingStatus"], last["RecordingStatus"]) == ("in-progress", "completed")
    assert set(first) == RECORDING - {"RecordingDuration"}
    assert first["RecordingSid"] == last["RecordingSid"]


@TABLE.row("recordingStatusCallbackMethod says how it is requested; the default is POST.", DIAL, b=human(talk_seconds=9.0))
def _(play: Play) -> Scene:
    play.call(dial(play, "record='true' recordingStatusCallback='recorded' recordingStatusCallbackMethod='GET'"))
    yield
    assert [one.method for one in play.requests("recorded")] == ["GET"]


@TABLE.row("A caller who hangs up has been recorded until then.", DIAL, a=human(talk_seconds=12.0))
def _(play: Play) -> Scene:
    play.call(dial(play, "record='true' recordingStatusCallback='recorded' action='after'"))
    yield
    assert play.asked("recorded")["RecordingDuration"] == "12"
    assert play.asked("after")["RecordingSid"] == play.asked("recorded")["RecordingSid"]


@TABLE.row("The recording can be fetched at RecordingUrl, as WAV or with .mp3, and over REST.", DIAL, "MP3 is served as WAV",
           b=human(talk_seconds=9.0))  # fmt: skip
def _(play: Play) -> Scene:
    play.call(dial(play, "record='true' action='after'"))
    yield
    sid = play.asked("after")["RecordingSid"]
    recording = play.client.recordings(sid).fetch()
    assert (recording.source, recording.duration, recording.status) == ("DialVerb", "9", "completed")
    assert recording.call_sid == play.asked("after")["CallSid"]
    media = play.client.request("GET", play.asked("after")["RecordingUrl"])
    assert media.status_code == 200


@TABLE.row("A wrong recordingStatusCallbackEvent is an error (13621).", f"{ERRORS}/13621", "the document is not run")
def _(play: Play) -> Scene:
    play.call(dial(play, "recordingStatusCallbackEvent='deleted'"))
    yield
    assert (play.codes(), play.legs("b")) == ([13621], [])


# --- over REST


@TABLE.row("The legs of a Dial are calls of their own: outbound-dial, with the caller's as parent.", "https://www.twilio.com/docs/voice/api/call-resource")
def _(play: Play) -> Scene:
    sid = play.call(dial(play, "", "bc"))
    yield
    children = play.client.calls.list(parent_call_sid=sid)
    assert {one.sid for one in children} == {play.leg("b"), play.leg("c")}
    assert {(one.direction, one.parent_call_sid) for one in children} == {("outbound-dial", sid)}
    parent = play.client.calls(sid).fetch()
    assert (parent.direction, parent.parent_call_sid) == ("outbound-api", None)


@TABLE.row("A dialled call can be ended over REST: the caller goes on.", DIAL)
def _(play: Play) -> Scene:
    play.call(dial(play, "action='after'"))
    yield 20
    play.client.calls(play.leg("b")).update(status="completed")
    yield
    assert play.asked("after")["DialCallStatus"] == "completed"
    assert play.one("call.ended", sid=play.leg("b"))["by"] == "api"
