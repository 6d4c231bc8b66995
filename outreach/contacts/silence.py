"""Silence: a no, a payment, a hold or a pause stops what is queued, in the same transaction that records it.

What is planned is cancelled at every campaign; what the carrier already has cannot be taken back by a row and is left
to its own end. The log says how much was cancelled.

Enrolments are ended before attempts are cancelled: a selection that is planning from them at this moment holds their
rows, so its attempts are either seen by the cancelling or never made.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from outreach.accounts.debts import lock_parties
from outreach.accounts.standing import RECORDS_ONLY, Hold, OptOut
from outreach.agreements.plans import agreement_open
from outreach.contacts import log
from outreach.db import lock_budgets, person_key
from outreach.ids import new_id
from outreach.store import Store

EVERY_VOICE = ["call", "sms"]  # a keyword sent to a number silences texts and calls to it


def opted_out(
    session: Session,
    store: Store,
    person: UUID | None,
    address: str,
    source: str,
    at: datetime,
    words: str = "",
    form: str = "keyword",
) -> int:
    """Record a no said from ``address`` and silence the person everywhere. Returns how many attempts were cancelled."""
    kind = "email" if "@" in address else "phone"
    identity = new_id(at)
    session.add(
        OptOut(
            id=identity,
            person_id=person,
            debt_id=None,
            words_sealed=store.vault.seal("opt_outs.words", identity, words) if words else None,
            source=source,
            recorded_at=at,
            ends_id=None,
            channels=["email"] if kind == "email" else EVERY_VOICE,
            address_index=store.vault.index(kind, address),
            form=form,
            at=at,
        )
    )
    return person_silenced(session, person, f"asked to stop ({source.split(':', maxsplit=1)[0]})", at) if person else 0


def person_silenced(session: Session, person: UUID, why: str, at: datetime) -> int:
    """Cancel everything planned for the person and end her enrolments."""
    lock_budgets(session, [person_key(person)])
    session.execute(_END_PERSON, {"person": person, "why": why})
    cancelled = _count(session, _CANCEL_PERSON, {"person": person, "at": at})
    log.append(session, person, "silence", at, {"cancelled": cancelled, "why": why})
    return cancelled


def person_rests(session: Session, person: UUID, why: str, at: datetime) -> int:
    """Cancel everything planned for the person and hold her enrolments until somebody clears them."""
    lock_budgets(session, [person_key(person)])
    session.execute(_HOLD_PERSON, {"person": person, "why": why})
    cancelled = _count(session, _CANCEL_PERSON, {"person": person, "at": at})
    log.append(session, person, "silence", at, {"cancelled": cancelled, "why": why})
    return cancelled


def resume(session: Session, person: UUID, why: str, at: datetime) -> int:
    """Let the person's held enrolments go on, because somebody looked. Every contact is still judged when it is claimed.

    A debt rests on while what was agreed about it is open.
    """
    lock_budgets(session, [person_key(person)])
    resumed = _count(session, _RESUME_PERSON, {"person": person, "why": why, "at": at})
    session.execute(_STILL_HELD, {"person": person})
    log.append(session, person, "resumed", at, {"enrolments": resumed, "why": why})
    return resumed


def debt_silenced(session: Session, debt: UUID, why: str, at: datetime, resume_at: datetime | None = None) -> int:
    """Cancel everything planned about the debt; its enrolments end, or wait until ``resume_at``."""
    people = lock_parties(session, debt)
    session.execute(_END_DEBT, {"debt": debt, "why": why, "resume": resume_at})
    cancelled = _count(session, _CANCEL_DEBT, {"debt": debt, "at": at})
    for person in people:
        log.append(session, person, "silence", at, {"cancelled": cancelled, "debt": str(debt), "why": why})
    return cancelled


def debt_rests(session: Session, debt: UUID, why: str, at: datetime) -> int:
    """Cancel everything planned about the debt; its enrolments are held until ``debt_goes_on``."""
    people = lock_parties(session, debt)
    session.execute(_HOLD_DEBT, {"debt": debt, "why": why})
    cancelled = _count(session, _CANCEL_DEBT, {"debt": debt, "at": at})
    for person in people:
        log.append(session, person, "silence", at, {"cancelled": cancelled, "debt": str(debt), "why": why})
    return cancelled


def debt_goes_on(session: Session, debt: UUID, why: str, at: datetime) -> int:
    """Let the held enrolments of the debt go on where they stood, but for people about whom somebody must still look."""
    people = lock_parties(session, debt)
    resumed = _count(session, _RESUME_DEBT, {"debt": debt, "why": why, "at": at})
    for person in people:
        log.append(session, person, "resumed", at, {"debt": str(debt), "enrolments": resumed, "why": why})
    return resumed


def hold(session: Session, store: Store, person: UUID, debt: UUID | None, kind: str, source: str, at: datetime) -> int:
    """Put a hold on a person, or on one debt of hers, and silence what is queued, unless it only keeps records."""
    session.add(
        Hold(
            id=new_id(at),
            person_id=person,
            debt_id=debt,
            source=source,
            recorded_at=at,
            kind=kind,
            since=at,
            form="written" if kind in ("cease", "dispute") else None,
        )
    )
    session.flush()
    if kind == RECORDS_ONLY:
        return 0
    why = f"hold: {kind}"
    return debt_silenced(session, debt, why, at) if debt else person_silenced(session, person, why, at)


def withdraw(session: Session, campaign: UUID, cause: str, at: datetime) -> int:
    """Cancel what a campaign has planned; its enrolments wait for the campaign to run again."""
    return _count(session, _CANCEL_CAMPAIGN, {"campaign": campaign, "at": at, "cause": cause})


def _count(session: Session, statement: object, values: dict[str, object]) -> int:
    return int(session.execute(statement, values).rowcount)  # type: ignore[call-overload]


_CANCELLED = "SET state = 'cancelled', ended_at = :at, disposition = 'cancelled'"
_CANCEL_PERSON = text(f"UPDATE attempts {_CANCELLED} WHERE person_id = :person AND state = 'planned'")
_END_PERSON = text("UPDATE enrolments SET state = 'done', why = :why WHERE person_id = :person AND state <> 'done'")
_HOLD_PERSON = text("UPDATE enrolments SET state = 'held', why = :why WHERE person_id = :person AND state <> 'done'")
_RESUME_PERSON = text(f"""
UPDATE enrolments SET state = 'waiting', next_at = :at, why = :why
WHERE person_id = :person AND state = 'held' AND NOT {agreement_open("enrolments.debt_id")}
""")
_STILL_HELD = text("UPDATE enrolments SET why = 'what was agreed is open' WHERE person_id = :person AND state = 'held'")
_HOLD_DEBT = text("UPDATE enrolments SET state = 'held', why = :why WHERE debt_id = :debt AND state <> 'done'")
_RESUME_DEBT = text("""
UPDATE enrolments SET state = 'waiting', next_at = :at, why = :why WHERE debt_id = :debt AND state = 'held'
    AND NOT EXISTS (SELECT 1 FROM attention WHERE person_id = enrolments.person_id AND closed_at IS NULL)
""")
_CANCEL_DEBT = text(f"UPDATE attempts {_CANCELLED} WHERE :debt = ANY(debt_ids) AND state = 'planned'")
_END_DEBT = text("""
UPDATE enrolments SET state = CASE WHEN CAST(:resume AS timestamptz) IS NULL THEN 'done' ELSE 'waiting' END,
    next_at = coalesce(:resume, next_at), why = :why
WHERE debt_id = :debt AND state <> 'done'
""")
_CANCEL_CAMPAIGN = text(f"""
WITH gone AS (
    UPDATE attempts {_CANCELLED} WHERE campaign_id = :campaign AND state = 'planned' RETURNING enrolment_id
)
UPDATE enrolments SET state = 'waiting', why = :cause
WHERE id IN (SELECT enrolment_id FROM gone) AND state = 'in_flight'
""")
