"""An office that receives placement files: clients, keys, a store, a folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from outreach.accounts.clients import Client
from outreach.crypto import Vault
from outreach.db import make_engine, session_factory
from outreach.ids import new_id
from outreach.intake.importing import import_file
from outreach.intake.report import Report
from outreach.intake.undo import Undone, undo

MORNING = datetime(2026, 12, 1, 12, 30, tzinfo=UTC)
VAULT = Vault({"k1": b"1" * 32}, "k1", b"2" * 32)
HARBOR, NORTHGATE = "Harbor Dental Group", "Northgate Recovery"
FILLED = (
    "people", "person_keys", "addresses", "postal_addresses", "debts", "debt_parties", "ledger_entries", "consents",
)  # fmt: skip


@dataclass
class Office:
    """Two clients, a store of their own, and a folder files arrive in. Each file arrives an hour after the one before."""

    sessions: sessionmaker[Session]
    vault: Vault
    folder: Path
    at: datetime = MORNING

    def file(self, content: str, name: str = "placement.csv") -> Path:
        path = self.folder / name
        path.write_text(content, encoding="utf-8", newline="")
        return path

    def load(self, content: str | Path, client: str = NORTHGATE, **options: Any) -> Report:
        path = content if isinstance(content, Path) else self.file(content)
        self.at += timedelta(hours=1)
        return import_file(self.sessions, self.vault, path, client, "operations", self.at, **options)

    def undo(self, report: Report) -> Undone:
        self.at += timedelta(hours=1)
        return undo(self.sessions, str(report.placement), "operations", self.at)

    def rows(self, query: str, **values: Any) -> list[Any]:
        with self.sessions() as session:
            return [tuple(row) if len(row) > 1 else row[0] for row in session.execute(text(query), values)]

    def run(self, statement: str, **values: Any) -> None:
        with self.sessions.begin() as session:
            session.execute(text(statement), values)

    def counts(self) -> dict[str, int]:
        return {table: self.rows(f"SELECT count(*) FROM {table}")[0] for table in FILLED}

    def balances(self) -> dict[str, int]:
        query = (
            "SELECT account_ref, sum(amount)::int FROM debts JOIN ledger_entries e ON e.debt_id = debts.id GROUP BY 1"
        )
        return dict(self.rows(query))


@contextmanager
def open_office(url: str, folder: Path) -> Iterator[Office]:
    engine = make_engine(url)
    sessions = session_factory(engine)
    with sessions.begin() as session:
        for name, role in ((HARBOR, "first_party"), (NORTHGATE, "third_party")):
            session.add(
                Client(
                    id=new_id(MORNING), name=name, role=role, business_name=name, callback_number="+12125550100",
                    licensed_in=["*"], policy={}, created_at=MORNING,
                )
            )  # fmt: skip
    yield Office(sessions, VAULT, folder)
    engine.dispose()
