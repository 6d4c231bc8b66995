"""Reading single values of the JSON form: instants, dates, words from a list, numbers, addresses.

A reader takes what `json.loads` gives and returns a value, or raises `Unfit` with a reason that never repeats the
value: it may be somebody's number. `Shape` reads an object: every key must be known, every value fit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

from compliance.facts import DAY, Hours

Read = Callable[[Any], Any]
T = TypeVar("T")

FIRST_INSTANT = datetime(2000, 1, 1, tzinfo=UTC)
LAST_INSTANT = datetime(2060, 1, 1, tzinfo=UTC)
DAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}

_PHONE = re.compile(r"\+[1-9][0-9]{7,14}")
# No half characters (lone surrogates) anywhere: they have no bytes, and so no digest.
_EMAIL = re.compile(r"[^@\s\ud800-\udfff]+@[^@\s\ud800-\udfff]+\.[A-Za-z]+")
_HALF = re.compile(r"[\ud800-\udfff]")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_KEY = re.compile(r"[a-z_0-9]{1,40}")


class Unfit(Exception):
    """Raised by a reader; `path` grows as the error climbs out of nested objects."""

    def __init__(self, why: str, path: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.path = path

    def under(self, key: str) -> Unfit:
        """The same complaint, seen from one level up."""
        joined = f"{key}{self.path}" if not self.path or self.path[0] == "[" else f"{key}.{self.path}"
        return Unfit(self.why, joined)


class Shape(Generic[T]):
    """Reads one JSON object into `make`. `fields` maps each known key to (argument name, reader)."""

    def __init__(self, make: Callable[..., T], required: set[str], fields: Mapping[str, Read], **renamed: str) -> None:
        self._make = make
        self._required = frozenset(required)
        self._fields = {key: (renamed.get(key, key), read) for key, read in fields.items()}

    @property
    def keys(self) -> Mapping[str, str]:
        """JSON key by argument name."""
        return {name: key for key, (name, _) in self._fields.items()}

    def __call__(self, raw: Any) -> T:
        if type(raw) is not dict and not isinstance(raw, Mapping):
            raise Unfit("must be an object")
        fields, values = self._fields, {}
        for key, value in raw.items():
            try:
                name, read = fields[key]
                values[name] = read(value)
            except (KeyError, TypeError):
                raise Unfit("is not a known key", _spoken(key)) from None
            except Unfit as unfit:
                raise unfit.under(key) from None
        if not raw.keys() >= self._required:
            raise Unfit("is missing", min(self._required - raw.keys()))
        return self._make(**values)


def _spoken(key: object) -> str:
    return key if isinstance(key, str) and _KEY.fullmatch(key) and not key.isdigit() else "(a key that is no word)"


def text(raw: Any) -> str:
    if type(raw) is not str or not raw or _HALF.search(raw):
        raise Unfit("must be a text that is not empty")
    return raw


def identifier(raw: Any) -> str:
    if type(raw) is not str or not 0 < len(raw) <= 64 or _HALF.search(raw):
        raise Unfit("must be an id of 1 to 64 characters")
    return raw


def flag(raw: Any) -> bool:
    if raw is not True and raw is not False:
        raise Unfit("must be true or false")
    return bool(raw)


def whole(low: int, high: int) -> Read:
    def read(raw: Any) -> int:
        if type(raw) is not int or not low <= raw <= high:
            raise Unfit(f"must be a whole number from {low} to {high}")
        return raw

    return read


def word(*allowed: str) -> Read:
    known = {choice: choice for choice in allowed}

    def read(raw: Any) -> str:
        try:
            return known[raw]
        except (KeyError, TypeError):
            raise Unfit(f"must be one of {', '.join(allowed)}") from None

    return read


def number(*allowed: int) -> Read:
    def read(raw: Any) -> int:
        if type(raw) is not int or raw not in allowed:
            raise Unfit(f"must be one of {', '.join(map(str, allowed))}")
        return raw

    return read


def matching(pattern: str, meant: str) -> Read:
    compiled = re.compile(pattern)

    def read(raw: Any) -> str:
        if type(raw) is not str or not compiled.fullmatch(raw) or _HALF.search(raw):
            raise Unfit(f"must be {meant}")
        return raw

    return read


def many(read: Read, *, at_least: int = 0) -> Read:
    def read_all(raw: Any) -> tuple[Any, ...]:
        if not isinstance(raw, list | tuple) or len(raw) < at_least:
            raise Unfit("must be a list" + (" that is not empty" if at_least else ""))
        try:
            return tuple([read(item) for item in raw])
        except Unfit:
            raise _first_unfit(read, raw) from None

    return read_all


def _first_unfit(read: Read, items: Iterable[Any]) -> Unfit:
    """The complaint about the first item that cannot be read, with its place in the list."""
    for index, item in enumerate(items):
        try:
            read(item)
        except Unfit as unfit:
            return unfit.under(f"[{index}]")
    return Unfit("cannot be read")


def distinct(read: Read, *, at_least: int = 0) -> Read:
    read_all = many(read, at_least=at_least)

    def read_distinct(raw: Any) -> tuple[Any, ...]:
        items = read_all(raw)
        if len(items) > 1 and len(set(items)) != len(items):
            raise Unfit("names something twice")
        return tuple(items)

    return read_distinct


def unordered(read: Read, *, at_least: int = 0) -> Read:
    read_all = distinct(read, at_least=at_least)
    return lambda raw: frozenset(read_all(raw))


def instant(raw: Any) -> datetime:
    """`2026-12-07T18:00:00Z`, in the years 2000 to 2059."""
    try:
        at = datetime.fromisoformat(raw)
    except (ValueError, TypeError):
        at = None
    if at is None or raw[19:] != "Z" or raw[13] != ":" or raw[10] != "T" or raw[7] != "-":
        raise Unfit("must be an instant like 2026-12-07T18:00:00Z")
    if not FIRST_INSTANT <= at < LAST_INSTANT:
        raise Unfit("must be an instant in the years 2000 to 2059")
    return at


def day(raw: Any) -> date:
    try:
        read = date.fromisoformat(raw)
    except (ValueError, TypeError):
        read = None
    if read is None or read.isoformat() != raw:
        raise Unfit("must be a date like 2026-12-07")
    return read


def time_of_day(raw: Any) -> int:
    """`HH:MM` as seconds after midnight; `24:00` is the end of the day."""
    if raw == "24:00":
        return DAY
    found = _TIME.fullmatch(raw) if type(raw) is str else None
    if found is None:
        raise Unfit("must be a local time like 08:00, at most 24:00")
    return int(found[1]) * 3600 + int(found[2]) * 60


def weekday(raw: Any) -> int:
    try:
        return DAYS[raw]
    except (KeyError, TypeError):
        raise Unfit(f"must be one of {', '.join(DAYS)}") from None


def phone(raw: Any) -> str:
    if type(raw) is not str or not _PHONE.fullmatch(raw):
        raise Unfit("must be a number in E.164 form")
    return raw


def phone_or_email(raw: Any) -> str:
    """A number in E.164 form, or an e-mail address in lower case: mailboxes that differ in case are one."""
    if type(raw) is str:
        if _PHONE.fullmatch(raw):
            return raw
        if _EMAIL.fullmatch(raw):
            return raw.lower()
    raise Unfit("must be a number in E.164 form or an e-mail address")


hours = Shape(Hours, {"from", "to"}, {"from": time_of_day, "to": time_of_day}, **{"from": "opens", "to": "closes"})
