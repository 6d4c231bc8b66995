"""An inbound message as the word lists see it: a row of plain tokens.

    "S.T.O.P.  Don’t text me, I’m at work 😡"  →  stop . dont text me , im at work :angry:

Lower case, no accents, no apostrophes, one token a word. Amounts, dates and times stay whole (``$1,200.00``, ``12/15``,
``9:30``, ``5pm``, ``15th``). Of punctuation two marks are left: ``.`` where a sentence may end and ``,`` where a clause
may. Signs become named tokens (`words/emoji.txt`); what is written in another script becomes nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_MARKS = (".", ",")
_APOSTROPHE = "['’‘`´ʼ]"
_SHORTENED = re.compile(rf"\b(i|you|he|she|we|they|it|that|who|there){_APOSTROPHE}(ll|d|re|ve)\b")
_IN_FULL = {"ll": "will", "d": "would", "re": "are", "ve": "have"}
_SIGNATURE = re.compile(
    r"(?:^|\s)(?:sent from (?:my|yahoo|mail)|get outlook for|enviado desde(?: mi)?|sent via)\b.{0,40}$", re.DOTALL
)
_SPELLED = re.compile(r"(?<![a-z0-9$])[a-z](?:[\s.\-_*,/|]+[a-z](?![a-z0-9])){3,}")
_SPELLED_TIGHT = re.compile(r"(?<![a-z0-9$])[a-z](?:[.\-_*|][a-z](?![a-z0-9])){2,}")
_DISGUISED = re.compile(r"(?<![a-z0-9$])(?=[a-z0-9$@!*]*[a-z])[a-z0-9$@!*]*[0-9$@!*][a-z0-9$@!*]*(?![a-z0-9])")
_PLAIN_LETTERS = str.maketrans("01345$@!", "oieassai")
_FORMAT = re.compile(r"\d+(?:st|nd|rd|th|am|pm|a|p|k|x|d|hrs?|yrs?|mo|wks?|usd|dlls|dls|ish|er|er[oa]|a?vo|o)?|[bo]\d")
_TOKEN = re.compile(
    r"(?P<sign>:[a-z]+:)"
    r"|(?P<number>(?<![\w.])-?\$ ?\d[\d,]*(?:\.\d+)?[k%+]?|(?<![\w.,])-\d+(?:\.\d+)?"
    r"|\d+(?:[.,:/-]\d+)*(?: ?\$(?! ?\d)|[%+]|(?:st|nd|rd|th|am|pm|usd|dlls|dls|k|x)\b)?)"
    r"|(?P<word>[a-z]+)"
    r"|(?P<hash>\#)"
    r"|(?P<and>&)"
    r"|(?P<end>[.!?;…¡¿]+)"
    r"|(?P<pause>[,:()\n\-–—/|\"“”]+)"
)
_TITLE = re.compile(r"\b(mr|mrs|ms|dr|dra|sr|sra|srta|lic|jr|st)\.")
_MERIDIEM = re.compile(r"\b(1[0-2]|0?[1-9])((?::\d\d)?) ?([ap])\.? ?m\b\.?")
_ABBREVIATED = re.compile(
    r"\b(jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|dic|ene|ago|mon|tues?|wed|thurs?|thu|fri|sat|sun|no|num|ch|st)\.(?=\s?\d)"
)


def fold(body: str) -> str:
    """Lower case, no accents, no apostrophes, line breaks kept."""
    plain = unicodedata.normalize("NFKD", body).casefold()
    kept = "".join(c for c in plain if unicodedata.category(c) not in ("Mn", "Me", "Cf"))
    kept = _SHORTENED.sub(lambda match: f"{match[1]} {_IN_FULL[match[2]]}", kept)
    return _SIGNATURE.sub(" ", re.sub(_APOSTROPHE, "", kept))


def tokens(body: str, signs: Mapping[str, str], known: frozenset[str], spellings: Mapping[str, str]) -> list[str]:
    """The tokens of a body.

    ``signs`` names emojis; ``known`` are the words a spelled-out or disguised one may become; ``spellings`` those that
    have a digit in them and a meaning ("b4").
    """
    text = _named_signs(fold(body), signs)
    text = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", text)
    text = _MERIDIEM.sub(r"\1\2\3m", text)
    text = _TITLE.sub(r"\1 ", text)
    text = _ABBREVIATED.sub(r"\1 ", text)
    text = _SPELLED.sub(lambda match: _joined(match.group(), known), text)
    text = _SPELLED_TIGHT.sub(lambda match: _joined(match.group(), known), text)
    text = _DISGUISED.sub(lambda match: spellings.get(match.group()) or _undisguised(match.group(), known), text)
    return _unemphatic(_single_marks([_token(match) for match in _TOKEN.finditer(text)]))


def _named_signs(text: str, signs: Mapping[str, str]) -> str:
    if text.isascii():
        return text
    return "".join(f" {signs.get(c, ':emoji:')} " if unicodedata.category(c) == "So" or c in signs else c for c in text)


def _joined(spelled: str, known: frozenset[str]) -> str:
    """``s.t.o.p`` is stop; letters that make no word stay letters, of which the first may be a word of its own."""
    letters = re.sub(r"[^a-z]", "", spelled)
    for start in range(len(letters) - 2):
        if letters[start:] in known:
            return " ".join([*letters[:start], letters[start:]])
        for end in range(len(letters) - 1, start + 3, -1):
            if start == 0 and letters[:end] in known:
                return " ".join([letters[:end], *letters[end:]])
    return spelled


def _undisguised(written: str, known: frozenset[str]) -> str:
    """``st0p`` and ``$top`` are stop; ``15th``, ``5pm``, ``b4`` and ``$50`` stay what they are."""
    if _FORMAT.fullmatch(written):
        return written
    plain = written.rstrip("!*").translate(_PLAIN_LETTERS)
    if plain in known:
        return f"{plain} "
    if "*" in plain:
        hidden = re.compile(plain.replace("*", "[a-z]?"))
        return next(
            (word for word in ("stop", "fuck", "fucking", "shit", "bullshit") if hidden.fullmatch(word)), written
        )
    return written


def _token(match: re.Match[str]) -> str:
    kind, written = match.lastgroup, match.group()
    if kind == "end":
        return "."
    if kind == "pause":
        return ","
    if kind == "and":
        return "and"
    if kind == "hash":
        return "number"
    return written.replace(" ", "")


def _single_marks(found: list[str]) -> list[str]:
    """Of marks in a row, the one that says most; none at the beginning."""
    kept: list[str] = []
    for one in found:
        if one not in _MARKS or (kept and kept[-1] not in _MARKS):
            kept.append(one)
        elif kept and one == ".":
            kept[-1] = one
    return kept


def _unemphatic(found: list[str]) -> list[str]:
    """``Stop. Texting. Me.`` is one sentence: marks between all words mean nothing."""
    words = [one for one in found if one not in _MARKS]
    between = sum(one in _MARKS for one in found[:-1])
    return words if len(words) >= 3 and between >= len(words) - 1 else found
