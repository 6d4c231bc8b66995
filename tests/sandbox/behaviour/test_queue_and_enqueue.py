"""Enqueue, Leave, Dial Queue, and queues over REST."""

from __future__ import annotations

from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.sandbox.behaviour.golden import DIAL, QUEUE, QUEUE_WAIT, STANDARD
from tests.sandbox.behaviour.table import DOCS, Manner, Play, Played, Row, Scene, Table, human, moment, presses
from tests.sandbox.stage import Document

ENQUEUE, NOUN, LEAVE = f"{DOCS}/enqueue", f"{DOCS}/queue", f"{DOCS}/leave"
MEMBERS, QUEUES = "https://www.twilio.com/docs/voice/api/member-resource", "https://www.twilio.com/docs/voice/api/queue-resource"
ERRORS = "https://www.twilio.com/docs/api/errors"
TABLE = Table("Enqueue, Leave and Queue", "Callers who wait for somebody, and whoever takes them.")
PATIENT: Manner = human(patience_seconds=40.0, talk_seconds=30.0)


@pytest.mark.usefixtures("played")
def test_queues_as_documented(played: Played, row: Row) -> None:
    played.judge(row)


def waits(play: Play, name: str, attributes: str = "action='out'") -> str:
    """Call somebody into the queue; she is in it two seconds later."""
    return play.call(f"<Enqueue {attributes}>{play.queue}</Enqueue>", "<Say>Back.</Say>", to=name, path=f"start-{name}")


def takes(play: Play, name: str, queue: str = "", dial: str = "action='after'") -> str:
    """Call somebody who takes the first caller of the queue."""
    noun = f"<Dial {dial}><Queue {queue}>{play.queue}</Queue></Dial>"
    return play.call(noun, "<Say>Next.</Say>", to=name, path=f"start-{name}")


def results(play: Play) -> list[str]:
    return [one.fields["QueueResult"] for one in play.requests("out")]


def the_queue(play: Play) -> Any:
    return next(one for one in play.client.queues.list() if one.friendly_name == play.queue)


# --- Enqueue


@TABLE.row("Enqueue makes the queue if there is none: its maximum is 1000.", ENQUEUE, a=PATIENT)
def _(play: Play) -> Scene:
    waits(play, "a")
    yield 10
    queue = the_queue(play)
    yield
    assert (queue.max_size, queue.current_size) == (1000, 1)


@TABLE.row("A queue that exists is used.", ENQUEUE, a=PATIENT)
def _(play: Play) -> Scene:
    made = play.client.queues.create(friendly_name=play.queue, max_size=5)
    waits(play, "a", "waitUrl='wait'")
    play.serve("wait", "<Pause length='60'/>")
    yield
    told = play.asked("wait")
    assert (told["QueueSid"], told["MaxQueueSize"]) == (made.sid, "5")


@TABLE.row("waitUrl is told QueuePosition, QueueSid, QueueTime, AvgQueueTime, CurrentQueueSize and MaxQueueSize.", ENQUEUE,
           "the caller in front has position 1", a=PATIENT, b=PATIENT)  # fmt: skip
def _(play: Play) -> Scene:
    play.serve("wait", "<Pause length='60'/>")
    waits(play, "a", "waitUrl='wait'")
    yield 12
    waits(play, "b", "waitUrl='wait'")
    yield
    first, second = (one.fields for one in play.requests("wait"))
    assert set(first) == set(second) == STANDARD | QUEUE_WAIT
    assert (first["QueuePosition"], first["CurrentQueueSize"], first["QueueTime"]) == ("1", "1", "0")
    assert (second["QueuePosition"], second["CurrentQueueSize"], second["AvgQueueTime"]) == ("2", "2", "6")
    assert second["CallStatus"] == "in-progress"


@TABLE.row("When its verbs are used up it is requested again, for ever.", ENQUEUE, a=PATIENT)
def _(play: Play) -> Scene:
    play.serve("wait", "<Pause length='10'/>")
    waits(play, "a", "waitUrl='wait'")
    yield
    assert [one.fields["QueueTime"] for one in play.requests("wait")] == ["0", "10", "20", "30"]


