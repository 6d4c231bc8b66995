"""Exceptions for which two people of ours answer: a named rule is set aside, for a while, for a person or a debt.

An override is a fact like any other, so that a decision made with one can be computed again. It lifts only what the
packs call `overridable`; a cease, an attorney, a bankruptcy and a revocation are none of that, whoever signs.
"""

from __future__ import annotations

from compliance.case import Case, seconds
from compliance.facts import Override
from compliance.moment import Moment
from compliance.rulebook import RuleBook


def is_lifted(now: Moment, rule: str, book: RuleBook) -> bool:
    """Does an override in force set this rule aside for the attempt?"""
    return rule in book.overridable and any(_covers(now.case, one, rule, now.at) for one in now.case.facts.overrides)


def _covers(case: Case, override: Override, rule: str, at: int) -> bool:
    """For the debts it names: every debt of the attempt must be among them."""
    if override.rule != rule or not seconds(override.at) <= at < seconds(override.until):
        return False
    if override.person not in (None, case.attempt.person):
        return False
    return override.debts is None or case.roots <= case.roots_of(override.debts)
