"""Hangup and Reject."""

from __future__ import annotations

from tests.sandbox.behaviour.pages import ERRORS, HANGUP, REJECT, TWIML
from tests.sandbox.behaviour.table import Play, Played, Row, Scene, Table

TABLE = Table("Hangup and Reject", "The end of a call.")
INBOUND = {"voice_url": "inbound", "status_callback": "ended"}


def test_hangup_and_reject_as_documented(played: Played, row: Row) -> None:
    played.judge(row)


@TABLE.row("Hangup ends the call; what stands behind it is not reached.", HANGUP)
def _(play: Play) -> Scene:
    play.call("<Say>Bye.</Say>", "<Hangup/>", "<Say>Never.</Say>")
    yield
    assert play.words() == ["Bye."]
    assert (play.one("call.ended")["by"], play.one("call.ended")["status"]) == ("hangup", "completed")


@TABLE.row("Hangup as first verb of an inbound call: it is answered and hung up, and billed.", HANGUP, ours=INBOUND)
def _(play: Play) -> Scene:
    sid = play.ring_us("<Hangup/>")
    yield
    assert len(play.journal("call.answered")) == 1
    assert play.client.calls(sid).fetch().status == "completed"


@TABLE.row("Nothing can be nested in a Hangup.", HANGUP, "warned of (12200)")
def _(play: Play) -> Scene:
    play.call("<Hangup><Say>Bye.</Say></Hangup>")
    yield
    assert (play.words(), play.codes()) == ([], [12200])


def rejects(sentence: str, verb: str, status: str) -> None:
    @TABLE.row(sentence, REJECT, ours=INBOUND)
    def _(play: Play) -> Scene:
        sid = play.ring_us(verb, "<Say>Never.</Say>")
        yield
        assert play.journal("call.answered") == []
        assert (play.client.calls(sid).fetch().status, play.words()) == (status, [])
        assert play.asked("ended")["CallStatus"] == status


rejects("Reject as first verb: the call is not picked up; its status is no-answer.", "<Reject/>", "no-answer")
rejects("reason rejected, the default, is no-answer.", "<Reject reason='rejected'/>", "no-answer")
rejects("reason busy is busy.", "<Reject reason='busy'/>", "busy")


@TABLE.row("A wrong reason is warned of (13810).", f"{ERRORS}/13810", "and rejected is used", ours=INBOUND)
def _(play: Play) -> Scene:
    sid = play.ring_us("<Reject reason='rude'/>")
    yield
    assert (play.codes(), play.client.calls(sid).fetch().status) == ([13810], "no-answer")


@TABLE.row(
    "Reject behind another verb ends a call that has been answered.", REJECT, "not documented: as Hangup", ours=INBOUND
)
def _(play: Play) -> Scene:
    sid = play.ring_us("<Say>Good morning.</Say>", "<Reject/>")
    yield
    assert (play.client.calls(sid).fetch().status, play.one("call.ended")["by"]) == ("completed", "hangup")


@TABLE.row("Reject cannot be nested.", REJECT, "warned of (13320) in a Gather")
def _(play: Play) -> Scene:
    play.call("<Gather timeout='1'><Reject/></Gather>", "<Say>On.</Say>")
    yield
    assert (play.codes(), play.words()) == ([13320], ["On."])


@TABLE.row("When no verb is left, the call is hung up.", TWIML)
def _(play: Play) -> Scene:
    play.call("<Say>That is all.</Say>")
    yield
    assert play.one("call.ended")["by"] == "document_end"


@TABLE.row("A document without verbs hangs up at once.", TWIML)
def _(play: Play) -> Scene:
    play.call()
    play.serve("start")
    yield
    assert (play.one("call.ended")["by"], play.one("call.ended")["seconds"]) == ("document_end", 0)
