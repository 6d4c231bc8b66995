"""The tape that runs while a leg or a conference is recorded, and what is told when it stops."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from outreach.sandbox.voice.call import Call, RecordingWish
from outreach.sandbox.voice.progress import about
from outreach.sandbox.voice.recording import Recording
from outreach.sandbox.webhooks.callbacks import Mail
from outreach.sandbox.webhooks.voice_fields import recording_fields

if TYPE_CHECKING:
    from outreach.sandbox.sandbox import Sandbox


@dataclass(frozen=True, slots=True)
class Tape:
    """Runs since `started_at`. A recording that was asked for over REST has its `sid` while it runs."""

    wish: RecordingWish
    started_at: float
    conference_sid: str | None = None
    sid: str | None = None


def begin(sandbox: Sandbox, call: Call, tape: Tape) -> Tape:
    """Make the recording known while it runs."""
    recording = _recording(sandbox, call, tape, None, "in-progress", tape.started_at)
    sandbox.recordings.add(recording)
    return replace(tape, sid=recording.sid)


def pause(sandbox: Sandbox, tape: Tape, status: str) -> None:
    """`paused`, or `in-progress` again."""
    recording = sandbox.recordings.get(tape.sid or "")
    if recording is not None:
        recording.status, recording.updated_at = status, sandbox.clock.now()


def finish(sandbox: Sandbox, call: Call, tape: Tape, at: float, *, silent: bool = False) -> Recording:
    """Keep what was recorded and tell who asked to know."""
    status = "absent" if silent or at <= tape.started_at else "completed"
    recording = sandbox.recordings.get(tape.sid or "")
    if recording is None:
        recording = _recording(sandbox, call, tape, int(at - tape.started_at), status, at)
        sandbox.recordings.add(recording)
    recording.seconds, recording.status, recording.updated_at = int(at - tape.started_at), status, at
    sandbox.recordings.put_away(recording)
    names = {"sid": call.sid, "from_": call.from_, "to": call.to, "attempt": call.attempt}
    sandbox.journal.record("call.recorded", at, **names, recording=recording.sid, seconds=recording.seconds)
    wanted = tape.wish.callback
    if wanted is not None and recording.status in wanted.events:
        fields = recording_fields(recording, sandbox.chaos.skewed(tape.started_at))
        sandbox.callbacks.send(Mail(about(call), wanted, f"recording {recording.status}", fields))
    return recording


def _recording(
    sandbox: Sandbox, call: Call, tape: Tape, seconds: int | None, status: str, updated_at: float
) -> Recording:
    return Recording(
        sid=sandbox.ids.sid("RE"),
        account_sid=call.account_sid,
        call_sid=call.sid,
        source=tape.wish.source,
        started_at=tape.started_at,
        channels=tape.wish.channels,
        conference_sid=tape.conference_sid,
        seconds=seconds,
        status=status,
        updated_at=updated_at,
    )
