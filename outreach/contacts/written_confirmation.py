"""Written confirmation of what was said: one text or e-mail, an attempt like any other, planned in the same transaction.

A text is answered at the number it came from, and answered once. After a call a text goes to the number of the call where texts
are possible; where none is, an e-mail goes to the mailbox that comes first. Whether either may leave is the engine's to say, at the claim. ``subject_id`` of
the attempt is what its words are about (an agreement, an appointment, a contact contract, a set of offers): `word_values.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from compliance import FactsError, Verdict, decide
from outreach.contacts import facts
from outreach.contacts.attempts import Attempt
from outreach.ids import new_id
from outreach.store import Store

REPLY: Final = "reply"  # the purpose of what answers a person
CONFIRMS: Final = frozenset(
    {
        "promise_confirmation", "promise_noted", "plan_confirmation", "dispute_acknowledgement", "callback_booked",
        "preferences_confirmed", "language_switched", "wrong_number",
    }
)  # fmt: skip
"""What confirms something that was said; it is sent even when more was said meanwhile. Other answers only talk."""
TALK_GOOD_FOR: Final = timedelta(hours=24)
GOOD_FOR: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Whom:
    """Who is written to about what. ``address`` is the number or mailbox that was used, preferred when it can be written to.

    ``answers`` is the inbound text that is answered: then by text, to that number and to no other.
    """

    person: UUID
    client: UUID
    debts: tuple[UUID, ...]
    address: UUID | None = None
    answers: UUID | None = None


def plan(session: Session, whom: Whom, template: str, at: datetime, subject: UUID | None = None) -> Attempt | None:
    """Plan the confirmation ``template``. None when there is no way to write to the person."""
    way = _way(session, whom)
    if way is None:
        return None
    planned = Attempt(
        id=new_id(at),
        client_id=whom.client,
        person_id=whom.person,
        address_id=way.id,
        debt_ids=list(whom.debts),
        channel=way.channel,
        purpose=REPLY,
        template=template,
        subject_id=subject,
        answers_id=whom.answers,
        planned_at=at,
        due_at=at,
    )
    session.add(planned)
    session.flush()
    return planned


def leaves_by(session: Session, store: Store, whom: Whom, template: str, at: datetime) -> str | None:
    """The channel by which the confirmation leaves, now or as soon as the hour allows; None when it would be blocked."""
    way = _way(session, whom)
    if way is None:
        return None
    subject = facts.Subject(whom.person, way.id, whom.debts, whom.client, way.channel, template, REPLY)
    try:
        verdict = decide(facts.load(session, store.vault, subject, at).facts).verdict
    except FactsError:
        return None
    return str(way.channel) if verdict in (Verdict.ALLOW, Verdict.BLOCK_UNTIL) else None


def too_late(template: str, occasion: datetime | None, at: datetime) -> bool:
    """Whether what is answered, a text that came at ``occasion``, is so long ago that an answer has lost it."""
    return occasion is not None and at - occasion > (GOOD_FOR if template in CONFIRMS else TALK_GOOD_FOR)


def give_way(session: Session, person: UUID, address: UUID, at: datetime) -> int:
    """Leave out the answers that only talk and have not left: she wrote again. Returns how many."""
    asked = {"person": person, "address": address, "at": at, "kept": list(CONFIRMS)}
    return int(session.execute(_GIVE_WAY, asked).rowcount)  # type: ignore[attr-defined]


def again(session: Session, attempt: UUID, until: datetime, at: datetime) -> None:
    """Plan a confirmation that came at the wrong hour anew, for the hour at which it is lawful."""
    session.execute(_AGAIN, {"id": attempt, "new": new_id(at), "at": at, "until": until})


def _way(session: Session, whom: Whom) -> Row[Any] | None:
    if whom.answers:
        return session.execute(_SAME, {"address": whom.address}).first()
    return session.execute(_WAY, {"person": whom.person, "client": whom.client, "address": whom.address}).first()


# The number or mailbox that was used comes first, then numbers that take texts, then mailboxes, each in their own order. A
# client without a sender for a channel, or that may not text (third parties over this carrier), does not use it.
_WAY = text("""
SELECT a.id, way.channel
FROM addresses a
JOIN LATERAL (SELECT CASE WHEN a.kind = 'email' THEN 'email' ELSE 'sms' END AS channel) way ON true
JOIN clients c ON c.id = :client
WHERE a.person_id = :person AND a.state = 'active'
  AND (a.kind = 'email' OR (a.line = 'mobile' AND c.role = 'first_party'))
  AND EXISTS (SELECT 1 FROM sender_numbers s WHERE s.client_id = :client AND s.channel = way.channel AND s.active)
ORDER BY (a.id = CAST(:address AS uuid)) DESC NULLS LAST, (a.kind = 'email'), a.rank, a.id
LIMIT 1
""")
_SAME = text("SELECT id, 'sms' AS channel FROM addresses WHERE id = :address AND kind = 'phone'")
_GIVE_WAY = text("""
UPDATE attempts SET state = 'cancelled', ended_at = :at, disposition = 'cancelled'
WHERE person_id = :person AND address_id = :address AND channel = 'sms' AND purpose = 'reply' AND state = 'planned'
  AND NOT template = ANY(:kept)
""")
_AGAIN = text("""
INSERT INTO attempts (id, client_id, person_id, address_id, debt_ids, channel, step, purpose, template, subject_id, answers_id,
                      state, planned_at, due_at, paced, sequence, identity)
SELECT :new, client_id, person_id, address_id, debt_ids, channel, step, purpose, template, subject_id, answers_id,
       'planned', :at, :until, false, -1, 'none'
FROM attempts WHERE id = :id AND enrolment_id IS NULL AND purpose = 'reply' AND :until < planned_at + interval '3 days'
""")
