"""How the value of an attribute is read. Each reader raises `ValueError` for a value Twilio would refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterable

Reader = Callable[[str], object]

KEYS = frozenset("0123456789*#")
TONES = KEYS | frozenset("ABCDabcdwW")


def text(value: str) -> str:
    return value


def whole(low: int, high: int | None = None) -> Reader:
    def read(value: str) -> int:
        if not value.isdecimal() or int(value) < low or (high is not None and int(value) > high):
            raise ValueError(f"a whole number from {low}" + (f" to {high}" if high is not None else ""))
        return int(value)

    return read


def flag(value: str) -> bool:
    if value.lower() not in {"true", "false"}:
        raise ValueError("true or false")
    return value.lower() == "true"


def method(value: str) -> str:
    if value.upper() not in {"GET", "POST"}:
        raise ValueError("GET or POST")
    return value.upper()


def one_of(*allowed: str) -> Reader:
    def read(value: str) -> str:
        if value not in allowed:
            raise ValueError(f"one of {', '.join(allowed)}")
        return value

    return read


def words_of(*allowed: str) -> Reader:
    """Several of the words, parted by blanks or commas."""

    def read(value: str) -> tuple[str, ...]:
        words = tuple(value.replace(",", " ").split())
        _all_in(words, allowed)
        return words

    return read


def set_of(*allowed: str) -> Reader:
    read = words_of(*allowed)
    return lambda value: frozenset(read(value))  # type: ignore[call-overload]


def key_or_none(value: str) -> str:
    if len(value) > 1 or value not in "0123456789*#":
        raise ValueError("one of the keys, or empty")
    return value


def keys(value: str) -> str:
    _all_in(value, KEYS)
    return value


def tones(value: str) -> str:
    _all_in(value, TONES)
    return value


def wholes(value: str) -> tuple[int, ...]:
    return tuple(int(word) for word in value.split())


def speech_timeout(value: str) -> int:
    """Seconds of silence, 0 for `auto`."""
    if value == "auto":
        return 0
    if not value.isdecimal() or int(value) < 1:
        raise ValueError("auto, or a positive whole number")
    return int(value)


def _all_in(given: Iterable[str], allowed: Iterable[str]) -> None:
    unknown = sorted(set(given) - set(allowed))
    if unknown:
        raise ValueError(f"of {', '.join(sorted(allowed))}, not {', '.join(unknown)}")
