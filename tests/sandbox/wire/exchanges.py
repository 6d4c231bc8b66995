"""What the sandbox's tap overheard: REST requests with their answers, webhooks with theirs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Exchange:
    """A REST request and its answer; `answer` is None where there is no JSON object."""

    method: str
    host: str
    path: str
    query: Mapping[str, str]
    form: Mapping[str, list[str]]
    json: str | None
    status: int
    headers: Mapping[str, str]
    answer: dict[str, Any] | None

    @property
    def product(self) -> str:
        return self.host.split(".", 1)[0]

    def __str__(self) -> str:
        return f"{self.method} {self.path} {dict(self.form) or dict(self.query)} -> {self.status}"


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook as it was sent and what the client answered; `url` is the one that is signed."""

    method: str
    url: str
    fields: Mapping[str, str]
    headers: Mapping[str, str]
    status: int


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that was said over the wire, and what the sandbox wrote down meanwhile."""

    tap: Path
    exchanges: list[Exchange]
    hooks: list[Hook]
    journal: list[dict[str, Any]]

    def lines(self, *kinds: str) -> list[dict[str, Any]]:
        return [line for line in self.journal if line["kind"] in kinds]


def read_run(tap: Path, journal: Path) -> Run:
    lines = _lines(tap)
    asked = [line for line in lines if line["way"] == "in"]
    posted = [line for line in lines if line["way"] == "out"]
    return Run(tap, [_exchange(line) for line in asked], [_hook(line) for line in posted], _lines(journal))


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _exchange(line: Mapping[str, Any]) -> Exchange:
    told = line["answered"]
    return Exchange(**line["asked"], status=told["status"], headers=told["headers"], answer=told["body"])


def _hook(line: Mapping[str, Any]) -> Hook:
    return Hook(**line["asked"], status=line["answered"]["status"])
