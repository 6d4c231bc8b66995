"""Lists of the 2010 API: filters by instant, pages by token.

A filter names a date (`YYYY-MM-DD`, the whole UTC day) or an instant; `Name>` means at or after, `Name<` at or
before. The official libraries write a date as its midnight, so `Name` at midnight means the day too. A page token is `PA`
and the id of the last resource of the page before, or `PB` and the id of the first resource of the page after, so pages do
not shift while new resources come in.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import islice, takewhile
from typing import Final, TypeVar
from urllib.parse import urlencode

from outreach.sandbox.errors import Refusal
from outreach.sandbox.rest.ask import Ask
from outreach.sandbox.shelf import Resource, Shelf

DEFAULT_SIZE: Final = 50
LARGEST_SIZE: Final = 1000
DAY: Final = 86_400.0

Kept = TypeVar("Kept", bound=Resource)


def page_size(ask: Ask) -> int:
    text = ask.query.get("PageSize", str(DEFAULT_SIZE))
    if not text.isdecimal():
        raise Refusal(20001, "PageSize")
    return max(1, min(int(text), LARGEST_SIZE))


def page_number(ask: Ask) -> int:
    text = ask.query.get("Page", "0")
    if not text.isdecimal():
        raise Refusal(20001, "Page")
    return int(text)


def page(
    ask: Ask,
    name: str,
    shelf: Shelf[Kept],
    fits: Callable[[Kept], bool],
    show: Callable[[Kept], Mapping[str, object]],
    about: str | None,
) -> dict[str, object]:
    """One page of `shelf` under `name`, newest first, of what is about an address, with the URIs of its neighbours."""
    size, token = page_size(ask), ask.query.get("PageToken", "")
    sid = token.removeprefix("PA").removeprefix("PB") or None
    if sid is not None and shelf.get(sid) is None:
        raise Refusal(20001, "PageToken")
    if token.startswith("PB"):
        newer = takewhile(lambda one: one.sid != sid, shelf.newest(about or None))
        rows, more = list(deque(filter(fits, newer), size)), True
    else:
        wanted = filter(fits, shelf.newest(about or None, sid))
        skipped = 0 if sid else page_number(ask) * size
        rows = list(islice(wanted, skipped, skipped + size))
        more = next(wanted, None) is not None
    around = (f"PB{rows[0].sid}", f"PA{rows[-1].sid}" if more else None) if rows else (None, None)
    return envelope(ask, name, [show(row) for row in rows], *around)


def page_of(ask: Ask, name: str, rows: list[dict[str, object]] | list[Mapping[str, object]]) -> dict[str, object]:
    """One page of rows that are all at hand."""
    size, start = page_size(ask), page_number(ask) * page_size(ask)
    more = "PA" if start + size < len(rows) else None
    return envelope(ask, name, list(rows[start : start + size]), None, more)


def envelope(
    ask: Ask, name: str, rows: list[Mapping[str, object]], previous_token: str | None, next_token: str | None
) -> dict[str, object]:
    """The frame around one page of rows, as the 2010 API writes it; without a next token it is the last."""
    size, number = page_size(ask), page_number(ask)
    start = number * size
    return {
        name: rows,
        "end": max(start, start + len(rows) - 1),
        "first_page_uri": _uri(ask, 0, None),
        "next_page_uri": _uri(ask, number + 1, next_token) if next_token else None,
        "page": number,
        "page_size": size,
        "previous_page_uri": _uri(ask, number - 1, previous_token) if number else None,
        "start": start,
        "uri": _uri(ask, number, ask.query.get("PageToken")),
    }


def page_v1(ask: Ask, name: str, rows: list[Mapping[str, object]]) -> dict[str, object]:
    """One page in the frame of the newer APIs, whose URLs are absolute: the client's own way to us."""
    size, number = page_size(ask), page_number(ask)
    last = (number + 1) * size >= len(rows)

    def url(page: int) -> str:
        return f"{ask.origin}{ask.path}?{urlencode({'PageSize': size, 'Page': page})}"

    meta = {
        "first_page_url": url(0),
        "key": name,
        "next_page_url": None if last else url(number + 1),
        "page": number,
        "page_size": size,
        "previous_page_url": url(number - 1) if number else None,
        "url": url(number),
    }
    return {"meta": meta, name: rows[number * size : (number + 1) * size]}


def _uri(ask: Ask, number: int, token: str | None) -> str:
    query = {name: value for name, value in ask.query.items() if name not in {"Page", "PageToken", "PageSize"}}
    query |= {"PageSize": str(page_size(ask)), "Page": str(number)}
    if token:
        query["PageToken"] = token
    return f"{ask.path}?{urlencode(query)}"


def instant_filter(ask: Ask, name: str) -> Callable[[float | None], bool]:
    """Whether an instant fits the filters `name`, `name>` and `name<` of the request; None fits no filter."""
    bounds = list(_bounds(ask.query, name))

    def fits(at: float | None) -> bool:
        return not bounds or (at is not None and all(low <= at <= high for low, high in bounds))

    return fits


def _bounds(query: Mapping[str, str], name: str) -> Iterator[tuple[float, float]]:
    if name in query:
        first, last = _span(query[name], name)
        yield first, first + DAY - 0.001 if first % DAY == 0 else last
    if f"{name}>" in query:
        yield _span(query[f"{name}>"], name)[0], float("inf")
    if f"{name}<" in query:
        yield float("-inf"), _span(query[f"{name}<"], name)[1]


def _span(text: str, name: str) -> tuple[float, float]:
    """First and last instant a filter value names; REST times are whole seconds."""
    try:
        if len(text) == 10:
            day = datetime.fromisoformat(text).replace(tzinfo=UTC)
            return day.timestamp(), (day + timedelta(days=1)).timestamp() - 0.001
        at = _instant(text)
    except ValueError:
        raise Refusal(20001, name) from None
    return float(int(at)), int(at) + 0.999


def _instant(text: str) -> float:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = parsedate_to_datetime(text)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
