"""Enqueue and Leave."""

from __future__ import annotations

import pytest

from tests.sandbox.behaviour.golden import QUEUE, QUEUE_WAIT, STANDARD
from tests.sandbox.behaviour.pages import ENQUEUE, LEAVE
from tests.sandbox.behaviour.scenes import results, takes, the_queue, waits
from tests.sandbox.behaviour.table import Manner, Play, Played, Row, Scene, Table, human, presses
from tests.sandbox.stage import Document

PATIENT: Manner = human(patience_seconds=40.0, talk_seconds=30.0)
TABLE = Table("Enqueue and Leave", "Callers who wait for somebody.")


def test_enqueue_as_documented(played: Played, row: Row) -> None:
    played.judge(row)


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


@TABLE.row(
    "waitUrl is told QueuePosition, QueueSid, QueueTime, AvgQueueTime, CurrentQueueSize and MaxQueueSize.",
    ENQUEUE,
    "the caller in front has position 1",
    a=PATIENT,
    b=PATIENT,
)
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


@TABLE.row(
    "Without a waitUrl music is played; with an empty one, nothing.",
    ENQUEUE,
    "nothing is written down of either",
    a=PATIENT,
    b=PATIENT,
)
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


@TABLE.row(
    "QueueResult hangup: the caller hung up before she was connected.", ENQUEUE, "CallStatus completed", a=PATIENT
)
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


@TABLE.row(
    "QueueResult redirected: moved out of the queue over REST; the action is requested at once, the new TwiML runs.",
    ENQUEUE,
    "what the action answers has no effect",
    a=PATIENT,
)
def _(play: Play) -> Scene:
    sid = waits(play, "a")
    play.serve("out", "<Say>Never.</Say>")
    play.serve("elsewhere", "<Say>Over here.</Say>")
    yield 12
    play.client.calls(sid).update(url=play.url("elsewhere"))
    yield
    assert (results(play), play.asked("out")["QueueTime"]) == (["redirected"], "10")
    assert play.words() == ["Over here."]


@TABLE.row(
    "QueueResult queue-full: there is no place; QueueSid and QueueTime are not told.",
    ENQUEUE,
    "14207 is warned of",
    a=PATIENT,
    b=PATIENT,
)
def _(play: Play) -> Scene:
    play.client.queues.create(friendly_name=play.queue, max_size=1)
    waits(play, "a", "")
    yield 5
    waits(play, "b")
    yield
    told = play.asked("out")
    assert set(told) == STANDARD | {"QueueResult"}
    assert (told["QueueResult"], play.codes(), told["CallSid"]) == ("queue-full", [14207], play.leg("b"))


@TABLE.row(
    "QueueResult error: the Enqueue itself is wrong; QueueSid and QueueTime are not told.",
    ENQUEUE,
    "a name that is missing (14204) or too long (14205), a wrong method (14201, 14206)",
)
def _(play: Play) -> Scene:
    play.call("<Enqueue action='out'></Enqueue>")
    play.call(f"<Enqueue action='out'>{'q' * 65}</Enqueue>", to="b", path="start-b")
    play.call(f"<Enqueue action='out' waitUrlMethod='PUT'>{play.queue}</Enqueue>", to="c", path="start-c")
    yield
    assert results(play) == ["error"] * 3
    assert {frozenset(one.fields) for one in play.requests("out")} == {frozenset(STANDARD | {"QueueResult"})}
    assert sorted(play.codes()) == [14204, 14205, 14206]


@TABLE.row(
    "QueueResult bridged: the action is requested once, when the two have parted.",
    ENQUEUE,
    "QueueTime is the time in the queue, without the talk",
    a=human(talk_seconds=30.0),
    b=human(talk_seconds=60.0),
)
def _(play: Play) -> Scene:
    waits(play, "a")
    yield 12
    takes(play, "b", dial="")
    yield
    told = play.asked("out")
    assert (told["QueueResult"], told["QueueTime"]) == ("bridged", "12")
    assert told["CallStatus"] == "completed"
    assert play.at("call.parted") - play.at("call.bridged") == pytest.approx(30, abs=0.001)


@TABLE.row(
    "bridged, and the other side hung up: the caller goes on with the action.",
    ENQUEUE,
    a=human(talk_seconds=300.0),
    b=human(talk_seconds=20.0),
)
def _(play: Play) -> Scene:
    play.serve("out", "<Say>Good bye.</Say>")
    waits(play, "a")
    yield 12
    takes(play, "b", dial="")
    yield
    told = play.asked("out")
    assert (told["QueueResult"], told["CallStatus"]) == ("bridged", "in-progress")
    assert play.words(play.leg("a")) == ["Good bye."]


@TABLE.row(
    "QueueResult redirected-from-bridged: transferred away while connected.",
    ENQUEUE,
    a=human(talk_seconds=300.0),
    b=human(talk_seconds=300.0),
)
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
