"""Importing: a placement file into the account store, batch by batch.

Every batch is one transaction that also writes down its rows (``placement_rows``). A process that dies in the middle
leaves whole batches behind; importing the same file again passes over their rows and goes on with the others. Batches
of all imports take turns, because they recognise people across clients. A dry run does the same work in one
transaction and takes it back; it locks no row that is there already, so that contacts go on meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg.errors import IntegrityError, LockNotAvailable
from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from outreach.accounts.clients import Client, client_named
from outreach.accounts.debts import DebtParty
from outreach.accounts.placements import Placement, PlacementRow
from outreach.crypto import Vault
from outreach.errors import NotFound
from outreach.ids import new_id
from outreach.intake import files
from outreach.intake.columns import Layout, lay_out
from outreach.intake.errors import ImportBusy, RowError
from outreach.intake.files import Line, Survey
from outreach.intake.loading import load
from outreach.intake.placing import Placing
from outreach.intake.rejects import RejectsFile
from outreach.intake.report import Report
from outreach.intake.rows import Account, Reader

BATCH = 500  # rows per transaction
Progress = Callable[[int, int], None]
Begin = Callable[[], AbstractContextManager[Session]]
_TURN = text("SELECT pg_advisory_xact_lock(hashtext('outreach.intake'))")


def import_file(
    sessions: sessionmaker[Session],
    vault: Vault,
    path: Path,
    client: str,
    actor: str,
    at: datetime,
    *,
    mapping: dict[str, object] | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Load a placement file of ``client``.

    ``mapping`` is described in ``columns``; ``progress`` is told rows read and rows in the file. Rejects go to
    the file's own name with ``.rejects.csv`` added (``rejects`` says more). A dry run writes neither to the store nor such a file.

    Raises:
        PlacementUnreadable: the file cannot be read, or its rejects cannot be written.
        MappingError: required columns are missing or two claim the same field.
        NotFound: no such client.
        ImportBusy: another import did not finish its batch in time.
    """
    found = files.survey(path)
    layout = lay_out(found.header, mapping)
    if mapping:  # read in another way it is another file
        found = replace(found, digest=sha256(f"{found.digest}|{sorted(layout.at.items())}".encode()).hexdigest())
    rejects = RejectsFile(path, client, found.header, kept=not dry_run)
    with _transactions(sessions, dry_run=dry_run) as begin, rejects:
        run = _Run(begin, vault, found, layout, rejects)
        run.open(client, actor, at, dry_run=dry_run)
        report = run.report
        if not report.repeated:
            run.read(progress or (lambda _read, _all: None))
            run.close(at)
    return report


def clients_in(path: Path, mapping: dict[str, object] | None = None) -> list[str]:
    """The clients a file's rows name, in order of appearance; none when it has no such column.

    Raises:
        PlacementUnreadable, MappingError: as for ``import_file``.
    """
    found = files.survey(path)
    reader = Reader(lay_out(found.header, mapping), date.max, "")
    names: dict[str, str] = {}
    for line in files.rows(found):
        with suppress(RowError):
            name = reader.client(line)
            names.setdefault(name.casefold(), name)
    return [name for name in names.values() if name]


@contextmanager
def _transactions(sessions: sessionmaker[Session], *, dry_run: bool) -> Iterator[Begin]:
    if not dry_run:
        yield sessions.begin
        return
    with sessions() as session:

        @contextmanager
        def savepoint() -> Iterator[Session]:
            with session.begin_nested():
                yield session

        yield savepoint
        session.rollback()


