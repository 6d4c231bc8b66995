"""Confirming a no that a person texted in her own words: one text, planned in the transaction that records the no.

It is an attempt like any other: the engine lets it out once, within five minutes of the no, or not at all (47 CFR
64.1200(a)(12), 12 CFR 1006.14(h)(2)). It answers what the person just wrote, so it may leave at any hour. It says that no more texts will come and nothing about a debt. A
keyword is answered by the carrier, a key by the call, a link by its page: none of these is confirmed again.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from outreach.contacts.attempts import Attempt
from outreach.ids import new_id

PURPOSE = "opt_out_confirmation"


def confirm(session: Session, answered: Attempt, at: datetime) -> Attempt:
    """Plan the confirmation for the number our text ``answered`` went to, in the name of the client it was sent for."""
    planned = Attempt(
        id=new_id(at),
        client_id=answered.client_id,
        person_id=answered.person_id,
        address_id=answered.address_id,
        debt_ids=answered.debt_ids,
        channel="sms",
        purpose=PURPOSE,
        template=PURPOSE,
        planned_at=at,
        due_at=at,
    )
    session.add(planned)
    session.flush()
    return planned
