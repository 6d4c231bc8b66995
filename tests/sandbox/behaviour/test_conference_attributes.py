"""The other attributes of a conference: what is heard, what is recorded, what is wrong with one."""

from __future__ import annotations

import pytest

from tests.sandbox.behaviour.golden import RECORDING
from tests.sandbox.behaviour.pages import CONF, DIAL, ERRORS
from tests.sandbox.behaviour.scenes import EVENTS, WAITS, joins
from tests.sandbox.behaviour.table import Play, Played, Row, Scene, Table, human, moment

TABLE = Table("Conference: attributes", "What is heard and what is recorded.")


def test_attributes_of_conference_as_documented(played: Played, row: Row) -> None:
    played.judge(row)


# --- sound


def beeps(value: str, enter: int, leave: int) -> None:
    @TABLE.row(
        f"beep {value} beeps {'' if enter else 'not '}when she joins and {'' if leave else 'not '}when she leaves.",
        CONF,
        "when somebody is there to hear it",
        a=human(talk_seconds=90.0),
        b=human(talk_seconds=10.0),
    )
    def _(play: Play) -> Scene:
        joins(play, "a", "beep='false'")
        joins(play, "b", f"beep='{value}'")
        yield
        heard = [line["event"] for line in play.journal("conference.beeped")]
        assert heard == ["join"] * enter + ["leave"] * leave


beeps("true", 1, 1)
beeps("false", 0, 0)
beeps("onEnter", 1, 0)
beeps("onExit", 0, 1)


@TABLE.row(
    "muted lets her only listen.",
    CONF,
    "shown over REST and told in events; there is no sound",
    a=human(talk_seconds=20.0),
)
def _(play: Play) -> Scene:
    joins(play, "a", f"muted='true' {EVENTS}")
    joins(play, "b")
    yield 10
    sid = play.requests("room")[0].fields["ConferenceSid"]
    muted = {one.call_sid: one.muted for one in play.client.conferences(sid).participants.list()}
    yield
    assert muted == {play.leg("a"): True, play.leg("b"): False}


@TABLE.row("region is set by the first participant that names one.", CONF, a=human(talk_seconds=20.0))
def _(play: Play) -> Scene:
    joins(play, "a", EVENTS)
    yield 2
    joins(play, "b", "region='ie1'")
    yield 2
    joins(play, "c", "region='au1'")
    yield
    sid = play.requests("room")[0].fields["ConferenceSid"]
    assert play.client.conferences(sid).fetch().region == "ie1"


@TABLE.row(
    "hangupOnStar in a conference: out of it, and DialCallStatus is answered.", DIAL, b=human(talk_seconds=300.0)
)
def _(play: Play) -> Scene:
    play.hand("take")
    joins(play, "a", EVENTS, "action='after' hangupOnStar='true'")
    joins(play, "b", "", "")
    yield 3
    play.hand("answer")
    yield 20
    play.hand("press", keys="*")
    yield
    fields = play.asked("after")
    assert (fields["DialCallStatus"], fields["CallStatus"]) == ("answered", "in-progress")


@TABLE.row(
    "timeLimit of the Dial ends her part in a conference as well.",
    DIAL,
    a=human(talk_seconds=300.0),
    b=human(talk_seconds=300.0),
)
def _(play: Play) -> Scene:
    joins(play, "a", "", "action='after' timeLimit='60'")
    joins(play, "b", "", "")
    yield
    assert play.asked("after")["DialCallStatus"] == "answered"
    assert moment(play.journal("conference.left")[0]) - moment(play.journal("conference.joined")[0]) == pytest.approx(
        60, abs=0.01
    )


# --- recording


@TABLE.row(
    "record-from-start records from the moment the first two are connected; hold music never.",
    CONF,
    a=human(talk_seconds=30.0),
    b=human(talk_seconds=30.0),
)
def _(play: Play) -> Scene:
    joins(play, "a", "record='record-from-start' recordingStatusCallback='recorded'")
    yield 20
    joins(play, "b")
    yield
    assert play.asked("recorded")["RecordingDuration"] == "30"


