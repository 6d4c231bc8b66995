"""Misbehaviour on demand: what may go wrong, how often, when, with a seed.

A rule is `{"rate": 0.05}` (a share of the occasions) or `{"next": 3}` (the next three occasions), with an optional
`"burst"` (that many in a row once it strikes), an optional `"on"`: a list of `calls`, `messages`, `emails` (default: all),
and for some modes `"seconds"`. A rule replaces the former rule of its mode; `{"rate": 0}` switches it off; `{"clear": true}`
switches everything off. A script lets rules come and go: `{"script": [{"after": 600, "rules": {…}}]}`, in virtual seconds
from the start.

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
    SLOW_SOCKET = "slow_socket"  # accepted, and answered byte by byte over `seconds`
    CALLBACK_FIRST = "callback_first"  # accepted, answered only after the first callback went out
    CALLBACK_LOST = "callback_lost"
    CALLBACK_DOUBLED = "callback_doubled"  # sent twice with the same idempotency token
    CALLBACK_REORDERED = "callback_reordered"  # held until the next one went out, or `seconds`
    CALLBACK_DELAYED = "callback_delayed"  # sent `seconds` later
    CLOCK_SKEW = "clock_skew"  # what callbacks say of the time is `seconds` off
    WRONG_DETECTION = "wrong_detection"  # machine detection says human for a machine and the reverse


SECONDS: Final[Mapping[Mode, float]] = {
    Mode.THROTTLED: 1,
    Mode.LOST_RESPONSE: 60,
    Mode.SLOW_SOCKET: 5,
    Mode.CALLBACK_REORDERED: 30,
    Mode.CALLBACK_DELAYED: 300,
    Mode.CLOCK_SKEW: -90,
}
CHANNELS: Final = frozenset({"calls", "messages", "emails"})
FIELDS: Final = frozenset({"rate", "next", "burst", "on", "seconds"})

Rules = Mapping[str, Any]


@dataclass(slots=True)
class Rule:
    rate: float = 0.0
    next: int = 0
    burst: int = 1
    on: frozenset[str] = CHANNELS
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Strike:
    """One occasion on which a mode strikes."""

    mode: Mode
    seconds: float


class Chaos:
    """Decides, occasion by occasion, whether a mode strikes. `script` are instants after the start and their rules."""

    def __init__(self, seed: int) -> None:
        self.script: list[tuple[float, Rules]] = []
        self._draw = random.Random(f"chaos:{seed}")
        self._rules: dict[Mode, Rule] = {}

    def strikes(self, modes: Iterable[Mode], channel: str) -> Strike | None:
        """The first of `modes` that strikes on this occasion of `channel`, None when all goes well."""
        for mode in modes:
            rule = self._rules.get(mode)
            if rule is not None and channel in rule.on and self._strikes(rule):
                return Strike(mode, rule.seconds)
        return None

    def skewed(self, at: float) -> float:
        """The instant a callback says it is."""
        strike = self.strikes((Mode.CLOCK_SKEW,), "calls") if Mode.CLOCK_SKEW in self._rules else None
        return at if strike is None else at + strike.seconds

    def set(self, rules: Rules) -> None:
        """Take in rules by mode name. Raises `ChaosError` and then changes nothing."""
        parsed = _parsed(rules)
        self._rules = parsed if rules.get("clear", False) else self._rules | parsed

    def follow(self, script: Iterable[Mapping[str, Any]]) -> None:
        """Take in a script; whoever has the clock plays it. Raises `ChaosError`."""
        steps = [(float(step["after"]), step["rules"]) for step in script]
        for _, rules in steps:
            _parsed(rules)
        self.script = sorted(steps, key=lambda step: step[0])

    def rules(self) -> dict[str, dict[str, object]]:
        return {
            mode.value: {name: getattr(rule, name) for name in ("rate", "next", "burst", "seconds")}
            | {"on": sorted(rule.on)}
            for mode, rule in self._rules.items()
        }

    def _strikes(self, rule: Rule) -> bool:
        if rule.next > 0:
            rule.next -= 1
            return True
        if rule.rate > 0 and self._draw.random() < rule.rate:
            rule.next = rule.burst - 1
            return True
        return False


def chaos_from(path: Path | None, seed: int, flags: Iterable[str] = ()) -> Chaos:
    """Chaos with the rules of a JSON file and of flags `MODE=RATE` or `MODE`. Raises `ChaosError`."""
    chaos = Chaos(seed)
    if path is not None:
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            chaos.follow(data.pop("script", ()))
            chaos.set(data)
        except (ValueError, AttributeError, KeyError, TypeError) as error:
            raise ChaosError(f"{path} is not a JSON object of chaos rules: {error!r}") from error
    for flag in flags:
        chaos.set(_of_flag(flag))
    return chaos


def _of_flag(flag: str) -> Rules:
    name, _, rate = flag.partition("=")
    try:
        return {name: {"rate": float(rate or 1)}}
    except ValueError:
        raise ChaosError(f"a flag is MODE or MODE=RATE, like lost_response=0.05, not {flag!r}") from None


def _parsed(rules: Rules) -> dict[Mode, Rule]:
    return {_mode(name): _rule(_mode(name), data) for name, data in rules.items() if name != "clear"}


def _mode(name: str) -> Mode:
    try:
        return Mode(name)
    except ValueError:
        raise ChaosError(f"no chaos mode {name!r}; there are {', '.join(Mode)}") from None


def _rule(mode: Mode, data: Any) -> Rule:
    if not isinstance(data, Mapping) or set(data) - FIELDS:
        raise ChaosError(f"the rule of {mode} may have {', '.join(sorted(FIELDS))}")
    channels = frozenset(data.get("on", CHANNELS))
    if channels - CHANNELS:
        raise ChaosError(f"the rule of {mode} is on {', '.join(sorted(CHANNELS))}, not {', '.join(sorted(channels))}")
    return Rule(
        rate=float(data.get("rate", 0)),
        next=int(data.get("next", 0)),
        burst=max(1, int(data.get("burst", 1))),
        on=channels,
        seconds=float(data.get("seconds", SECONDS.get(mode, 0))),
    )
