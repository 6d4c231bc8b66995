"""Status callbacks and recordings of calls placed over REST, and what may be done to such a call."""

from __future__ import annotations

from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.sandbox.behaviour.golden import ENDED, PROGRESS, RECORDED, RECORDING, STANDARD
from tests.sandbox.behaviour.pages import CALL, RECORDINGS, TWIML
from tests.sandbox.behaviour.table import (
    BUSY,
    MACHINE,
    NO_ANSWER,
    NOT_IN_SERVICE,
    Manner,
    Play,
    Played,
    Row,
    Scene,
    Table,
    human,
)
from tests.sandbox.stage import Document

TABLE = Table("Calls over REST", "The callbacks of a call, its recording, and changing it while it runs.")
EVERY = ["initiated", "ringing", "answered", "completed"]


def test_callbacks_as_documented(played: Played, row: Row) -> None:
    played.judge(row)


def watched(play: Play, *verbs: str, **more: Any) -> str:
    return play.call(
        *(verbs or ("<Say>Hello.</Say>",)),
        **({"status_callback": play.url("status"), "status_callback_event": EVERY} | more),
    )


def statuses(play: Play) -> list[str]:
    return [one.fields["CallStatus"] for one in play.requests("status")]


# --- status callbacks


@TABLE.row("initiated, ringing, answered and completed are told; answered as in-progress.", CALL)
def _(play: Play) -> Scene:
    watched(play)
    yield
    assert statuses(play) == ["initiated", "ringing", "in-progress", "completed"]


@TABLE.row("They carry the standard parameters, Timestamp, CallbackSource and SequenceNumber.", CALL)
def _(play: Play) -> Scene:
    watched(play)
    yield
    for one in play.requests("status")[:3]:
        assert set(one.fields) == STANDARD | PROGRESS
    assert [one.fields["SequenceNumber"] for one in play.requests("status")] == ["0", "1", "2", "3"]
    assert {one.fields["CallbackSource"] for one in play.requests("status")} == {"call-progress-events"}


@TABLE.row(
    "The last adds CallDuration in seconds and SipResponseCode.",
    CALL,
    "with Duration in billed minutes, as captured",
    a=human(hangs_up_after=61.0),
)
def _(play: Play) -> Scene:
    watched(play, "<Say>Hello.</Say>", "<Pause length='90'/>", "<Say>Still there?</Say>")
    yield
    last = play.requests("status")[-1].fields
    assert set(last) == STANDARD | ENDED
    assert (last["CallDuration"], last["Duration"], last["SipResponseCode"]) == ("61", "2", "200")


def ends(status: str, sip: str, manner: Manner, tells: list[str]) -> None:
    @TABLE.row(f"completed is told of every end: CallStatus {status}, SipResponseCode {sip}.", CALL, a=manner)
    def _(play: Play) -> Scene:
        watched(play, timeout=20)
        yield
        last = play.requests("status")[-1].fields
        assert statuses(play) == [*tells, status]
        assert (last["SipResponseCode"], last["CallDuration"], last["Duration"]) == (sip, "0", "0")


ends("busy", "486", BUSY, ["initiated", "ringing"])
ends("no-answer", "487", NO_ANSWER, ["initiated", "ringing"])
ends("failed", "404", NOT_IN_SERVICE, ["initiated"])


@TABLE.row("Only completed is told when no events are named.", CALL)
def _(play: Play) -> Scene:
    play.call("<Say>Hello.</Say>", status_callback=play.url("status"))
    yield
    assert statuses(play) == ["completed"]


@TABLE.row("StatusCallbackMethod says how it is requested; the default is POST.", CALL)
def _(play: Play) -> Scene:
    watched(play, status_callback_method="GET")
    yield
    assert {one.method for one in play.requests("status")} == {"GET"}


@TABLE.row("A call canceled while it is queued is told of to nobody.", CALL)
def _(play: Play) -> Scene:
    sid = watched(play)
    assert play.client.calls(sid).update(status="canceled").status == "canceled"
    yield
    assert (statuses(play), play.kinds_of(sid)) == ([], ["call.created", "call.ended"])


@TABLE.row("A call canceled while it rings is told of as completed, with CallStatus canceled.", CALL, a=NO_ANSWER)
def _(play: Play) -> Scene:
    sid = watched(play)
    yield 5
    play.client.calls(sid).update(status="canceled")
    yield
    assert statuses(play) == ["initiated", "ringing", "canceled"]
    assert play.client.calls(sid).fetch().status == "canceled"


