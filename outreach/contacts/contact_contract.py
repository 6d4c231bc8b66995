"""The contact contract: how a person wants to be contacted, confirmed back to her and binding on every worker.

``contact_contracts`` (append-only)
    what she said (``terms``), where (``source``), when. The newest row holds; a row with empty terms takes it back.

Nothing reads this table to let a contact out. What it says becomes standing facts that the rules of law and house already
obey: hours and days she called inconvenient (``statements``), channels she does not want (``opt_outs``), an employer who
forbids. They end when a later contract replaces this one. Her language becomes the language of everything we say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from compliance import instant_at
from outreach.accounts import people
from outreach.accounts.clients import CHANNELS
from outreach.accounts.standing import OptOut, Statement
from outreach.contacts import log
from outreach.db import Base
from outreach.errors import NotAllowed
from outreach.ids import new_id

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LANGUAGES: Final = ("en", "es")


class ContactContract(Base):
    __tablename__ = "contact_contracts"
    __table_args__ = (Index("ix_contact_contracts_person_id", "person_id", "made_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    terms: Mapped[dict[str, Any]]
    source: Mapped[str]
    made_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a person wants; an empty part leaves that part open.

    ``channels`` she may be contacted by, ``days`` of the week, hours from ``opens`` to ``closes`` where she is, ``not_before`` a
    calendar day ("after the 1st"), her ``language``, and whether never at her workplace.
    """

    channels: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()
    opens: time | None = None
    closes: time | None = None
    not_before: date | None = None
    language: str | None = None
    not_at_work: bool = False

    def __post_init__(self) -> None:
        """Raises NotAllowed for terms nobody could keep to."""
        if self.channels - set(CHANNELS) or self.days - set(DAYS):
            raise NotAllowed(f"there are the channels {', '.join(CHANNELS)} and the days {', '.join(DAYS)}")
        if (self.opens is None) != (self.closes is None) or (self.opens is not None and self.opens == self.closes):
            raise NotAllowed("hours have a beginning and a different end")
        if self.language not in {None, *LANGUAGES}:
            raise NotAllowed(f"we speak {', '.join(LANGUAGES)}")

    def to_json(self) -> dict[str, Any]:
        kept = {
            "channels": sorted(self.channels, key=CHANNELS.index),
            "days": sorted(self.days, key=DAYS.index),
            "opens": self.opens.strftime("%H:%M") if self.opens else None,
            "closes": self.closes.strftime("%H:%M") if self.closes else None,
            "not_before": str(self.not_before) if self.not_before else None,
            "language": self.language,
            "not_at_work": self.not_at_work,
        }
        return {name: value for name, value in kept.items() if value}


def from_json(terms: dict[str, Any]) -> Terms:
    """The terms as they were kept."""
    return Terms(
        frozenset(terms.get("channels", ())),
        frozenset(terms.get("days", ())),
        time.fromisoformat(terms["opens"]) if "opens" in terms else None,
        time.fromisoformat(terms["closes"]) if "closes" in terms else None,
        date.fromisoformat(terms["not_before"]) if "not_before" in terms else None,
        terms.get("language"),
        bool(terms.get("not_at_work", False)),
    )


def agree(session: Session, person: UUID, terms: Terms, zone: str, source: str, at: datetime) -> ContactContract:
    """Put a contract in force in place of the one before. The caller holds the person's budget.

    ``zone`` is where the person is; a day she named begins at its midnight.
    """
    made = ContactContract(id=new_id(at), person_id=person, terms=terms.to_json(), source=source, made_at=at)
    session.add(made)
    session.flush()
    _end_former(session, person, made.id, at)
    for row in (*_statements(person, terms, zone, made.id, at), *_opt_outs(person, terms, made.id, at)):
        session.add(row)
    if terms.language:
        session.get_one(people.Person, person).language = terms.language
    session.flush()
    log.append(
        session, person, "contact_contract", at, {"contract": str(made.id), "source": source, "terms": made.terms}
    )
    return made


def in_force(session: Session, person: UUID) -> ContactContract | None:
    """The newest contract of a person, None when she made none or took it back."""
    query = select(ContactContract).where(ContactContract.person_id == person)
    newest = session.scalars(query.order_by(ContactContract.made_at.desc(), ContactContract.id.desc()).limit(1)).first()
    return newest if newest is not None and newest.terms else None


def _statements(person: UUID, terms: Terms, zone: str, contract: UUID, at: datetime) -> Iterator[Statement]:
    unwanted = [day for day in DAYS if terms.days and day not in terms.days]
    if unwanted:
        yield _statement(person, contract, at, "inconvenient_day", days=unwanted)
    if terms.opens is not None and terms.closes is not None:
        closed = {"from_time": terms.closes.strftime("%H:%M"), "to_time": terms.opens.strftime("%H:%M")}
        yield _statement(person, contract, at, "inconvenient_hours", **closed)
    if terms.not_before is not None:
        until = instant_at(zone, terms.not_before, time(0))
        if until > at:
            yield _statement(person, contract, at, "inconvenient_day", days=list(DAYS), until=until)
    if terms.not_at_work:
        yield _statement(person, contract, at, "employer_forbids")


def _statement(person: UUID, contract: UUID, at: datetime, kind: str, **said: Any) -> Statement:
    blank = {"days": None, "from_time": None, "to_time": None, "until": None, "debt_id": None, "words_sealed": None}
    columns = (
        blank | {"ends_id": None} | said | {"person_id": person, "source": f"contract:{contract}", "recorded_at": at}
    )
    return Statement(id=new_id(at), kind=kind, at=at, **columns)


def _opt_outs(person: UUID, terms: Terms, contract: UUID, at: datetime) -> Iterator[OptOut]:
    unwanted = [channel for channel in CHANNELS if terms.channels and channel not in terms.channels]
    if unwanted:
        yield OptOut(
            id=new_id(at),
            person_id=person,
            debt_id=None,
            words_sealed=None,
            source=f"contract:{contract}",
            recorded_at=at,
            ends_id=None,
            channels=unwanted,
            address_index=None,
            form="written",
            at=at,
        )


def _end_former(session: Session, person: UUID, contract: UUID, at: datetime) -> None:
    """End what earlier contracts set; rows are never changed, a later row ends each."""
    source = f"contract:{contract}"
    for former in session.execute(_STATEMENTS, {"person": person}).scalars():
        session.add(_statement(person, contract, at, "inconvenient_hours", ends_id=former))
    for former in session.execute(_OPT_OUTS, {"person": person}).scalars():
        blank = {"debt_id": None, "words_sealed": None, "address_index": None}
        columns = {
            "person_id": person,
            "source": source,
            "recorded_at": at,
            "channels": [],
            "form": "written",
            "at": at,
        }
        session.add(OptOut(id=new_id(at), ends_id=former, **blank, **columns))
    session.flush()


_STANDING = """SELECT s.id FROM {table} s WHERE s.person_id = :person AND s.source LIKE 'contract:%' AND s.ends_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM {table} later WHERE later.ends_id = s.id)"""
_STATEMENTS = text(_STANDING.format(table="statements"))
_OPT_OUTS = text(_STANDING.format(table="opt_outs"))
