"""The recording a Dial asks for: it runs on the caller's leg, from the ringing or from the moment two are connected.

Source: twilio.com/docs/voice/twiml/dial#record.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from outreach.sandbox.twiml.verbs import Dial
from outreach.sandbox.voice.call import Callback, RecordingWish
from outreach.sandbox.voice.performance import Performance
from outreach.sandbox.voice.tape import Tape, begin, finish
from outreach.sandbox.webhooks.voice_fields import recorded_fields

UNRECORDED: Final = frozenset({"do-not-record", "false"})


class DialTape:
    """Runs once; does nothing when the Dial does not want to be recorded."""

    def __init__(self, stage: Performance, dial: Dial) -> None:
        self._stage = stage
        self._dial = dial
        self._tape: Tape | None = None

    def phones_ring(self, at: float) -> None:
        if "ringing" in self._dial.record:
            self._start(at)

    def connected(self, at: float) -> None:
        if self._dial.record not in UNRECORDED:
            self._start(at)

    def stop(self, at: float) -> Mapping[str, str]:
        """What is told of the recording, nothing when there is none."""
        leg, tape = self._stage.leg, self._tape
        if tape is None:
            return {}
        if tape in leg.tapes:
            leg.tapes.remove(tape)
        recording = finish(leg.sandbox, leg.call, tape, at)
        return {} if recording is None else recorded_fields(recording)

    def _start(self, at: float) -> None:
        leg = self._stage.leg
        if self._tape is None:
            self._tape = begin(leg.sandbox, leg.call, self._wish(), at)
            leg.tapes.append(self._tape)

    def _wish(self) -> RecordingWish:
        dial = self._dial
        channels = 2 if dial.record.endswith("dual") else 1
        told = None
        if dial.recording_status_callback:
            to = self._stage.aim(dial.recording_status_callback, dial.recording_status_callback_method)
            told = Callback(to.url, to.method, dial.recording_status_callback_event)
        return RecordingWish(channels, "DialVerb", told)
