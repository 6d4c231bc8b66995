"""Gather with keys. What is said into it: test_gather_speech.py."""

from __future__ import annotations

import pytest

from outreach.sandbox.voice.keypad import Keypad
from tests.sandbox.behaviour.golden import STANDARD
from tests.sandbox.behaviour.pages import ERRORS, GATHER
from tests.sandbox.behaviour.table import Manner, Play, Played, Row, Scene, Table, human, moment, presses
from tests.sandbox.stage import Document, Webhook, twiml

TABLE = Table("Gather: keys", "What is typed, when it is complete, and what the action is told.")
PROMPT = "Please press something."
FELL = "<Redirect>fell</Redirect>"
KEYS = [
    # sentence, attributes, keys, seconds before them, Digits and FinishedOnKey or None: nothing is posted
    ("numDigits ends the input: the last of them submits it.", "numDigits='5'", "94117", 1, ("94117", "")),
    ("Keys after the last of numDigits do not belong to the input.", "numDigits='2'", "1234", 1, ("12", "")),
    ("finishOnKey is # by default; it submits the input and is not part of it.", "", "1234#", 1, ("1234", "#")),
    ("Without numDigits the pause after the last key submits the input.", "", "42", 1, ("42", "")),
    ("The input waits five seconds for the first key by default.", "", "1", 6, None),
    ("timeout is how long it waits, in seconds: longer.", "timeout='9'", "1", 6, ("1", "")),
    ("timeout is how long it waits, in seconds: shorter.", "timeout='2'", "1", 3, None),
    ("finishOnKey may be any one key.", "finishOnKey='*'", "5#*", 1, ("5#", "*")),
    ("finishOnKey '' captures every key, # too.", "finishOnKey='' numDigits='3'", "5#*", 1, ("5#*", "")),
    ("finishOnKey '' leaves it to the timeout to submit the keys.", "finishOnKey=''", "5#", 1, ("5#", "")),
    ("The finishing key pressed first is no input: the next verb runs.", "", "#", 1, None),
    ("No key within the timeout is no input: the next verb runs.", "", "", 1, None),
    ("actionOnEmptyResult posts also when nothing was typed.", "actionOnEmptyResult='true'", "", 1, ("", "")),
    ("actionOnEmptyResult posts also when only the finishing key was.", "actionOnEmptyResult='true'", "#", 1, ("", "#")),
]  # fmt: skip


def test_gather_as_documented(played: Played, row: Row) -> None:
    played.judge(row)


@pytest.mark.parametrize(("typed", "digits", "finished"), [("12", "12", ""), ("1#", "1", "#"), ("#", "", "#")])
def test_a_keypad_is_complete_after_its_digits_or_its_finishing_key(typed: str, digits: str, finished: str) -> None:
    keypad = Keypad(2, "#")
    assert [keypad.press(key) for key in typed][-1]
    assert (keypad.digits, keypad.finished_on) == (digits, finished)


def keys(sentence: str, attributes: str, typed: str, after: float, posted: tuple[str, str] | None) -> None:
    manner: Manner = presses(typed, after) if typed else human()

    @TABLE.row(sentence, GATHER, a=manner)
    def _(play: Play) -> Scene:
        play.call(f"<Gather {attributes} action='action'><Say>{PROMPT}</Say></Gather>", FELL)
        yield
        if posted is None:
            assert (play.requests("action"), len(play.requests("fell"))) == ([], 1)
        else:
            told = play.asked("action")
            assert (told["Digits"], told["FinishedOnKey"], told["msg"]) == (*posted, "Gather End")
            assert not play.requests("fell")


for each in KEYS:
    keys(*each)


@TABLE.row(
    "The action gets the standard parameters and Digits.",
    GATHER,
    "with FinishedOnKey and msg=Gather End, as captured from real calls",
    a=presses("1"),
)
def _(play: Play) -> Scene:
    play.call(f"<Gather numDigits='1' action='action'><Say>{PROMPT}</Say></Gather>")
    yield
    told = play.asked("action")
    assert set(told) == STANDARD | {"Digits", "FinishedOnKey", "msg"}
    assert told["CallStatus"] == "in-progress"


@TABLE.row(
    "The call goes on with the TwiML the action answers; verbs behind the Gather are not reached.",
    GATHER,
    a=presses("1"),
)
def _(play: Play) -> Scene:
    play.serve("action", "<Say>You pressed one.</Say>")
    play.call(f"<Gather numDigits='1' action='action'><Say>{PROMPT}</Say></Gather>", "<Say>Never.</Say>")
    yield
    assert play.words() == [PROMPT, "You pressed one."]


@TABLE.row("method says how the action is requested; the default is POST.", GATHER, a=presses("12"))
def _(play: Play) -> Scene:
    play.serve("action", f"<Gather numDigits='1' action='last'><Say>{PROMPT}</Say></Gather>")
    play.call(f"<Gather numDigits='1' method='GET' action='action'><Say>{PROMPT}</Say></Gather>")
    yield
    assert [one.method for one in play.requests("action") + play.requests("last")] == ["GET", "POST"]
    assert play.asked("action")["Digits"] == "1"


@TABLE.row("Without action the current document is requested again, its query included.", GATHER, a=presses("5#"))
def _(play: Play) -> Scene:
    def again(webhook: Webhook) -> Document:
        prompt = f"<Gather><Say>{PROMPT}</Say></Gather>"
        return twiml() if "Digits" in webhook.fields else twiml(prompt)

    play.answer("start", again)
    play.call(url=play.url("start?step=2"))
    yield
    assert [one.fields.get("Digits") for one in play.requests("start")] == [None, "5"]


