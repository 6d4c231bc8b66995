"""`/_sandbox/…`: what tests and operators ask the sandbox itself. No authentication; it listens on loopback only."""

from __future__ import annotations

from outreach.sandbox.clock import iso
from outreach.sandbox.errors import ChaosError, Refusal
from outreach.sandbox.rest.ask import Ask, Reply, is_sender
from outreach.sandbox.rest.messages import shown
from outreach.sandbox.sandbox import Sandbox
from outreach.sandbox.texts import receive


def unknown(_sandbox: Sandbox, ask: Ask) -> Reply:
    raise Refusal(20404, ask.path)


def health(sandbox: Sandbox, _ask: Ask) -> Reply:
    return Reply(200, {"status": "ok", "now": iso(sandbox.clock.now()), "rate": sandbox.clock.rate()})


def stats(sandbox: Sandbox, _ask: Ask) -> Reply:
    """Counts by ledger kind and what is still going on; `idle` when nothing is."""
    sandbox.ledger.flush()
    next_at = sandbox.timers.next_at()
    busy = {
        "active_calls": len(sandbox.lines),
        "queued_calls": len(sandbox.call_queue),
        "pending_timers": sandbox.timers.pending,
        "webhooks_in_flight": sandbox.webhooks.in_flight,
        "under_way": sandbox.callbacks.under_way,
    }
    return Reply(
        200,
        {
            "counts": dict(sandbox.ledger.counts),
            **busy,
            "idle": not any(busy.values()),
            "next_timer_at": None if next_at is None else iso(next_at),
            "now": iso(sandbox.clock.now()),
        },
    )


def text(sandbox: Sandbox, ask: Ask) -> Reply:
    """A person texts us: `{"from", "to", "body"}`."""
    data = ask.json()
    for name in ("from", "to"):
        if not is_sender(str(data.get(name, ""))):
            raise Refusal(20001, name)
    message = receive(sandbox, data["from"], data["to"], str(data.get("body", "")), sandbox.clock.now())
    return Reply(201, shown(message))


def show_chaos(sandbox: Sandbox, _ask: Ask) -> Reply:
    return Reply(200, sandbox.chaos.rules())


def set_chaos(sandbox: Sandbox, ask: Ask) -> Reply:
    """Rules by mode; answers with all rules now in force."""
    try:
        sandbox.chaos.set(ask.json())
    except (ChaosError, ValueError, TypeError) as error:
        return Reply(400, {"message": str(error), "status": 400})
    return show_chaos(sandbox, ask)
