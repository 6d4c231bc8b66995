"""What a word was meant to be: short forms written out, slips of the thumb and of the ear undone.

A word that some list knows, and an ordinary word (`words/ordinary.txt`), is never changed: "shop", "step" and "top" are
not "stop". For the rest, the nearest word of `words/misspelled.txt` is taken that is one slip away (a letter too many,
too few, wrong, or two in the wrong order), for long words two; or that sounds the same in Spanish. Short words have too
many neighbours and are changed only as `words/spellings.txt` says. What is still unknown is marked with ``~``: most
often a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from outreach.conversations.reader.word_lists import WordLists

ONE_SLIP, TWO_SLIPS = 5, 9
"""The shortest words in which one and two slips are undone."""

SHORTEST_JOINED = 4
"""Letters of a word before which the blank may be missing."""

_OPENERS = {
    "nome": "no me", "nomas": "no mas", "no": "no", "yano": "ya no", "ya": "ya", "stop": "stop", "quit": "quit", "dont": "do not", "don": "do not", "unsubscribe": "unsubscribe", "unsuscribe": "unsubscribe",
    "please": "please", "pls": "please", "porfavor": "por favor", "dejende": "dejen de", "leave": "leave", "remove": "remove",
    "take": "take", "delete": "delete", "cease": "cease", "never": "never", "cancel": "cancel", "lose": "lose", "end": "end",
    "dejen": "dejen", "deje": "deje", "dejenme": "dejenme", "dejeme": "dejeme", "dejame": "dejame", "quiten": "quiten",
    "borren": "borren", "saquen": "saquen", "paren": "paren", "pare": "pare", "basta": "basta",
}  # fmt: skip
"""What is written together with the words after it, and how it is read."""
_SMALL_JOINED = frozenset(
    ["me", "my", "us", "it", "no", "of", "off", "the", "all", "ya", "de", "en", "mi", "now", "out", "con", "paz"]
)
"""The short words of which one may stand among joined ones."""
_BESIDE = {
    "s": "adwezx", "t": "ryfg", "o": "ipkl", "p": "ol",
}  # fmt: skip
"""The keys beside those of "stop"."""
_REPEATED = re.compile(r"([a-z])\1{2,}")
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("qu(?=[ei])|c(?=[aou]|[^aeiouyh]|$)|k", "k"),
        ("c(?=[eiy])|z|sh", "s"),
        ("ll|y(?=[aeou])", "y"),
        ("g(?=[ei])", "j"),
        ("(?<![csp])h", ""),
        ("v|w", "b"),
        ("x", "s"),
        (r"([a-z])\1", r"\1"),
        ("n(?=[bp])", "m"),
    )
)


class Spelling:
    """Puts the words of a message as the lists have them. Pure; built once from the lists."""

    def __init__(self, lists: WordLists, more_words: Iterable[str]) -> None:
        self._spellings = lists.spellings
        self._longest = max(len(written.split()) for written in lists.spellings)
        self._words = lists.words | frozenset(more_words)
        self._names = lists.names
        self._small = lists.small
        self._misspelled = lists.misspelled
        self._known = self._words | lists.ordinary | frozenset(lists.spellings)

    @property
    def known(self) -> frozenset[str]:
        """Every word that is left as it is written, or has a spelling of its own."""
        return self._known

    def read(self, found: list[str]) -> list[str]:
        """The tokens as the lists have them, unknown words marked with ``~``."""
        meant = self._written_out(self._two_for_to(found))
        return [word for token in meant for word in self._meant(token).split()]

    def _written_out(self, found: list[str]) -> list[str]:
        words, at, alone = [], 0, sum(token.isalpha() for token in found) == 1
        while at < len(found):
            written, count = self._entry(found, at, alone)
            words += written
            at += count
        return words

    def _entry(self, found: list[str], at: int, alone: bool) -> tuple[list[str], int]:
        """The words that stand for the longest listed form at this place, and how many tokens it takes."""
        for count in range(min(self._longest, len(found) - at), 1, -1):
            written = " ".join(found[at : at + count])
            if written in self._spellings:
                return self._spellings[written].split(), count
        token = found[at]
        if token in ("ill", "id"):
            return self._ill_or_id(found, at), 1
        if token not in self._spellings or (alone and len(token) == 1):
            return [token], 1
        return self._spellings[token].split(), 1

    def _two_for_to(self, found: list[str]) -> list[str]:
        """``need 2 stop``, ``talk 2 my lawyer``."""
        around = zip(["", *found], found, [*found[1:], ""], strict=False)
        before, after = self._small["to_before"], self._small["to_after"]
        return ["to" if one == "2" and left in before and right in after else one for left, one, right in around]

    def _ill_or_id(self, found: list[str], at: int) -> list[str]:
        """Reads "ill" as "I will" and "id" as "I would", unless what stands beside says that they are words."""
        before, after = found[at - 1] if at else "", found[at + 1] if at + 1 < len(found) else ""
        if found[at] == "id":
            return ["id"] if after in self._small["id_itself"] or not after.isalpha() else ["i", "would"]
        unwell = before in self._small["unwell"] or after in self._small["ill_and"] or not after.isalpha()
        return ["ill"] if unwell and after not in self._small["will"] else ["i", "will"]

    def _meant(self, token: str) -> str:
        if not token.isalpha() or token in self._words:
            return token
        if token in self._known:
            return self._spellings.get(token, token)
        if token in self._names:
            return f"{token}~"
        return (
            _slipped_stop(token)
            or self._squeezed(token)
            or self._unjoined(token)
            or self._nearest(token)
            or f"{token}~"
        )

    def _unjoined(self, token: str) -> str | None:
        """``nomanden``, ``stoptextingme``: words without the blanks between them."""
        for opener, words in _OPENERS.items():
            rest = self._split(token.removeprefix(opener)) if token.startswith(opener) else None
            if rest and max(len(opener), *(len(word) for word in rest)) >= SHORTEST_JOINED:
                return " ".join([words, *(self._spellings.get(word, word) for word in rest)])
        return None

    def _split(self, joined: str) -> list[str] | None:
        """The known words that make up a row of letters, the longest first; None when it is no such row."""
        for end in range(len(joined), 1, -1):
            word = joined[:end]
            known = word in self._words if end >= SHORTEST_JOINED else word in _SMALL_JOINED
            if known and (rest := self._split(joined[end:]) if end < len(joined) else []) is not None:
                return [word, *rest]
        return None

    def _squeezed(self, token: str) -> str | None:
        """``stoooop``, ``yesss``, ``outt``; also ``textin``."""
        if token.endswith("in") and f"{token}g" in self._words:
            return f"{token}g"
        if len(token) >= 4 and token[-1] == token[-2] and token[:-1] in self._known:
            return self._spellings.get(token[:-1], token[:-1])
        if not _REPEATED.search(token):
            return None
        for form in (_REPEATED.sub(r"\1", token), _REPEATED.sub(r"\1\1", token)):
            if form in self._known:
                return self._spellings.get(form, form)
        return self._nearest(_REPEATED.sub(r"\1", token))

    def _nearest(self, token: str) -> str | None:
        if len(token) >= ONE_SLIP - 1 and (alike := self._by_sound.get(_sound(token))):
            return alike
        near = {word for form in _shortened(token) for word in self._by_shortened.get(form, ())}
        ranked = sorted((slips, word[0] != token[0], word) for word in near if (slips := _slips(token, word)))
        return ranked[0][2] if ranked else None

    @cached_property
    def _by_sound(self) -> dict[str, str]:
        """Words by their sound in Spanish; a sound that two of them share tells nothing."""
        sounds: dict[str, str] = {}
        for word in sorted(self._misspelled):
            sound = _sound(word)
            sounds[sound] = "" if sound in sounds else word
        return {sound: word for sound, word in sounds.items() if word}

    @cached_property
    def _by_shortened(self) -> dict[str, list[str]]:
        """Words by each form that one or two letters less leave of them."""
        forms: dict[str, list[str]] = {}
        for word in sorted(word for word in self._misspelled if len(word) >= ONE_SLIP):
            for form in _shortened(word):
                forms.setdefault(form, []).append(word)
        return forms


def _slipped_stop(token: str) -> str | None:
    """``stio``, ``dtop``: each letter of "stop" or a key beside it, two of them beside at most."""
    if len(token) != len("stop"):
        return None
    pairs = [(meant, hit) for meant, hit in zip("stop", token, strict=True) if meant != hit]
    return "stop" if len(pairs) <= 2 and all(hit in _BESIDE[meant] for meant, hit in pairs) else None


def _sound(word: str) -> str:
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


def _shortened(word: str) -> set[str]:
    """The word, and what is left when one letter goes; of a long word also when two go."""
    forms = {word} | {word[:at] + word[at + 1 :] for at in range(len(word))}
    if len(word) >= TWO_SLIPS:
        forms |= {form[:at] + form[at + 1 :] for form in tuple(forms) for at in range(len(form))}
    return forms


def _slips(written: str, meant: str) -> int:
    """How many slips lie between two words (letters swapped count once); 0 when they are too many for such words."""
    allowed = 2 if min(len(written), len(meant)) >= TWO_SLIPS else 1 if max(len(written), len(meant)) >= ONE_SLIP else 0
    distance = _distance(written, meant)
    begins_alike = written[0] == meant[0] or written[:2] == meant[1::-1]
    return distance if 0 < distance <= allowed and begins_alike else 0


def _distance(one: str, other: str) -> int:
    """Optimal string alignment distance."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            best = min(rows[-1][j] + 1, row[j - 1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]
