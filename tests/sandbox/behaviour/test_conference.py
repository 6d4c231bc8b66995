"""Dial Conference: who hears whom, when it starts and ends, what is told. Over REST: test_conference_rest.py."""

from __future__ import annotations

import pytest

from tests.sandbox.behaviour.golden import CONFERENCE, LEFT, PARTICIPANT, RECORDING, STANDARD
from tests.sandbox.behaviour.table import DOCS, Manner, Play, Played, Row, Scene, Table, human, moment

CONF, DIAL, ERRORS = f"{DOCS}/conference", f"{DOCS}/dial", "https://www.twilio.com/docs/api/errors"
API = "https://www.twilio.com/docs/voice/api/conference-resource"
TABLE = Table("Conference", "Callers in one room.")
EVENTS = "statusCallback='room' statusCallbackEvent='start end join leave mute hold modify speaker announcement'"
WAITS: Manner = human(patience_seconds=30.0)


@pytest.mark.usefixtures("played")
def test_conference_as_documented(played: Played, row: Row) -> None:
    played.judge(row)


def conference(play: Play, attributes: str = "", dial: str = "action='after'") -> str:
    return f"<Dial {dial}><Conference {attributes}>{play.room}</Conference></Dial>"


def joins(play: Play, name: str, attributes: str = "", dial: str = "action='after'") -> str:
    """Call somebody into the room; she is in it two seconds later."""
    return play.call(conference(play, attributes, dial), "<Say>Back.</Say>", to=name, path=f"start-{name}")


def events(play: Play, path: str = "room") -> list[str]:
    return [one.fields["StatusCallbackEvent"] for one in play.requests(path)]


def told(play: Play, event: str, path: str = "room") -> list[dict[str, str]]:
    return [one.fields for one in play.requests(path) if one.fields["StatusCallbackEvent"] == event]


# --- start and end


@TABLE.row("A conference starts when there are two participants; the first waits alone.", CONF, a=WAITS, b=WAITS)
def _(play: Play) -> Scene:
    joins(play, "a")
    yield 10
    joins(play, "b")
    yield
    assert play.at("conference.started") == max(moment(line) for line in play.journal("conference.joined"))


@TABLE.row("Alone in it, nobody starts it: the conference never begins, and ends when she leaves.", CONF, a=WAITS)
def _(play: Play) -> Scene:
    joins(play, "a", EVENTS)
    yield
    assert play.journal("conference.started") == []
    assert events(play) == ["participant-join", "participant-leave", "conference-end"]


@TABLE.row("startConferenceOnEnter false does not start it: they wait until a participant comes with true.", CONF,
           a=human(talk_seconds=20.0))  # fmt: skip
def _(play: Play) -> Scene:
    joins(play, "a", f"startConferenceOnEnter='false' {EVENTS}")
    joins(play, "b", "startConferenceOnEnter='false'")
    yield 30
    assert play.journal("conference.started") == []
    joins(play, "c")
    yield
    started = play.at("conference.started")
    assert started == max(moment(line) for line in play.journal("conference.joined"))
    assert events(play)[:4] == ["participant-join"] * 3 + ["conference-start"]


@TABLE.row("It ends when the last participant leaves.", CONF, a=human(talk_seconds=20.0), b=human(talk_seconds=30.0))
def _(play: Play) -> Scene:
    joins(play, "a", EVENTS)
    joins(play, "b")
    yield
    assert play.at("conference.ended") - play.at("conference.started") == pytest.approx(30, abs=0.001)
    (end,) = told(play, "conference-end")
    assert end["ReasonConferenceEnded"] == "last-participant-left"
    assert end["CallSidEndingConference"] == play.leg("b")


@TABLE.row("endConferenceOnExit: when that participant leaves, it ends, and all others drop out.", CONF,
           a=human(talk_seconds=20.0), b=human(talk_seconds=300.0), c=human(talk_seconds=300.0))  # fmt: skip
def _(play: Play) -> Scene:
    joins(play, "a", f"endConferenceOnExit='true' {EVENTS}")
    joins(play, "b")
    joins(play, "c")
    yield
    assert play.at("conference.ended") - play.at("conference.started") == pytest.approx(20, abs=0.01)
    (end,) = told(play, "conference-end")
    assert end["ReasonConferenceEnded"] == "participant-with-end-conference-on-exit-left"
    assert end["CallSidEndingConference"] == play.leg("a")


