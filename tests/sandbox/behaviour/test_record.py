"""Record."""

from __future__ import annotations

import pytest

from tests.sandbox.behaviour.golden import RECORDED, RECORDING, STANDARD
from tests.sandbox.behaviour.pages import ERRORS, RECORD, RECORDINGS
from tests.sandbox.behaviour.table import Manner, Play, Played, Row, Scene, Table, human, moment, presses, says
from tests.sandbox.stage import Document, Webhook, twiml

TABLE = Table("Record", "The caller's voice is kept. There is no sound: a recording is as long as it was, and silent.")
MESSAGE = "Please call me back tomorrow."  # 29 characters: 29 / 14 seconds
SPOKEN = len(MESSAGE) / 14
LEAVES: Manner = says(MESSAGE, after=1.0, hear="beep")


def test_record_as_documented(played: Played, row: Row) -> None:
    played.judge(row)


def typing(keys: str, after: float = 2.0) -> Manner:
    return presses(keys, after, "beep")


@TABLE.row(
    "The action is told RecordingUrl, RecordingDuration and Digits.", RECORD, "and RecordingSid, as captured", a=LEAVES
)
def _(play: Play) -> Scene:
    play.call("<Record action='done'/>")
    yield
    told = play.asked("done")
    assert set(told) == STANDARD | RECORDED | {"Digits"}
    assert told["RecordingUrl"].endswith(told["RecordingSid"])
    assert told["CallStatus"] == "in-progress"


@TABLE.row(
    "The call goes on with the TwiML the action answers; verbs behind the Record are not reached.", RECORD, a=LEAVES
)
def _(play: Play) -> Scene:
    play.serve("done", "<Say>Thank you.</Say>")
    play.call("<Record action='done'/>", "<Say>Never.</Say>")
    yield
    assert play.words() == ["Thank you."]


@TABLE.row("Without an action the current document is requested.", RECORD, a=LEAVES)
def _(play: Play) -> Scene:
    def again(webhook: Webhook) -> Document:
        return twiml() if "RecordingUrl" in webhook.fields else twiml("<Record/>")

    play.answer("start", again)
    play.call()
    yield
    assert ["RecordingUrl" in one.fields for one in play.requests("start")] == [False, True]


@TABLE.row("method says how it is requested; the default is POST.", RECORD, a=LEAVES)
def _(play: Play) -> Scene:
    play.serve("done", "<Record action='last'/>")
    play.call("<Record action='done' method='GET'/>")
    yield
    assert [one.method for one in play.requests("done") + play.requests("last")] == ["GET", "POST"]


@TABLE.row("timeout ends the recording after five seconds of silence.", RECORD, "Digits is empty", a=LEAVES)
def _(play: Play) -> Scene:
    play.call("<Record action='done'/>")
    yield
    told = play.asked("done")
    assert play.at("call.recorded") - play.at("call.spoke") == pytest.approx(SPOKEN + 5, abs=0.001)
    assert (told["Digits"], told["RecordingDuration"]) == ("", "8")


@TABLE.row("timeout may be longer or shorter.", RECORD, a=LEAVES)
def _(play: Play) -> Scene:
    play.call("<Record action='done' timeout='2'/>")
    yield
    assert play.at("call.recorded") - play.at("call.spoke") == pytest.approx(SPOKEN + 2, abs=0.001)


@TABLE.row("timeout 0 lets no silence end it.", RECORD, a=LEAVES)
def _(play: Play) -> Scene:
    play.call("<Record action='done' timeout='0' maxLength='60'/>")
    yield
    assert (play.asked("done")["RecordingDuration"], play.codes()) == ("60", [])


@TABLE.row("finishOnKey: any key ends it by default; Digits is that key.", RECORD, a=typing("7"))
def _(play: Play) -> Scene:
    play.call("<Record action='done'/>")
    yield
    assert (play.asked("done")["Digits"], play.asked("done")["RecordingDuration"]) == ("7", "2")


@TABLE.row("finishOnKey may be several keys; others do not end it.", RECORD, a=typing("17*"))
def _(play: Play) -> Scene:
    play.call("<Record action='done' finishOnKey='*#'/>")
    yield
    assert play.asked("done")["Digits"] == "*"


