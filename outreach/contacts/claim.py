"""The claim: one transaction that makes an attempt ours, asks whether it is lawful, and reserves it.

    lock the budgets (household, number, debts; the person last) in a fixed order → load the facts → decide →
    take a line (calls) and the pace → write ``wired`` with the decision, the words and a log entry → commit (the caller's)

After the commit the attempt counts as a contact, whatever becomes of it. What is read before the locks is a first look:
every statement that moves the attempt asks again, in its own condition, whether it is still to be claimed. So a second
claim of the same attempt changes nothing. What a claim can come to is a value, never an exception.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from compliance import Decision, FactsError, Verdict, decide, local_times
from outreach.agreements import offering
from outreach.agreements.offering import Hearer
from outreach.contacts import (
    approvals,
    attention,
    confirming,
    facts,
    lines,
    pace,
    quiet_hours,
    rule_sets,
    text_threads,
    validity,
    verdicts,
    words,
    written_confirmation,
)
from outreach.contacts.events import note
from outreach.contacts.facts_query import household
from outreach.contacts.words import Words
from outreach.db import lock_budgets, person_key
from outreach.errors import NotAllowed
from outreach.settings import Settings
from outreach.store import Store
from templates import TemplatesError

OFFERING = frozenset({"plan_offer", "promise_noted"})  # texts that make the offers they tell of


@dataclass(frozen=True, slots=True)
class Candidate:
    """A planned attempt with all a claim needs to know of it; read before the budgets are locked.

    ``occasion`` is when the text came that it answers. ``factor`` is what the text asks for that goes out in place of
    ``wanted``, because it is not known who reads; ``offers`` the set that it tells of.
    """

    id: UUID
    person_id: UUID
    address_id: UUID
    client_id: UUID
    campaign_id: UUID | None
    enrolment_id: UUID | None
    debt_ids: list[UUID]
    channel: str
    purpose: str
    voice: str | None
    template: str
    paced: bool
    due_at: datetime
    value_sealed: bytes
    value_index: bytes
    address_state: str
    name_sealed: bytes
    language: str
    household: list[UUID]
    sender_id: UUID
    sender: str
    newest_approval: int
    reply_to: str | None
    subject_id: UUID | None
    needs_person: bool
    occasion: datetime | None
    factor: str = ""
    wanted: str = ""
    offers: UUID | None = None

    @property
    def needs_line(self) -> bool:
        """A call takes a line, unless it was agreed: then its collector is kept free."""
        return self.channel == "call" and self.subject_id is None


@dataclass(frozen=True, slots=True)
class Wired:
    """Claimed: send it now, once. ``decided_at`` is the instant the decision is about.

    ``validity`` is how many seconds the carrier may hold a text back without passing the closing hour.
    """

    attempt_id: UUID
    channel: str
    to: str
    sender: str
    words: Words
    decided_at: datetime
    validity: int
    reply_to: str | None = None


@dataclass(frozen=True, slots=True)
class Snoozed:
    """Not lawful before ``until``."""

    attempt_id: UUID
    until: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """Not lawful until something is cleared, or a person must look."""

    attempt_id: UUID
    why: str


@dataclass(frozen=True, slots=True)
class Postponed:
    """Lawful, but before ``until`` our pace has no slot, our collectors no line, or she had her one answer; still planned."""

    until: datetime


class Gone:
    """Nothing to claim: already claimed, cancelled, not yet due, its campaign is not running, or a text is unread."""


Claim = Wired | Snoozed | Blocked | Postponed | Gone


def claim(session: Session, store: Store, attempt_id: UUID, at: datetime) -> Claim:
    """Claim the attempt at business instant ``at`` inside the caller's transaction."""
    rule_sets.keep(store)
    candidate = _candidate(session, attempt_id, at)
    if candidate is None:
        return Gone()
    if candidate.needs_line and not lines.seen(session, candidate.client_id, needed=candidate.needs_person):
        return _no_line(session, candidate, at)  # before anything that costs; whether there is one is asked again below
    lock_budgets(session, _budgets(candidate))
    if (reason := _unfit(candidate)) is not None:
        return _unreadable(session, candidate, reason, at)
    if written_confirmation.too_late(candidate.template, candidate.occasion, at):
        return _left_out(session, candidate, "what it answers is too long ago", at, "expired")
    try:
        candidate = _introduced(session, _as_meant(session, candidate), at)
    except text_threads.Unidentifiable as error:
        return _left_out(session, candidate, str(error), at)
    standing = approvals.standing(session, candidate.newest_approval)
    if (objection := _objection(standing, candidate)) is not None:
        return _unapproved(session, candidate, objection, at)
    subject = facts.Subject(
        candidate.person_id,
        candidate.address_id,
        tuple(candidate.debt_ids),
        candidate.client_id,
        candidate.channel,
        candidate.template,
        candidate.purpose,
        candidate.voice,
    )
    try:
        loaded = facts.load(session, store.vault, subject, at)
        decision = decide(loaded.facts)
    except FactsError as error:
        return _unreadable(session, candidate, f"the facts on record cannot be judged: {error}", at)
    if decision.verdict is Verdict.ALLOW:
        return _allowed(session, store, candidate, loaded, decision, standing, at)
    return _refused(session, store, candidate, loaded, decision, at)


