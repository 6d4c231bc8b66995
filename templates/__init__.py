"""What we say: texts by purpose, channel and language, and the check that each is fit to send.

A *text* is one or more small Jinja2 files under `texts/<purpose>/`. Rendering it with variables
gives a `Rendered`, which names the text and the version of its source, so that a contact log can
show years later which words were used. `lint` judges a rendered text by the rules of law that
bind words (opt-out line, debt collector's disclosure, neutral vocabulary before identity, what a place prescribes).

What the texts are for, which words the rules want and which places want more is data beside them (`*.toml`,
`languages/`). This package knows nothing of accounts, channels or people: it is handed formatted values.
"""

from __future__ import annotations

from pathlib import Path

from templates.content import Content, Voice, content
from templates.errors import BrokenRule, BrokenText, MissingVariable, TemplatesError, UnknownText
from templates.library import Exactly, Key, Library, Rendered, TemplateInfo, Variables
from templates.lint import Complaint, lint, lint_library, lint_text, lint_translations
from templates.places import PLACES, notices, place_notice
from templates.release import FILE, Release, read_release
from templates.screens import Screen, screen
from templates.segments import Segments, segments
from templates.spoken import spoken
from templates.variables import MAY_BE_BLANK, VARIABLES
from templates.wording import normalise

SHIPPED = Library.read(Path(__file__).parent / "texts")
RELEASE = read_release(FILE.read_text("utf-8"))

render = SHIPPED.render
prompt = SHIPPED.prompt
catalogue = SHIPPED.catalogue

__all__ = [
    "MAY_BE_BLANK",
    "PLACES",
    "RELEASE",
    "SHIPPED",
    "VARIABLES",
    "BrokenRule",
    "BrokenText",
    "Complaint",
    "Content",
    "Exactly",
    "Key",
    "Library",
    "MissingVariable",
    "Release",
    "Rendered",
    "Screen",
    "Segments",
    "TemplateInfo",
    "TemplatesError",
    "UnknownText",
    "Variables",
    "Voice",
    "catalogue",
    "content",
    "lint",
    "lint_library",
    "lint_text",
    "lint_translations",
    "normalise",
    "notices",
    "place_notice",
    "prompt",
    "render",
    "screen",
    "segments",
    "spoken",
]
