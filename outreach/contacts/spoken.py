"""Days, hours, amounts and terms as people say them, in the languages we speak. English where a language is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from itertools import pairwise
from typing import Final

from outreach.agreements.offers import Kind, Offer, Payment
from outreach.contacts.contact_contract import DAYS, Terms
from outreach.money import Money

_DAYS: Final = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
_MONTHS: Final = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
    "es": ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
           "noviembre", "diciembre"),
}  # fmt: skip
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "payments": "{count} payments of {amount}, the first by {first}, the last by {last}",
        "raised": "{raised} by {first}, then {count} payments of {amount}, the last by {last}",
        "once": "{amount} by {first}",
        "settles": "{once}, which settles the account; the rest is let go",
        "at": "{day}, at {hour}",
        "and": "and",
        "from_to": "{day} to {other}",
        "between": "between {opens} and {closes}",
        "from": "from {day} on",
        "not_at_work": "not at work",
        "call": "calls",
        "sms": "texts",
        "email": "e-mails",
        "only": "only {ways}",
        "in": "in English",
        "any": "as before",
        "principal": "principal",
        "interest": "interest",
        "fees": "fees",
        "other": "other charges",
        "payment": "paid so far",
        "credit": "credits",
        "zip": "5-digit ZIP code",
        "birth_date": "date of birth as eight digits (MMDDYYYY)",
    },
    "es": {
        "payments": "{count} pagos de {amount}, el primero antes del {first}, el último antes del {last}",
        "raised": "{raised} antes del {first}, luego {count} pagos de {amount}, el último antes del {last}",
        "once": "{amount} antes del {first}",
        "settles": "{once}, con lo que la cuenta queda saldada y se perdona el resto",
        "at": "{day}, a las {hour}",
        "and": "y",
        "from_to": "de {day} a {other}",
        "between": "entre las {opens} y las {closes}",
        "from": "a partir del {day}",
        "not_at_work": "no en el trabajo",
        "call": "llamadas",
        "sms": "mensajes de texto",
        "email": "correos electrónicos",
        "only": "solo {ways}",
        "in": "en español",
        "any": "como hasta ahora",
        "principal": "capital",
        "interest": "intereses",
        "fees": "cargos",
        "other": "otros cargos",
        "payment": "pagado hasta ahora",
        "credit": "créditos",
        "zip": "código postal de 5 dígitos",
        "birth_date": "fecha de nacimiento en ocho dígitos (MMDDAAAA)",
    },
}


def day(on: date, language: str) -> str:
    """``Friday, December 4`` or ``viernes 4 de diciembre``."""
    known = _known(language)
    name, month = _DAYS[known][on.weekday()], _MONTHS[known][on.month - 1]
    return f"{name} {on.day} de {month}" if known == "es" else f"{name}, {month} {on.day}"


def hour(at: time, language: str) -> str:
    """``3:00 PM``, in both languages as people in the United States write it."""
    return f"{at.hour % 12 or 12}:{at.minute:02d} {'AM' if at.hour < 12 else 'PM'}"


def moment(local: datetime, language: str) -> str:
    """A day and an hour where the person is: ``Friday, December 18, at 3:00 PM``."""
    return _say(language, "at", day=day(local.date(), language), hour=hour(local.time(), language))


def payments(due: Sequence[Payment], currency: str, language: str) -> str:
    """A plan in one sentence: how many payments, how much, from when to when."""
    first, last = day(due[0].due_on, language), day(due[-1].due_on, language)
    amount = str(Money(due[-1].amount, currency))
    if len(due) == 1:
        return _say(language, "once", amount=amount, first=first)
    if due[0].amount == due[-1].amount:
        return _say(language, "payments", count=str(len(due)), amount=amount, first=first, last=last)
    raised = str(Money(due[0].amount, currency))
    return _say(language, "raised", raised=raised, first=first, count=str(len(due) - 1), amount=amount, last=last)


def offer(offered: Offer, language: str) -> str:
    """An offer in one sentence; a settlement says that it is one."""
    said = payments(offered.payments, offered.currency, language)
    return _say(language, "settles", once=said) if offered.kind is Kind.SETTLEMENT else said


def itemised(parts: Mapping[str, int], currency: str, language: str) -> str:
    """What a balance is made of: ``$90.00 principal, $10.00 interest``; parts of nothing are left out."""
    said = [f"{Money(amount, currency)} {_WORDS[_known(language)][part]}" for part, amount in parts.items() if amount]
    return _listed(said, language)


def factor(name: str, language: str) -> str:
    """What somebody is asked for by text, to know who reads: ``5-digit ZIP code``."""
    return _WORDS[_known(language)][name]


def contract(terms: Terms, language: str) -> str:
    """How a person wants to be contacted, in one sentence to read back."""
    words = _WORDS[_known(language)]
    said: list[str] = []
    if terms.channels:
        ways = _listed([words[channel] for channel in ("call", "sms", "email") if channel in terms.channels], language)
        said.append(_say(language, "only", ways=ways))
    if terms.days:
        said.append(_week(terms.days, language))
    if terms.opens is not None and terms.closes is not None:
        between = {"opens": hour(terms.opens, language), "closes": hour(terms.closes, language)}
        said.append(_say(language, "between", **between))
    if terms.not_before is not None:
        said.append(_say(language, "from", day=day(terms.not_before, language)))
    if terms.not_at_work:
        said.append(words["not_at_work"])
    if terms.language:
        said.append(_WORDS[_known(terms.language)]["in"])
    return ", ".join(said) or words["any"]


def _week(days: frozenset[str], language: str) -> str:
    """Days of the week; a run of three and more is said by its ends."""
    places = [place for place, name in enumerate(DAYS) if name in days]
    names = _DAYS[_known(language)]
    if len(places) > 2 and all(later == earlier + 1 for earlier, later in pairwise(places)):
        return _say(language, "from_to", day=names[places[0]], other=names[places[-1]])
    return _listed([names[place] for place in places], language)


def _listed(parts: Sequence[str], language: str) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {_WORDS[_known(language)]['and']} {parts[-1]}"


def _say(language: str, key: str, **values: str) -> str:
    return _WORDS[_known(language)][key].format(**values)


def _known(language: str) -> str:
    return language if language in _WORDS else "en"