@TABLE.row("A callback that fails does not trouble the call.", CALL, "a warning (15003) in the debugger")
def _(play: Play) -> Scene:
    play.answer("status", Document("", 500, "text/plain"))
    play.call("<Say>Hello.</Say>", status_callback=play.url("status"))
    yield
    noted = [one for one in play.stage.admin("debugger")["entries"] if one["url"] == play.url("status")]
    assert [(one["code"], one["level"]) for one in noted] == [(15003, "warning")]
    assert play.one("call.ended")["by"] == "document_end"


# --- changing a call


@TABLE.row("A running call is redirected with a Url, and its Method.", CALL)
def _(play: Play) -> Scene:
    sid = play.call("<Say>Hello.</Say>", "<Pause length='60'/>", "<Say>Never.</Say>")
    play.serve("elsewhere", "<Say>Over here.</Say>")
    yield 10
    play.client.calls(sid).update(url=play.url("elsewhere"), method="GET")
    yield
    assert ([one.method for one in play.requests("elsewhere")], play.words()) == (["GET"], ["Hello.", "Over here."])


@TABLE.row("Or with TwiML.", CALL)
def _(play: Play) -> Scene:
    sid = play.call("<Pause length='60'/>")
    yield 10
    play.client.calls(sid).update(twiml="<Response><Say>Over here.</Say></Response>")
    yield
    assert play.words() == ["Over here."]


@TABLE.row("Status completed ends a call that is in progress.", CALL)
def _(play: Play) -> Scene:
    sid = play.call("<Pause length='60'/>")
    yield 10
    play.client.calls(sid).update(status="completed")
    yield
    assert (play.one("call.ended")["status"], play.one("call.ended")["by"], play.one("call.ended")["seconds"]) == (
        "completed",
        "api",
        8,
    )


def unchangeable(sentence: str, change: dict[str, str], after: float, modelled: str = "as documented") -> None:
    @TABLE.row(sentence, CALL, modelled)
    def _(play: Play) -> Scene:
        sid = play.call("<Pause length='10'/>")
        yield after
        given = {name: play.url(value) if name == "url" else value for name, value in change.items()}
        with pytest.raises(TwilioRestException) as refused:
            play.client.calls(sid).update(**given)
        yield
        assert (refused.value.status, refused.value.code) == (400, 21220)
        assert play.one("call.ended")["by"] == "document_end"


unchangeable("A call that has ended cannot be redirected: 400, 21220.", {"url": "x"}, 30)
unchangeable("Nor can a call that is ringing.", {"url": "x"}, 1.5)
unchangeable("Nor can a call that has ended be ended.", {"status": "completed"}, 30)
unchangeable("A call in progress cannot be canceled.", {"status": "canceled"}, 5, "400, 21220")


@TABLE.row("Status completed also ends a call that is ringing.", CALL, "its status is canceled", a=NO_ANSWER)
def _(play: Play) -> Scene:
    sid = watched(play)
    yield 5
    play.client.calls(sid).update(status="completed")
    yield
    assert statuses(play)[-1] == "canceled"


@TABLE.row("TimeLimit can be changed while it runs.", CALL)
def _(play: Play) -> Scene:
    sid = play.call("<Pause length='600'/>")
    yield 10
    play.client.calls(sid).update(time_limit=30)
    yield
    assert (play.one("call.ended")["by"], play.one("call.ended")["seconds"]) == ("time_limit", 30)


@TABLE.row("TimeLimit ends a call with status completed.", CALL)
def _(play: Play) -> Scene:
    play.call("<Pause length='600'/>", time_limit=60)
    yield
    assert (play.one("call.ended")["status"], play.one("call.ended")["seconds"]) == ("completed", 60)


@TABLE.row("Timeout is how long it rings: 60 seconds by default.", CALL, a=NO_ANSWER)
def _(play: Play) -> Scene:
    play.call("<Say>Never.</Say>")
    play.call("<Say>Never.</Say>", timeout=15)
    yield
    rang = [play.at("call.ended", sid=sid) - play.at("call.ringing", sid=sid) for sid in play.legs("a")]
    assert rang == pytest.approx([60, 15], abs=0.001)


@TABLE.row(
    "SendDigits are sent when it is answered: w waits half a second, W a second.",
    CALL,
    "a tone lasts a quarter of a second",
)
def _(play: Play) -> Scene:
    play.call("<Say>Hello.</Say>", send_digits="wW1")
    yield
    assert play.at("call.said") - play.at("call.answered") == pytest.approx(1.75, abs=0.001)


# --- recording


