"""The rules that bind words everywhere, read from `rules.toml`, whose head names every key. `judging.py` applies them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from templates.errors import BrokenRule
from templates.library import Key, Variables
from templates.purposes import Text

KINDS = (
    "say",
    "never_say",
    "show",
    "never_name",
    "link",
    "subject",
    "segments",
    "limited",
    "shows",
    "keys",
    "language",
)
_FILE = "rules.toml"
_SETS = ("channels", "purposes", "prompts", "audiences")


@dataclass(frozen=True)
class Rule:
    """One rule: what it wants, why, by which source, and of which texts. Empty sets and None mean every text."""

    id: str
    kind: str
    source: str
    why: str
    channels: frozenset[str] = frozenset()
    purposes: frozenset[str] = frozenset()
    prompts: frozenset[str] = frozenset()
    audiences: frozenset[str] = frozenset()
    phrase: str = ""
    variable: str = ""
    discloses: bool | None = None
    opts_out: bool | None = None
    third_party: bool | None = None
    first: bool | None = None
    unless_blank: bool = False

    def binds(self, key: Key, text: Text, variables: Variables) -> bool:
        """Whether it is about this text, said by and to whom the variables tell."""
        named = ((self.channels, key.channel), (self.purposes, key.purpose), (self.prompts, key.name))
        if any(wanted and found not in wanted for wanted, found in (*named, (self.audiences, text.audience))):
            return False
        if self.unless_blank and not str(variables.get(self.variable) or "").strip():
            return False
        flags = (
            (self.discloses, text.discloses),
            (self.opts_out, text.opts_out),
            (self.third_party, variables.get("collector_is_third_party") is not False),
            (self.first, variables.get("first_communication") is not False),
        )
        return all(wanted is None or wanted is found for wanted, found in flags)


def read_rules(source: str) -> tuple[Rule, ...]:
    """The rules in the text of a rules file. Raises BrokenRule."""
    try:
        return tuple(_rule(row) for row in tomllib.loads(source)["rule"])
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise BrokenRule(_FILE, f"it lacks something or holds what nobody knows ({error})") from None


def _rule(row: dict[str, Any]) -> Rule:
    sets: dict[str, Any] = {name: frozenset(row.pop(name, ())) for name in _SETS}
    if row["kind"] not in KINDS:
        raise BrokenRule(_FILE, f"there is no kind of rule {row['kind']!r}: use {', '.join(KINDS)}")
    return Rule(**sets | row)


RULES = read_rules((Path(__file__).parent / _FILE).read_text("utf-8"))
