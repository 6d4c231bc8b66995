"""Say, Play and Pause."""

from __future__ import annotations

import pytest

from tests.sandbox.behaviour.pages import ERRORS, PAUSE, PLAY, SAY
from tests.sandbox.behaviour.scenes import wav
from tests.sandbox.behaviour.table import Play, Played, Row, Scene, Table, human, moment
from tests.sandbox.stage import Document

TABLE = Table("Say, Play, Pause", "What a caller hears, and for how long.")
TYPES = [
    "audio/mpeg", "audio/wav", "audio/wave", "audio/x-wav", "audio/aiff", "audio/x-aifc", "audio/x-aiff",
    "audio/x-gsm", "audio/gsm", "audio/ulaw",
]  # fmt: skip


def test_say_play_and_pause_as_documented(played: Played, row: Row) -> None:
    played.judge(row)


# --- Say


@TABLE.row("Say converts its text to speech, verb after verb, in the order of the document.", SAY)
def _(play: Play) -> Scene:
    play.call("<Say>One.</Say>", "<Say>Two.</Say>")
    yield
    assert play.words() == ["One.", "Two."]
    one, two = (moment(line) for line in play.journal("call.said"))
    assert two > one


@TABLE.row("loop says the text that many times; the default is once.", SAY)
def _(play: Play) -> Scene:
    play.call("<Say loop='3'>Again.</Say>", "<Say>Once.</Say>")
    yield
    assert play.words() == ["Again."] * 3 + ["Once."]


@TABLE.row("loop 0 says it until the caller hangs up.", SAY, a=human(hangs_up_after=60.0))
def _(play: Play) -> Scene:
    play.call(f"<Say loop='0'>{'x' * 140}</Say>", "<Say>Never.</Say>")
    yield
    assert play.words() == ["x" * 140] * 6
    assert play.one("call.ended")["by"] == "person"


@TABLE.row("loop 0 ends after 1,000 times.", SAY)
def _(play: Play) -> Scene:
    play.call("<Say loop='0'>x</Say>", "<Say>At last.</Say>")
    yield
    assert play.words() == ["x"] * 1000 + ["At last."]


@TABLE.row("An invalid loop is warned of (13510); the text is said once.", f"{ERRORS}/13510")
def _(play: Play) -> Scene:
    play.call("<Say loop='often'>Once.</Say>")
    yield
    assert (play.words(), play.codes()) == (["Once."], [13510])


@TABLE.row(
    "voice and language say who speaks, and in which language.", SAY, "written into the journal beside the words"
)
def _(play: Play) -> Scene:
    play.call("<Say voice='Polly.Lupe' language='es-US'>Buenos días.</Say>")
    yield
    said = play.one("call.said")
    assert (said["voice"], said["language"], said["words"]) == ("Polly.Lupe", "es-US", "Buenos días.")


@TABLE.row(
    "Text of more than 4,096 characters is warned of (13521).",
    f"{ERRORS}/13521",
    "the text is not said; the document goes on",
)
def _(play: Play) -> Scene:
    play.call(f"<Say>{'x' * 4096}</Say>", f"<Say>{'y' * 4097}</Say>", "<Say>On.</Say>")
    yield
    assert (play.words(), play.codes()) == (["x" * 4096, "On."], [13521])


@TABLE.row("SSML elements inside Say shape the speech; their text is spoken.", f"{SAY}/text-speech")
def _(play: Play) -> Scene:
    play.call("<Say>Pay <emphasis>now</emphasis> <break/> or <say-as interpret-as='date'>Friday</say-as>.</Say>")
    yield
    assert (play.words(), play.codes()) == (["Pay now or Friday."], [])


# --- Play


@TABLE.row(
    "Play plays an audio file to the caller, to its end.",
    PLAY,
    "a WAV lasts what it says, others their size at 128 kbit/s",
)
def _(play: Play) -> Scene:
    play.answer("sound", wav(7))
    play.call("<Play>sound</Play>", "<Say>Then.</Say>")
    yield
    assert play.at("call.said") - play.at("call.played") == pytest.approx(7, abs=0.001)
    assert play.one("call.played")["url"] == "sound"


@TABLE.row("The file is fetched with GET and with none of the parameters of the call.", PLAY)
def _(play: Play) -> Scene:
    play.answer("sound", wav(1))
    play.call("<Play>sound</Play>")
    yield
    (fetch,) = play.requests("sound")
    assert (fetch.method, fetch.fields) == ("GET", {})


@TABLE.row("loop plays the file that many times.", PLAY)
def _(play: Play) -> Scene:
    play.answer("sound", wav(1))
    play.call("<Play loop='10'>sound</Play>")
    yield
    assert len(play.journal("call.played")) == 10
    assert play.one("call.ended")["seconds"] == 10


