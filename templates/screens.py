"""Screens: what a page says, in parts that a page is laid out from.

The text of a screen is one file under `texts/page/`. A line with a name in square brackets begins a part; what follows, up to
the next such line, is what the part says. So a screen is read, translated, linted and approved as a whole, and a page that is
laid out elsewhere holds no words of its own. A part may be blank.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from templates.errors import BrokenText
from templates.library import PAGE, Key, Library, Rendered, Variables
from templates.wording import one_line

_HEADING = re.compile(r"^\[([a-z][a-z0-9_]*)\]$", re.MULTILINE)


@dataclass(frozen=True)
class Screen:
    """A screen as it reads: its text as a whole, and each part by its name."""

    rendered: Rendered
    parts: Mapping[str, str]


def screen(library: Library, name: str, language: str, variables: Variables) -> Screen:
    """The screen `name`. Raises as `Library.rendered`; BrokenText when a value reads like the heading of a part."""
    key = Key(PAGE, name, language)
    plain = {name: one_line(value) if isinstance(value, str) else value for name, value in variables.items()}
    rendered = library.rendered(key, plain)
    if headings(rendered.text) != headings(library.source(key)["text"]):
        raise BrokenText(key.id, "a value in it reads like the heading of a part")
    return Screen(rendered, _parts(rendered.text))


def headings(text: str) -> list[str]:
    """The names of the parts of a screen, in order."""
    return _HEADING.findall(text)


def _parts(text: str) -> dict[str, str]:
    _, *pieces = _HEADING.split(text)
    return {name: said.strip() for name, said in zip(pieces[::2], pieces[1::2], strict=True)}