def _candidate(session: Session, attempt_id: UUID, at: datetime) -> Candidate | None:
    row = session.execute(_CANDIDATE, {"id": attempt_id, "at": at}).first()
    return Candidate(*row) if row else None


def _budgets(candidate: Candidate) -> list[str]:
    """The person's own budget, and those that others' contacts count against too: household, number, debts.

    Only claims lock the latter, and before the one person they contact (``lock_budgets`` sees to it). Whoever holds a
    person's budget (somebody pressing keys, a text being read) may go on to lock everybody who owes the debt: a claim that
    waits for its person keeps nobody else's, so the two never wait for each other crosswise.
    """
    return [
        f"number:{candidate.value_index.hex()}",
        *(f"household:{member}" for member in (candidate.person_id, *candidate.household)),
        *(f"debt:{debt}" for debt in candidate.debt_ids),
        person_key(candidate.person_id),
    ]


def _unfit(candidate: Candidate) -> str | None:
    if not candidate.sender:
        return f"the client has no active {candidate.channel} sender; add one with `outreach client sender`"
    if candidate.address_state != "active" and candidate.template != verdicts.TO_A_STRANGER:
        return f"the address is marked {candidate.address_state}"
    return None


def _as_meant(session: Session, candidate: Candidate) -> Candidate:
    """An attempt that was given back says what it was to say before the neutral text took its place."""
    if candidate.channel != "sms" or candidate.template not in (text_threads.ASKS, text_threads.ASKS_BACK):
        return candidate
    thread = text_threads.of(session, _line(candidate))
    return replace(candidate, template=thread.wanted_template) if thread and thread.wanted_template else candidate


def _objection(standing: approvals.Standing, candidate: Candidate) -> str | None:
    """Why the words may not be used; the same for what a neutral text stands in for: nobody is asked who she is for nothing."""
    templates_used = filter(None, (candidate.template, candidate.wanted))
    objections = (standing.objection(name, candidate.channel, candidate.language) for name in templates_used)
    return next(filter(None, objections), None)


def _introduced(session: Session, candidate: Candidate, at: datetime) -> Candidate:
    """With the neutral text in place of one about a debt, while it is not known who reads. Raises Unidentifiable."""
    if candidate.channel != "sms" or not text_threads.discloses(candidate.template):
        return candidate
    instead = text_threads.opener(session, _line(candidate), candidate.purpose, at)
    if instead is None:
        return candidate
    return replace(candidate, template=instead.template, factor=instead.factor, wanted=candidate.template)


def _line(candidate: Candidate) -> text_threads.Line:
    return text_threads.Line(candidate.person_id, candidate.address_id, candidate.client_id)


def _allowed(
    session: Session,
    store: Store,
    candidate: Candidate,
    loaded: facts.Loaded,
    decision: Decision,
    standing: approvals.Standing,
    at: datetime,
) -> Claim:
    if candidate.needs_line and not lines.taken(session, candidate.client_id, needed=candidate.needs_person):
        return _no_line(session, candidate, at)
    if candidate.occasion is not None and (until := quiet_hours.answered_until(session, loaded, candidate.address_id)):
        session.execute(_POSTPONE, {"id": candidate.id, "at": at, "slot": until})
        return Postponed(until)
    if not _has_slot(store.settings, candidate, at):
        slot = pace.take(session, candidate.channel, candidate.sender_id, at)
        if slot > at + pace.TOLERANCE:
            session.execute(_POSTPONE, {"id": candidate.id, "at": at, "slot": slot})
            return Postponed(slot)
    try:
        candidate = _with_offers(session, candidate, loaded, at)
        said = words.compose(session, store, candidate, loaded, decision.proof.jurisdictions, standing)
    except NotAllowed as error:
        return _left_out(session, candidate, str(error), at)
    except (words.UnfitWords, TemplatesError) as error:
        return _unreadable(session, candidate, str(error), at)
    sent = verdicts.Sent(candidate.sender, said, standing.number, candidate.template)
    if not verdicts.write(session, store.vault, candidate.id, loaded, decision, at, "wired", sent):
        return Gone()
    if candidate.wanted:
        text_threads.want(session, _line(candidate), candidate.wanted, candidate.subject_id, at)
    to = store.vault.open("addresses.value", candidate.address_id, candidate.value_sealed)
    good_for = validity.seconds(loaded, candidate.purpose)
    return Wired(candidate.id, candidate.channel, to, candidate.sender, said, at, good_for, candidate.reply_to)


