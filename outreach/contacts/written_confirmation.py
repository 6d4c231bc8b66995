"""Written confirmation of what was said: one text or e-mail, an attempt like any other, planned in the same transaction.

A text goes where the conversation went on by text, or to the number of a call where texts are possible; where none is, an
e-mail goes to the mailbox that comes first. Whether either may leave is the engine's to say, at the claim. ``subject_id`` of
the attempt is what its words are about (an agreement, an appointment, a contact contract, a set of offers): `word_values.py`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from outreach.contacts.attempts import Attempt
from outreach.ids import new_id

REPLY: Final = "reply"  # the purpose of what answers a person


def plan(
    session: Session,
    person: UUID,
    client: UUID,
    debts: list[UUID],
    template: str,
    at: datetime,
    *,
    subject: UUID | None = None,
    address: UUID | None = None,
) -> Attempt | None:
    """Plan the confirmation ``template``. None when there is no way to write to the person.

    ``address`` is the number or mailbox that was used, preferred when it can be written to.
    """
    asked = {"person": person, "client": client, "address": address}
    way = session.execute(_WAY, asked).first()
    if way is None:
        return None
    planned = Attempt(
        id=new_id(at),
        client_id=client,
        person_id=person,
        address_id=way.id,
        debt_ids=debts,
        channel=way.channel,
        purpose=REPLY,
        template=template,
        subject_id=subject,
        planned_at=at,
        due_at=at,
    )
    session.add(planned)
    session.flush()
    return planned


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
