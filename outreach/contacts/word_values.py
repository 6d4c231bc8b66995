"""What the words of an attempt are about beyond person and debt: an agreement, offers, an appointment, a contact contract.

``subject_id`` of the attempt names it; which kind of thing it is follows from the template. Values come formatted for the
language of the text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from compliance import local_times
from outreach.agreements.offer_sets import OfferSet
from outreach.agreements.offers import Payment
from outreach.agreements.plans import Plan, instalments
from outreach.agreements.promises import Promise
from outreach.contacts import spoken
from outreach.contacts.appointments import Appointment
from outreach.contacts.contact_contract import ContactContract, from_json
from outreach.contacts.text_questions import TextQuestion
from outreach.money import Money

if TYPE_CHECKING:
    from outreach.contacts.facts import Loaded

Values = dict[str, str | bool]


def values(
    session: Session, template: str, subject: UUID | None, debts: list[UUID], language: str, loaded: Loaded | None
) -> Values:
    """The variables that the template's subject gives; none for a template that has no subject of its own."""
    found: Values = {}
    if template == "why":
        found |= itemisation(session, debts, language)
    about = _ABOUT.get(template)
    if about is not None and subject is not None:
        found |= about(session, subject, language, loaded)
    return found


def itemisation(session: Session, debts: list[UUID], language: str) -> Values:
    """What the balance of the debts is made of, by component; payments and credits apart."""
    currency: str = session.execute(_CURRENCY, {"debts": debts}).scalar() or "USD"
    return {"itemisation": spoken.itemised(parts(session, debts), currency, language)}


def parts(session: Session, debts: list[UUID]) -> dict[str, int]:
    """The same as amounts in minor units: principal, interest, fees, other, payment and credit, as far as there are any."""
    return {row.part: int(row.amount) for row in session.execute(_PARTS, {"debts": debts})}


def of_offers(offered: OfferSet, language: str) -> Values:
    """``plan_1`` to ``plan_3``, blank where there is none."""
    said = {offer.number: spoken.offer(offer, language) for offer in offered.all()}
    return {f"plan_{number}": said.get(number, "") for number in (1, 2, 3)}


def of_agreement(session: Session, subject: UUID, language: str, _loaded: Loaded | None = None) -> Values:
    """Amounts, days and the code of a promise or a plan."""
    plan = session.get(Plan, subject)
    if plan is not None:
        dues = [Payment(row.amount, row.due_on) for row in instalments(session, plan.id)]
        schedule = spoken.payments(dues, plan.currency, language)
        total = str(Money(plan.amount, plan.currency))
        return {"plan_schedule": schedule, "plan_total": total, "confirmation_code": plan.code or ""}
    promise = session.get_one(Promise, subject)
    amount, due = str(Money(promise.amount, promise.currency)), spoken.day(promise.due_on, language)
    return {"promise_amount": amount, "due_on": due, "confirmation_code": promise.code or ""}


def _of_appointment(session: Session, subject: UUID, language: str, loaded: Loaded | None) -> Values:
    begins = session.scalars(select(Appointment.begins_at).where(Appointment.id == subject)).one()
    return {"callback_at": _moment(begins, language, loaded)}


def _of_contract(session: Session, subject: UUID, language: str, _loaded: Loaded | None) -> Values:
    return {"contact_contract": spoken.contract(from_json(session.get_one(ContactContract, subject).terms), language)}


def _of_question(session: Session, subject: UUID, language: str, _loaded: Loaded | None) -> Values:
    question = session.get_one(TextQuestion, subject)
    currency: str = session.execute(_CURRENCY, {"debts": [question.detail["debt"]]}).scalar_one()
    return {"promise_amount": str(Money(question.amount, currency)), "due_on": spoken.day(question.due_on, language)}


def _of_slots(session: Session, subject: UUID, language: str, loaded: Loaded | None) -> Values:
    slots = session.get_one(TextQuestion, subject).slots
    said = {f"slot_{number}": _moment(begins, language, loaded) for number, begins in enumerate(slots, 1)}
    return {f"slot_{number}": said.get(f"slot_{number}", "") for number in (1, 2, 3)}


def _of_hour(session: Session, subject: UUID, language: str, loaded: Loaded | None) -> Values:
    return {"answer_at": _moment(session.get_one(TextQuestion, subject).until, language, loaded)}


def _moment(at: datetime, language: str, loaded: Loaded | None) -> str:
    """An instant as a day and an hour where she is."""
    return spoken.moment(local_times(loaded.facts, at)[0].local if loaded else at, language)


About = Callable[[Session, UUID, str, "Loaded | None"], Values]
_ABOUT: Final[Mapping[str, About]] = {
    "promise_confirmation": of_agreement,
    "plan_confirmation": of_agreement,
    "promise_noted": of_agreement,
    "promise_check": _of_question,
    "slot_choice": _of_slots,
    "inconvenient_hour": _of_hour,
    "callback_booked": _of_appointment,
    "preferences_confirmed": _of_contract,
}
_PARTS = text("""
SELECT CASE WHEN e.kind IN ('payment', 'credit') THEN e.kind ELSE e.component END AS part,
       sum(e.amount) AS amount
FROM ledger_entries e WHERE e.debt_id = ANY(CAST(:debts AS uuid[]))
GROUP BY 1 ORDER BY min(e.recorded_at), 1
""")
_CURRENCY = text("SELECT currency FROM debts WHERE id = (CAST(:debts AS uuid[]))[1]")