@TABLE.row("loop 0 plays it until the caller hangs up, 1,000 times at most.", PLAY, a=human(hangs_up_after=1500.0))
def _(play: Play) -> Scene:
    play.answer("sound", wav(1))
    play.call("<Play loop='0'>sound</Play>", "<Say>At last.</Say>")
    yield
    assert len(play.journal("call.played")) == 1000
    assert play.words() == ["At last."]


@TABLE.row("An invalid loop is warned of (13410); the file is played once.", f"{ERRORS}/13410")
def _(play: Play) -> Scene:
    play.answer("sound", wav(1))
    play.call("<Play loop='-1'>sound</Play>")
    yield
    assert (len(play.journal("call.played")), play.codes()) == (1, [13410])


@TABLE.row("audio/mpeg, wav, wave, x-wav, aiff, x-aifc, x-aiff, x-gsm, gsm and ulaw can be played.", PLAY)
def _(play: Play) -> Scene:
    for place, content_type in enumerate(TYPES):
        play.answer(f"sound{place}", wav(1, content_type))
    play.call(*(f"<Play>sound{place}</Play>" for place in range(len(TYPES))))
    yield
    assert (len(play.journal("call.played")), play.codes()) == (len(TYPES), [])


@TABLE.row(
    "A file of another type is an error (13420).",
    f"{ERRORS}/13420",
    "nothing is heard; the document goes on",
)
def _(play: Play) -> Scene:
    play.answer("sound", Document("no sound", content_type="audio/midi"))
    play.call("<Play>sound</Play>", "<Say>On.</Say>")
    yield
    assert (play.words(), play.codes()) == (["On."], [13420])
    assert play.journal("twiml.error")


@TABLE.row(
    "Inside a Gather, a file of another type has an error of its own (13325).",
    f"{ERRORS}/13325",
    "nothing is heard; the Gather goes on",
)
def _(play: Play) -> Scene:
    play.answer("sound", Document("no sound", content_type="text/css"))
    play.call("<Gather timeout='1'><Play>sound</Play></Gather>", "<Say>On.</Say>")
    yield
    assert (play.words(), play.codes()) == (["On."], [13325])


@TABLE.row(
    "A file that cannot be fetched is an error (11200).",
    f"{ERRORS}/11200",
    "nothing is heard; the document goes on",
)
def _(play: Play) -> Scene:
    play.answer("sound", Document("", 404, "text/plain"))
    play.call("<Play>sound</Play>", "<Say>On.</Say>")
    yield
    assert (play.words(), play.codes()) == (["On."], [11200])


@TABLE.row("digits plays DTMF tones: w waits half a second, W a second.", PLAY, "a tone lasts a quarter of a second")
def _(play: Play) -> Scene:
    play.call("<Play digits='1wW2'/>", "<Say>Then.</Say>")
    yield
    assert play.one("call.played")["digits"] == "1wW2"
    assert play.at("call.said") - play.at("call.played") == pytest.approx(0.25 + 0.5 + 1 + 0.25, abs=0.001)


@TABLE.row("digits takes 0-9, A-D, w, W, # and *; others are warned of (13430).", f"{ERRORS}/13430")
def _(play: Play) -> Scene:
    play.answer("sound", wav(1))
    play.call("<Play digits='1x'>sound</Play>", "<Play digits='0123456789ABCDwW#*'/>")
    yield
    assert [line.get("digits") for line in play.journal("call.played")] == [None, "0123456789ABCDwW#*"]
    assert play.codes() == [13430]


@TABLE.row("Tones cannot be played inside a Gather.", PLAY, "warned of as an element that cannot stand there (13320)")
def _(play: Play) -> Scene:
    play.call("<Gather timeout='1'><Play digits='1'/></Gather>")
    yield
    assert (play.journal("call.played"), play.codes()) == ([], [13320])


# --- Pause


@TABLE.row("Pause waits silently for length seconds; the default is one.", PAUSE)
def _(play: Play) -> Scene:
    play.call("<Pause/>", "<Say>One.</Say>", "<Pause length='7'/>", "<Play digits='1'/>")
    yield
    assert play.at("call.said") - play.at("call.answered") == pytest.approx(1, abs=0.001)
    assert play.at("call.played") - play.at("call.said") == pytest.approx(4 / 14 + 7, abs=0.001)


@TABLE.row("length is a whole number greater than 0; others are warned of (13910) and the pause lasts a second.", PAUSE)
def _(play: Play) -> Scene:
    play.call("<Pause length='0'/>", "<Pause length='-3'/>", "<Pause length='long'/>", "<Say>Then.</Say>")
    yield
    assert play.at("call.said") - play.at("call.answered") == pytest.approx(3, abs=0.001)
    assert play.codes() == [13910] * 3
