"""Dial Conference: when it starts and ends, waiting for it, and who may come in."""

from __future__ import annotations

import pytest

from tests.sandbox.behaviour.golden import STANDARD
from tests.sandbox.behaviour.pages import CONF, DIAL, ERRORS, RESOURCE
from tests.sandbox.behaviour.scenes import EVENTS, GONE, WAITS, events, joins, the_conference, told
from tests.sandbox.behaviour.table import Manner, Play, Played, Row, Scene, Table, human, moment

LONG: Manner = human(talk_seconds=60.0)
TABLE = Table("Conference", "Callers in one room.")


def test_conference_as_documented(played: Played, row: Row) -> None:
    played.judge(row)


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


@TABLE.row(
    "startConferenceOnEnter false does not start it: they wait until a participant comes with true.",
    CONF,
    a=human(talk_seconds=20.0),
)
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


@TABLE.row(
    "endConferenceOnExit: when that participant leaves, it ends, and all others drop out.",
    CONF,
    a=human(talk_seconds=20.0),
    b=human(talk_seconds=300.0),
    c=human(talk_seconds=300.0),
)
def _(play: Play) -> Scene:
    joins(play, "a", f"endConferenceOnExit='true' {EVENTS}")
    joins(play, "b")
    joins(play, "c")
    yield
    assert play.at("conference.ended") - play.at("conference.started") == pytest.approx(20, abs=0.01)
    (end,) = told(play, "conference-end")
    assert end["ReasonConferenceEnded"] == "participant-with-end-conference-on-exit-left"
    assert end["CallSidEndingConference"] == play.leg("a")


@TABLE.row(
    "Those who drop out go on with their own TwiML: the action, told DialCallStatus answered.",
    CONF,
    "DialBridged is true",
    a=human(talk_seconds=20.0),
    b=human(talk_seconds=300.0),
)
def _(play: Play) -> Scene:
    joins(play, "a", "endConferenceOnExit='true'", "")
    play.serve("after", "<Say>It is over.</Say>")
    joins(play, "b")
    yield
    fields = play.asked("after")
    assert set(fields) == STANDARD | {"DialCallStatus", "DialBridged"}
    assert (fields["DialCallStatus"], fields["DialBridged"], fields["CallStatus"]) == (
        "answered",
        "true",
        "in-progress",
    )
    assert play.words(play.leg("b")) == ["It is over."]


@TABLE.row(
    "Without an action they go on with the next verb.", CONF, a=human(talk_seconds=20.0), b=human(talk_seconds=300.0)
)
def _(play: Play) -> Scene:
    joins(play, "a", "endConferenceOnExit='true'", "")
    joins(play, "b", "", "")
    yield
    assert play.words(play.leg("b")) == ["Back."]


@TABLE.row(
    "DialCallSid and DialCallDuration are not sent after a conference.",
    DIAL,
    a=human(talk_seconds=20.0),
    b=human(talk_seconds=300.0),
)
def _(play: Play) -> Scene:
    joins(play, "a", "endConferenceOnExit='true'", "")
    joins(play, "b")
    yield
    assert not {"DialCallSid", "DialCallDuration"} & set(play.asked("after"))


@TABLE.row(
    "A participant who hangs up: her action is told answered, CallStatus completed.",
    DIAL,
    "as with a Dial to a number",
    a=human(talk_seconds=20.0),
)
def _(play: Play) -> Scene:
    joins(play, "a")
    joins(play, "b", "", "")
    yield
    fields = play.asked("after")
    assert (fields["DialCallStatus"], fields["CallStatus"]) == ("answered", "completed")


@TABLE.row(
    "A name leads to one room; when that conference has ended, the name opens another.",
    RESOURCE,
    a=human(talk_seconds=5.0),
    b=human(talk_seconds=5.0),
    c=WAITS,
)
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


@TABLE.row(
    "A conference is init, then in-progress, then completed.",
    RESOURCE,
    a=human(talk_seconds=30.0),
    b=human(talk_seconds=40.0),
)
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


