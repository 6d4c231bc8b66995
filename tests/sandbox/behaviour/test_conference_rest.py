"""Conferences over REST: ended, announced to."""

from __future__ import annotations

from tests.sandbox.behaviour.golden import CONFERENCE
from tests.sandbox.behaviour.pages import CONF, RESOURCE
from tests.sandbox.behaviour.scenes import refusal, the_conference, together, told
from tests.sandbox.behaviour.table import Manner, Play, Played, Row, Scene, Table, human

LONG: Manner = human(talk_seconds=300.0)
TABLE = Table("Conference over REST", "What may be done over REST to a conference.")


def test_conferences_over_rest_as_documented(played: Played, row: Row) -> None:
    played.judge(row)


@TABLE.row(
    "Status completed ends it for all: conference-ended-via-api, conference_ended_via_api.", RESOURCE, a=LONG, b=LONG
)
def _(play: Play) -> Scene:
    together(play)
    play.serve("after", "<Say>It is over.</Say>")
    yield 10
    ended = the_conference(play).update(status="completed")
    yield
    assert ended.status == "completed"
    (end,) = told(play, "conference-end")
    assert set(end) == CONFERENCE | {"ReasonConferenceEnded", "Reason"}
    assert end["ReasonConferenceEnded"] == "conference-ended-via-api"
    assert {one["ReasonParticipantLeft"] for one in told(play, "participant-leave")} == {"conference_ended_via_api"}
    assert (play.words(play.leg("b")), play.words(play.leg("a"))) == (["It is over."], ["Back."])


@TABLE.row(
    "A recorded conference ended over REST has its recording, which is listed while it runs.", CONF, a=LONG, b=LONG
)
def _(play: Play) -> Scene:
    together(play, first="record='record-from-start' recordingStatusCallback='recorded'")
    yield 32
    listed = the_conference(play).recordings.list()
    the_conference(play).update(status="completed")
    yield
    assert [(one.status, one.duration, one.source) for one in listed] == [("in-progress", None, "Conference")]
    told = play.asked("recorded")
    assert (told["RecordingSid"], told["RecordingStatus"]) == (listed[0].sid, "completed")
    assert told["RecordingDuration"] in {"29", "30"}


@TABLE.row(
    "AnnounceUrl is played to all of them: one announcement-end without a participant's parameters.",
    RESOURCE,
    a=LONG,
    b=LONG,
)
def _(play: Play) -> Scene:
    play.serve("announce", "<Say>This call is recorded.</Say>")
    together(play)
    yield 10
    the_conference(play).update(announce_url=play.url("announce"))
    yield
    assert all(play.words(play.leg(name))[0] == "This call is recorded." for name in "ab")
    (end,) = told(play, "announcement-end")
    assert set(end) == CONFERENCE | {"AnnounceUrl"}


@TABLE.row(
    "A conference that is over cannot be changed (16022); it can be fetched, and its participants are none.",
    RESOURCE,
    a=human(talk_seconds=5.0),
    b=human(talk_seconds=5.0),
)
def _(play: Play) -> Scene:
    together(play)
    yield
    assert refusal(lambda: the_conference(play).update(status="completed")) == (400, 16022)
    assert the_conference(play).fetch().status == "completed"
    assert the_conference(play).participants.list() == []
