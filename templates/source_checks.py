"""What the source of a text shows before anybody is written to: variables, translations, data typed into it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from templates.library import NOTICE, PAGE, Key, Library, Use
from templates.purposes import text_of
from templates.screens import headings
from templates.variables import PURPOSES, VARIABLES

_TAGS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_TYPED_IN = re.compile(r"\+?\(?\d[\d() .-]{6,}\d|https?://|www\.|\w@\w|[$€£]\s?\d", re.IGNORECASE)
_KEPT_FROM = {
    "anybody": frozenset({"debt"}),
    "stranger": frozenset({"debt", "person"}),
    "ringing": frozenset({"debt", "person"}),
}


def foreign_variables(library: Library, key: Key) -> Iterator[Use]:
    """Uses of variables that are not of the purpose."""
    known = PURPOSES.get(key.purpose, frozenset())
    return (use for use in library.uses(key) if use.name not in known)


def telling_variables(library: Library, key: Key) -> Iterator[Use]:
    """Uses of variables that tell somebody else about the person or the debt."""
    kept = _KEPT_FROM.get(text_of(key.purpose, key.name).audience, frozenset())
    known = (use for use in library.uses(key) if use.name in VARIABLES)
    return (use for use in known if VARIABLES[use.name].about in kept)


def typed_in(library: Library, key: Key) -> Iterator[tuple[str, int]]:
    """Part and line of numbers to call, addresses, links and amounts that no variable gave; a notice is as prescribed."""
    if key.channel == NOTICE:
        return
    for part, source in library.source(key).items():
        bare = _TAGS.sub(lambda tag: "\n" * tag.group().count("\n"), source)
        for number, line in enumerate(bare.splitlines(), 1):
            if _TYPED_IN.search(line):
                yield part, number


def untranslated(library: Library) -> Iterator[Key]:
    """Texts that are lacking in a language that another text is there in."""
    languages = {info.language for info in library.catalogue()}
    found = defaultdict[tuple[str, str], set[str]](set)
    for info in library.catalogue():
        found[info.key.purpose, info.key.name].add(info.language)
    for (purpose, name), own in found.items():
        yield from (Key(purpose, name, language) for language in sorted(languages - own))


def half_translated(library: Library) -> Iterator[tuple[Key, str]]:
    """Texts without a part that their translation has: (text, part)."""
    parts = defaultdict[tuple[str, str], set[str]](set)
    keys = [info.key for info in library.catalogue()]
    for key in keys:
        parts[key.purpose, key.name] |= _parts(library, key)
    for key in keys:
        yield from ((key, part) for part in sorted(parts[key.purpose, key.name] - _parts(library, key)))


def _parts(library: Library, key: Key) -> set[str]:
    source = library.source(key)
    return set(headings(source["text"])) if key.purpose == PAGE else set(source)
