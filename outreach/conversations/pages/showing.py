"""Showing: each screen behind the second factor, as its words and what it lays out.

A ``View`` is all that a page needs to be drawn: ``say`` holds the parts of each text by its name, ``data`` what is no word (numbers,
choices, links' places). Whoever draws adds nothing but form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from typing import Any, Final
from uuid import UUID

from outreach.accounts import pay_sites
from outreach.accounts.clients import CHANNELS, Client
from outreach.accounts.debts import Debt
from outreach.agreements import offer_sets, offering
from outreach.agreements.making import answered
from outreach.agreements.offer_sets import OfferSet
from outreach.agreements.offering import Hearer
from outreach.agreements.offers import Offer
from outreach.agreements.plans import Instalment, instalments
from outreach.contacts import contact_contract, spoken, word_values, written_confirmation
from outreach.contacts.contact_contract import DAYS, LANGUAGES, ContactContract, Terms, from_json
from outreach.contacts.word_values import Values
from outreach.conversations.pages import speaking, standing
from outreach.conversations.pages.page_events import PageEvent
from outreach.conversations.pages.speaking import Parts, Reading
from outreach.conversations.pages.standing import Owed
from outreach.conversations.pages.visits import Visiting
from outreach.errors import NotAllowed
from outreach.money import Money

CONTENT: Final = "content"  # the name under which a screen's own text stands
HOURS: Final = tuple(
    time(hour) for hour in range(8, 22)
)  # to choose from: federal law lets nobody be contacted outside
PARTS: Final = (
    "principal",
    "interest",
    "fees",
    "other",
    "credit",
    "payment",
)  # of a balance, in the order they are read
NOTES: Final = ("changed", "agreed_meanwhile")


@dataclass(frozen=True, slots=True)
class View:
    """A screen to be drawn. ``name`` is its layout."""

    name: str
    language: str
    say: dict[str, Parts]
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """A debt on the account screen: its words, rows of (part, amount), and what can be done about it."""

    owed: Owed
    words: Parts
    rows: tuple[tuple[str, str], ...]
    total: str
    agreed: Parts | None
    payments: tuple[tuple[str, str, str], ...]
    hand_off: bool


def account(visiting: Visiting, note: str = "") -> View:
    """What is owed, what it is made of, what is agreed, and what can be done."""
    read = speaking.reading(visiting)
    debts = [_line(read, owed) for owed in standing.owed(visiting)]
    say = {**read.framed(), CONTENT: read.say("account")}
    contract = contact_contract.in_force(visiting.session, visiting.person)
    if contract is not None:
        say["contract"] = read.say("contract", _contract(visiting, from_json(contract.terms)))
    if any(line.hand_off for line in debts):
        say["to_pay_site"] = read.say("to_pay_site")
    read.keep("account")
    return View("account", visiting.language, say, {"debts": debts, "note": note if note in NOTES else ""})


def resting(visiting: Visiting) -> View:
    """Nothing of a debt, and no word that collects: only somebody of ours may speak of it now."""
    read = speaking.reading(visiting)
    say = {CONTENT: read.say("resting")}
    read.keep("resting")
    return View("resting", visiting.language, say)


def pay(visiting: Visiting, owed: Owed, problem: str = "") -> View:
    """The days by which the debt may be paid in full."""
    days = [(day.isoformat(), spoken.day(day, visiting.language)) for day in days_to_pay(visiting, owed.debt)]
    return _view(visiting, "pay", _about(visiting, owed), owed=owed, days=days, problem=problem)


def plans(visiting: Visiting, owed: Owed, problem: str = "") -> View | None:
    """What the client's authority lets her choose from; None when that is nothing."""
    offered = offers(visiting, owed)
    if offered is None or not offered.offers:
        return None
    values = _about(visiting, owed) | word_values.of_offers(offered, visiting.language)
    numbers = [offer.number for offer in offered.all()]
    return _view(visiting, "plans", values, owed=owed, offer_set=str(offered.id), numbers=numbers, problem=problem)


def dispute(visiting: Visiting, owed: Owed) -> View:
    """What follows when she says that something is wrong."""
    return _view(visiting, "dispute", _about(visiting, owed), owed=owed)


def hand_off(visiting: Visiting, owed: Owed) -> View | None:
    """The way to where money is paid; None when the client names none."""
    site = _pay_site(visiting, owed)
    if site is None:
        return None
    return _view(visiting, "hand_off", _about(visiting, owed) | {"pay_site": site.host}, owed=owed, url=site.url)