class _Run:
    """One file on its way in."""

    def __init__(self, begin: Begin, vault: Vault, found: Survey, layout: Layout, rejects: RejectsFile) -> None:
        self._begin = begin
        self._vault = vault
        self._survey = found
        self._layout = layout
        self._rejects = rejects
        self.report: Report
        self._placing: Placing
        self._reader: Reader

    def open(self, client_name: str, actor: str, at: datetime, *, dry_run: bool) -> None:
        """Find or make the placement; go on with one that was left half way, start over with one that was undone."""
        with self._begin() as session:
            take_turn(session)
            client = client_named(session, client_name)
            placement = _placement(session, client, self._survey, actor, at)
            self.report = Report(self._survey.path.name, client.name, placement.id, dry_run=dry_run)
            self.report.unknown_columns = self._layout.unknown
            if placement.state == "loaded":
                self.report.repeated = True
                self.report.rows, self.report.rejected = placement.rows, placement.rejected
                self.report.unchanged = _count(session, placement.id)
                self.report.other_clients = self.report.rows - self.report.rejected - self.report.unchanged
        self._placing = Placing(self._vault, client, placement.id, self._layout, at, dry_run)
        source = "consumer" if client.role == "first_party" else "creditor"
        self._reader = Reader(self._layout, at.date(), source)

    def read(self, progress: Progress) -> None:
        """Load the file's rows, a batch at a time."""
        lines = files.rows(self._survey)
        progress(0, self._survey.rows)
        while batch := list(islice(lines, BATCH)):
            self._batch(batch)
            self.report.rows += len(batch)
            progress(self.report.rows, self._survey.rows)

    def close(self, at: datetime) -> None:
        """Write down that the file is done."""
        self.report.rejects_path = self._rejects.close()
        with self._begin() as session:
            placement = session.get_one(Placement, self.report.placement)
            placement.state, placement.ended_at = "loaded", at
            placement.rows, placement.rejected = self.report.rows, self.report.rejected
            self.report.people_known = _people(session, placement.id) - self.report.people_new

    def _batch(self, lines: list[Line]) -> None:
        accounts, errors = self._accounts(lines)
        by_number = {line.number: line for line in lines}
        for row in self._load(accounts, errors):
            self.report.count(row)
        for number in sorted(errors):
            self.report.reject(self._rejects.add(by_number[number], errors[number]))
        self._rejects.flush()

    def _accounts(self, lines: list[Line]) -> tuple[list[Account], dict[int, RowError]]:
        accounts: list[Account] = []
        errors: dict[int, RowError] = {}
        for line in lines:
            try:
                if self._is_of_other_client(line):
                    self.report.other_clients += 1
                else:
                    accounts.append(self._reader.account(line))
            except RowError as error:
                errors[line.number] = error
        return accounts, errors

    def _is_of_other_client(self, line: Line) -> bool:
        named = self._reader.client(line)
        return bool(named) and named.casefold() != " ".join(self._placing.client.name.split()).casefold()

    def _load(self, accounts: list[Account], errors: dict[int, RowError]) -> list[dict[str, Any]]:
        """One transaction; tried once more when somebody else added the same person's address in between."""
        try:
            return self._transaction(accounts, errors)
        except IntegrityError:  # COPY speaks to the driver itself
            return self._transaction(accounts, errors)

    def _transaction(self, accounts: list[Account], errors: dict[int, RowError]) -> list[dict[str, Any]]:
        with self._begin() as session:
            take_turn(session)
            if session.get_one(Placement, self._placing.placement).state == "undone":
                raise ImportBusy("the placement was undone while it was being loaded: import the file again")
            before = _done(session, self._placing.placement, [account.row for account in accounts])
            rows, rejected = load(session, self._placing, [one for one in accounts if one.row not in before])
        errors.update(rejected)
        return [*before.values(), *rows]


def take_turn(session: Session) -> None:
    """Hold the account store against other imports until the transaction ends. Raises ImportBusy."""
    try:
        session.execute(_TURN)
    except OperationalError as error:
        if not isinstance(error.orig, LockNotAvailable):
            raise
        raise ImportBusy("another import is being written and did not finish in time: try again") from None


def _placement(session: Session, client: Client, found: Survey, actor: str, at: datetime) -> Placement:
    same = select(Placement).where(Placement.client_id == client.id, Placement.digest == found.digest)
    placement = session.scalar(same.with_for_update())
    if placement is None:
        values = {"id": new_id(at), "client_id": client.id, "digest": found.digest, "file_name": found.path.name}
        session.execute(insert(Placement).values(**values, actor=actor, created_at=at))
        placement = session.scalars(same).one()
    elif placement.state == "undone":
        session.execute(delete(PlacementRow).where(PlacementRow.placement_id == placement.id))
        placement.state, placement.actor, placement.created_at, placement.ended_at = "loading", actor, at, None
    return placement


def _done(session: Session, placement: UUID, numbers: list[int]) -> dict[int, dict[str, Any]]:
    row = PlacementRow
    query = select(row.row_number, row.action, row.created).where(row.placement_id == placement)
    return {
        number: {"action": action, "created": created}
        for number, action, created in session.execute(query.where(row.row_number.in_(numbers)))
    }


def _count(session: Session, placement: UUID) -> int:
    query = select(func.count()).select_from(PlacementRow).where(PlacementRow.placement_id == placement)
    return session.scalar(query) or 0


def _people(session: Session, placement: UUID) -> int:
    """How many people the placement's debts concern."""
    query = select(func.count(DebtParty.person_id.distinct())).join(
        PlacementRow, PlacementRow.debt_id == DebtParty.debt_id
    )
    return session.scalar(query.where(PlacementRow.placement_id == placement)) or 0


def placement_by(session: Session, reference: str) -> Placement:
    """The placement with this id. Raises NotFound."""
    try:
        placement = session.get(Placement, UUID(reference))
    except ValueError:
        placement = None
    if placement is None:
        raise NotFound(f"no placement has the id {reference!r}; `outreach import` prints the id of each")
    return placement