@TABLE.row("After a Redirect it still returns to the waitUrl.", ENQUEUE, a=PATIENT)
def _(play: Play) -> Scene:
    play.serve("wait", "<Pause length='6'/>", "<Redirect>more</Redirect>")
    play.serve("more", "<Pause length='12'/>")
    waits(play, "a", "waitUrl='wait'")
    yield
    assert [len(play.requests(path)) for path in ("wait", "more")] == [3, 2]


@TABLE.row("waitUrlMethod is POST when a waitUrl is given; it may be GET.", ENQUEUE, a=PATIENT, b=PATIENT)
def _(play: Play) -> Scene:
    play.serve("wait", "<Pause length='60'/>")
    waits(play, "a", "waitUrl='wait'")
    waits(play, "b", "waitUrl='wait' waitUrlMethod='GET'")
    yield
    assert sorted(one.method for one in play.requests("wait")) == ["GET", "POST"]


@TABLE.row("Without a waitUrl music is played; with an empty one, nothing.", ENQUEUE, "nothing is written down of either", a=PATIENT, b=PATIENT)
def _(play: Play) -> Scene:
    waits(play, "a")
    waits(play, "b", "waitUrl='' action='out'")
    yield
    assert (results(play), play.codes()) == (["hangup", "hangup"], [])


@TABLE.row("Hangup in the waitUrl hangs up the call, which so leaves the queue.", ENQUEUE, a=PATIENT)
def _(play: Play) -> Scene:
    play.serve("wait", "<Say>Nobody is here.</Say>", "<Hangup/>")
    waits(play, "a", "waitUrl='wait' action='out'")
    yield
    assert play.one("call.ended")["by"] == "hangup"
    assert results(play) == ["hangup"]
    assert play.words() == ["Nobody is here."]


@TABLE.row("Gather in the waitUrl collects keys and speech.", ENQUEUE, a=presses("1", patience_seconds=40.0))
def _(play: Play) -> Scene:
    play.serve("wait", "<Gather input='dtmf speech' numDigits='1' action='key'><Say>Press 1 to leave.</Say></Gather>")
    play.serve("key", "<Leave/>")
    waits(play, "a", "waitUrl='wait' action='out'")
    yield
    assert play.asked("key")["Digits"] == "1"
    assert results(play) == ["leave"]


@TABLE.row("Other verbs there are an error: QueueResult error.", ENQUEUE, "12200 in the debugger", a=PATIENT)
def _(play: Play) -> Scene:
    play.serve("wait", "<Dial>+12125550199</Dial>")
    waits(play, "a", "waitUrl='wait' action='out'")
    yield
    assert results(play) == ["error"]
    assert play.asked("out")["CallStatus"] == "in-progress"


@TABLE.row("A waitUrl that fails is an error: QueueResult error.", ENQUEUE, a=PATIENT)
def _(play: Play) -> Scene:
    play.answer("wait", Document("", 404, "text/plain"))
    waits(play, "a", "waitUrl='wait' action='out'")
    yield
    assert (results(play), play.codes()) == (["error"], [11200])


# --- how a caller leaves


@TABLE.row("The action is told QueueResult, QueueSid and QueueTime.", ENQUEUE, a=PATIENT)
def _(play: Play) -> Scene:
    waits(play, "a")
    yield
    told = play.asked("out")
    assert set(told) == STANDARD | {"QueueResult"} | QUEUE
    assert told["QueueTime"] == "40"


@TABLE.row("method says how it is requested; the default is POST.", ENQUEUE, a=PATIENT, b=PATIENT)
def _(play: Play) -> Scene:
    waits(play, "a")
    waits(play, "b", "action='out' method='GET'")
    yield
    assert sorted(one.method for one in play.requests("out")) == ["GET", "POST"]


@TABLE.row("QueueResult hangup: the caller hung up before she was connected.", ENQUEUE, "CallStatus completed", a=PATIENT)
def _(play: Play) -> Scene:
    waits(play, "a")
    yield
    assert (results(play), play.asked("out")["CallStatus"]) == (["hangup"], "completed")
    assert play.words() == []


@TABLE.row("QueueResult leave: by the Leave verb; the action is requested at once.", ENQUEUE, a=PATIENT)
def _(play: Play) -> Scene:
    play.serve("wait", "<Pause length='10'/>", "<Leave/>")
    play.serve("out", "<Say>You left.</Say>")
    waits(play, "a", "waitUrl='wait' action='out'")
    yield
    assert (results(play), play.asked("out")["QueueTime"]) == (["leave"], "10")
    assert (play.words(), play.asked("out")["CallStatus"]) == (["You left."], "in-progress")


