"""How long a sound lasts: a WAV file what it says, anything else what its size tells at 128 kbit/s."""

from __future__ import annotations

import io
import wave
from typing import Final

TYPES: Final = frozenset(
    ["audio/" + kind for kind in ("mpeg", "wav", "wave", "x-wav", "aiff", "x-aifc", "x-aiff", "x-gsm", "gsm", "ulaw")]
)
"""What Twilio plays; source: twilio.com/docs/voice/twiml/play."""
TONE_SECONDS: Final = 0.25
PAUSES: Final = {"w": 0.5, "W": 1.0}  # among tones
BYTES_PER_SECOND: Final = 16_000.0
SHORTEST: Final = 0.2  # seconds


def seconds_of(sound: bytes) -> float:
    try:
        with wave.open(io.BytesIO(sound)) as file:
            return max(SHORTEST, float(file.getnframes() / file.getframerate()))
    except (wave.Error, EOFError, ZeroDivisionError):
        return max(SHORTEST, len(sound) / BYTES_PER_SECOND)


def seconds_of_tones(tones: str) -> float:
    """Of keys and of the pauses `w` and `W` between them."""
    return sum(PAUSES.get(tone, TONE_SECONDS) for tone in tones)
