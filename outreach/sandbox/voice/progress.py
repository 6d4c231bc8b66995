"""Status callbacks of a call, in the order of its life; the network may deliver them in any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.sandbox.voice.call import Call
from outreach.sandbox.webhooks.callbacks import About, Mail
from outreach.sandbox.webhooks.voice_fields import progress_fields

if TYPE_CHECKING:
    from outreach.sandbox.sandbox import Sandbox


def about(call: Call) -> About:
    return About("calls", call.sid, call.from_, call.to, call.attempt)


def tell(sandbox: Sandbox, call: Call, event: str, at: float) -> None:
    """Send the status callback of `event` (initiated, ringing, answered, completed) to whoever asked for it."""
    if call.callback is None or event not in call.callback.events:
        return
    fields = progress_fields(call, event, call.callbacks_fired, sandbox.chaos.skewed(at))
    call.callbacks_fired += 1
    name = "initiated" if event == "initiated" else call.status.value
    sandbox.callbacks.send(Mail(about(call), call.callback, name, fields))