def preferences(visiting: Visiting, terms: Terms | None = None, problem: str = "") -> View:
    """How she may be contacted: what is in force, or what she has just filled in."""
    if terms is None:
        contract = contact_contract.in_force(visiting.session, visiting.person)
        terms = _still_to_come(from_json(contract.terms), visiting.today) if contract else Terms()
    hours = sorted({*HOURS, *(hour for hour in (terms.opens, terms.closes) if hour)})
    choices: dict[str, Any] = {
        "channels": CHANNELS,
        "days": DAYS,
        "hours": [(f"{hour:%H:%M}", spoken.hour(hour, visiting.language)) for hour in hours],
        "first_day": (visiting.today + timedelta(days=1)).isoformat(),
        "last_day": (visiting.today + timedelta(days=365)).isoformat(),
    }
    names = [(code, speaking.neutral(visiting.session, "language", code)["name"]) for code in LANGUAGES]
    return _view(visiting, "preferences", terms=terms, problem=problem, languages=names, **choices)


def quiet(visiting: Visiting, problem: str = "") -> View:
    """What shall stop."""
    return _view(visiting, "quiet", problem=problem)


def check(visiting: Visiting, chosen: PageEvent) -> View:
    """What was chosen, read back before it counts."""
    return _CHECKS[chosen.detail["what"]](visiting, chosen)


def done(visiting: Visiting, event: PageEvent) -> View:
    """What came of what was asked for, as often as it is looked at."""
    what = event.detail["what"]
    values = _done_values(visiting, event)
    data: dict[str, Any] = {
        name: event.detail.get(key, "") for name, key in (("scope", "scope"), ("way", "confirmed_by"))
    }
    data |= {"owed": None, "hand_off": False}
    if "debt" in event.detail:
        owed = next((one for one in standing.owed(visiting) if str(one.debt) == event.detail["debt"]), None)
        data |= {"owed": owed, "hand_off": owed is not None and _pay_site(visiting, owed) is not None}
    also = {"written": bool(event.detail.get("confirmed_by")), "to_pay_site": bool(data["hand_off"])}
    view = _view(visiting, f"done_{what}", values, also=[name for name, wanted in also.items() if wanted], **data)
    return replace(view, name="done")


def days_to_pay(visiting: Visiting, debt: UUID) -> list[date]:
    """The days by which a payment may be promised."""
    most = standing.most_days(visiting, debt)
    return [visiting.today + timedelta(days=days) for days in range(1, most + 1)] or [visiting.today]


def offers(visiting: Visiting, owed: Owed) -> OfferSet | None:
    """The offers of a debt: those she was shown before while they hold, else made now. None when there is nothing to offer."""
    if (shown := offers_shown(visiting, owed)) is not None:
        return shown
    key = f"page/plans.{visiting.language}"
    hearer = Hearer(visiting.person, owed.debt, "page", visiting.today, visiting.link.attempt_id, key)
    try:
        return offering.make(visiting.session, hearer, visiting.at)
    except NotAllowed:  # nothing is owed, or a plan is running
        return None


def offers_shown(visiting: Visiting, owed: Owed) -> OfferSet | None:
    """The offers of a debt that she was shown last, while they hold: today, for what is owed still, unanswered."""
    shown = offer_sets.newest(visiting.session, visiting.person, "page", visiting.at)
    if shown is None or answered(visiting.session, shown.id) is not None:
        return None
    holds = (shown.debt_id, shown.balance, shown.made_on) == (owed.debt, owed.balance, visiting.today)
    return shown if holds else None


def confirmed_by(visiting: Visiting, template: str) -> str | None:
    """The channel by which a confirmation leaves, so that we say so only when it does."""
    link = visiting.link
    whom = written_confirmation.Whom(link.person_id, link.client_id, tuple(link.debt_ids), link.address_id)
    return written_confirmation.leaves_by(visiting.session, visiting.store, whom, template, visiting.at)


def _view(
    visiting: Visiting, name: str, values: Values | None = None, *, also: Iterable[str] = (), **data: Any
) -> View:
    """A screen with its own text in the frame, and other texts beside it, kept as shown."""
    read = speaking.reading(visiting)
    say = {**read.framed(), CONTENT: read.say(name, values)}
    say |= {other: read.say(other) for other in also}
    read.keep(name)
    return View(name, visiting.language, say, data)


def _about(visiting: Visiting, owed: Owed) -> Values:
    values = speaking.about(visiting, owed.debt)
    return values | {"itemised_on": spoken.day(visiting.today, visiting.language)}