@TABLE.row(
    "waitUrl is played before the conference starts: TwiML with Say, Play, Pause and Redirect.",
    CONF,
    b=human(talk_seconds=20.0),
)
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


@TABLE.row("Nor is it after an announcement.", CONF, "as the sentence before says", a=WAITS)
def _(play: Play) -> Scene:
    play.serve("wait", "<Say>Please hold.</Say>")
    play.serve("announce", "<Say>It will not be long.</Say>")
    joins(play, "a", f"waitUrl='wait' {EVENTS}")
    yield 12
    the_conference(play).update(announce_url=play.url("announce"))
    yield
    assert (play.words()[:2], len(play.requests("wait"))) == (["Please hold.", "It will not be long."], 1)


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


@TABLE.row(
    "The wait ends the moment the conference starts.", CONF, a=human(talk_seconds=20.0), b=human(talk_seconds=20.0)
)
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


@TABLE.row(
    "A waitUrl that fails: the conference is not established; the call goes on with the next verb.", CONF, a=WAITS
)
def _(play: Play) -> Scene:
    play.answer("wait", GONE)
    joins(play, "a", "waitUrl='wait'", "")
    yield
    assert play.codes() == [11200]
    assert play.one("twiml.error")["url"] == play.url("wait")
    assert play.words(play.leg("a")) == ["Back."]


@TABLE.row("A waitUrl that fails: or with the action.", CONF, "told DialCallStatus failed", a=WAITS)
def _(play: Play) -> Scene:
    play.answer("wait", GONE)
    joins(play, "a", "waitUrl='wait'")
    yield
    assert play.asked("after")["DialCallStatus"] == "failed"


# --- who may come in


@TABLE.row(
    "maxParticipants limits the room; one more is an error (16020) and is not added.",
    f"{ERRORS}/16020",
    "her call goes on: DialCallStatus failed",
    a=human(talk_seconds=40.0),
    b=human(talk_seconds=40.0),
)
def _(play: Play) -> Scene:
    joins(play, "a", f"maxParticipants='2' {EVENTS}")
    joins(play, "b", "", "")
    yield 10
    joins(play, "c")
    yield
    assert (play.codes(), play.one("twiml.error")["sid"]) == ([16020], play.leg("c"))
    assert play.requests("after")[0].fields["DialCallStatus"] == "failed"
    assert events(play).count("participant-join") == 2


@TABLE.row(
    "A label already in the room is an error (16025); the call goes on with the next verb.",
    CONF,
    a=human(talk_seconds=40.0),
    b=human(talk_seconds=40.0),
)
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


@TABLE.row(
    "The name of a conference has at most 128 characters; a longer one is warned of (13237).",
    f"{ERRORS}/13237",
    "she is not added; her call goes on",
    a=WAITS,
)
def _(play: Play) -> Scene:
    play.call(f"<Dial action='after'><Conference>{'x' * 129}</Conference></Dial>")
    yield
    assert (play.codes(), play.asked("after")["DialCallStatus"]) == ([13237], "failed")


@TABLE.row(
    "coach names the call in the conference that alone hears her.", CONF, "shown over REST", a=LONG, b=LONG, c=LONG
)
def _(play: Play) -> Scene:
    coached = joins(play, "a", EVENTS, "")
    joins(play, "b", "", "")
    yield 10
    sid = joins(play, "c", f"coach='{coached}'", "")
    yield 10
    found = the_conference(play).participants(sid).fetch()
    yield
    assert (found.coaching, found.call_sid_to_coach) == (True, coached)
    assert told(play, "participant-join")[2]["Coaching"] == "true"


@TABLE.row(
    "coach names a call in the conference; one that is not there is an error (13240), and the call fails to its action.",
    CONF,
    a=human(talk_seconds=40.0),
    b=human(talk_seconds=40.0),
)
def _(play: Play) -> Scene:
    joins(play, "a", "", "")
    joins(play, "b", "", "")
    yield 10
    joins(play, "c", f"coach='CA{'0' * 32}'")
    yield
    assert (play.codes(), play.asked("after")["DialCallStatus"]) == ([13240], "failed")
