"""A recording: what was kept of a call or a conference.

    in-progress ──► completed | absent (too short)

There is no sound in the sandbox: the media of a recording are its seconds of silence. Source of fields:
twilio.com/docs/voice/api/recording.
"""

from __future__ import annotations

import io
import wave
from dataclasses import dataclass
from typing import Final

RATE: Final = 8_000  # samples a second
LONGEST_MEDIA: Final = 600  # seconds of silence served at most


@dataclass(slots=True, kw_only=True)
class Recording:
    """Instants are unix seconds of virtual time; `channels` 1 or 2; `source` as Twilio names it."""

    sid: str
    account_sid: str
    call_sid: str
    source: str
    started_at: float
    channels: int = 1
    conference_sid: str | None = None
    seconds: int | None = None
    status: str = "in-progress"
    updated_at: float = 0.0

    @property
    def addresses(self) -> tuple[str, ...]:
        return (self.call_sid, self.conference_sid) if self.conference_sid else (self.call_sid,)

    @property
    def error_code(self) -> int | None:
        """Why it is absent: it was too short."""
        return 16101 if self.status == "absent" else None

    @property
    def url(self) -> str:
        return f"https://api.twilio.com/2010-04-01/Accounts/{self.account_sid}/Recordings/{self.sid}"

    def silence(self) -> bytes:
        """The media as a WAV file."""
        file = io.BytesIO()
        with wave.open(file, "wb") as writer:
            writer.setnchannels(self.channels)
            writer.setsampwidth(1)
            writer.setframerate(RATE)
            frames = RATE * min(self.seconds or 0, LONGEST_MEDIA) * self.channels
            writer.writeframes(b"\x80" * frames)
        return file.getvalue()
