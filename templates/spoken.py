"""A prompt as a voice should say it: telephone numbers, codes and account endings sign by sign, money in words.

A speech engine reads "(212) 555-0123" as a sum and "K7-4921" as a quantity; what is spelled out here cannot be misread.
Day and month names, and numbers of payments, it reads well by itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

WORDS_A_SECOND = 2.5  # a calm voice; shorter words are said faster, signs one by one slower

_TELEPHONE = re.compile(r"(?<!\d)(?:\+?1[ .-]?)?\(?(\d{3})\)?[ .-]?(\d{3})[ .-]?(\d{4})(?!\d)")
_CODE = re.compile(r"\b(?=[A-Z0-9-]*\d)(?=[A-Z0-9-]*[A-Z])[A-Z0-9]+(?:-[A-Z0-9]+)*\b")
_ENDING = re.compile(r"(?<=\bending in )[A-Z0-9]{2,6}\b|(?<=\bterminada en )[A-Z0-9]{2,6}\b")
_MONEY = re.compile(r"(-?)(CA\$|A\$|[$£€])(\d{1,3}(?:,\d{3})*|\d+)\.(\d{2})")


@dataclass(frozen=True)
class _Speech:
    """How a language says money: (one, several) of each currency and of its hundredths, and what stands between."""

    units: Mapping[str, tuple[str, str]]
    hundredths: Mapping[str, tuple[str, str]]
    between: str
    minus: str


_CENTS = {"$": ("cent", "cents"), "CA$": ("cent", "cents"), "A$": ("cent", "cents"), "€": ("cent", "cents")}
_CENTAVOS = {"$": ("centavo", "centavos"), "CA$": ("centavo", "centavos"), "A$": ("centavo", "centavos")}
_SPEECH = MappingProxyType(
    {
        "en": _Speech(
            {
                "$": ("dollar", "dollars"),
                "CA$": ("Canadian dollar", "Canadian dollars"),
                "A$": ("Australian dollar", "Australian dollars"),
                "£": ("pound", "pounds"),
                "€": ("euro", "euros"),
            },
            {**_CENTS, "£": ("penny", "pence")},
            " and ",
            "minus ",
        ),
        "es": _Speech(
            {
                "$": ("dólar", "dólares"),
                "CA$": ("dólar canadiense", "dólares canadienses"),
                "A$": ("dólar australiano", "dólares australianos"),
                "£": ("libra", "libras"),
                "€": ("euro", "euros"),
            },
            {**_CENTAVOS, "£": ("penique", "peniques"), "€": ("céntimo", "céntimos")},
            " con ",
            "menos ",
        ),
    }
)


def spoken(text: str, language: str) -> str:
    """The prompt in the form that is handed to a speech engine; a language nobody taught us stays as it is written."""
    speech = _SPEECH.get(language)
    if speech is None:
        return text
    text = _MONEY.sub(lambda found: _amount(found, speech), text)
    text = _TELEPHONE.sub(lambda found: ", ".join(" ".join(group) for group in found.groups()), text)
    return _CODE.sub(_signs, _ENDING.sub(_signs, text))


def seconds(text: str, language: str) -> int:
    """About how long the prompt takes to say."""
    return max(1, round(len(spoken(text, language).split()) / WORDS_A_SECOND))


def _signs(found: re.Match[str]) -> str:
    return ", ".join(" ".join(group) for group in found.group().split("-"))


def _amount(found: re.Match[str], speech: _Speech) -> str:
    minus, sign, whole, hundredths = found.groups()
    units, cents = int(whole.replace(",", "")), int(hundredths)
    said = []
    if units or not cents:
        said.append(_counted(units, speech.units[sign]))
    if cents:
        said.append(_counted(cents, speech.hundredths[sign]))
    return (speech.minus if minus else "") + speech.between.join(said)


def _counted(number: int, words: tuple[str, str]) -> str:
    one, several = words
    return f"{number} {one if number == 1 else several}"
