"""What we say: texts by purpose, channel and language, and the check that each is fit to send.

A *text* is one or more small Jinja2 files under `texts/<purpose>/`. Rendering it with variables
gives a `Rendered`, which names the text and the version of its source, so that a contact log can
show years later which words were used. `lint` judges a rendered text by the rules of law that
bind words (opt-out line, debt collector's disclosure, neutral vocabulary before identity).

This package knows nothing of accounts, channels or people: it is handed formatted values.
"""

from __future__ import annotations

from pathlib import Path

from templates.content import Content, Voice, content
from templates.errors import BrokenText, MissingVariable, TemplatesError, UnknownText
from templates.library import Key, Library, Rendered, TemplateInfo, Variables
from templates.lint import Complaint, lint, lint_library
from templates.segments import Segments, segments
from templates.wording import normalise

SHIPPED = Library.read(Path(__file__).parent / "texts")

render = SHIPPED.render
prompt = SHIPPED.prompt
catalogue = SHIPPED.catalogue

__all__ = [
    "SHIPPED",
    "BrokenText",
    "Complaint",
    "Content",
    "Key",
    "Library",
    "MissingVariable",
    "Rendered",
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
    "normalise",
    "prompt",
    "render",
    "segments",
]
