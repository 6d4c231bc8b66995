"""Whoever holds the phone: hears words, decides on keys and words of her own, hangs up.

Reactions look at the words heard since the last act. One fires when somebody is listening for its kind (keys or
speech); the first that matches wins; nothing new is decided while an act is still to come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from outreach.sandbox.people.act import Act
from outreach.sandbox.people.persona import IN_HAND, Answer, PhoneManner, Reaction
from outreach.sandbox.timers import NEVER

BETWEEN_KEYS: Final = 0.4  # seconds
VOICEMAIL_LASTS: Final = 120.0  # seconds until a machine stops recording
FAX_LASTS: Final = 20.0
SPEECH_RATE: Final = 14.0  # characters a second, of voices and of people
HANDS: Final = {Answer.HUMAN: "human", Answer.MACHINE: "machine", Answer.FAX: "fax", Answer.BY_HAND: "human"}


def speaking_time(words: str) -> float:
    """Seconds it takes to say `words`."""
    return max(0.2, len(words) / SPEECH_RATE)


class Party:
    """One person, machine or fax during one call."""

    def __init__(self, manner: PhoneManner) -> None:
        self.manner = manner
        self.heard = ""
        self._fired: Counter[Reaction] = Counter()

    @property
    def who(self) -> str:
        return HANDS.get(self.manner.answer, "nobody")

    @property
    def by_hand(self) -> bool:
        return self.manner.answer is Answer.BY_HAND

    def taken_in_hand(self) -> None:
        """Somebody at the page plays whoever this was."""
        self.manner = IN_HAND

    def stays(self) -> float:
        """Seconds after picking up at which the line goes dead if nothing else happens."""
        if self.manner.answer is Answer.MACHINE:
            return self.manner.greeting_seconds + VOICEMAIL_LASTS
        if self.manner.answer is Answer.FAX:
            return FAX_LASTS
        return NEVER if self.manner.hangs_up_after is None else self.manner.hangs_up_after

    def talks(self) -> float:
        """Seconds after being connected to somebody at which she hangs up."""
        return NEVER if self.by_hand else self.manner.talk_seconds

    def waits(self) -> float:
        """Seconds on hold after which she hangs up."""
        return NEVER if self.by_hand else self.manner.patience_seconds

    def hears(self, words: str) -> None:
        self.heard = f"{self.heard} {words}".strip()

    def acted(self) -> None:
        self.heard = ""

    def has_had_enough(self) -> bool:
        pattern = self.manner.hangs_up_hearing
        return self.who == "human" and pattern is not None and bool(pattern.search(self.heard))

    def reaction(self, at: float, *, keys: bool, speech: bool) -> list[Act]:
        """What she does next, from `at` on, while keys or speech are listened for; nothing when nothing moves her."""
        if self.who != "human" or self.manner.vanishes:
            return []
        for rule in self._rules(keys=keys, speech=speech):
            tired = rule.times is not None and self._fired[rule] >= rule.times
            if not tired and rule.hear.search(self.heard):
                self._fired[rule] += 1
                return list(_acts(rule, at + rule.after))
        return []

    def _rules(self, *, keys: bool, speech: bool) -> Iterator[Reaction]:
        if keys:
            yield from self.manner.presses
        if speech:
            yield from self.manner.says


def _acts(rule: Reaction, first: float) -> Iterator[Act]:
    if rule.words:
        yield Act(first, words=rule.words, means=rule.means)
    for n, key in enumerate(rule.keys):
        yield Act(first + BETWEEN_KEYS * n, key=key, means=rule.means if n == 0 else None)
