"""Dial Queue, and queues over REST."""

from __future__ import annotations

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.sandbox.behaviour.golden import DIAL, QUEUE, STANDARD
from tests.sandbox.behaviour.pages import DIAL as DIAL_PAGE
from tests.sandbox.behaviour.pages import ERRORS, MEMBERS, NOUN, QUEUES
from tests.sandbox.behaviour.scenes import results, takes, the_queue, waits
from tests.sandbox.behaviour.table import Manner, Play, Played, Row, Scene, Table, human, moment

PATIENT: Manner = human(patience_seconds=40.0, talk_seconds=30.0)
TABLE = Table("Queue", "Whoever takes a caller out of a queue.")


def test_queue_as_documented(played: Played, row: Row) -> None:
    played.judge(row)


# --- Dial Queue


@TABLE.row(
    "Dial Queue connects to the caller in front.",
    NOUN,
    a=human(talk_seconds=30.0),
    b=PATIENT,
    c=human(talk_seconds=60.0),
)
def _(play: Play) -> Scene:
    waits(play, "a")
    yield 5
    waits(play, "b")
    yield 5
    takes(play, "c")
    yield
    assert play.one("call.bridged")["with_sid"] == play.leg("a")


@TABLE.row(
    "Callers are taken in the order in which they came.",
    NOUN,
    a=human(talk_seconds=5.0),
    b=human(talk_seconds=5.0),
    c=human(talk_seconds=60.0),
)
def _(play: Play) -> Scene:
    waits(play, "a")
    yield 5
    waits(play, "b")
    yield 5
    play.serve("after", f"<Dial><Queue>{play.queue}</Queue></Dial>")
    takes(play, "c")
    yield
    assert [line["with_sid"] for line in play.journal("call.bridged")] == [play.leg("a"), play.leg("b")]


@TABLE.row(
    "Its action is told DialCallStatus completed, and the parameters of the queue.",
    DIAL_PAGE,
    "QueueSid, QueueTime and DequeingCallSid; DialCallDuration is that of the talk",
    a=human(talk_seconds=30.0),
    b=human(talk_seconds=60.0),
)
def _(play: Play) -> Scene:
    waits(play, "a", "")
    yield 12
    takes(play, "b")
    yield
    told = play.asked("after")
    assert set(told) == STANDARD | DIAL | QUEUE | {"DequeingCallSid"}
    assert (told["DialCallStatus"], told["DialBridged"], told["DialCallSid"]) == ("completed", "true", play.leg("a"))
    assert (told["QueueTime"], told["DequeingCallSid"], told["DialCallDuration"]) == ("12", play.leg("b"), "30")


@TABLE.row(
    "Who takes her hangs up: the action is told completed, CallStatus completed.",
    DIAL_PAGE,
    "as with a Dial to a number",
    a=human(talk_seconds=300.0),
    b=human(talk_seconds=20.0),
)
def _(play: Play) -> Scene:
    waits(play, "a", "")
    yield 12
    takes(play, "b")
    yield
    told = play.asked("after")
    assert (told["DialCallStatus"], told["DialBridged"], told["CallStatus"]) == ("completed", "true", "completed")


@TABLE.row(
    "An empty queue: it waits until somebody joins.", NOUN, a=human(talk_seconds=300.0), b=human(talk_seconds=20.0)
)
def _(play: Play) -> Scene:
    play.client.queues.create(friendly_name=play.queue)
    takes(play, "a")
    yield 15
    waits(play, "b")
    yield
    assert play.asked("after")["DialCallStatus"] == "completed"
    assert play.asked("out")["QueueTime"] == "0"


@TABLE.row(
    "An empty queue: or until the timeout of the Dial.",
    NOUN,
    "DialCallStatus no-answer; five seconds are not added",
    a=human(),
)
def _(play: Play) -> Scene:
    play.client.queues.create(friendly_name=play.queue)
    takes(play, "a", dial="action='after' timeout='10'")
    yield
    told = play.asked("after")
    assert (told["DialCallStatus"], told["DialBridged"]) == ("no-answer", "false")
    assert play.one("call.ended")["seconds"] == 10


