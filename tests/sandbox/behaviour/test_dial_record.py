"""What a Dial records."""

from __future__ import annotations

from tests.sandbox.behaviour.golden import DIAL as DIALLED
from tests.sandbox.behaviour.golden import RECORDED, RECORDING, STANDARD
from tests.sandbox.behaviour.pages import DIAL, ERRORS
from tests.sandbox.behaviour.scenes import dials
from tests.sandbox.behaviour.table import (
    Play,
    Played,
    Row,
    Scene,
    Table,
    human,
)

TABLE = Table("Dial: recording", "The recording is of the caller's leg, as long as the talk, and silent.")


def test_recording_of_dial_as_documented(played: Played, row: Row) -> None:
    played.judge(row)


def recorded(sentence: str, record: str, channels: str, seconds: int, modelled: str = "as documented") -> None:
    @TABLE.row(sentence, DIAL, modelled, b=human(ring_seconds=9, talk_seconds=30.0))
    def _(play: Play) -> Scene:
        sid = play.call(dials(play, f"record='{record}' recordingStatusCallback='recorded' action='after'"))
        yield
        told, after = play.asked("recorded"), play.asked("after")
        assert set(told) == RECORDING
        assert (told["RecordingSource"], told["RecordingChannels"], told["CallSid"]) == ("DialVerb", channels, sid)
        assert (told["RecordingStatus"], told["RecordingDuration"]) == ("completed", str(seconds))
        assert set(after) == STANDARD | DIALLED | RECORDED
        assert after["RecordingSid"] == told["RecordingSid"]


CONNECTED = "from the moment the two are connected"
recorded(
    "record-from-answer records from the answer, in one channel, on the parent's leg.",
    "record-from-answer",
    "1",
    30,
    CONNECTED,
)
recorded("record-from-answer-dual gives each leg a channel.", "record-from-answer-dual", "2", 30, CONNECTED)
recorded("record-from-ringing records from the ringing on.", "record-from-ringing", "1", 39)
recorded("record-from-ringing-dual records from the ringing on, in two channels.", "record-from-ringing-dual", "2", 39)
recorded("record true is record-from-answer.", "true", "1", 30, CONNECTED)


@TABLE.row("record false, or none, records nothing: the action tells of no recording.", DIAL, b=human(talk_seconds=9.0))
def _(play: Play) -> Scene:
    play.call(dials(play, "record='false' recordingStatusCallback='recorded' action='after'"))
    yield
    assert (play.requests("recorded"), set(play.asked("after"))) == ([], STANDARD | DIALLED)


@TABLE.row(
    "recordingStatusCallbackEvent may ask for in-progress: the recording has started.",
    DIAL,
    "without RecordingDuration, which is not known yet",
    b=human(talk_seconds=30.0),
)
def _(play: Play) -> Scene:
    events = "recordingStatusCallbackEvent='in-progress completed'"
    play.call(dials(play, f"record='true' recordingStatusCallback='recorded' {events}"))
    yield
    first, last = (one.fields for one in play.requests("recorded"))
    assert (first["RecordingStatus"], last["RecordingStatus"]) == ("in-progress", "completed")
    assert set(first) == RECORDING - {"RecordingDuration"}
    assert first["RecordingSid"] == last["RecordingSid"]


@TABLE.row(
    "recordingStatusCallbackMethod says how it is requested; the default is POST.", DIAL, b=human(talk_seconds=9.0)
)
def _(play: Play) -> Scene:
    play.call(dials(play, "record='true' recordingStatusCallback='recorded' recordingStatusCallbackMethod='GET'"))
    yield
    assert [one.method for one in play.requests("recorded")] == ["GET"]


@TABLE.row("A caller who hangs up has been recorded until then.", DIAL, a=human(talk_seconds=12.0))
def _(play: Play) -> Scene:
    play.call(dials(play, "record='true' recordingStatusCallback='recorded' action='after'"))
    yield
    assert play.asked("recorded")["RecordingDuration"] == "12"
    assert play.asked("after")["RecordingSid"] == play.asked("recorded")["RecordingSid"]


@TABLE.row(
    "The recording can be fetched at RecordingUrl, as WAV or with .mp3, and over REST.",
    DIAL,
    "MP3 is served as WAV",
    b=human(talk_seconds=9.0),
)
def _(play: Play) -> Scene:
    play.call(dials(play, "record='true' action='after'"))
    yield
    sid = play.asked("after")["RecordingSid"]
    recording = play.client.recordings(sid).fetch()
    assert (recording.source, recording.duration, recording.status) == ("DialVerb", "9", "completed")
    assert recording.call_sid == play.asked("after")["CallSid"]
    media = play.client.request("GET", play.asked("after")["RecordingUrl"])
    assert media.status_code == 200


@TABLE.row("A wrong recordingStatusCallbackEvent is an error (13621).", f"{ERRORS}/13621", "the document is not run")
def _(play: Play) -> Scene:
    play.call(dials(play, "recordingStatusCallbackEvent='deleted'"))
    yield
    assert (play.codes(), play.legs("b")) == ([13621], [])
