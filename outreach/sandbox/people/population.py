"""The population file: JSON Lines, one person per line, and at most one header line.

`{"header": {"numbers": {"+1…": {"sms_url": "https://…", "voice_url": "https://…"}}, "services": {"MG…": {"numbers": ["+1…"],
"advanced_opt_out": false}}, "strangers": {"agreeable": 30, "voicemail": 40}}}` declares the numbers that are the account's
own (`holdings.py`), and which characters live at the addresses that nobody describes, by weight.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from outreach.sandbox.errors import PopulationError
from outreach.sandbox.holdings import Holdings
from outreach.sandbox.people.characters import CHARACTERS
from outreach.sandbox.people.persona import IN_HAND, Persona, ReplyRule
from outreach.sandbox.people.reading import persona_from, with_character
from outreach.sandbox.people.strangers import passer_by, pick, stranger

REMEMBERED: Final = 4096  # strangers; the others are drawn anew, and come out the same


@dataclass(slots=True)
class Population:
    """Everybody the sandbox can reach."""

    seed: int = 0
    mix: dict[str, float] = field(default_factory=dict)
    _described: dict[str, Persona] = field(default_factory=dict)
    _by_hand: set[str] = field(default_factory=set)
    _answered: Counter[tuple[str, ReplyRule]] = field(default_factory=Counter)

    def at(self, address: str) -> Persona:
        """Who is behind `address`; e-mail addresses are compared in lower case."""
        key = address.lower()
        found = self._described.get(key) or _drawn(self.seed, key, tuple(self.mix.items()))
        if key in self._by_hand:
            return replace(found, call=IN_HAND, sms=replace(found.sms, replies=()))
        return found

    def take_in_hand(self, address: str, taken: bool) -> None:
        """Somebody at the page plays this phone from now on, or no longer."""
        (self._by_hand.add if taken else self._by_hand.discard)(address.lower())

    @property
    def in_hand(self) -> frozenset[str]:
        return frozenset(self._by_hand)

    def reply_to(self, address: str, body: str) -> ReplyRule | None:
        """The rule by which the person answers a text, counted against its `times`."""
        for rule in self.at(address).sms.replies:
            tired = rule.times is not None and self._answered[address.lower(), rule] >= rule.times
            if not tired and rule.hear.search(body):
                if rule.times is not None:
                    self._answered[address.lower(), rule] += 1
                return rule
        return None

    def describe(self, data: Mapping[str, Any]) -> None:
        """Take in one person of the file. Raises `PopulationError`."""
        address = data.get("address")
        if not isinstance(address, str):
            raise PopulationError("a person needs an address")
        self._described[address.lower()] = persona_from(data, stranger(self.seed, address.lower()))

    def mixed(self, mix: Mapping[str, Any]) -> None:
        """Draw strangers from characters by weight. Raises `PopulationError`."""
        unknown = sorted(set(mix) - set(CHARACTERS))
        if unknown or not mix or not all(isinstance(weight, int | float) and weight >= 0 for weight in mix.values()):
            raise PopulationError(
                f"strangers are weights of characters ({', '.join(CHARACTERS)}), not {unknown or mix}"
            )
        self.mix = {name: float(weight) for name, weight in mix.items()}


@lru_cache(maxsize=REMEMBERED)
def _drawn(seed: int, address: str, mix: tuple[tuple[str, float], ...]) -> Persona:
    if not mix:
        return passer_by(seed, address)
    return with_character(stranger(seed, address), pick(random.Random(f"{seed}:{address}:character"), dict(mix)))


def read_population(path: Path | None, seed: int, holdings: Holdings) -> Population:
    """Raises `PopulationError` naming the line that cannot be read."""
    population = Population(seed)
    lines = path.read_text(encoding="utf-8").splitlines() if path else []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                _take_in(json.loads(line), population, holdings)
            except (ValueError, AttributeError, TypeError, PopulationError) as error:
                raise PopulationError(f"line {number} of {path}: {error}") from error
    return population


def _take_in(data: Mapping[str, Any], population: Population, holdings: Holdings) -> None:
    if "header" not in data:
        population.describe(data)
        return
    header = dict(data["header"])
    if "strangers" in header:
        population.mixed(header.pop("strangers"))
    holdings.declare(header)
