"""What Twilio's documents say of calls and the sandbox does not do: the sentence, where it stands, what happens instead."""

from __future__ import annotations

from typing import NamedTuple

from tests.sandbox.behaviour.pages import (
    CONF,
    DIAL,
    ENQUEUE,
    ERRORS,
    GATHER,
    NUMBER,
    PART,
    PAY,
    PLAY,
    PROMPT,
    RECORD,
    SAY,
    TWIML,
)


class Gap(NamedTuple):
    sentence: str
    source: str
    instead: str


GAPS = [
    Gap("GET answers are cached as ETag and Last-Modified allow.", TWIML, "every document and sound is fetched anew"),
    Gap("A wrong version of TwiML is an error (12101).", f"{ERRORS}/12101", "the attribute is warned of (12200)"),
    Gap("A combination of voice and language that does not exist fails.", SAY, "any voice speaks any language"),
    Gap("Files of more than 40 minutes may drop the call.", PLAY, "a sound lasts as long as it lasts"),
    Gap("hints, profanityFilter, speechModel and enhanced change what is recognised.", GATHER, "speech is text, and is understood"),
    Gap("Numbers may be blocked, or outside of what the account may call (13224, 13225, 13227).", f"{ERRORS}/13224",
        "whoever is described as not in service fails; nobody is blocked"),
    Gap("referUrl, ringTone, recordingTrack, callReason and passports of Dial.", DIAL, "known, noted as not_modelled, without effect"),
    Gap("trim removes silence from recordings.", RECORD, "durations are never trimmed; trim is noted as not_modelled"),
    Gap("transcribe turns a recording into text, transcribeCallback is told.", RECORD, "noted as not_modelled, never told"),
    Gap("A silent recording may be absent (16102) when the account wants that.", f"{ERRORS}/16102", "silence is kept"),
    Gap("The thresholds of machine detection tune it; byoc routes.", NUMBER, "known, noted as not_modelled, without effect"),
    Gap("DetectMessageEnd may say machine_end_silence.", f"{TWIML.removesuffix('/twiml')}/answering-machine-detection",
        "every greeting ends with a beep"),
    Gap("speaker events: participant-speech-start and -stop.", CONF, "there is no sound: never told"),
    Gap("conference-record-end and eventCallbackUrl, deprecated.", CONF, "never told"),
    Gap("announcement-fail, upon an internal error of Twilio's.", CONF, "never told"),
    Gap("An account may have only so many conferences and participants at once (16021).", f"{ERRORS}/16021", "no limit"),
    Gap("jitterBufferSize, and where a conference is mixed.", CONF, "there is no sound; region is only shown"),
    Gap("BeepOnExit and WaitUrl of a participant can be changed.", PART, "noted as not_modelled, without effect"),
    Gap("A held participant hears music when there is no HoldUrl.", PART, "nothing is written down of it"),
    Gap("QueueResult bridging-in-process.", ENQUEUE, "never told"),
    Gap("workflowSid and Task hand a caller to TaskRouter.", ENQUEUE, "workflowSid has no effect, Task is not performed"),
    Gap("The action of Pay must be https.", PAY, "http is accepted, for tests on one machine"),
    Gap("Result internal-error, ErrorType session-in-progress and invalid-bank-account-type.", PAY, "never told"),
    Gap("Card types maestro, optima and enroute.", PAY, "may be named in validCardTypes; no number is recognised as one"),
    Gap("requireMatchingInputs asks twice and compares.", PROMPT, "noted as not_modelled, asked once"),
    Gap("Parameter hands values to a payment connector.", PAY, "noted as not_modelled, without effect"),
]  # fmt: skip
