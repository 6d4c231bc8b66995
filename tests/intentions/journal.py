"""What the sandbox's journal tells: what every person meant, and what was said to her before it was known who she is."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tests.intentions.characters import FACTOR
from tests.intentions.crowd import CREDITORS

Line = dict[str, Any]
MEANT: Final = ("call.pressed", "call.spoke", "text.in")
SPOKEN: Final = ("call.said",)
WRITTEN: Final = ("message.created",)
# Words that tell somebody who listens that a debt is spoken of, who is owed, or how much.
DEBT: Final = re.compile(
    rf"\bdebts?\b|\bow(?:e|ed|es|ing)\b|\bbalance\b|\bcollect\w*|\baccount\b|\bpay\w*|\bpast due\b"
    rf"|\bdeud\w*|\bdeb[eo]\b|\bsaldo\b|\bcobr\w*|\bcuenta\b|\bpag[aou]\w*|[$€]|\b\d+[.,]\d\d\b|\b(?:dollars|dólares)\b|{'|'.join(name for name, _ in CREDITORS.values())}",
    re.IGNORECASE,
)


def read(path: Path) -> list[Line]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def meanings(lines: list[Line]) -> dict[str, str]:
    """By number, the last thing that a person said and that reached us."""
    said: dict[str, str] = {}
    for line in lines:
        if line["kind"] in MEANT and line.get("means") not in (None, FACTOR) and not line.get("lost"):
            said[_person(line)] = line["means"]
    return said


def said_before_the_check(lines: list[Line]) -> Iterator[Line]:
    """What we said on each call and in each thread until the fact was given that proves who she is."""
    known: set[str] = set()
    for line in lines:
        talk = line["sid"] if line["kind"].startswith("call.") else _person(line)
        if line["kind"] in MEANT and line.get("means") == FACTOR:
            known.add(talk)
        elif line["kind"] in (*SPOKEN, *WRITTEN) and talk not in known:
            yield line


def words(line: Line) -> str:
    return str(line.get("words") or line.get("body") or "")


def contacts(lines: list[Line]) -> dict[str, int]:
    """How many calls were placed, messages sent and messages received."""
    counted: defaultdict[str, int] = defaultdict(int)
    for line in lines:
        if line["kind"] in ("call.created", "message.created", "text.in"):
            counted[line["kind"]] += 1
    return counted


def _person(line: Line) -> str:
    """Her number: we call and write to it; she writes from it."""
    return str(line["from"] if line["kind"] == "text.in" else line.get("to", ""))
