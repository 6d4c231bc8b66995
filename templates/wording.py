"""Cleaning of characters, before a text goes to a phone, a voice or a mailbox.

One character outside GSM-7 makes a whole SMS UCS-2 and more than doubles its segments, and a raw
control character makes TwiML invalid XML (Twilio error 12100). Names from debtor files have both.
"""

from __future__ import annotations

import re
import unicodedata

from templates.segments import is_gsm7

_LOOKALIKES = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′‵‹›`´ʹʻʼʽˈ❛❜", "'"),
        **dict.fromkeys("“”„‟″‶«»❝❞〝〞", '"'),
        **dict.fromkeys("‐‑‒–—―−⸺⸻﹘", "-"),
        **dict.fromkeys("•·‣∙⁃◦", "*"),
        **dict.fromkeys("\u2028\u2029", "\n"),
        "…": "...",
        "⋯": "...",
        "‥": "..",
        "⁄": "/",
        "×": "x",
        "º": "o",
        "ª": "a",
        "™": "TM",
        "\t": " ",
    }
)
_SAME_LETTER = ("<wide>", "<narrow>", "<font>", "<compat>", "<small>")
_SPACE_CATEGORY = "Zs"
_UNSPEAKABLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Cn", "Co"})


def strip_controls(text: str) -> str:
    """The text without control, formatting, unassigned and lone surrogate characters.

    Line feeds and tabs stay; CR LF becomes LF.
    """
    kept = (
        c
        for c in text.replace("\r\n", "\n").replace("\r", "\n")
        if c in "\n\t" or unicodedata.category(c) not in _UNSPEAKABLE_CATEGORIES
    )
    return "".join(kept)


def one_line(text: str) -> str:
    """The text on one line, single-spaced, for a subject or a voice."""
    return " ".join(strip_controls(text).split())


def normalise(text: str) -> str:
    """The text in GSM-7 characters as far as that costs no meaning.

    Quotes, dashes, spaces and bullets become their plain equivalents, full-width letters and ligatures the letters they
    are, and control characters go.
    Accents that GSM-7 lacks (á, í, ó, ú; it has é, ñ, ü) are dropped only when the whole text then
    is GSM-7: beside an emoji they would be lost for nothing.
    """
    plain = strip_controls(unicodedata.normalize("NFC", text)).translate(_LOOKALIKES)
    plain = "".join(_plain(c) for c in plain)
    plain = unicodedata.normalize("NFC", re.sub(r" {2,}", " ", plain))
    unaccented = "".join(_without_accent(c) for c in plain)
    return unaccented if is_gsm7(unaccented) else plain


def _plain(character: str) -> str:
    """A space for any space, and for a letter in another dress (full-width, bold, a ligature) the letters it stands for."""
    if unicodedata.category(character) == _SPACE_CATEGORY:
        return " "
    if is_gsm7(character) or not unicodedata.decomposition(character).startswith(_SAME_LETTER):
        return character
    undressed = unicodedata.normalize("NFKC", character)
    return undressed if is_gsm7(undressed) and " " not in undressed else character


def _without_accent(character: str) -> str:
    if is_gsm7(character) or not character.isalpha():
        return character
    return unicodedata.normalize("NFD", character)[0]
