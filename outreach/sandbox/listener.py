"""Whoever holds the phone: hears words, decides on keys, hangs up.

Rules look at the words spoken since the last key. A rule fires when a Gather is listening; the first that matches
wins; nothing new is decided while keys are still to be typed.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from outreach.sandbox.line import Line
from outreach.sandbox.people import Answer, KeyRule, PhoneManner

BETWEEN_KEYS: Final = 0.4  # seconds
VOICEMAIL_LASTS: Final = 120.0  # seconds until a machine stops recording
FAX_LASTS: Final = 20.0
HANDS: Final = {Answer.HUMAN: "human", Answer.MACHINE: "machine", Answer.FAX: "fax"}


class Listener:
    """One person, machine or fax during one call."""

    def __init__(self, manner: PhoneManner) -> None:
        self.who = HANDS[manner.answer]
        self.words = ""
        self._manner = manner
        self._fired: Counter[KeyRule] = Counter()

    def stays(self) -> float:
        """Seconds after picking up at which the line goes dead if nothing else happens."""
        if self._manner.answer is Answer.MACHINE:
            return self._manner.greeting_seconds + VOICEMAIL_LASTS
        if self._manner.answer is Answer.FAX:
            return FAX_LASTS
        return float("inf") if self._manner.hangs_up_after is None else self._manner.hangs_up_after

    def hears(self, words: str) -> None:
        self.words = f"{self.words} {words}".strip()

    def typed(self) -> None:
        self.words = ""

    def has_had_enough(self) -> bool:
        pattern = self._manner.hangs_up_hearing
        return self.who == "human" and pattern is not None and bool(pattern.search(self.words))

    def reacts(self, line: Line) -> None:
        """Plan the keys of the first rule that matches what was heard."""
        if self.who != "human" or line.keys:
            return
        for rule in self._manner.presses:
            tired = rule.times is not None and self._fired[rule] >= rule.times
            if not tired and rule.hear.search(self.words):
                self._fired[rule] += 1
                first = line.at + rule.after
                line.keys.extend((first + BETWEEN_KEYS * n, key) for n, key in enumerate(rule.keys))
                return