@TABLE.row(
    "An empty queue, and the caller hangs up: DialCallStatus canceled.",
    NOUN,
    "not documented",
    a=human(hangs_up_after=6.0),
)
def _(play: Play) -> Scene:
    play.client.queues.create(friendly_name=play.queue)
    takes(play, "a")
    yield
    assert (play.asked("after")["DialCallStatus"], play.asked("after")["CallStatus"]) == ("canceled", "completed")


@TABLE.row(
    "Two wait at an empty queue: each gets the next caller, in the order in which they came.",
    NOUN,
    a=human(talk_seconds=300.0),
    b=human(talk_seconds=300.0),
    c=human(talk_seconds=20.0),
    d=human(talk_seconds=20.0),
)
def _(play: Play) -> Scene:
    play.client.queues.create(friendly_name=play.queue)
    takes(play, "a")
    yield 2
    takes(play, "b")
    yield 5
    waits(play, "c")
    waits(play, "d")
    yield
    bridged = {line["sid"]: line["with_sid"] for line in play.journal("call.bridged")}
    assert bridged == {play.leg("a"): play.leg("c"), play.leg("b"): play.leg("d")}


@TABLE.row(
    "A queue that does not exist: an error status is posted to the action.", NOUN, "DialCallStatus failed, at once"
)
def _(play: Play) -> Scene:
    takes(play, "a")
    yield
    assert set(play.asked("after")) == STANDARD | {"DialCallStatus", "DialBridged"}
    assert (play.asked("after")["DialCallStatus"], play.one("call.ended")["seconds"]) == ("failed", 0)


@TABLE.row(
    "The name of a dialled queue has 1 to 64 characters (14212, 14213).",
    f"{ERRORS}/14212",
    "an error; DialCallStatus failed",
)
def _(play: Play) -> Scene:
    play.call("<Dial action='after'><Queue></Queue></Dial>")
    play.call(f"<Dial action='after'><Queue>{'q' * 65}</Queue></Dial>", to="b", path="start-b")
    yield
    assert sorted(play.codes()) == [14212, 14213]
    assert [one.fields["DialCallStatus"] for one in play.requests("after")] == ["failed", "failed"]


@TABLE.row(
    "url of Queue runs at the queued caller's end before the two are connected.",
    NOUN,
    a=human(talk_seconds=30.0),
    b=human(talk_seconds=60.0),
)
def _(play: Play) -> Scene:
    play.serve("soon", "<Say>You will now be connected.</Say>")
    waits(play, "a", "")
    yield 12
    takes(play, "b", "url='soon'")
    yield
    assert play.words(play.leg("a"))[0] == "You will now be connected."
    assert play.at("call.bridged") - moment(play.journal("call.said")[0]) == pytest.approx(26 / 14, abs=0.001)


@TABLE.row(
    "Its request is told of the queued call: QueueSid, CallSid, QueueTime and DequeingCallSid, so spelt.",
    NOUN,
    a=human(talk_seconds=30.0),
    b=human(talk_seconds=60.0),
)
def _(play: Play) -> Scene:
    waits(play, "a", "")
    yield 12
    takes(play, "b", "url='soon'")
    yield
    told = play.asked("soon")
    assert set(told) == STANDARD | QUEUE | {"DequeingCallSid"}
    assert (told["CallSid"], told["DequeingCallSid"], told["QueueTime"]) == (play.leg("a"), play.leg("b"), "12")


@TABLE.row(
    "method of Queue says how it is requested; the default is POST.",
    NOUN,
    a=human(talk_seconds=30.0),
    b=human(talk_seconds=60.0),
)
def _(play: Play) -> Scene:
    waits(play, "a", "")
    yield 5
    takes(play, "b", "url='soon' method='GET'")
    yield
    assert [one.method for one in play.requests("soon")] == ["GET"]