@TABLE.row("Those who drop out go on with their own TwiML: the action, told DialCallStatus answered.", CONF,
           "DialBridged is true", a=human(talk_seconds=20.0), b=human(talk_seconds=300.0))  # fmt: skip
def _(play: Play) -> Scene:
    joins(play, "a", "endConferenceOnExit='true'", "")
    play.serve("after", "<Say>It is over.</Say>")
    joins(play, "b")
    yield
    fields = play.asked("after")
    assert set(fields) == STANDARD | {"DialCallStatus", "DialBridged"}
    assert (fields["DialCallStatus"], fields["DialBridged"], fields["CallStatus"]) == ("answered", "true", "in-progress")
    assert play.words(play.leg("b")) == ["It is over."]


@TABLE.row("Without an action they go on with the next verb.", CONF, a=human(talk_seconds=20.0), b=human(talk_seconds=300.0))
def _(play: Play) -> Scene:
    joins(play, "a", "endConferenceOnExit='true'", "")
    joins(play, "b", "", "")
    yield
    assert play.words(play.leg("b")) == ["Back."]


@TABLE.row("DialCallSid and DialCallDuration are not sent after a conference.", DIAL, a=human(talk_seconds=20.0),
           b=human(talk_seconds=300.0))  # fmt: skip
def _(play: Play) -> Scene:
    joins(play, "a", "endConferenceOnExit='true'", "")
    joins(play, "b")
    yield
    assert not {"DialCallSid", "DialCallDuration"} & set(play.asked("after"))


@TABLE.row("A participant who hangs up: her action is told answered, CallStatus completed.", DIAL,
           "as with a Dial to a number", a=human(talk_seconds=20.0))  # fmt: skip
def _(play: Play) -> Scene:
    joins(play, "a")
    joins(play, "b", "", "")
    yield
    fields = play.asked("after")
    assert (fields["DialCallStatus"], fields["CallStatus"]) == ("answered", "completed")


@TABLE.row("A name leads to one room; when that conference has ended, the name opens another.", API,
           a=human(talk_seconds=5.0), b=human(talk_seconds=5.0), c=WAITS)  # fmt: skip
def _(play: Play) -> Scene:
    joins(play, "a", EVENTS)
    joins(play, "b", EVENTS)
    yield 60
    joins(play, "c", EVENTS)
    yield
    sids = [one.fields["ConferenceSid"] for one in play.requests("room")]
    assert len(dict.fromkeys(sids)) == 2
    found = play.client.conferences.list(friendly_name=play.room)
    assert [one.sid for one in found] == list(dict.fromkeys(reversed(sids)))


@TABLE.row("A conference is init, then in-progress, then completed.", API, a=human(talk_seconds=30.0), b=human(talk_seconds=30.0))
def _(play: Play) -> Scene:
    joins(play, "a", EVENTS)
    yield 5
    sid = play.requests("room")[0].fields["ConferenceSid"]
    seen = [play.client.conferences(sid).fetch().status]
    joins(play, "b")
    yield 10
    seen.append(play.client.conferences(sid).fetch().status)
    yield
    ended = play.client.conferences(sid).fetch()
    assert [*seen, ended.status] == ["init", "in-progress", "completed"]
    assert (ended.reason_conference_ended, ended.call_sid_ending_conference) == ("last-participant-left", play.leg("b"))


# --- while it has not started


@TABLE.row("waitUrl is played before the conference starts: TwiML with Say, Play, Pause and Redirect.", CONF, b=human(talk_seconds=20.0))
def _(play: Play) -> Scene:
    play.serve("wait", "<Say>Please hold.</Say>", "<Pause length='3'/>", "<Redirect>wait-2</Redirect>")
    play.serve("wait-2", "<Say>Still there?</Say>")
    joins(play, "a", "waitUrl='wait'")
    yield 30
    joins(play, "b")
    yield
    assert play.words(play.leg("a"))[:2] == ["Please hold.", "Still there?"]


