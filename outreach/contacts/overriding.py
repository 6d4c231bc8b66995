"""Overriding: somebody of ours asks that a rule be set aside for a person, somebody else answers for it, time ends it.

``outreach.accounts.overrides`` describes the tables and the states. Each step

- holds the person's budget, so that a claim sees it wholly or not at all;
- is an entry of her contact log (``override_asked``, ``…_approved``, ``…_refused``, ``…_withdrawn``) with rule, span and
  who did it. The reason is not in the log, which is plain: it stands, sealed, in the row the entry names.

An approval lets the accounts that waited because of the rule be looked at when the override begins. Nothing has to
happen when it ends: every claim asks anew which overrides are in force.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, select, text
from sqlalchemy.orm import Session

from compliance import rule_book
from outreach.accounts.account_ref import find_account
from outreach.accounts.overrides import Override, OverrideEvent, state_at
from outreach.contacts import log
from outreach.crypto import Vault
from outreach.db import lock_budgets, person_key
from outreach.errors import NotAllowed, NotFound, OutreachError
from outreach.ids import new_id

LONGEST = timedelta(days=7)  # from beginning to end, and from asking to beginning
SHORTEST_REASON = 10  # characters
ALMOST_A_SECOND = timedelta(microseconds=999_999)  # to the next whole second, where an approval begins to count


class UnknownRule(NotFound):
    """A rule id that no pack has."""


class NeverOverridden(NotAllowed):
    """A rule that nobody may set aside."""


class BadSpan(OutreachError):
    """An override that would begin or end when none may."""


class NoReason(OutreachError):
    """An override without a reason worth the name."""


class AlreadyAsked(NotAllowed):
    """The same rule, for the same person and debt, at the same time, is already asked for or overridden."""


class SamePerson(NotAllowed):
    """The one who asked would also approve."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: ``rule`` set aside for ``person`` from ``starts_at`` until ``until``, because of ``reason``.

    With ``debt`` only for contacts about that debt alone; without, whatever they are about. Parts of a second are cut
    off: the facts format has none.
    """

    rule: str
    person: UUID
    debt: UUID | None
    starts_at: datetime
    until: datetime
    reason: str


def account(session: Session, reference: str, client: str | None = None) -> tuple[UUID, UUID]:
    """The debt that a client numbers ``reference``, and who owes it: the one whom campaigns contact.

    Raises:
        NotFound: no such account or client, or nobody owes it.
        SeveralAccounts: several clients have one; say which by ``client``.
    """
    found = find_account(session, reference, client)
    if found.person_id is None:
        raise NotFound(f"account {reference!r} has nobody who owes it")
    return found.debt_id, found.person_id


def ask(session: Session, vault: Vault, wish: Wish, by: str, at: datetime) -> Override:
    """Put an override before a second person. It changes nothing until somebody else approves it.

    Raises:
        UnknownRule, NeverOverridden, BadSpan, NoReason, AlreadyAsked: see there.
        NotAllowed: nobody is named who asks.
    """
    wish = replace(wish, starts_at=_whole_second(wish.starts_at), until=_whole_second(wish.until))
    _require_overridable(wish.rule)
    _require_span(wish, _whole_second(at))
    reason, by = wish.reason.strip(), _named(by)
    if len(reason) < SHORTEST_REASON:
        raise NoReason(f"say why the rule should not hold, in at least {SHORTEST_REASON} characters")
    lock_budgets(session, [person_key(wish.person)])
    _require_new(session, wish, at)
    identity = new_id(at)
    asked = Override(
        id=identity,
        rule=wish.rule,
        person_id=wish.person,
        debt_id=wish.debt,
        starts_at=wish.starts_at,
        until=wish.until,
        reason_sealed=vault.seal("overrides.reason", identity, reason),
        asked_by=by,
        asked_at=at,
    )
    session.add(asked)
    session.flush()
    _note(session, asked, "asked", by, at)
    return asked


def approve(session: Session, override: UUID, by: str, at: datetime) -> int:
    """Answer for it as the second person. Returns how many waiting accounts are looked at earlier because of it.

    Raises:
        NotFound: there is no such override.
        SamePerson: ``by`` asked for it.
        NeverOverridden: the rules of today no longer let anybody override it.
        NotAllowed: it is no longer only asked for.
    """
    found = _held(session, override)
    _require_state(session, found, ("asked",), "approved", at)
    if _named(by).casefold() == _named(found.asked_by).casefold():
        raise SamePerson(f"{found.asked_by} asked for override {override}: somebody else must approve it")
    _require_overridable(found.rule)
    _end(session, found, "approved", by, at)
    return _bring_forward(session, found, at)


def refuse(session: Session, override: UUID, by: str, at: datetime) -> None:
    """Say no to what is asked for. Raises NotFound, or NotAllowed when it is no longer only asked for."""
    found = _held(session, override)
    _require_state(session, found, ("asked",), "refused", at)
    _end(session, found, "refused", by, at)


def withdraw(session: Session, override: UUID, by: str, at: datetime) -> None:
    """End it at once, approved or not. Raises NotFound, or NotAllowed when it is already over."""
    found = _held(session, override)
    _require_state(session, found, ("asked", "approved"), "withdrawn", at)
    _end(session, found, "withdrawn", by, at)


def _require_overridable(rule: str) -> None:
    book = rule_book()
    possible = ", ".join(sorted(book.overridable))
    if rule not in {known.id for known in book.rules}:
        raise UnknownRule(f"there is no rule {rule!r}; those that may be overridden: {possible}")
    if rule not in book.overridable:
        raise NeverOverridden(f"{rule} may never be overridden, whoever signs; those that may: {possible}")


def _require_span(wish: Wish, at: datetime) -> None:
    if wish.starts_at < at:
        raise BadSpan("it would begin in the past: an override excuses nothing that was done before")
    if wish.until <= wish.starts_at:
        raise BadSpan("it would end before it begins, or has ended: --until must lie ahead")
    if wish.until - wish.starts_at > LONGEST:
        raise BadSpan(f"it would last too long: an override ends at most {LONGEST.days} days after it begins")
    if wish.starts_at - at > LONGEST:
        raise BadSpan(f"it would begin too late: ask at most {LONGEST.days} days ahead")


def _require_new(session: Session, wish: Wish, at: datetime) -> None:
    over = exists().where(OverrideEvent.override_id == Override.id, OverrideEvent.kind.in_(("refused", "withdrawn")))
    same = select(Override.id).where(
        Override.rule == wish.rule,
        Override.person_id == wish.person,
        Override.debt_id.is_not_distinct_from(wish.debt),
        Override.starts_at < wish.until,
        Override.until > max(at, wish.starts_at),
        ~over,
    )
    if (open_one := session.scalar(same.limit(1))) is not None:
        raise AlreadyAsked(
            f"override {open_one} is for the same rule, person and time: approve that one or withdraw it"
        )


def _require_state(session: Session, override: Override, states: tuple[str, ...], wanted: str, at: datetime) -> None:
    query = select(OverrideEvent.kind).where(OverrideEvent.override_id == override.id)
    state = state_at(override.until, session.scalars(query).all(), at)
    if state not in states:
        raise NotAllowed(f"override {override.id} cannot be {wanted}: it is {state}")


def _whole_second(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def _named(by: str) -> str:
    name = " ".join(by.split())
    if not name:
        raise NotAllowed("an override needs the name of whoever asks for it or answers for it")
    return name


def _held(session: Session, override: UUID) -> Override:
    """The override, its person's budget held."""
    found = session.get(Override, override)
    if found is None:
        raise NotFound(f"there is no override {override}; see `outreach compliance override list --all`")
    lock_budgets(session, [person_key(found.person_id)])
    return found