@TABLE.row(
    "The queued caller hangs up while she hears it: DialCallStatus no-answer.",
    NOUN,
    "not documented; not bridged, QueueResult hangup",
    a=human(patience_seconds=100.0, hangs_up_hearing="now"),
    b=human(talk_seconds=60.0),
)
def _(play: Play) -> Scene:
    play.serve("soon", "<Say>You will now be connected.</Say>", "<Pause length='9'/>")
    waits(play, "a")
    yield 5
    takes(play, "b", "url='soon'")
    yield
    assert (play.asked("after")["DialCallStatus"], play.asked("after")["DialBridged"]) == ("no-answer", "false")
    assert results(play) == ["hangup"]


@TABLE.row(
    "timeLimit and hangupOnStar of the Dial hold as with numbers.",
    DIAL_PAGE,
    a=human(talk_seconds=300.0),
    b=human(talk_seconds=300.0),
)
def _(play: Play) -> Scene:
    waits(play, "a")
    yield 5
    takes(play, "b", dial="action='after' timeLimit='20'")
    yield
    assert (play.asked("after")["DialCallStatus"], results(play)) == ("completed", ["bridged"])
    assert play.at("call.parted") - play.at("call.bridged") == pytest.approx(20, abs=0.001)


# --- over REST


@TABLE.row("A queue shows its size, its maximum and the average wait of those in it.", QUEUES, a=PATIENT, b=PATIENT)
def _(play: Play) -> Scene:
    waits(play, "a")
    yield 12
    waits(play, "b")
    yield 2
    queue = the_queue(play)
    yield
    assert (queue.current_size, queue.max_size, queue.average_wait_time) == (2, 1000, 6)


@TABLE.row("Members are listed by position, with their wait and since when.", MEMBERS, a=PATIENT, b=PATIENT)
def _(play: Play) -> Scene:
    waits(play, "a")
    yield 12
    waits(play, "b")
    yield 2
    members = play.client.queues(the_queue(play).sid).members.list()
    yield
    assert [(one.call_sid, one.position, one.wait_time) for one in members] == [
        (play.leg("a"), 1, 12),
        (play.leg("b"), 2, 0),
    ]


@TABLE.row(
    "POST Front dequeues the caller in front and runs the Url.",
    MEMBERS,
    "with her own sid in the answer",
    a=PATIENT,
    b=PATIENT,
)
def _(play: Play) -> Scene:
    waits(play, "a")
    waits(play, "b")
    play.serve("elsewhere", "<Say>Over here.</Say>")
    yield 12
    member = play.client.queues(the_queue(play).sid).members("Front").update(url=play.url("elsewhere"))
    yield
    assert member.call_sid == play.leg("a")
    assert (play.words(play.leg("a")), play.words(play.leg("b"))) == (["Over here."], [])
    assert sorted(results(play)) == ["hangup", "redirected"]


@TABLE.row(
    "POST a CallSid dequeues that caller, once; a second time she is not found.",
    MEMBERS,
    "404, 20404",
    a=PATIENT,
    b=PATIENT,
)
def _(play: Play) -> Scene:
    waits(play, "a")
    sid = waits(play, "b")
    yield 12
    member = play.client.queues(the_queue(play).sid).members(sid)
    member.update(url=play.url("elsewhere"), method="GET")
    with pytest.raises(TwilioRestException) as refused:
        member.update(url=play.url("elsewhere"))
    yield
    assert (refused.value.status, refused.value.code) == (404, 20404)
    assert [one.method for one in play.requests("elsewhere")] == ["GET"]


@TABLE.row(
    "Queues persist when they are empty; only an empty one can be deleted.",
    QUEUES,
    "400 and 22002 when it is not",
    a=PATIENT,
)
def _(play: Play) -> Scene:
    waits(play, "a")
    yield 5
    with pytest.raises(TwilioRestException) as refused:
        play.client.queues(the_queue(play).sid).delete()
    yield
    assert (refused.value.status, refused.value.code) == (400, 22002)
    assert play.client.queues(the_queue(play).sid).delete()
