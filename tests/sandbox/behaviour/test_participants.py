"""Participants over REST: muted, held, announced to, coached, removed, called in."""

from __future__ import annotations

import pytest

from tests.sandbox.behaviour.golden import LEFT, PARTICIPANT
from tests.sandbox.behaviour.pages import CONF, ERRORS, PART
from tests.sandbox.behaviour.scenes import EVENTS, refusal, the_conference, together, told
from tests.sandbox.behaviour.table import BUSY, NO_ANSWER, Manner, Play, Played, Row, Scene, Table, human

LONG: Manner = human(talk_seconds=300.0)
TABLE = Table("Participants", "What may be done over REST to those in a conference.")


def test_participants_as_documented(played: Played, row: Row) -> None:
    played.judge(row)


# --- participants


@TABLE.row(
    "Participants are listed while they are in the conference, and found by their CallSid.", PART, a=LONG, b=LONG
)
def _(play: Play) -> Scene:
    a, b = together(play, "muted='true' endConferenceOnExit='true'")
    yield 10
    listed = {one.call_sid: one for one in the_conference(play).participants.list()}
    found = the_conference(play).participants(b).fetch()
    yield
    assert set(listed) == {a, b}
    assert (found.muted, found.hold, found.end_conference_on_exit, found.status) == (True, False, True, "connected")


@TABLE.row("Or by their label.", PART, a=LONG, b=LONG)
def _(play: Play) -> Scene:
    _, b = together(play, "participantLabel='the collector'")
    yield 10
    found = the_conference(play).participants("the%20collector").fetch()
    yield
    assert (found.call_sid, found.label) == (b, "the collector")


@TABLE.row("Who has left is no longer there: 404.", PART, "20404", a=LONG, b=human(talk_seconds=5.0), c=LONG)
def _(play: Play) -> Scene:
    _, b = together(play)
    play.call(f"<Dial><Conference>{play.room}</Conference></Dial>", to="c", path="start-c")
    yield 30
    refused = refusal(the_conference(play).participants(b).fetch)
    yield
    assert refused == (404, 20404)


@TABLE.row("Muted true and false mute and unmute: participant-mute, participant-unmute.", PART, a=LONG, b=LONG)
def _(play: Play) -> Scene:
    _, b = together(play)
    yield 10
    seen = [the_conference(play).participants(b).update(muted=value).muted for value in (True, False)]
    yield
    assert seen == [True, False]
    (mute,), (unmute,) = told(play, "participant-mute"), told(play, "participant-unmute")
    assert (mute["Muted"], unmute["Muted"], mute["CallSid"]) == ("true", "false", b)
    assert set(mute) == PARTICIPANT


@TABLE.row(
    "Hold true puts on hold and plays the HoldUrl, requested with GET; false ends it: participant-hold, participant-unhold.",
    PART,
    a=LONG,
    b=LONG,
)
def _(play: Play) -> Scene:
    play.serve("hold", "<Say>One moment.</Say>", f"<Say>{'x' * 1400}</Say>", "<Say>Never.</Say>")
    _, b = together(play)
    yield 10
    assert the_conference(play).participants(b).update(hold=True, hold_url=play.url("hold")).hold is True
    yield 10
    the_conference(play).participants(b).update(hold=False)
    yield
    assert [one.method for one in play.requests("hold")] == ["GET"]
    assert play.words(b)[:2] == ["One moment.", "x" * 1400]
    assert "Never." not in play.words(b)
    assert (len(told(play, "participant-hold")), len(told(play, "participant-unhold"))) == (1, 1)


@TABLE.row("Hold does not end the conference, nor take her out of it.", PART, a=LONG, b=LONG)
def _(play: Play) -> Scene:
    _, b = together(play)
    yield 10
    the_conference(play).participants(b).update(hold=True, hold_url=play.url("hold"))
    yield 10
    status, held = the_conference(play).fetch().status, the_conference(play).participants(b).fetch().hold
    yield
    assert (status, held) == ("in-progress", True)


@TABLE.row(
    "AnnounceUrl is played to one participant, requested with POST; the call stays in the conference.",
    PART,
    a=LONG,
    b=LONG,
)
def _(play: Play) -> Scene:
    play.serve("announce", "<Say>You are being recorded.</Say>")
    a, b = together(play)
    yield 10
    the_conference(play).participants(b).update(announce_url=play.url("announce"))
    yield
    assert [one.method for one in play.requests("announce")] == ["POST"]
    assert (play.words(b)[:1], play.words(a)[:1] == ["You are being recorded."]) == (["You are being recorded."], False)
    assert told(play, "conference-end")[0]["ReasonConferenceEnded"] == "last-participant-left"