@TABLE.row("Leave without an action goes on with the verb behind the Enqueue.", LEAVE, a=PATIENT)
def _(play: Play) -> Scene:
    play.serve("wait", "<Pause length='10'/>", "<Leave/>", "<Say>Never.</Say>")
    waits(play, "a", "waitUrl='wait'")
    yield
    assert play.words() == ["Back."]


@TABLE.row("Leave where there is no queue to leave does nothing.", LEAVE, "not documented")
def _(play: Play) -> Scene:
    play.call("<Leave/>", "<Say>On.</Say>")
    yield
    assert (play.words(), play.codes()) == (["On."], [])


@TABLE.row("QueueResult redirected: moved out of the queue over REST; the action is requested at once, the new TwiML runs.", ENQUEUE,
           "what the action answers has no effect", a=PATIENT)  # fmt: skip
def _(play: Play) -> Scene:
    sid = waits(play, "a")
    play.serve("out", "<Say>Never.</Say>")
    play.serve("elsewhere", "<Say>Over here.</Say>")
    yield 12
    play.client.calls(sid).update(url=play.url("elsewhere"))
    yield
    assert (results(play), play.asked("out")["QueueTime"]) == (["redirected"], "10")
    assert play.words() == ["Over here."]


@TABLE.row("QueueResult queue-full: there is no place; QueueSid and QueueTime are not told.", ENQUEUE, "14207 is warned of", a=PATIENT, b=PATIENT)
def _(play: Play) -> Scene:
    play.client.queues.create(friendly_name=play.queue, max_size=1)
    waits(play, "a", "")
    yield 5
    waits(play, "b")
    yield
    told = play.asked("out")
    assert set(told) == STANDARD | {"QueueResult"}
    assert (told["QueueResult"], play.codes(), told["CallSid"]) == ("queue-full", [14207], play.leg("b"))


@TABLE.row("QueueResult error: the Enqueue itself is wrong; QueueSid and QueueTime are not told.", ENQUEUE,
           "a name that is missing (14204) or too long (14205), a wrong method (14201, 14206)")  # fmt: skip
def _(play: Play) -> Scene:
    play.call("<Enqueue action='out'></Enqueue>")
    play.call(f"<Enqueue action='out'>{'q' * 65}</Enqueue>", to="b", path="start-b")
    play.call(f"<Enqueue action='out' waitUrlMethod='PUT'>{play.queue}</Enqueue>", to="c", path="start-c")
    yield
    assert results(play) == ["error"] * 3
    assert {frozenset(one.fields) for one in play.requests("out")} == {frozenset(STANDARD | {"QueueResult"})}
    assert sorted(play.codes()) == [14204, 14205, 14206]


@TABLE.row("QueueResult bridged: the action is requested once, when the two have parted.", ENQUEUE,
           "QueueTime is the time in the queue, without the talk", a=human(talk_seconds=30.0), b=human(talk_seconds=60.0))  # fmt: skip
def _(play: Play) -> Scene:
    waits(play, "a")
    yield 12
    takes(play, "b", dial="")
    yield
    told = play.asked("out")
    assert (told["QueueResult"], told["QueueTime"]) == ("bridged", "12")
    assert (told["CallStatus"], play.at("call.parted") - play.at("call.bridged")) == ("completed", pytest.approx(30, abs=0.001))


@TABLE.row("bridged, and the other side hung up: the caller goes on with the action.", ENQUEUE, a=human(talk_seconds=300.0), b=human(talk_seconds=20.0))
def _(play: Play) -> Scene:
    play.serve("out", "<Say>Good bye.</Say>")
    waits(play, "a")
    yield 12
    takes(play, "b", dial="")
    yield
    told = play.asked("out")
    assert (told["QueueResult"], told["CallStatus"]) == ("bridged", "in-progress")
    assert play.words(play.leg("a")) == ["Good bye."]


@TABLE.row("QueueResult redirected-from-bridged: transferred away while connected.", ENQUEUE, a=human(talk_seconds=300.0), b=human(talk_seconds=300.0))
def _(play: Play) -> Scene:
    sid = waits(play, "a")
    play.serve("elsewhere", "<Say>Over here.</Say>")
    yield 12
    takes(play, "b", dial="")
    yield 20
    play.client.calls(sid).update(url=play.url("elsewhere"))
    yield
    assert (results(play), play.asked("out")["QueueTime"]) == (["redirected-from-bridged"], "12")
    assert (play.words(play.leg("a")), play.words(play.leg("b"))) == (["Over here."], ["Next."])


