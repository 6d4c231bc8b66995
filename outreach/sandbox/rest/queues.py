"""`Queues.json` and their `Members.json`: who waits, and taking somebody out of a queue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from outreach.sandbox.errors import Refusal
from outreach.sandbox.rest.ask import GONE, Ask, Reply
from outreach.sandbox.rest.paging import page_of
from outreach.sandbox.rest.parameters import PAGING, Parameters, names
from outreach.sandbox.sandbox import Sandbox
from outreach.sandbox.voice.call import Source
from outreach.sandbox.voice.line import Redirected
from outreach.sandbox.voice.queues import CallQueue, Member
from outreach.sandbox.webhooks.voice_fields import API_VERSION, rfc2822

CHANGE: Final = Parameters(names("FriendlyName MaxSize"))
LIST: Final = Parameters(PAGING)
DEQUEUE: Final = Parameters(names("Url Method"))
FRONT: Final = "Front"
DEFAULT_SIZE: Final = 1000
LARGEST: Final = 5000


def create(sandbox: Sandbox, ask: Ask) -> Reply:
    name = _name(sandbox, ask, None)
    queue = sandbox.queues.make(name, sandbox.clock.now(), ask.whole("MaxSize", DEFAULT_SIZE, 1, LARGEST))
    return Reply(201, shown(sandbox, queue), queue.sid)


def fetch(sandbox: Sandbox, ask: Ask) -> Reply:
    return Reply(200, shown(sandbox, _named(sandbox, ask)))


def list_queues(sandbox: Sandbox, ask: Ask) -> Reply:
    return Reply(200, page_of(ask, "queues", [shown(sandbox, queue) for queue in sandbox.queues]))


def update(sandbox: Sandbox, ask: Ask) -> Reply:
    queue = _named(sandbox, ask)
    if "FriendlyName" in ask.form:
        queue.friendly_name = _name(sandbox, ask, queue)
    queue.max_size = ask.whole("MaxSize", queue.max_size, 1, LARGEST)
    queue.updated_at = sandbox.clock.now()
    return Reply(200, shown(sandbox, queue))


def delete(sandbox: Sandbox, ask: Ask) -> Reply:
    """Only an empty queue."""
    queue = _named(sandbox, ask)
    if queue.members:
        raise Refusal(22002)
    sandbox.queues.remove(queue.sid)
    return GONE


def list_members(sandbox: Sandbox, ask: Ask) -> Reply:
    queue = _named(sandbox, ask)
    rows = [_member_shown(sandbox, queue, member) for member in queue.members]
    return Reply(200, page_of(ask, "queue_members", rows))


def fetch_member(sandbox: Sandbox, ask: Ask) -> Reply:
    queue = _named(sandbox, ask)
    return Reply(200, _member_shown(sandbox, queue, _member(queue, ask)))


def dequeue(sandbox: Sandbox, ask: Ask) -> Reply:
    """Take a caller out of the queue and put the document of `Url` under her call."""
    queue = _named(sandbox, ask)
    member = _member(queue, ask)
    url = ask.url("Url", 21402)
    if not url:
        raise Refusal(21402, "")
    body = _member_shown(sandbox, queue, member)
    queue.leaves(member, sandbox.clock.now())
    member.leg.line.interrupt(Redirected(Source(url, ask.method_of("Method"))), sandbox.clock.now())
    return Reply(200, body)


def shown(sandbox: Sandbox, queue: CallQueue) -> dict[str, object]:
    account = sandbox.options.account_sid
    return {
        "account_sid": account,
        "average_wait_time": queue.average_wait(sandbox.clock.now()),
        "current_size": len(queue.members),
        "date_created": rfc2822(queue.created_at),
        "date_updated": rfc2822(queue.updated_at),
        "friendly_name": queue.friendly_name,
        "max_size": queue.max_size,
        "sid": queue.sid,
        "uri": f"/{API_VERSION}/Accounts/{account}/Queues/{queue.sid}.json",
    }


def _member_shown(sandbox: Sandbox, queue: CallQueue, member: Member) -> Mapping[str, object]:
    account, call = sandbox.options.account_sid, member.leg.call
    return {
        "call_sid": call.sid,
        "date_enqueued": rfc2822(member.enqueued_at),
        "position": queue.position(member),
        "queue_sid": queue.sid,
        "uri": f"/{API_VERSION}/Accounts/{account}/Queues/{queue.sid}/Members/{call.sid}.json",
        "wait_time": member.waited(sandbox.clock.now()),
    }


def _named(sandbox: Sandbox, ask: Ask) -> CallQueue:
    queue = sandbox.queues.get(ask.parts[1])
    if queue is None:
        raise Refusal(20404, ask.path)
    return queue


def _member(queue: CallQueue, ask: Ask) -> Member:
    wanted = ask.parts[2]
    for member in queue.members:
        if wanted in {FRONT, member.leg.call.sid}:
            return member
    raise Refusal(20404, ask.path)


def _name(sandbox: Sandbox, ask: Ask, queue: CallQueue | None) -> str:
    """A name no other queue has."""
    name = ask.text("FriendlyName")
    if not 0 < len(name) <= 64:
        raise Refusal(20001, "FriendlyName")
    if sandbox.queues.named(name) not in {None, queue}:
        raise Refusal(22003, name)
    return name