def _end(session: Session, override: Override, kind: str, by: str, at: datetime) -> None:
    """Write what became of it."""
    by = _named(by)
    event = OverrideEvent(id=new_id(at), override_id=override.id, kind=kind, asked_by=override.asked_by, by=by, at=at)
    session.add(event)
    session.flush()
    _note(session, override, kind, by, at)


def _note(session: Session, override: Override, step: str, by: str, at: datetime) -> None:
    detail = {
        "override": str(override.id),
        "rule": override.rule,
        "debt": str(override.debt_id) if override.debt_id else None,
        "from": override.starts_at.isoformat(),
        "until": override.until.isoformat(),
        "by": by,
    }
    log.append(session, override.person_id, f"override_{step}", at, detail)


def _bring_forward(session: Session, override: Override, at: datetime) -> int:
    values = {
        "person": override.person_id,
        "debt": override.debt_id,
        "rule": override.rule,
        "start": _whole_second(max(at, override.starts_at) + ALMOST_A_SECOND),
        "why": f"{override.rule} is overridden until {override.until:%Y-%m-%d %H:%M:%S} UTC",
    }
    return int(session.execute(_BRING_FORWARD, values).rowcount)  # type: ignore[attr-defined]


# An enrolment waits because of the rule while it still waits for the very instant that a decision naming the rule gave.
_BRING_FORWARD = text("""
UPDATE enrolments e SET next_at = :start, why = :why
WHERE e.person_id = :person AND (CAST(:debt AS uuid) IS NULL OR e.debt_id = :debt)
  AND e.state = 'waiting' AND e.next_at > :start
  AND EXISTS (
      SELECT 1 FROM attempts a JOIN decisions x ON x.id = a.decision_id
      WHERE a.enrolment_id = e.id AND a.state = 'snoozed' AND x.next_permitted = e.next_at
        AND x.rules @> jsonb_build_array(CAST(:rule AS text))
  )
""")
