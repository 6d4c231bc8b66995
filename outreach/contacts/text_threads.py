"""Text threads: what is said by text between a person at one number and one client, and whether it is known who reads there.

``text_threads``
    one row per number of a person and client, made when something about it must be remembered. ``verified_at`` and
    ``verified_by`` (``zip``, ``birth_date``): she proved by text who she is. ``tries`` wrong answers on her day ``tried_on``.
    ``wanted_template`` and ``wanted_subject``: what could not be said at ``wanted_at``, because it was not known who reads.

    ::

        unknown ──a fact only she knows, by text──► verified ──nothing heard for ``HOLDS_FOR``──► unknown
           └──the same number, a call with the second factor──┘        └──"wrong number"──► unknown

**Why a text waits for this.** A telephone lies about, is shared, and its number is given to somebody else: consent on file
says that she had it, not that she reads. A call names no debt before the second factor, and neither does a text: the first
one of a thread is neutral and asks for a fact; what was to be said follows, as an answer, when she gave it. What *she* says
counts at once, for a no, a promise or a dispute tells nobody anything. The fact is her ZIP code, or her date of birth where
no code is on file or the client chose it; never digits of a tax number, for texts stay on telephones. The proof holds as
long as she is heard from there every sixty days: the time after which 12 CFR 1006.6(d)(5) wants a number confirmed anew.
Where several people are on file at a number nothing about a debt is texted: they may know the same facts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import ForeignKey, SmallInteger, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from outreach.accounts import addresses, clients, people  # noqa: F401 - the tables its keys point at
from outreach.db import Base
from outreach.errors import NotAllowed
from outreach.ids import new_id
from templates.purposes import PURPOSE

HOLDS_FOR: Final = timedelta(days=60)
ASKS: Final = "right_party"
"""The first text of a thread: neutral, asks for the fact."""
ASKS_BACK: Final = "right_party_reply"
"""The same as an answer to what she wrote."""


class TextThread(Base):
    __tablename__ = "text_threads"
    __table_args__ = (UniqueConstraint("address_id", "client_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    address_id: Mapped[UUID] = mapped_column(ForeignKey("addresses.id"))
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id"))
    verified_at: Mapped[datetime | None]
    verified_by: Mapped[str | None]
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    tried_on: Mapped[date | None]
    wanted_template: Mapped[str | None]
    wanted_subject: Mapped[UUID | None]
    wanted_at: Mapped[datetime | None]


class Line(NamedTuple):
    """A number of a person, as one client writes to it."""

    person: UUID
    address: UUID
    client: UUID


class Unidentifiable(NotAllowed):
    """Nothing about a debt can be said by text at this number, now or later; use another channel."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a thread: whether it is known who reads, how many are on file there, and what she may be asked for."""

    known: bool
    people: int
    factor: str | None


@dataclass(frozen=True, slots=True)
class Opener:
    """The neutral text that goes out in place of another, and the fact it asks for."""

    template: str
    factor: str


def discloses(template: str) -> bool:
    """Whether the text conveys what is owed."""
    return template not in PURPOSE or PURPOSE[template].text.discloses


def standing(session: Session, line: Line, at: datetime) -> Standing:
    """How a thread stands at ``at``."""
    row = session.execute(_STANDING, {**line._asdict(), "since": at - HOLDS_FOR}).one()
    return Standing(bool(row.known) and row.people == 1, row.people, row.factor)


def opener(session: Session, line: Line, purpose: str, at: datetime) -> Opener | None:
    """What must be said first at this number; None when the debt may be spoken of. ``purpose`` is the attempt's.

    Raises:
        Unidentifiable: it cannot be found out who reads there.
    """
    found = standing(session, line, at)
    if found.known:
        return None
    if found.people > 1:
        raise Unidentifiable("several people are on file at the number: nothing about a debt is texted to it")
    if found.factor is None:
        raise Unidentifiable(
            "neither a ZIP code nor a date of birth is on file by which the person could say who she is"
        )
    return Opener(ASKS_BACK if purpose == "reply" else ASKS, found.factor)


def of(session: Session, line: Line) -> TextThread | None:
    """The row of a thread, locked and read anew."""
    query = select(TextThread).where(TextThread.address_id == line.address, TextThread.client_id == line.client)
    return session.scalars(query.with_for_update().execution_options(populate_existing=True)).first()


def made(session: Session, line: Line, at: datetime) -> TextThread:
    """The row of a thread, made when there is none. The caller holds the person's budget."""
    found = of(session, line)
    if found is None:
        found = TextThread(
            id=new_id(at), person_id=line.person, address_id=line.address, client_id=line.client, tries=0
        )
        session.add(found)
        session.flush()
    return found


def want(session: Session, line: Line, template: str, subject: UUID | None, at: datetime) -> None:
    """Remember what was to be said; the newest counts."""
    thread = made(session, line, at)
    thread.wanted_template, thread.wanted_subject, thread.wanted_at = template, subject, at
    session.flush()


def verify(session: Session, line: Line, by: str, at: datetime) -> TextThread:
    """It is known from now on who reads there."""
    thread = made(session, line, at)
    thread.verified_at, thread.verified_by, thread.tries = at, by, 0
    session.flush()
    return thread


def wrong_answer(session: Session, line: Line, today: date, at: datetime) -> int:
    """Count a wrong answer. Returns how many there were on her day."""
    thread = made(session, line, at)
    thread.tries = thread.tries + 1 if thread.tried_on == today else 1
    thread.tried_on = today
    session.flush()
    return thread.tries


def wrong_answers(session: Session, line: Line, today: date) -> int:
    """How many wrong answers there were on her day."""
    thread = of(session, line)
    return thread.tries if thread is not None and thread.tried_on == today else 0


def forget(session: Session, person: UUID, address: UUID | None) -> None:
    """Somebody else reads there: nothing that was proved at the number counts any more."""
    session.execute(_FORGET, {"person": person, "address": address})


# Known by text while she is heard from, or by a call from or to the same number with the second factor.
_STANDING = text("""
SELECT (EXISTS (
            SELECT 1 FROM text_threads t
            WHERE t.address_id = d.id AND t.client_id = :client AND t.verified_at IS NOT NULL
              AND greatest(t.verified_at, (SELECT max(i.at) FROM inbound_messages i
                           WHERE i.person_id = :person AND i.address_index = d.value_index)) > :since)
        OR EXISTS (
            SELECT 1 FROM call_sessions c
            WHERE c.person_id = :person AND c.address_id = d.id AND c.client_id = :client
              AND c.identity = 'verified' AND c.began_at > :since)) AS known,
    (SELECT count(DISTINCT person_id) FROM addresses s
     WHERE s.value_index = d.value_index AND (s.state <> 'wrong_person' OR s.id = d.id)) AS people,
    (SELECT way.factor FROM (
        SELECT 'zip' AS factor WHERE p.country = 'US' AND EXISTS (
            SELECT 1 FROM postal_addresses h WHERE h.person_id = p.id AND h.postal_code_sealed IS NOT NULL)
        UNION ALL SELECT 'birth_date' WHERE p.birth_date_sealed IS NOT NULL) AS way
     ORDER BY way.factor = c.second_factor DESC, way.factor DESC LIMIT 1) AS factor
FROM addresses d JOIN people p ON p.id = :person JOIN clients c ON c.id = :client WHERE d.id = :address
""")
_FORGET = text("""
UPDATE text_threads SET verified_at = NULL, verified_by = NULL WHERE person_id = :person AND address_id = :address
""")