def _with_offers(session: Session, candidate: Candidate, loaded: facts.Loaded, at: datetime) -> Candidate:
    """With the offers it is about to tell of, made now, so that a number means what was sent. Raises NotAllowed."""
    if candidate.template not in OFFERING:
        return candidate
    today = min(there.local.date() for there in local_times(loaded.facts))
    key = f"{candidate.template}/{candidate.channel}.{candidate.language}"
    hearer = Hearer(candidate.person_id, candidate.debt_ids[0], candidate.channel, today, candidate.id, key)
    return replace(candidate, offers=offering.make(session, hearer, at).id)


def _no_line(session: Session, candidate: Candidate, at: datetime) -> Postponed:
    session.execute(_NO_LINE, {"id": candidate.id, "at": at, "again": at + lines.AGAIN})
    return Postponed(at + lines.AGAIN)


def _has_slot(settings: Settings, candidate: Candidate, at: datetime) -> bool:
    """What comes much later than its slot takes a new one, or all that an outage held up would leave at once."""
    return candidate.paced and at - candidate.due_at <= timedelta(seconds=settings.decision_good_for)


def _refused(
    session: Session, store: Store, candidate: Candidate, loaded: facts.Loaded, decision: Decision, at: datetime
) -> Claim:
    until = decision.next_permitted if decision.verdict is Verdict.BLOCK_UNTIL else None
    state = "snoozed" if until else "blocked"
    if not verdicts.write(session, store.vault, candidate.id, loaded, decision, at, state, None):
        return Gone()
    why = "; ".join(f"{finding.rule}: {finding.why}" for finding in decision.findings if finding.rule in decision.rules)
    if until:
        written_confirmation.again(session, candidate.id, until, at)
        return Snoozed(candidate.id, until, why)
    # A confirmation that may not leave is left out: it will be too late when somebody has looked.
    if decision.verdict is Verdict.HUMAN and candidate.purpose != confirming.PURPOSE:
        attention.ask(session, "decision", why, at, candidate.person_id, candidate.id)
    return Blocked(candidate.id, why)


def _unreadable(session: Session, candidate: Candidate, why: str, at: datetime) -> Blocked | Gone:
    """What cannot be judged blocks, and a person is asked."""
    if not _block(session, candidate, at):
        return Gone()
    attention.ask(session, "decision", why, at, candidate.person_id, candidate.id)
    return Blocked(candidate.id, why)


def _unapproved(session: Session, candidate: Candidate, why: str, at: datetime) -> Blocked | Gone:
    """Words that nobody answers for block, and a person is asked once, however many contacts would say them."""
    if not _block(session, candidate, at):
        return Gone()
    attention.ask_once(session, "text", why, at)
    return Blocked(candidate.id, why)


def _left_out(session: Session, candidate: Candidate, why: str, at: datetime, state: str = "blocked") -> Blocked | Gone:
    """What cannot be said there, or not any more, is left out: nobody needs to look, the reason stands in its history."""
    if not _block(session, candidate, at, state):
        return Gone()
    note(session, candidate.id, "planned", state, why, at)
    return Blocked(candidate.id, why)


def _block(session: Session, candidate: Candidate, at: datetime, state: str = "blocked") -> bool:
    return bool(session.execute(_BLOCK, {"id": candidate.id, "at": at, "state": state}).rowcount)  # type: ignore[attr-defined]


# The sender is chosen by rendezvous hashing: it sticks to the person and stays when the pool around it changes. An answer comes
# from the number that was written to.
_CANDIDATE = text(f"""
SELECT a.id, a.person_id, a.address_id, a.client_id, a.campaign_id, a.enrolment_id, a.debt_ids, a.channel, a.purpose,
       a.voice, a.template, a.paced, a.due_at, d.value_sealed, d.value_index, d.state, p.name_sealed, p.language,
       ARRAY({household("a.person_id")}), n.id, coalesce(n.value, ''), {approvals.NEWEST}, c.reply_to,
       a.subject_id, a.needs_person, (SELECT i.at FROM inbound_messages i WHERE i.id = a.answers_id)
FROM attempts a
JOIN clients c ON c.id = a.client_id
JOIN addresses d ON d.id = a.address_id
JOIN people p ON p.id = a.person_id
LEFT JOIN LATERAL (
    SELECT s.id, s.value FROM sender_numbers s
    WHERE s.client_id = a.client_id AND s.channel = a.channel AND s.active
    ORDER BY (s.value = (SELECT i.to_value FROM inbound_messages i WHERE i.id = a.answers_id)) DESC NULLS LAST,
        hashtextextended(a.person_id::text || s.id::text, 0) LIMIT 1
) n ON true
WHERE a.id = :id AND {verdicts.CLAIMABLE}
""")
_POSTPONE = text(f"""
UPDATE attempts a SET due_at = :slot, paced = true, dispatched_at = NULL WHERE a.id = :id AND {verdicts.CLAIMABLE}
""")
_NO_LINE = text(f"""
UPDATE attempts a SET due_at = :again, paced = false, dispatched_at = NULL WHERE a.id = :id AND {verdicts.CLAIMABLE}
""")
_BLOCK = text(f"""
UPDATE attempts a SET state = :state, ended_at = :at, disposition = :state
WHERE a.id = :id AND {verdicts.CLAIMABLE}
""")
