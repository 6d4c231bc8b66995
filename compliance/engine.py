"""The decision: ask every rule that is about the attempt, weigh what they say, look for the next permitted instant.

    facts ─► case ─► rules selected ─► findings at `at` ─► verdict: the heaviest (cleared, human, until, allow)
                                             │ all until
                                             └─► look again at the latest `until` (or where a row of the facts
                                                 begins or ends before that) … until nothing speaks against it

The search gives up, and asks a human, when open hours do not meet within twelve days after all else has lifted.
"""

from __future__ import annotations

from datetime import datetime

from compliance.case import NEVER, Case, moment_of, seconds
from compliance.decision import Decision, Finding, Verdict
from compliance.due import DueItem, due_item
from compliance.facts import DAY, Facts
from compliance.location import LocalTime, ZoneEvidence, local_time, zone_evidence
from compliance.moment import Moment
from compliance.overrides import is_lifted
from compliance.pack import EVERYWHERE
from compliance.places import prepare as prepare_places
from compliance.proof import Proof
from compliance.rulebook import RuleBook, rule_book
from compliance.rules.deadlines import Deadline
from compliance.rules.kind import Rule, Ruling
from compliance.rules.windows import Window

SEARCH_SECONDS = 12 * DAY
_LOOK = "a person looks at what never leaves an hour open"

_Found = list[tuple[Rule, Ruling]]


def decide(facts: Facts, book: RuleBook | None = None) -> Decision:
    """May this contact be made at `facts.at`? Pure: the same facts, rules and versions give the same decision.

    Every rule of the book (default: the shipped one) is asked and every finding is returned. `next_permitted`, for
    BLOCK_UNTIL, is the first instant (to the second) at which the same facts are allowed.
    """
    book = book or rule_book()
    case = Case(facts)
    now = Moment(case, case.at)
    found, lifted = _weighed(now, _ask(now, book), book)
    proof = Proof(case, book, tuple([rule.finding(ruling) for rule, ruling in lifted]) if lifted else ())
    if not found and case.person.country in book.countries:
        return Decision(Verdict.ALLOW, (), None, proof)
    findings = tuple([rule.finding(ruling) for rule, ruling in found])
    if case.person.country not in book.countries:
        findings = (_no_pack(case.person.country), *findings)
    verdict = max([finding.verdict for finding in findings], key=_weight)
    if verdict is not Verdict.BLOCK_UNTIL:
        return Decision(verdict, findings, None, proof)
    allowed, last = _search(now, found, book)
    if allowed is None:
        return Decision(Verdict.HUMAN, _never(findings, last), None, proof)
    return Decision(verdict, findings, moment_of(allowed), proof)


def prepare(book: RuleBook | None = None) -> None:
    """Read rules, places and clocks now (a second, once per process), so that no decision reads a file."""
    prepare_places()
    for rule in (book or rule_book()).rules:
        if isinstance(rule.kind, Window):
            rule.kind.prepare()


def candidate_zones(facts: Facts) -> tuple[ZoneEvidence, ...]:
    """The time zones in which the person may be at `facts.at`, and the evidence that gave each."""
    case = Case(facts)
    return zone_evidence(case.location.found(case.at))


def local_times(facts: Facts, at: datetime | None = None) -> tuple[LocalTime, ...]:
    """What the clocks show in each candidate zone at the instant (default: `facts.at`)."""
    case = Case(facts)
    when = at or facts.at
    return tuple(local_time(found.zone, when) for found in zone_evidence(case.location.found(seconds(when))))


def due_items(facts: Facts, book: RuleBook | None = None) -> tuple[DueItem, ...]:
    """Every deadline of this person's case as it stands at `facts.at`, the earliest first.

    What must be done by a day, waited for, renewed or kept; see `rules/deadlines.py`.
    """
    case = Case(facts)
    now = Moment(case, case.at)
    laws = case.location.jurisdictions(case.at)
    about = (
        rule
        for rule in (book or rule_book()).deadlines
        if rule.jurisdiction in laws | {EVERYWHERE}
        and rule.gate.lets(case.circumstances)
        and rule.in_force(now.earliest_day, now.today)
    )
    items = [due_item(rule, due) for rule in about if isinstance(rule.kind, Deadline) for due in rule.kind.due(now)]
    return tuple(sorted(items, key=lambda item: (item.on, item.rule, item.about)))


def _weight(verdict: Verdict) -> int:
    return verdict.weight


def _ask(now: Moment, book: RuleBook) -> _Found:
    """Every ruling at this moment, those that two people answer for among them."""
    applicable = book.selection(now)
    now.windows, now.law_changes = applicable.windows, applicable.days
    found = []
    for rule in applicable.rules:
        ruling = rule.kind.judge(now)
        if ruling is not None:
            found.append((rule, ruling if rule.to_day is None else rule.within_its_dates(now, ruling)))
    return found


def _weighed(now: Moment, found: _Found, book: RuleBook) -> tuple[_Found, _Found]:
    """The rulings that count, and those an override lifts."""
    if not found or not now.case.facts.overrides:
        return found, []
    lifted = [is_lifted(now, rule.id, book) for rule, _ in found]
    kept = [one for one, off in zip(found, lifted, strict=True) if not off]
    return kept, [one for one, off in zip(found, lifted, strict=True) if off]


def _no_pack(country: str) -> Finding:
    why = f"there are no rules for {country}: a person who knows its law decides"
    source = "House policy: no country without reviewed rules"
    return Finding("POL-NO-PACK", Verdict.HUMAN, None, why, source, "a reviewed pack for the country")


def _search(now: Moment, found: _Found, book: RuleBook) -> tuple[int | None, _Found]:
    """The next allowed instant, or None; and the rulings where the search stopped."""
    case, lifted, changes = now.case, now.at, now.case.changes()
    while True:
        target = max([ruling.until or NEVER for _, ruling in found])
        at = max(now.at + 1, min(target, _change_after(now, changes)))
        if at >= NEVER:
            return None, found
        if not _only_windows(found):
            lifted = at
        elif at - lifted > SEARCH_SECONDS:
            return None, found
        now = Moment(case, at)
        found, _ = _weighed(now, _ask(now, book), book)
        if not found:
            return at, found


def _only_windows(found: _Found) -> bool:
    return all(rule.kind.is_window for rule, _ in found)


def _change_after(now: Moment, changes: list[int]) -> int:
    """The next instant at which a row of the facts or a version of a rule begins or ends."""
    found = [at for at in changes if at > now.at]
    for day in now.law_changes:
        found += [turn for turn in (now.begins(day), now.begun(day)) if turn > now.at]
    return min(found) if found else NEVER


def _never(findings: tuple[Finding, ...], last: _Found) -> tuple[Finding, ...]:
    """The findings as a human sees them when no instant suits, with what stands in the way in the end."""
    seen = {finding.rule for finding in findings}
    later = [rule.finding(ruling) for rule, ruling in last if rule.id not in seen]
    return tuple(
        Finding(f.rule, Verdict.HUMAN, None, f"{f.why}; no permitted instant follows", f.citation, _LOOK)
        for f in (*findings, *later)
    )