@TABLE.row("maxLength ends it after that many seconds.", RECORD, a=says("word " * 200, 1.0, "beep"))
def _(play: Play) -> Scene:
    play.call("<Record action='done' maxLength='30'/>")
    yield
    assert (play.asked("done")["RecordingDuration"], play.asked("done")["Digits"]) == ("30", "")


@TABLE.row("maxLength is 3600 seconds by default.", RECORD)
def _(play: Play) -> Scene:
    play.call("<Record action='done' timeout='0'/>")
    yield
    assert play.asked("done")["RecordingDuration"] == "3600"


@TABLE.row(
    "A caller who hangs up: Digits is hangup.",
    RECORD,
    "CallStatus completed; the TwiML answered has no effect",
    a=human(hangs_up_after=9.0, says=[{"hear": "beep", "words": MESSAGE * 9, "after": 1}]),
)
def _(play: Play) -> Scene:
    play.serve("done", "<Say>Never.</Say>")
    play.call("<Record action='done'/>", "<Say>Never.</Say>")
    yield
    told = play.asked("done")
    assert (told["Digits"], told["CallStatus"], told["RecordingDuration"]) == ("hangup", "completed", "8")
    assert play.words() == []


@TABLE.row("playBeep: a beep is heard before the recording.", RECORD, "for half a second", a=LEAVES)
def _(play: Play) -> Scene:
    play.call("<Record action='done'/>")
    yield
    assert len(play.journal("call.beeped")) == 1


@TABLE.row("playBeep false: none is.", RECORD)
def _(play: Play) -> Scene:
    play.call("<Record action='done' playBeep='false'/>")
    yield
    assert play.journal("call.beeped") == []
    assert play.at("call.recorded") - play.at("call.answered") == pytest.approx(5, abs=0.001)


@TABLE.row("Silent recordings are saved.", RECORD, "completed, though silent")
def _(play: Play) -> Scene:
    play.call("<Record action='done' recordingStatusCallback='recorded'/>")
    yield
    told = play.asked("recorded")
    assert (told["RecordingStatus"], told["RecordingDuration"]) == ("completed", "5")
    assert play.client.recordings(told["RecordingSid"]).fetch().status == "completed"


@TABLE.row(
    "recordingStatusCallback is told when the recording is available; its URL may be relative.",
    RECORD,
    "with RecordingStartTime, as on the other pages",
    a=LEAVES,
)
def _(play: Play) -> Scene:
    sid = play.call("<Record action='done' recordingStatusCallback='recorded'/>")
    yield
    told = play.asked("recorded")
    assert set(told) == RECORDING
    assert (told["RecordingStatus"], told["RecordingSource"], told["RecordingChannels"]) == (
        "completed",
        "RecordVerb",
        "1",
    )
    assert (told["CallSid"], told["RecordingSid"]) == (sid, play.asked("done")["RecordingSid"])


@TABLE.row("recordingStatusCallbackMethod says how it is requested; the default is POST.", RECORD, a=LEAVES)
def _(play: Play) -> Scene:
    play.call("<Record action='done' recordingStatusCallback='recorded' recordingStatusCallbackMethod='GET'/>")
    yield
    assert [one.method for one in play.requests("recorded")] == ["GET"]


@TABLE.row(
    "recordingStatusCallbackEvent in-progress: the recording has started; completed: it is available.", RECORD, a=LEAVES
)
def _(play: Play) -> Scene:
    events = "recordingStatusCallbackEvent='in-progress completed absent'"
    play.call(f"<Record action='done' recordingStatusCallback='recorded' {events}/>")
    yield
    first, last = (one.fields for one in play.requests("recorded"))
    assert (first["RecordingStatus"], last["RecordingStatus"]) == ("in-progress", "completed")
    assert set(first) == RECORDING - {"RecordingDuration"}


