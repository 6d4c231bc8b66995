"""Checks an exported chain offline: nothing but the file is needed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.contacts.log import GENESIS, LogEntry, chain

Line = dict[str, Any]


def lines(session: Session) -> Iterator[Line]:
    """Every entry of every chain, person by person, in order."""
    query = select(LogEntry).order_by(LogEntry.person_id, LogEntry.seq)
    for entry in session.scalars(query.execution_options(yield_per=1000)):
        yield {
            "person": str(entry.person_id),
            "seq": entry.seq,
            "payload": entry.payload,
            "prev_hash": entry.prev_hash,
            "hash": entry.hash,
        }


def faults(exported: Iterable[Line]) -> Iterator[str]:
    """What is wrong with an exported chain, one sentence per fault; nothing when it is whole."""
    heads: dict[str, tuple[int, str]] = {}
    for line in exported:
        person, seq = line["person"], line["seq"]
        last, head = heads.get(person, (0, GENESIS))
        if seq != last + 1:
            yield f"person {person}: entry {last + 1} is missing, {seq} follows {last}"
        elif line["prev_hash"] != head:
            yield f"person {person}: entry {seq} does not follow entry {last}"
        if chain(line["prev_hash"], line["payload"]) != line["hash"]:
            yield f"person {person}: entry {seq} was changed"
        told = json.loads(line["payload"])
        if (told["person"], told["seq"]) != (person, seq):
            yield f"person {person}: entry {seq} belongs elsewhere"
        heads[person] = (seq, line["hash"])
