"""Loading: one batch of placed accounts into the account store.

Only what the store does not know is added: a new debt with its ledger entries, a new person, one more number. A debt
that is known under the same name gets its new dates, and an adjustment when the client names another balance. All
checks of a row come before its first write, so that a rejected row leaves nothing behind.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.ids import new_id
from outreach.intake.consenting import write_consents
from outreach.intake.errors import RowError
from outreach.intake.known import DebtOnFile, Known
from outreach.intake.matching import keys_of, name_key
from outreach.intake.persons import Persons
from outreach.intake.placing import Placing
from outreach.intake.rows import Account, Human
from outreach.intake.writes import Trace, Writes

Row = dict[str, Any]


def load(session: Session, placing: Placing, accounts: list[Account]) -> tuple[list[Row], list[tuple[int, RowError]]]:
    """Add a batch. Returns the placement rows written, and what was rejected, by row number."""
    batch = _Batch(session, placing, accounts)
    done, rejected = [], []
    for account in accounts:
        try:
            done.append(batch.place(account))
        except RowError as error:
            rejected.append((account.row, error))
    batch.writes.add_rows(session)
    if not placing.dry_run:
        batch.writes.change_rows(session)
    return done, rejected


class _Batch:
    """The state of one batch: what is known, what will be written."""

    def __init__(self, session: Session, placing: Placing, accounts: list[Account]) -> None:
        self._placing = placing
        self._known = Known(session, placing.vault, placing.client.id, placing.placement)
        humans = [human for account in accounts for human in (account.debtor, account.co_obligor) if human]
        self._keys = {id(human): keys_of(placing.vault, placing.client.id, human) for human in humans}
        every_key = (key for keys in self._keys.values() for key in keys)
        self._recognition = self._known.look_up((account.ref for account in accounts), every_key)
        self.writes = Writes()
        self._persons = Persons(placing, self._known, self._recognition, self.writes)

    def place(self, account: Account) -> Row:
        """Load one account and return its placement row. Raises RowError before anything was written."""
        debt = self._known.debts.get(account.ref)
        known, known_co_obligor = self._who(account, debt)
        trace = Trace()
        before: Row = {"stated": account.balance}
        debtor = self._person(account.debtor, known, trace)
        if debt is None:
            action, debt = "created", self._new_debt(account, trace)
        else:
            before["balance"] = debt.balance
            action = "adjusted" if self._adjust(account, debt, trace) else "unchanged"
        debt.row = account.row
        self._party(debt, debtor, "debtor", trace)
        if account.co_obligor:
            co_obligor = self._person(account.co_obligor, known_co_obligor, trace)
            self._party(debt, co_obligor, "co_obligor", trace)
        write_consents(self._placing, self.writes, trace, account, debt, debtor)
        before |= {key: dict(value) for key, value in (("met", trace.met), ("changed", trace.changed)) if value}
        row: Row = {
            "placement_id": self._placing.placement,
            "row_number": account.row,
            "debt_id": debt.id,
            "action": action,
            "created": dict(trace.created),
            "before": before,
        }
        self.writes.add("placement_rows", None, **row)
        return row

    def _who(self, account: Account, debt: DebtOnFile | None) -> tuple[UUID | None, UUID | None]:
        """Debtor and co-obligor as far as they are known. Raises RowError when the row contradicts what is on file."""
        debtor = self._recognition.find(self._keys[id(account.debtor)])
        if debt is not None:
            debtor = self._same_debtor(account, debt, debtor)
        other = account.co_obligor
        if other is None:
            return debtor, None
        if set(self._keys[id(other)]) & set(self._keys[id(account.debtor)]):
            raise self._placing.error("co_name", other.name, "the co-obligor is the debtor again")
        co_obligor = self._recognition.find(self._keys[id(other)])
        if co_obligor and co_obligor == debtor:
            raise self._placing.error("co_name", other.name, "the co-obligor is the debtor again")
        return debtor, co_obligor

    def _same_debtor(self, account: Account, debt: DebtOnFile, found: UUID | None) -> UUID:
        if debt.row is not None:
            raise self._placing.error(
                "account_ref", account.ref, f"this account is in row {debt.row} of the file already"
            )
        if account.currency != debt.currency:
            raise self._placing.error("currency", account.currency, "the account is on file in another currency")
        keys = self._keys[id(account.debtor)]
        same_name = name_key(debt.debtor_name) == name_key(account.debtor.name)
        if debt.debtor and (found == debt.debtor or (same_name and not self._recognition.differs(debt.debtor, keys))):
            return debt.debtor
        raise self._placing.error("name", account.debtor.name, "this account is on file as somebody else's")

    def _person(self, human: Human, known: UUID | None, trace: Trace) -> UUID:
        return self._persons.keep(human, self._keys[id(human)], known, trace)

    def _new_debt(self, account: Account, trace: Trace) -> DebtOnFile:
        at = self._placing.at
        dates: Row = {"placed_on": at.date()} | account.dates
        debt = DebtOnFile(new_id(at), "open", account.currency, dict(dates))
        self._known.debts[account.ref] = debt
        self.writes.add(
            "debts",
            trace,
            id=debt.id,
            client_id=self._placing.client.id,
            account_ref=account.ref,
            purpose=account.purpose,
            kind=account.kind,
            currency=account.currency,
            original_creditor=account.original_creditor or None,
            created_at=at,
            **dates,
        )
        lines = {component: amount for component, amount in account.lines.items() if amount}
        for component, amount in (lines or {"principal": 0}).items():
            self._entry(debt, "placement", component, amount, "placement", trace)
        return debt

    def _adjust(self, account: Account, debt: DebtOnFile, trace: Trace) -> bool:
        """Bring balance, dates and status to what the client says now. Returns whether anything changed."""
        deltas = adjustment(account, debt)
        for component, amount in deltas.items():
            self._entry(debt, "adjustment", component, amount, f"adjustment:{self._placing.placement}", trace)
        new: Row = {name: day for name, day in account.dates.items() if debt.dates[name] != day}
        old: Row = {name: debt.dates[name] for name in new}
        owed = debt.balance + sum(deltas.values())
        if owed > 0 and (debt.status == "recalled" or (debt.status == "paid" and deltas)):
            new["status"], old["status"] = "open", debt.status
        if new:
            self.writes.change("debts", trace, debt.id, new, old)
        return bool(deltas or new)

    def _entry(self, debt: DebtOnFile, kind: str, component: str, amount: int, ref: str, trace: Trace) -> None:
        at = self._placing.at
        self.writes.add(
            "ledger_entries",
            trace,
            id=new_id(at),
            debt_id=debt.id,
            kind=kind,
            component=component,
            amount=amount,
            external_ref=f"{ref}:{component}",
            effective_at=at,
            recorded_at=at,
        )

    def _party(self, debt: DebtOnFile, person: UUID, role: str, trace: Trace) -> None:
        name = f"{debt.id}:{person}"
        if (debt.id, person) in self._known.parties:
            trace.met["debt_parties"].append(name)
            return
        self._known.parties.add((debt.id, person))
        self.writes.add("debt_parties", trace, name, debt_id=debt.id, person_id=person, role=role)


def adjustment(account: Account, debt: DebtOnFile) -> dict[str, int]:
    """What has to be posted, by component, so that the balance on file becomes the one the client states.

    A client who repeats the balance it named before tells nothing new: what was paid to us since then is not undone.
    """
    if account.balance in (debt.balance, debt.stated):
        return {}
    if set(account.lines) == {"principal"}:
        return {"principal": account.balance - debt.balance}
    components = dict.fromkeys((*account.lines, *debt.lines))
    deltas = {name: account.lines.get(name, 0) - debt.lines.get(name, 0) for name in components}
    return {name: amount for name, amount in deltas.items() if amount}
