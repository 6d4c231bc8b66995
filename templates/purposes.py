"""What each text is for: who may read or hear it, what it must say, which variables it may use. Data: `purposes.toml`.

A table `groups` names variables together; every other table is a purpose (`Purpose`), and `prompts` inside it are its
spoken texts (`Text`), or `screens` what a page shows.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

from templates.errors import BrokenRule

Audience = Literal["consumer", "anybody", "stranger", "ringing", "staff"]
_FILE = "purposes.toml"


@dataclass(frozen=True)
class Text:
    """What one text of a purpose is.

    `audience`: `consumer` (identity known), `anybody` who holds the phone or reads the screen, `stranger` (somebody who
    is not the person), `ringing` (a collector's phone before a key is pressed), `staff` (a collector who took the call).
    `discloses`: conveys what is owed in a message of its own, so it must carry the debt collector's disclosure; in a call
    the prompt that says it for all. `opts_out`: must say how to stop these messages. `segments`: budget of an SMS.
    `shows`: variables whose values every body must show. `keys`: the keys a prompt must name, and no others.
    """

    audience: Audience
    discloses: bool = False
    opts_out: bool = False
    segments: int = 1
    shows: frozenset[str] = frozenset()
    keys: str = ""


@dataclass(frozen=True)
class Purpose:
    """What a text is for. `spoken`: its texts are prompts, each found by its name in `prompts`, as are screens."""

    meaning: str
    variables: frozenset[str]
    spoken: bool
    text: Text
    prompts: Mapping[str, Text]

    def of(self, name: str) -> Text:
        """What the text called `name` is: a channel's, a prompt's or a screen's. Unknown ones are for anybody."""
        return self.prompts.get(name, self.text)


def read_purposes(source: str) -> Mapping[str, Purpose]:
    """The purposes in the text of a purposes file. Raises BrokenRule."""
    try:
        found = tomllib.loads(source)
        groups = found.pop("groups")
        return MappingProxyType({name: _purpose(dict(row), groups) for name, row in found.items()})
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise BrokenRule(_FILE, f"it lacks something or holds what nobody knows ({error})") from None


def _purpose(row: dict[str, Any], groups: Mapping[str, list[str]]) -> Purpose:
    meaning, variables = row.pop("meaning"), _together(row.pop("variables"), groups)
    prompts, screens = (
        {name: _text(own) for name, own in row.pop(kind, {}).items()} for kind in ("prompts", "screens")
    )
    text = _text({"audience": "anybody"} | row)
    return Purpose(meaning, variables, bool(prompts), text, MappingProxyType(prompts | screens))


def _text(row: Mapping[str, Any]) -> Text:
    if row["audience"] not in get_args(Audience):
        raise BrokenRule(_FILE, f"there is no audience {row['audience']!r}: {', '.join(get_args(Audience))}")
    return Text(**dict(row) | {"shows": frozenset(row.get("shows", ()))})


def _together(names: Iterable[str], groups: Mapping[str, list[str]]) -> frozenset[str]:
    return frozenset(variable for name in names for variable in groups.get(name, [name]))


PURPOSE = read_purposes((Path(__file__).parent / _FILE).read_text("utf-8"))


def text_of(purpose: str, name: str) -> Text:
    """What the text `name` of a purpose is. Of a purpose nobody knows: something that anybody may read."""
    return PURPOSE[purpose].of(name) if purpose in PURPOSE else Text("anybody")


SPOKEN = frozenset(name for name, purpose in PURPOSE.items() if purpose.spoken)
"""Purposes whose texts are spoken prompts."""