@TABLE.row("announcement-end tells AnnounceUrl, and for one participant her parameters.", CONF, a=LONG, b=LONG)
def _(play: Play) -> Scene:
    play.serve("announce", "<Say>You are being recorded.</Say>")
    _, b = together(play)
    yield 10
    the_conference(play).participants(b).update(announce_url=play.url("announce"))
    yield
    (end,) = told(play, "announcement-end")
    assert set(end) == PARTICIPANT | {"AnnounceUrl"}
    assert (end["AnnounceUrl"], end["CallSid"]) == (play.url("announce"), b)


@TABLE.row(
    "Announcements may follow one another.",
    PART,
    "the next one cuts the one before short; the end of each is told, and the call stays in the conference",
    a=LONG,
    b=LONG,
)
def _(play: Play) -> Scene:
    for name in ("first", "second"):
        play.serve(name, f"<Say>{name}</Say>", f"<Say>{'x' * 280}</Say>", f"<Say>the end of the {name}</Say>")
    _, b = together(play)
    yield 10
    the_conference(play).participants(b).update(announce_url=play.url("first"))
    yield 5
    the_conference(play).update(announce_url=play.url("second"))
    yield 40
    still = the_conference(play).participants(b).fetch().status
    yield
    said = [words for words in play.words(b) if not words.startswith("x")]
    assert said[:3] == ["first", "second", "the end of the second"]
    ends = [(one["AnnounceUrl"], "CallSid" in one) for one in told(play, "announcement-end")]
    assert (ends, still) == ([(play.url("first"), True), (play.url("second"), False)], "connected")


@TABLE.row(
    "An announcement may Say, Play, Pause and Redirect; other verbs are an error (13238).",
    PART,
    "the call stays in the conference",
    a=LONG,
    b=LONG,
)
def _(play: Play) -> Scene:
    play.serve("announce", "<Hangup/>")
    _, b = together(play)
    yield 10
    the_conference(play).participants(b).update(announce_url=play.url("announce"))
    yield 10
    still = the_conference(play).participants(b).fetch().status
    yield
    assert (play.codes(), still) == ([13238], "connected")


@TABLE.row("An announcement that cannot be fetched leaves the call connected.", PART, "an error 11200", a=LONG, b=LONG)
def _(play: Play) -> Scene:
    _, b = together(play)
    yield 10
    the_conference(play).participants(b).update(announce_url=f"{play.app.origin.rsplit(':', 1)[0]}:1/announce")
    yield 10
    still = the_conference(play).participants(b).fetch().status
    yield
    assert (play.codes(), still) == ([11200], "connected")


@TABLE.row("EndConferenceOnExit can be changed: participant-modify.", PART, a=LONG, b=human(talk_seconds=30.0))
def _(play: Play) -> Scene:
    _, b = together(play)
    yield 10
    the_conference(play).participants(b).update(end_conference_on_exit=True)
    yield
    (modified,) = told(play, "participant-modify")
    assert (modified["EndConferenceOnExit"], modified["CallSid"]) == ("true", b)
    assert told(play, "conference-end")[0]["CallSidEndingConference"] == b


@TABLE.row(
    "Coaching lets one participant be heard by one other only: participant-modify tells Coaching.",
    PART,
    "with CallSidToCoach",
    a=LONG,
    b=LONG,
)
def _(play: Play) -> Scene:
    a, b = together(play)
    yield 10
    changed = the_conference(play).participants(b).update(coaching=True, call_sid_to_coach=a)
    yield
    assert (changed.coaching, changed.call_sid_to_coach) == (True, a)
    (modified,) = told(play, "participant-modify")
    assert (modified["Coaching"], modified["CallSidToCoach"]) == ("true", a)


@TABLE.row(
    "Coaching somebody who is not there is refused (16028).",
    f"{ERRORS}/16028",
    a=LONG,
    b=LONG,
)
def _(play: Play) -> Scene:
    _, b = together(play)
    yield 10
    refused = refusal(
        lambda: the_conference(play).participants(b).update(coaching=True, call_sid_to_coach="CA" + "0" * 32)
    )
    yield
    assert refused == (400, 16028)
    assert told(play, "participant-modify") == []


@TABLE.row(
    "DELETE removes a participant; her call goes on with the action.",
    PART,
    "told DialCallStatus answered",
    a=LONG,
    b=LONG,
    c=LONG,
)
def _(play: Play) -> Scene:
    _, b = together(play)
    play.call(f"<Dial><Conference>{play.room}</Conference></Dial>", to="c", path="start-c")
    play.serve("after", "<Say>You have left.</Say>")
    yield 10
    assert the_conference(play).participants(b).delete()
    yield
    assert play.asked("after")["DialCallStatus"] == "answered"
    assert play.words(b) == ["You have left."]
    gone = told(play, "participant-leave")[0]
    assert set(gone) == LEFT
    assert (gone["CallSid"], gone["ReasonParticipantLeft"]) == (b, "participant_updated_via_api")
    assert gone["ParticipantCallStatus"] == "in-progress"