@TABLE.row(
    "A recording that is too short is absent: warned of (16101).",
    f"{ERRORS}/16101",
    "one that ended as it began; its callback tells ErrorCode, and neither RecordingUrl nor RecordingDuration",
    a=typing("#", 0.5),
)
def _(play: Play) -> Scene:
    events = "recordingStatusCallbackEvent='completed absent'"
    play.call(f"<Record action='done' recordingStatusCallback='recorded' {events}/>")
    yield
    told = play.asked("recorded")
    assert set(told) == RECORDING - {"RecordingUrl", "RecordingDuration"} | {"ErrorCode"}
    assert (told["RecordingStatus"], told["ErrorCode"]) == ("absent", "16101")
    assert play.asked("done")["RecordingDuration"] == "0"
    assert play.codes() == [16101]


@TABLE.row("RecordingUrl serves WAV, and with .mp3 MP3.", RECORD, "MP3 is served as WAV", a=LEAVES)
def _(play: Play) -> Scene:
    play.call("<Record action='done'/>")
    yield
    url = play.asked("done")["RecordingUrl"]
    assert [play.client.request("GET", url + end).status_code for end in ("", ".mp3", ".wav")] == [200, 200, 200]
    assert play.client.request("GET", url).headers["Content-Type"] == "audio/x-wav"


@TABLE.row(
    "Over REST it is a recording of the call, by RecordVerb.",
    RECORDINGS,
    a=LEAVES,
)
def _(play: Play) -> Scene:
    sid = play.call("<Record action='done'/>")
    yield
    (kept,) = play.client.calls(sid).recordings.list()
    assert (kept.sid, kept.source, kept.channels) == (play.asked("done")["RecordingSid"], "RecordVerb", 1)
    assert kept.duration == play.asked("done")["RecordingDuration"]


@TABLE.row("Nothing can be nested in a Record.", RECORD, "warned of (12200), and left out", a=LEAVES)
def _(play: Play) -> Scene:
    play.call("<Record action='done'><Say>Speak.</Say></Record>")
    yield
    assert (play.words(), play.codes(), len(play.requests("done"))) == ([], [12200], 1)


@TABLE.row(
    "A Record of a call under Twiml needs an absolute action.",
    RECORD,
    "an error (11100); the recording is made",
    a=LEAVES,
)
def _(play: Play) -> Scene:
    play.call(twiml="<Response><Record action='done'/></Response>")
    yield
    assert (play.codes(), play.requests("done")) == ([11100], [])


@TABLE.row(
    "A live call redirected to a Record without an action is an error (11100).",
    RECORD,
    "when it was redirected with Twiml",
    a=human(),
)
def _(play: Play) -> Scene:
    sid = play.call("<Pause length='60'/>")
    yield 5
    play.client.calls(sid).update(twiml="<Response><Record/></Response>")
    yield
    assert play.codes() == [11100]


VALUES = [
    ("method", "PUT", 13610), ("timeout", "soon", 13611), ("maxLength", "1", 13612), ("finishOnKey", "x", 13613),
    ("playBeep", "loud", 13616),
]  # fmt: skip


def value(attribute: str, wrong: str, code: int) -> None:
    @TABLE.row(f"A wrong {attribute} is warned of ({code}).", f"{ERRORS}/{code}", "and the default holds", a=LEAVES)
    def _(play: Play) -> Scene:
        play.call(f"<Record action='done' {attribute}='{wrong}'/>")
        yield
        (asked,) = play.requests("done")
        assert (asked.method, asked.fields["RecordingDuration"], play.codes()) == ("POST", "8", [code])


for one in VALUES:
    value(*one)


@TABLE.row(
    "Every attribute of the page is known.",
    RECORD,
    "trim, transcribe, transcribeCallback and recordingConfigurationId have no effect",
    a=LEAVES,
)
def _(play: Play) -> Scene:
    known = (
        "action='done' method='POST' timeout='5' finishOnKey='#' maxLength='60' playBeep='true' trim='do-not-trim' transcribe='true' "
        "transcribeCallback='t' recordingStatusCallback='r' recordingStatusCallbackMethod='POST' "
        "recordingStatusCallbackEvent='completed' recordingConfigurationId='c'"
    )
    play.call(f"<Record {known}/>")
    yield
    assert (play.codes(), moment(play.one("call.recorded")) > 0, play.requests("t")) == ([], True, [])
