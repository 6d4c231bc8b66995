"""Words: what one attempt says, composed from an approved text and the debt it is about.

A call says nothing when it is placed: its prompts are rendered while it runs (``conversations.keypad``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

import templates
from outreach.crypto import Vault
from outreach.errors import OutreachError
from outreach.money import Money
from outreach.store import Store

if TYPE_CHECKING:
    from outreach.contacts.claim import Candidate


_JUDGED: dict[tuple[str, str, str, bool], str] = {}


class UnfitWords(OutreachError):
    """A text that the lint refuses for this client; change the text, or the client's business name."""


@dataclass(frozen=True, slots=True)
class Words:
    """What will be said. ``version`` names the exact text it came from."""

    text: str
    version: str
    subject: str | None = None
    html: str | None = None
    business_name: str = ""

    def sealed(self, vault: Vault, attempt: UUID) -> bytes | None:
        """The words as kept beside the attempt."""
        return vault.seal("attempts.body", attempt, self.text) if self.text else None


def compose(session: Session, store: Store, candidate: Candidate) -> Words:
    """The words of ``candidate``. Raises UnfitWords, or templates' errors when a text is missing."""
    addressee = Addressee(
        candidate.id, candidate.person_id, candidate.client_id, candidate.debt_ids, candidate.name_sealed
    )
    known = variables(session, store, addressee)
    if candidate.channel == "call":
        said = templates.prompt("greeting", candidate.language, known)
    else:
        said = templates.render(candidate.template, candidate.channel, candidate.language, known)
    _refuse_unfit(said, known)
    spoken = "" if candidate.channel == "call" else said.text
    return Words(spoken, said.version, said.subject, said.html, str(known["business_name"]))


def _refuse_unfit(said: templates.Rendered, known: Mapping[str, str | bool]) -> None:
    """A text is judged with the client's own name in it once per version: the rest of it does not change the verdict."""
    key = (said.template_id, said.version, str(known["business_name"]), bool(known["collector_is_third_party"]))
    if key not in _JUDGED:
        _JUDGED[key] = "; ".join(f"{complaint.rule}: {complaint.why}" for complaint in templates.lint(said, known))
    if _JUDGED[key]:
        raise UnfitWords(f"the text {said.template_id} may not be sent for this client: {_JUDGED[key]}")


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom words are for: an attempt, as far as a text needs to know it."""

    attempt_id: UUID
    person_id: UUID
    client_id: UUID
    debt_ids: list[UUID]
    name_sealed: bytes


def variables(session: Session, store: Store, addressee: Addressee) -> dict[str, str | bool]:
    """What a text may say about a person and a debt, ready to be read."""
    about = session.execute(_ABOUT, {"debts": addressee.debt_ids, "client": addressee.client_id}).one()
    name = store.vault.open("people.name", addressee.person_id, addressee.name_sealed)
    return {
        "first_name": name.split(" ")[0],
        "full_name": name,
        "business_name": about.business_name,
        "client_name": about.name,
        "callback_number": about.callback_number,
        "balance": str(Money(int(about.balance), about.currency)),
        "account_ending": about.account_ref[-4:],
        "opt_out_link": f"{store.settings.public_base_url}/stop/{addressee.attempt_id}",
        "collector_is_third_party": about.role != "first_party",
        "first_communication": about.first_communication_at is None,
    }


_ABOUT = text("""
SELECT c.business_name, c.name, c.callback_number, d.currency, d.account_ref, c.role, d.first_communication_at,
       (SELECT coalesce(sum(amount), 0) FROM ledger_entries WHERE debt_id = ANY(CAST(:debts AS uuid[]))) AS balance
FROM clients c JOIN debts d ON d.id = (CAST(:debts AS uuid[]))[1]
WHERE c.id = :client
""")
