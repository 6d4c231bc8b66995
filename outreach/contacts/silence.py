"""Silence: a no, a payment, a hold or words nobody has read stop what is queued, in the transaction that records them.

What is planned is cancelled at every campaign; what the carrier already has cannot be taken back by a row and is left
to its own end. The person's log says how much was cancelled and how long that took.

*Time to silence* runs from the instant the cause reached us (``Cause.since``: a webhook's or a page's request, a command) to
the instant the last queued item was cancelled. Both are business time. It stands in the log entry (``since``, ``silenced``)
and, once the transaction is committed, in the metric ``outreach_time_to_silence_seconds``.

Enrolments are ended before attempts are cancelled: a selection that is planning from them at this moment holds their
rows, so its attempts are either seen by the cancelling or never made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import event, text
from sqlalchemy.orm import Session

from outreach.accounts.addresses import people_at
from outreach.accounts.debts import lock_parties
from outreach.accounts.standing import RECORDS_ONLY, Hold, OptOut
from outreach.agreements.plans import agreement_open
from outreach.contacts import log
from outreach.db import lock_budgets, person_key
from outreach.ids import new_id
from outreach.metrics import SILENCED, TIME_TO_SILENCE
from outreach.store import Store

EVERY_VOICE = ["call", "sms"]  # a no from a number silences texts and calls to it
NOBODY: list[UUID | None] = [None]
Why = Literal["stop", "payment", "promise", "dispute", "hold", "unread"]


@dataclass(frozen=True, slots=True)
class Cause:
    """Why somebody is silenced, as a word to count by and as a sentence, and the instant since which we could know."""

    word: Why
    why: str
    since: datetime


def no_from(
    session: Session,
    store: Store,
    address: str,
    source: str,
    at: datetime,
    words: str = "",
    form: str = "keyword",
    *,
    since: datetime | None = None,
) -> bool:
    """Record a no said from ``address`` for everybody known there, and silence them everywhere.

    Where nobody is known it binds whoever turns up there. Returns whether it was news: a no that stands already is not
    written down twice.
    """
    no = _No(address, source, words, form, since or at)
    people: Sequence[UUID | None] = people_at(session, store.vault.index(no.kind, address)) or NOBODY
    lock_budgets(session, [person_key(person) for person in people if person])
    news = [_opt_out(session, store, person, no, at) for person in people]
    for person, new in zip(people, news, strict=True):
        if person:
            _silence_person(session, store, person, no.cause(), at, _END_PERSON, quietly=not new)
    return any(news)


def opted_out(
    session: Session,
    store: Store,
    person: UUID,
    address: str,
    source: str,
    at: datetime,
    words: str = "",
    form: str = "keyword",
    *,
    since: datetime | None = None,
) -> int:
    """Record a no of this person about ``address`` and silence her everywhere. Returns how many attempts were cancelled."""
    lock_budgets(session, [person_key(person)])
    no = _No(address, source, words, form, since or at)
    new = _opt_out(session, store, person, no, at)
    return _silence_person(session, store, person, no.cause(), at, _END_PERSON, quietly=not new)


def person_silenced(session: Session, store: Store, person: UUID, cause: Cause, at: datetime) -> int:
    """Cancel everything planned for the person and end her enrolments."""
    lock_budgets(session, [person_key(person)])
    return _silence_person(session, store, person, cause, at, _END_PERSON)


def person_rests(session: Session, store: Store, person: UUID, cause: Cause, at: datetime) -> int:
    """Cancel everything planned for the person and hold her enrolments until somebody clears them."""
    lock_budgets(session, [person_key(person)])
    return _silence_person(session, store, person, cause, at, _HOLD_PERSON)


def resume(session: Session, person: UUID, why: str, at: datetime) -> int:
    """Let the person's held enrolments go on, because somebody looked. Every contact is still judged when it is claimed.

    A debt rests on while what was agreed about it is open.
    """
    lock_budgets(session, [person_key(person)])
    resumed = _count(session, _RESUME_PERSON, {"person": person, "why": why, "at": at})
    session.execute(_STILL_HELD, {"person": person})
    log.append(session, person, "resumed", at, {"enrolments": resumed, "why": why})
    return resumed


def debt_silenced(
    session: Session, store: Store, debt: UUID, cause: Cause, at: datetime, resume_at: datetime | None = None
) -> int:
    """Cancel everything planned about the debt; its enrolments end, or wait until ``resume_at``.

    Those of people about whom somebody must still look are held on; they wait until then, too, once somebody has.
    """
    people = lock_parties(session, debt)
    if resume_at is None:
        session.execute(_END_DEBT, {"debt": debt, "why": cause.why})
    else:
        session.execute(_PUT_OFF_DEBT, {"debt": debt, "why": cause.why, "resume": resume_at})
    cancelled = _count(session, _CANCEL_DEBT, {"debt": debt, "at": at})
    _written_down(session, store, people, cause, cancelled, at, debt)
    return cancelled


def debt_rests(session: Session, store: Store, debt: UUID, cause: Cause, at: datetime) -> int:
    """Cancel everything planned about the debt; its enrolments are held until ``debt_goes_on``."""
    people = lock_parties(session, debt)
    session.execute(_HOLD_DEBT, {"debt": debt, "why": cause.why})
    cancelled = _count(session, _CANCEL_DEBT, {"debt": debt, "at": at})
    _written_down(session, store, people, cause, cancelled, at, debt)
    return cancelled


def debt_goes_on(session: Session, debt: UUID, why: str, at: datetime) -> int:
    """Let the held enrolments of the debt go on where they stood, but for people about whom somebody must still look."""
    people = lock_parties(session, debt)
    resumed = _count(session, _RESUME_DEBT, {"debt": debt, "why": why, "at": at})
    for person in people:
        log.append(session, person, "resumed", at, {"debt": str(debt), "enrolments": resumed, "why": why})
    return resumed


def hold(
    session: Session,
    store: Store,
    person: UUID,
    debt: UUID | None,
    kind: str,
    source: str,
    at: datetime,
    *,
    since: datetime | None = None,
) -> int:
    """Put a hold on a person, or on one debt of hers, and silence what is queued, unless it only keeps records."""
    session.add(
        Hold(
            id=new_id(at),
            person_id=person,
            debt_id=debt,
            source=source,
            recorded_at=at,
            kind=kind,
            since=since or at,
            form="written" if kind in ("cease", "dispute") else None,
        )
    )
    session.flush()
    if kind == RECORDS_ONLY:
        return 0
    cause = Cause("dispute" if kind == "dispute" else "hold", f"hold: {kind}", since or at)
    if debt:
        return debt_silenced(session, store, debt, cause, at)
    return person_silenced(session, store, person, cause, at)


def withdraw(session: Session, campaign: UUID, cause: str, at: datetime) -> int:
    """Cancel what a campaign has planned; its enrolments wait for the campaign to run again."""
    return _count(session, _CANCEL_CAMPAIGN, {"campaign": campaign, "at": at, "cause": cause})


@dataclass(frozen=True, slots=True)
class _No:
    """A no as it reached us."""

    address: str
    source: str
    words: str
    form: str
    since: datetime

    @property
    def kind(self) -> str:
        return "email" if "@" in self.address else "phone"

    @property
    def channels(self) -> list[str]:
        return ["email"] if self.kind == "email" else EVERY_VOICE

    def cause(self) -> Cause:
        return Cause("stop", f"asked to stop ({self.source.split(':', maxsplit=1)[0]})", self.since)


def _opt_out(session: Session, store: Store, person: UUID | None, no: _No, at: datetime) -> bool:
    """Write the no down unless one stands that says as much. Returns whether it was written."""
    identity, index = new_id(at), store.vault.index(no.kind, no.address)
    asked = {"person": person, "index": index, "channel": no.channels[-1], "form": no.form}
    if session.execute(_STANDS, asked).scalar():
        return False
    session.add(
        OptOut(
            id=identity,
            person_id=person,
            debt_id=None,
            words_sealed=store.vault.seal("opt_outs.words", identity, no.words) if no.words else None,
            source=no.source,
            recorded_at=at,
            ends_id=None,
            channels=no.channels,
            address_index=index,
            form=no.form,
            at=no.since,
        )
    )
    session.flush()
    return True


def _silence_person(
    session: Session, store: Store, person: UUID, cause: Cause, at: datetime, statement: object, quietly: bool = False
) -> int:
    """``quietly``: with nothing cancelled there is nothing to write down."""
    session.execute(statement, {"person": person, "why": cause.why})  # type: ignore[call-overload]
    cancelled = _count(session, _CANCEL_PERSON, {"person": person, "at": at})
    if cancelled or not quietly:
        _written_down(session, store, [person], cause, cancelled, at)
    return cancelled


def _written_down(
    session: Session,
    store: Store,
    people: list[UUID],
    cause: Cause,
    cancelled: int,
    at: datetime,
    debt: UUID | None = None,
) -> None:
    """Log what was cancelled and when the last of it was, and count it when it is committed."""
    silenced = store.clock.now()
    detail: dict[str, object] = {
        "cancelled": cancelled,
        "cause": cause.word,
        "silenced": silenced.isoformat(),
        "since": cause.since.isoformat(),
        "why": cause.why,
    }
    for person in people:
        log.append(session, person, "silence", at, detail | ({"debt": str(debt)} if debt else {}))
    took = max(0.0, (silenced - cause.since).total_seconds())
    event.listen(session, "after_commit", lambda _: _counted(cause.word, took, cancelled), once=True)


def _counted(word: Why, took: float, cancelled: int) -> None:
    TIME_TO_SILENCE.labels(word).observe(took)
    SILENCED.labels(word).inc(cancelled)


def _count(session: Session, statement: object, values: dict[str, object]) -> int:
    return int(session.execute(statement, values).rowcount)  # type: ignore[call-overload]


# A no stands while nobody has ended it and the person has not agreed to anything since. A keyword, which START lifts,
# does not say as much as a no in words.
_STANDS = text("""
SELECT EXISTS (
    SELECT 1 FROM opt_outs o
    WHERE o.address_index = :index AND o.person_id IS NOT DISTINCT FROM CAST(:person AS uuid) AND o.ends_id IS NULL
      AND o.channels @> jsonb_build_array(CAST(:channel AS text))
      AND (o.form <> 'keyword' OR CAST(:form AS text) = 'keyword')
      AND NOT EXISTS (SELECT 1 FROM opt_outs later WHERE later.ends_id = o.id)
      AND NOT EXISTS (SELECT 1 FROM consents c WHERE c.person_id = o.person_id AND c.given_at > o.at)
)
""")
_CANCELLED = "SET state = 'cancelled', ended_at = :at, disposition = 'cancelled'"
_TAKEN_BACK = "state = 'planned' AND purpose <> 'opt_out_confirmation'"  # a no is confirmed, whatever else was said
_CANCEL_PERSON = text(f"UPDATE attempts {_CANCELLED} WHERE person_id = :person AND {_TAKEN_BACK}")
_END_PERSON = text("UPDATE enrolments SET state = 'done', why = :why WHERE person_id = :person AND state <> 'done'")
_HOLD_PERSON = text("UPDATE enrolments SET state = 'held', why = :why WHERE person_id = :person AND state <> 'done'")
_RESUME_PERSON = text(f"""
UPDATE enrolments SET state = 'waiting', next_at = greatest(next_at, :at), why = :why
WHERE person_id = :person AND state = 'held' AND NOT {agreement_open("enrolments.debt_id")}
""")
_STILL_HELD = text("UPDATE enrolments SET why = 'what was agreed is open' WHERE person_id = :person AND state = 'held'")
_HOLD_DEBT = text("UPDATE enrolments SET state = 'held', why = :why WHERE debt_id = :debt AND state <> 'done'")
_LOOKED_AT = "EXISTS (SELECT 1 FROM attention WHERE person_id = enrolments.person_id AND closed_at IS NULL)"
_RESUME_DEBT = text(f"""
UPDATE enrolments SET state = 'waiting', next_at = :at, why = :why
WHERE debt_id = :debt AND state = 'held' AND NOT {_LOOKED_AT}
""")
_CANCEL_DEBT = text(f"UPDATE attempts {_CANCELLED} WHERE :debt = ANY(debt_ids) AND {_TAKEN_BACK}")
_END_DEBT = text("UPDATE enrolments SET state = 'done', why = :why WHERE debt_id = :debt AND state <> 'done'")
_PUT_OFF_DEBT = text(f"""
UPDATE enrolments SET next_at = :resume,
    state = CASE WHEN state = 'held' AND {_LOOKED_AT} THEN 'held' ELSE 'waiting' END,
    why = CASE WHEN state = 'held' AND {_LOOKED_AT} THEN why ELSE :why END
WHERE debt_id = :debt AND state <> 'done'
""")
_CANCEL_CAMPAIGN = text(f"""
WITH gone AS (
    UPDATE attempts {_CANCELLED} WHERE campaign_id = :campaign AND state = 'planned' RETURNING enrolment_id
)
UPDATE enrolments SET state = 'waiting', why = :cause
WHERE id IN (SELECT enrolment_id FROM gone) AND state = 'in_flight'
""")