@TABLE.row("Its request has the standard parameters.", CONF, "with ConferenceSid and FriendlyName", a=WAITS)
def _(play: Play) -> Scene:
    joins(play, "a", "waitUrl='wait'")
    yield
    assert set(play.asked("wait")) == STANDARD | {"ConferenceSid", "FriendlyName"}
    assert play.asked("wait")["CallStatus"] == "in-progress"


@TABLE.row("When its verbs are used up, there is silence: it is not requested again.", CONF, a=WAITS)
def _(play: Play) -> Scene:
    play.serve("wait", "<Say>Please hold.</Say>")
    joins(play, "a", "waitUrl='wait'")
    yield
    assert (len(play.requests("wait")), play.words()) == (1, ["Please hold."])


@TABLE.row("An empty Redirect at its end loops it.", CONF, a=WAITS)
def _(play: Play) -> Scene:
    play.serve("wait", "<Pause length='9'/>", "<Redirect/>")
    joins(play, "a", "waitUrl='wait'")
    yield
    assert len(play.requests("wait")) == 4


@TABLE.row("waitMethod is POST when a waitUrl is given; it may be GET.", CONF, a=WAITS, b=WAITS)
def _(play: Play) -> Scene:
    joins(play, "a", "waitUrl='wait' startConferenceOnEnter='false'")
    joins(play, "b", "waitUrl='wait' waitMethod='GET' startConferenceOnEnter='false'")
    yield
    assert sorted(one.method for one in play.requests("wait")) == ["GET", "POST"]


@TABLE.row("waitUrl '' plays nothing.", CONF, a=WAITS)
def _(play: Play) -> Scene:
    joins(play, "a", "waitUrl=''")
    yield
    assert (play.journal("call.said"), play.codes()) == ([], [])


@TABLE.row("The wait ends the moment the conference starts.", CONF, a=human(talk_seconds=20.0), b=human(talk_seconds=20.0))
def _(play: Play) -> Scene:
    play.serve("wait", f"<Say>{'x' * 1400}</Say>", "<Say>Never.</Say>")
    joins(play, "a", "waitUrl='wait'")
    yield 10
    joins(play, "b")
    yield
    assert play.words(play.leg("a")) == ["x" * 1400]
    assert play.at("call.ended", sid=play.leg("a")) - play.at("conference.started") == pytest.approx(20, abs=0.001)


@TABLE.row("Other verbs in it are an error (13238).", f"{ERRORS}/13238", "as a waitUrl that fails", a=WAITS)
def _(play: Play) -> Scene:
    play.serve("wait", "<Gather/>")
    joins(play, "a", "waitUrl='wait'", "")
    yield
    assert (play.codes(), play.words(play.leg("a"))) == ([13238], ["Back."])


@TABLE.row("A waitUrl that fails: the conference is not established; the call goes on with the next verb.", CONF, a=WAITS)
def _(play: Play) -> Scene:
    joins(play, "a", "waitUrl='missing.xml'", "")
    from_app = play.url("missing.xml")
    yield 0
    play.answer("missing.xml", _gone())
    yield
    assert play.codes() == [11200]
    assert play.one("twiml.error")["url"] == from_app
    assert play.words(play.leg("a")) == ["Back."]


@TABLE.row("A waitUrl that fails: or with the action.", CONF, "told DialCallStatus failed", a=WAITS)
def _(play: Play) -> Scene:
    play.answer("wait", _gone())
    joins(play, "a", "waitUrl='wait'")
    yield
    assert play.asked("after")["DialCallStatus"] == "failed"


# --- who may come in


@TABLE.row("maxParticipants limits the room; one more is an error (16020) and is not added.", f"{ERRORS}/16020",
           "her call goes on: DialCallStatus failed", a=human(talk_seconds=40.0), b=human(talk_seconds=40.0))  # fmt: skip
def _(play: Play) -> Scene:
    joins(play, "a", f"maxParticipants='2' {EVENTS}")
    joins(play, "b", "", "")
    yield 10
    joins(play, "c")
    yield
    assert (play.codes(), play.one("twiml.error")["sid"]) == ([16020], play.leg("c"))
    assert play.requests("after")[0].fields["DialCallStatus"] == "failed"
    assert events(play).count("participant-join") == 2