# --- Dial Queue


@TABLE.row("Dial Queue connects to the caller in front.", NOUN, a=human(talk_seconds=30.0), b=PATIENT, c=human(talk_seconds=60.0))
def _(play: Play) -> Scene:
    waits(play, "a")
    yield 5
    waits(play, "b")
    yield 5
    takes(play, "c")
    yield
    assert play.one("call.bridged")["with_sid"] == play.leg("a")


@TABLE.row("Callers are taken in the order in which they came.", NOUN, a=human(talk_seconds=5.0), b=human(talk_seconds=5.0), c=human(talk_seconds=60.0))
def _(play: Play) -> Scene:
    waits(play, "a")
    yield 5
    waits(play, "b")
    yield 5
    play.serve("after", f"<Dial><Queue>{play.queue}</Queue></Dial>")
    takes(play, "c")
    yield
    assert [line["with_sid"] for line in play.journal("call.bridged")] == [play.leg("a"), play.leg("b")]


@TABLE.row("Its action is told DialCallStatus completed, and the parameters of the queue.", f"{DOCS}/dial",
           "QueueSid, QueueTime and DequeingCallSid; DialCallDuration is that of the talk", a=human(talk_seconds=30.0), b=human(talk_seconds=60.0))  # fmt: skip
def _(play: Play) -> Scene:
    waits(play, "a", "")
    yield 12
    takes(play, "b")
    yield
    told = play.asked("after")
    assert set(told) == STANDARD | DIAL | QUEUE | {"DequeingCallSid"}
    assert (told["DialCallStatus"], told["DialBridged"], told["DialCallSid"]) == ("completed", "true", play.leg("a"))
    assert (told["QueueTime"], told["DequeingCallSid"], told["DialCallDuration"]) == ("12", play.leg("b"), "30")


@TABLE.row("Who takes her hangs up: the action is told completed, CallStatus completed.", f"{DOCS}/dial", "as with a Dial to a number",
           a=human(talk_seconds=300.0), b=human(talk_seconds=20.0))  # fmt: skip
def _(play: Play) -> Scene:
    waits(play, "a", "")
    yield 12
    takes(play, "b")
    yield
    told = play.asked("after")
    assert (told["DialCallStatus"], told["DialBridged"], told["CallStatus"]) == ("completed", "true", "completed")


@TABLE.row("An empty queue: it waits until somebody joins.", NOUN, a=human(talk_seconds=300.0), b=human(talk_seconds=20.0))
def _(play: Play) -> Scene:
    play.client.queues.create(friendly_name=play.queue)
    takes(play, "a")
    yield 15
    waits(play, "b")
    yield
    assert play.asked("after")["DialCallStatus"] == "completed"
    assert play.asked("out")["QueueTime"] == "0"


@TABLE.row("An empty queue: or until the timeout of the Dial.", NOUN, "DialCallStatus no-answer; five seconds are not added", a=human())
def _(play: Play) -> Scene:
    play.client.queues.create(friendly_name=play.queue)
    takes(play, "a", dial="action='after' timeout='10'")
    yield
    told = play.asked("after")
    assert (told["DialCallStatus"], told["DialBridged"]) == ("no-answer", "false")
    assert play.one("call.ended")["seconds"] == 10


@TABLE.row("An empty queue, and the caller hangs up: DialCallStatus canceled.", NOUN, "not documented", a=human(hangs_up_after=6.0))
def _(play: Play) -> Scene:
    play.client.queues.create(friendly_name=play.queue)
    takes(play, "a")
    yield
    assert (play.asked("after")["DialCallStatus"], play.asked("after")["CallStatus"]) == ("canceled", "completed")


@TABLE.row("Two wait at an empty queue: each gets the next caller, in the order in which they came.", NOUN,
           a=human(talk_seconds=300.0), b=human(talk_seconds=300.0), c=human(talk_seconds=20.0), d=human(talk_seconds=20.0))  # fmt: skip
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


