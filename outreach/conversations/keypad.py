"""The keypad call: what the person hears next, given the key she pressed.

Each step is one webhook and one transaction. The state, the try and the date picked travel in the URL the carrier
posts to (its signature covers them); who the person is stands in the attempt's ``identity``: none → claimed (pressed
1) → verified (knew the second factor).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from outreach.accounts.people import PostalAddress
from outreach.agreements.making import Promised
from outreach.contacts import agreeing, attention, silence
from outreach.contacts.attempts import FINAL, WITH_CARRIER, Attempt
from outreach.contacts.decisions import local_day
from outreach.contacts.words import Addressee, variables
from outreach.conversations.keypad_flow import FACTOR, FLOW, START, TRIES
from outreach.conversations.spoken_dates import spoken
from outreach.db import lock_budgets, person_key
from outreach.ledger.entries import balances
from outreach.money import Money
from outreach.store import Store

PAY_IN_DAYS = (7, 14, 28)  # the three days offered, counted from the day of the call
MACHINES = ("machine", "fax")


@dataclass(frozen=True, slots=True)
class Step:
    """Where a call stands. ``tries`` counts how often this state was said again, ``pick`` is the date chosen (1 to 3)."""

    state: str = START
    tries: int = 0
    pick: int = 0


@dataclass(frozen=True, slots=True)
class Say:
    """What to speak next and what to wait for. ``step`` None hangs up at once; otherwise after the words when it ends."""

    step: Step | None
    prompts: tuple[str, ...] = ()
    language: str = "en"
    variables: dict[str, str | bool] | None = None


HANG_UP = Say(None)


def begin(session: Session, store: Store, attempt_id: UUID, sid: str, answered_by: str, at: datetime) -> Say:
    """The carrier asks what to say on ``sid``. The first call that asks owns the attempt; any other is hung up.

    A machine hears nothing: a voicemail with too much in it tells the wrong person about a debt.
    """
    attempt = _locked(session, attempt_id)
    if attempt is None or attempt.state not in WITH_CARRIER or (attempt.carrier_sid or sid) != sid:
        return HANG_UP
    attempt.carrier_sid, attempt.answered_by = sid, answered_by or None
    if attempt.state in ("wired", "unknown"):
        attempt.state = "queued"
    if answered_by.startswith(MACHINES):
        return HANG_UP
    return _say(session, store, attempt, Step(), at)


def press(session: Session, store: Store, attempt_id: UUID, sid: str, step: Step, keys: str, at: datetime) -> Say:
    """The person pressed ``keys`` (empty: silence) in ``step``."""
    attempt = _locked(session, attempt_id)
    if attempt is None or attempt.carrier_sid != sid or attempt.state in FINAL or step.state not in FLOW:
        return HANG_UP
    if FLOW[step.state].identified and attempt.identity != "verified":
        return HANG_UP
    following = _next(session, store, attempt, step, keys)
    _EFFECTS.get(following.state, _no_effect)(session, store, attempt, following, at)
    return _say(session, store, attempt, following, at)


def _locked(session: Session, attempt_id: UUID) -> Attempt | None:
    person = session.scalar(select(Attempt.person_id).where(Attempt.id == attempt_id))
    if person is None:
        return None
    lock_budgets(session, [person_key(person)])
    return session.get(Attempt, attempt_id, with_for_update=True, populate_existing=True)


def _next(session: Session, store: Store, attempt: Attempt, step: Step, keys: str) -> Step:
    if step.state == FACTOR and keys:
        return Step("menu") if _knows_factor(session, store, attempt, keys) else _again(step)
    target = FLOW[step.state].keys.get(keys)
    if target is None:
        return _again(step)
    if target == FACTOR and attempt.identity == "none":
        attempt.identity = "claimed"
    if target == "read_back":
        return Step(target, 0, int(keys))
    return Step(target, 0, step.pick)


def _again(step: Step) -> Step:
    return replace(step, tries=step.tries + 1) if step.tries < TRIES else Step("goodbye")


def _knows_factor(session: Session, store: Store, attempt: Attempt, keys: str) -> bool:
    """Whether the keys are the first five characters of a postal code on file; opening nothing else."""
    rows = session.scalars(select(PostalAddress).where(PostalAddress.person_id == attempt.person_id))
    sealed = [(row.id, row.postal_code_sealed) for row in rows if row.postal_code_sealed]
    known = {store.vault.open("postal_addresses.postal_code", row, code)[:5] for row, code in sealed}
    if keys in known:
        attempt.identity = "verified"
    return attempt.identity == "verified"


def _say(session: Session, store: Store, attempt: Attempt, step: Step, at: datetime) -> Say:
    person = session.execute(_PERSON, {"id": attempt.person_id}).one()
    addressee = Addressee(attempt.id, attempt.person_id, attempt.client_id, attempt.debt_ids, person.name_sealed)
    known = variables(session, store, addressee)
    if FLOW[step.state].identified:
        known |= _offers(session, attempt, step, person.language, at)
    prompts = ("try_again",) * bool(step.tries) + FLOW[step.state].prompts
    return Say(step, prompts, person.language, known)


def _offers(session: Session, attempt: Attempt, step: Step, language: str, at: datetime) -> dict[str, str]:
    today = local_day(session, attempt, at)
    days = [today + timedelta(days=days) for days in PAY_IN_DAYS]
    offers = {f"pay_by_{number}": spoken(day, language) for number, day in enumerate(days, 1)}
    offers["promise_amount"] = str(Money(*_owed(session, attempt)))
    offers["due_on"] = spoken(days[step.pick - 1], language)
    return offers


def _owed(session: Session, attempt: Attempt) -> tuple[int, str]:
    currency = session.execute(_CURRENCY, {"debt": attempt.debt_ids[0]}).scalar_one()
    return sum(balances(session, attempt.debt_ids).values()), currency


def _promise(session: Session, store: Store, attempt: Attempt, step: Step, at: datetime) -> None:
    amount, currency = _owed(session, attempt)
    today = local_day(session, attempt, at)
    due_on = today + timedelta(days=PAY_IN_DAYS[step.pick - 1])
    debt = attempt.debt_ids[0]
    said = Promised(amount, currency, due_on, "call", today)
    if agreeing.promise(session, attempt.person_id, debt, attempt.id, said, at):
        attempt.disposition = "promise"


def _stop(session: Session, store: Store, attempt: Attempt, step: Step, at: datetime) -> None:
    attempt.disposition = "refused"
    number = session.execute(_NUMBER, {"id": attempt.address_id}).one()
    value = store.vault.open("addresses.value", attempt.address_id, number.value_sealed)
    silence.opted_out(session, store, attempt.person_id, value, f"keypad:{attempt.id}", at, "pressed 9", "oral")


def _wrong_person(session: Session, store: Store, attempt: Attempt, step: Step, at: datetime) -> None:
    attempt.disposition = "wrong_person"
    session.execute(_WRONG, {"id": attempt.address_id})
    attention.ask(session, "wrong_person", "somebody else answered at this number", at, attempt.person_id, attempt.id)


def _person_wanted(session: Session, store: Store, attempt: Attempt, step: Step, at: datetime) -> None:
    attention.ask(session, "reply", "asked on the keypad to speak with a person", at, attempt.person_id, attempt.id)


def _no_effect(session: Session, store: Store, attempt: Attempt, step: Step, at: datetime) -> None:
    return None


_EFFECTS = {
    "thanks": _promise,
    "stop_calling": _stop,
    "wrong_person": _wrong_person,
    "person": _person_wanted,
}
_PERSON = text("SELECT name_sealed, language FROM people WHERE id = :id")
_CURRENCY = text("SELECT currency FROM debts WHERE id = :debt")
_NUMBER = text("SELECT value_sealed FROM addresses WHERE id = :id")
_WRONG = text("UPDATE addresses SET state = 'wrong_person' WHERE id = :id")
