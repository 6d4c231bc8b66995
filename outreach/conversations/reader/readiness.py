"""Readiness: phrases are compiled when a word first asks for them, which takes the first texts of a process a second or two.

A no among them would wait so long for its obedience, so a process that reads texts reads a few before it begins.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from outreach.conversations.reader.reading import read_reply
from outreach.conversations.reader.reply import Context, Offers, Question

TYPICAL: Final = (
    "STOP", "please stop texting me", "do not contact me again", "ya no me escriban", "dejen de mandar mensajes", "wrong number",
    "número equivocado", "this is not my debt", "no debo eso", "who is this?", "quién es", "I will pay 50 on friday",
    "pago 50 el viernes", "please call me tomorrow", "I already paid", "ya pagué", "yes", "no", "2", "sí, la segunda",
)  # fmt: skip
_SOME_DAY: Final = date(2026, 1, 1)


def prepare() -> None:
    """Compile what typical texts need. Safe to call again."""
    for pending in (None, Question(), Offers(3)):
        for body in TYPICAL:
            read_reply(body, Context(_SOME_DAY, pending))
