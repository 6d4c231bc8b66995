"""The tape that runs while a leg or a conference is recorded, and what is told when it starts and stops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from outreach.sandbox.voice.call import Call, RecordingWish
from outreach.sandbox.voice.progress import about
from outreach.sandbox.voice.recording import Recording
from outreach.sandbox.webhooks.callbacks import Mail
from outreach.sandbox.webhooks.voice_fields import recorded_fields, recording_fields

if TYPE_CHECKING:
    from outreach.sandbox.sandbox import Sandbox

SHORTEST: Final = 1.0  # seconds; what is shorter is absent
OF_THE_WHOLE_CALL: Final = "OutboundAPI"  # its last status callback tells of this recording, and of no other


@dataclass(frozen=True, slots=True)
class Tape:
    """Runs since `started_at` for the recording `sid`."""

    wish: RecordingWish
    sid: str
    started_at: float


def begin(sandbox: Sandbox, call: Call, wish: RecordingWish, at: float, conference_sid: str | None = None) -> Tape:
    """Start to record; the recording is known while it runs."""
    recording = Recording(
        sid=sandbox.ids.sid("RE"),
        account_sid=call.account_sid,
        call_sid=call.sid,
        source=wish.source,
        started_at=at,
        channels=wish.channels,
        conference_sid=conference_sid,
        updated_at=at,
    )
    sandbox.recordings.add(recording)
    _tell(sandbox, call, wish, recording)
    return Tape(wish, recording.sid, at)


def pause(sandbox: Sandbox, tape: Tape, status: str) -> None:
    """`paused`, or `in-progress` again."""
    recording = sandbox.recordings.get(tape.sid)
    if recording is not None and recording.seconds is None:
        recording.status, recording.updated_at = status, sandbox.clock.now()


def finish(sandbox: Sandbox, call: Call, tape: Tape, at: float) -> Recording | None:
    """Keep what was recorded and tell who asked to know, once. None when the recording is gone."""
    recording = sandbox.recordings.get(tape.sid)
    if recording is None or recording.seconds is not None:
        return recording
    recording.seconds = int(at - tape.started_at)
    recording.status = "completed" if at - tape.started_at >= SHORTEST else "absent"
    recording.updated_at = at
    sandbox.recordings.put_away(recording)
    names = {"sid": call.sid, "from_": call.from_, "to": call.to, "attempt": call.attempt}
    sandbox.journal.record("call.recorded", at, **names, recording=recording.sid, seconds=recording.seconds)
    if recording.source == OF_THE_WHOLE_CALL:
        call.recorded = recorded_fields(recording)
    _tell(sandbox, call, tape.wish, recording)
    return recording


def _tell(sandbox: Sandbox, call: Call, wish: RecordingWish, recording: Recording) -> None:
    if wish.callback is not None and recording.status in wish.callback.events:
        fields = recording_fields(recording, sandbox.chaos.skewed(recording.started_at))
        sandbox.callbacks.send(Mail(about(call), wish.callback, f"recording {recording.status}", fields))
