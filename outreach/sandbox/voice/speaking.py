"""Say, Play and Pause: what the person hears, for how long, and what she does meanwhile."""

from __future__ import annotations

from typing import Final

from outreach.sandbox.people.act import Act
from outreach.sandbox.people.party import speaking_time
from outreach.sandbox.twiml.errors import TwimlError
from outreach.sandbox.twiml.verbs import Pause, Play, Say, Verb
from outreach.sandbox.voice.documents import absolute, ask_for_sound, complain, failure_of
from outreach.sandbox.voice.line import LineBroken
from outreach.sandbox.voice.performance import Performance
from outreach.sandbox.voice.sounds import TYPES, seconds_of, seconds_of_tones

FOR_EVER: Final = 1000  # rounds of a loop without end; source: twilio.com/docs/voice/twiml/say
NOT_A_SOUND: Final = 13420


async def speak(stage: Performance, verb: Verb) -> None:
    await prompt(stage, verb)


async def prompt(
    stage: Performance, verb: Verb, *, keys: bool = False, speech: bool = False, no_sound: int = NOT_A_SOUND
) -> Act | None:
    """Perform one prompt; an act of the person that is listened for cuts it short and is returned.

    `no_sound` is the error for a file that cannot be played.
    """
    listening = keys or speech
    if isinstance(verb, Pause):
        return await stage.line.until(stage.line.at + verb.length, listening=listening)
    if not isinstance(verb, Say | Play):
        return None
    length = await _length(stage, verb, no_sound)
    if length is None:
        return None
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


async def _length(stage: Performance, verb: Say | Play, no_sound: int) -> float | None:
    """Seconds it lasts; None for a sound there is none of, which is noted by `no_sound` or the number of a failed fetch."""
    if isinstance(verb, Say):
        return speaking_time(verb.words)
    if verb.digits:
        return seconds_of_tones(verb.digits)
    if verb.seconds is not None:
        return verb.seconds
    url = stage.aim(verb.url, "GET").url
    try:
        absolute(url)
    except TwimlError as error:
        complain(stage.leg, url, error)
        return None
    answer = await ask_for_sound(stage.leg, url)
    stage.line.caught_up()
    if answer.ok and answer.content_type in TYPES:
        return seconds_of(answer.body)
    strange = TwimlError(no_sound, f"content type {answer.content_type!r} is no sound that can be played")
    complain(stage.leg, url, strange if answer.ok else failure_of(answer))
    return None