@TABLE.row("A queue that does not exist: an error status is posted to the action.", NOUN, "DialCallStatus failed, at once")
def _(play: Play) -> Scene:
    takes(play, "a")
    yield
    assert set(play.asked("after")) == STANDARD | {"DialCallStatus", "DialBridged"}
    assert (play.asked("after")["DialCallStatus"], play.one("call.ended")["seconds"]) == ("failed", 0)


@TABLE.row("The name of a dialled queue has 1 to 64 characters (14212, 14213).", f"{ERRORS}/14212", "an error; DialCallStatus failed")
def _(play: Play) -> Scene:
    play.call("<Dial action='after'><Queue></Queue></Dial>")
    play.call(f"<Dial action='after'><Queue>{'q' * 65}</Queue></Dial>", to="b", path="start-b")
    yield
    assert sorted(play.codes()) == [14212, 14213]
    assert [one.fields["DialCallStatus"] for one in play.requests("after")] == ["failed", "failed"]


@TABLE.row("url of Queue runs at the queued caller's end before the two are connected.", NOUN, a=human(talk_seconds=30.0), b=human(talk_seconds=60.0))
def _(play: Play) -> Scene:
    play.serve("soon", "<Say>You will now be connected.</Say>")
    waits(play, "a", "")
    yield 12
    takes(play, "b", "url='soon'")
    yield
    assert play.words(play.leg("a"))[0] == "You will now be connected."
    assert play.at("call.bridged") - moment(play.journal("call.said")[0]) == pytest.approx(30 / 14, abs=0.001)


@TABLE.row("Its request is told of the queued call: QueueSid, CallSid, QueueTime and DequeingCallSid, so spelt.", NOUN,
           a=human(talk_seconds=30.0), b=human(talk_seconds=60.0))  # fmt: skip
def _(play: Play) -> Scene:
    waits(play, "a", "")
    yield 12
    takes(play, "b", "url='soon'")
    yield
    told = play.asked("soon")
    assert set(told) == STANDARD | QUEUE | {"DequeingCallSid"}
    assert (told["CallSid"], told["DequeingCallSid"], told["QueueTime"]) == (play.leg("a"), play.leg("b"), "12")


@TABLE.row("method of Queue says how it is requested; the default is POST.", NOUN, a=human(talk_seconds=30.0), b=human(talk_seconds=60.0))
def _(play: Play) -> Scene:
    waits(play, "a", "")
    yield 5
    takes(play, "b", "url='soon' method='GET'")
    yield
    assert [one.method for one in play.requests("soon")] == ["GET"]


@TABLE.row("The queued caller hangs up while she hears it: DialCallStatus no-answer.", NOUN, "not documented; not bridged, QueueResult hangup",
           a=human(patience_seconds=100.0, hangs_up_hearing="now"), b=human(talk_seconds=60.0))  # fmt: skip
def _(play: Play) -> Scene:
    play.serve("soon", "<Say>You will now be connected.</Say>", "<Pause length='9'/>")
    waits(play, "a")
    yield 5
    takes(play, "b", "url='soon'")
    yield
    assert (play.asked("after")["DialCallStatus"], play.asked("after")["DialBridged"]) == ("no-answer", "false")
    assert results(play) == ["hangup"]


@TABLE.row("timeLimit and hangupOnStar of the Dial hold as with numbers.", f"{DOCS}/dial", a=human(talk_seconds=300.0), b=human(talk_seconds=300.0))
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
    assert [(one.call_sid, one.position, one.wait_time) for one in members] == [(play.leg("a"), 1, 12), (play.leg("b"), 2, 0)]


@TABLE.row("POST Front dequeues the caller in front and runs the Url.", MEMBERS, "with her own sid in the answer", a=PATIENT, b=PATIENT)
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


@TABLE.row("POST a CallSid dequeues that caller, once; a second time she is not found.", MEMBERS, "404, 20404", a=PATIENT, b=PATIENT)
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


@TABLE.row("Queues persist when they are empty; only an empty one can be deleted.", QUEUES, "400 and 22002 when it is not", a=PATIENT)
def _(play: Play) -> Scene:
    waits(play, "a")
    yield 5
    with pytest.raises(TwilioRestException) as refused:
        play.client.queues(the_queue(play).sid).delete()
    yield
    assert (refused.value.status, refused.value.code) == (400, 22002)
    assert play.client.queues(the_queue(play).sid).delete()