@TABLE.row(
    "Its callback tells ConferenceSid and no CallSid; RecordingSource Conference, one channel.",
    CONF,
    a=human(talk_seconds=30.0),
    b=human(talk_seconds=30.0),
)
def _(play: Play) -> Scene:
    joins(play, "a", f"record='record-from-start' recordingStatusCallback='recorded' {EVENTS}")
    joins(play, "b")
    yield
    fields = play.asked("recorded")
    assert set(fields) == RECORDING - {"CallSid"} | {"ConferenceSid"}
    assert fields["ConferenceSid"] == play.requests("room")[0].fields["ConferenceSid"]
    assert (fields["RecordingSource"], fields["RecordingChannels"], fields["RecordingStatus"]) == (
        "Conference",
        "1",
        "completed",
    )


@TABLE.row(
    "recordingStatusCallbackEvent may ask for in-progress: the recording has started.", CONF, a=human(talk_seconds=30.0)
)
def _(play: Play) -> Scene:
    wanted = "recordingStatusCallback='recorded' recordingStatusCallbackEvent='in-progress completed'"
    joins(play, "a", f"record='record-from-start' {wanted}")
    joins(play, "b")
    yield
    assert [one.fields["RecordingStatus"] for one in play.requests("recorded")] == ["in-progress", "completed"]


@TABLE.row("do-not-record is the default.", CONF, a=human(talk_seconds=30.0))
def _(play: Play) -> Scene:
    joins(play, "a", "recordingStatusCallback='recorded'")
    joins(play, "b")
    yield
    assert play.requests("recorded") == []


@TABLE.row("A conference that never started was not recorded.", CONF, a=WAITS)
def _(play: Play) -> Scene:
    joins(play, "a", "record='record-from-start' recordingStatusCallback='recorded'")
    yield
    assert play.requests("recorded") == []


@TABLE.row(
    "record of a Dial over a conference records her leg; dual: what comes from the conference is channel 2.",
    DIAL,
    a=human(talk_seconds=30.0),
    b=human(talk_seconds=60.0),
)
def _(play: Play) -> Scene:
    joins(play, "a", "", "record='record-from-answer-dual' recordingStatusCallback='recorded' action='after'")
    joins(play, "b", "", "")
    yield
    fields = play.asked("recorded")
    assert set(fields) == RECORDING
    assert (fields["RecordingSource"], fields["RecordingChannels"], fields["CallSid"]) == (
        "DialVerb",
        "2",
        play.leg("a"),
    )
    assert play.asked("after")["RecordingSid"] == fields["RecordingSid"]


# --- values


VALUES = [("muted", 13230), ("startConferenceOnEnter", 13232), ("beep", 13235), ("waitMethod", 13234)]


def value(attribute: str, code: int) -> None:
    @TABLE.row(f"A wrong {attribute} is warned of ({code}).", f"{ERRORS}/{code}", "and the default holds", a=WAITS)
    def _(play: Play) -> Scene:
        joins(play, "a", f"{attribute}='perhaps'")
        yield
        assert (play.codes(), len(play.journal("conference.joined"))) == ([code], 1)


for one in VALUES:
    value(*one)


@TABLE.row("A wrong endConferenceOnExit is an error (13231).", f"{ERRORS}/13231", "the document is not run", a=WAITS)
def _(play: Play) -> Scene:
    joins(play, "a", "endConferenceOnExit='perhaps'")
    yield
    assert (play.codes(), play.journal("conference.joined")) == ([13231], [])


@TABLE.row(
    "Every attribute of the page is known.",
    CONF,
    "jitterBufferSize, trim, eventCallbackUrl and recordingConfigurationId have no effect",
    a=WAITS,
)
def _(play: Play) -> Scene:
    known = (
        "muted='false' beep='true' startConferenceOnEnter='true' endConferenceOnExit='false' participantLabel='x' jitterBufferSize='small' "
        "waitUrl='' waitMethod='GET' maxParticipants='9' record='do-not-record' region='us1' trim='do-not-trim' eventCallbackUrl='e' "
        "statusCallbackEvent='start' statusCallback='s' statusCallbackMethod='POST' recordingStatusCallback='r' "
        "recordingStatusCallbackMethod='POST' recordingStatusCallbackEvent='completed' recordingConfigurationId='c'"
    )
    joins(play, "a", known)
    yield
    assert (play.codes(), len(play.journal("conference.joined"))) == ([], 1)
