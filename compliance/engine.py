"""The decision: ask every rule that is about the attempt, weigh what they say, look for the next permitted instant.

    facts ─► case ─► rules selected ─► findings at `at` ─► verdict: the heaviest (cleared, human, until, allow)
                                             │ all until
                                             └─► look again at the latest `until` (or where a row of the facts
                                                 begins or ends before that) … until nothing speaks against it

The search gives up, and asks a human, when open hours do not meet within twelve days after all else has lifted.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime

from compliance.case import NEVER, Case, moment_of, seconds
from compliance.decision import Decision, Finding, Verdict
from compliance.facts import DAY, Facts
from compliance.location import LocalTime, ZoneEvidence, local_time, zone_evidence
from compliance.moment import Moment
from compliance.places import prepare as prepare_places
from compliance.proof import Proof
from compliance.rulebook import rule_book, selection
from compliance.rules.kind import Rule
from compliance.rules.windows import Window

SEARCH_SECONDS = 12 * DAY

_Found = list[tuple[Rule | None, Finding]]


def decide(facts: Facts) -> Decision:
    """May this contact be made at `facts.at`? Pure: the same facts and versions give the same decision.

    Every rule is asked and every finding is returned. `next_permitted`, for BLOCK_UNTIL, is the first instant (to
    the second) at which the same facts are allowed.
    """
    case = Case(facts)
    now = Moment(case, case.at)
    found = _ask(now)
    if not found:
        return Decision(Verdict.ALLOW, (), None, Proof(case))
    findings = tuple(finding for _, finding in found)
    verdict = max((finding.verdict for finding in findings), key=lambda verdict: verdict.weight)
    if verdict is not Verdict.BLOCK_UNTIL:
        return Decision(verdict, findings, None, Proof(case))
    allowed, last = _search(now, found)
    if allowed is None:
        return Decision(Verdict.HUMAN, _never(findings, last), None, Proof(case))
    return Decision(verdict, findings, moment_of(allowed), Proof(case))


def prepare() -> None:
    """Read rules, places and clocks now (a second, once per process), so that no decision reads a file."""
    rule_book()
    prepare_places()
    for window in (rule.kind for rule in rule_book().rules if isinstance(rule.kind, Window)):
        window.prepare()


def candidate_zones(facts: Facts) -> tuple[ZoneEvidence, ...]:
    """The time zones in which the person may be at `facts.at`, and the evidence that gave each."""
    case = Case(facts)
    return zone_evidence(case.location.found(case.at))


def local_times(facts: Facts, at: datetime | None = None) -> tuple[LocalTime, ...]:
    """What the clocks show in each candidate zone at the instant (default: `facts.at`)."""
    case = Case(facts)
    when = at or facts.at
    return tuple(local_time(found.zone, when) for found in zone_evidence(case.location.found(seconds(when))))


def _ask(now: Moment) -> _Found:
    """Every finding at this moment."""
    applicable = selection(now)
    now.windows = applicable.windows
    found: list[tuple[Rule | None, Finding]] = []
    for rule in applicable.rules:
        ruling = rule.kind.judge(now)
        if ruling is not None:
            found.append((rule, rule.finding(now, ruling)))
    country = now.case.person.country
    return found if country in rule_book().countries else [(None, _no_pack(country)), *found]


def _no_pack(country: str) -> Finding:
    why = f"there are no rules for {country}: a person who knows its law decides"
    return Finding("POL-NO-PACK", Verdict.HUMAN, None, why, "House policy: no country without reviewed rules")


def _search(now: Moment, found: _Found) -> tuple[int | None, _Found]:
    """The next allowed instant, or None; and the findings where the search stopped."""
    case, lifted, changes = now.case, now.at, now.case.changes()
    while True:
        waits = [seconds(finding.until) for _, finding in found if finding.until]
        target = max(waits) if len(waits) == len(found) else NEVER
        at = max(now.at + 1, min(target, _change_after(now, changes)))
        if at >= NEVER:
            return None, found
        if not _only_windows(found):
            lifted = at
        elif at - lifted > SEARCH_SECONDS:
            return None, found
        now = Moment(case, at)
        found = _ask(now)
        if not found:
            return at, found


def _only_windows(found: _Found) -> bool:
    return all(rule is not None and rule.kind.is_window for rule, _ in found)


def _change_after(now: Moment, changes: list[int]) -> int:
    """The next instant at which a row of the facts or a version of a rule begins or ends."""
    index = bisect_right(changes, now.at)
    found = [changes[index]] if index < len(changes) else []
    turns = (turn for day in selection(now).days for turn in (now.begins(day), now.begun(day)))
    found += [turn for turn in turns if turn > now.at]
    return min(found, default=NEVER)


def _never(findings: tuple[Finding, ...], last: _Found) -> tuple[Finding, ...]:
    """The findings as a human sees them when no instant suits, with what stands in the way in the end."""
    seen = {finding.rule for finding in findings}
    later = [finding for _, finding in last if finding.rule not in seen]
    return tuple(
        Finding(f.rule, Verdict.HUMAN, None, f"{f.why}; no permitted instant follows", f.citation)
        for f in (*findings, *later)
    )
