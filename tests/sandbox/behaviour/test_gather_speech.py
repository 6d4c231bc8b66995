"""Gather with speech."""

from __future__ import annotations

import pytest

from tests.sandbox.behaviour.golden import STANDARD
from tests.sandbox.behaviour.pages import ERRORS, GATHER
from tests.sandbox.behaviour.table import Play, Played, Row, Scene, Table, human, moment, says

TABLE = Table("Gather: speech", "What is said, when it is over, and what the action is told. Speech is text.")
WORDS = "I can pay on friday"  # 19 characters: 19 / 14 seconds
SPOKEN = len(WORDS) / 14


def test_speech_as_documented(played: Played, row: Row) -> None:
    played.judge(row)


def heard(play: Play) -> float:
    """Seconds from the end of the words to the moment they were posted."""
    return play.at("call.gathered") - play.at("call.spoke") - SPOKEN


@TABLE.row(
    "Speech is posted as SpeechResult with a Confidence from 0.0 to 1.0.",
    GATHER,
    "with Language, as captured; Confidence is always 0.92",
    a=says(WORDS),
)
def _(play: Play) -> Scene:
    play.call("<Gather input='speech' action='action'><Say>When?</Say></Gather>")
    yield
    told = play.asked("action")
    assert set(told) == STANDARD | {"SpeechResult", "Confidence", "Language"}
    assert (told["SpeechResult"], told["Language"]) == (WORDS, "en-US")
    assert 0 <= float(told["Confidence"]) <= 1


@TABLE.row("language is what Twilio should recognise.", GATHER, "repeated in the request", a=says("el viernes"))
def _(play: Play) -> Scene:
    play.call("<Gather input='speech' language='es-US' action='action'><Say>When?</Say></Gather>")
    yield
    assert play.asked("action")["Language"] == "es-US"


@TABLE.row("speechTimeout is by default the value of timeout, itself five seconds.", GATHER, a=says(WORDS))
def _(play: Play) -> Scene:
    play.call("<Gather input='speech' action='action'><Say>When?</Say></Gather>")
    yield
    assert heard(play) == pytest.approx(5, abs=0.001)


@TABLE.row("timeout given alone also ends speech.", GATHER, a=says(WORDS))
def _(play: Play) -> Scene:
    play.call("<Gather input='speech' timeout='3' action='action'><Say>When?</Say></Gather>")
    yield
    assert heard(play) == pytest.approx(3, abs=0.001)


@TABLE.row("speechTimeout is how long the pause after speech is, in seconds.", GATHER, a=says(WORDS))
def _(play: Play) -> Scene:
    play.call("<Gather input='speech' timeout='9' speechTimeout='2' action='action'><Say>When?</Say></Gather>")
    yield
    assert heard(play) == pytest.approx(2, abs=0.001)


@TABLE.row("speechTimeout auto ends it at the first pause.", GATHER, "which is taken to last a second", a=says(WORDS))
def _(play: Play) -> Scene:
    play.call("<Gather input='speech' speechTimeout='auto' action='action'><Say>When?</Say></Gather>")
    yield
    assert heard(play) == pytest.approx(1, abs=0.001)


@TABLE.row(
    "With both timeouts, timeout rules the keys and speechTimeout the speech.",
    GATHER,
    a=human(presses=[{"hear": "When", "keys": "12", "after": 3, "times": 1}]),
)
def _(play: Play) -> Scene:
    play.call("<Gather input='dtmf speech' timeout='4' speechTimeout='1' action='action'><Say>When?</Say></Gather>")
    yield
    assert play.asked("action")["Digits"] == "12"
    assert play.at("call.gathered") - moment(play.journal("call.pressed")[-1]) == pytest.approx(4, abs=0.001)


@TABLE.row(
    "Speech is gathered for at most 60 seconds.", GATHER, "what was said until then is posted", a=says("word " * 400)
)
def _(play: Play) -> Scene:
    play.call("<Gather input='speech' speechTimeout='2' action='action'><Say>When?</Say></Gather>")
    yield
    assert play.at("call.gathered") - play.at("call.spoke") == pytest.approx(60, abs=0.001)
    assert 800 <= len(play.asked("action")["SpeechResult"]) <= 60 * 14


@TABLE.row("The first word stops the prompts.", GATHER, a=says(WORDS))
def _(play: Play) -> Scene:
    long = f"<Say>When?</Say><Say>{'x' * 1400}</Say><Say>Never.</Say>"
    play.call(f"<Gather input='speech' speechTimeout='1' action='action'>{long}</Gather>")
    yield
    assert play.asked("action")["SpeechResult"] == WORDS
    assert "Never." not in play.words()


