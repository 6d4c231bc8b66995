"""People with a name: what they do on the phone and by text, in the form of a population file.

A population file may give an address a `character`, or draw strangers from a mix of them. They listen for words, so a
debtor's character fits any client whose prompts speak of keys plainly, in English or Spanish.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

ONE: Final = r"(press|oprima|presione|marque|pulse) (el )?(1|one|uno)\b"
NINE: Final = r"(press|oprima|presione|marque|pulse) (el )?(9|nine|nueve)\b"
ZERO: Final = r"(press|oprima|presione|marque|pulse) (el )?(0|zero|cero)\b"
TWO: Final = r"(press|oprima|presione|marque|pulse) (el )?(2|two|dos)\b"

Character = Mapping[str, Any]


def _texts(text: str, after: float, means: str) -> Character:
    return {
        "delivery": "delivered",
        "replies": [{"hear": ".", "text": text, "after": after, "times": 1, "means": means}],
    }


def _presses(hear: str, keys: str, means: str, after: float = 1.5) -> Character:
    return {"answer": "human", "presses": [{"hear": hear, "keys": keys, "after": after, "means": means}]}


CHARACTERS: Final[Mapping[str, Character]] = {
    # On the phone.
    "agreeable": {"call": _presses(ONE, "1", "yes")},
    "stops calls": {"call": _presses(NINE, "9", "stop")},
    "wants a person": {"call": _presses(ZERO, "0", "transfer")},
    "wrong person": {"call": _presses(TWO, "2", "wrong_number"), "sms": _texts("wrong number", 90, "wrong_number")},
    "silent": {"call": {"answer": "human", "vanishes": True}},
    "hangs up": {"call": {"answer": "human", "hangs_up_after": 4.0}},
    "says something else": {
        "call": {
            "answer": "human",
            "says": [{"hear": ".", "words": "what? I cannot hear you", "after": 1.0, "means": "nothing"}],
        }
    },
    "clumsy": {"call": {"answer": "human", "presses": [{"hear": ".", "keys": "7", "after": 1.0, "times": 2}]}},
    "voicemail": {"call": {"answer": "machine", "greeting_seconds": 8.0}},
    "voicemail, long greeting": {"call": {"answer": "machine", "greeting_seconds": 25.0}},
    "rings out": {"call": {"answer": "no_answer"}},
    "rings out, calls back": {"call": {"answer": "no_answer", "calls_back_after": 900.0}},
    "busy": {"call": {"answer": "busy"}},
    "fax": {"call": {"answer": "fax"}},
    "not in service": {"call": {"answer": "not_in_service"}, "sms": {"delivery": "undelivered", "error_code": 30005}},
    "landline": {"sms": {"delivery": "undelivered", "error_code": 30006}, "line": "landline"},
    "reassigned": {
        "call": _presses(TWO, "2", "wrong_number"),
        "sms": _texts("You have the wrong number", 120, "wrong_number"),
        "reassigned_on": "2026-01-15",
    },
    # By text.
    "texts STOP": {"sms": _texts("STOP", 45, "stop")},
    "texts stop in words": {"sms": _texts("please stop texting me", 60, "stop")},
    "texts stop in Spanish": {"sms": _texts("ya no me manden mensajes", 60, "stop")},
    "texts wrong number": {"sms": _texts("wrong number", 30, "wrong_number")},
    "says she paid": {"sms": _texts("ya pagué", 200, "already_paid")},
    "promises": {"sms": _texts("I will pay 50 on friday", 300, "promise")},
    "asks who it is": {"sms": _texts("who is this?", 40, "why")},
    "answers late": {"sms": _texts("sorry just saw this. can you call me tomorrow?", 4 * 3600, "call_me")},
    # Collectors, whose phones a transfer rings.
    "collector who accepts": {"call": _presses(ONE, "1", "accepts", 2.0)},
    "collector who declines": {"call": {"answer": "human", "hangs_up_hearing": "."}},
    "collector who lets it ring": {"call": {"answer": "no_answer"}},
    "collector with voicemail": {"call": {"answer": "machine", "greeting_seconds": 6.0}},
    "collector who vanishes": {"call": {"answer": "human", "vanishes": True}},
}
