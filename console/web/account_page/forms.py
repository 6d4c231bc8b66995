"""Forms: what a browser sends, as values; anything else is nothing."""

from __future__ import annotations

from datetime import date, time
from typing import Final
from urllib.parse import parse_qs

from fastapi import Request

from console.web.desk import body_of
from outreach.accounts.clients import CHANNELS
from outreach.contacts.contact_contract import DAYS, LANGUAGES, Terms

MOST: Final = 16 * 1024  # bytes of a form
MOST_WORDS: Final = 2000  # characters of what she writes
Form = dict[str, list[str]]


class Unreadable(Exception):
    """A form with something in it that cannot be kept to; ``problem`` names what."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


async def form_of(request: Request) -> Form:
    """The fields of an urlencoded form; a body that is none has none."""
    body = await body_of(request, MOST)
    try:
        return parse_qs(body.decode(), keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return {}


def first(form: Form, name: str) -> str:
    """The value of a field; empty when it is not there."""
    return form.get(name, [""])[0].strip()


def factor(form: Form) -> str:
    """The answer to the second factor, digits of a date in the order they are compared."""
    if "month" in form:
        return first(form, "month").zfill(2) + first(form, "day").zfill(2) + first(form, "year")
    return first(form, "answer")


def terms(form: Form, today: date) -> Terms:
    """How somebody wants to be contacted. Raises Unreadable."""
    opens, closes = _hour(form, "opens"), _hour(form, "closes")
    if (opens is None) != (closes is None) or (opens is not None and closes is not None and opens >= closes):
        raise Unreadable("hours")
    language = first(form, "language")
    return Terms(
        channels=frozenset(form.get("channels", ())) & frozenset(CHANNELS),
        days=frozenset(form.get("days", ())) & frozenset(DAYS),
        opens=opens,
        closes=closes,
        not_before=_day(first(form, "not_before"), today),
        language=language if language in LANGUAGES else None,
        not_at_work=first(form, "not_at_work") == "yes",
    )


def readable_terms(form: Form, today: date) -> Terms:
    """What can be kept to of a form that cannot be kept to as a whole, to be shown again."""
    for unread in ((), ("not_before",), ("opens", "closes"), ("not_before", "opens", "closes")):
        try:
            return terms({name: values for name, values in form.items() if name not in unread}, today)
        except Unreadable:
            continue
    return Terms()


def _hour(form: Form, name: str) -> time | None:
    said = first(form, name)
    try:
        return time.fromisoformat(said) if said else None
    except ValueError:
        raise Unreadable("hours") from None


def _day(said: str, today: date) -> date | None:
    if not said:
        return None
    try:
        found = date.fromisoformat(said)
    except ValueError:
        raise Unreadable("day") from None
    if not 0 < (found - today).days <= 365:
        raise Unreadable("day")
    return found
