"""What the status callback of a conference is told."""

from __future__ import annotations

from tests.sandbox.behaviour.golden import CONFERENCE, LEFT, PARTICIPANT
from tests.sandbox.behaviour.pages import CONF
from tests.sandbox.behaviour.scenes import EVENTS, GONE, events, joins, told
from tests.sandbox.behaviour.table import Play, Played, Row, Scene, Table, human

TABLE = Table("Conference: events", "What is told of a conference, in which order, and with which parameters.")


def test_events_of_conference_as_documented(played: Played, row: Row) -> None:
    played.judge(row)


@TABLE.row(
    "Events are told in their order: joins, start, leaves, end; SequenceNumber counts them for the conference.",
    CONF,
    "from 1",
    a=human(talk_seconds=20.0),
    b=human(talk_seconds=30.0),
)
def _(play: Play) -> Scene:
    joins(play, "a", EVENTS)
    yield 5
    joins(play, "b")
    yield
    assert events(play) == [
        "participant-join", "participant-join", "conference-start", "participant-leave", "participant-leave", "conference-end",
    ]  # fmt: skip
    assert [one.fields["SequenceNumber"] for one in play.requests("room")] == ["1", "2", "3", "4", "5", "6"]


@TABLE.row(
    "When one participant ends it, the leaves of the others come before its end.",
    CONF,
    "not documented",
    a=human(talk_seconds=20.0),
    b=human(talk_seconds=300.0),
)
def _(play: Play) -> Scene:
    joins(play, "a", f"endConferenceOnExit='true' {EVENTS}")
    joins(play, "b")
    yield
    assert events(play)[-3:] == ["participant-leave", "participant-leave", "conference-end"]


@TABLE.row(
    "All events tell ConferenceSid, FriendlyName, AccountSid, SequenceNumber, Timestamp, StatusCallbackEvent.",
    CONF,
    a=human(talk_seconds=20.0),
)
def _(play: Play) -> Scene:
    joins(play, "a", EVENTS)
    joins(play, "b")
    yield
    (start,) = told(play, "conference-start")
    assert set(start) == CONFERENCE
    assert start["FriendlyName"] == play.room
    assert start["Timestamp"].endswith("+0000")


@TABLE.row(
    "Events of a participant add CallSid, Muted, Hold, Coaching, EndConferenceOnExit, StartConferenceOnEnter.",
    CONF,
    a=human(talk_seconds=20.0),
)
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


@TABLE.row(
    "leave adds ParticipantCallStatus and ReasonParticipantLeft: who hangs up, participant_hung_up.",
    CONF,
    "ParticipantCallStatus completed",
    a=human(talk_seconds=20.0),
)
def _(play: Play) -> Scene:
    joins(play, "a", EVENTS)
    joins(play, "b")
    yield
    first = told(play, "participant-leave")[0]
    assert set(first) == LEFT
    assert (first["ReasonParticipantLeft"], first["ParticipantCallStatus"]) == ("participant_hung_up", "completed")


@TABLE.row(
    "leave of those dropped by a moderator: moderator_ended_conference.",
    CONF,
    "ParticipantCallStatus in-progress",
    a=human(talk_seconds=20.0),
    b=human(talk_seconds=300.0),
)
def _(play: Play) -> Scene:
    joins(play, "a", f"endConferenceOnExit='true' {EVENTS}")
    joins(play, "b")
    yield
    gone = {one["CallSid"]: one for one in told(play, "participant-leave")}[play.leg("b")]
    assert (gone["ReasonParticipantLeft"], gone["ParticipantCallStatus"]) == (
        "moderator_ended_conference",
        "in-progress",
    )


@TABLE.row(
    "end adds ReasonConferenceEnded, Reason, and who ended it: CallSidEndingConference, ParticipantLabelEndingConference.",
    CONF,
    a=human(talk_seconds=20.0),
    b=human(talk_seconds=300.0),
)
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


@TABLE.row(
    "The first participant to join sets statusCallback and events; those of later ones are ignored.",
    CONF,
    a=human(talk_seconds=20.0),
)
def _(play: Play) -> Scene:
    joins(play, "a", "statusCallback='room' statusCallbackEvent='start end'")
    yield 3
    joins(play, "b", "statusCallback='other' statusCallbackEvent='join leave'")
    yield
    assert (events(play), play.requests("other")) == (["conference-start", "conference-end"], [])


@TABLE.row(
    "They stay as they were when the first participant leaves.",
    CONF,
    a=human(talk_seconds=10.0),
    b=human(talk_seconds=30.0),
    c=human(talk_seconds=30.0),
)
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


@TABLE.row(
    "A status callback that fails does not trouble the conference.",
    CONF,
    "noted as an error (16011)",
    a=human(talk_seconds=20.0),
)
def _(play: Play) -> Scene:
    play.answer("room", GONE)
    joins(play, "a", "statusCallback='room' statusCallbackEvent='start'")
    joins(play, "b")
    yield
    noted = [one for one in play.stage.admin("debugger")["entries"] if one["url"] == play.url("room")]
    assert [(one["code"], one["level"]) for one in noted] == [(16011, "error")]
    assert play.at("conference.ended") > play.at("conference.started")
