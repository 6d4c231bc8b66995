"""`/_sandbox/…`: what tests, operators and the page ask the sandbox itself. No authentication; it listens on loopback only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from outreach.sandbox.clock import instant, iso
from outreach.sandbox.errors import ChaosError, Refusal
from outreach.sandbox.page import files, phones
from outreach.sandbox.rest.ask import Ask, Reply, is_sender
from outreach.sandbox.rest.messages import shown
from outreach.sandbox.sandbox import Sandbox
from outreach.sandbox.texts.inbound import receive
from outreach.sandbox.voice.inbound import call_us

LONGEST_RUN: Final = 10 * 86_400.0  # virtual seconds that "run" lives through at most, unless told


async def answer(sandbox: Sandbox, ask: Ask) -> Reply:
    """Raises `Refusal` for an unknown path, `SandboxError` for what cannot be done."""
    if (ask.method, ask.path) == ("POST", "/_sandbox/clock"):
        return await move_clock(sandbox, ask)
    page = files.page_at(ask.path) if ask.method == "GET" else None
    if page is not None:
        return page
    resource = RESOURCES.get((ask.method, ask.path))
    if resource is None:
        raise Refusal(20404, ask.path)
    return resource(sandbox, ask)


def health(sandbox: Sandbox, _ask: Ask) -> Reply:
    return Reply(200, {"status": "ok", "now": iso(sandbox.clock.now()), "rate": sandbox.clock.rate()})


async def move_clock(sandbox: Sandbox, ask: Ask) -> Reply:
    """A clock moved by hand: `{"advance": seconds}`, `{"to": instant}`, or `{"run": true}` until nothing is to come."""
    wish = ask.json()
    now = sandbox.clock.now()
    if "advance" in wish:
        await sandbox.pace.advance(now + float(wish["advance"]))
    elif "to" in wish:
        await sandbox.pace.advance(instant(str(wish["to"])))
    else:
        await sandbox.pace.run_out(now + float(wish.get("within", LONGEST_RUN)))
    return health(sandbox, ask)


def stats(sandbox: Sandbox, _ask: Ask) -> Reply:
    """Counts by journal kind and what is still going on; `idle` when nothing is."""
    sandbox.journal.flush()
    sandbox.tap.flush()
    next_at = sandbox.timers.next_at()
    busy = {
        "active_calls": len(sandbox.legs),
        "queued_calls": len(sandbox.call_queue),
        "pending_timers": sandbox.timers.pending,
        "webhooks_in_flight": sandbox.webhooks.in_flight,
        "callbacks_held": sandbox.callbacks.held,
        "strands": sandbox.bustle.strands,
    }
    counts = {"counts": dict(sandbox.journal.counts), "debugger": len(sandbox.debugger)}
    idle = {"idle": not any(busy.values()), "next_timer_at": None if next_at is None else iso(next_at)}
    return Reply(200, {**counts, **busy, **idle, "now": iso(sandbox.clock.now())})


def debugger(sandbox: Sandbox, _ask: Ask) -> Reply:
    """What went wrong on the client's side, oldest first."""
    return Reply(200, {"entries": list(sandbox.debugger)})


def text(sandbox: Sandbox, ask: Ask) -> Reply:
    """A person texts us: `{"from", "to", "body", "means", "media"}`; `media` are addresses."""
    data = _from_and_to(ask)
    body, media = str(data.get("body", "")), tuple(map(str, data.get("media", ())))
    message = receive(sandbox, data["from"], data["to"], body, sandbox.clock.now(), data.get("means"), media)
    return Reply(201, shown(message))


def dial(sandbox: Sandbox, ask: Ask) -> Reply:
    """A person calls us: `{"from", "to"}`."""
    data = _from_and_to(ask)
    return Reply(201, {"sid": call_us(sandbox, data["from"], data["to"], sandbox.clock.now()).sid})


def show_chaos(sandbox: Sandbox, _ask: Ask) -> Reply:
    return Reply(200, sandbox.chaos.rules())


def set_chaos(sandbox: Sandbox, ask: Ask) -> Reply:
    """Rules by mode; answers with all rules now in force."""
    try:
        sandbox.chaos.set(ask.json())
    except (ValueError, TypeError) as error:
        raise ChaosError(str(error)) from error
    return show_chaos(sandbox, ask)


def _from_and_to(ask: Ask) -> dict[str, str]:
    data = ask.json()
    for name in ("from", "to"):
        if not is_sender(str(data.get(name, ""))):
            raise Refusal(20001, name)
    return data


Resource = Callable[[Sandbox, Ask], Reply]
RESOURCES: Final[Mapping[tuple[str, str], Resource]] = {
    ("GET", "/_sandbox/health"): health,
    ("GET", "/_sandbox/stats"): stats,
    ("GET", "/_sandbox/debugger"): debugger,
    ("GET", "/_sandbox/chaos"): show_chaos,
    ("POST", "/_sandbox/chaos"): set_chaos,
    ("POST", "/_sandbox/text"): text,
    ("POST", "/_sandbox/dial"): dial,
    ("GET", "/_sandbox/phones"): phones.show,
    ("POST", "/_sandbox/phones"): phones.act,
}
