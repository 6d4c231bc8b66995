"""People: human beings, the keys they are recognised by, and where they live.

``people``
    one row per human being over all clients, so that caps count a person once. Names, birth date and ID fragment
    are sealed (``outreach.crypto``). ``stated_location_at`` is set when the person told us where she is; the sealed
    postal code beside it then replaces all other evidence.
``person_keys``
    blind indexes a person is recognised by: ``client_ref`` (the client's own number for the person), ``name_birth``,
    ``name_id``, ``name_phone``, ``name_email``, ``name_postal``. Any equal key means the same person.
``postal_addresses``
    residences on file with their provenance; the postal code is location evidence. ``current`` is the newest one;
    others count as evidence until ruled out.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from outreach.db import Base


class Person(Base):
    __tablename__ = "people"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    birth_date_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_fragment_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    language: Mapped[str] = mapped_column(default="en")
    country: Mapped[str] = mapped_column(default="US")
    deceased: Mapped[bool] = mapped_column(default=False)
    military: Mapped[bool] = mapped_column(default=False)
    stated_location_at: Mapped[datetime | None]
    stated_postal_code_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]


class PersonKey(Base):
    __tablename__ = "person_keys"
    __table_args__ = (Index("ix_person_keys_person_id", "person_id"),)

    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))


class PostalAddress(Base):
    __tablename__ = "postal_addresses"
    __table_args__ = (UniqueConstraint("person_id", "digest"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    text_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    postal_code_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    region: Mapped[str | None]
    current: Mapped[bool] = mapped_column(default=True)
    source: Mapped[str]
    recorded_at: Mapped[datetime]
