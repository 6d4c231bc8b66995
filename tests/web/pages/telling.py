"""What a page tells, and whether anything was written."""

from __future__ import annotations

import hashlib
import re

from sqlalchemy import text

from outreach import schema
from tests.support.accounts import Agency
from tests.web.pages.visitor import Visitor

TELLS = re.compile(
    r"\$|\bdebt|\bow(e|es|ed)\b|balance|collect|\b120\b|Northgate|Pat\b|Example|deuda|saldo|cobr", re.IGNORECASE
)
TOKEN = re.compile(r"/p/[\w-]{22}")


def digest_of_everything(office: Agency) -> str:
    """All rows of all tables."""
    found = hashlib.sha256()
    with office.store.engine.connect() as connection:
        for table in schema.metadata.sorted_tables:
            rows = connection.execute(text(f"SELECT to_jsonb(t)::text FROM {table.name} t ORDER BY 1")).scalars()
            found.update("\n".join(rows).encode())
    return found.hexdigest()


def closed(visitor: Visitor) -> str:
    """Make sure that a link shows the page that says nothing; that page, without its token."""
    assert visitor.open().title == "This page is not open"
    assert visitor.last is not None
    return TOKEN.sub("/p/token", visitor.last.text)
