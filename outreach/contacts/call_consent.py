"""Consent to an agreed call: who asks to be called at a time consents to that call, and to no other before or after it.

Such direct prior consent lifts the count of calls and the pause after a talk (12 CFR 1006.14(b)(3)(i)), from the instant agreed
until the last at which the call may be made. It opens no hour that the law closes, and says nothing about made voices.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.accounts.addresses import Address
from outreach.accounts.standing import Consent
from outreach.ids import new_id

GRACE: Final = timedelta(hours=1)  # how late a promised call may be made
_KIND, _CHANNELS = "direct_prior", ["call"]


def assumed(facts: Mapping[str, Any], begins_at: datetime) -> dict[str, Any]:
    """The facts as they would be at ``begins_at`` if the person chose to be called then."""
    consent = {
        "kind": _KIND,
        "channels": _CHANNELS,
        "at": facts["at"],
        "from": _spoken(begins_at),
        "until": _spoken(begins_at + GRACE),
        "form": "oral",
        "person": facts["attempt"]["person"],
        "debts": facts["attempt"]["debts"],
    }
    return {**facts, "at": _spoken(begins_at), "consents": [*facts.get("consents", ()), consent]}


def given(
    session: Session, person: UUID, address: UUID, debts: list[UUID], begins_at: datetime, source: str, at: datetime
) -> None:
    """Write down that the person asked to be called at ``begins_at`` about the debts. The caller holds her budget."""
    index = session.scalars(select(Address.value_index).where(Address.id == address)).one()
    for debt in debts:
        session.add(
            Consent(
                id=new_id(at),
                person_id=person,
                debt_id=debt,
                source=source,
                recorded_at=at,
                ends_id=None,
                kind=_KIND,
                channels=_CHANNELS,
                address_index=index,
                form="written" if source.startswith(("sms:", "page:")) else "oral",
                given_at=at,
                from_at=begins_at,
                until=begins_at + GRACE,
            )
        )
    session.flush()


def taken_back(session: Session, person: UUID, source: str, begins_at: datetime, at: datetime) -> None:
    """The call agreed for ``begins_at`` was given up: the consent to it ends."""
    ended = select(Consent.ends_id).where(Consent.ends_id.is_not(None))
    query = select(Consent).where(Consent.person_id == person, Consent.from_at == begins_at, Consent.id.not_in(ended))
    for one in session.scalars(query.where(Consent.kind == _KIND, Consent.ends_id.is_(None))).all():
        session.add(
            Consent(
                id=new_id(at),
                person_id=person,
                debt_id=one.debt_id,
                source=source,
                recorded_at=at,
                ends_id=one.id,
                kind=one.kind,
                channels=[],
                address_index=one.address_index,
                form=one.form,
                given_at=at,
            )
        )
    session.flush()


def _spoken(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
