"""``python -m console.cli``: the same as ``outreach``."""

from __future__ import annotations

from console.cli.main import app

app()