@TABLE.row("A label already in the room is an error (16025); the call goes on with the next verb.", CONF,
           a=human(talk_seconds=40.0), b=human(talk_seconds=40.0))  # fmt: skip
def _(play: Play) -> Scene:
    joins(play, "a", f"participantLabel='debtor' {EVENTS}", "")
    yield 3
    joins(play, "b", "participantLabel='debtor'", "")
    yield
    assert (play.codes(), play.one("twiml.error")["sid"]) == ([16025], play.leg("b"))
    assert play.words(play.leg("b")) == ["Back."]


def label(sentence: str, name: str) -> None:
    @TABLE.row(sentence, f"{ERRORS}/16023", "she is not added; her call goes on", a=WAITS)
    def _(play: Play) -> Scene:
        joins(play, "a", f"participantLabel='{name}'")
        yield
        assert (play.codes(), play.journal("conference.joined")) == ([16023], [])
        assert play.asked("after")["DialCallStatus"] == "failed"


label("A label has at most 128 characters (16023).", "x" * 129)
label("A label may not contain a slash (16023).", "the/debtor")
label("A label may not be a CallSid (16023).", "CA" + "0" * 32)


@TABLE.row("The name of a conference has at most 128 characters; a longer one is warned of (13237).", f"{ERRORS}/13237",
           "she is not added; her call goes on", a=WAITS)  # fmt: skip
def _(play: Play) -> Scene:
    play.call(f"<Dial action='after'><Conference>{'x' * 129}</Conference></Dial>")
    yield
    assert (play.codes(), play.asked("after")["DialCallStatus"]) == ([13237], "failed")


@TABLE.row("coach names a call in the conference; one that is not there is an error (13240), and the call fails to its action.", CONF,
           a=human(talk_seconds=40.0), b=human(talk_seconds=40.0))  # fmt: skip
def _(play: Play) -> Scene:
    joins(play, "a", "", "")
    joins(play, "b", "", "")
    yield 10
    joins(play, "c", f"coach='CA{'0' * 32}'")
    yield
    assert (play.codes(), play.asked("after")["DialCallStatus"]) == ([13240], "failed")


# --- events


@TABLE.row("Events are told in their order: joins, start, leaves, end; SequenceNumber counts them for the conference.", CONF,
           "from 1", a=human(talk_seconds=20.0), b=human(talk_seconds=30.0))  # fmt: skip
def _(play: Play) -> Scene:
    joins(play, "a", EVENTS)
    yield 5
    joins(play, "b")
    yield
    assert events(play) == [
        "participant-join", "participant-join", "conference-start", "participant-leave", "participant-leave", "conference-end",
    ]  # fmt: skip
    assert [one.fields["SequenceNumber"] for one in play.requests("room")] == ["1", "2", "3", "4", "5", "6"]


@TABLE.row("When one participant ends it, the leaves of the others come before its end.", CONF, "not documented",
           a=human(talk_seconds=20.0), b=human(talk_seconds=300.0))  # fmt: skip
def _(play: Play) -> Scene:
    joins(play, "a", f"endConferenceOnExit='true' {EVENTS}")
    joins(play, "b")
    yield
    assert events(play)[-3:] == ["participant-leave", "participant-leave", "conference-end"]


@TABLE.row("All events tell ConferenceSid, FriendlyName, AccountSid, SequenceNumber, Timestamp, StatusCallbackEvent.", CONF,
           a=human(talk_seconds=20.0))  # fmt: skip
def _(play: Play) -> Scene:
    joins(play, "a", EVENTS)
    joins(play, "b")
    yield
    (start,) = told(play, "conference-start")
    assert set(start) == CONFERENCE
    assert start["FriendlyName"] == play.room
    assert start["Timestamp"].endswith("+0000")


@TABLE.row("Events of a participant add CallSid, Muted, Hold, Coaching, EndConferenceOnExit, StartConferenceOnEnter.", CONF,
           a=human(talk_seconds=20.0))  # fmt: skip