@TABLE.row(
    "Removing one with endConferenceOnExit ends it: participant-with-end-conference-on-exit-kicked.",
    CONF,
    a=LONG,
    b=LONG,
)
def _(play: Play) -> Scene:
    _, b = together(play, "endConferenceOnExit='true'")
    yield 10
    the_conference(play).participants(b).delete()
    yield
    (end,) = told(play, "conference-end")
    assert end["ReasonConferenceEnded"] == "participant-with-end-conference-on-exit-kicked"


@TABLE.row("Removing the last one ends it: last-participant-kicked.", CONF, a=human(talk_seconds=5.0), b=LONG)
def _(play: Play) -> Scene:
    _, b = together(play)
    yield 30
    the_conference(play).participants(b).delete()
    yield
    (end,) = told(play, "conference-end")
    assert (end["ReasonConferenceEnded"], end["CallSidEndingConference"]) == ("last-participant-kicked", b)


@TABLE.row(
    "Redirecting a participant's call takes it out of the conference: participant_updated_via_api.",
    CONF,
    a=LONG,
    b=LONG,
    c=LONG,
)
def _(play: Play) -> Scene:
    _, b = together(play)
    play.call(f"<Dial><Conference>{play.room}</Conference></Dial>", to="c", path="start-c")
    play.serve("elsewhere", "<Say>Over here.</Say>")
    yield 10
    play.client.calls(b).update(url=play.url("elsewhere"))
    yield
    gone = told(play, "participant-leave")[0]
    assert (gone["CallSid"], gone["ReasonParticipantLeft"]) == (b, "participant_updated_via_api")
    assert (play.words(b), play.requests("after")) == (["Over here."], [])


# --- called in


@TABLE.row(
    "POST Participants calls a number into the conference named: 201, queued, outbound-api.", PART, a=LONG, b=LONG
)
def _(play: Play) -> Scene:
    play.call(f"<Dial><Conference {EVENTS}>{play.room}</Conference></Dial>")
    yield 5
    made = the_conference(play).participants.create(from_=play.ours, to=play.number("b"), label="collector")
    yield
    assert (made.status, made.label) == ("queued", "collector")
    assert play.one("call.created", sid=made.call_sid)["direction"] == "outbound-api"
    joined = told(play, "participant-join")[1]
    assert (joined["CallSid"], joined["ParticipantLabel"]) == (made.call_sid, "collector")


@TABLE.row(
    "An unknown name opens a conference.",
    PART,
    "its events are those of ConferenceStatusCallbackEvent, by default start and end",
    a=LONG,
    b=LONG,
)
def _(play: Play) -> Scene:
    for name in "ab":
        play.client.conferences(play.room).participants.create(
            from_=play.ours, to=play.number(name), conference_status_callback=play.url("room")
        )
    yield
    assert [one.fields["StatusCallbackEvent"] for one in play.requests("room")] == [
        "conference-start",
        "conference-end",
    ]


@TABLE.row(
    "A conference that is over takes nobody: the request fails.",
    PART,
    "400, 16022",
    a=human(talk_seconds=5.0),
    b=human(talk_seconds=5.0),
)
def _(play: Play) -> Scene:
    together(play)
    yield 60
    refused = refusal(lambda: the_conference(play).participants.create(from_=play.ours, to=play.number("c")))
    yield
    assert refused == (400, 16022)


@TABLE.row("Timeout is 60 seconds by default, and five are always added.", PART, a=LONG, b=NO_ANSWER)
def _(play: Play) -> Scene:
    play.call(f"<Dial><Conference {EVENTS}>{play.room}</Conference></Dial>")
    yield 5
    made = the_conference(play).participants.create(from_=play.ours, to=play.number("b"))
    yield
    rang = play.at("call.ended", sid=made.call_sid) - play.at("call.ringing", sid=made.call_sid)
    assert rang == pytest.approx(65, abs=0.001)


@TABLE.row(
    "Who does not answer: participant-leave with participant_add_failed and the status of the call.",
    CONF,
    a=LONG,
    b=BUSY,
)
def _(play: Play) -> Scene:
    play.call(f"<Dial><Conference {EVENTS}>{play.room}</Conference></Dial>")
    yield 5
    made = the_conference(play).participants.create(from_=play.ours, to=play.number("b"))
    yield
    gone = told(play, "participant-leave")[0]
    assert set(gone) == LEFT
    assert (gone["CallSid"], gone["ReasonParticipantLeft"]) == (made.call_sid, "participant_add_failed")
    assert gone["ParticipantCallStatus"] == "busy"


@TABLE.row(
    "StatusCallback and its events tell of the call itself; completed by default.",
    PART,
    a=LONG,
    b=human(talk_seconds=30.0),
)
def _(play: Play) -> Scene:
    play.call(f"<Dial><Conference {EVENTS}>{play.room}</Conference></Dial>")
    yield 5
    the_conference(play).participants.create(from_=play.ours, to=play.number("b"), status_callback=play.url("call"))
    yield
    assert [one.fields["CallStatus"] for one in play.requests("call")] == ["completed"]
