"""The forms of an inbound message that the word lists read.

`fold` keeps punctuation (amounts and dates need it); `words_of` keeps letters and digits only.
People type curly quotes, accents or none, full-width letters and S.T.O.P.; all read the same.
"""

from __future__ import annotations

import re
import unicodedata


def fold(body: str) -> str:
    """Lower case, no accents, no apostrophes, single spaces."""
    plain = unicodedata.normalize("NFKD", body).casefold()
    kept = "".join(c for c in plain if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return " ".join(re.sub(r"['’‘`´]", "", kept).split())


def words_of(folded: str) -> str:
    """Only the words and numbers of a folded text, joined by single spaces."""
    return " ".join(re.findall(r"[a-z0-9]+", folded))


def letters_of(folded: str) -> str:
    """Only the letters, run together: `s.t.o.p` and `opt-out` become one word. Nothing beside a number."""
    return "" if re.search(r"\d", folded) else re.sub(r"[^a-z]", "", folded)
