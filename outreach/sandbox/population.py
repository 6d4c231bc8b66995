"""The population file: JSON Lines, one person per line, and at most one header line.

`{"header": {"numbers": {"+1…": {"sms_url": "https://…"}}, "services": {"MG…": {"numbers": ["+1…"],
"advanced_opt_out": false}}}}` declares the numbers that are the account's own. Without declared numbers every number
a client sends from counts as its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from outreach.sandbox.errors import PopulationError
from outreach.sandbox.people import Persona, persona_from
from outreach.sandbox.strangers import stranger


@dataclass(frozen=True, slots=True)
class MessagingService:
    sid: str
    numbers: tuple[str, ...]
    advanced_opt_out: bool = False


@dataclass(slots=True)
class Population:
    """Everybody the sandbox can reach, and the account's own numbers (number -> inbound text URL, "" for none)."""

    seed: int = 0
    numbers: dict[str, str] = field(default_factory=dict)
    numbers_declared: bool = False
    services: dict[str, MessagingService] = field(default_factory=dict)
    _people: dict[str, Persona] = field(default_factory=dict)

    def at(self, address: str) -> Persona:
        """Who is behind `address`; e-mail addresses are compared in lower case."""
        key = address.lower()
        known = self._people.get(key)
        if known is None:
            known = self._people[key] = stranger(self.seed, key)
        return known

    def add(self, data: Mapping[str, Any]) -> None:
        """Take in one line of the file. Raises `PopulationError`."""
        if "header" in data:
            self._declare(data["header"])
            return
        address = data.get("address")
        if not isinstance(address, str):
            raise PopulationError("a person needs an address")
        self._people[address.lower()] = persona_from(data, stranger(self.seed, address.lower()))

    def _declare(self, header: Mapping[str, Any]) -> None:
        unknown = set(header) - {"numbers", "services"}
        if unknown:
            raise PopulationError(f"the header has no field {', '.join(sorted(unknown))}; it has numbers, services")
        for number, settings in header.get("numbers", {}).items():
            self.numbers[number] = settings.get("sms_url", "")
            self.numbers_declared = True
        for sid, settings in header.get("services", {}).items():
            numbers = tuple(settings.get("numbers", ()))
            self.services[sid] = MessagingService(sid, numbers, bool(settings.get("advanced_opt_out", False)))


def read_population(path: Path | None, seed: int) -> Population:
    """Raises `PopulationError` naming the line that cannot be read."""
    population = Population(seed)
    lines = path.read_text(encoding="utf-8").splitlines() if path else []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                population.add(json.loads(line))
            except (ValueError, AttributeError, PopulationError) as error:
                raise PopulationError(f"line {number} of {path}: {error}") from error
    return population
