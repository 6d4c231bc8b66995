"""The strict reader of the public JSON form of the facts, and what makes facts impossible.

Three passes, first fault wins: every key known and every value fit (`shapes`); what one row must and must not say
together; every person and debt named anywhere is listed. Nothing is guessed and nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from compliance import shapes
from compliance import values as v
from compliance.errors import FactsError
from compliance.facts import Attempt, Consent, Event, Facts, Hold, Override, Statement


def _with_demands(shape: v.Shape[Any], demand: Callable[[Any, Mapping[str, Any]], None]) -> v.Read:
    """A reader that also looks at what the row says together; `demand` sees the value and its JSON."""

    def read(raw: Any) -> Any:
        value = shape(raw)
        demand(value, raw)
        return value

    return read


def _only(raw: Mapping[str, Any], keys: Iterable[str], when: str) -> None:
    for key in keys:
        if key in raw:
            raise v.Unfit(f"is only known for {when}", key)


def _need(raw: Mapping[str, Any], keys: Iterable[str], when: str) -> None:
    for key in keys:
        if key not in raw:
            raise v.Unfit(f"is required for {when}", key)


def _attempt_agrees(value: Attempt, raw: Mapping[str, Any]) -> None:
    if value.channel == "sms":
        _need(raw, ("carrier",), "sms")
    else:
        _only(raw, ("carrier",), "sms")
    if value.channel != "call":
        _only(raw, ("voice",), "calls")
    kind = "email" if value.channel == "email" else "phone"
    if ("@" in value.address.value) != (kind == "email") or value.address.kind not in (None, kind):
        raise v.Unfit(
            f"must be a{'n e-mail address' if kind == 'email' else ' telephone number'} here", "address.value"
        )
    if kind == "email":
        try:
            _only(raw["address"], ("line", "ported_to_postal_code", "reassigned_check"), "telephone numbers")
        except v.Unfit as unfit:
            raise unfit.under("address") from None


def _event_agrees(value: Event, raw: Mapping[str, Any]) -> None:
    if value.channel == "call":
        fits = value.outcome in shapes.CALL_OUTCOMES
    else:
        fits = value.outcome in shapes.MESSAGE_OUTCOMES
        _only(raw, ("voice", "sip_code", "could_leave_message", "recorded"), "calls")
    if not fits:
        raise v.Unfit(f"is no outcome of a {value.channel}", "outcome")


def _ends_after_it_starts(value: Consent | Statement | Hold | Override, started: datetime) -> None:
    if value.until is not None and value.until <= started:
        raise v.Unfit("must be later than its beginning", "until")


def _consent_agrees(value: Consent, raw: Mapping[str, Any]) -> None:
    _ends_after_it_starts(value, value.starts_at or value.at)


def _statement_agrees(value: Statement, raw: Mapping[str, Any]) -> None:
    if value.kind == "inconvenient_hours":
        _need(raw, ("from", "to"), "inconvenient_hours")
    else:
        _only(raw, ("from", "to"), "inconvenient_hours")
    if value.kind == "inconvenient_day":
        _need(raw, ("days",), "inconvenient_day")
    _ends_after_it_starts(value, value.at)


def _hold_agrees(value: Hold, raw: Mapping[str, Any]) -> None:
    if value.kind == "bankruptcy":
        _need(raw, ("person", "chapter"), "bankruptcy")
    else:
        _only(raw, ("chapter", "status"), "bankruptcy")
    if value.kind != "dispute":
        _only(raw, ("verification_sent_at",), "disputes")
    if value.kind not in ("cease", "dispute"):
        _only(raw, ("form",), "cease and dispute")
    if value.kind in ("moratorium", "disaster_freeze"):
        _need(raw, ("until",), value.kind)
    _ends_after_it_starts(value, value.since)


def _override_agrees(value: Override, raw: Mapping[str, Any]) -> None:
    _ends_after_it_starts(value, value.at)


facts = v.Shape(
    Facts,
    {"at", "attempt", "people", "debts"},
    {
        "at": v.instant,
        "collector": shapes.collector,
        "attempt": _with_demands(shapes.attempt, _attempt_agrees),
        "people": v.many(shapes.person, at_least=1),
        "debts": v.many(shapes.debt, at_least=1),
        "history": v.many(_with_demands(shapes.event, _event_agrees)),
        "consents": v.many(_with_demands(shapes.consent, _consent_agrees)),
        "opt_outs": v.many(shapes.opt_out),
        "statements": v.many(_with_demands(shapes.statement, _statement_agrees)),
        "holds": v.many(_with_demands(shapes.hold, _hold_agrees)),
        "overrides": v.many(_with_demands(shapes.override, _override_agrees)),
        "policy": shapes.policy,
    },
)


def _listed(path: str, names: Iterable[str] | None, known: set[str]) -> None:
    if names is not None and not known.issuperset(names):
        raise v.Unfit("names somebody or something that is not listed", path)


def _names_agree(read: Facts) -> None:
    people = {one.id for one in read.people}
    debts = {one.id for one in read.debts}
    if len(people) != len(read.people):
        raise v.Unfit("lists an id twice", "people")
    if len(debts) != len(read.debts):
        raise v.Unfit("lists an id twice", "debts")
    _listed("attempt.person", (read.attempt.person,), people)
    _listed("attempt.debts", read.attempt.debts, debts)
    for index, human in enumerate(read.people):
        _listed(f"people[{index}].household", human.household, people)
    for index, owed in enumerate(read.debts):
        _listed(f"debts[{index}].same_debt_as", owed.same_debt_as, debts)
    for index, past in enumerate(read.history):
        if past.person not in people or not debts.issuperset(past.debts):
            raise v.Unfit("names somebody or something that is not listed", f"history[{index}]")
    for name in ("consents", "opt_outs", "statements", "holds", "overrides"):
        for index, row in enumerate(getattr(read, name)):
            _listed(f"{name}[{index}].person", row.person and (row.person,), people)
            _listed(f"{name}[{index}].debts", getattr(row, "debts", None), debts)


def read_facts(obj: Mapping[str, Any]) -> Facts:
    """Read the public JSON form of the facts.

    Raises:
        FactsError: a key is unknown, missing or has an impossible value. The message names the key's path and
            never repeats the value.
    """
    try:
        read = facts(obj)
        _names_agree(read)
    except v.Unfit as unfit:
        raise FactsError(unfit.path, unfit.why) from None
    return read
