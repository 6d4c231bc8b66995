"""Words: what one attempt says, composed from an approved text and the debt it is about.

A call says nothing when it is placed: its prompts are rendered while it runs (``conversations.keypad``). What a text holds
is known before it is composed, for the decision is about it; so is in which places it is read, and what they want of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

import templates
from outreach.agreements.offer_sets import OfferSet
from outreach.contacts import page_links, spoken, word_values
from outreach.contacts.approvals import Standing
from outreach.contacts.stop_links import stop_link
from outreach.crypto import Vault
from outreach.errors import OutreachError
from outreach.money import Money
from outreach.store import Store

if TYPE_CHECKING:
    from outreach.contacts.claim import Candidate
    from outreach.contacts.facts import Loaded


# Nobody can say what a text holds that is not there: it lacks what it must say, and may say what it must not.
_UNKNOWN = {
    "opt_out_line": False,
    "licence_number": False,
    "disclosure": False,
    "business_name": False,
    "registered_name": False,
    "preferred_language": False,
    "extra_text": True,
    "threatens_suit": True,
    "overshadows": True,
}
_JUDGED: dict[tuple[str | bool | frozenset[str], ...], str] = {}
_PLACES = frozenset(templates.PLACES)


class UnfitWords(OutreachError):
    """A text that the lint refuses for this client; change the text, or the client's business name."""


@dataclass(frozen=True, slots=True)
class Words:
    """What will be said. ``version`` names the exact text it came from, ``segments`` is what it costs as a text."""

    text: str
    version: str
    subject: str | None = None
    html: str | None = None
    business_name: str = ""
    segments: int | None = None

    def sealed(self, vault: Vault, attempt: UUID) -> bytes | None:
        """The words as kept beside the attempt."""
        return vault.seal("attempts.body", attempt, self.text) if self.text else None


def content(template: str, channel: str, language: str, voice: templates.Voice, purpose: str) -> dict[str, bool]:
    """What the text holds, in the keys of the facts format (``attempt.content``).

    ``language`` is the person's own: a text that is there speaks it. A client's business name is the registered one.
    """
    held = templates.content(templates.SHIPPED, template, channel, language, voice)
    if held is None:
        return dict(_UNKNOWN)
    return {
        "opt_out_line": held.opt_out_line,
        "licence_number": held.licence_number,
        "disclosure": held.disclosure,
        "business_name": held.business_name,
        "registered_name": held.business_name,
        "preferred_language": True,
        "extra_text": purpose == "voicemail" and held.extra_text,
        "threatens_suit": held.threatens_suit,
        "overshadows": held.overshadows,
    }


def compose(
    session: Session,
    store: Store,
    candidate: Candidate,
    loaded: Loaded,
    places: Collection[str],
    standing: Standing,
) -> Words:
    """The words of ``candidate``, who is in these places. Raises UnfitWords, or templates' errors when a text is missing."""
    addressee = Addressee(
        candidate.id, candidate.person_id, candidate.client_id, candidate.debt_ids, candidate.name_sealed
    )
    known, key = variables(session, store, addressee), _key(candidate)
    known |= word_values.values(
        session, candidate.template, candidate.subject_id, candidate.debt_ids, candidate.language, loaded
    )
    if candidate.factor:
        known["factor"] = spoken.factor(candidate.factor, candidate.language)
    if candidate.offers:
        known |= word_values.of_offers(session.get_one(OfferSet, candidate.offers), candidate.language)
    if page_links.USES & templates.SHIPPED.info(key).variables:
        known |= _page_link(session, store, candidate, loaded, places)
    prescribed = templates.notices(templates.SHIPPED, key, known, places)
    known["place_notice"] = templates.place_notice(prescribed)
    if objection := standing.against(templates.SHIPPED.exactly(notice.template_id for notice in prescribed)):
        raise UnfitWords(objection)
    said = templates.SHIPPED.rendered(key, known)
    refuse_unfit(said, known, places)
    aloud = "" if candidate.channel == "call" else said.text
    cost = templates.segments(said.text).count if candidate.channel == "sms" else None
    return Words(aloud, said.version, said.subject, said.html, str(known["business_name"]), cost)


def _key(candidate: Candidate) -> templates.Key:
    if candidate.channel == "call":
        return templates.Key("keypad", "greeting", candidate.language)
    return templates.Key(candidate.template, candidate.channel, candidate.language)


def _page_link(
    session: Session, store: Store, candidate: Candidate, loaded: Loaded, places: Collection[str]
) -> dict[str, str | bool]:
    if not page_links.would_open(session, candidate.person_id):
        raise UnfitWords("nothing is on file that the person could be asked for on her page: no link is sent to it")
    return page_links.put_into_words(session, store, candidate, loaded, places)


def refuse_unfit(said: templates.Rendered, known: Mapping[str, str | bool], in_places: Collection[str]) -> None:
    """Raises UnfitWords for what the lint refuses with these values, in these places.

    A text is judged once per version, place and who says it, first or later: the rest of it does not change the verdict.
    """
    places = _PLACES.intersection(in_places)
    role, first = bool(known["collector_is_third_party"]), bool(known["first_communication"])
    business, licence = str(known["business_name"]), str(known["licence_number"])
    key = (said.template_id, said.version, business, licence, role, first, places)
    if key not in _JUDGED:
        _JUDGED[key] = "; ".join(map(str, templates.lint(said, known, places, templates.SHIPPED)))
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
    """What a text may say about a person and a debt, ready to be read; blank what nobody has anything to say for."""
    return _NOT_SAID | on_record(session, store, addressee)


def on_record(session: Session, store: Store, addressee: Addressee) -> dict[str, str | bool]:
    """What is on record about a person and a debt, ready to be read."""
    about = session.execute(_ABOUT, {"debts": addressee.debt_ids, "client": addressee.client_id}).one()
    name = store.vault.open("people.name", addressee.person_id, addressee.name_sealed)
    return {
        "first_name": name.split(" ")[0],
        "full_name": name,
        "business_name": about.business_name,
        "licence_number": about.licence_number or "",
        "contact_name": about.contact_name or "",
        "client_name": about.name,
        "callback_number": about.callback_number,
        "balance": str(Money(int(about.balance), about.currency)),
        "account_ending": about.account_ref[-4:],
        "opt_out_link": stop_link(store, addressee.attempt_id),
        "collector_is_third_party": about.role != "first_party",
        "first_communication": about.first_communication_at is None,
    }


# What a text may leave out when nobody has anything to say for it.
_NOT_SAID: dict[str, str | bool] = dict.fromkeys(templates.MAY_BE_BLANK, "")
_ABOUT = text("""
SELECT c.business_name, c.licence_number, c.contact_name, c.name, c.callback_number, c.role, d.currency, d.account_ref,
       d.first_communication_at,
       (SELECT coalesce(sum(amount), 0) FROM ledger_entries WHERE debt_id = ANY(CAST(:debts AS uuid[]))) AS balance
FROM clients c JOIN debts d ON d.id = (CAST(:debts AS uuid[]))[1]
WHERE c.id = :client
""")