def _(play: Play) -> Scene:
    joins(play, "a", f"muted='true' endConferenceOnExit='true' {EVENTS}")
    joins(play, "b", "startConferenceOnEnter='false'")
    yield
    first, second = told(play, "participant-join")
    assert set(first) == set(second) == PARTICIPANT
    assert (first["CallSid"], first["Muted"], first["EndConferenceOnExit"]) == (play.leg("a"), "true", "true")
    assert (second["Muted"], second["Hold"], second["StartConferenceOnEnter"]) == ("false", "false", "false")


@TABLE.row("ParticipantLabel is told when there is one.", CONF, a=human(talk_seconds=20.0))
def _(play: Play) -> Scene:
    joins(play, "a", f"participantLabel='debtor' {EVENTS}")
    joins(play, "b")
    yield
    first, second = told(play, "participant-join")
    assert (first["ParticipantLabel"], "ParticipantLabel" in second) == ("debtor", False)


@TABLE.row("leave adds ParticipantCallStatus and ReasonParticipantLeft: who hangs up, participant_hung_up.", CONF,
           "ParticipantCallStatus completed", a=human(talk_seconds=20.0))  # fmt: skip
def _(play: Play) -> Scene:
    joins(play, "a", EVENTS)
    joins(play, "b")
    yield
    first = told(play, "participant-leave")[0]
    assert set(first) == LEFT
    assert (first["ReasonParticipantLeft"], first["ParticipantCallStatus"]) == ("participant_hung_up", "completed")


@TABLE.row("leave of those dropped by a moderator: moderator_ended_conference.", CONF, "ParticipantCallStatus in-progress",
           a=human(talk_seconds=20.0), b=human(talk_seconds=300.0))  # fmt: skip
def _(play: Play) -> Scene:
    joins(play, "a", f"endConferenceOnExit='true' {EVENTS}")
    joins(play, "b")
    yield
    gone = {one["CallSid"]: one for one in told(play, "participant-leave")}[play.leg("b")]
    assert (gone["ReasonParticipantLeft"], gone["ParticipantCallStatus"]) == ("moderator_ended_conference", "in-progress")


@TABLE.row("end adds ReasonConferenceEnded, Reason, and who ended it: CallSidEndingConference, ParticipantLabelEndingConference.", CONF,
           a=human(talk_seconds=20.0), b=human(talk_seconds=300.0))  # fmt: skip
def _(play: Play) -> Scene:
    joins(play, "a", f"endConferenceOnExit='true' participantLabel='moderator' {EVENTS}")
    joins(play, "b")
    yield
    (end,) = told(play, "conference-end")
    added = {"ReasonConferenceEnded", "Reason", "CallSidEndingConference", "ParticipantLabelEndingConference"}
    assert set(end) == CONFERENCE | added
    assert (end["ParticipantLabelEndingConference"], bool(end["Reason"])) == ("moderator", True)


@TABLE.row("Only the events named are told; none are by default.", CONF, a=human(talk_seconds=20.0))
def _(play: Play) -> Scene:
    joins(play, "a", "statusCallback='room' statusCallbackEvent='start'")
    joins(play, "b")
    yield
    assert events(play) == ["conference-start"]


@TABLE.row("The first participant to join sets statusCallback and events; those of later ones are ignored.", CONF,
           a=human(talk_seconds=20.0))  # fmt: skip
def _(play: Play) -> Scene:
    joins(play, "a", "statusCallback='room' statusCallbackEvent='start end'")
    yield 3
    joins(play, "b", "statusCallback='other' statusCallbackEvent='join leave'")
    yield
    assert (events(play), play.requests("other")) == (["conference-start", "conference-end"], [])


@TABLE.row("They stay as they were when the first participant leaves.", CONF, a=human(talk_seconds=10.0), b=human(talk_seconds=20.0),
           c=human(talk_seconds=30.0))  # fmt: skip
def _(play: Play) -> Scene:
    joins(play, "a", "statusCallback='room' statusCallbackEvent='leave end'")
    joins(play, "b")
    yield 20
    joins(play, "c", "statusCallback='other' statusCallbackEvent='leave end'")
    yield
    assert (events(play), play.requests("other")) == (["participant-leave"] * 3 + ["conference-end"], [])


@TABLE.row("statusCallbackMethod says how it is requested; the default is POST.", CONF, a=human(talk_seconds=20.0))
def _(play: Play) -> Scene:
    joins(play, "a", "statusCallback='room' statusCallbackEvent='start' statusCallbackMethod='GET'")
    joins(play, "b")
    yield
    assert [one.method for one in play.requests("room")] == ["GET"]