@TABLE.row(
    "Record: the call is recorded from its answer; completed tells RecordingUrl, RecordingSid and RecordingDuration.",
    CALL,
)
def _(play: Play) -> Scene:
    watched(play, "<Pause length='20'/>", record=True)
    yield
    *before, last = (one.fields for one in play.requests("status"))
    assert not [fields for fields in before if set(fields) & RECORDED]
    assert set(last) == STANDARD | ENDED | RECORDED
    assert last["RecordingDuration"] == "20"


@TABLE.row("Recordings of a Dial or a Record are not told of there.", TWIML)
def _(play: Play) -> Scene:
    number = play.number("b")
    watched(play, f"<Dial record='true' timeLimit='9'>{number}</Dial>", "<Record timeout='2' action='done'/>")
    yield
    assert set(play.requests("status")[-1].fields) == STANDARD | ENDED
    assert len(play.journal("call.recorded")) == 2


@TABLE.row("RecordingStatusCallback is told by OutboundAPI, with RecordingTrack.", CALL)
def _(play: Play) -> Scene:
    sid = watched(
        play,
        "<Pause length='20'/>",
        record=True,
        recording_channels="dual",
        recording_status_callback=play.url("recorded"),
    )
    yield
    told = play.asked("recorded")
    assert set(told) == RECORDING | {"RecordingTrack"}
    assert (told["RecordingSource"], told["RecordingChannels"], told["CallSid"]) == ("OutboundAPI", "2", sid)
    assert told["RecordingTrack"] == "both"


@TABLE.row("A call nobody answers is not recorded.", CALL, a=BUSY)
def _(play: Play) -> Scene:
    watched(play, record=True, recording_status_callback=play.url("recorded"))
    yield
    assert (play.requests("recorded"), set(play.requests("status")[-1].fields)) == ([], STANDARD | ENDED)


@TABLE.row("RecordingStatusCallbackEvent may ask for in-progress.", CALL)
def _(play: Play) -> Scene:
    watched(
        play,
        "<Pause length='20'/>",
        record=True,
        recording_status_callback=play.url("recorded"),
        recording_status_callback_event=["in-progress", "completed"],
    )
    yield
    assert [one.fields["RecordingStatus"] for one in play.requests("recorded")] == ["in-progress", "completed"]


@TABLE.row("A recording is listed while it runs: in-progress, without a duration.", RECORDINGS)
def _(play: Play) -> Scene:
    sid = play.call("<Pause length='20'/>", record=True)
    yield 10
    listed = [*play.client.calls(sid).recordings.list(), *play.client.recordings.list(call_sid=sid)]
    yield
    assert [(one.status, one.duration, one.source) for one in listed] == [("in-progress", None, "OutboundAPI")] * 2
    kept = play.client.recordings(listed[0].sid).fetch()
    assert (kept.status, kept.duration) == ("completed", "20")


@TABLE.row("A recording can be started while the call runs: StartCallRecordingAPI.", RECORDINGS)
def _(play: Play) -> Scene:
    sid = play.call("<Pause length='30'/>")
    yield 12
    made = play.client.calls(sid).recordings.create(recording_status_callback=play.url("recorded"))
    yield
    assert made.status == "in-progress"
    told = play.asked("recorded")
    assert set(told) == RECORDING | {"RecordingTrack"}
    assert (told["RecordingSource"], told["RecordingDuration"], told["RecordingSid"]) == (
        "StartCallRecordingAPI",
        "20",
        made.sid,
    )


@TABLE.row("It can be stopped: the call goes on.", RECORDINGS)
def _(play: Play) -> Scene:
    sid = play.call("<Pause length='30'/>")
    yield 5
    play.client.calls(sid).recordings.create(recording_status_callback=play.url("recorded"))
    yield 10
    stopped = play.client.calls(sid).recordings("Twilio.CURRENT").update(status="stopped")
    yield
    assert (stopped.status, play.asked("recorded")["RecordingDuration"]) == ("stopped", "10")
    assert play.one("call.ended")["seconds"] == 30


@TABLE.row("Only a call in progress can be recorded: 21220.", RECORDINGS, a=NO_ANSWER)
def _(play: Play) -> Scene:
    sid = play.call("<Say>Never.</Say>")
    yield 5
    with pytest.raises(TwilioRestException) as refused:
        play.client.calls(sid).recordings.create()
    yield
    assert refused.value.code == 21220


@TABLE.row("A machine that answers is a call that was answered.", CALL, a=MACHINE)
def _(play: Play) -> Scene:
    watched(play)
    yield
    assert statuses(play)[-1] == "completed"
