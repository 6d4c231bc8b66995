"""Writes docs/sandbox-twiml.md from the rows: `python -m tests.sandbox.behaviour`."""

from __future__ import annotations

from tests.sandbox.behaviour.page import PAGE, written

if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
