"""The client's own account number, as people at the keyboard name a debt."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from outreach.accounts.clients import client_named
from outreach.errors import NotFound, OutreachError


class SeveralAccounts(OutreachError):
    """An account number that several clients use."""


class Account(NamedTuple):
    """A debt, its client and who owes it: the one whom campaigns contact, None when nobody is on record."""

    debt_id: UUID
    client_id: UUID
    client: str
    person_id: UUID | None


def find_account(session: Session, reference: str, client: str | None = None) -> Account:
    """The debt that a client, or the only client who has one, numbers ``reference``.

    Raises:
        NotFound: no such client, or no such account.
        SeveralAccounts: several clients have one; say which by ``client``.
    """
    asked = {"reference": reference, "client": client and client_named(session, client).name}
    found = [Account(*row) for row in session.execute(_ACCOUNT, asked)]
    if not found:
        raise NotFound(
            f"{client} has no account {reference!r}" if client else f"no client has an account {reference!r}"
        )
    if len(found) > 1:
        several = ", ".join(account.client for account in found)
        raise SeveralAccounts(f"{several} all have an account {reference!r}: say which with --client")
    return found[0]


_ACCOUNT = text("""
SELECT d.id, d.client_id, c.name,
       (SELECT person_id FROM debt_parties WHERE debt_id = d.id AND role = 'debtor' ORDER BY person_id LIMIT 1)
FROM debts d JOIN clients c ON c.id = d.client_id
WHERE d.account_ref = :reference AND (CAST(:client AS text) IS NULL OR c.name = :client)
ORDER BY c.name
""")
