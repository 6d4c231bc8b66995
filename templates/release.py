"""The texts as this release ships them, each with the digest that the release approves. Data: `release.toml`.

A text that was changed after the release has another digest, and needs the approval of a person.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from templates.errors import BrokenRule
from templates.library import Library

FILE = Path(__file__).parent / "release.toml"
AUTHOR = "the authors of the release"
_HEAD = """# What this release ships and approves: the digest of every text. Written by `make texts`; a text is changed in texts/.
"""


@dataclass(frozen=True)
class Release:
    """A release by its version, and the digests of its texts by id."""

    version: str
    texts: Mapping[str, str]

    @property
    def approver(self) -> str:
        """In whose name the texts are approved."""
        return f"release {self.version}"


def read_release(source: str) -> Release:
    """The release in the text of a release file. Raises BrokenRule."""
    try:
        found = tomllib.loads(source)
        return Release(found["version"], dict(found["texts"]))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise BrokenRule(FILE.name, f"it lacks something or holds what nobody knows ({error})") from None


def write_release(library: Library, version: str) -> str:
    """The text of a release file for the library as it is."""
    lines = [f'"{info.template_id}" = "{info.digest}"' for info in library.catalogue()]
    return "\n".join([_HEAD, f'version = "{version}"', "", "[texts]", *lines, ""])
