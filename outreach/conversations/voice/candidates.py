"""Candidates: who may be calling us, by the number she calls from and the number of ours she called.

The number of ours names the client; people are those at her number who owe that client something. Nobody is named to a
number where nobody is known. Who says she is not the one is asked after the next.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from outreach.conversations.voice.flow import INBOUND
from outreach.conversations.voice.talk import Talk

MOST: Final = 3  # people asked after in one call


def client_at(session: Session, our_number: str) -> UUID | None:
    """The client whose number was called; None when it is none of ours."""
    found: UUID | None = session.execute(_CLIENT, {"number": our_number}).scalar()
    return found


def at_number(session: Session, client: UUID, index: bytes) -> list[Row[Any]]:
    """People known at a number who owe the client something, whom we reached last first: person, address, debts, language."""
    return list(session.execute(_CANDIDATES, {"client": client, "index": index, "most": MOST}))


def next_one(talk: Talk) -> str:
    """Go on to the next person at the number. The state to go to."""
    rest = talk.call.candidates[1:]
    if not rest:
        return "nobody_here"
    found = talk.session.execute(_ONE, {"client": talk.call.client_id, "person": rest[0]}).first()
    if found is None:
        return "nobody_here"
    talk.call.candidates, talk.call.person_id, talk.call.debt_ids = rest, rest[0], found.debts
    talk.call.identity = "none"
    return INBOUND


_CLIENT = text("""
SELECT client_id FROM sender_numbers WHERE value = :number AND channel IN ('call', 'sms') AND active
ORDER BY channel LIMIT 1
""")
_OWED = """ARRAY(SELECT d.id FROM debt_parties p JOIN debts d ON d.id = p.debt_id
    WHERE p.person_id = {person} AND p.role IN ('debtor', 'co_obligor') AND d.client_id = :client AND d.status = 'open'
    ORDER BY d.id)"""
_CANDIDATES = text(f"""
SELECT a.person_id, a.id AS address_id, known.debts, p.language
FROM addresses a JOIN people p ON p.id = a.person_id
CROSS JOIN LATERAL (SELECT {_OWED.format(person="a.person_id")} AS debts) known
WHERE a.value_index = :index AND a.state <> 'wrong_person' AND cardinality(known.debts) > 0
ORDER BY (SELECT max(t.wired_at) FROM attempts t WHERE t.address_id = a.id) DESC NULLS LAST, a.person_id
LIMIT :most
""")
_ONE = text(
    f"SELECT known.debts FROM (SELECT {_OWED.format(person=':person')} AS debts) known WHERE cardinality(known.debts) > 0"
)