@TABLE.row("The first key stops the prompts.", GATHER, a=presses("1"))
def _(play: Play) -> Scene:
    long = f"<Say>{PROMPT}</Say><Say>{'x' * 1400}</Say><Say>Never.</Say>"
    play.call(f"<Gather numDigits='1' action='action'>{long}</Gather>")
    yield
    assert play.asked("action")["Digits"] == "1"
    assert "Never." not in play.words()
    assert play.one("call.ended")["seconds"] < 10


@TABLE.row("The timeout begins when the nested verbs are over.", GATHER, a=presses("1", after=14.0))
def _(play: Play) -> Scene:
    play.call(
        f"<Gather timeout='3' numDigits='1' action='action'><Say>{PROMPT}</Say><Pause length='12'/></Gather>", FELL
    )
    yield
    assert play.asked("action")["Digits"] == "1"


@TABLE.row("Every key starts the timeout anew.", GATHER, a=presses("1234567"))
def _(play: Play) -> Scene:
    play.call(f"<Gather timeout='2' action='action'><Say>{PROMPT}</Say></Gather>")
    yield
    key = moment(play.journal("call.pressed")[-1])
    assert play.at("call.gathered") - key == pytest.approx(2, abs=0.001)
    assert play.asked("action")["Digits"] == "1234567"


@TABLE.row("Say, Play and Pause can be nested, in any number.", GATHER)
def _(play: Play) -> Scene:
    play.call("<Gather timeout='1'><Say>One.</Say><Pause/><Say>Two.</Say><Pause length='2'/></Gather>", FELL)
    yield
    assert (play.words(), play.codes()) == (["One.", "Two."], [])


@TABLE.row("Other verbs inside are warned of (13320).", f"{ERRORS}/13320", "and left out")
def _(play: Play) -> Scene:
    play.call("<Gather timeout='1'><Say>One.</Say><Hangup/><Redirect>x</Redirect></Gather>", "<Say>On.</Say>")
    yield
    assert (play.words(), play.codes()) == (["One.", "On."], [13320, 13320])


@TABLE.row(
    "A caller who hangs up is told of by no request.",
    GATHER,
    "not documented: no action is requested",
    a=presses("12", hangs_up_after=4.0),
)
def _(play: Play) -> Scene:
    play.call("<Gather timeout='30' action='action'><Say>x</Say></Gather>", FELL)
    yield
    assert (play.requests("action"), play.requests("fell")) == ([], [])
    assert play.one("call.ended")["by"] == "person"


@TABLE.row("Keys typed while nothing listens are lost.", GATHER, "written down as lost", a=presses("1", after=3.0))
def _(play: Play) -> Scene:
    play.call(f"<Gather timeout='2' action='action'><Say>{PROMPT}</Say></Gather>", "<Pause length='9'/>")
    yield
    assert play.requests("action") == []
    assert play.one("call.pressed")["lost"] is True


@TABLE.row("After an HTTP redirect from the action the Digits are not sent again.", GATHER, a=presses("1"))
def _(play: Play) -> Scene:
    play.answer("action", Document("", 302, "text/plain", headers={"Location": "moved"}))
    play.call(f"<Gather numDigits='1' action='action'><Say>{PROMPT}</Say></Gather>")
    yield
    assert play.asked("action")["Digits"] == "1"
    (moved,) = play.requests("moved")
    assert (moved.method, "Digits" in moved.fields) == ("GET", False)


@TABLE.row("A Gather takes zero attributes, or all of them.", GATHER)
def _(play: Play) -> Scene:
    known = (
        "input='dtmf speech' timeout='1' speechTimeout='1' maxSpeechTime='9' profanityFilter='false' finishOnKey='*' "
        "numDigits='3' partialResultCallback='p' partialResultCallbackMethod='GET' language='es-US' hints='pay, promise' "
        "bargeIn='true' debug='false' actionOnEmptyResult='false' speechModel='phone_call' enhanced='true' action='x' method='GET'"
    )
    play.call(f"<Gather {known}/>", "<Gather timeout='1'/>", "<Say>On.</Say>")
    yield
    assert (play.words(), play.codes()) == (["On."], [])


VALUES = [
    ("finishOnKey of more than one key is warned of (13310).", "finishOnKey='12'", 13310),
    ("method other than GET and POST is warned of (13312).", "method='PUT'", 13312),
    ("timeout that is no whole number is warned of (13313).", "timeout='soon'", 13313),
    ("numDigits that is no positive number is warned of (13314).", "numDigits='0'", 13314),
    ("input of an unknown kind is warned of (13326).", "input='smoke'", 13326),
    ("bargeIn that is neither true nor false is warned of (13332).", "bargeIn='maybe'", 13332),
]


def value(sentence: str, attribute: str, code: int) -> None:
    @TABLE.row(sentence, f"{ERRORS}/{code}", "and the default holds", a=presses("12#"))
    def _(play: Play) -> Scene:
        play.call(f"<Gather {attribute} action='action'><Say>{PROMPT}</Say></Gather>")
        yield
        (asked,) = play.requests("action")
        assert (asked.method, asked.fields["Digits"], asked.fields["FinishedOnKey"]) == ("POST", "12", "#")
        assert play.codes() == [code]


for one in VALUES:
    value(*one)
