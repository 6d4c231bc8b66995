"""Machine detection of calls placed over REST."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.behaviour.golden import STANDARD, VERDICT
from tests.sandbox.behaviour.pages import AMD, CALL, ERRORS
from tests.sandbox.behaviour.table import MACHINE, Manner, Play, Played, Row, Scene, Table, human

TABLE = Table("Answering-machine detection", "Who picked up, and when that is known.")
FAX: Manner = {"answer": "fax", "ring_seconds": 1}
MUTE: Manner = human(vanishes=True, hangs_up_after=90.0)


def test_detection_as_documented(played: Played, row: Row) -> None:
    played.judge(row)


def verdict(
    sentence: str, mode: str, answered_by: str, seconds: float, modelled: str, manner: Manner, **more: Any
) -> None:
    @TABLE.row(sentence, AMD, modelled, a=manner)
    def _(play: Play) -> Scene:
        sid = play.call("<Say>Good morning.</Say>", machine_detection=mode, **more)
        yield
        assert play.asked("start")["AnsweredBy"] == answered_by
        assert set(play.asked("start")) == STANDARD | {"AnsweredBy"}
        assert play.at("call.said") - play.at("call.answered") == pytest.approx(seconds, abs=0.001)
        assert play.client.calls(sid).fetch().answered_by == answered_by


ENABLE, END = "Enable", "DetectMessageEnd"
verdict("Enable: human; the Url is requested when that is known.", ENABLE, "human", 2.5, "after 2.5 seconds", human())
verdict(
    "Enable: machine_start, as soon as a machine is identified.",
    ENABLE,
    "machine_start",
    4,
    "after four seconds",
    MACHINE,
)
verdict("Enable: fax.", ENABLE, "fax", 3, "after three seconds", FAX)
verdict("unknown: five seconds of initial silence.", ENABLE, "unknown", 5, "of one who says nothing", MUTE)
verdict(
    "MachineDetectionTimeout: not identified by then is unknown.",
    ENABLE,
    "unknown",
    3,
    "as documented",
    MACHINE,
    machine_detection_timeout=3,
)
verdict("DetectMessageEnd: human at once.", END, "human", 2.5, "after 2.5 seconds", human())
verdict(
    "DetectMessageEnd: machine_end_beep, when the greeting is over.",
    END,
    "machine_end_beep",
    8,
    "every greeting ends with a beep",
    MACHINE,
)
verdict("DetectMessageEnd: fax.", END, "fax", 3, "after three seconds", FAX)
verdict(
    "DetectMessageEnd: machine_end_other, when the timeout passes in the greeting.",
    END,
    "machine_end_other",
    6,
    "as documented",
    MACHINE,
    machine_detection_timeout=6,
)


@TABLE.row("Without MachineDetection there is no AnsweredBy.", AMD, a=MACHINE)
def _(play: Play) -> Scene:
    sid = play.call("<Say>Good morning.</Say>")
    yield
    assert set(play.asked("start")) == STANDARD
    assert play.client.calls(sid).fetch().answered_by is None


@TABLE.row("AsyncAmd: the Url is requested at once, the verdict is posted when it is known.", AMD, a=MACHINE)
def _(play: Play) -> Scene:
    sid = play.call(
        "<Pause length='60'/>", machine_detection=ENABLE, async_amd="true", async_amd_status_callback=play.url("amd")
    )
    yield
    assert set(play.asked("start")) == STANDARD
    told = play.asked("amd")
    assert set(told) == VERDICT
    assert (told["CallSid"], told["AnsweredBy"], told["MachineDetectionDuration"]) == (sid, "machine_start", "4000")
    assert play.client.calls(sid).fetch().answered_by == "machine_start"


@TABLE.row("Its answer is not TwiML: the call is changed over REST.", AMD, a=MACHINE)
def _(play: Play) -> Scene:
    play.serve("amd", "<Say>Never.</Say>")
    play.call(
        "<Say>Hello.</Say>",
        "<Pause length='20'/>",
        machine_detection=ENABLE,
        async_amd="true",
        async_amd_status_callback=play.url("amd"),
    )
    yield
    assert play.words() == ["Hello."]


@TABLE.row("AnsweredBy is sent along with the requests that follow.", AMD, "not documented", a=MACHINE)
def _(play: Play) -> Scene:
    play.call(
        "<Pause length='9'/>",
        "<Redirect>next</Redirect>",
        machine_detection=ENABLE,
        status_callback=play.url("status"),
        async_amd="true",
        async_amd_status_callback=play.url("amd"),
    )
    yield
    assert [play.asked(path).get("AnsweredBy") for path in ("start", "next", "status")] == [
        None,
        "machine_start",
        "machine_start",
    ]


@TABLE.row(
    "AsyncAmd without a callback is warned of (21262); the result is shown by the call.",
    f"{ERRORS}/21262",
    a=MACHINE,
)
def _(play: Play) -> Scene:
    sid = play.call("<Pause length='9'/>", machine_detection=ENABLE, async_amd="true")
    yield
    noted = [one for one in play.stage.admin("debugger")["entries"] if one["sid"] == sid]
    assert [(one["code"], one["level"]) for one in noted] == [(21262, "warning")]
    assert play.client.calls(sid).fetch().answered_by == "machine_start"


@TABLE.row("SendDigits disables it.", CALL, a=MACHINE)
def _(play: Play) -> Scene:
    play.call("<Say>Hello.</Say>", machine_detection=ENABLE, send_digits="1")
    yield
    assert set(play.asked("start")) == STANDARD
    assert play.journal("call.detected") == []


@TABLE.row("A machine that is left its message: the words come after the beep.", AMD, a=MACHINE)
def _(play: Play) -> Scene:
    play.call("<Say>Please call back.</Say>", machine_detection=END)
    yield
    assert play.at("call.said") - play.at("call.answered") == pytest.approx(8, abs=0.001)
    assert play.one("call.said")["heard_by"] == "machine"


@TABLE.row("A verdict may come when the call is over.", AMD, "it is posted all the same", a=MACHINE)
def _(play: Play) -> Scene:
    sid = play.call("<Hangup/>", machine_detection=ENABLE, async_amd="true", async_amd_status_callback=play.url("amd"))
    yield
    assert play.at("call.detected") > play.at("call.ended")
    assert (play.asked("amd")["AnsweredBy"], play.client.calls(sid).fetch().answered_by) == (
        "machine_start",
        "machine_start",
    )


@TABLE.row("A call redirected before the verdict goes on with the other TwiML.", AMD, "not documented", a=MACHINE)
def _(play: Play) -> Scene:
    sid = play.call("<Say>Never.</Say>", machine_detection=ENABLE)
    play.serve("elsewhere", "<Say>Over here.</Say>")
    yield 4
    play.client.calls(sid).update(url=play.url("elsewhere"))
    yield
    assert (play.words(), play.requests("start")) == (["Over here."], [])


@TABLE.row("A call redirected while its SendDigits are sent goes on with the other TwiML.", AMD, "not documented")
def _(play: Play) -> Scene:
    sid = play.call("<Say>Never.</Say>", send_digits="WWWWWWWW1")
    play.serve("elsewhere", "<Say>Over here.</Say>")
    yield 5
    play.client.calls(sid).update(url=play.url("elsewhere"))
    yield
    assert (play.words(), play.requests("start")) == (["Over here."], [])
