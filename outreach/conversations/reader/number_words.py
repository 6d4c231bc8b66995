"""Numbers written as words, English and Spanish, put as digits: "one hundred and fifty", "treinta y cinco", "the fifteenth".

A lone "one", "un" or "a" stays a word: it is rarely a number. "One fifty" is 150 (nobody promises $1.50).
"""

from __future__ import annotations

_UNITS = {
    word: value
    for value, words in enumerate(
        (
            "one un uno una", "two dos", "three tres", "four cuatro", "five cinco", "six seis", "seven siete",
            "eight ocho", "nine nueve", "ten diez", "eleven once", "twelve doce", "thirteen trece",
            "fourteen catorce", "fifteen quince", "sixteen dieciseis", "seventeen diecisiete", "eighteen dieciocho",
            "nineteen diecinueve",
        ),
        start=1,
    )
    for word in words.split()
} | {f"veinti{word}": 20 + value for value, word in enumerate(["uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"], 1)}  # fmt: skip
_TENS = {
    word: value * 10
    for value, words in enumerate(
        (
            "twenty veinte", "thirty treinta", "forty fourty cuarenta", "fifty cincuenta", "sixty sesenta",
            "seventy setenta", "eighty ochenta", "ninety noventa",
        ),
        start=2,
    )
    for word in words.split()
}  # fmt: skip
_HUNDREDS = {
    word: value * 100
    for value, word in enumerate(
        [
            "ciento",
            "doscientos",
            "trescientos",
            "cuatrocientos",
            "quinientos",
            "seiscientos",
            "setecientos",
            "ochocientos",
            "novecientos",
        ],
        1,
    )
} | {"cien": 100}
_TIMES = {"hundred": 100, "thousand": 1000, "grand": 1000, "mil": 1000}
_ORDINALS = {
    word: value
    for value, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
        ],
        start=1,
    )
} | {"thirtieth": 30}
_SPANISH_FIRST = ("primero", "primer")
_BEFORE_ELEVEN = ("el", "dia", "las", "los", "del", "de")
"""Elsewhere "once" is English, and no eleven."""
_ONES = ("one", "un", "uno", "una", "a")
WORDS = frozenset(_UNITS) | frozenset(_TENS) | frozenset(_HUNDREDS) | frozenset(_TIMES) | frozenset(_ORDINALS)
"""Every word that is a number or a part of one."""


def with_digits(words: list[str]) -> list[str]:
    """The words, numbers among them as digits, ordinal numbers as ``15th``."""
    found: list[str] = []
    at = 0
    while at < len(words):
        written, taken = _number(words, at)
        found.append(written)
        at += taken
    return found


def _number(words: list[str], at: int) -> tuple[str, int]:
    """What stands at this place, as digits if it is a number, and how many words it takes."""
    ordinal = _ordinal(words, at)
    if ordinal is not None:
        return ordinal
    value, taken = _below_thousand(words, at)
    if _word(words, at + taken) in ("thousand", "grand", "mil") and (value or _word(words, at) != "grand"):
        rest, more = _below_thousand(words, _after_and(words, at + taken + 1))
        jumped = _after_and(words, at + taken + 1) - (at + taken + 1)
        value, taken = (value or 1) * 1000 + rest, taken + 1 + (more + jumped if more else 0)
    if not value or (taken == 1 and words[at] in _ONES):
        return words[at], 1
    return str(value), taken


def _ordinal(words: list[str], at: int) -> tuple[str, int] | None:
    word = words[at]
    if word in _SPANISH_FIRST:
        return ("1st", 1) if _word(words, at + 1) in ("de", "") else None
    if not _dates(words, at):
        return None
    if word in _ORDINALS:
        return _suffixed(_ORDINALS[word]), 1
    if word in _TENS and _ORDINALS.get(_word(words, at + 1), 10) < 10:
        return _suffixed(_TENS[word] + _ORDINALS[words[at + 1]]), 2
    return None


def _dates(words: list[str], at: int) -> bool:
    """Whether an ordinal number can be a day here: "on the second", not "my second job"."""
    length = 1 if words[at] in _ORDINALS else 2
    before, after = words[at - 1] if at else "the", _word(words, at + length)
    return before not in ("my", "our", "a", "his", "her") and after not in (
        "job",
        "jobs",
        "time",
        "one",
        "notice",
        "mortgage",
        "week",
        "thing",
        "shift",
        "plan",
    )


def _below_thousand(words: list[str], start: int) -> tuple[int, int]:
    """The number below a thousand at this place (and "fifteen hundred"), and its length; 0, 0 when there is none."""
    at = start + (_word(words, start) == "a" and _word(words, start + 1) in _TIMES)
    small, taken = _below_hundred(words, at)
    at += taken
    if _word(words, at) == "hundred":
        rest, more = _below_hundred(words, _after_and(words, at + 1))
        end = _after_and(words, at + 1) + more if more else at + 1
        return (small or 1) * 100 + rest, end - start
    if _word(words, at) in _HUNDREDS and not taken:
        rest, more = _below_hundred(words, at + 1)
        return _HUNDREDS[words[at]] + rest, at + 1 + more - start
    if 0 < small < 10 and taken == 1 and words[at - 1] in _UNITS and _word(words, at) in _TENS:
        rest, more = _below_hundred(words, at)
        return small * 100 + rest, at + more - start
    return (small, at - start) if small else (0, 0)


def _below_hundred(words: list[str], at: int) -> tuple[int, int]:
    word, following = _word(words, at), _word(words, at + 1)
    if word.isdigit() and following in _TIMES:
        return int(word), 1
    if word in _TENS:
        if 0 < _UNITS.get(following, 0) < 10 and following not in ("un", "una"):
            return _TENS[word] + _UNITS[following], 2
        if following == "y" and 0 < _UNITS.get(_word(words, at + 2), 0) < 10:
            return _TENS[word] + _UNITS[words[at + 2]], 3
        return _TENS[word], 1
    if word == "once" and (words[at - 1] if at else "") not in _BEFORE_ELEVEN:
        return 0, 0
    return (_UNITS[word], 1) if word in _UNITS else (0, 0)


def _after_and(words: list[str], at: int) -> int:
    return at + 1 if _word(words, at) in ("and", "y") else at


def _word(words: list[str], at: int) -> str:
    return words[at] if at < len(words) else ""


def _suffixed(value: int) -> str:
    return f"{value}{'th' if 10 < value < 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(value % 10, 'th')}"