def _line(read: Reading, owed: Owed) -> Line:
    visiting, values = read.visiting, _about(read.visiting, owed)
    words, agreed = read.say("debt", values), None
    payments: tuple[tuple[str, str, str], ...] = ()
    if owed.condition == "planned" and owed.plan is not None:
        agreed = read.say("plan", word_values.of_agreement(visiting.session, owed.plan.id, visiting.language))
        rows = instalments(visiting.session, owed.plan.id)
        payments = tuple(_instalment(visiting, row, owed.currency, agreed) for row in rows)
    elif owed.condition == "promised" and owed.promise is not None:
        agreed = read.say("promise", word_values.of_agreement(visiting.session, owed.promise.id, visiting.language))
    return Line(
        owed,
        words,
        tuple(
            (words[f"part_{part}"], str(Money(owed.parts[part], owed.currency)))
            for part in PARTS
            if owed.parts.get(part)
        ),
        str(Money(owed.balance, owed.currency)),
        agreed,
        payments,
        hand_off=owed.condition in ("open", "promised", "planned") and _pay_site(visiting, owed) is not None,
    )


def _instalment(visiting: Visiting, row: Instalment, currency: str, words: Parts) -> tuple[str, str, str]:
    day = spoken.day(row.due_on, visiting.language)
    return day, str(Money(row.amount, currency)), words[f"state_{row.state}"]


def _check_pay(visiting: Visiting, chosen: PageEvent) -> View:
    amount, currency = chosen.detail["amount"], chosen.detail["currency"]
    due = spoken.day(date.fromisoformat(chosen.detail["due_on"]), visiting.language)
    values = speaking.about(visiting, UUID(chosen.detail["debt"]))
    values |= {"promise_amount": str(Money(amount, currency)), "due_on": due}
    return _view(visiting, "pay_check", values, number=chosen.number, back=f"debts/{chosen.detail['place']}/pay")


def _check_plan(visiting: Visiting, chosen: PageEvent) -> View:
    offer = offer_of(visiting, chosen)
    values = speaking.about(visiting, UUID(chosen.detail["debt"]))
    values |= {"plan_schedule": spoken.offer(offer, visiting.language)}
    values |= {"plan_total": str(Money(offer.total, offer.currency))}
    payments = list(_payments(visiting, offer))
    back = f"debts/{chosen.detail['place']}/plans"
    return _view(visiting, "plan_check", values, number=chosen.number, payments=payments, back=back)


def _check_preferences(visiting: Visiting, chosen: PageEvent) -> View:
    values = _contract(visiting, from_json(chosen.detail["terms"]))
    return _view(visiting, "preferences_check", values, number=chosen.number, back="preferences")


def offer_of(visiting: Visiting, chosen: PageEvent) -> Offer:
    """The offer that was chosen."""
    offered = offer_sets.find(visiting.session, UUID(chosen.detail["offer_set"]))
    return next(offer for offer in offered.all() if offer.number == chosen.detail["offer"])


def _payments(visiting: Visiting, offer: Offer) -> Iterator[tuple[str, str]]:
    for payment in offer.payments:
        yield spoken.day(payment.due_on, visiting.language), str(Money(payment.amount, offer.currency))


def _still_to_come(terms: Terms, today: date) -> Terms:
    past = terms.not_before is not None and terms.not_before <= today
    return replace(terms, not_before=None) if past else terms


def _contract(visiting: Visiting, terms: Terms) -> Values:
    return {"contact_contract": spoken.contract(terms, visiting.language)}


def _done_values(visiting: Visiting, event: PageEvent) -> Values:
    values: Values = {}
    if "debt" in event.detail:
        values |= speaking.about(visiting, UUID(event.detail["debt"]))
    if "agreement" in event.detail:
        values |= word_values.of_agreement(visiting.session, UUID(event.detail["agreement"]), visiting.language)
    if "contract" in event.detail:
        contract = visiting.session.get_one(ContactContract, UUID(event.detail["contract"]))
        values |= _contract(visiting, from_json(contract.terms))
    return values


def _pay_site(visiting: Visiting, owed: Owed) -> pay_sites.PaySite | None:
    client = visiting.session.get_one(Client, visiting.link.client_id)
    if client.pay_url is None or owed.balance <= 0:
        return None
    agreement = owed.plan or owed.promise
    known = {
        "account_ref": visiting.session.get_one(Debt, owed.debt).account_ref,
        "amount": f"{owed.balance // 100}.{owed.balance % 100:02d}",
        "currency": owed.currency,
        "code": (agreement.code or "") if agreement else "",
        "language": visiting.language,
    }
    return pay_sites.fill(client.pay_url, known)


_CHECKS: Final = {"pay": _check_pay, "plan": _check_plan, "preferences": _check_preferences}
