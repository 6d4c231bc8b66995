"""Standing: what is owed, agreed, disputed or at rest on the debts of a link, as it is now.

==========  ===============================================================================================
condition   when
==========  ===============================================================================================
open        something is owed, and nothing is agreed
promised    a promise is open
planned     a plan is running
disputed    somebody disputes the debt, and no verification was sent since
paid        nothing is owed any more
==========  ===============================================================================================

A debt that is with us no longer is not shown. The whole page *rests*, and shows nothing of a debt, while a fact is on record
that only somebody of ours can clear: an attorney, a stay, a death, a wish to be left alone, a hold set by hand. What others who
owe the debt have on record counts too: their dispute stops everybody, their stay and their spouse's attorney may.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select, text

from outreach.accounts.debts import Debt, DebtParty
from outreach.accounts.people import Person
from outreach.accounts.standing import RECORDS_ONLY
from outreach.agreements import authorities
from outreach.agreements.authority import Authority
from outreach.agreements.offers import Facts, Offer, offers
from outreach.agreements.plans import Plan, live_plan
from outreach.agreements.promises import Promise
from outreach.contacts import word_values
from outreach.conversations.pages.visits import Visiting
from outreach.ledger.entries import balances
from outreach.money import Money

NO_ROLE: Final = ("attorney", "third_party")


@dataclass(frozen=True, slots=True)
class Owed:
    """One debt as it stands. ``number`` is its place in the link, ``parts`` what the balance is made of, minor units.

    ``choice``: the client's authority allows more than to pay all at once.
    """

    number: int
    debt: UUID
    currency: str
    balance: int
    parts: dict[str, int]
    condition: str
    choice: bool
    promise: Promise | None = None
    plan: Plan | None = None

    @property
    def may_promise(self) -> bool:
        """Whether a day to pay may be chosen: nothing is agreed, or an earlier promise is replaced."""
        return self.condition in ("open", "promised")


def owed(visiting: Visiting) -> list[Owed]:
    """Every debt of the link that is with us, in the order of the link."""
    shown = _debts(visiting)
    return [_owed(visiting, n, shown[debt]) for n, debt in enumerate(visiting.link.debt_ids, 1) if debt in shown]


def one(visiting: Visiting, number: int) -> Owed | None:
    """The debt at this place of the link; None when it is not shown."""
    return next((found for found in owed(visiting) if found.number == number), None)


def rests(visiting: Visiting) -> bool:
    """Whether only somebody of ours may speak of these debts now."""
    if visiting.session.get_one(Person, visiting.person, populate_existing=True).deceased:
        return True
    return bool(visiting.session.execute(_RESTS, _asked(visiting)).scalar())


def most_days(visiting: Visiting, debt: UUID) -> int:
    """How many days from now a payment may be promised for, by the client's authority."""
    terms = _terms(visiting, visiting.session.get_one(Debt, debt))
    return (terms.first_by(visiting.today) - visiting.today) // timedelta(days=1)


def _debts(visiting: Visiting) -> dict[UUID, Debt]:
    query = (
        select(Debt)
        .join(DebtParty, DebtParty.debt_id == Debt.id)
        .where(DebtParty.person_id == visiting.person, DebtParty.role.not_in(NO_ROLE))
        .where(Debt.id.in_(visiting.link.debt_ids), Debt.status.in_(("open", "paid")))
    )
    return {debt.id: debt for debt in visiting.session.scalars(query.execution_options(populate_existing=True))}


def _owed(visiting: Visiting, number: int, debt: Debt) -> Owed:
    session = visiting.session
    balance, parts = balances(session, [debt.id]).get(debt.id, 0), word_values.parts(session, [debt.id])
    plan = live_plan(session, debt.id)
    promise = session.scalars(select(Promise).where(Promise.debt_id == debt.id, Promise.state == "open")).first()
    if debt.status == "paid" or balance <= 0:
        condition, balance = "paid", max(balance, 0)
    elif session.execute(_DISPUTED, {"debt": debt.id, "at": visiting.at}).scalar():
        condition = "disputed"
    else:
        condition = "planned" if plan else "promised" if promise else "open"
    choice = len(_offers(visiting, debt, balance)) > 1
    return Owed(number, debt.id, debt.currency, balance, parts, condition, choice, promise, plan)


def _offers(visiting: Visiting, debt: Debt, balance: int) -> tuple[Offer, ...]:
    """What would be offered now."""
    facts = Facts((visiting.today - debt.placed_on).days)
    return offers(Money(balance, debt.currency), _terms(visiting, debt), visiting.today, facts)


def _terms(visiting: Visiting, debt: Debt) -> Authority:
    return authorities.in_force(visiting.session, debt.client_id, debt.id, debt.currency, visiting.today).terms


def _asked(visiting: Visiting) -> dict[str, UUID | datetime | list[UUID] | str]:
    return {
        "person": visiting.person,
        "debts": list(visiting.link.debt_ids),
        "at": visiting.at,
        "records_only": RECORDS_ONLY,
    }


_STANDS = """h.ends_id IS NULL AND h.since <= :at AND (h.until IS NULL OR h.until > :at)
  AND NOT EXISTS (SELECT 1 FROM holds later WHERE later.ends_id = h.id)"""
# A dispute of whoever owes the debt; one about nothing in particular is about all debts of who said it.
_DISPUTED = text(f"""
SELECT EXISTS (
    SELECT 1 FROM debt_parties p JOIN holds h ON h.person_id = p.person_id
    WHERE p.debt_id = :debt AND h.kind = 'dispute' AND (h.debt_id IS NULL OR h.debt_id = :debt)
      AND (h.verification_sent_at IS NULL OR h.verification_sent_at > :at) AND {_STANDS}
)
""")
_RESTS = text(f"""
SELECT EXISTS (
    SELECT 1 FROM holds h
    WHERE h.person_id = :person AND h.kind NOT IN ('dispute', :records_only)
      AND (h.debt_id IS NULL OR h.debt_id = ANY(CAST(:debts AS uuid[])) OR h.kind = 'attorney') AND {_STANDS}
) OR EXISTS (
    SELECT 1 FROM debt_parties p JOIN holds h ON h.person_id = p.person_id
    WHERE p.debt_id = ANY(CAST(:debts AS uuid[])) AND p.person_id <> :person
      AND (h.debt_id IS NULL OR h.debt_id = ANY(CAST(:debts AS uuid[])))
      AND (h.kind = 'bankruptcy' OR h.kind = 'attorney' AND p.role IN ('spouse', 'parent', 'executor')) AND {_STANDS}
)
""")
