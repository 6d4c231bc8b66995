"""Which of our two languages a message is in, by its small words and its endings. A tie is English."""

from __future__ import annotations

from outreach.conversations.reader.word_lists import word_lists

_ENDINGS = {"en": ("ing",), "es": ("ando", "iendo", "cion", "enme", "eme")}


def language_of(words: list[str]) -> str:
    """``en`` or ``es``."""
    return "es" if _signs(words, "es") > _signs(words, "en") else "en"


def _signs(words: list[str], language: str) -> int:
    known = word_lists().languages[language]
    return sum(word in known for word in words) + sum(word.endswith(_ENDINGS[language]) for word in words)
