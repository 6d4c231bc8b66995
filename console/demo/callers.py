"""What the people of the demo do on the phone.

A character is a list of reactions to words, in either language; the first that fits what was heard is done. ``means`` is what
the person intends by it: the journal repeats it beside the key. Whoever hears nothing she has an answer to waits, and the
call ends by itself.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

Reaction = dict[str, Any]
Act = Callable[["Draw"], list[Reaction]]
Call = dict[str, Any]
GREETED: Final = "If you are|Si usted es"
ASKED: Final = "ZIP code|código postal"
FREE: Final = "speak with a person, press 0|hablar con una persona, oprima 0"
NOT_FREE: Final = "person call you back|devuelva la llamada, oprima 0"
MENU: Final = "balance with|Su saldo con"
DAYS: Final = "When will you pay|Cuándo pagará"
SLOTS: Final = "When may we call you back|Cuándo podemos llamarle"
RIGHT: Final = "If that is right|Si es correcto"
ENDINGS: Final = "Goodbye|Adiós"


class Draw:
    """The chances of one person, and the code she knows; the same person always draws the same."""

    def __init__(self, draw: random.Random, postal_code: str | None) -> None:
        self.draw = draw
        self.code = (postal_code or "00000")[:5]

    def key(self, hear: str, keys: str, means: str = "", **more: Any) -> Reaction:
        """A key, or several, after a moment."""
        return self._react(hear, means, keys=keys, **more)

    def words(self, hear: str, words: str, means: str = "", **more: Any) -> Reaction:
        return self._react(hear, means, words=words, **more)

    def who(self) -> list[Reaction]:
        """She says that it is she, and proves it."""
        return [self.key(GREETED, "1", "yes"), self.key(ASKED, self.code)]

    def day(self) -> str:
        return str(self.draw.randint(1, 3))

    def _react(self, hear: str, means: str, **what: Any) -> Reaction:
        after = round(self.draw.uniform(0.5, 3.0), 1)
        return {"hear": hear, "after": after} | ({"means": means} if means else {}) | what


def _promises(she: Draw) -> list[Reaction]:
    return [*she.who(), she.key(MENU, "1"), she.key(DAYS, she.day()), she.key(RIGHT, "1", "promise")]


def _plans(she: Draw) -> list[Reaction]:
    """By plan where one is read out; in full where there is none."""
    chosen = she.key("The second plan|El segundo plan", "2")
    taken = she.key("You chose this plan|Usted eligió este plan", "1", "plan")
    offered = she.key("plans with smaller payments|planes con pagos más pequeños", "2", times=1)
    return [*she.who(), taken, chosen, offered, *_promises(she)[2:]]


def _itemises(she: Draw) -> list[Reaction]:
    asks = she.key("what your balance is made of|de qué se compone su saldo", "3", "why", times=1)
    return [*she.who(), asks, *_promises(she)[2:]]


def _disputes(she: Draw) -> list[Reaction]:
    sure = she.key("you do not owe this|no debe esto", "1", "dispute")
    return [*she.who(), sure, she.key("do not agree that you owe|no está de acuerdo con que", "4")]


def _prefers(she: Draw) -> list[Reaction]:
    days = she.key("On which days|Qué días", she.day())
    times = she.key("At what time of day|A qué hora", str(she.draw.randint(1, 4)))
    kept = she.key("how we will contact you|Así nos comunicaremos", "1", "preference")
    return [*she.who(), kept, times, days, she.key("choose when we may call|elegir cuándo podemos", "5")]


def _wants_a_person(she: Draw) -> list[Reaction]:
    return [
        *she.who(), she.key(SLOTS, "1", "call_me"), she.key(FREE, "0", "transfer"), she.key(NOT_FREE, "0", "transfer")
    ]  # fmt: skip


def _is_called_later(she: Draw) -> list[Reaction]:
    return [she.key(SLOTS, "2", "call_me")]


def _switches(she: Draw) -> list[Reaction]:
    return [she.key("press 8|oprima 8", "8", "language", times=1), *_promises(she)]


def _stops(she: Draw) -> list[Reaction]:
    return [she.key("press 9|oprima 9", "9", "stop")]


def _is_somebody_else(she: Draw) -> list[Reaction]:
    return [she.key(GREETED, "2", "wrong_number")]


def _forgot(she: Draw) -> list[Reaction]:
    wrong = she.key(ASKED, "00000")
    return [
        she.key(GREETED, "1", "yes"),
        wrong,
        she.key(SLOTS, "1", "call_me"),
        she.key(NOT_FREE, "0"),
        she.key(FREE, "0"),
    ]


def _presses_anything(she: Draw) -> list[Reaction]:
    return [she.key(".", "7", times=2), *_promises(she)]


def _nothing(_she: Draw) -> list[Reaction]:
    return []


def _speaks(she: Draw) -> list[Reaction]:
    """Words in place of keys, in the language that is spoken."""
    return [
        she.words("If you are", "yes", "yes"), she.words("Si usted es", "sí, soy yo", "yes"),
        she.words("You will pay|Usted pagará", "sí", "promise"), she.words(DAYS, "two" if she.day() == "1" else "2"),
        she.words("Your balance with", "I want to pay"), she.words("Su saldo con", "quiero pagar"),
    ]  # fmt: skip


def _says_stop(she: Draw) -> list[Reaction]:
    return [she.words("If you are", "stop calling me", "stop"), she.words("Si usted es", "ya no me llamen", "stop")]


def _says_later(she: Draw) -> list[Reaction]:
    return [she.words("If you are", "call me tomorrow", "later"), she.words("Si usted es", "llámeme mañana", "later")]


# (weight, what she presses, what she says, what else she is)
CHARACTERS: Final[Sequence[tuple[int, Act, Act, Mapping[str, Any]]]] = (
    (18, _promises, _nothing, {}),
    (10, _plans, _nothing, {}),
    (6, _itemises, _nothing, {}),
    (6, _disputes, _nothing, {}),
    (5, _prefers, _nothing, {}),
    (8, _wants_a_person, _nothing, {}),
    (5, _is_called_later, _says_later, {}),
    (5, _switches, _nothing, {}),
    (6, _stops, _nothing, {}),
    (2, _nothing, _says_stop, {}),
    (6, _is_somebody_else, _nothing, {}),
    (4, _forgot, _nothing, {}),
    (4, _presses_anything, _nothing, {}),
    (5, lambda she: [she.key(ASKED, she.code)], _speaks, {}),
    (3, _promises, _nothing, {"hangs_up_hearing": "Hello|Hola"}),
    (2, _promises, _nothing, {"hangs_up_hearing": ASKED}),
    (2, _promises, _nothing, {"hangs_up_hearing": MENU}),
    (2, _promises, _nothing, {"hangs_up_hearing": RIGHT}),
    (1, _nothing, _nothing, {"vanishes": True, "hangs_up_after": 240.0}),
)
ANSWERS: Final = ((56, "human"), (14, "no_answer"), (8, "busy"), (18, "machine"), (1, "fax"), (3, "not_in_service"))
CALLS_BACK: Final = 0.4  # of those who missed a call


def caller(draw: random.Random, postal_code: str | None) -> Call:
    """Somebody with a telephone, in the population file's form."""
    answer = draw.choices([name for _, name in ANSWERS], [weight for weight, _ in ANSWERS])[0]
    call: Call = {"answer": answer, "ring_seconds": draw.randint(4, 18)}
    missed = answer in ("no_answer", "busy")
    if missed and draw.random() < CALLS_BACK:
        call["calls_back_after"] = float(draw.randint(300, 5400))
    if answer == "human" or "calls_back_after" in call:
        _, presses, says, manner = draw.choices(CHARACTERS, [character[0] for character in CHARACTERS])[0]
        she = Draw(draw, postal_code)
        call |= {"presses": presses(she), "says": says(she), **manner}
    return call