@TABLE.row("dtmf speech: keys detected first take precedence, and speech is no longer listened for.", GATHER)
def _(play: Play) -> Scene:
    play.hand("take")
    play.call("<Gather input='dtmf speech' timeout='3' action='action'/>")
    yield 2
    play.hand("answer")
    yield 1
    play.hand("press", keys="1")
    yield 1
    play.hand("say", words=WORDS)
    yield
    told = play.asked("action")
    assert (told["Digits"], "SpeechResult" in told) == ("1", False)
    assert play.one("call.spoke")["lost"] is True


@TABLE.row("dtmf speech: speech detected first takes precedence.", GATHER, a=says(WORDS))
def _(play: Play) -> Scene:
    play.call("<Gather input='dtmf speech' speechTimeout='1' action='action'><Say>When?</Say></Gather>")
    yield
    told = play.asked("action")
    assert (told["SpeechResult"], "Digits" in told) == (WORDS, False)


@TABLE.row("The two kinds may be named in either order.", GATHER, a=says(WORDS))
def _(play: Play) -> Scene:
    play.call("<Gather input='speech dtmf' speechTimeout='1' action='action'><Say>When?</Say></Gather>")
    yield
    assert (play.asked("action")["SpeechResult"], play.codes()) == (WORDS, [])


@TABLE.row("When only keys are gathered, speech is not input.", GATHER, "what is said is lost", a=says(WORDS))
def _(play: Play) -> Scene:
    play.call("<Gather action='action'><Say>When?</Say></Gather>", "<Redirect>fell</Redirect>")
    yield
    assert (play.requests("action"), len(play.requests("fell"))) == ([], 1)


@TABLE.row(
    "When only speech is gathered, keys are not input.",
    GATHER,
    "what is typed is lost",
    a=human(presses=[{"hear": "When", "keys": "1", "after": 1, "times": 1}]),
)
def _(play: Play) -> Scene:
    play.call("<Gather input='speech' action='action'><Say>When?</Say></Gather>", "<Redirect>fell</Redirect>")
    yield
    assert (play.requests("action"), len(play.requests("fell"))) == ([], 1)


@TABLE.row("Silence within the timeout is no input: the next verb runs.", GATHER)
def _(play: Play) -> Scene:
    play.call(
        "<Gather input='speech' timeout='2' action='action'><Say>When?</Say></Gather>", "<Redirect>fell</Redirect>"
    )
    yield
    assert (play.requests("action"), len(play.requests("fell"))) == ([], 1)


@TABLE.row("actionOnEmptyResult posts also when nothing was said.", GATHER)
def _(play: Play) -> Scene:
    play.call("<Gather input='speech' timeout='2' actionOnEmptyResult='true' action='action'><Say>When?</Say></Gather>")
    yield
    assert len(play.requests("action")) == 1


@TABLE.row(
    "bargeIn false lets nobody stop the prompts.",
    f"{ERRORS}/13332",
    "who answers waits until they are over",
    a=says(WORDS),
)
def _(play: Play) -> Scene:
    play.call(
        "<Gather input='speech' bargeIn='false' speechTimeout='1' action='action'><Say>When?</Say><Say>To the end.</Say></Gather>"
    )
    yield
    assert play.words() == ["When?", "To the end."]
    assert play.asked("action")["SpeechResult"] == WORDS


@TABLE.row(
    "speechTimeout that is neither auto nor a positive number is warned of (13327).",
    f"{ERRORS}/13327",
    "and the default holds",
    a=says(WORDS),
)
def _(play: Play) -> Scene:
    play.call("<Gather input='speech' speechTimeout='0' timeout='2' action='action'><Say>When?</Say></Gather>")
    yield
    assert play.codes() == [13327]
    assert heard(play) == pytest.approx(2, abs=0.001)


@TABLE.row("speechTimeout auto with an explicit speechModel is warned of (13335).", f"{ERRORS}/13335", a=says(WORDS))
def _(play: Play) -> Scene:
    model = (
        "<Gather input='speech' speechTimeout='auto' speechModel='default' action='action'><Say>When?</Say></Gather>"
    )
    play.call(model)
    yield
    assert play.codes() == [13335]
    assert play.asked("action")["SpeechResult"] == WORDS


@TABLE.row(
    "partialResultCallback is told UnstableSpeechResult while she speaks; its answer is not TwiML.",
    GATHER,
    "one partial result, half the words, half way",
    a=says(WORDS),
)
def _(play: Play) -> Scene:
    play.serve("partial", "<Say>Never.</Say>")
    play.call(
        "<Gather input='speech' partialResultCallback='partial' speechTimeout='1' action='action'><Say>When?</Say></Gather>"
    )
    yield
    told = play.asked("partial")
    assert told["UnstableSpeechResult"] == WORDS[: len(WORDS) // 2].strip()
    assert told["CallSid"] == play.asked("action")["CallSid"]
    assert "Never." not in play.words()
