"""The files of the page: one document, its script and its style, all our own."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from outreach.sandbox.rest.ask import Reply

FOLDER: Final = Path(__file__).parent
FILES: Final = {
    "/": ("phones.html", "text/html"),
    "/_sandbox/phones.js": ("phones.js", "text/javascript"),
    "/_sandbox/phones.css": ("phones.css", "text/css"),
}


def page_at(path: str) -> Reply | None:
    """The file served at `path`, None when it is none of the page's."""
    if path not in FILES:
        return None
    name, media = FILES[path]
    return Reply(200, (FOLDER / name).read_bytes(), media=media)
