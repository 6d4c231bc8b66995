"""Obligations: debts that are one, because they are records of the same, or were serviced together as student loans."""

from __future__ import annotations

from compliance.facts import Facts


def obligations(facts: Facts) -> tuple[dict[str, str], dict[str, str]]:
    """For each debt id its obligation; and the obligation as federal law counts it, loans served together being one."""
    groups = {debt.id: debt.id for debt in facts.debts}
    if not [debt for debt in facts.debts if debt.same_debt_as or debt.servicing_account]:
        return groups, groups
    for debt in facts.debts:
        for other in debt.same_debt_as:
            _join(groups, debt.id, other)
    served, accounts = dict(groups), dict[str, str]()
    for debt in facts.debts:
        if debt.kind == "student_loan" and debt.servicing_account:
            _join(served, debt.id, accounts.setdefault(debt.servicing_account, debt.id))
    return groups, served


def _join(groups: dict[str, str], one: str, other: str) -> None:
    keep, drop = sorted((groups[one], groups[other]))
    if keep != drop:
        for name, root in groups.items():
            if root == drop:
                groups[name] = keep
