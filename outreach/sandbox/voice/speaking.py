"""Say, Play and Pause: what the person hears, for how long, and what she does meanwhile.

A Play fetches its sound: a WAV file lasts what it says, anything else what its size tells at 128 kbit/s.
"""

from __future__ import annotations

import io
import wave
from typing import Final

from outreach.sandbox.people.act import Act
from outreach.sandbox.people.party import speaking_time
from outreach.sandbox.twiml.errors import TwimlError
from outreach.sandbox.twiml.verbs import Pause, Play, Say, Verb
from outreach.sandbox.voice.call import Source
from outreach.sandbox.voice.documents import ask, complain
from outreach.sandbox.voice.line import LineBroken
from outreach.sandbox.voice.performance import Performance

FOR_EVER: Final = 500  # rounds of a loop without end
TONE_SECONDS: Final = 0.25
BYTES_PER_SECOND: Final = 16_000.0
SHORTEST_SOUND: Final = 0.2  # seconds


async def say(stage: Performance, verb: Verb) -> None:
    answer_first(stage)
    await prompt(stage, verb)


async def pause(stage: Performance, verb: Verb) -> None:
    """As the first verb of a call to us it lets the phone ring on."""
    await prompt(stage, verb)


def answer_first(stage: Performance) -> None:
    """A call to us is picked up by the first verb that needs it."""
    if not stage.leg.answered:
        stage.leg.answer()


async def prompt(stage: Performance, verb: Verb, *, keys: bool = False, speech: bool = False) -> Act | None:
    """Perform one prompt; an act of the person that is listened for cuts it short and is returned."""
    listening = keys or speech
    if isinstance(verb, Pause):
        return await stage.line.until(stage.line.at + verb.length, listening=listening)
    if not isinstance(verb, Say | Play):
        return None
    length = speaking_time(verb.words) if isinstance(verb, Say) else await _length(stage, verb)
    for _ in range(verb.loop or FOR_EVER):
        act = await _once(stage, verb, length, keys=keys, speech=speech)
        if act is not None:
            return act
    return None


async def _once(stage: Performance, verb: Say | Play, length: float, *, keys: bool, speech: bool) -> Act | None:
    leg, line = stage.leg, stage.line
    if isinstance(verb, Say):
        leg.record("call.said", words=verb.words, language=verb.language, voice=verb.voice, heard_by=leg.party.who)
    else:
        leg.record("call.played", url=verb.url or None, digits=verb.digits or None, heard_by=leg.party.who)
    act = await line.until(line.at + length, listening=keys or speech)
    if act is not None:
        return act
    if isinstance(verb, Say):
        leg.party.hears(verb.words)
    if leg.party.has_had_enough():
        raise LineBroken("person")
    react(stage, keys=keys, speech=speech)
    return None


def react(stage: Performance, *, keys: bool, speech: bool) -> None:
    """Let the person plan what she does next, when something listens and nothing is planned."""
    line = stage.line
    if (keys or speech) and not line.acts:
        line.acts.extend(stage.leg.party.reaction(line.at, keys=keys, speech=speech))


async def _length(stage: Performance, play: Play) -> float:
    if play.digits:
        return len(play.digits) * TONE_SECONDS
    source = stage.aim(play.url, "GET")
    if not source.url.startswith(("http://", "https://")):
        await stage.fails(TwimlError(11100, f"not an absolute URL: {source.url!r}"))
    answer = await ask(stage.leg, Source(source.url, "GET"), {}, "sound")
    stage.line.caught_up()
    if not answer.ok:
        complain(stage.leg, source.url, TwimlError(11200, answer.reason))
        return 0.0
    if not answer.content_type.startswith("audio/"):
        complain(stage.leg, source.url, TwimlError(13420, f"content type {answer.content_type!r} is no sound"))
        return 0.0
    return _seconds_of(answer.body)


def _seconds_of(sound: bytes) -> float:
    try:
        with wave.open(io.BytesIO(sound)) as file:
            return max(SHORTEST_SOUND, float(file.getnframes() / file.getframerate()))
    except (wave.Error, EOFError):
        return max(SHORTEST_SOUND, len(sound) / BYTES_PER_SECOND)