@TABLE.row("A status callback that fails does not trouble the conference.", CONF, "noted as an error (16011)", a=human(talk_seconds=20.0))
def _(play: Play) -> Scene:
    play.answer("room", _gone())
    joins(play, "a", "statusCallback='room' statusCallbackEvent='start'")
    joins(play, "b")
    yield
    noted = [one for one in play.stage.admin("debugger")["entries"] if one["url"] == play.url("room")]
    assert [(one["code"], one["level"]) for one in noted] == [(16011, "error")]
    assert play.at("conference.ended") > play.at("conference.started")


# --- sound


def beeps(value: str, enter: int, leave: int) -> None:
    @TABLE.row(f"beep {value} beeps {'' if enter else 'not '}when she joins and {'' if leave else 'not '}when she leaves.", CONF,
               "when somebody is there to hear it", a=human(talk_seconds=90.0), b=human(talk_seconds=10.0))  # fmt: skip
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


@TABLE.row("muted lets her only listen.", CONF, "shown over REST and told in events; there is no sound", a=human(talk_seconds=20.0))
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


@TABLE.row("hangupOnStar in a conference: out of it, and DialCallStatus is answered.", DIAL, b=human(talk_seconds=300.0))
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


@TABLE.row("timeLimit of the Dial ends her part in a conference as well.", DIAL, a=human(talk_seconds=300.0), b=human(talk_seconds=300.0))
def _(play: Play) -> Scene:
    joins(play, "a", "", "action='after' timeLimit='60'")
    joins(play, "b", "", "")
    yield
    assert play.asked("after")["DialCallStatus"] == "answered"
    assert moment(play.journal("conference.left")[0]) - moment(play.journal("conference.joined")[0]) == pytest.approx(60, abs=0.01)


# --- recording


@TABLE.row("record-from-start records from the moment the first two are connected; hold music never.", CONF,
           a=human(talk_seconds=30.0), b=human(talk_seconds=30.0))  # fmt: skip
def _(play: Play) -> Scene:
    joins(play, "a", "record='record-from-start' recordingStatusCallback='recorded'")
    yield 20
    joins(play, "b")
    yield
    assert play.asked("recorded")["RecordingDuration"] == "30"


@TABLE.row("Its callback tells ConferenceSid and no CallSid; RecordingSource Conference, one channel.", CONF,
           a=human(talk_seconds=30.0), b=human(talk_seconds=30.0))  # fmt: skip
def _(play: Play) -> Scene:
    joins(play, "a", f"record='record-from-start' recordingStatusCallback='recorded' {EVENTS}")
    joins(play, "b")
    yield
    fields = play.asked("recorded")
    assert set(fields) == RECORDING - {"CallSid"} | {"ConferenceSid"}
    assert fields["ConferenceSid"] == play.requests("room")[0].fields["ConferenceSid"]
    assert (fields["RecordingSource"], fields["RecordingChannels"], fields["RecordingStatus"]) == ("Conference", "1", "completed")


@TABLE.row("recordingStatusCallbackEvent may ask for in-progress: the recording has started.", CONF, a=human(talk_seconds=30.0))
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


@TABLE.row("record of a Dial over a conference records her leg; dual: what comes from the conference is channel 2.", DIAL,
           a=human(talk_seconds=30.0), b=human(talk_seconds=60.0))  # fmt: skip
def _(play: Play) -> Scene:
    joins(play, "a", "", "record='record-from-answer-dual' recordingStatusCallback='recorded' action='after'")
    joins(play, "b", "", "")
    yield
    fields = play.asked("recorded")
    assert set(fields) == RECORDING
    assert (fields["RecordingSource"], fields["RecordingChannels"], fields["CallSid"]) == ("DialVerb", "2", play.leg("a"))
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


@TABLE.row("Every attribute of the page is known.", CONF, "jitterBufferSize, trim, eventCallbackUrl and recordingConfigurationId have no effect", a=WAITS)
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


def _gone():  # type: ignore[no-untyped-def]
    from tests.sandbox.stage import Document

    return Document("", 404, "text/plain")
