"""Misbehaviour on demand: what may go wrong, how often, with a seed.

A rule is `{"rate": 0.05}` (a share of the occasions) or `{"next": 3}` (the next three occasions), with an optional
`"on"`: a list of `calls`, `messages`, `emails` (default: all), and for some modes `"seconds"`. A rule replaces the
former rule of its mode; `{"rate": 0}` switches it off; `{"clear": true}` switches everything off.

A mode of the response can strike each create (`POST`), a mode of the callback each status callback.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from outreach.sandbox.errors import ChaosError


class Mode(StrEnum):
    """Every way to misbehave. `seconds` is real time for responses, virtual time for callbacks."""

    THROTTLED = "throttled"  # 429, not accepted, Retry-After: seconds
    ERROR_BEFORE = "error_before"  # 503, not accepted
    ERROR_AFTER = "error_after"  # accepted, then 500
    LOST_RESPONSE = "lost_response"  # accepted, then silence for `seconds` and a closed connection
    CALLBACK_FIRST = "callback_first"  # accepted, answered only after the first callback went out
    CALLBACK_LOST = "callback_lost"
    CALLBACK_DOUBLED = "callback_doubled"  # sent twice with the same idempotency token
    CALLBACK_REORDERED = "callback_reordered"  # held until the next one went out, or `seconds`
    CALLBACK_DELAYED = "callback_delayed"  # sent `seconds` later
    WRONG_DETECTION = "wrong_detection"  # machine detection says human for a machine and the reverse


SECONDS: Final[Mapping[Mode, float]] = {
    Mode.THROTTLED: 1,
    Mode.LOST_RESPONSE: 60,
    Mode.CALLBACK_REORDERED: 30,
    Mode.CALLBACK_DELAYED: 300,
}
CHANNELS: Final = frozenset({"calls", "messages", "emails"})


@dataclass(slots=True)
class Rule:
    rate: float = 0.0
    next: int = 0
    on: frozenset[str] = CHANNELS
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Strike:
    """One occasion on which a mode strikes."""

    mode: Mode
    seconds: float


class Chaos:
    """Decides, occasion by occasion, whether a mode strikes."""

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(f"chaos:{seed}")
        self._rules: dict[Mode, Rule] = {}

    def strikes(self, modes: Iterable[Mode], channel: str) -> Strike | None:
        """The first of `modes` that strikes on this occasion of `channel`, None when all goes well."""
        for mode in modes:
            rule = self._rules.get(mode)
            if rule is not None and channel in rule.on and self._strikes(rule):
                return Strike(mode, rule.seconds)
        return None

    def set(self, rules: Mapping[str, Any]) -> None:
        """Take in rules by mode name. Raises `ChaosError` and then changes nothing."""
        cleared = bool(rules.get("clear", False))
        parsed = {_mode(name): _rule(_mode(name), data) for name, data in rules.items() if name != "clear"}
        self._rules = parsed if cleared else self._rules | parsed

    def rules(self) -> dict[str, dict[str, object]]:
        return {
            mode.value: {"rate": rule.rate, "next": rule.next, "on": sorted(rule.on), "seconds": rule.seconds}
            for mode, rule in self._rules.items()
        }

    def _strikes(self, rule: Rule) -> bool:
        if rule.next > 0:
            rule.next -= 1
            return True
        return rule.rate > 0 and self._draw.random() < rule.rate


def chaos_from(path: Path | None, seed: int) -> Chaos:
    """Chaos with the rules of a JSON file. Raises `ChaosError`."""
    chaos = Chaos(seed)
    if path is not None:
        try:
            chaos.set(json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, AttributeError) as error:
            raise ChaosError(f"{path} is not a JSON object of chaos rules: {error}") from error
    return chaos


def _mode(name: str) -> Mode:
    try:
        return Mode(name)
    except ValueError:
        raise ChaosError(f"no chaos mode {name!r}; there are {', '.join(Mode)}") from None


def _rule(mode: Mode, data: Any) -> Rule:
    if not isinstance(data, Mapping) or set(data) - {"rate", "next", "on", "seconds"}:
        raise ChaosError(f"the rule of {mode} may have rate, next, on, seconds")
    channels = frozenset(data.get("on", CHANNELS))
    if channels - CHANNELS:
        raise ChaosError(f"the rule of {mode} is on {', '.join(sorted(CHANNELS))}, not {', '.join(sorted(channels))}")
    seconds = float(data.get("seconds", SECONDS.get(mode, 0)))
    return Rule(float(data.get("rate", 0)), int(data.get("next", 0)), channels, seconds)
