"""The approved words of each language, as patterns over lower-case text without accents.

They are data: `languages/<language>.toml`. A language that has no file has no approved words, and no text in it is fit
to send.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from re import Pattern
from types import MappingProxyType
from typing import Any

from templates.errors import BrokenRule
from templates.wording import normalise

_LANGUAGES = Path(__file__).parent / "languages"


@dataclass(frozen=True)
class Form:
    """One sentence that may stand in a limited-content message: what it says, and how.

    A name in angle brackets stands for the value of that variable: `<business_name>`.
    """

    says: frozenset[str]
    pattern: Pattern[str]


@dataclass(frozen=True)
class Phrases:
    """What a text must or must not say in one language, called `name`.

    `stop_by_sms`, `stop_by_email`: an opt-out line, 12 CFR 1006.6(e).
    `stop_by_key`: the key that stops calls, 47 CFR 64.1200(b)(3).
    `from_collector`: the disclosure of every later communication, 12 CFR 1006.18(e)(2).
    `purpose_of_information`: what the first communication adds, 12 CFR 1006.18(e)(1).
    `tells_of_debt`: words that nobody but the consumer may hear, 12 CFR 1006.2(j), 1006.6(d)(1).
    `threat`: talk of suits and worse, which no text here may hold, 12 CFR 1006.26(b).
    `presses`: wants payment or an answer at once or by a deadline, which overshadows the right to dispute,
        12 CFR 1006.38(b)(1).
    `recorded`: that the call may be recorded, as states ask that want the consent of all parties.
    `press`: a key that is named; its group is the key as it is said, `keys` what that stands for on the keypad.
    `common`: words that tell this language from others.
    `limited_content`: the sentences of a limited-content message, 12 CFR 1006.2(j).
    """

    name: str
    stop_by_sms: Pattern[str]
    stop_by_email: Pattern[str]
    stop_by_key: Pattern[str]
    from_collector: Pattern[str]
    purpose_of_information: Pattern[str]
    tells_of_debt: Pattern[str]
    threat: Pattern[str]
    presses: Pattern[str]
    recorded: Pattern[str]
    press: Pattern[str]
    keys: Mapping[str, str]
    common: frozenset[str]
    limited_content: tuple[Form, ...]


def fold(text: str) -> str:
    """Lower case, no accents, plain quotes, single spaces: the form the patterns read."""
    decomposed = unicodedata.normalize("NFKD", normalise(text).casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def read_phrases(name: str, source: str) -> Phrases:
    """The phrases in the text of a language file called `name`.

    Raises BrokenRule: a phrase that is lacking or unknown, or a pattern that is none.
    """
    try:
        found = tomllib.loads(source)
        said: dict[str, Any] = {key: re.compile("|".join(patterns)) for key, patterns in found["phrases"].items()}
        phrases = Phrases(**said | _the_rest(found))
    except (tomllib.TOMLDecodeError, re.error, KeyError, TypeError) as error:
        raise BrokenRule(name, f"it lacks something or holds what nobody knows ({error})") from None
    unsound = [field.name for field in fields(phrases) if not getattr(phrases, field.name)]
    if unsound:
        raise BrokenRule(name, f"it has nothing for {', '.join(unsound)}")
    return phrases


def _the_rest(found: Mapping[str, Any]) -> dict[str, Any]:
    keys = found["keys"]
    signs = {"*": keys["star"], "#": keys["pound"]}
    return {
        "name": found["name"],
        "press": re.compile(keys["press"]),
        "keys": MappingProxyType({word: sign for sign, words in signs.items() for word in words}),
        "common": frozenset(found["common"]["words"].split()),
        "limited_content": tuple(
            Form(frozenset(form["says"]), re.compile(form["form"])) for form in found["limited_content"]
        ),
    }


PHRASES = MappingProxyType(
    {path.stem: read_phrases(path.name, path.read_text("utf-8")) for path in sorted(_LANGUAGES.glob("*.toml"))}
)
