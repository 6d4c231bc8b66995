"""What a place wants of a text, beyond the rules that hold everywhere. Data: `places.toml`, which names every key.

A place is called as decisions call it (`US-CA`, `US-NY-NYC`). What it wants to be said word for word is a text of the
library itself, under `notice/`: it has a version and needs approval like any other, and is handed to the text it stands
in as the variable `place_notice`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from templates.errors import BrokenRule, MissingVariable
from templates.library import NOTICE, Key, Library, Rendered, Variables
from templates.purposes import text_of
from templates.variables import MAY_BE_BLANK

_FILE = "places.toml"


@dataclass(frozen=True)
class PlaceRule:
    """One demand of one or several places; see the head of `places.toml`."""

    id: str
    places: frozenset[str]
    channels: frozenset[str]
    source: str
    confidence: str
    third_party: bool = False
    first: bool = False
    notice: str = ""
    shows: tuple[str, ...] = ()
    says: str = ""
    prompts: frozenset[str] = frozenset()

    def binds(self, key: Key, variables: Variables) -> bool:
        """Whether it is about this text, said by and to whom the variables tell. An unknown fact binds."""
        if key.channel not in self.channels or (
            self.third_party and variables.get("collector_is_third_party") is False
        ):
            return False
        if self.first and variables.get("first_communication") is False:
            return False
        return key.name in self.prompts if self.prompts else text_of(key.purpose, key.name).discloses


def read_places(source: str) -> tuple[PlaceRule, ...]:
    """The rules in the text of a places file. Raises BrokenRule."""
    try:
        return tuple(_rule(row) for row in tomllib.loads(source)["rule"])
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise BrokenRule(_FILE, f"it lacks something or holds what nobody knows ({error})") from None


def _rule(row: dict[str, Any]) -> PlaceRule:
    sets: dict[str, Any] = {name: frozenset(row.pop(name, ())) for name in ("places", "channels", "prompts")}
    rule = PlaceRule(**sets | row | {"shows": tuple(row.get("shows", ()))})
    if not rule.places or not (rule.notice or rule.shows or rule.says):
        raise BrokenRule(_FILE, f"a rule {rule.id} names no place, or wants nothing")
    return rule


PLACE_RULES = read_places((Path(__file__).parent / _FILE).read_text("utf-8"))
PLACES = tuple(sorted({place for rule in PLACE_RULES for place in rule.places}))
"""Every place that wants anything."""


def wanted(key: Key, variables: Variables, places: Collection[str]) -> Iterator[PlaceRule]:
    """What the places of a person want of this text."""
    return (rule for rule in PLACE_RULES if not rule.places.isdisjoint(places) and rule.binds(key, variables))


def notices(library: Library, key: Key, variables: Variables, places: Collection[str]) -> list[Rendered]:
    """The prescribed sentences for this text, in its language.

    Raises UnknownText; MissingVariable also for what may be blank elsewhere: a prescribed sentence says all of it.
    """
    names = dict.fromkeys(rule.notice for rule in wanted(key, variables, places) if rule.notice)
    return [notice(library, Key(NOTICE, name, key.language), variables) for name in names]


def notice(library: Library, key: Key, variables: Variables) -> Rendered:
    """One prescribed sentence. Raises as `notices`."""
    blank = {name for name in library.info(key).variables & MAY_BE_BLANK if not str(variables.get(name) or "").strip()}
    if blank:
        raise MissingVariable(key.id, blank)
    return library.rendered(key, variables)


def place_notice(said: Iterable[Rendered]) -> str:
    """Several prescribed sentences as one value of the variable `place_notice`; blank for none."""
    return " ".join(sentence.text for sentence in said)
