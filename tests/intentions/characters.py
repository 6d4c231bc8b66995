"""The people of the run: what each of them wants, and how she goes about it, on the phone or by text, in English or Spanish.

A character is a persona of the sandbox's population file. What she intends stands in ``means`` of the key, word or text with which
she says it, so that the journal tells what every person meant; ``factor`` marks the fact by which she proves who she is.
Nothing here knows the product: characters listen for words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from tests.support.accounts import ZIP

Persona = dict[str, Any]
FACTOR: Final = "factor"

HEARS: Final = {
    "who": r"press 1\. If you are not|oprima 1\. Si no lo es",
    "factor": "ZIP code|código postal",
    "menu": "Your balance with|Su saldo con",
    "dates": "When will you pay|Cuándo pagará",
    "plans": "The first plan|El primer plan",
    "right": "If that is right, press 1|Si es correcto, oprima 1",
    "slots": r"When may we call you back|Cuándo podemos llamarle\? El",
    "days": "On which days|Qué días",
    "times": "At what time of day|A qué hora",
    "other": "Para español, oprima 8|For English, press 8",
}
CHOICES: Final = r"1\)"  # a text that offers something by number
ASKED_WHO: Final = "ZIP|postal"


SILENT: Final[Persona] = {"delivery": "delivered"}
NOT_HOME: Final[Persona] = {"answer": "no_answer"}


def _key(hear: str, keys: str, means: str | None = None, after: float = 1.5) -> Persona:
    told = {"means": means} if means else {}
    return {"hear": HEARS[hear], "keys": keys, "after": after, "times": 1, **told}


def _speaks(hear: str, words: str, means: str) -> Persona:
    return {"hear": HEARS[hear], "words": words, "after": 1.0, "times": 1, "means": means}


def _caller(*presses: Persona, says: tuple[Persona, ...] = ()) -> Persona:
    return {"call": {"answer": "human", "ring_seconds": 6, "presses": list(presses), "says": list(says)}}


def _known(*presses: Persona) -> Persona:
    """Somebody who says that she is meant, and proves it."""
    return _caller(_key("who", "1"), _key("factor", ZIP, FACTOR), *presses)


CALLERS: Final[Mapping[str, Persona]] = {
    "promise_in_7": _known(_key("menu", "1"), _key("dates", "1"), _key("right", "1", "promise_in_7")),
    "promise_in_14": _known(_key("menu", "1"), _key("dates", "2"), _key("right", "1", "promise_in_14")),
    "promise_in_28": _known(_key("menu", "1"), _key("dates", "3"), _key("right", "1", "promise_in_28")),
    "plan_1": _known(_key("menu", "2"), _key("plans", "1"), _key("right", "1", "plan_1")),
    "plan_2": _known(_key("menu", "2"), _key("plans", "2"), _key("right", "1", "plan_2")),
    "plan_3": _known(_key("menu", "2"), _key("plans", "3"), _key("right", "1", "plan_3")),
    "stop": _caller(_key("who", "9", "stop")),
    "stop_when_known": _known(_key("menu", "9", "stop")),
    "wrong_number": _caller(_key("who", "2", "wrong_number")),
    "dispute": _known(_key("menu", "4"), _key("right", "1", "dispute")),
    "transfer": _known(_key("menu", "0", "transfer"), _key("slots", "1")),
    "weekday_evenings": _known(
        _key("menu", "5"), _key("days", "2"), _key("times", "3"), _key("right", "1", "weekday_evenings")
    ),
    "other_language_then_promise": _caller(
        {**_key("other", "8"), "after": 0.5},
        {**_key("who", "1"), "times": 2, "after": 4.0},
        _key("factor", ZIP, FACTOR),
        _key("menu", "1"),
        _key("dates", "1"),
        _key("right", "1", "promise_in_7"),
    ),
    "hangs_up": {"call": {"answer": "human", "hangs_up_after": 9.0}},
    "silent": {"call": {"answer": "human", "vanishes": True}},
    "machine": {"call": {"answer": "machine", "greeting_seconds": 7.0}},
    "rings_out": {"call": {"answer": "no_answer"}},
}
SPEAKERS: Final[Mapping[str, Callable[[str], Persona]]] = {
    "stop_in_words": lambda language: _caller(
        says=(_speaks("who", {"en": "stop calling me", "es": "ya no me llamen"}[language], "stop"),)
    ),
    "wrong_number_in_words": lambda language: _caller(
        says=(_speaks("who", {"en": "you have the wrong number", "es": "número equivocado"}[language], "wrong_number"),)
    ),
}

# What is texted, and whether it needs to be known who reads before.
TEXTS: Final[Mapping[str, tuple[bool, str, str]]] = {
    "promise_50_friday": (True, "I will pay 50 on friday", "pago 50 el viernes"),
    "promise_all_friday": (True, "I will pay the full balance this friday", "pago todo el viernes"),
    "plan_1": (True, "1", "1"),
    "plan_2": (True, "2", "la 2"),
    "plan_3": (True, "number 3 please", "3"),
    "stop": (False, "STOP", "ALTO"),
    "stop_in_words": (False, "please stop texting me", "ya no me manden mensajes"),
    "stop_late": (True, "do not text me again", "no me escriba más"),
    "wrong_number": (False, "wrong number", "número equivocado"),
    "dispute": (True, "I don't owe this", "yo no debo eso"),
    "dispute_at_once": (False, "this is not my debt", "esa deuda no es mía"),
    "transfer": (True, "please call me", "llámeme por favor"),
    "attorney": (True, "talk to my lawyer", "hable con mi abogado"),
    "bankruptcy": (True, "I filed for bankruptcy", "me declaré en bancarrota"),
    "deceased": (False, "she passed away last year", "ella falleció el año pasado"),
    "hardship": (True, "I lost my job and can't pay", "perdí mi trabajo y no puedo pagar"),
    "already_paid": (True, "I already paid this", "ya pagué"),
    "unclear": (True, "purple monkey dishwasher", "el perro azul baila"),
}
MEANT: Final = {"stop_in_words": "stop", "stop_late": "stop", "dispute_at_once": "dispute"}


def texter(want: str, language: str) -> Persona:
    """Somebody who answers our texts; who wants a call chooses the first time that is offered."""
    needs_factor, english, spanish = TEXTS[want]
    words, means = (english if language == "en" else spanish), MEANT.get(want, want)
    says = {"text": words, "after": 40, "times": 1, "means": means}
    if not needs_factor:
        return {"call": NOT_HOME, "sms": {**SILENT, "replies": [{"hear": ".", **says}]}}
    proves = {"hear": ASKED_WHO, "text": ZIP, "after": 30, "times": 1, "means": FACTOR}
    replies = [proves, {"hear": CHOICES, **says}]
    if want == "transfer":
        replies.append({"hear": "when may we call|cu[aá]ndo le llamamos", "text": "1", "after": 30, "times": 1})
    return {"call": NOT_HOME, "sms": {**SILENT, "replies": replies}}


def caller(want: str, language: str) -> Persona:
    """Somebody who takes our call."""
    person = SPEAKERS[want](language) if want in SPEAKERS else CALLERS[want]
    return {**person, "sms": SILENT}


WANTS_BY_CALL: Final = (*CALLERS, *SPEAKERS)
WANTS_BY_TEXT: Final = tuple(TEXTS)
