"""The files of the page: one document, its style, its icon and its scripts, all our own.

The document may load nothing but these files and speak to nobody but the sandbox (Content-Security-Policy).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from outreach.sandbox.rest.ask import Reply

FOLDER: Final = Path(__file__).parent
UNDER: Final = "/_sandbox/page/"
MEDIA: Final = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FILES: Final = {
    ("/" if path.name == "phones.html" else UNDER + path.name): path
    for path in sorted(FOLDER.iterdir())
    if path.suffix in MEDIA
}
HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def page_at(path: str) -> Reply | None:
    """The file served at `path`, None when it is none of the page's."""
    file = FILES.get(path)
    return None if file is None else Reply(200, file.read_bytes(), media=MEDIA[file.suffix], headers=HEADERS)
