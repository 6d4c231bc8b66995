"""The other client: Twilio's library for Node speaks to the sandbox and reads what it answers."""

from __future__ import annotations

from collections.abc import Callable

from tests.sandbox.stage import ACCOUNT_SID, AUTH_TOKEN, ClientApp, Stage, twiml
from tests.sandbox.wire.node import run_node

PEOPLE = [
    {"address": "+12125550123", "line": "landline", "reassigned_on": "2030-02-01", "sms": {},
     "call": {"answer": "human", "ring_seconds": 1, "talk_seconds": 600}},
    {"address": "+12125550124", "call": {"answer": "human", "ring_seconds": 1, "talk_seconds": 600}},
    {"address": "+12125550111", "call": {"answer": "busy"}},
]  # fmt: skip


def test_it_reads_every_resource_without_a_remainder(stage: Callable[..., Stage], app: ClientApp) -> None:
    scene = stage(PEOPLE, calls_per_second=10)
    app.documents |= {
        "/long": twiml("<Pause length='600'/>"),
        "/hello": twiml("<Say>Hello.</Say>"),
        "/hold": twiml("<Pause length='600'/>"),
        "/enqueue": twiml("<Enqueue>support</Enqueue>"),
    }
    said = run_node("rest.js", scene.origin, ACCOUNT_SID, AUTH_TOKEN, app.origin)
    assert said.count("ok  ") == 9
    assert int(said.splitlines()[-1].split()[0]) > 50
    assert not scene.journal("contract_violation")
    assert not scene.journal("sandbox.error")
