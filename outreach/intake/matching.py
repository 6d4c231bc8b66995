"""Matching: whether somebody a file names is a person we know already.

A person is recognised by any of her keys (``person_keys``), tried from the strongest: the client's own number for her,
then her name together with birth date, ID fragment, telephone number, mailbox, or street and postal code. The name
counts by its first and last word, so that a middle initial more or less makes nobody a stranger. Same name and number,
but another birth date or ID fragment than the one on file: somebody else (a father and a son share both).
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ARRAY, LargeBinary, String, bindparam, text
from sqlalchemy.orm import Session

from outreach.crypto import Vault
from outreach.intake.rows import NAME_SUFFIXES, Human

Key = tuple[str, bytes]
_DISTINCT = ("name_birth", "name_id")  # a person has one of each: another value means another person
_OWNERS = text(
    "SELECT k.kind, k.value, k.person_id FROM unnest(:kinds, :values) AS asked(kind, value) JOIN person_keys k USING (kind, value)"
).bindparams(bindparam("kinds", type_=ARRAY(String)), bindparam("values", type_=ARRAY(LargeBinary)))
_MARKS = text(
    "SELECT kind, value, person_id FROM person_keys WHERE person_id = ANY(:people) AND kind IN ('name_birth', 'name_id')"
)


def name_key(name: str) -> str:
    """First and last word of a name and its suffix, without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", name).casefold().replace("-", " ")
    parts = ["".join(sign for sign in part if sign.isalnum()) for part in plain.split()]
    parts = [part for part in parts if part]
    suffix = parts.pop() if len(parts) > 1 and parts[-1] in NAME_SUFFIXES else ""
    return " ".join(dict.fromkeys(filter(None, (parts[0], parts[-1], suffix)))) if parts else ""


def keys_of(vault: Vault, client: UUID, human: Human) -> list[Key]:
    """The keys somebody can be recognised by, strongest first."""
    name, home = name_key(human.name), human.home
    found = [("client_ref", f"{client}|{human.ref}")] if human.ref else []
    if not name:
        return [(kind, vault.index(kind, value)) for kind, value in found]
    if human.birth_date:
        found.append(("name_birth", f"{name}|{human.birth_date}"))
    if human.id_fragment:
        found.append(("name_id", f"{name}|{human.id_fragment}"))
    own = (point for point in human.points if point.line != "toll_free")
    found.extend((f"name_{point.kind}", f"{name}|{point.value}") for point in own)
    if home.street and home.postal_code:
        street = "".join(filter(str.isalnum, home.street.casefold()))
        found.append(("name_postal", f"{name}|{street}|{home.postal_code}"))
    return [(kind, vault.index(kind, value)) for kind, value in found]


class Recognition:
    """Who owns the keys of a batch. Knows what the store knew when it was made, and what it was taught since."""

    def __init__(self, session: Session, keys: Iterable[Key]) -> None:
        self._owners: dict[Key, UUID] = {}
        self._marks: dict[UUID, dict[str, set[bytes]]] = defaultdict(lambda: defaultdict(set))
        asked = list(set(keys))
        if not asked:
            return
        kinds, values = zip(*asked, strict=True)
        for kind, value, person in session.execute(_OWNERS, {"kinds": list(kinds), "values": list(values)}):
            self._owners[kind, bytes(value)] = person
        self.meet(session, self.people())

    def meet(self, session: Session, people: set[UUID]) -> None:
        """Fetch what tells these people from others of their name."""
        if people:
            for kind, value, person in session.execute(_MARKS, {"people": list(people)}):
                self._marks[person][kind].add(bytes(value))

    def people(self) -> set[UUID]:
        """Everybody who owns one of the keys."""
        return set(self._owners.values())

    def find(self, keys: list[Key]) -> UUID | None:
        """The person these keys belong to, or None when it is nobody we know."""
        for key in keys:
            person = self._owners.get(key)
            if person and (key[0] == "client_ref" or not self.differs(person, keys)):
                return person
        return None

    def differs(self, person: UUID, keys: list[Key]) -> bool:
        """Whether the keys hold another birth date or ID fragment than the person's."""
        marks = self._marks.get(person)
        if not marks:
            return False
        return any(kind in _DISTINCT and marks[kind] and value not in marks[kind] for kind, value in keys)

    def lacks(self, person: UUID, kind: str) -> bool:
        """Whether the person has no key of this kind on file."""
        return not self._marks[person][kind]

    def learn(self, person: UUID, keys: list[Key]) -> list[Key]:
        """Give the person those keys that nobody owns yet, and return them."""
        fresh = [key for key in dict.fromkeys(keys) if key not in self._owners]
        for kind, value in fresh:
            self._owners[kind, value] = person
            self._marks[person][kind].add(value)
        return fresh
