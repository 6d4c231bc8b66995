"""Persons: what a file says about a human being, added to what is on file about her.

Nothing on file is replaced: gaps are filled, further keys, numbers, mailboxes and addresses are added. Three things do
change, all leaving a trace: the line type a newer file states, which postal address is the current one, and a later day of
the creditor's notice that we would write to a mailbox, or of the end of the time to object.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from outreach.ids import new_id
from outreach.intake.dates import end_of
from outreach.intake.known import HomeOnFile, Known, ProvenanceOnFile
from outreach.intake.matching import Key, Recognition
from outreach.intake.placing import Placing
from outreach.intake.reachable import Point
from outreach.intake.rows import Home, Human
from outreach.intake.writes import Trace, Writes


class Persons:
    """Writes people down."""

    def __init__(self, placing: Placing, known: Known, recognition: Recognition, writes: Writes) -> None:
        self._placing = placing
        self._known = known
        self._recognition = recognition
        self._writes = writes

    def keep(self, human: Human, keys: list[Key], known: UUID | None, trace: Trace) -> UUID:
        """Write down what is new about ``human``, who is the person ``known`` or a stranger. Returns the person."""
        person = known or self._new(human, trace)
        if known:
            self._complete(known, human, trace)
        self._learn(person, keys, trace)
        for point in human.points:
            self._address(person, point, trace)
        self._home(person, human, trace)
        return person

    def _learn(self, person: UUID, keys: list[Key], trace: Trace) -> None:
        fresh = self._recognition.learn(person, keys)
        for kind, value in keys:
            name = f"{kind}:{value.hex()}"
            if (kind, value) in fresh:
                self._writes.add("person_keys", trace, name, kind=kind, value=value, person_id=person)
            else:
                trace.met["person_keys"].append(name)

    def _new(self, human: Human, trace: Trace) -> UUID:
        person = new_id(self._placing.at)
        self._writes.add(
            "people",
            trace,
            id=person,
            name_sealed=self._placing.seal("people.name", person, human.name),
            birth_date_sealed=self._placing.seal("people.birth_date", person, _iso(human)),
            id_fragment_sealed=self._placing.seal("people.id_fragment", person, human.id_fragment),
            language=human.language,
            country=human.country,
            created_at=self._placing.at,
        )
        return person

    def _complete(self, person: UUID, human: Human, trace: Trace) -> None:
        """Fill in what nobody had told us about a known person; what is on file stays."""
        new: dict[str, object] = {}
        if human.birth_date and self._recognition.lacks(person, "name_birth"):
            new["birth_date_sealed"] = self._placing.seal("people.birth_date", person, _iso(human))
        if human.id_fragment and self._recognition.lacks(person, "name_id"):
            new["id_fragment_sealed"] = self._placing.seal("people.id_fragment", person, human.id_fragment)
        if new:
            self._writes.change("people", trace, person, new, dict.fromkeys(new))

    def _address(self, person: UUID, point: Point, trace: Trace) -> None:
        index = self._placing.vault.index(point.kind, point.value)
        known = self._known.addresses[person]
        if index in known:
            row, line = known[index]
            trace.met["addresses"].append(str(row))
            if point.line not in ("unknown", line):
                known[index] = row, point.line
                self._writes.change("addresses", trace, row, {"line": point.line}, {"line": line})
            self._provenance(row, point, trace)
            return
        row = new_id(self._placing.at)
        known[index] = row, point.line
        self._writes.add(
            "addresses",
            trace,
            id=row,
            person_id=person,
            kind=point.kind,
            value_sealed=self._placing.seal("addresses.value", row, point.value),
            value_index=index,
            line=point.line,
            place=point.place,
            source=point.source,
            notice_sent_at=_end_of(point.notice_sent_on),
            rank=len(known) - 1,
            recorded_at=self._placing.at,
        )
        self._provenance(row, point, trace)

    def _provenance(self, address: UUID, point: Point, trace: Trace) -> None:
        """How this client came by a mailbox: written down, or brought up to date."""
        if point.kind != "email":
            return
        notice, until = _end_of(point.notice_sent_on), _end_of(point.opt_out_by)
        on_file = self._known.provenance.get(address)
        if on_file is not None:
            trace.met["email_provenance"].append(str(on_file.id))
            self._learn_more(on_file, point, notice, until, trace)
            return
        row = new_id(self._placing.at)
        self._known.provenance[address] = ProvenanceOnFile(row, point.source, notice, until)
        self._writes.add(
            "email_provenance",
            trace,
            id=row,
            address_id=address,
            client_id=self._placing.client.id,
            source=point.source,
            notice_sent_at=notice,
            opt_out_until=until,
            recorded_at=self._placing.at,
        )

    def _learn_more(
        self, on_file: ProvenanceOnFile, point: Point, notice: datetime | None, until: datetime | None, trace: Trace
    ) -> None:
        """What nobody knew becomes known; a later day replaces an earlier one, because it only keeps us waiting."""
        new: dict[str, object] = {}
        old: dict[str, object] = {}
        for name, said in (("notice_sent_at", notice), ("opt_out_until", until)):
            known: datetime | None = getattr(on_file, name)
            if said is not None and (known is None or said > known):
                new[name], old[name] = said, known
        if on_file.source == "unknown" != point.source:
            new["source"], old["source"] = point.source, on_file.source
        for name, value in new.items():
            setattr(on_file, name, value)
        if new:
            self._writes.change("email_provenance", trace, on_file.id, new, old)

    def _home(self, person: UUID, human: Human, trace: Trace) -> None:
        home, known = human.home, self._known.homes[person]
        if not (home.text() or home.postal_code):
            return
        digest = self._placing.vault.index("postal", f"{home.text()}|{home.postal_code}".casefold())
        if same := known.get(digest) or self._within(home, list(known.values())):
            trace.met["postal_addresses"].append(str(same.id))
            return
        for older in known.values():
            if older.current:
                older.current = False
                self._writes.change("postal_addresses", trace, older.id, {"current": False}, {"current": True})
        row = new_id(self._placing.at)
        code = self._placing.seal("postal_addresses.postal_code", row, home.postal_code)
        known[digest] = HomeOnFile(row, True, code)
        self._writes.add(
            "postal_addresses",
            trace,
            id=row,
            person_id=person,
            digest=digest,
            text_sealed=self._placing.seal("postal_addresses.text", row, home.text()),
            postal_code_sealed=code,
            region=home.region or None,
            source=self._placing.source,
            recorded_at=self._placing.at,
        )

    def _within(self, home: Home, known: list[HomeOnFile]) -> HomeOnFile | None:
        """The address on file that a home without a street says less about: the one of its postal code."""
        if home.street or not home.postal_code:
            return None
        for one in known:
            code = one.code_sealed
            if code and self._placing.vault.open("postal_addresses.postal_code", one.id, code) == home.postal_code:
                return one
        return None


def _end_of(day: date | None) -> datetime | None:
    return end_of(day) if day else None


def _iso(human: Human) -> str:
    return human.birth_date.isoformat() if human.birth_date else ""
