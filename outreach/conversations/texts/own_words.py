"""Own words: what our texts tell people to write, and courtesies, where they are the whole message.

Everything else is read by the reader. PAUSE stands in the answer to WHY; PLANS asks for offers. A courtesy where nothing is
pending wants nothing: it is kept, and nobody is held or asked because of it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

PAUSE: Final = frozenset({"pause", "pausa", "pausar"})
PLANS: Final = frozenset({"plan", "plans", "planes", "options", "opciones", "offers", "ofertas"})
YES: Final = frozenset({"yes", "yes please", "ok", "okay", "sure", "si", "si por favor", "claro", "👍"})
COURTESIES: Final = frozenset(
    {
        "thanks", "thank you", "thank u", "thx", "ty", "thanks a lot", "thank you very much", "ok thanks", "ok thank you",
        "okay thanks", "great", "great thanks", "perfect", "perfect thanks", "ok", "okay", "k", "kk", "got it", "sounds good",
        "gracias", "muchas gracias", "mil gracias", "ok gracias", "perfecto", "perfecto gracias", "listo", "vale", "bueno",
        "esta bien", "entendido", "👍", "🙏", "👌",
    }
)  # fmt: skip


def plain(body: str) -> str:
    """The words of a message in one spelling: lower case, no accents, no marks, single spaces."""
    folded = unicodedata.normalize("NFKD", body.casefold())
    kept = "".join(c for c in folded if unicodedata.category(c)[0] in "LNZS" or c.isspace())
    return re.sub(r"\s+", " ", re.sub(r"[\ufe0f\U0001f3fb-\U0001f3ff]", "", kept)).strip()
