"""Twilio's library for Node judges every webhook of a full run: as it was sent, and tampered with."""

from __future__ import annotations

import json

from tests.sandbox.stage import AUTH_TOKEN
from tests.sandbox.wire.exchanges import Run
from tests.sandbox.wire.node import run_node

TAMPERED = [
    "another token", "changed", "dropped", "added", "another path", "another query", "another host", "another signature",
    "changed in the query",
]  # fmt: skip


def test_it_accepts_every_webhook_of_a_full_run_and_none_that_was_tampered_with(run: Run) -> None:
    judged = json.loads(run_node("signatures.js", str(run.tap), AUTH_TOKEN))
    assert judged["webhooks"] == judged["accepted"] == len(run.hooks)
    assert judged["by_get"] >= 5
    assert {kind: row["tried"] - row["refused"] for kind, row in judged["tampered"].items()} == dict.fromkeys(
        TAMPERED, 0
    )
    assert judged["tampered"]["changed"]["tried"] > 20 * len(run.hooks) / 2
